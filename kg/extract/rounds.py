"""Guests met, or places visited, one after the other: "met one minister on Monday and another on Tuesday"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import standing_for, state, unique
from kg.extract.draft import Draft, fillers
from kg.extract.encounters import ahead, is_encounter, members
from kg.extract.reading import Reading
from kg.extract.syntax import is_verb
from kg.model import PLACES, STATES, Entity, TimeExpression
from kg.parse import Token

_SITED = ("at", "in")
_JOINING = ("and", ",")
_VISIT = "Visit"
Leg = tuple[list[Entity], TimeExpression, Entity | None]


def each_guest(reading: Reading, draft: Draft) -> Iterator[Draft]:
    """Yield a draft for each guest, or each state visited, who has a time of his own; the draft itself for one."""
    legs = _legs(reading, draft)
    if len(legs) < 2:
        yield draft
        return
    others = {entity.short for side, *_ in legs for entity in side}
    own = [entity for entity in draft.entities("participants") if entity.short not in others]
    rest = {role: filler for role, filler in draft.fillers.items() if role not in ("date", "place")}
    for number, (side, time, place) in enumerate(legs):
        people = members(unique([*own, *side]))
        if is_encounter(people):
            filled = rest | fillers(participants=tuple(people), date=time, place=place)
            held = ahead(reading, draft.held, time)
            span = draft.trigger if not number else (time_token := _first(reading, time), time_token + 1)
            head = draft.head if not number else reading.tokens[span[0]]
            yield replace(draft, head=head, trigger=span, held=held, fillers=filled)


def _legs(reading: Reading, draft: Draft) -> list[Leg]:
    """The parts behind the verb, each with a guest and a time, parted by "and" or a comma behind a time."""
    first, last = draft.head.i + 1, _end(reading, draft.head)
    times = list(reading.times_in(first, last))
    found: list[Leg] = []
    for item in times:
        if leg := _leg(reading, first, item.last, item.time, draft.kind == _VISIT):
            found.append(leg)
        elif not found or any(token.lower_ not in _JOINING for token in reading.tokens[first : item.first]):
            return []
        first = item.last
        if first < last and reading.tokens[first].lower_ not in _JOINING:
            return found if item is times[-1] else []
    return found


def _leg(reading: Reading, first: int, last: int, time: TimeExpression, visit: bool) -> Leg | None:
    side: list[Entity] = []
    place: Entity | None = None
    for mention in reading.linked.mentions:
        if not first <= mention.first < last or mention.form == "pronoun":
            continue
        entity, before = mention.entity, reading.tokens[mention.first - 1].lower_
        sited = entity.kind in (*PLACES, *STATES)
        if sited and (before in _SITED or (visit and place is None)):
            place = entity
        if visit and sited and before not in _SITED:
            side.append(state(entity.code if entity.kind in STATES else entity.state, reading))
        elif not (sited and before in _SITED):
            side += standing_for(entity, reading)
    side = [entity for entity in side if entity.code or entity.kind != "State"]
    return (unique(side), time, place) if side else None


def _end(reading: Reading, verb: Token) -> int:
    """Index of the first token behind the verb that begins another clause."""
    last = reading.sentence(verb).last
    ends = (t.i for t in reading.tokens[verb.i + 1 : last] if t.text in ";:()" or is_verb(t) or t.dep_ == "mark")
    return next(ends, last)


def _first(reading: Reading, time: TimeExpression) -> int:
    return next(item.first for item in reading.times if item.time is time)
