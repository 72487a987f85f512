"""Encounters: meetings that a verb tells of by itself ("met", "visited"), and who counts as taking part."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from kg.extract.actors import STATES, acting, actors_of, state, unique
from kg.extract.draft import Draft, fillers
from kg.extract.occasion import building_of, is_over, scene, when, where
from kg.extract.reading import Reading
from kg.extract.slots import Standing, slots, standing
from kg.extract.syntax import arguments, conjuncts
from kg.extract.triggers import Hit
from kg.lexicon.frames import Predicate
from kg.model import Entity, Filler, Modality, TimeExpression

FAMILY = "Meeting"
MEMBERS = (*STATES, "InternationalOrganization", "ArmedGroup", "Person")
HELD = "held"
PLANNED = "planned"
NOT_HELD = "not held"


def read_verb(reading: Reading, token: Token, predicate: Predicate) -> Draft | None:
    """Return the meeting that a verb tells of by itself ("met", "visited")."""
    hit = Hit(predicate, token, "")
    found = slots(reading, None, [hit])
    subjects, guests = arguments(token).get("subj", []), found.get("participants", [])
    if "obj" in predicate.frame.slots and predicate.frame.slots["obj"] == "topics" and _is_passive(token):
        return None
    guests = acting(reading, guests)
    people = members(actors_of(reading, [*acting(reading, found.get("host", [])), *guests]))
    if "host" in predicate.frame.slots.values() and not guests:
        return None
    destinations = _named(reading, found.get("destination", []))
    places = destinations + found.get("place", [])
    place = where(reading, places) or scene(reading, token)
    if predicate.entry.evokes == "Visit":
        if any(_is_meeting(reading, head) for head in arguments(token).get("for", [])):
            return None
        people = [entity for entity in people if entity.kind != "Person" or is_official(reading, entity)]
        if any(head.lemma_.lower() in reading.frames.words["force-nouns"] for head in (*subjects, *guests)):
            return None
        if predicate.words == ("be",) and not (_is_guest(people, subjects) and isinstance(place, Entity)):
            return None
        people = with_host(reading, people, place, places)
        people = members(unique([*people, *_hosts(reading, destinations)]))
    if not is_encounter(people) or is_general(reading, token):
        return None
    held = standing(reading, FAMILY, token, predicate.entry.status, HELD)
    if held is None or (held.status == NOT_HELD and "topics" in predicate.frame.slots.values()):
        return None  # who did not discuss a matter may well have met
    time = when(reading, token, [token], token.i, token.i)
    return Draft(
        family=FAMILY,
        kind=predicate.entry.evokes,
        trigger=(token.i, token.i + 1),
        rule=predicate.entry.name,
        held=ahead(reading, held, time),
        confidence=0.8,
        fillers=fillers(
            kind=reading.frames.kind_of(predicate.entry.evokes),
            participants=tuple(people),
            date=time,
            place=place,
        ),
        head=token,
    )


def _named(reading: Reading, heads: Iterable[Token]) -> list[Token]:
    """The heads, and behind a common noun the names in apposition: "visited its allies Ghana and Togo"."""
    found = []
    for head in heads:
        beside = [child for child in head.children if child.dep_ == "appos" and reading.entity_of(child) is not None]
        named = [other for child in beside for other in conjuncts(child)] if reading.entity_of(head) is None else []
        found += named or [head]
    return found


def _hosts(reading: Reading, heads: Iterable[Token]) -> list[Entity]:
    """The states that several destinations lie in, or whose people are visited: "visited his Swedish counterpart"."""
    found: list[Entity] = []
    for head in heads:
        entity = reading.entity_of(head)
        if entity is None:
            found += [one for one in actors_of(reading, [head]) if one.kind in STATES]
        elif entity.kind in STATES or entity.kind == "City":
            found += [state(entity.code if entity.kind in STATES else entity.state, reading)]
    return [one for one in found if one.code]


def _is_meeting(reading: Reading, head: Token) -> bool:
    """Tell whether somebody went for a meeting: "flew to Accra for talks" tells of the talks, not of a visit beside."""
    nouns = reading.frames.nouns.get(head.lemma_.lower(), ())
    return any(noun.family == FAMILY and noun.evokes != "Visit" for noun in nouns)


def _is_guest(people: list[Entity], subjects: list[Token]) -> bool:
    """Tell whether one official is told of: who else "is in Damascus" may be troops, or bases."""
    official = any(entity.kind == "Person" for entity in people) or any(head.tag_ == "NN" for head in subjects)
    return official and not is_encounter(people)


def is_general(reading: Reading, verb: Token) -> bool:
    """Tell what is said of all meetings from what is said of one: "have never met", "met three times"."""
    words = reading.frames.words["general-words"]
    return any(child.lower_ in words for child in (*verb.children, *(c for n in verb.children for c in n.children)))


def is_official(reading: Reading, person: Entity) -> bool:
    """Tell whether the article or reference data give the person an office or a state."""
    return bool(person.state) or any(holding.person.name == person.name for holding in reading.linked.holdings)


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in ("nsubjpass", "auxpass", "agent") for child in verb.children) or verb.dep_ in (
        "acl",
        "amod",
    )


def ahead(reading: Reading, held: Standing, time: TimeExpression | None) -> Standing:
    """What lies after the day of publication is planned, whatever the tense ("the host of the 2020 summit")."""
    published = reading.linked.annotation.document.date
    if time is None or published is None or held.status != HELD:
        return held
    later = time.earliest[: len("0000-00-00")] > published.isoformat()[: len(time.earliest)]
    before = reading.linked.annotation.document.text[: time.span.start].rstrip().lower()
    later = later or (before.endswith("later") and published.isoformat()[: len(time.latest)] <= time.latest)
    return Standing(PLANNED, held.modality, held.polarity, held.view) if later else held


def behind(reading: Reading, held: Standing, time: TimeExpression | None) -> Standing:
    """A meeting spoken of in passing that lies before publication took place, whatever is planned beside it."""
    told = (held.status, held.modality) == (PLANNED, Modality.PLANNED) and is_over(reading, time)
    return Standing(HELD, Modality.CERTAIN, held.polarity, held.view) if told else held


def members(entities: list[Entity]) -> list[Entity]:
    """Return those who can take part in a meeting, persons last."""
    members = [entity for entity in entities if entity.kind in MEMBERS]
    return sorted(members, key=lambda entity: entity.kind == "Person")


def with_host(
    reading: Reading, people: list[Entity], place: Filler | None, heads: Iterable[Token] = ()
) -> list[Entity]:
    """Add the state visited, or whose seat of government is."""
    code = (place.code if place.kind in STATES else place.state) if isinstance(place, Entity) else ""
    if isinstance(place, str):
        seats = (reading.entity_of(head) for head in heads if building_of(reading, head))
        code = next((entity.state for entity in seats if entity is not None), "")
    return members(unique([*people, state(code, reading)])) if code else people


def is_encounter(people: list[Entity]) -> bool:
    """Two sides: states or organisations, or persons of different states."""
    return len({entity.state or entity.code or entity.name for entity in people if entity.kind != "Person"}) >= 2
