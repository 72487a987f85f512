"""Exercises: drills and war games of armed forces, held, planned, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kg.extract.actors import STATES, actors_of, state, states_of, unique
from kg.extract.draft import Draft, fillers, is_plural, is_shifted, points_back
from kg.extract.editions import ordinal
from kg.extract.encounters import HELD, PLANNED, ahead
from kg.extract.occasion import when, where
from kg.extract.reading import Reading, background
from kg.extract.sides import sides_of_number
from kg.extract.slots import Slots, Standing, extent, main_hit, slots, standing, telling, trail_end
from kg.extract.triggers import Hit, Nucleus, hits
from kg.lexicon.gazetteer import split_words
from kg.model import Entity, Modality, TimeExpression

FAMILY = "MilitaryExercise"
FEW = 3
"""Most members of a standing exercise that are all taken to be there whenever it is named."""
BEHIND = 6
"""Tokens behind the noun within which its name may follow: "drills, dubbed Sea Shield"."""
YEAR = len("2021")


def read(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of the exercises that the phrase names."""
    if nucleus.family != FAMILY:
        return
    for named in _each_name(reading, nucleus):
        found = hits(reading, named)
        if named.entity and not named.noun and not _is_told(reading, named, found):
            return
        filled = slots(reading, named, found)
        who = _participants(reading, named, filled)
        again = points_back(named) or is_shifted(named, reading.frames.words["other-edition"])
        if named.entity or _is_military(reading, named, who) or (again and is_plural(named)):
            draft = _draft(reading, named, found, filled, who)
            if draft is not None:
                yield draft


def _each_name(reading: Reading, nucleus: Nucleus) -> Iterator[Nucleus]:
    """Yield the phrase under each of its names: "the Kamandag and Balikatan exercises" are two."""
    if nucleus.entity is None:
        yield replace(nucleus, entity=_name_behind(reading, nucleus))
        return
    parts = [] if nucleus.entity.iri else nucleus.entity.name.split(" and ")
    known = [entity for part in parts if (entity := _known(reading, part))]
    if len(parts) > 1 and len(known) == len(parts):
        yield from (replace(nucleus, entity=entity) for entity in known)
    else:
        yield nucleus


def _known(reading: Reading, name: str) -> Entity | None:
    words = split_words(name)
    found = reading.lexicon.gazetteer.find(words, 0, len(words)) if words else ()
    return next((item.entity for item in found if item.words == words and _is_exercise(reading, item.entity)), None)


def _is_exercise(reading: Reading, entity: Entity) -> bool:
    kind = background(reading, entity).edition_kind or entity.kind
    return reading.frames.families.get(kind) == FAMILY


def _name_behind(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The name that follows the noun, behind a comma, a dash, a mark or a word of naming."""
    beside = [child for child in nucleus.head.children if child.dep_ == "appos"]
    for entity in (reading.entity_of(child) for child in beside):
        if entity is not None and _is_exercise(reading, entity):
            return entity
    naming = False
    for token in reading.tokens[nucleus.last : min(nucleus.last + BEHIND, reading.sentence(nucleus.head).last)]:
        entity = reading.entity_of(token)
        if entity is not None and _is_exercise(reading, entity):
            return entity
        if token.lower_ in reading.frames.words["naming-words"]:
            naming = True
        elif naming and token.pos_ == "PROPN":
            return Entity(nucleus.evokes, reading.words(token.i, _name_end(reading, token)))
        elif not token.is_punct:
            return None
    return None


def _name_end(reading: Reading, token: Token) -> int:
    last = token.i + 1
    while last < reading.sentence(token).last and reading.doc[last].pos_ == "PROPN":
        last += 1
    return last


def _draft(reading: Reading, nucleus: Nucleus, found: list[Hit], filled: Slots, who: list[Entity]) -> Draft | None:
    hit = main_hit(found)
    held = standing(reading, FAMILY, telling(nucleus, hit), hit.status if hit else "", HELD, nucleus.head)
    if held is None:
        return None
    triggers = [item.token for item in found]
    time = _time(reading, nucleus, triggers)
    return Draft(
        family=FAMILY,
        kind=nucleus.evokes,
        trigger=extent(nucleus, hit),
        rule=hit.rule if hit else nucleus.noun.entry if nucleus.noun else "named-exercise",
        held=ahead(reading, _under_way(reading, nucleus, found, held), time),
        confidence=0.85 if nucleus.entity or len(who) > 1 else 0.7,
        fillers=fillers(
            name=nucleus.entity,
            ordinal=ordinal(reading, nucleus),
            participants=tuple(who),
            date=time,
            place=where(reading, [head for head in filled.get("place", []) if not _is_occasion(reading, head)]),
        ),
        head=nucleus.head,
        bare=hit is None,
        shifted=is_shifted(nucleus, reading.frames.words["other-edition"]),
        definite=points_back(nucleus),
        plural=is_plural(nucleus),
    )


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


def _under_way(reading: Reading, nucleus: Nucleus, found: list[Hit], held: Standing) -> Standing:
    """What will end, or is called ongoing, has begun."""
    if held.status != PLANNED or held.modality not in (Modality.CERTAIN, Modality.PLANNED):
        return held
    words = reading.frames.words
    going = {token.lower_ for token in reading.tokens[nucleus.start : nucleus.head.i]} & words["ongoing-words"]
    ending = any(_ends(reading, hit) for hit in found)
    return Standing(HELD, Modality.CERTAIN, held.polarity, held.view) if going or ending else held


def _ends(reading: Reading, hit: Hit) -> bool:
    """The predicate itself, or what is scheduled by it, is an end: "are scheduled to wrap up"."""
    verbs = (hit.token, *(child for child in hit.token.children if child.dep_ == "xcomp"))
    return any(verb.lemma_.lower() in reading.frames.words["ending-words"] for verb in verbs)


def _participants(reading: Reading, nucleus: Nucleus, filled: Slots) -> list[Entity]:
    within = list(reading.doc[nucleus.start : nucleus.last])
    named = [entity for token in within if (entity := reading.entity_of(token)) and entity.kind in STATES]
    found = unique([*named, *actors_of(reading, filled.get("participants", []))])
    told = [entity for entity in found if entity.kind in STATES or entity.kind == "InternationalOrganization"]
    told = told or _of_forces(reading, nucleus)
    known = background(reading, nucleus.entity).parties
    if 0 < len(known) <= FEW and {entity.code for entity in told} <= set(known):
        return [state(code, reading) for code in known]
    return sides_of_number(reading, nucleus, told)


def _of_forces(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    """Whose forces act in the clause or take part in what the exercise is part of: "landed as part of a drill"."""
    if nucleus.entity is not None or not (_is_part(nucleus.head) or _has_clause(nucleus.head)):
        return []
    forces = reading.frames.words["force-nouns"]
    heads = [token for token in reading.sentence_tokens(nucleus.head) if token.lemma_.lower() in forces]
    return [entity for entity in actors_of(reading, heads) if entity.kind in STATES]


def _is_part(noun: Token) -> bool:
    return noun.head.lower_ == "of" and noun.head.head.lower_ == "part"


def _has_clause(noun: Token) -> bool:
    """Whether a clause says what is done in it: "an exercise in which forces stormed beaches"."""
    return any(child.dep_ == "relcl" and any(word.lower_ == "which" for word in child.subtree) for child in noun.rights)


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


def _told_before(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether the article has spoken of military exercises before, which the same noun takes up."""
    lemma = nucleus.head.lemma_
    before = (token for token in reading.tokens[: nucleus.start] if token.lemma_ == lemma and token.pos_ == "NOUN")
    military = reading.frames.words["military-words"]
    return nucleus.head.tag_ == "NNS" and any(child.lower_ in military for token in before for child in token.lefts)
