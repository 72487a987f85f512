"""Fighters who receive arms though no name is theirs: "Syrian rebels", "the insurgents"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.reading import Reading
from kg.extract.syntax import phrase_start
from kg.model import STATES, Entity
from kg.parse import Token


def irregulars(reading: Reading, head: Token) -> Iterator[Entity]:
    """Fighters without a name: "Syrian rebels"; "the rebels" are those of whom the article says whose they are."""
    called = _fighters(reading, head)
    if not called:
        return
    named = (other for other in reading.tokens if _has_state(reading, other))
    stated = [(other, found) for other in named if (found := _fighters(reading, other))]
    fuller = [other for other, found in stated if found & called]
    if not fuller and len({code for other, _ in stated for code in _states_of(reading, other)}) == 1:
        fuller = [other for other, _ in stated]
    whose = head if _has_state(reading, head) else next(iter(fuller), head)
    called = _fighters(reading, whose)
    first = phrase_start(whose)
    while first < whose.i and _is_outside(reading.doc[first]):
        first += 1
    beside = [child for child in whose.lefts if child.lemma_.lower() in called and child.i >= first]
    last = beside[-1] if beside and beside[-1].dep_ == "compound" and whose.lemma_.lower() not in called else whose
    yield Entity("ArmedGroup", reading.words(first, last.i + 1) + ("s" if last is not whose else ""))


def _fighters(reading: Reading, head: Token) -> set[str]:
    """The words for fighters in a phrase: "rebel" in "rebel groups"."""
    words = reading.frames.words
    beside = {child.lemma_.lower() for child in head.lefts if child.dep_ in ("compound", "amod")}
    are_arms = head.lemma_.lower() in words["weapons"]
    near = {head.lemma_.lower()} | (set() if are_arms else beside)
    opening = head.pos_ == "PROPN" and head.is_sent_start
    near |= {head.lower_.removesuffix("s")} if opening else set()
    return near & words["irregulars"] if opening or head.pos_ == "NOUN" else set()


def _is_outside(token: Token) -> bool:
    """Tell whether a word before a phrase is no part of what it calls: its article, its number, the day before it."""
    return token.dep_ in ("det", "predet", "poss", "nummod") or token.ent_type_ == "DATE"


def _has_state(reading: Reading, head: Token) -> bool:
    return bool(_states_of(reading, head))


def _states_of(reading: Reading, head: Token) -> list[str]:
    beside = [entity for child in head.lefts if (entity := reading.entity_of(child)) is not None]
    return [entity.short for entity in beside if entity.kind in STATES]
