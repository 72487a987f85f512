"""Encounters: meetings that a verb tells of by itself ("met", "visited"), and who counts as taking part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.extract.actors import acting, actors_of, is_seat, state, unique
from kg.extract.draft import Draft, fillers
from kg.extract.editions import body_name, is_joint_body, states_of_body
from kg.extract.idioms import complete
from kg.extract.journeys import place_of_journey
from kg.extract.occasion import building_of, here, is_over, when, where
from kg.extract.reading import Reading
from kg.extract.scenes import scene
from kg.extract.slots import Standing, slots, standing
from kg.extract.syntax import arguments, conjuncts, is_verb
from kg.extract.triggers import Hit
from kg.lexicon.frames import Predicate
from kg.model import STATES, Entity, Filler, Modality, TimeExpression
from kg.parse import Token

FAMILY = "Meeting"
MEMBERS = (*STATES, "InternationalOrganization", "ArmedGroup", "Person")
_CLAUSES = ("xcomp", "advcl", "relcl", "acl", "ccomp")
_ENTRIES = ("for", "to")
"""Prepositions before the meeting to which somebody comes or is welcomed."""
MEAL = "meal"
"""Entry of the nouns for meals: at those that nobody gives for a guest nothing need be said."""
BODY = "InternationalOrganization"
HELD = "held"
PLANNED = "planned"
NOT_HELD = "not held"


def read_verb(reading: Reading, token: Token, predicate: Predicate) -> Draft | None:
    """Return the meeting that a verb tells of by itself ("met", "visited")."""
    hit = Hit(predicate, token, "")
    found = slots(reading, None, [hit])
    subjects, guests = arguments(token).get("subj", []), found.get("participants", [])
    if predicate.frame.slots.get("obj") == "topics" and _is_passive(token) and not arguments(token).get("agent"):
        return None
    if is_with_own(reading, [head for head in guests if head not in subjects]) or _is_of_things(reading, hit):
        return None
    if not complete(token, predicate) or _is_appeal(reading, token, predicate, guests):
        return None
    guests = acting(reading, guests)
    guests = [*_all_who_met(token, guests), *acting(reading, _agreed_with(token))]
    people = members(actors_of(reading, [*acting(reading, found.get("host", [])), *guests]))
    if "host" in predicate.frame.slots.values() and not guests:
        return None
    destinations = _named(reading, found.get("destination", []))
    places = destinations + found.get("place", [])
    own = where(reading, places)
    place = own or scene(reading, token) or here(reading, [token])
    if place is None and predicate.entry.evokes != "Visit" and is_encounter(people):
        place = place_of_journey(reading, token)
    assembling = reading.frames.words["assembling-verbs"]
    if token.lemma_ in assembling and _is_for_meeting(reading, token, ("for",)):
        return None
    if predicate.entry.evokes == "Visit":
        if _is_for_meeting(reading, token, _ENTRIES):
            return None
        people = [entity for entity in people if entity.kind != "Person" or is_official(reading, entity)]
        others = reading.frames.words["force-nouns"] | reading.frames.words["no-visitors"]
        if any(head.lemma_.lower() in others for head in (*subjects, *guests)):
            return None
        if "destination" in predicate.frame.slots.values() and not destinations and place is None:
            return None  # who "will go ahead with the drills" goes nowhere
        if "for" in predicate.frame.slots and not any(reading.entity_of(head) for head in destinations):
            return None
        guest = _is_guest(reading, people, [*subjects, *guests]) and isinstance(place, Entity)
        if predicate.words[0] in reading.frames.words["staying-verbs"] and not guest:
            return None
        if predicate.words[0] in reading.frames.words["sending-verbs"] and not _is_sent(reading, token):
            return None
        hosts = _hosts(reading, destinations)
        bodies = [one for one in hosts if one.kind == BODY]
        seated = [one for one in bodies if isinstance(place, Entity) and is_seat(reading, place, one)]
        people = with_host(reading, [*people, *seated], place, places)
        people = members(unique([*people, *hosts]))
    if predicate.entry.evokes != "Visit" and not is_encounter(people):
        people = _of_one_body(reading, token, subjects) or members(
            [*people, *(state for head in subjects for state in states_of_body(reading, head))]
        )
        if people and any(head.tag_ == "NNS" for head in guests if head not in subjects):
            people = with_host(reading, people, own or here(reading, [token]), places)  # "met officials in Moscow"
    elif not is_encounter(people):
        return None
    alone = token.lemma_ in assembling and people and people[0].kind == "InternationalOrganization"
    told = is_encounter(people) or alone or _is_with_stranger(reading, predicate, subjects, guests)
    told = told or (token.lemma_ in assembling and not people and _are_they(reading, subjects))
    if not told or is_general(reading, token):
        return None
    held = standing(reading, FAMILY, token, predicate.entry.status, HELD)
    if held is None or (held.status == NOT_HELD and "topics" in predicate.frame.slots.values()):
        return None  # who did not discuss a matter may well have met
    if held.modality is Modality.POSSIBLE and _is_accepted(reading, token):
        held = Standing(PLANNED, Modality.PLANNED, held.polarity, held.view)
    time = when(reading, token, [token], token.i, token.i)
    if token.dep_ == "pcomp" and token.head.lower_ == "before":
        held = behind(reading, held, time)
    return Draft(
        family=FAMILY,
        kind=predicate.entry.evokes,
        trigger=(token.i, token.i + 1),
        rule=predicate.entry.name,
        held=ahead(reading, held, time),
        confidence=0.8,
        fillers=fillers(
            series=next((reading.words(*body_name(reading, h)) for h in subjects if is_joint_body(reading, h)), None),
            kind=reading.frames.kind_of(predicate.entry.evokes),
            participants=tuple(people),
            date=time,
            place=place,
        ),
        head=token,
    )


def _is_sent(reading: Reading, verb: Token) -> bool:
    """Tell whether it is an envoy whom a state sends, not troops, aid or a letter."""
    words = reading.frames.words["sent-envoys"]
    return any(head.lemma_.lower() in words for head in arguments(verb).get("obj", []))


def _is_accepted(reading: Reading, verb: Token) -> bool:
    """Tell whether somebody has taken up what he was asked to do: "accepted an invitation to visit"."""
    taking = verb.head.head
    if verb.dep_ != "acl" or verb.head.dep_ != "dobj" or taking.lemma_ != "accept":
        return False
    told = standing(reading, FAMILY, taking, "", HELD)
    return told is not None and told.status == HELD and told.modality is Modality.CERTAIN


def _all_who_met(verb: Token, heads: list[Token]) -> list[Token]:
    """The heads; of a clause behind the last of several, all of them: "Ghana and Togo, who met in May"."""
    if len(heads) != 1 or verb.dep_ != "relcl" or heads[0].dep_ not in ("conj", "appos"):
        return heads
    return [*heads[0].conjuncts, *heads]


def _of_one_body(reading: Reading, verb: Token, subjects: Sequence[Token]) -> list[Entity]:
    """The organisation whose ministers meet among themselves: "NATO defence ministers met in Brussels"."""
    together = verb.lemma_ in reading.frames.words["assembling-verbs"]
    if not together or any(child.dep_ == "dobj" for child in verb.children):
        return []
    several = [head for head in subjects if head.tag_ == "NNS" and head.lemma_ in reading.frames.words["actor-nouns"]]
    found = members(actors_of(reading, several))
    bodies = [one for one in found if one.kind == "InternationalOrganization"]
    return bodies if len(bodies) == 1 and len(found) == 1 else []


def is_with_own(reading: Reading, heads: Sequence[Token]) -> bool:
    """Tell whether somebody only meets people at home: "met veterans", "a meeting with lawmakers"."""
    words = reading.frames.words["home-guests"]
    own = [head for head in heads if head.lemma_.lower() in words and reading.mention(head) is None]
    return bool(own) and len(own) == len(heads) and not actors_of(reading, own)


def _is_of_things(reading: Reading, hit: Hit) -> bool:
    """Tell whether those who might meet each other meet something else: "met the standards of the alliance"."""
    if hit.predicate.frame.slots.get("obj") != "participants":
        return False
    told = [token for token in hit.token.rights if token.dep_ == "dobj" and token.pos_ == "NOUN"]
    timed = {index for when in reading.times for index in range(when.first, when.last)}
    met = [token for token in told if token.i not in timed and token.ent_type_ not in ("DATE", "TIME")]
    return bool(met) and not acting(reading, met)


def _are_they(reading: Reading, subjects: Sequence[Token]) -> bool:
    """Tell whether those who meet are officials told of before: "The leaders met for an hour"."""
    if len(subjects) != 1 or subjects[0].tag_ != "NNS" or reading.mention(subjects[0]) is not None:
        return False
    words, before = reading.frames.words["actor-nouns"], [child.lower_ for child in subjects[0].lefts]
    return subjects[0].lemma_ in words and before in (["the"], ["the", "two"], ["both"], ["the", "three"])


def _is_with_stranger(
    reading: Reading, predicate: Predicate, subjects: Sequence[Token], guests: Sequence[Token]
) -> bool:
    """Tell whether an official meets somebody whose state the sentence leaves to the article: a name, "his peer"."""
    if "participants" not in {role for place, role in predicate.frame.slots.items() if place != "subj"}:
        return False
    mine, theirs = (actors_of(reading, heads) for heads in (subjects, [one for one in guests if one not in subjects]))
    states = [{one.state or one.code for one in side} - {""} for side in (mine, theirs)]
    persons = [one for one in (*mine, *theirs) if one.kind == "Person"]
    peers = [one for one in guests if one.lemma_ in ("counterpart", "peer") and one not in subjects]
    if peers and mine and states[0] and len(states[0] | states[1]) == 1:
        return True
    if not mine and theirs and len(states[1]) == 1 and _is_known_one(reading, subjects):
        return True
    strange = any(not one.state for one in persons) and len(states[0] | states[1]) == 1
    return strange and (bool(mine and theirs and not (states[0] and states[1])) or len(persons) > 1)


def _is_known_one(reading: Reading, subjects: Sequence[Token]) -> bool:
    """Tell whether it is an official of whom the reader knows whose he is: "the President met ..."."""
    if len(subjects) != 1 or subjects[0].tag_ not in ("NN", "NNP") or reading.mention(subjects[0]) is not None:
        return False
    [head] = subjects
    words = reading.frames.words["actor-nouns"]
    alone = not any(child.dep_ in ("prep", "amod", "compound", "nmod", "poss", "appos") for child in head.children)
    return alone and head.lemma_.lower() in words and any(child.lower_ == "the" for child in head.lefts)


def _agreed_with(verb: Token) -> Sequence[Token]:
    """With whom it is settled to meet: "agreed with Togo to meet", "is due with his peer"."""
    above = verb.head
    if verb.dep_ != "xcomp" or not is_verb(above) or any(child.dep_ == "dobj" for child in above.children):
        return []
    return arguments(above).get("with", [])


def _is_appeal(reading: Reading, verb: Token, predicate: Predicate, guests: Iterable[Token]) -> bool:
    """Tell whether it is asked for something: "called on Ghana to withdraw", not "called on the minister"."""
    if predicate.words[0] != "call":
        return False
    asked = [child for token in (verb, *guests) for child in token.children if child.dep_ in _CLAUSES]
    infinitives = [token for token in asked if any(child.tag_ == "TO" for child in token.lefts)]
    if any(token.lemma_.lower() not in reading.frames.words["call-purposes"] for token in infinitives):
        return True
    told = [reading.entity_of(head) for head in guests if head.i > verb.i]
    return any(entity is not None and entity.kind != "Person" for entity in told)


def _named(reading: Reading, heads: Iterable[Token]) -> list[Token]:
    """The heads, and behind a common noun the names in apposition: "visited its allies Ghana and Togo"."""
    found = []
    for head in heads:
        beside = [child for child in head.children if child.dep_ == "appos" and reading.entity_of(child) is not None]
        beside += [other for other in arguments(head).get("including", []) if reading.entity_of(other) is not None]
        named = [other for child in beside for other in conjuncts(child)] if reading.entity_of(head) is None else []
        found += named or [head]
    return found


def _hosts(reading: Reading, heads: Iterable[Token]) -> list[Entity]:
    """Whom several destinations are, lie in or belong to: "visited his Swedish counterpart", "visited NATO"."""
    found: list[Entity] = []
    for head in heads:
        entity = reading.entity_of(head)
        if entity is None:
            bodies = (*STATES, BODY) if head.lemma_.lower() in reading.frames.words["houses"] else STATES
            found += [one for one in actors_of(reading, [head]) if one.kind in bodies]
        elif entity.kind == BODY:
            found.append(entity)
        elif entity.kind in STATES or entity.kind == "City":
            found += [state(entity.code if entity.kind in STATES else entity.state, reading)]
    return [one for one in found if one.code or one.kind == BODY]


def _is_for_meeting(reading: Reading, verb: Token, prepositions: Iterable[str]) -> bool:
    """Tell whether the verb only brings people to a meeting told of beside it: "met for talks"."""
    found = arguments(verb)
    heads = [head for place in prepositions for head in found.get(place, []) if head.i > verb.i]
    return any(_is_meeting(reading, head) for head in heads)


def _is_meeting(reading: Reading, head: Token) -> bool:
    """Tell whether somebody went for a meeting: "flew to Accra for talks" tells of the talks, not of a visit beside."""
    nouns = reading.frames.nouns.get(head.lemma_.lower(), ())
    return any(noun.family == FAMILY and noun.evokes != "Visit" and noun.entry != MEAL for noun in nouns)


def _is_guest(reading: Reading, people: list[Entity], subjects: list[Token]) -> bool:
    """Tell whether one official is told of: who or what else "is in Damascus" may be troops, or bases, or a crisis."""
    words = reading.frames.words["actor-nouns"]
    official = any(entity.kind == "Person" for entity in people)
    official = official or any(head.tag_ in ("NN", "NNP") and head.lemma_.lower() in words for head in subjects)
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
    """Add the state visited, or whose seat of government is; at the seat of a body of many states the body is host."""
    code = (place.code if place.kind in STATES else place.state) if isinstance(place, Entity) else ""
    if isinstance(place, Entity) and any(is_seat(reading, place, one) for one in people):
        return people
    if isinstance(place, str):
        seats = (reading.entity_of(head) for head in heads if building_of(reading, head))
        code = next((entity.state for entity in seats if entity is not None), "")
    return members(unique([*people, state(code, reading)])) if code else people


def is_encounter(people: list[Entity]) -> bool:
    """Two sides: states or organisations, or persons of different states."""
    return len({entity.state or entity.code or entity.name for entity in people if entity.kind != "Person"}) >= 2
