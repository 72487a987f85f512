"""Editions: the number of a meeting within a series, and the series that it belongs to."""

from __future__ import annotations

from kg.extract.actors import states_in_name
from kg.extract.reading import Reading
from kg.extract.syntax import arguments
from kg.extract.triggers import Nucleus
from kg.lexicon.gazetteer import split_words
from kg.model import Entity, Filler
from kg.parse import Token

FAMILY = "Meeting"
SERIES = "EventSeries"
_TRAIL = 10
_IN_NAMES = ("ADJ", "ADP", "DET", "NOUN", "PROPN")
_JOINING = frozenset(["and", "for", "of", "on", "the"])


def ordinal(reading: Reading, nucleus: Nucleus) -> int | None:
    """The number of the edition: "13th", "seventh"; visits have none, nor has the first of its kind "since 2010"."""
    number = None if nucleus.evokes == "Visit" else _numbered(reading, nucleus)
    return None if number == 1 and _is_first_of_late(reading, nucleus) else number


def _is_first_of_late(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell "the first summit in a decade", "first-ever" and "their first talks" from the first edition of a series."""
    first, last = max(nucleus.start, nucleus.first - 6), nucleus.last
    behind = reading.tokens[last : min(last + _TRAIL, reading.sentence(nucleus.head).last)]
    spans = reading.frames.words["spans-of-time"]
    within = any(
        token.lower_ == "in" and any(other.lemma_.lower() in spans for other in behind[at + 1 : at + 6])
        for at, token in enumerate(behind)
    )
    own = any(child.dep_ == "poss" and child.pos_ == "PRON" for child in nucleus.head.lefts)
    return own or within or any(token.lower_ in ("ever", "since") for token in (*reading.tokens[first:last], *behind))


def _numbered(reading: Reading, nucleus: Nucleus) -> int | None:
    known = {word: int(number) for number, word in (item.split() for item in reading.frames.words["ordinals"])}
    above = nucleus.head.head.head if nucleus.head.dep_ == "pobj" and nucleus.head.head.lower_ == "of" else nucleus.head
    rounds = list(above.lefts) if above.lemma_.lower() in reading.frames.words["edition-words"] else []
    for token in [*rounds, *reading.tokens[max(nucleus.start, nucleus.first - _TRAIL) : nucleus.last]]:
        text = token.lower_
        if text in known and token.head.i >= token.i:
            return known[text]
        if text[:-2].isdigit() and text[-2:] in ("st", "nd", "rd", "th"):
            return int(text[:-2])
    return None


def is_ordinal(reading: Reading, token: Token) -> bool:
    """Tell whether the token is a number in a row: "13th", "second"."""
    return token.lower_ in {item.split()[1] for item in reading.frames.words["ordinals"]} or token.lower_[:-2].isdigit()


def is_inner(reading: Reading, nucleus: Nucleus) -> bool:
    """ "The 13th meeting of the dialogue": the dialogue is the series, the meeting is the thing."""
    before = reading.tokens[max(0, nucleus.head.i - _TRAIL) : nucleus.head.i]
    if any(_series_behind(reading, token) == nucleus.head for token in before):
        return True
    preposition = nucleus.head.head
    if nucleus.head.dep_ != "pobj" or preposition.lower_ not in ("of", "in") or preposition.head is preposition:
        return False
    if _names_no_meeting(reading, preposition.head):
        return False
    return preposition.head.lemma_.lower() in reading.frames.words["edition-nouns"]


def _names_no_meeting(reading: Reading, noun: Token) -> bool:
    """Tell whether a word for an edition is no noun for a meeting: the talks of a "round of talks" are the thing."""
    return not any(known.family == FAMILY for known in reading.frames.nouns.get(noun.lemma_.lower(), ()))


def inner_series(reading: Reading, nucleus: Nucleus) -> Token | None:
    """Return the head of the series behind an edition noun: "the 13th meeting of the dialogue"."""
    if nucleus.head.lemma_.lower() not in reading.frames.words["edition-nouns"]:
        return None
    for child in nucleus.head.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "in"):
            for inner in child.children:
                if inner.dep_ == "pobj" and names_series(reading, inner):
                    return inner
    return _series_behind(reading, nucleus.head)


def _series_behind(reading: Reading, edition: Token) -> Token | None:
    """The head of the series right behind "of", however the parser took it: "edition of Army to Army Staff Talks"."""
    words = reading.frames.words["edition-words"]
    last = min(edition.i + _TRAIL, reading.sentence(edition).last)
    behind = reading.tokens[edition.i + 1 : last]
    if edition.lemma_.lower() not in words or not behind or behind[0].lower_ != "of":
        return None
    if _names_no_meeting(reading, edition):
        return None
    for token in behind[1:]:
        nouns = reading.frames.nouns.get(token.lemma_.lower(), ())
        if token.pos_ in ("NOUN", "PROPN") and any(noun.family == FAMILY for noun in nouns):
            return token
        if token.pos_ not in _IN_NAMES and token.text not in "()-–":
            return None
    return None


def names_series(reading: Reading, head: Token) -> bool:
    """Tell whether the phrase names a series, or is of a noun for meetings, or names a body of several states."""
    entity = reading.entity_of(head)
    if is_joint_body(reading, head):
        return True
    if entity is not None:
        return reading.frames.families.get(entity.kind) == SERIES
    return any(noun.family == FAMILY for noun in reading.frames.nouns.get(head.lemma_.lower(), ()))


def is_joint_body(reading: Reading, head: Token) -> bool:
    """Tell whether the phrase names a standing body of several states: a joint commission, a NATO-Georgia council."""
    words = reading.frames.words
    if head.lemma_.lower() not in words["session-bodies"]:
        return False
    first, last = body_name(reading, head)
    if any(token.lower_ in words["joint-words"] for token in reading.tokens[first:last]):
        return True
    return len(states_in_name(reading, first, last)) > 1


def states_of_body(reading: Reading, head: Token) -> list[Entity]:
    """The states that a joint body's name names."""
    return states_in_name(reading, *body_name(reading, head)) if is_joint_body(reading, head) else []


def body_name(reading: Reading, head: Token) -> tuple[int, int]:
    """The words that name a body: from its first modifier to the end of what capitals carry on behind it."""
    mention = reading.mention(head)
    first = min(phrase_start_words(head), mention.first if mention else head.i)
    last, end = head.i + 1, head.i + 1
    sentence = reading.sentence(head)
    while end < sentence.last and (reading.doc[end].text[0].isupper() or reading.doc[end].lower_ in _JOINING):
        end += 1
        if reading.doc[end - 1].text[0].isupper():
            last = end
    return first, last if head.text[0].isupper() else head.i + 1


def series_of(reading: Reading, nucleus: Nucleus, inner: Token | None, number: int | None) -> Filler | None:
    """Return the series that the phrase gives: a named one, the one behind "of", or the numbered words themselves."""
    if nucleus.entity is not None:
        return nucleus.entity
    if inner is not None and is_joint_body(reading, inner):
        return reading.words(*body_name(reading, inner))
    if inner is not None:
        return reading.entity_of(inner) or reading.words(phrase_start_words(inner), inner.i + 1)
    if number is None or nucleus.evokes == "Visit":
        return None
    first = next(
        (t.i + 1 for t in reading.tokens[nucleus.start : nucleus.head.i] if is_ordinal(reading, t)),
        nucleus.first,
    )
    ends = [
        token.i + 1
        for head in arguments(nucleus.head).get("between", [])
        for token in [head]
        if head.i > nucleus.head.i
    ]
    last = max(ends, default=nucleus.last)
    last = last if last - nucleus.last < 12 else nucleus.last
    begin = min(first, nucleus.first)
    return reading.words(begin, last) if _is_telling(reading, nucleus, begin, last) else None


def _is_telling(reading: Reading, nucleus: Nucleus, first: int, last: int) -> bool:
    """Tell whether numbered words name a series: with a noun before the noun, or its sides; "second summit" is none."""
    before, behind = reading.tokens[first : nucleus.first], reading.tokens[nucleus.last : last]
    if any(entity.kind == "Person" for token in behind if (entity := reading.entity_of(token))):
        return False
    return bool(behind) or any(token.pos_ in ("NOUN", "PROPN") and token.dep_ == "compound" for token in before)


def phrase_start_words(head: Token) -> int:
    """First word of the phrase without its determiner."""
    return min((t.left_edge.i for t in head.lefts if t.dep_ in ("amod", "compound", "nmod")), default=head.i)


def organisations_in_name(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    """The organisation whose meetings a series are: "the NATO summit"."""
    if nucleus.entity is None or states_in_name(reading, nucleus.first, nucleus.last):
        return []
    words = split_words(reading.words(nucleus.first, nucleus.last))
    names = reading.lexicon.gazetteer.names
    for at in range(len(words)):
        for name in names.get(words[at], ()):
            if name.entity.kind == "InternationalOrganization" and words[at : at + len(name.words)] == name.words:
                return [name.entity]
    return []
