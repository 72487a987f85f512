"""How firm an arms transfer is: ordered or delivered, announced, doubted, stopped, and on whose word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from kg.extract.consignment import FAMILY, Above, sides
from kg.extract.reading import Reading
from kg.extract.scope import GIVEN
from kg.extract.slots import Standing, standing
from kg.extract.syntax import arguments, is_verb
from kg.lexicon.frames import Predicate
from kg.model import Entity, Modality, Polarity
from kg.parse import Token

DOUBTFUL = (Modality.PROBABLE, Modality.POSSIBLE)


def firmness(
    reading: Reading, token: Token, predicate: Predicate, uppers: Sequence[Above]
) -> tuple[Standing | None, str]:
    """The transfer's own standing, or that which a word of approval or refusal above it gives."""
    if _is_freed(reading, token, uppers):
        return None, predicate.entry.name
    if _is_neared(reading, token, uppers):
        held = standing(reading, FAMILY, token, "possible", "possible")
        open_still = held and replace(held, modality=Modality.POSSIBLE, polarity=Polarity.POSITIVE)
        return open_still, predicate.entry.name
    for upper in sorted(uppers, key=lambda one: one.predicate.entry.status != "cancelled"):
        entry = upper.predicate.entry
        if entry.status and not (entry.name == "seize-arms" and _is_over(token)):
            held = standing(reading, FAMILY, upper.token, _status(reading, upper), "")
            if entry.name == "delay-arms" and _is_undecided(reading, upper.token):
                held = held and replace(held, status="possible", modality=Modality.POSSIBLE)
            return _decided(held, upper), entry.name
    if predicate.entry.name == "carry-arms" and token.tag_ == "VBG" and token.dep_ == "acl":
        own = standing(reading, FAMILY, token, predicate.entry.status, "")
        return own and replace(own, polarity=Polarity.POSITIVE), predicate.entry.name
    held = _announced(reading, standing(reading, FAMILY, token, predicate.entry.status, "ordered"), token)
    if held is not None and held.polarity is Polarity.NEGATIVE and _is_advice(reading, token):
        return None, predicate.entry.name
    return _as_told(held, token, predicate.entry.status), predicate.entry.name


def _is_undecided(reading: Reading, verb: Token) -> bool:
    """Tell whether it is only a decision that is put off: "postponed a vote on the sale"."""
    heads = [*arguments(verb).get("obj", []), *arguments(verb).get("subj", [])]
    return any(head.lemma_.lower() in reading.frames.words["decision-nouns"] for head in heads)


def _announced(reading: Reading, held: Standing | None, noun: Token) -> Standing | None:
    """A delivery that is announced, or that a package holds, is to come: "announced the donation of ten tanks"."""
    if held is None or is_verb(noun) or noun.dep_ != "dobj" or held.status != "delivered":
        return held
    words = reading.frames.words
    if noun.head.lemma_.lower() not in words["containing"] | words["announcing"]:
        return held
    return replace(held, status="planned")


def _is_advice(reading: Reading, verb: Token) -> bool:
    """Tell whether somebody is told not to deal in arms: that says nothing of a deal."""
    return any(child.lower_ in reading.frames.words["advising"] for child in verb.children if child.dep_ == "aux")


def _is_neared(reading: Reading, token: Token, uppers: Sequence[Above]) -> bool:
    """Tell whether somebody is only near or far from it: "is no closer to the purchase", "is nearing a deal to buy"."""
    near = reading.frames.words["nearing"]
    nouns = [word for word in (token, *(upper.token for upper in uppers)) if not is_verb(word)]
    beside = [noun.head.head if noun.dep_ == "pobj" else noun.head for noun in nouns if noun.dep_ in ("pobj", "dobj")]
    going_ahead = any(own.lower_ in ("ahead", "forward") for word in beside for own in word.rights)
    return not going_ahead and any({word.lower_, word.lemma_.lower()} & near for word in beside)


def underway(held: Standing, verb: Token, items: list[Token]) -> Standing:
    """Counted goods that are being handed over are not there yet: "is giving Chad ten tanks"."""
    now = any(child.lemma_ == "be" and child.tag_ in ("VBZ", "VBP") for child in verb.children)
    counted = any(child.pos_ == "NUM" for item in items for child in item.lefts)
    already = any(child.lower_ == "already" for child in verb.children)
    if held.status != "delivered" or verb.tag_ != "VBG" or already or not (now and counted):
        return held
    return replace(held, status="planned")


def disputed(reading: Reading, held: Standing, token: Token, pair: tuple[Entity | None, Entity | None]) -> Standing:
    """What a side denies in the next sentence is no more than probable: "Chad denied this"."""
    sentences, index = reading.linked.annotation.sentences, reading.sentence(token).index + 1
    if held.modality is not Modality.CERTAIN or held.status in ("possible", "cancelled") or index >= len(sentences):
        return held
    words = reading.tokens[sentences[index].first : sentences[index].last]
    denials = (word for word in words if word.lemma_.lower() in reading.frames.words["denying"] and is_verb(word))
    deniers = {one.short for word in denials for one in sides(reading, arguments(word).get("subj", []))}
    disputed = any(one is not None and one.short in deniers for one in pair)
    return replace(held, modality=Modality.PROBABLE) if disputed else held


def hedged(reading: Reading, held: Standing, token: Token, items: Sequence[Token]) -> Standing:
    """What goods are said to be is as doubtful as the words that say it: "a cargo, reportedly of rockets, arrived"."""
    cues = reading.lexicon.cues
    between = (word for item in items for word in takewhile(lambda above: above.i != token.i, item.ancestors))
    said = (cues.at(child, "modifier") for word in between for child in word.lefts if child.dep_ == "advmod")
    told = [cue.affirmed.modality for cue in said if cue and cue.affirmed.modality in DOUBTFUL]
    told += [Modality.PROBABLE] if _is_as_some_say(token) else []
    return replace(held, modality=told[0]) if told and held.modality is Modality.CERTAIN else held


def _is_as_some_say(token: Token) -> bool:
    """Tell whether some are only said in passing to hold so: "Chad, which diplomats say arms the rebels"."""
    path = (token, *token.ancestors)
    beside = [word.head for word in path if word.dep_ == "ccomp" and word.head.dep_ == "relcl"]
    return any(child.dep_ == "nsubj" and child.tag_ not in ("WDT", "WP") for verb in beside for child in verb.lefts)


def _is_freed(reading: Reading, token: Token, uppers: Sequence[Above]) -> bool:
    """Tell whether a ban on the transfer is no more: that leaves open what is sold."""
    bans = [upper.token for upper in uppers if not is_verb(upper.token)]
    above_bans = [noun.head.head if noun.dep_ == "pobj" else noun.head for noun in bans]
    loose = [token.head.head] if token.dep_ == "pobj" and token.head.lower_ == "on" else []
    return any(verb.lemma_.lower() in reading.frames.words["lifting"] for verb in [*above_bans, *loose])


def _as_told(held: Standing | None, token: Token, status: str) -> Standing | None:
    """A doubtful delivery that is told as done stays a delivery: "is accused of sending rockets"."""
    if held is None or held.modality not in DOUBTFUL or status not in ("delivered", "ordered") or not _is_done(token):
        return held
    return replace(held, status=status)


def _is_over(verb: Token) -> bool:
    """Tell whether goods had arrived before they were seized: "rockets supplied by Chad", not "being smuggled"."""
    return is_verb(verb) and not any(child.lower_ == "being" for child in verb.children)


def _is_done(verb: Token) -> bool:
    """Tell whether a verb is in the past or going on, not to come or only thought of."""
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    perfect = any(child.lemma_ == "have" for child in auxiliaries)
    if any(child.tag_ in ("MD", "TO") for child in auxiliaries) and not perfect:
        return False
    going_on = verb.tag_ == "VBG" and any(child.lemma_ == "be" for child in auxiliaries)
    usual = verb.tag_ in ("VBZ", "VBP") and not auxiliaries
    blamed = verb.tag_ == "VBG" and verb.dep_ == "pcomp" and verb.head.lower_ == "of"
    return perfect or going_on or blamed or usual or verb.tag_ == "VBD"


def _status(reading: Reading, upper: Above) -> str:
    """What a leader approves goes ahead; the approval of an office is one step of several."""
    status = upper.predicate.entry.status
    if status != "possible" or upper.predicate.entry.name != "approve-arms":
        return status
    named = [reading.entity_of(head) for head in arguments(upper.token).get("subj", [])]
    return "planned" if any(entity is not None and entity.kind == "Person" for entity in named) else status


def _decided(held: Standing | None, upper: Above) -> Standing | None:
    """A decision is certain, though what was decided lies ahead of it."""
    if held is None or upper.predicate.entry.name != "decide-arms" or held.modality is not Modality.PLANNED:
        return held
    return replace(held, status=upper.predicate.entry.status, modality=Modality.CERTAIN)


def on_whose_word(held: Standing, pair: tuple[Entity | None, Entity | None], token: Token) -> Standing:
    """What somebody from a third state says that a supplier has delivered is his word only, no more than probable."""
    speaker, by = held.view.speaker, pair[0]
    if by is None or speaker is None or held.modality is not Modality.CERTAIN or held.status != "delivered":
        return held
    known = not is_verb(token) and any(child.dep_ == "poss" for child in token.children)
    if known or speaker.kind == "InternationalOrganization":
        return held
    home = speaker.code or speaker.state
    foreign = bool(home) and all(home != (one.code or one.state) for one in pair if one) and held.view.cue != GIVEN
    return replace(held, modality=Modality.PROBABLE) if foreign else held
