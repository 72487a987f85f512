"""Bases: who operates one where, whether it stands, is planned, only possible, denied or closed."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.extract.actors import PLACES, STATES, actors_of, state, states_in_name, unique
from kg.extract.draft import Draft, fillers, is_plural, points_back
from kg.extract.occasion import when, where
from kg.extract.reading import Reading, background
from kg.extract.slots import Slots, Standing, extent, main_hit, slots, standing, telling
from kg.extract.syntax import arguments, phrase_start
from kg.extract.triggers import Hit, Nucleus, hits
from kg.lexicon.frames import Predicate
from kg.model import Entity, Filler

FAMILY = "MilitaryBase"
OPERATIONAL = "operational"
_OWNERS = (*STATES, "InternationalOrganization")


def read(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of the base that the phrase names."""
    if nucleus.family != FAMILY or not is_ours(reading, nucleus):
        return
    found = hits(reading, nucleus)
    hit = main_hit(found)
    trigger = hit.token if hit else nucleus.head
    implied = hit.status if hit else reading.frames.statuses.get(nucleus.evokes, "")
    held = standing(reading, FAMILY, telling(nucleus, hit), implied, OPERATIONAL, nucleus.head)
    if held is None:
        return
    filled = slots(reading, nucleus, found)
    host, operators, place = _sides(reading, nucleus, filled)
    time = when(reading, nucleus.head, [item.token for item in found], nucleus.start, nucleus.last)
    yield Draft(
        family=FAMILY,
        kind=nucleus.evokes,
        trigger=extent(nucleus, hit),
        rule=hit.rule if hit else nucleus.noun.entry if nucleus.noun else "named-base",
        held=_unbuilt(held),
        confidence=0.9 if nucleus.entity else 0.75,
        fillers=fillers(
            name=nucleus.entity,
            host=host,
            operator=tuple(operators),
            place=place,
            agreement=_agreement(reading, trigger) or _agreement(reading, nucleus.head),
            date=time if held.status in ("planned", "under construction", "closed") else None,
        ),
        head=nucleus.head,
        bare=hit is None,
        definite=points_back(nucleus),
        plural=is_plural(nucleus),
    )


def _unbuilt(held: Standing) -> Standing:
    return held


def is_ours(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell a base of forces from one of a pyramid, a team or a tax."""
    if nucleus.entity is not None:
        return True
    before = {token.lower_ for token in reading.doc[nucleus.start : nucleus.head.i]}
    if nucleus.noun and len(nucleus.noun.words) == 1 and any(_is_abstract(reading, c) for c in nucleus.head.children):
        return False
    return not before & reading.frames.words["other-matters"]


def _is_abstract(reading: Reading, child: Token) -> bool:
    """ "A base of operations", "a base of support": no site."""
    return child.lower_ == "of" and not any(reading.mention(token) for token in child.children)


def _sides(reading: Reading, nucleus: Nucleus, filled: Slots) -> tuple[Entity | None, list[Entity], Filler | None]:
    """Host, operators and place, each from the place in the sentence that names it."""
    place = where(reading, filled.get("place", []))
    host = _host(reading, nucleus, filled, place)
    around = arguments(nucleus.head)
    owners = [e for e in actors_of(reading, around.get("mod", [])) if e.kind in _OWNERS]
    holders = [e for e in actors_of(reading, around.get("poss", [])) if e.kind in _OWNERS]
    if holders and host is None and (owners or nucleus.entity is not None):
        host = holders[0] if holders[0].kind in STATES else None
        holders = [] if owners else holders
    known = background(reading, nucleus.entity).operators
    operators = unique(
        [*owners, *holders, *(e for e in actors_of(reading, filled.get("operator", [])) if e.kind in _OWNERS)]
    )
    if not operators and len(known) == 1:
        operators = [state(known[0], reading)]
    if isinstance(place, Entity) and place.kind in STATES:
        place = None
    if host is None and isinstance(place, str) and len(operators) == 1 and _alone(reading, nucleus, operators[0]):
        host = operators[0]
    return host, operators, place


def _alone(reading: Reading, nucleus: Nucleus, operator: Entity) -> bool:
    """Whether the sentence names no other state, so that an unknown town is the operator's own."""
    sentence = reading.sentence(nucleus.head)
    states = states_in_name(reading, sentence.first, sentence.last)
    return operator.kind in STATES and {entity.code for entity in states} <= {operator.code}


def _host(reading: Reading, nucleus: Nucleus, filled: Slots, place: Filler | None) -> Entity | None:
    if isinstance(place, Entity):
        if place.kind in STATES:
            return place
        if place.state:
            return state(place.state, reading)
    for entity in actors_of(reading, filled.get("host", [])):
        if entity.kind in STATES:
            return entity
    known = background(reading, nucleus.entity).hosts
    if known:
        return state(known[0], reading)
    if nucleus.entity is not None and nucleus.entity.state:
        return state(nucleus.entity.state, reading)
    return _state_behind(reading, filled.get("place", []))


def _state_behind(reading: Reading, heads: list[Token]) -> Entity | None:
    for head in heads:
        for token in head.subtree:
            entity = reading.entity_of(token)
            if entity is not None and entity.kind in STATES and token.i >= head.i:
                return entity
    return None


def _agreement(reading: Reading, trigger: Token) -> Entity | None:
    """The agreement under which the base stands or might stand."""
    for place in ("under", "in", "of"):
        for head in arguments(trigger).get(place, []):
            for token in head.subtree:
                entity = reading.entity_of(token)
                if entity is not None and reading.frames.families.get(entity.kind) == "Agreement":
                    return entity
    return None


def read_verb(reading: Reading, token: Token, predicate: Predicate) -> Draft | None:
    """Return the site at which a weapon system is deployed."""
    filled = slots(reading, None, [Hit(predicate, token, "")])
    system = next((head for head in filled.get("weapon", []) if _needs_site(reading, head)), None)
    place = where(reading, filled.get("place", []))
    if system is None or place is None or (isinstance(place, Entity) and place.kind == "Region" and not place.state):
        return None
    held = standing(reading, FAMILY, token, predicate.entry.status, OPERATIONAL)
    if held is None:
        return None
    host = _host(reading, Nucleus(FAMILY, FAMILY, system, system.i, system.i + 1), filled, place)
    owners = actors_of(reading, [*filled.get("operator", []), *arguments(system).get("mod", [])])
    return Draft(
        family=FAMILY,
        kind="MissileDefenceSite",
        trigger=(token.i, token.i + 1),
        rule=predicate.entry.name,
        held=held,
        confidence=0.7,
        fillers=fillers(
            name=_system_name(reading, system),
            host=host,
            operator=tuple(e for e in owners if e.kind in _OWNERS),
            place=None if isinstance(place, Entity) and place.kind in STATES else place,
        ),
        head=token,
    )


def _needs_site(reading: Reading, head: Token) -> bool:
    words = {token.lower_ for token in reading.doc[min(phrase_start(head), head.left_edge.i) : head.i + 1]}
    named = words & reading.frames.words["site-names"]
    heavy = {head.lemma_.lower(), head.lower_} & reading.frames.words["site-systems"]
    return bool(named or (heavy and words & reading.frames.words["site-matters"]))


def _system_name(reading: Reading, head: Token) -> str:
    mention = reading.mention(head)
    if mention is not None:
        return reading.words(mention.first, mention.last)
    first = min((child.i for child in head.lefts if child.dep_ in ("compound", "nmod")), default=head.i)
    return reading.words(first, head.i + 1)


__all__ = ["PLACES", "read", "read_verb"]
