"""Bases: who operates one where, whether it stands, is planned, only possible, denied or closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kg.extract.actors import PLACES, STATES, actors_of, state, states_in_name, unique
from kg.extract.draft import Draft, Fillers, fillers, is_plural, points_back
from kg.extract.occasion import when, where
from kg.extract.presence import FAMILY, OPERATIONAL, is_going_on, stand
from kg.extract.reading import Reading, background
from kg.extract.slots import Slots, extent, main_hit, slots, standing
from kg.extract.syntax import arguments, phrase_start
from kg.extract.triggers import Hit, Nucleus, hits
from kg.lexicon.frames import Noun, Predicate
from kg.model import Entity, Filler

TOWNS = ("City", "Place", "Region")
_OWNERS = (*STATES, "InternationalOrganization")
_DEPENDENT = "DependentTerritory"
"""A host that is also a place: "a base in Guam"."""
_AT = ("near", "outside", "at", "on", "in")
_NEAR = 9
"""Tokens behind a base within which "north of" a town may belong to it."""


def read(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of the base that the phrase names."""
    if nucleus.family != FAMILY or not is_ours(reading, nucleus):
        return
    found = hits(reading, nucleus)
    hit = main_hit(found)
    held = stand(reading, nucleus, hit)
    if held is None:
        return
    trigger = hit.token if hit else nucleus.head
    filled = slots(reading, nucleus, found)
    host, operators, place = _sides(reading, nucleus, filled, there=held.status == OPERATIONAL)
    time = when(reading, nucleus.head, [item.token for item in found], nucleus.start, nucleus.last)
    draft = Draft(
        family=FAMILY,
        kind=nucleus.evokes,
        trigger=extent(nucleus, hit),
        rule=hit.rule if hit else nucleus.noun.entry if nucleus.noun else "named-base",
        held=held,
        confidence=0.9 if nucleus.entity else 0.75,
        fillers=fillers(
            name=nucleus.entity or _deployed(reading, nucleus),
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
    yield from _one_a_place(reading, draft, filled)


def _one_a_place(reading: Reading, draft: Draft, filled: Slots) -> Iterator[Draft]:
    """Bases in several towns are several: "the bases in Rota and Morón"."""
    each = _told_apart(draft.head) if draft.plural else []
    heads = each or (filled.get("place", []) if draft.plural and not draft.text("name") else [])
    told = {entity.short: head for head in heads if (entity := reading.entity_of(head)) and _is_one(entity)}
    if len(told) < (1 if each else 2):
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


def is_ours(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell a base of forces from one of a pyramid, a team or a tax."""
    if nucleus.entity is not None:
        other = _name_words(reading, nucleus) & reading.frames.words["no-site"]
        return not other and _is_site(reading, nucleus)
    if nucleus.noun and _is_deployment(nucleus.noun):
        return _site_of_weapons(reading, nucleus) is not None
    before = {token.lower_ for token in reading.tokens[nucleus.start : nucleus.head.i]}
    if nucleus.noun and len(nucleus.noun.words) == 1 and any(_is_abstract(reading, c) for c in nucleus.head.children):
        return False
    return not before & reading.frames.words["other-matters"]


def _is_site(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell a base from the town or bay that it is named after: "released from Guantanamo Bay"."""
    bases = [noun for noun, known in reading.frames.nouns.items() if any(item.family == FAMILY for item in known)]
    named = _name_words(reading, nucleus)
    general = reading.frames.words["site-words"] | set(bases)
    if named & general:
        return True
    near = {token.lemma_.lower() for token in reading.sentence_tokens(nucleus.head)}
    return bool(near & set(bases)) or bool(hits(reading, nucleus))


def _name_words(reading: Reading, nucleus: Nucleus) -> set[str]:
    return {token.lower_ for token in reading.doc[nucleus.first : nucleus.last]}


def _deployed(reading: Reading, nucleus: Nucleus) -> str:
    """The name of the weapon system whose deployment the noun tells of."""
    system = _site_of_weapons(reading, nucleus) if nucleus.noun and _is_deployment(nucleus.noun) else None
    return _system_name(reading, system) if system is not None else ""


def _is_deployment(noun: Noun) -> bool:
    return "weapon" in noun.frame.slots.values()


def _site_of_weapons(reading: Reading, nucleus: Nucleus) -> Token | None:
    """The weapon system whose deployment a noun tells of: "the deployment of THAAD"."""
    around = arguments(nucleus.head)
    return next((head for at in ("of", "mod") for head in around.get(at, []) if _needs_site(reading, head)), None)


def _is_abstract(reading: Reading, child: Token) -> bool:
    """ "A base of operations", "a base of support": no site."""
    return child.lower_ == "of" and not any(reading.mention(token) for token in child.children)


def _sides(
    reading: Reading, nucleus: Nucleus, filled: Slots, *, there: bool
) -> tuple[Entity | None, list[Entity], Filler | None]:
    """Host, operators and place, each from the place in the sentence that names it."""
    place = _place(reading, nucleus, filled)
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
    if isinstance(place, Entity) and place.kind in STATES and place.kind != _DEPENDENT:
        place = None
    if host is None and isinstance(place, str) and len(operators) == 1 and _alone(reading, nucleus, operators[0]):
        host = operators[0]
    if there and host is None and place is None and len(owners) == 1 and _is_at_home(reading, owners[0]):
        host = owners[0]
    return host, operators, place


def _place(reading: Reading, nucleus: Nucleus, filled: Slots) -> Filler | None:
    """The place named right behind a base, with its site, in a preposition, or before it ("a Black Sea base")."""
    apposed = reading.mention(reading.doc[nucleus.last + 1]) if _comma(reading, nucleus) else None
    if apposed is not None and apposed.entity.kind in (*PLACES, *STATES):
        return apposed.entity
    beside = _beside(reading, nucleus)
    if beside is not None:
        return beside
    sites = [hit.token.head for hit in hits(reading, nucleus) if hit.token.dep_ == "appos"]
    found = where(reading, [*sites, *filled.get("place", [])])
    if found is not None or nucleus.entity is not None:
        return found
    before = (reading.entity_of(token) for token in arguments(nucleus.head).get("mod", []))
    return next((entity for entity in before if entity is not None and entity.kind in PLACES), None)


def _beside(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The town that the base lies north or outside of: "a base housing troops north of Baghdad"."""
    last = min(reading.sentence(nucleus.head).last, nucleus.last + _NEAR)
    for token in reading.tokens[nucleus.last : last] if nucleus.entity is None else ():
        if token.text in ",;:" or (token.pos_ == "VERB" and token.tag_ != "VBG"):
            return None
        if token.lower_ in ("north", "south", "east", "west"):
            heads = [one for child in token.children if child.lower_ == "of" for one in child.children]
            towns = [entity for head in heads if (entity := reading.entity_of(head)) and entity.kind == "City"]
            return towns[0] if towns else None
    return None


def _comma(reading: Reading, nucleus: Nucleus) -> bool:
    last = reading.sentence(nucleus.head).last
    return nucleus.entity is not None and nucleus.last + 1 < last and reading.doc[nucleus.last].text == ","


def _is_at_home(reading: Reading, owner: Entity) -> bool:
    """Tell whether a state's base is most likely its own land: none of its bases is known to lie abroad."""
    return owner.kind == "State" and owner.code not in reading.basing


def _alone(reading: Reading, nucleus: Nucleus, operator: Entity) -> bool:
    """Whether the sentence names no other state, so that an unknown town is the operator's own."""
    sentence = reading.sentence(nucleus.head)
    states = states_in_name(reading, sentence.first, sentence.last)
    return operator.kind in STATES and {entity.code for entity in states} <= {operator.code}


def _host(reading: Reading, nucleus: Nucleus, filled: Slots, place: Filler | None) -> Entity | None:
    """The state in which the base lies: as known of a named one, by its place, or by its owner."""
    if known := background(reading, nucleus.entity).hosts:
        return state(known[0], reading)
    if nucleus.entity is not None and nucleus.entity.state:
        return state(nucleus.entity.state, reading)
    if nucleus.entity is not None:
        owners = actors_of(reading, arguments(nucleus.head).get("poss", []))
        if owner := next((entity for entity in owners if entity.kind in STATES), None):
            return owner
    if isinstance(place, Entity):
        if place.kind in STATES:
            return place
        if place.state:
            return state(place.state, reading)
    for entity in actors_of(reading, filled.get("host", [])):
        if entity.kind in STATES:
            return entity
    others = [other for other in nucleus.head.conjuncts if other.i > nucleus.head.i]
    behind = [one for other in others for one in arguments(other).get("in", [])]
    return _state_behind(reading, filled.get("place", []) or behind)


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
    if held.status == OPERATIONAL and is_going_on(reading, Hit(predicate, token, "")):
        held = replace(held, status="planned")
    host = _host(reading, Nucleus(FAMILY, FAMILY, system, system.i, system.i + 1), filled, place)
    owners = actors_of(reading, [*filled.get("operator", []), *arguments(system).get("mod", [])])
    if not owners and reading.mention(system) is None:
        return None
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
    words = {token.lower_ for token in reading.tokens[min(phrase_start(head), head.left_edge.i) : head.i + 1]}
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
