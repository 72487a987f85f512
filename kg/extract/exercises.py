"""Exercises: drills and war games of armed forces, held, planned, cancelled."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.actors import STATES, actors_of, unique
from kg.extract.draft import Draft, fillers, is_plural, is_shifted, points_back
from kg.extract.editions import ordinal
from kg.extract.encounters import HELD, ahead
from kg.extract.occasion import when, where
from kg.extract.reading import Reading
from kg.extract.slots import Slots, extent, main_hit, slots, standing, trail_end
from kg.extract.triggers import Hit, Nucleus, hits
from kg.model import Entity

FAMILY = "MilitaryExercise"


def read(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of the exercise that the phrase names."""
    if nucleus.family != FAMILY:
        return
    found = hits(reading, nucleus)
    filled = slots(reading, nucleus, found)
    who = _participants(reading, nucleus, filled)
    if nucleus.entity and not nucleus.noun and not _is_told(reading, nucleus, found):
        return
    if not (nucleus.entity or _is_military(reading, nucleus) or (points_back(nucleus) and is_plural(nucleus))):
        return
    draft = _draft(reading, nucleus, found, filled, who)
    if draft is not None:
        yield draft


def _draft(reading: Reading, nucleus: Nucleus, found: list[Hit], filled: Slots, who: list[Entity]) -> Draft | None:
    hit = main_hit(found)
    trigger = hit.token if hit else nucleus.head
    held = standing(reading, FAMILY, trigger, hit.status if hit else "", HELD)
    if held is None:
        return None
    triggers = [item.token for item in found]
    time = when(reading, nucleus.head, triggers, nucleus.start, nucleus.last, trail_end(reading, nucleus))
    return Draft(
        family=FAMILY,
        kind=nucleus.evokes,
        trigger=extent(nucleus, hit),
        rule=hit.rule if hit else nucleus.noun.entry if nucleus.noun else "named-exercise",
        held=ahead(reading, held, time),
        confidence=0.85 if nucleus.entity or len(who) > 1 else 0.7,
        fillers=fillers(
            name=nucleus.entity,
            ordinal=ordinal(reading, nucleus),
            participants=tuple(who),
            date=time,
            place=where(reading, filled.get("place", [])),
        ),
        head=nucleus.head,
        bare=hit is None,
        shifted=is_shifted(nucleus, reading.frames.words["other-edition"]),
        definite=points_back(nucleus),
        plural=is_plural(nucleus),
    )


def _participants(reading: Reading, nucleus: Nucleus, filled: Slots) -> list[Entity]:
    within = list(reading.doc[nucleus.start : nucleus.last])
    named = [entity for token in within if (entity := reading.entity_of(token)) and entity.kind in STATES]
    found = unique([*named, *actors_of(reading, filled.get("participants", []))])
    return [entity for entity in found if entity.kind in STATES or entity.kind == "InternationalOrganization"]


def _is_told(reading: Reading, nucleus: Nucleus, found: list[Hit]) -> bool:
    """Whether a mere name is that of an exercise here: by its length, a predicate, or a word for exercises near."""
    if found or nucleus.last - nucleus.first > 1:
        return True
    nouns = (reading.frames.nouns.get(token.lemma_.lower(), ()) for token in reading.sentence_tokens(nucleus.head))
    return any(noun.family == FAMILY for known in nouns for noun in known)


def _is_military(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell an exercise of forces from one of the body, of a school or of power."""
    words = {token.lower_ for token in reading.doc[nucleus.start : nucleus.head.i]}
    if words & reading.frames.words["other-matters"]:
        return False
    return bool(words & reading.frames.words["military-words"]) or len(nucleus.noun.words if nucleus.noun else ()) > 1
