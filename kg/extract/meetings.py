"""Meetings: talks, summits, visits, and editions of standing dialogues, held, planned or skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import actors_of, enumerated, standing_for, states_in_name, unique
from kg.extract.company import company, without_brokers
from kg.extract.draft import Draft, fillers, is_plural, is_shifted, points_back
from kg.extract.editions import (
    body_name,
    inner_series,
    is_inner,
    is_joint_body,
    names_series,
    ordinal,
    organisations_in_name,
    series_of,
)
from kg.extract.encounters import (
    FAMILY,
    HELD,
    MEAL,
    MEMBERS,
    PLANNED,
    ahead,
    behind,
    is_encounter,
    members,
    with_host,
)
from kg.extract.fields import fields_behind
from kg.extract.journeys import is_left, place_of_journey
from kg.extract.occasion import here, when, where
from kg.extract.occasions import each_occasion
from kg.extract.ours import is_ours, names_body
from kg.extract.reading import Reading
from kg.extract.scenes import scene
from kg.extract.slots import FATES, Slots, Standing, extent, main_hit, slots, standing, telling, trail_end
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import Hit, Nucleus, hits
from kg.model import PLACES, STATES, Entity, Filler, Modality, Polarity
from kg.parse import Token

SERIES = "EventSeries"
_WITHIN = ("at", "in", "of", "within")
SKIPPED = "not held"
SHUNNED = "leave-meeting"
"""Entry of the verbs for staying away: a meeting of two does not take place without one of them."""
FURTHERS = "contributes_to"
"""Field for what a meeting helps to bring about."""


def read(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of the meeting that the phrase names."""
    if nucleus.family not in (FAMILY, SERIES) or not is_ours(reading, nucleus) or is_inner(reading, nucleus):
        return
    if nucleus.head.lemma_.lower() in reading.frames.words["edition-words"] and not _is_whose(reading, nucleus):
        return
    within = [head for head in arguments(nucleus.head).get("at", []) if head.i > nucleus.head.i]
    at_series = any(names_series(reading, head) and not is_joint_body(reading, head) for head in within)
    if at_series and not _is_aside(nucleus):
        return
    number = ordinal(reading, nucleus)
    found = list(_all_hits(reading, nucleus))
    if not found and is_plural(nucleus) and _is_habit(reading, nucleus):
        return
    if nucleus.family == SERIES and number is None and not _dated(reading, nucleus, found):
        return
    furthering = [hit for hit in found if FURTHERS in hit.predicate.frame.slots.values()]
    draft = _draft(reading, nucleus, [hit for hit in found if hit not in furthering], number)
    meal = nucleus.noun is not None and nucleus.noun.entry == MEAL
    if draft is not None and (not meal or is_encounter(draft.entities("participants"))):
        yield from list(each_occasion(reading, draft)) or [draft]
        yield from (more for hit in furthering for more in _furthering(reading, draft, hit))


def _is_aside(nucleus: Nucleus) -> bool:
    """Whether some of those at a meeting of many meet each other there: "their talks at the G20 summit"."""
    places = arguments(nucleus.head)
    return "with" in places or "between" in places or any(head.pos_ == "PRON" for head in places.get("poss", []))


def _is_whose(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether a session or an edition is told to be of a series, or of a body named before the word."""
    body = any(names_body(reading, token) for token in reading.tokens[nucleus.start : nucleus.head.i])
    return body or inner_series(reading, nucleus) is not None


def _furthering(reading: Reading, draft: Draft, hit: Hit) -> Iterator[Draft]:
    """Yield what the meeting is said to bring about: as sure as that is said, not as the meeting itself."""
    held = standing(reading, FAMILY, hit.token, "", HELD)
    heads = [*slots(reading, None, [hit]).get(FURTHERS, []), *_doings(hit)]
    if held is not None and heads:
        own = draft.only("participants", "series", "ordinal", "kind")
        yield replace(draft, rule=hit.rule, held=held, fillers=own, furthers=tuple(token.i for token in heads))


def _dated(reading: Reading, nucleus: Nucleus, found: list[Hit]) -> bool:
    """Whether a named series stands for one of its meetings: held then, or opened there."""
    if any(hit.place not in ("subj", "obj") for hit in found) or _is_one(reading, nucleus):
        return True
    if organisations_in_name(reading, nucleus) and arguments(nucleus.head).get("in"):
        return True
    triggers = [hit.token for hit in found]
    return when(reading, nucleus.head, triggers, nucleus.start, nucleus.last, trail_end(reading, nucleus)) is not None


def _is_one(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether the words are for one meeting on the occasion of which something is done: "after a meeting of ..."."""
    head = nucleus.head
    if nucleus.entity is None or not nucleus.entity.iri:
        return False
    one = any(child.lower_ in ("a", "an", "this") for child in head.lefts)
    return one and head.dep_ == "pobj" and head.head.lower_ in reading.frames.words["occasion-prepositions"]


def _all_hits(reading: Reading, nucleus: Nucleus) -> list[Hit]:
    if nucleus.family == FAMILY:
        return hits(reading, nucleus)
    return hits(
        reading,
        Nucleus(FAMILY, nucleus.evokes, nucleus.head, nucleus.first, nucleus.last, entity=nucleus.entity),
    )


def _draft(reading: Reading, nucleus: Nucleus, hitting: list[Hit], number: int | None) -> Draft | None:
    hit = main_hit(hitting)
    shunned = (hit is not None and hit.rule == SHUNNED) or _is_unattended(reading, nucleus)
    if shunned and _is_of_two(nucleus):
        return None
    told = _main_verb(reading, hit) or telling(nucleus, hit)
    held = standing(reading, FAMILY, told, hit.status if hit else "", HELD, nucleus.head)
    if held is not None and held.status == PLANNED and is_left(reading, nucleus.head):
        held = Standing(HELD, Modality.CERTAIN, Polarity.POSITIVE, held.view)
    if held is None or (hit is not None and any(child.lower_ == "never" for child in hit.token.children)):
        return None
    by_verb = hit is not None and is_verb(hit.token)
    if not by_verb and held.status == SKIPPED and not any(child.lower_ == "no" for child in nucleus.head.lefts):
        return None  # "not the best of starts for a summit" denies none
    meeting = Nucleus(FAMILY, nucleus.evokes, nucleus.head, nucleus.first, nucleus.last, nucleus.noun, nucleus.entity)
    found = slots(reading, meeting, hitting)
    triggers = [item.token for item in hitting if item.status not in FATES]
    time = when(reading, nucleus.head, triggers, nucleus.start, nucleus.last, trail_end(reading, nucleus))
    inner = inner_series(reading, nucleus) or _holding_body(reading, nucleus, hitting)
    kind = _kind(reading, nucleus, inner)
    people = _with_states(reading, nucleus, _participants(reading, nucleus, inner, found, hitting))
    return Draft(
        family=FAMILY,
        kind=kind,
        trigger=extent(nucleus, hit),
        rule=hit.rule if hit else nucleus.noun.entry if nucleus.noun else "named-series",
        held=ahead(reading, held if hit else behind(reading, held, time), time),
        confidence=0.8,
        fillers=fillers(
            series=series_of(reading, nucleus, inner, number),
            ordinal=number,
            kind=reading.frames.kind_of(kind),
            participants=tuple(people),
            date=time,
            place=_place(reading, nucleus, found)
            or scene(reading, nucleus.head)
            or here(reading, triggers)
            or (place_of_journey(reading, nucleus.head) if hit and kind != "Visit" and is_encounter(people) else None),
            topics=_topics(reading, found),
        ),
        head=nucleus.head,
        bare=hit is None,
        shifted=is_shifted(nucleus, reading.frames.words["other-edition"]),
        definite=points_back(nucleus),
        plural=is_plural(nucleus) and nucleus.head.lemma_.lower() not in reading.frames.words["plural-talks"],
    )


def _is_of_two(nucleus: Nucleus) -> bool:
    """Whether the phrase gives the one with whom those who stay away would have met: "snubbed talks with Togo"."""
    return any(head.i > nucleus.head.i for head in arguments(nucleus.head).get("with", []))


def _is_unattended(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether somebody is said not to have come: "did not show up at the meeting"."""
    verb = nucleus.head.head.head if nucleus.head.dep_ == "pobj" else nucleus.head
    came = is_verb(verb) and verb.lemma_.lower() in reading.frames.words["turning-up"]
    return came and any(child.dep_ == "neg" for child in verb.lefts)


def _main_verb(reading: Reading, hit: Hit | None) -> Token | None:
    """The verb of what is done on the sidelines of a meeting, which is as sure as that, whatever is told there."""
    asides = reading.frames.words["asides"]
    if hit is None or hit.place != "of" or hit.token.lemma_.lower() not in asides:
        return None
    return next((above for above in hit.token.ancestors if is_verb(above)), None)


def _holding_body(reading: Reading, nucleus: Nucleus, hitting: list[Hit]) -> Token | None:
    """The joint body whose session it is: "the Ghana-Togo Joint Commission held its fifth session"."""
    within = [head for place in _WITHIN for head in arguments(nucleus.head).get(place, []) if head.i > nucleus.head.i]
    if (body := next((head for head in within if is_joint_body(reading, head)), None)) is not None:
        return body
    if nucleus.head.lemma_.lower() not in reading.frames.words["edition-nouns"]:
        return None
    before = [token for token in reading.tokens[nucleus.start : nucleus.head.i] if token.head.i == nucleus.head.i]
    owners = [head for hit in hitting for head in arguments(hit.token).get("subj", [])]
    return next((head for head in [*before, *owners] if is_joint_body(reading, head)), None)


def _doings(hit: Hit) -> list[Token]:
    """What follows the preposition as a doing: "contribute to developing the base"."""
    places = {place for place, role in hit.predicate.frame.slots.items() if role == FURTHERS}
    behind = [child for child in hit.token.children if child.dep_ == "prep" and child.lower_ in places]
    return [doing for child in behind for doing in child.children if doing.dep_ == "pcomp"]


def _is_habit(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell what happens again and again from what happened: "his annual visits to the shrine"."""
    return any(child.lower_ in reading.frames.words["habit-words"] for child in nucleus.head.lefts)


def read_predecessor(reading: Reading, token: Token, last: Draft | None) -> Draft | None:
    """Return "the one before that": the edition before the one told of last."""
    if last is None or token.lower_ != "one" or not last.fillers.get("ordinal"):
        return None
    behind = [item.lower_ for item in reading.tokens[token.i + 1 : token.i + 4]]
    if behind[:1] != ["before"] or token.i - last.trigger[1] > 60:
        return None
    nucleus = Nucleus(FAMILY, last.kind, token, token.i, token.i + 3)
    hit = next(iter(hits(reading, nucleus)), None)
    held = standing(reading, FAMILY, hit.token, hit.status, HELD) if hit else None
    if hit is None or held is None:
        return None
    found = slots(reading, nucleus, [hit])
    number = last.fillers["ordinal"][0]
    return Draft(
        family=FAMILY,
        kind=last.kind,
        trigger=extent(nucleus, hit),
        rule=hit.rule,
        held=held,
        confidence=0.7,
        fillers=last.only("series", "kind")
        | fillers(
            ordinal=number - 1 if isinstance(number, int) and number > 1 else None,
            participants=tuple(members(actors_of(reading, found.get("host", [])))),
            date=when(reading, token, [hit.token], token.i, token.i + 3),
            place=_place(reading, nucleus, found),
        ),
        head=token,
    )


def _kind(reading: Reading, nucleus: Nucleus, inner: Token | None) -> str:
    if nucleus.family == SERIES and reading.frames.families.get(nucleus.evokes) == FAMILY:
        return nucleus.evokes
    if nucleus.family == SERIES or inner is not None:
        head = inner or nucleus.head
        for noun in reading.frames.nouns.get(head.lemma_.lower(), ()):
            if noun.family == FAMILY:
                return noun.evokes
        return FAMILY
    return nucleus.evokes


def _participants(
    reading: Reading, nucleus: Nucleus, inner: Token | None, found: Slots, hitting: list[Hit]
) -> list[Entity]:
    venue = _venue(reading, nucleus)
    heads = [head for head in (*found.get("participants", []), *found.get("host", [])) if head != venue]
    heads = without_brokers(reading, nucleus, hitting, heads)
    if inner is not None:
        heads += [
            token for place in ("between", "of", "mod", "poss", "with") for token in arguments(inner).get(place, [])
        ]
    within = list(reading.doc[nucleus.start : nucleus.last])
    named = [e for token in within if (e := reading.entity_of(token)) and e.kind in MEMBERS and e.kind != "Person"]
    named += organisations_in_name(reading, nucleus)
    named = [one for entity in named for one in standing_for(entity, reading)]
    named_at = reading.mention(inner) if inner is not None else None
    own = states_in_name(reading, nucleus.start, nucleus.last)
    own += states_in_name(reading, named_at.first, named_at.last) if named_at else []
    if inner is not None and is_joint_body(reading, inner):
        own += states_in_name(reading, *body_name(reading, inner))
    people = members(unique([*own, *named, *actors_of(reading, heads), *enumerated(reading, heads)]))
    if nucleus.evokes == "Visit":
        places = found.get("destination", [])
        people = with_host(reading, people, where(reading, places), places)
    if is_encounter(people) and not _is_of_others(nucleus, heads):
        return people
    return members(unique([*people, *company(reading, nucleus)]))


def _is_of_others(nucleus: Nucleus, heads: list[Token]) -> bool:
    """Whether only those are told with whom somebody met: "in a session with the leaders of Ghana and Togo, he ..."."""
    guests = arguments(nucleus.head).get("with", [])
    return bool(guests) and all(head in guests for head in heads)


def _venue(reading: Reading, nucleus: Nucleus) -> Token | None:
    """The state after which a meeting is called because it was there: "the Kuwait summit", not "the Kuwaiti talks"."""
    if nucleus.entity is not None or nucleus.evokes not in ("Summit", "Conference", "Meeting"):
        return None
    before = [token for token in reading.tokens[nucleus.start : nucleus.head.i] if reading.mention(token)]
    states = {mention.entity.short for token in before if (mention := reading.mention(token))}
    last = reading.tokens[nucleus.head.i - 1]
    mention = reading.mention(last)
    named = mention is not None and mention.form == "name" and mention.entity.kind in STATES
    return last if named and len(states) == 1 and last.dep_ in ("compound", "nmod") else None


def _with_states(reading: Reading, nucleus: Nucleus, people: list[Entity]) -> list[Entity]:
    """Persons of whom no state is known stand for the states of the sentence, when there are as many."""
    persons = [entity for entity in people if entity.kind == "Person"]
    if len(persons) < 2 or len(persons) != len(people) or any(person.state for person in persons):
        return people
    sentence = reading.sentence(nucleus.head)
    states = states_in_name(reading, sentence.first, sentence.last)
    return [*states, *people] if len(states) == len(persons) else people


def _place(reading: Reading, nucleus: Nucleus, found: Slots) -> Filler | None:
    place = where(reading, [*found.get("place", []), *found.get("destination", [])])
    if place is not None:
        return place
    for token in arguments(nucleus.head).get("mod", []):
        entity = reading.entity_of(token)
        if entity is not None and (entity.kind in PLACES or token == _venue(reading, nucleus)):
            return entity
    for head in found.get("host", []):
        for entity in actors_of(reading, [head]):
            if entity.kind in STATES:
                return entity
    return None


def _topics(reading: Reading, found: Slots) -> tuple[str, ...]:
    named = (head for head in found.get("topics", []) if reading.entity_of(head) is None or head.pos_ == "NOUN")
    heads = [head for head in named if not any(when.first <= head.i < when.last for when in reading.times)]
    if known := tuple(dict.fromkeys(field for head in heads for field in fields_behind(reading, head))):
        return known
    phrases = (reading.words(head.left_edge.i, head.i + 1) for head in heads[:4])
    return tuple(dict.fromkeys(phrase for phrase in phrases if 2 < len(phrase) < 80))
