"""Exercises: drills and war games of armed forces, held, planned, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import actors_of, states_of
from kg.extract.contingents import carried, is_joined, joining, participants, roll_calls, turns_down, untold
from kg.extract.draft import Draft, fillers, is_plural, is_shifted, points_back
from kg.extract.editions import ordinal
from kg.extract.encounters import HELD, PLANNED, ahead
from kg.extract.missed import comes
from kg.extract.namings import each_name, is_exercise
from kg.extract.occasion import when, where
from kg.extract.reading import Reading
from kg.extract.scenes import scene
from kg.extract.slots import FATES, Slots, Standing, extent, main_hit, slots, standing, telling, trail_end
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import Hit, Nucleus, hits, predicates_at
from kg.lexicon.frames import Predicate
from kg.model import Entity, Modality, Polarity, TimeExpression
from kg.parse import Token

FAMILY = "MilitaryExercise"
BEHIND = 6
"""Tokens behind the noun within which its name may follow: "drills, dubbed Sea Shield"."""
PAIR = 2
"""Sides without whom a joint exercise does not take place: who will not drill with another calls it off."""
LEFT = "leave-exercise"
"""Entry of the verbs for pulling out: of "a drill with Togo" nothing may be left."""
YEAR, DAY = len("2021"), len("2021-06-17")
SITED = ("in", "at", "off", "near", "over", "around", "across")
"""Prepositions behind a verb below a predicate that say where: "scheduled to take place at"."""


def read(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of the exercises that the phrase names."""
    if nucleus.family != FAMILY:
        return
    for named in each_name(reading, nucleus):
        if named.entity and _is_of_a_force(reading, named):
            return
        told = hits(reading, named) or _with_forces(reading, named)
        if named.entity and not named.noun and not _is_told(reading, named, told):
            return
        parts = [hit for hit in told if _is_of_parts(reading, hit)]
        told = [hit for hit in told if hit not in parts]
        found = joining(reading, told)
        filled = slots(reading, named, found)
        who = participants(reading, named, filled)
        lone = len(who) < PAIR and who == states_of(who)
        if turns_down(reading, told) and not named.entity and lone:
            if any(hit.rule == LEFT for hit in told) and not points_back(named):
                return
            found, filled = told, slots(reading, named, told)
            who = participants(reading, named, filled)
        again = points_back(named) or is_shifted(named, reading.frames.words["other-edition"])
        again = again and (is_plural(named) or _is_running(reading, named))
        if named.entity or again or _is_military(reading, named, who):
            held = untold(reading, told, found) or (_of_whole(reading, parts[0]) if parts and not found else None)
            draft = _draft(reading, named, found, filled, who, held)
            if draft is not None:
                yield draft


def _is_of_a_force(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether the name is a force's: "the Sea Shield force"."""
    behind = reading.tokens[nucleus.last : nucleus.last + 2]
    words = [token.lemma_.lower() for token in behind if not token.is_punct]
    return bool(words) and words[0] in reading.frames.words["named-forces"]


def _is_of_parts(reading: Reading, hit: Hit) -> bool:
    """Tell whether it is only said what an exercise does not hold: "the drill will not involve live fire"."""
    holding = hit.token.lemma_.lower() in reading.frames.words["holding-parts"]
    return holding and any(child.dep_ == "neg" for child in hit.token.lefts)


def _of_whole(reading: Reading, hit: Hit) -> Standing | None:
    """How an exercise stands of which only some part is denied."""
    held = standing(reading, FAMILY, hit.token, "", HELD)
    if held is None or (held.polarity is Polarity.POSITIVE and held.status != "not held"):
        return held
    future = held.view.tense == "future"
    status, modality = (PLANNED, Modality.PLANNED) if future else (HELD, Modality.CERTAIN)
    return Standing(status, modality, Polarity.POSITIVE, held.view)


def _with_forces(reading: Reading, nucleus: Nucleus) -> list[Hit]:
    """What is done with forces that the parser makes those of the exercise: "sent frigates in a joint exercise"."""
    preposition = nucleus.head.head
    forces = preposition.head.lemma_.lower() in reading.frames.words["force-nouns"]
    if nucleus.head.dep_ != "pobj" or not forces:
        return []
    verb = next((above for above in preposition.ancestors if is_verb(above)), None)
    return [] if verb is None else list(predicates_at(reading, FAMILY, verb, preposition.lower_))


def _draft(
    reading: Reading, nucleus: Nucleus, found: list[Hit], filled: Slots, who: list[Entity], held: Standing | None
) -> Draft | None:
    hit = main_hit(found)
    held = held or standing(reading, FAMILY, telling(nucleus, hit), hit.status if hit else "", HELD, nucleus.head)
    if held is None:
        return None
    came = nucleus.head.dep_ == "nsubj" and comes(nucleus.head.head, reading.lexicon.cues)
    if hit is None and held.status == "not held" and not (came or _is_none(nucleus)):
        held = Standing(HELD, Modality.CERTAIN, Polarity.POSITIVE, held.view)
    below = carried(reading, nucleus, found)
    time = _time(reading, nucleus, [*(item.token for item in found if not _has_passed(reading, item)), *below])
    ends = time is not None and any(_ends(reading, verb) for verb in (*(item.token for item in found), *below))
    if not ends and (end := _end(reading, nucleus)):
        ends, time = time is None, _until(time, end)
    under_way = _under_way(reading, nucleus, found, held)
    back = points_back(nucleus) or nucleus.entity is not None
    general = hit is not None and back and _is_general(reading, hit, time)
    sites = [head for verb in below for at in SITED for head in arguments(verb).get(at, [])]
    sites = [head for head in (*filled.get("place", []), *sites) if not _is_occasion(reading, head)]
    if general:
        once = [item.token for item in found if not _is_general(reading, item, time)]
        time, sites, who = _time(reading, nucleus, once) if once else None, [], []
    return Draft(
        family=FAMILY,
        kind=nucleus.evokes,
        trigger=extent(nucleus, hit),
        rule=hit.rule if hit else nucleus.noun.entry if nucleus.noun else "named-exercise",
        held=under_way if ends else ahead(reading, under_way, time),
        confidence=0.85 if nucleus.entity or len(who) > 1 else 0.7,
        fillers=fillers(
            name=nucleus.entity,
            ordinal=ordinal(reading, nucleus),
            participants=tuple(who),
            date=time,
            place=where(reading, sites) or _at_host(reading, found) or _there(reading, nucleus),
        ),
        head=nucleus.head,
        bare=hit is None or general,
        shifted=is_shifted(nucleus, reading.frames.words["other-edition"]),
        definite=points_back(nucleus),
        plural=is_plural(nucleus),
        joined=is_joined(reading, found, filled),
        ends=ends,
    )


def read_verb(reading: Reading, token: Token, predicate: Predicate) -> Draft | None:
    """Return the exercise that a verb tells of by itself: "the frigates of Ghana and Togo drilled together"."""
    idle = {"nsubjpass", "auxpass", "dobj", "ccomp", "agent"} & {child.dep_ for child in token.children}
    if token.dep_ in ("amod", "compound") or idle:
        return None
    filled = slots(reading, None, [Hit(predicate, token, "")])
    who = states_of(actors_of(reading, filled.get("participants", [])))
    words = reading.frames.words
    together = any(child.lower_ in words["together-words"] for child in token.children)
    nouns = (noun.lemma_.lower() for head in filled.get("participants", []) for noun in head.subtree)
    forces = any(noun in words["force-nouns"] for noun in nouns)
    held = standing(reading, FAMILY, token, "", HELD)
    if held is None or held.polarity is Polarity.NEGATIVE or len(who) < PAIR or not (together or forces):
        return None
    time = when(reading, token, [token], token.i, token.i)
    return Draft(
        family=FAMILY,
        kind=FAMILY,
        trigger=(token.i, token.i + 1),
        rule=predicate.entry.name,
        held=ahead(reading, held, time),
        confidence=0.75,
        fillers=fillers(participants=tuple(who), date=time, place=where(reading, filled.get("place", []))),
        head=token,
    )


def read_roll(reading: Reading) -> Iterator[Draft]:
    """Yield who takes part, where a sentence calls the roll: "the participating countries are ..."."""
    for token, states in roll_calls(reading):
        held = standing(reading, FAMILY, token, "", HELD)
        if held is not None:
            yield Draft(
                family=FAMILY,
                kind=FAMILY,
                trigger=(token.i, token.i + 1),
                rule="roll-call",
                held=held,
                confidence=0.7,
                fillers=fillers(participants=tuple(states)),
                head=token,
                bare=True,
                definite=True,
                joined=True,
            )


def _at_host(reading: Reading, found: list[Hit]) -> Entity | None:
    """The state that hosts it."""
    hosts = [head for hit in found if hit.token.lemma_ in ("host", "co-host") for head in arguments(hit.token)["subj"]]
    states = states_of(actors_of(reading, hosts))
    return states[0] if len(states) == 1 else None


def _there(reading: Reading, nucleus: Nucleus) -> Entity | str | None:
    """The place of which a clause with "where" tells the exercise: "Accra, where the drill is to begin"."""
    verb = next((above for above in nucleus.head.ancestors if is_verb(above)), None)
    marked = verb is not None and any(child.lower_ == "where" for child in verb.lefts)
    return scene(reading, nucleus.head) if marked else None


def _is_none(nucleus: Nucleus) -> bool:
    """Whether the phrase itself says that there is none: "no drill", "without drills", "there will not be a drill"."""
    head = nucleus.head
    denied = any(child.lower_ in ("no", "neither", "nor") for child in head.lefts)
    return denied or head.head.lower_ == "without" or (head.dep_ == "attr" and head.head.lemma_ == "be")


def _is_occasion(reading: Reading, head: Token) -> bool:
    """Tell what one takes part in from where one does: "in the Milan exercise"."""
    return any(noun.family == FAMILY for noun in reading.frames.nouns.get(head.lemma_.lower(), ()))


def _time(reading: Reading, nucleus: Nucleus, triggers: list[Token]) -> TimeExpression | None:
    """The time of the event; a year in the name yields to a day of it that the sentence tells."""
    within = when(reading, nucleus.head, triggers, nucleus.start, nucleus.last, trail_end(reading, nucleus))
    if within is None or len(within.value) > YEAR:
        return within
    told = when(reading, nucleus.head, triggers, nucleus.last, nucleus.last)
    return told if told and told.value.startswith(within.value) else within


def _end(reading: Reading, nucleus: Nucleus) -> TimeExpression | None:
    """The day behind "until" or "through" in the clause that tells of the exercise."""
    ends, sentence = reading.frames.words["ends-of-time"], reading.sentence(nucleus.head)
    for item in reading.times_in(nucleus.last, sentence.last):
        if reading.tokens[item.first - 1].lower_ in ends and len(item.time.value) == DAY:
            verb = next((above for above in reading.tokens[item.first - 1].ancestors if is_verb(above)), None)
            published = reading.linked.annotation.document.date
            over = published is not None and item.time.value < published.isoformat()
            if over and (verb is None or verb.tag_ in ("VB", "VBG", "VBP", "VBZ")):
                continue  # a day of the week that the resolver took for the last
            if verb is None or nucleus.head in verb.subtree or verb in nucleus.head.subtree:
                return item.time
    return None


def _until(time: TimeExpression | None, end: TimeExpression) -> TimeExpression:
    """From a day to the end, where both are told."""
    if time is None:
        return end
    day = len(time.value) == DAY and time.value < end.value
    return replace(time, value=f"{time.value}/{end.value}") if day else time


def _under_way(reading: Reading, nucleus: Nucleus, found: list[Hit], held: Standing) -> Standing:
    """What will end, or is called ongoing, has begun."""
    if held.status != PLANNED or held.modality not in (Modality.CERTAIN, Modality.PLANNED):
        return held
    words = reading.frames.words
    going = {token.lower_ for token in reading.tokens[nucleus.start : nucleus.head.i]} & words["ongoing-words"]
    ending = any(_ends(reading, hit.token) for hit in found)
    return Standing(HELD, Modality.CERTAIN, held.polarity, held.view) if going or ending else held


def _is_general(reading: Reading, hit: Hit, time: TimeExpression | None) -> bool:
    """Tell what is said of all editions: "the drills, which are held every two years", "have been held since 2005"."""
    founded = hit.token.lemma_.lower() in reading.frames.words["founded"] | {"initiate"}
    published = reading.linked.annotation.document.date
    if founded and time is not None and published is not None and len(time.value) == YEAR:
        return time.value < str(published.year)
    general = reading.frames.words["general-times"]
    perfect = any(child.lower_ in ("has", "have") for child in hit.token.lefts)
    own = (token for token in hit.token.subtree if next(filter(is_verb, token.ancestors), None) == hit.token)
    near = [token for token in own if token.i > hit.token.i - BEHIND]
    return any(token.lower_ in general or (perfect and token.lower_ == "since") for token in near)


def _has_passed(reading: Reading, hit: Hit) -> bool:
    """Whether the predicate is of the end of plans, which has a day of its own: "on Monday called off the drills"."""
    return hit.status in FATES and hit.place != "mod" and hit.token.tag_ in ("VBD", "VBN", "VBG")


def _ends(reading: Reading, verb: Token) -> bool:
    """The predicate itself, or what is scheduled by it, is an end: "are scheduled to wrap up"."""
    verbs = (verb, *(child for child in verb.children if child.dep_ == "xcomp"))
    return any(one.lemma_.lower() in reading.frames.words["ending-words"] for one in verbs)


def _is_told(reading: Reading, nucleus: Nucleus, found: list[Hit]) -> bool:
    """Whether a mere name is that of an exercise here: by its length, a predicate, or a word for exercises near."""
    if found or nucleus.last - nucleus.first > 1:
        return True
    nouns = (reading.frames.nouns.get(token.lemma_.lower(), ()) for token in reading.sentence_tokens(nucleus.head))
    return any(noun.family == FAMILY for known in nouns for noun in known)


def _is_military(reading: Reading, nucleus: Nucleus, who: list[Entity]) -> bool:
    """Tell an exercise of forces from one of the body, of a school or of power."""
    before = {token.lower_ for token in reading.tokens[nucleus.start : nucleus.first]}
    if before & reading.frames.words["other-matters"]:
        return False
    words = before | {token.lower_ for token in reading.tokens[nucleus.first : nucleus.head.i]}
    if words & reading.frames.words["military-words"] or len(nucleus.noun.words if nucleus.noun else ()) > 1:
        return True
    forces = reading.frames.words["force-nouns"]
    near = any(token.lemma_.lower() in forces for token in reading.sentence_tokens(nucleus.head))
    several = len(states_of(who)) > 1 and nucleus.head.lower_ != "exercise"
    return bool(who) and (near or several or _told_before(reading, nucleus))


def _is_running(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether the article has told of an exercise of forces, which "the exercise" takes up."""
    military, nouns = reading.frames.words["military-words"], reading.frames.nouns
    for token in reading.tokens[: nucleus.start]:
        entity = reading.entity_of(token)
        if entity is not None and is_exercise(reading, entity):
            return True
        sorts = nouns.get(token.lemma_.lower(), ())
        if any(noun.family == FAMILY for noun in sorts) and any(child.lower_ in military for child in token.lefts):
            return True
    return False


def _told_before(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether the article has spoken of military exercises before, which the same noun takes up."""
    lemma = nucleus.head.lemma_
    before = (token for token in reading.tokens[: nucleus.start] if token.lemma_ == lemma and token.pos_ == "NOUN")
    military = reading.frames.words["military-words"]
    return nucleus.head.tag_ == "NNS" and any(child.lower_ in military for token in before for child in token.lefts)
