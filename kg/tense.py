"""Whether the clause in which a word stands tells of the past or of what is to come."""

from __future__ import annotations

from kg.lexicon.clock import TimeWords
from kg.parse import Parse, Token

FUTURE, PAST, OPEN = 1, -1, 0


def tense_at(doc: Parse, at: int, words: TimeWords) -> int:
    """The tense of the clause in which a time stands."""
    token = doc.at(at)
    if token is None:
        return OPEN
    if _is_of_speech(token, words):
        return PAST
    for _ in range(10):
        found = _clause_tense(token, words)
        if found is not None:
            return found
        if token.head is token:
            return OPEN
        token = token.head
    return OPEN


def _is_of_speech(time: Token, words: TimeWords) -> bool:
    """Tell whether a time stands right behind a verb of speech, before what is said: "told them on Friday he would"."""
    at = time.i - 1
    while at > 0 and time.doc[at].pos_ in ("ADP", "DET", "ADV"):
        at -= 1
    before = time.doc[max(at, 0)]
    verb = before.head if before.dep_ in ("dative", "dobj") else before
    after = time.doc[min(time.i + 1, len(time.doc) - 1)]
    spoken = verb.tag_ == "VBD" and verb.i < time.i and bool(words.value("speech", verb.lemma_))
    return spoken and after.dep_ not in ("case", "compound") and time.dep_ not in ("compound", "nmod", "poss")


def _clause_tense(token: Token, words: TimeWords) -> int | None:
    """Past or future, None when the word does not tell and the clause above must."""
    if _is_ahead(token, words) or any(_is_ahead(child, words) for child in token.children if child.dep_ == "acomp"):
        return FUTURE
    if token.pos_ not in ("VERB", "AUX") or (token.tag_ == "VBZ" and token.dep_ in ("dobj", "pobj")):  # "held drills"
        beside = {child.lower_ for child in token.children if child.dep_ == "amod"}
        return FUTURE if any(words.value("future", word) for word in beside) else None
    auxiliaries = [child for child in token.children if child.dep_ in ("aux", "auxpass")]
    lowered = {child.lower_ for child in auxiliaries}
    if "have" in lowered and lowered & {"would", "could", "should", "might"}:
        return PAST
    if any(child.tag_ == "MD" or child.lower_ in ("will", "'ll", "wo") for child in auxiliaries):
        return FUTURE
    if "to" in lowered:
        return PAST if any(child.lower_ == "had" for child in token.head.lefts) else FUTURE
    if token.tag_ == "VBG" and lowered & {"is", "are", "'re", "'s", "am", "'m"}:
        return FUTURE
    if token.tag_ == "VBN" and lowered & {"is", "are"} and words.value("future", token.lemma_):
        return FUTURE
    if token.tag_ in ("VBD", "VBN") and token.dep_ not in ("acl",):
        return PAST
    if token.tag_ in ("VBZ", "VBP") and not words.value("present", token.lemma_):
        return FUTURE
    return None


def _is_ahead(token: Token, words: TimeWords) -> bool:
    """Tell whether an adjective says what is to come: "due on Saturday", but not "due to the storm"."""
    ahead = token.pos_ == "ADJ" and bool(words.value("future", token.lower_))
    return ahead and all(child.lower_ != "to" for child in token.children)
