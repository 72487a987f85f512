"""Where somebody is whose meeting is told of: "flew to Oslo to meet", "in Rome for talks", "at a summit in Lima"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.occasion import where
from kg.extract.reading import Reading
from kg.extract.syntax import is_verb
from kg.model import PLACES, STATES, Entity
from kg.parse import Token

_NEAR = 8
_HIGHEST = 4
_WAYS = ("to", "in", "at")
_EDGES = ("at", "during", "on")
_JOURNEY = "Visit"
_MEETING = "Meeting"


def scene(reading: Reading, token: Token) -> Entity | str | None:
    """Return the place that the clauses around an event give: "Oslo, where they met", "met when she came to Oslo"."""
    beside = _beside(reading, token)
    verb = next((above for above in (token, *token.ancestors) if is_verb(above)), None)
    if beside is not None or verb is None:
        return beside
    mark = next((mark for one in _joined(verb) if (mark := _mark(one)) is not None), None)
    if mark is not None:
        before = (reading.entity_of(other) for other in reversed(reading.tokens[max(0, mark.i - _NEAR) : mark.i]))
        return next((entity for entity in before if entity and entity.kind in (*PLACES, *STATES)), None)
    meanwhile = where(reading, [head for clause in verb.children if _is_presence(clause) for head in _ways(clause)])
    return meanwhile or _aside(reading, verb, token)


def _joined(verb: Token) -> Iterator[Token]:
    """The verb and those that it is coordinated with, which share what stands before the first."""
    yield verb
    for _ in range(_HIGHEST):
        if verb.dep_ != "conj" or any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.lefts):
            return
        verb = verb.head
        yield verb


def _mark(verb: Token) -> Token | None:
    return next((child for child in verb.lefts if child.tag_ == "WRB" and child.lower_ == "where"), None)


def _is_presence(clause: Token) -> bool:
    """Tell whether a clause says that somebody is or comes somewhere meanwhile."""
    return clause.dep_ == "advcl" and any(child.lower_ in ("when", "while") for child in clause.lefts)


def _ways(clause: Token) -> list[Token]:
    return [head for prep in clause.rights if prep.lower_ in _WAYS for head in prep.children]


def _beside(reading: Reading, token: Token) -> Entity | str | None:
    """The place in which somebody is for the sake of the meeting: "in Rome for a conference", "to Lome for talks"."""
    preposition = token.head
    if token.dep_ != "pobj" or preposition.lower_ != "for":
        return None
    above = preposition.head
    if above.dep_ == "pobj" and above.head.lower_ in _WAYS:
        return _named(reading, [above])
    inside = [head for head in above.children if head.dep_ == "pobj"] if above.lower_ in _WAYS else []
    if inside or not _is_journey(reading, above):
        return _named(reading, inside)
    return _named(reading, [head for head in _ways(above) if head.i < token.i])


def _named(reading: Reading, heads: list[Token]) -> Entity | str | None:
    """The first of the places that are known by name."""
    known = [head for head in heads if (one := reading.entity_of(head)) and one.kind in (*PLACES, *STATES)]
    return where(reading, known)


def _aside(reading: Reading, verb: Token, token: Token) -> Entity | str | None:
    """The place of the occasion on which somebody meets: "met at a summit in Lima", "on the margins of it"."""
    for preposition in verb.rights:
        for noun in preposition.children if preposition.lower_ in _EDGES else ():
            if noun.lemma_.lower() in reading.frames.words["asides"]:
                within = [inner for child in noun.children if child.lower_ == "of" for inner in child.children]
                noun = within[0] if within else noun
            if noun.i != token.i and _is_meeting(reading, noun):
                place = _named(
                    reading, [head for prep in noun.rights if prep.lower_ in _WAYS for head in prep.children]
                )
                if place is not None:
                    return place
    return None


def _is_meeting(reading: Reading, noun: Token) -> bool:
    entity = reading.entity_of(noun)
    kinds = [known.family for known in reading.frames.nouns.get(noun.lemma_.lower(), ())]
    return _MEETING in kinds or (entity is not None and reading.frames.families.get(entity.kind) == "EventSeries")


def _is_journey(reading: Reading, verb: Token) -> bool:
    known = reading.frames.predicates.get(("verb", verb.lemma_.lower()), ())
    return any(predicate.entry.evokes == _JOURNEY for predicate in known)
