"""Whose a base is and where: host, operators and place, each from the words that name it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.extract.actors import actors_of, state, states_in_name, unique
from kg.extract.draft import points_back
from kg.extract.occasion import where
from kg.extract.presence import prolonging
from kg.extract.pronouns import is_state_noun
from kg.extract.reading import Reading, background
from kg.extract.slots import Slots
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import Nucleus, hits
from kg.lexicon.gazetteer import split_words
from kg.model import PLACES, STATES, Entity, Filler
from kg.parse import Token

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
    places = [head for head in filled.get("place", []) if not _is_neighbour(reading, head)]
    filled = {**filled, "place": [head for head in places if not is_elsewhere(reading, nucleus, head)]}
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
    if unknown and not tenants and len(operators) == 1 and _alone(reading, nucleus, operators[0]):
        host = operators[0]
    if there and host is None and place is None and len(owners) == 1 and _is_at_home(reading, owners[0]):
        host = owners[0]
    host = host or next((one for one in _own_soil(reading, filled["place"]) if one not in operators), None)
    if host is None and not holders:
        host, operators = _asked(reading, trigger, operators)
    if host is None and (lease := prolonging(reading, nucleus)) is not None:
        letting = [one for one in _owning(reading, arguments(lease).get("subj", [])) if one.kind in STATES]
        host = next((one for one in letting if one not in operators), None)
    host = host or _at_home(reading, nucleus)
    if host is None and wanted:
        host, operators = _partners(reading, nucleus, operators)
    if host is None and isinstance(place, str) and (there or wanted):
        host = _scene(reading, nucleus, {operator.code for operator in operators})
    return host, operators, place


def _is_neighbour(reading: Reading, head: Token) -> bool:
    """Tell whether a state is but what a base lies near to: "a base near Kenya"."""
    entity = reading.entity_of(head)
    return entity is not None and entity.kind in STATES and head.head.lower_ in ("near", "outside", "off", "along")


def is_elsewhere(reading: Reading, nucleus: Nucleus, head: Token) -> bool:
    """Tell whether it is a deed that is told to be there, not the base: "the base for strikes in Kenya"."""
    deeds = reading.frames.words["deeds-elsewhere"]
    first = next((token for token in (head, *head.ancestors) if token.dep_ != "conj"), head)
    prep = first.head
    if prep.pos_ != "ADP" or prep.i < nucleus.last:
        return False
    before = reading.tokens[prep.i - 1]
    told = {token.lemma_.lower() for token in (first, prep.head, before) if token.i >= nucleus.last}
    return bool(told & deeds) or _is_scene_of_saying(reading, nucleus, prep)


def _is_scene_of_saying(reading: Reading, nucleus: Nucleus, prep: Token) -> bool:
    """Tell whether something was said there of a base told of before: "plans to shut the base on Friday in Accra"."""
    timed = any(item.last == prep.i for item in reading.times)
    said = any(reading.lexicon.cues.at(above, "report", "verb") for above in nucleus.head.ancestors)
    return timed and said and nucleus.entity is None and points_back(nucleus)


def _guests(nucleus: Nucleus, filled: Slots) -> list[Token]:
    """For whom a base is, not for what: "a base for hunting Russian submarines" is not theirs."""
    heads = filled.get("guest", [])
    return [head for head in heads if head.head.lower_ != "for" or head.head.head.i == nucleus.head.i]


def _owning(reading: Reading, heads: Sequence[Token]) -> list[Entity]:
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
    upon = [child for child in above.children if child.lower_ in ("on", "upon") and child.i < trigger.i]
    before = [child for child in above.children if child.dep_ in ("dobj", "dative") and child.i < trigger.i]
    before += [noun for prep in upon for noun in prep.rights if noun.dep_ == "pobj"]
    return _owning(reading, before[:1])


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
            asked = _owning(reading, [*around.get("obj", []), *around.get("dative", [])])
            hosts = [one for one in asked if one.kind in STATES and one not in operators]
            asking = _owning(reading, around.get("subj", [])) if trigger.dep_ != "xcomp" else []
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
    for token in reading.tokens[nucleus.last : last] if nucleus.entity is None or not nucleus.entity.iri else ():
        if token.text in ",;:" or (token.pos_ == "VERB" and token.tag_ != "VBG"):
            return None
        if token.lower_ in reading.frames.words["directions"]:
            heads = [one for child in token.children if child.lower_ == "of" for one in child.children]
            towns = (entity for head in heads if (entity := reading.entity_of(head)) and _is_town(head, entity))
            return next(towns, None)
    return None


def _is_town(head: Token, entity: Entity) -> bool:
    """Tell whether it is a town, a capital among them that stands for its state elsewhere."""
    return entity.kind == "City" or (entity.kind in STATES and head.lower_ not in entity.name.lower().split())


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
        own = _owning(reading, arguments(verb).get("subj", [])) if said else []
        if own:
            return own[0] if len(own) == 1 and own[0].kind in STATES else None
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
