"""Whose a base is and where: host, operators and place, each from the words that name it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kg.extract.actors import actors_of, state, states_in_name, unique
from kg.extract.base_doubt import is_rented
from kg.extract.base_grants import access_of, counterpart, granted, owning, partners, to_subject
from kg.extract.base_places import is_elsewhere, is_neighbour, place_of
from kg.extract.presence import prolonging
from kg.extract.pronouns import is_state_noun
from kg.extract.reading import Reading, background
from kg.extract.slots import Slots
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import Nucleus
from kg.model import STATES, Entity, Filler
from kg.parse import Token

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
    places = [head for head in filled.get("place", []) if not is_neighbour(reading, head)]
    filled = {**filled, "place": [head for head in places if not is_elsewhere(reading, nucleus, head)]}
    soil = _on_soil_of(reading, filled["place"])
    place = place_of(reading, nucleus, filled if soil is None else {**filled, "place": []})
    host = host_of(reading, nucleus, filled, place) if soil is None else soil
    around = arguments(nucleus.head)
    lands = [head for head in around.get("mod", []) if _is_land(reading, nucleus, head)]
    before = [head for head in around.get("mod", []) if head not in lands and not _says_else(reading, head)]
    owners = owning(reading, before)
    holders = owning(reading, around.get("poss", []))
    host = host or next((one for one in owning(reading, lands) if one.kind in STATES), None)
    if holders and host is None and (owners or nucleus.entity is not None):
        host = holders[0] if holders[0].kind in STATES else None
        holders = [] if owners else holders
    known = background(reading, nucleus.entity).operators
    told = owning(reading, [head for head in filled.get("operator", []) if head not in lands])
    told = told or _starting(reading, trigger) or to_subject(reading, trigger, nucleus.head)
    letting, getting = granted(reading, trigger)
    if getting and not {*map(_short, getting)} & {_short(one) for one in (host, *owners, *holders) if one}:
        host = host or letting or next((one for one in (*owners, *holders) if one.kind in STATES), None)
        told, owners, holders = getting, [], []
    guests = [one for one in told if one not in holders] if access_of(reading, trigger) and not owners else []
    if guests and holders and host is None and holders[0].kind in STATES:
        host, told, holders = holders[0], guests, []
    if access_of(reading, trigger) and host is None and any(head.pos_ == "PRON" for head in around.get("poss", [])):
        host = next((one for one in partners(reading, trigger) if one not in holders), None)
    tenants = owning(reading, filled.get("tenant", [])) or _let(reading, trigger)
    if tenants:
        host = host or next((one for one in told if one not in tenants and one.kind in STATES), None)
        told = tenants
    if owners and host is None and held_by_another(reading, trigger):
        host = next((one for one in told if one.kind in STATES and one not in owners), None)
    if not there and host is not None and [*map(_short, told)] == [host.short] and not (owners or holders or tenants):
        told = [other] if (other := counterpart(reading, trigger, host)) is not None else told
    if told and nucleus.entity is None and _is_past(reading, nucleus, owners):
        owners = []
    operators = unique(owners or [*holders, *told]) or owning(reading, _guests(nucleus, filled))
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
    if unknown and not tenants and len(operators) == 1 and _alone(reading, nucleus, operators[0]):
        host = operators[0]
    if there and host is None and place is None and len(owners) == 1 and _is_at_home(reading, owners[0]):
        host = owners[0]
    host = host or next((one for one in _own_soil(reading, filled["place"]) if one not in operators), None)
    if host is None and not holders:
        host, operators = _asked(reading, trigger, operators)
    if host is None and (lease := prolonging(reading, nucleus)) is not None:
        lessors = [one for one in owning(reading, arguments(lease).get("subj", [])) if one.kind in STATES]
        host = next((one for one in lessors if one not in operators), None)
    if host is None and is_rented(reading, nucleus):
        beside = [one for one in _states_beside(reading, nucleus) if one not in operators]
        host = beside[0] if len(beside) == 1 and operators else None
    host = host or _at_home(reading, nucleus)
    if host is None and wanted:
        host, operators = _partners(reading, nucleus, operators)
    if host is None and isinstance(place, str) and (there or wanted):
        host = _scene(reading, nucleus, {operator.code for operator in operators})
    return host, operators, place


def _starting(reading: Reading, trigger: Token) -> list[Entity]:
    """Who begins or ends what a noun tells of: "Kenya started construction of a base", "dropped plans for one"."""
    words = reading.frames.words
    verb = trigger.head
    told = trigger.pos_ == "NOUN" and trigger.dep_ == "dobj" and trigger.lemma_.lower() in words["undertakings"]
    begun = told and verb.lemma_.lower() in words["beginning"]
    return owning(reading, arguments(verb).get("subj", [])) if begun else []


def _is_past(reading: Reading, nucleus: Nucleus, owners: list[Entity]) -> bool:
    """Tell whether it is but whose base it was once: "the former Soviet base is used by Kenya"."""
    once = any(child.lower_ in reading.frames.words["former"] for child in nucleus.head.lefts)
    return once or any(one.code == GONE for one in owners)


def _short(entity: Entity) -> str:
    return entity.short


def _is_land(reading: Reading, nucleus: Nucleus, head: Token) -> bool:
    """Tell whether a state's name before a base says where it is: "Kenya's Somalia base", "eastern Chad bases"."""
    mention = reading.mention(head)
    if mention is None or mention.form != "name" or mention.entity.kind not in STATES or not head.text[1:].islower():
        return False
    before = reading.tokens[mention.first - 1] if mention.first else head
    owner = reading.entity_of(before) if before is not head else None
    owned = any(child.dep_ == "poss" for child in nucleus.head.lefts) or (owner is not None and owner.kind in STATES)
    return owned or before.lower_ in reading.frames.words["parts-of-lands"]


def _guests(nucleus: Nucleus, filled: Slots) -> list[Token]:
    """For whom a base is, not for what: "a base for hunting Russian submarines" is not theirs."""
    heads = filled.get("guest", [])
    return [head for head in heads if head.head.lower_ != "for" or head.head.head.i == nucleus.head.i]


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
    upon = [child for child in above.children if child.lower_ in ("on", "upon") and child.i < trigger.i]
    before = [child for child in above.children if child.dep_ in ("dobj", "dative") and child.i < trigger.i]
    before += [noun for prep in upon for noun in prep.rights if noun.dep_ == "pobj"]
    return owning(reading, before[:1])


def _asked(
    reading: Reading, trigger: Token, operators: list[Entity]
) -> tuple[Entity | None, list[Entity]]:
    """Who is asked for a base is its host, who asks is to have it: "asked Kenya for access to the air base"."""
    above = [trigger, *trigger.ancestors][:_NEAR]
    for below, verb in pairwise(above):
        if below.dep_ == "conj" and is_verb(below):
            break
        if is_verb(verb) and verb.lemma_.lower() in reading.frames.words["asking"]:
            around = arguments(verb)
            asked = owning(reading, [*around.get("obj", []), *around.get("dative", [])])
            hosts = [one for one in asked if one.kind in STATES and one not in operators]
            asking = owning(reading, around.get("subj", [])) if trigger.dep_ != "xcomp" else []
            return (hosts[0], operators or asking) if hosts and (operators or asking) else (None, operators)
    return None, operators


def _says_else(reading: Reading, head: Token) -> bool:
    """Tell whether a state before a base is not its owner: "a Soviet-era base"."""
    around = [token.lower_ for token in reading.tokens[max(head.i - 1, 0) : head.i + 3]]
    return any(one == "-" and other in reading.frames.words["not-owning"] for one, other in pairwise(around))


def _partners(reading: Reading, nucleus: Nucleus, operators: list[Entity]) -> tuple[Entity | None, list[Entity]]:
    """Who is to have a base with whom: of two states one that has bases abroad is to have it, the other its host."""
    told = [one for one in _states_beside(reading, nucleus) if one.kind in STATES]
    codes = {entity.code: entity for entity in (*told, *(one for one in operators if one.kind in STATES))}
    if len(codes) != 2 or len(operators) > 1:
        return None, operators
    powers = reading.frames.words["basing-powers"]
    abroad = [code for code in codes if code in reading.basing] or [code for code in codes if code in powers]
    if len(abroad) != 1:
        abroad = [operator.code for operator in operators]
    host = next((entity for code, entity in codes.items() if code not in (*abroad, *reading.basing)), None)
    return (host, [codes[abroad[0]]]) if len(abroad) == 1 and host is not None else (None, operators)


def _states_beside(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    """The states that the sentence names, without those of offices left: "said a former envoy of Chad to Mali"."""
    sentence = reading.sentence(nucleus.head)
    told = states_in_name(reading, sentence.first, sentence.last)
    office = next((token for token in reading.sentence_tokens(nucleus.head) if _is_former_office(reading, token)), None)
    if office is None or nucleus.head in office.subtree:
        return told
    own = states_in_name(reading, office.left_edge.i, office.right_edge.i + 1)
    before = states_in_name(reading, sentence.first, office.left_edge.i)
    after = states_in_name(reading, office.right_edge.i + 1, sentence.last)
    return [one for one in told if one not in own or one in before or one in after]


def _is_former_office(reading: Reading, token: Token) -> bool:
    """Tell whether it is what somebody was once: "Ali Musa, a former envoy of Chad to Mali"."""
    once = any(child.lower_ in reading.frames.words["former"] for child in token.lefts)
    return once and token.dep_ == "appos"


def _scene(reading: Reading, nucleus: Nucleus, owners: set[str]) -> Entity | None:
    """The state in which an unknown place lies: the only one of its sentence besides owners, else of the article."""
    sentence = reading.sentence(nucleus.head)
    border = reading.frames.words["border-nouns"]
    if not any(token.lemma_.lower() in border for token in reading.tokens[sentence.first : sentence.last]):
        told = _states_beside(reading, nucleus)
        here = {entity.code: entity for entity in told if entity.code not in owners}
        if here:
            return next(iter(here.values())) if len(here) == 1 else None
    most = [(code, often) for code, often in reading.states_told.most_common(3) if code not in owners]
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return None
    return state(most[0][0], reading)


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
    if isinstance(place, Entity):
        if place.kind in STATES:
            return place
        if place.state:
            return state(place.state, reading)
    if nucleus.entity is not None:
        owners = actors_of(reading, arguments(nucleus.head).get("poss", []))
        if owner := next((entity for entity in owners if entity.kind in STATES), None):
            return owner
    for entity in actors_of(reading, filled.get("host", [])):
        if entity.kind in STATES:
            return entity
    others = [other for other in nucleus.head.conjuncts if other.i > nucleus.head.i]
    behind = [one for other in others for one in arguments(other).get("in", [])]
    return _state_behind(reading, filled.get("place", []) or behind)


def _at_home(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The state whose people or law let or bar bases that are foreign to it: "Kenyans voted against foreign bases"."""
    if not any(child.lower_ == "foreign" for child in nucleus.head.lefts):
        return None
    for verb in nucleus.head.ancestors:
        said = is_verb(verb) and verb.lemma_.lower() in reading.frames.words["letting-in"]
        own = owning(reading, arguments(verb).get("subj", [])) if said else []
        if own:
            return own[0] if len(own) == 1 and own[0].kind in STATES else None
    return None


def _on_soil_of(reading: Reading, heads: list[Token]) -> Entity | None:
    """The state to which the land belongs by name: "a base on Kenyan soil"."""
    for head in heads:
        if {head.lower_, head.lemma_.lower()} & reading.frames.words["territory-nouns"]:
            named = owning(reading, [child for child in head.lefts if child.dep_ in ("amod", "compound", "nmod")])
            if len(named) == 1 and named[0].kind in STATES:
                return named[0]
    return None


def _own_soil(reading: Reading, heads: list[Token]) -> Iterator[Entity]:
    """The state that a pronoun before its land stands for: "a base on its territory", "a base in the country"."""
    for head in heads:
        if is_state_noun(reading, head):
            yield from (entity for entity in actors_of(reading, [head]) if entity.kind in STATES)
        if {head.lower_, head.lemma_.lower()} & reading.frames.words["territory-nouns"]:
            whose = [child for child in head.lefts if child.dep_ == "poss" and child.pos_ == "PRON"]
            yield from (entity for entity in actors_of(reading, whose) if entity.kind in STATES)


def _state_behind(reading: Reading, heads: list[Token]) -> Entity | None:
    for head in heads:
        for token in head.subtree:
            entity = reading.entity_of(token)
            whose = token.dep_ == "poss" and token.head.i == head.i
            if entity is not None and entity.kind in STATES and (token.i >= head.i or whose):
                return entity
    return None
