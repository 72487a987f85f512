"""Whose a base is and where: host, operators and place, each from the words that name it."""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Token

from kg.extract.actors import actors_of, state, states_in_name, unique
from kg.extract.occasion import where
from kg.extract.reading import Reading, background
from kg.extract.slots import Slots
from kg.extract.syntax import arguments
from kg.extract.triggers import Nucleus, hits
from kg.lexicon.gazetteer import split_words
from kg.model import PLACES, STATES, Entity, Filler

OWNERS = (*STATES, "InternationalOrganization")
_DEPENDENT = "DependentTerritory"
"""A host that is also a place: "a base in Guam"."""
GONE = "SUN"
"""A state that is no more: of two owners it is not the one of today."""
_NEAR = 9
"""Tokens behind a base within which "north of" a town may belong to it."""


def sides(
    reading: Reading, nucleus: Nucleus, filled: Slots, trigger: Token, *, there: bool, wanted: bool
) -> tuple[Entity | None, list[Entity], Filler | None]:
    """Host, operators and place, each from the place in the sentence that names it."""
    filled = {**filled, "place": [head for head in filled.get("place", []) if not _is_neighbour(reading, head)]}
    place = _place(reading, nucleus, filled)
    host = host_of(reading, nucleus, filled, place)
    around = arguments(nucleus.head)
    owners = _owning(reading, [head for head in around.get("mod", []) if not _says_else(reading, head)])
    holders = _owning(reading, around.get("poss", []))
    if holders and host is None and (owners or nucleus.entity is not None):
        host = holders[0] if holders[0].kind in STATES else None
        holders = [] if owners else holders
    known = background(reading, nucleus.entity).operators
    told = _owning(reading, filled.get("operator", []))
    tenants = _owning(reading, filled.get("tenant", [])) or _let(reading, trigger)
    if tenants:
        host = host or next((one for one in told if one not in tenants and one.kind in STATES), None)
        told = tenants
    if owners and host is None and held_by_another(reading, trigger):
        host = next((one for one in told if one.kind in STATES and one not in owners), None)
    operators = unique(owners or [*holders, *told]) or _owning(reading, _guests(nucleus, filled))
    if not operators and nucleus.entity is not None and not nucleus.entity.iri:
        operators = _in_name(reading, nucleus)
    operators = [one for one in operators if one.code != GONE or len(operators) == 1]
    if len(operators) > 1 and host is not None:
        operators = [operator for operator in operators if operator.code != host.code]
    if not operators and len(known) == 1:
        operators = [state(known[0], reading)]
    if isinstance(place, Entity) and place.kind in STATES and place.kind != _DEPENDENT:
        place = None
    unknown = there and host is None and isinstance(place, str)
    if unknown and len(operators) == 1 and _alone(reading, nucleus, operators[0]):
        host = operators[0]
    if there and host is None and place is None and len(owners) == 1 and _is_at_home(reading, owners[0]):
        host = owners[0]
    if host is None and wanted:
        host, operators = _partners(reading, nucleus, operators)
    if host is None and isinstance(place, str) and (there or wanted):
        host = _scene(reading, nucleus, {operator.code for operator in operators})
    return host, operators, place


def _is_neighbour(reading: Reading, head: Token) -> bool:
    """Tell whether a state is but what a base lies near to: "a base near Kenya"."""
    entity = reading.entity_of(head)
    return entity is not None and entity.kind in STATES and head.head.lower_ in ("near", "outside", "off", "along")


def _guests(nucleus: Nucleus, filled: Slots) -> list[Token]:
    """For whom a base is, not for what: "a base for hunting Russian submarines" is not theirs."""
    heads = filled.get("guest", [])
    return [head for head in heads if head.head.lower_ != "for" or head.head.head.i == nucleus.head.i]


def _owning(reading: Reading, heads: list[Token]) -> list[Entity]:
    return [entity for entity in actors_of(reading, heads) if entity.kind in OWNERS]


def held_by_another(reading: Reading, trigger: Token) -> bool:
    """Tell whether a base is closed by whom it is not: "Kenya voted to close an American base"."""
    return any(
        predicate.entry.name == "close-base"
        for predicate in reading.frames.predicates.get(("verb", trigger.lemma_.lower()), ())
    )


def _in_name(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    """The state with which a name begins: "Russian Simba-1 airbase"."""
    first = reading.entity_of_inner(reading.doc[nucleus.first])
    return [first] if first is not None and first.kind in STATES else []


def _let(reading: Reading, trigger: Token) -> list[Entity]:
    """Who is let, asked or made to do at a base what is told: "ordered Kenyan troops to leave the base"."""
    above = trigger.head
    if trigger.dep_ not in ("xcomp", "advcl", "ccomp") or above.lemma_.lower() not in reading.frames.words["letting"]:
        return []
    before = [child for child in above.children if child.dep_ in ("dobj", "dative") and child.i < trigger.i]
    return _owning(reading, before[:1])


def _says_else(reading: Reading, head: Token) -> bool:
    """Tell whether a state before a base is not its owner: "a Soviet-era base"."""
    around = [token.lower_ for token in reading.tokens[max(head.i - 1, 0) : head.i + 3]]
    return any(one == "-" and other in reading.frames.words["not-owning"] for one, other in pairwise(around))


def _partners(reading: Reading, nucleus: Nucleus, operators: list[Entity]) -> tuple[Entity | None, list[Entity]]:
    """Who is to have a base with whom: of two states one that has bases abroad is to have it, the other its host."""
    sentence = reading.sentence(nucleus.head)
    told = [one for one in states_in_name(reading, sentence.first, sentence.last) if one.kind in STATES]
    codes = {entity.code: entity for entity in (*told, *(one for one in operators if one.kind in STATES))}
    if len(codes) != 2 or len(operators) > 1:
        return None, operators
    powers = reading.frames.words["basing-powers"]
    abroad = [code for code in codes if code in reading.basing] or [code for code in codes if code in powers]
    if len(abroad) != 1:
        abroad = [operator.code for operator in operators]
    host = next((entity for code, entity in codes.items() if code not in (*abroad, *reading.basing)), None)
    return (host, [codes[abroad[0]]]) if len(abroad) == 1 and host is not None else (None, operators)


def _scene(reading: Reading, nucleus: Nucleus, owners: set[str]) -> Entity | None:
    """The state in which an unknown place lies: the only one of its sentence besides owners, else of the article."""
    sentence = reading.sentence(nucleus.head)
    border = reading.frames.words["border-nouns"]
    if not any(token.lemma_.lower() in border for token in reading.tokens[sentence.first : sentence.last]):
        told = states_in_name(reading, sentence.first, sentence.last)
        here = {entity.code: entity for entity in told if entity.code not in owners}
        if here:
            return next(iter(here.values())) if len(here) == 1 else None
    most = [(code, often) for code, often in reading.states_told.most_common(3) if code not in owners]
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return None
    return state(most[0][0], reading)


def _place(reading: Reading, nucleus: Nucleus, filled: Slots) -> Filler | None:
    """The place named right behind a base, with its site, in a preposition, or before it ("a Black Sea base")."""
    city = city_in_name(reading, nucleus)
    if city is not None:
        return city
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
    last = next(iter(sorted(nucleus.head.conjuncts, key=lambda other: -other.i)), None)
    shared = arguments(last).get("in", []) if last is not None and last.i > nucleus.head.i else []
    if shared and (found := where(reading, shared)) is not None:
        return found
    before = (reading.entity_of(token) for token in arguments(nucleus.head).get("mod", []))
    return next((entity for entity in before if entity is not None and entity.kind in PLACES), None)


def city_in_name(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The town that a base nobody knows is called after: "the Kismayo base"; of namesakes the one told of."""
    if nucleus.entity is None or nucleus.entity.iri:
        return None
    words = split_words(reading.words(nucleus.first, nucleus.last))
    names = [name for name in reading.lexicon.gazetteer.names.get(words[0], ()) if name.entity.kind == "City"]
    towns = [name.entity for name in names if words[: len(name.words)] == name.words]
    told = [town for town in towns if town.state in reading.states_told]
    return told[0] if len(told) == 1 else None


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


def host_of(reading: Reading, nucleus: Nucleus, filled: Slots, place: Filler | None) -> Entity | None:
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
            whose = token.dep_ == "poss" and token.head.i == head.i
            if entity is not None and entity.kind in STATES and (token.i >= head.i or whose):
                return entity
    return None
