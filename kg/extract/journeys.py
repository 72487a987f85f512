"""Journeys and the meetings that they are made for: "flew to Lome to meet the president" tells of one thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract.actors import actors_of
from kg.extract.draft import Draft
from kg.extract.reading import Reading
from kg.extract.syntax import arguments, is_verb
from kg.model import PLACES, STATES, Entity
from kg.parse import Token

FAMILY, VISIT = "Meeting", "Visit"
_PURPOSES = ("advcl", "xcomp")
_OTHERS = ("ccomp", "conj", "parataxis", "relcl")
_HIGHEST = 6


def is_left(reading: Reading, head: Token) -> bool:
    """Tell whether somebody comes back from it: "will return from a visit on Friday" tells of a visit being paid."""
    if head.dep_ != "pobj" or head.head.lower_ != "from":
        return False
    verb = head.head.head
    beside = {verb.lemma_.lower(), *(child.lower_ for child in verb.children if child.dep_ == "advmod")}
    return bool(beside & reading.frames.words["returning-words"])


def place_of_journey(reading: Reading, token: Token) -> Entity | None:
    """Return where somebody goes to meet, or has gone before: "flew to Lome to meet", "visited Togo and met"."""
    verb = next((above for above in (token, *token.ancestors) if is_verb(above)), None)
    if verb is None:
        return None
    ways = [*_stays(reading, verb)]
    purpose = verb.dep_ in _PURPOSES and any(child.tag_ == "TO" for child in verb.lefts)
    if is_verb(verb.head) and (purpose or (verb.dep_ == "conj" and verb.head.i < verb.i)):
        ways += _destinations(reading, "verb", verb.head)
    for head in ways:
        entity = reading.entity_of(head)
        if entity is not None and entity.kind in (*PLACES, *STATES):
            return entity
        if entity is None and (lands := [land for land in actors_of(reading, [head]) if land.kind in STATES]):
            return lands[0]
    return None


def _stays(reading: Reading, verb: Token) -> Iterator[Token]:
    """Where a visit leads to, on which something is done: "met the minister on a visit to Togo"."""
    for preposition in verb.children:
        if preposition.dep_ == "prep" and preposition.lower_ in ("during", "on"):
            for noun in preposition.children:
                yield from _destinations(reading, "noun", noun)


def _destinations(reading: Reading, sort: str, word: Token) -> list[Token]:
    """The heads for where a verb or noun of journeys says that somebody goes."""
    if sort == "noun":
        frames = [noun.frame for noun in reading.frames.nouns.get(word.lemma_.lower(), ()) if noun.evokes == VISIT]
    else:
        known = reading.frames.predicates.get((sort, word.lemma_.lower()), ())
        frames = [one.frame for one in known if one.entry.evokes == VISIT and not one.frame.thing_slots]
    told = {place for frame in frames for place, role in frame.slots.items() if role == "destination"}
    found = arguments(word) if told else {}
    return [head for place, heads in found.items() if place in told for head in heads]


def is_purpose(draft: Draft, journey: Draft) -> bool:
    """Tell whether the way up from a meeting to the verb of a journey leads through what it is made for."""
    if (draft.family, journey.family, journey.kind) != (FAMILY, FAMILY, VISIT) or draft.kind == VISIT:
        return False
    current, purpose = draft.head, False
    for _ in range(_HIGHEST):
        if current.i == journey.head.i:
            return purpose
        infinitive = any(child.tag_ == "TO" for child in current.lefts)
        purpose = purpose or (infinitive and current.dep_ in _PURPOSES)
        if current.dep_ in _OTHERS or current.head is current:
            return False
        current = current.head
    return False


def as_sure(draft: Draft, told: Sequence[Draft]) -> Draft:
    """Return the meeting as sure as the journey made for it, anything else as it is."""
    journey = next((one for one in reversed(told) if is_purpose(draft, one)), None)
    return draft if journey is None else replace(draft, held=replace(journey.held, view=draft.held.view))


def settled(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts; on a journey to meet others elsewhere the state where they meet takes no part."""
    return [_elsewhere(draft, drafts) if draft.kind == VISIT else draft for draft in drafts]


def _elsewhere(journey: Draft, drafts: Sequence[Draft]) -> Draft:
    for draft in drafts:
        if draft.handle == journey.handle and is_purpose(draft, journey):
            sides = {one.short for one in draft.entities("participants") if one.kind != "Person"}
            lands = {one.code or one.state for one in journey.entities("place")} - {""}
            if len(sides) > 1 and lands and not lands & sides:
                return journey.with_fillers(draft.only("participants"))
    return journey
