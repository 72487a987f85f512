"""Several bases told of in one phrase: one in each of the towns, one of each of the owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import state
from kg.extract.draft import Draft, Fillers
from kg.extract.reading import Reading
from kg.extract.slots import Slots
from kg.extract.syntax import arguments, conjuncts
from kg.model import STATES, Entity
from kg.parse import Token

TOWNS = ("City", "Place", "Region")
_AT = ("near", "outside", "at", "on", "in")


def each(reading: Reading, draft: Draft, filled: Slots) -> Iterator[Draft]:
    """Yield a draft for each base that the phrase tells of."""
    for one in _in_each_place(reading, draft, filled):
        yield from _of_each_owner(reading, one)


def _of_each_owner(reading: Reading, draft: Draft) -> Iterator[Draft]:
    """Bases of several states are several: "Kenyan and Turkish bases", not "joint Kenyan and Turkish bases"."""
    owners = {one.short: one for one in draft.entities("operator")}
    several = draft.plural and len(owners) > 1 and not draft.text("name")
    told = _side_by_side(reading, draft.head) if several else {}
    joint = any(child.lower_ in reading.frames.words["joint-words"] for child in draft.head.lefts)
    if joint or not told or set(told) != set(owners):
        yield draft
        return
    for number, (short, word) in enumerate(told.items()):
        own = replace(draft, definite=False, head=word) if number else draft
        yield own.with_fillers({"operator": (owners[short],)})


def _side_by_side(reading: Reading, noun: Token) -> dict[str, Token]:
    """The words of the states before a noun that "and" joins, by the states' codes."""
    before = [child for child in noun.lefts if child.dep_ in ("amod", "compound", "nmod", "poss")]
    words = [word for child in before for word in conjuncts(child)]
    told = {entity.short: word for word in words if (entity := reading.entity_of(word)) and entity.kind in STATES}
    return told if any(word.dep_ == "conj" for word in told.values()) else {}


def _in_each_place(reading: Reading, draft: Draft, filled: Slots) -> Iterator[Draft]:
    """Bases in several towns are several: "the bases in Rota and Morón"."""
    each = _told_apart(draft.head) if draft.plural else []
    heads = each or (filled.get("place", []) if draft.plural and not draft.text("name") else [])
    told = {entity.short: head for head in heads if (entity := reading.entity_of(head)) and _is_one(entity)}
    known = (entity for head in heads if (entity := reading.entity_of(head)) is not None)
    beside = any(reading.frames.families.get(entity.kind) == draft.family for entity in known)
    if len(told) < (1 if each or beside else 2):
        yield draft
        return
    for number, head in enumerate(told.values()):
        own = replace(draft, definite=False, head=head) if number else draft
        place = reading.entity_of(head)
        assert place is not None
        if place.kind in STATES:
            yield replace(own, fillers={**own.fillers, "host": (place,)})
            continue
        named: Fillers = {"name": (place.name,)} if place.kind == "City" and not each else {}
        host: Fillers = {"host": (state(place.state, reading),)}
        yield own.with_fillers({**named, **host, "place": (place,)})


def _told_apart(noun: Token) -> list[Token]:
    """Where each of several lies: "two bases, one near Erbil and the other in Anbar"."""
    ones = [token for token in noun.subtree if token.i > noun.i and token.lower_ in ("one", "another", "other")]
    if not ones or ones[0].dep_ != "appos" or ones[0].lower_ != "one":
        return []
    lie = [[places[at][0] for at in _AT if places.get(at)] for places in map(arguments, ones)]
    return [heads[0] for heads in lie if heads]


def _is_one(place: Entity) -> bool:
    """Tell whether a base is wholly in the place: in a state, or in a town of one."""
    return place.kind in STATES or (place.kind in TOWNS and bool(place.state))
