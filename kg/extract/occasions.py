"""Several meetings told of at once: "two summits, one in Lome last year, the other in Accra" are two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.draft import Draft, fillers
from kg.extract.encounters import ahead
from kg.extract.reading import Reading
from kg.model import PLACES, STATES, Entity, TimeExpression
from kg.parse import Token

_FIRST = ("one", "first")
_FURTHER = ("another", "other", "second", "third")
_REACH = 16
"""Tokens behind the noun within which the telling apart begins."""


def each_occasion(reading: Reading, draft: Draft) -> Iterator[Draft]:
    """Yield a draft for each of several meetings whose times or places are told one by one; nothing for one."""
    if draft.head.tag_ not in ("NNS", "NNPS"):
        return
    end = reading.sentence(draft.head).last
    marks = [token for token in reading.tokens[draft.head.i + 1 : end] if token.lower_ in (*_FIRST, *_FURTHER)]
    counted = len(marks) > 1 and marks[0].lower_ in _FIRST and all(m.lower_ in _FURTHER for m in marks[1:])
    marks = marks if counted else _places_in_turn(reading, draft.head.i + 1, end)
    if len(marks) < 2 or marks[0].i - draft.head.i > _REACH:
        return
    borders = [*(mark.i for mark in marks[1:]), end]
    told = [(mark, *_told(reading, mark.i, last)) for mark, last in zip(marks, borders, strict=True)]
    enough = any if counted else all
    if all(enough(filler is not None for filler in filled) for _, *filled in told):
        for mark, time, place in told:
            own = {role: filler for role, filler in draft.fillers.items() if role not in ("date", "place", "ordinal")}
            yield replace(
                draft,
                head=mark,
                trigger=(mark.i, mark.i + 1),
                held=ahead(reading, draft.held, time),
                fillers=own | fillers(date=time, place=place),
                bare=False,
                definite=False,
                plural=False,
            )


def _places_in_turn(reading: Reading, first: int, last: int) -> list[Token]:
    """The prepositions of "in Lome last week and in Accra last month"."""
    ways = [token for token in reading.tokens[first:last] if token.lower_ in ("at", "in") and _leads(reading, token)]
    return ways if all(reading.doc[way.i - 1].lower_ in ("and", ",") for way in ways[1:]) else []


def _leads(reading: Reading, way: Token) -> bool:
    return any(_place(reading, child) is not None for child in way.children)


def _told(reading: Reading, first: int, last: int) -> tuple[TimeExpression | None, Entity | None]:
    """The first time and the first place between two words."""
    time = next((item.time for item in reading.times_in(first, last)), None)
    return time, next((place for token in reading.tokens[first:last] if (place := _place(reading, token))), None)


def _place(reading: Reading, token: Token) -> Entity | None:
    entity = reading.entity_of(token) if token.dep_ == "pobj" and token.head.lower_ in ("at", "in") else None
    return entity if entity is not None and entity.kind in (*PLACES, *STATES) else None
