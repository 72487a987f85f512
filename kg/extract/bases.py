"""Bases: who operates one where, whether it stands, is planned, only possible, denied or closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kg.extract.actors import PLACES, STATES, actors_of, state, states_in_name, unique
from kg.extract.draft import Draft, Fillers, fillers, is_plural, points_back
from kg.extract.occasion import when, where
from kg.extract.reading import Reading, background
from kg.extract.saying import negates
from kg.extract.slots import Slots, Standing, doubt, extent, main_hit, slots, standing, telling
from kg.extract.syntax import arguments, is_verb, phrase_start
from kg.extract.triggers import Hit, Nucleus, hits
from kg.lexicon.cues import CERTAIN
from kg.lexicon.frames import Noun, Predicate
from kg.model import Entity, Filler, Modality, Polarity

FAMILY = "MilitaryBase"
OPERATIONAL = "operational"
TOWNS = ("City", "Place", "Region")
_OWNERS = (*STATES, "InternationalOrganization")


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
    host, operators, place = _sides(reading, nucleus, filled)
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
    heads = filled.get("place", []) if draft.plural and not draft.text("name") else []
    towns = [entity for head in heads if (entity := reading.entity_of(head)) and entity.kind in TOWNS and entity.state]
    if len(towns) < 2:
        yield draft
        return
    for number, town in enumerate(towns):
        handle = replace(draft, definite=False, head=next(h for h in heads if reading.entity_of(h) is town))
        named: Fillers = {"name": (town.name,)} if town.kind == "City" else {}
        yield (handle if number else draft).with_fillers({**named, "place": (town,)})


def stand(reading: Reading, nucleus: Nucleus, hit: Hit | None) -> Standing | None:
    """What the sentence commits to: whoever attacks or visits a base, or may do so, takes it to be there."""
    implied = hit.status if hit else reading.frames.statuses.get(nucleus.evokes, "")
    held = standing(reading, FAMILY, telling(nucleus, hit), implied, OPERATIONAL, nucleus.head)
    if held is None:
        return None
    acted_upon = hit is not None and _is_acted_upon(reading, hit)
    if hit is None and nucleus.entity is None and nucleus.head.dep_ in ("compound", "nmod"):
        return None
    there = (hit is None or acted_upon) and _is_there(reading, nucleus)
    if there and (acted_upon or nucleus.entity is not None):
        return Standing(OPERATIONAL, Modality.CERTAIN, Polarity.POSITIVE, held.view)
    if hit is not None and held.status == OPERATIONAL and _is_going_on(reading, hit):
        return replace(held, status="planned")
    if points_back(nucleus) and hit is not None and not is_verb(hit.token) and held.status in ("proposed", "planned"):
        return None  # "forces at the base will help": what they may do leaves open what of the base was told before
    return None if (there or acted_upon) and held.status in ("proposed", "planned") else held


def _is_acted_upon(reading: Reading, hit: Hit) -> bool:
    """Tell whether something is done to or at the base: it is fired at, not launched itself."""
    verb, words = hit.token.lemma_.lower(), reading.frames.words
    return verb in words["acted-upon"] and (verb not in words["becoming"] or hit.place != "obj")


def _is_there(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether the words are of bases that exist: a name, or "U.S. bases" that nobody wants, plans or builds."""
    head, cues = nucleus.head, reading.lexicon.cues
    if doubt(reading, head) is not Modality.CERTAIN or any(negates(child, cues) for child in head.lefts):
        return False
    first = head
    while first.dep_ == "conj":
        first = first.head
    above = first.head.head if first.dep_ == "pobj" else first.head
    to = first.dep_ == "pobj" and first.head.lower_ == "to"
    governing = cues.at(above, "verb", "noun") if above is not first else None
    made = first.dep_ != "pobj" and cues.at(above, "maker") is not None
    if made or (governing is not None and governing.affirmed != CERTAIN and not to):
        return False
    owned = any(actors_of(reading, arguments(head).get(place, [])) for place in ("mod", "poss"))
    return nucleus.entity is not None or (owned and (is_plural(nucleus) or points_back(nucleus)))


def _is_going_on(reading: Reading, hit: Hit) -> bool:
    """Tell whether what brings the base about is not over: "is opening a base", "announced it is deploying radars"."""
    verb = hit.token
    return verb.tag_ == "VBG" and verb.dep_ not in ("pcomp", "amod") and verb.lemma_ in reading.frames.words["becoming"]


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


def _sides(reading: Reading, nucleus: Nucleus, filled: Slots) -> tuple[Entity | None, list[Entity], Filler | None]:
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
    if isinstance(place, Entity) and place.kind in STATES:
        place = None
    if host is None and isinstance(place, str) and len(operators) == 1 and _alone(reading, nucleus, operators[0]):
        host = operators[0]
    return host, operators, place


def _place(reading: Reading, nucleus: Nucleus, filled: Slots) -> Filler | None:
    """The place named right behind a base, with its site, in a preposition, or before it ("a Black Sea base")."""
    apposed = reading.mention(reading.doc[nucleus.last + 1]) if _comma(reading, nucleus) else None
    if apposed is not None and apposed.entity.kind in (*PLACES, *STATES):
        return apposed.entity
    sites = [hit.token.head for hit in hits(reading, nucleus) if hit.token.dep_ == "appos"]
    found = where(reading, [*sites, *filled.get("place", [])])
    if found is not None or nucleus.entity is not None:
        return found
    before = (reading.entity_of(token) for token in arguments(nucleus.head).get("mod", []))
    return next((entity for entity in before if entity is not None and entity.kind in PLACES), None)


def _comma(reading: Reading, nucleus: Nucleus) -> bool:
    last = reading.sentence(nucleus.head).last
    return nucleus.entity is not None and nucleus.last + 1 < last and reading.doc[nucleus.last].text == ","


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
    if held.status == OPERATIONAL and _is_going_on(reading, Hit(predicate, token, "")):
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
