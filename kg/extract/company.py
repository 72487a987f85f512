"""Who takes part in a meeting without standing in its phrase, and who stands beside it without taking part."""

from __future__ import annotations

from kg.extract.actors import actors_of, states_in_name, unique
from kg.extract.encounters import is_encounter, is_official, members
from kg.extract.idioms import complete
from kg.extract.reading import Reading
from kg.extract.syntax import arguments, inherited_subjects, is_verb
from kg.extract.triggers import Hit, Nucleus
from kg.model import STATES, Entity
from kg.parse import Token

_SUBJECTS = ("nsubj", "nsubjpass")
_HIGHEST = 4


def company(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    """Return who does something "during a visit to Italy", "after talks with the minister", "at the summit"."""
    verb = _beside(reading, nucleus.head)
    if verb is None or _stays_away(reading, verb):
        return []
    own = [child for child in verb.children if child.dep_ in _SUBJECTS]
    subjects = own or inherited_subjects(verb)
    found = members(actors_of(reading, subjects))
    persons = [entity for entity in found if entity.kind == "Person"]
    if persons and not all(is_official(reading, person) for person in persons):
        return []
    forces = reading.frames.words["force-nouns"]
    if any(token.lemma_.lower() in forces or (token.pos_ == "PRON" and not found) for token in subjects):
        return []
    return found if persons or any(entity.kind in STATES for entity in found) else []


def _stays_away(reading: Reading, verb: Token) -> bool:
    """Whether the verb says that its subject was not there: "stayed away from the summit"."""
    known = reading.frames.predicates.get(("verb", verb.lemma_.lower()), ())
    return any(predicate.entry.name == "leave-meeting" and complete(verb, predicate) for predicate in known)


def without_brokers(reading: Reading, nucleus: Nucleus, hitting: list[Hit], heads: list[Token]) -> list[Token]:
    """Return the heads without those who only see to a meeting of others: "urged talks between Chad and Togo"."""
    around = arguments(nucleus.head)
    between = [head for place in ("between", "among") for head in around.get(place, []) if head.i > nucleus.head.i]
    own = members(unique([*states_in_name(reading, nucleus.start, nucleus.last), *actors_of(reading, between)]))
    if not is_encounter(own):
        return heads
    known = {one.short for one in own}
    others = [head for hit in hitting for head in arguments(hit.token).get("subj", [])]
    strange = [head for head in others if not {one.short for one in actors_of(reading, [head])} <= known]
    return [head for head in heads if head in between or head not in strange]


def _beside(reading: Reading, head: Token) -> Token | None:
    """The verb of the clause beside which the phrase stands, as an adverbial of time or occasion."""
    current = head
    for _ in range(_HIGHEST):
        if current.dep_ == "conj":
            current = current.head
            continue
        preposition = current.head
        if current.dep_ not in ("pobj", "pcomp"):
            return None
        if preposition.lower_ in reading.frames.words["occasion-prepositions"]:
            return _verb_above(preposition)
        above = preposition.head
        if preposition.lower_ != "of" or above.lemma_.lower() not in reading.frames.words["occasion-nouns"]:
            return None
        current = above
    return None


def _verb_above(preposition: Token) -> Token | None:
    """The verb that the adverbial belongs to, though the parser may have hung it on the verb's object."""
    above = preposition.head
    for _ in range(_HIGHEST):
        if is_verb(above):
            return above
        if above.dep_ not in ("dobj", "pobj", "dative", "prep", "attr", "advmod"):
            return None
        above = above.head
    return None
