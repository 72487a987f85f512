"""Who is meant: the states, organisations and persons that a phrase stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extract.pronouns import antecedent, is_state_noun
from kg.extract.reading import Reading
from kg.extract.syntax import conjuncts
from kg.lexicon.gazetteer import split_words
from kg.link import plural_set, states_in
from kg.model import PLACES, STATES, Entity
from kg.parse import Token

ACTORS = (*STATES, "InternationalOrganization", "Person", "Organization", "ArmedGroup", "Company")
_STATE_BODIES = ("GovernmentBody", "DefenceMinistry", "ForeignMinistry", "ArmedForces", "Office")
_WITHIN = {"poss", "amod", "compound", "nmod", "appos"}
_OF = {"of", "from", "between", "among", "for"}
_DEEPEST = 4


def state(code: str, reading: Reading) -> Entity:
    """The state with the code, as the article's mentions or the gazetteer know it."""
    return reading.lexicon.gazetteer.states.get(code) or Entity("State", code, code=code)


def states_in_name(reading: Reading, first: int, last: int) -> list[Entity]:
    """States that a name itself names: "the US-PNG Defense Cooperation Agreement"."""
    found = [entity for entity in states_in(reading.linked, first, last) if entity.kind in STATES]
    words = split_words(reading.words(first, last))
    return unique([*found, *(entity for at in range(len(words)) for entity in _state_at(reading, words, at))])


def _state_at(reading: Reading, words: tuple[str, ...], at: int) -> list[Entity]:
    for name in reading.lexicon.gazetteer.names.get(words[at], ()):
        if name.entity.kind in STATES and words[at : at + len(name.words)] == name.words:
            return [name.entity]
    return []


def standing_for(entity: Entity, reading: Reading) -> list[Entity]:
    """The actors that a named entity brings in: a minister brings the state, a ministry is its state."""
    if entity.kind == "InternationalOrganization":
        return [_whole(entity, reading)]
    if entity.kind in STATES:
        return [entity]
    if entity.kind == "Person":
        of = reading.organisations.get(entity.name)
        own = [of] if of else [state(entity.state, reading)] if entity.state else []
        return [*own, entity]
    if entity.kind in ("MediaOrganization", *PLACES):
        return []
    if entity.state and (entity.kind in _STATE_BODIES or entity.kind.endswith(("Ministry", "Forces"))):
        return [state(entity.state, reading)]
    return [entity] if entity.kind in ACTORS else []


def _whole(entity: Entity, reading: Reading) -> Entity:
    """The organisation of which the entity is an organ: the Security Council meets for the United Nations."""
    wholes = dict(item.split() for item in reading.frames.words["organs"])
    names = reading.lexicon.gazetteer.names.get(wholes.get(entity.code, ""), ())
    return next((name.entity for name in names if name.entity.kind == entity.kind and len(name.words) == 1), entity)


def is_seat(reading: Reading, town: Entity, body: Entity) -> bool:
    """Tell whether a body of many states meets in the town by rule: NATO in Brussels."""
    return f"{body.short} {town.name}" in reading.frames.words["seats-of-bodies"]


def actors(reading: Reading, head: Token) -> list[Entity]:
    """Return whom the phrase with the head stands for, states before persons, in text order."""
    found: list[Entity] = []
    for token in conjuncts(head):
        found += _phrase(reading, token, 0)
    return unique(found)


def actors_of(reading: Reading, heads: Iterable[Token]) -> list[Entity]:
    """Return whom several phrases stand for."""
    return unique(entity for head in heads for entity in _phrase(reading, head, 0))


def acting(reading: Reading, heads: Iterable[Token]) -> list[Token]:
    """Return the heads that can act: named, or nouns for people and bodies that act for a state."""
    words = reading.frames.words["actor-nouns"]
    return [
        head
        for head in heads
        if reading.mention(head) or head.pos_ in ("PRON", "NUM", "DET") or words & {head.lemma_.lower(), head.lower_}
    ]


def enumerated(reading: Reading, heads: Iterable[Token]) -> list[Entity]:
    """States of a list of three or more that the parser broke off: "of Ghana, Togo, and Benin will be held"."""
    found: list[Entity] = []
    for head in heads:
        told = [token for token in head.subtree if (entity := reading.entity_of(token)) and entity.kind in STATES]
        following = _next_in_list(reading, told[-1]) if len(told) > 1 else None
        while following is not None:
            found += [entity for entity in [reading.entity_of(following)] if entity]
            following = _next_in_list(reading, following)
    return found


def _next_in_list(reading: Reading, token: Token) -> Token | None:
    """The state right behind a comma and "and" after a state, as lists go on."""
    rest = [other for other in reading.tokens[token.i + 1 : token.i + 4] if other.lower_ != "the"]
    marks = [other.lower_ for other in rest[:2]]
    index = 2 if marks == [",", "and"] else 1 if marks[:1] == ["and"] else 0
    entity = reading.entity_of(rest[index]) if index and index < len(rest) else None
    return rest[index] if entity is not None and entity.kind in STATES else None


def states_of(entities: Iterable[Entity]) -> list[Entity]:
    """Return only the states among them."""
    return [entity for entity in entities if entity.kind in STATES]


def unique(entities: Iterable[Entity]) -> list[Entity]:
    """Return each entity once: states by code, persons by name."""
    return list({entity.short: entity for entity in entities}.values())


def _phrase(reading: Reading, head: Token, depth: int) -> Iterator[Entity]:
    entity = reading.entity_of(head)
    if entity is not None:
        if entity.kind == "City" and entity.iri in reading.lexicon.gazetteer.capitals and _is_seat(reading, head):
            yield state(entity.state, reading)
        if entity.kind == "Person":
            yield from _inside(reading, head, depth, left_only=True)
        yield from standing_for(entity, reading)
        return
    if head.pos_ == "PRON" or is_state_noun(reading, head):
        for token in antecedent(reading, head):
            for one in conjuncts(token):
                yield from _phrase(reading, one, _DEEPEST)
        return
    named = reading.entity_of(head.head) if _is_apposed(reading, head) else None
    words = reading.frames.words
    several = (named,) if named is not None and named.kind in STATES else plural_set(reading.linked, head, words)
    if several:
        yield from (actor for one in several for actor in standing_for(one, reading))
    elif depth < _DEEPEST:
        yield from _inside(reading, head, depth)


def _is_apposed(reading: Reading, head: Token) -> bool:
    """Tell whether a noun for a state says what the state named before it is: "Ghana, a republic that hosts"."""
    return head.dep_ == "appos" and head.lemma_.lower() in reading.frames.words["state-nouns"] | {"state"}


def _is_seat(reading: Reading, head: Token) -> bool:
    """Tell whether a capital stands for its state: "Accra agreed", "Accra's envoy", "an Accra official"."""
    if head.dep_ == "pobj" and head.head.lower_ in ("among", "between", "with"):
        return True
    before = head.dep_ in ("compound", "nmod") and head.head.lemma_.lower() in reading.frames.words["actor-nouns"]
    return before or head.dep_ in ("nsubj", "ROOT", "poss")


def _is_charge(reading: Reading, child: Token) -> bool:
    """Tell with whose affairs an envoy is charged whose name follows: "the U.N. Chad envoy Kofi Berg"."""
    words = reading.frames.words["envoys"]
    mention = reading.mention(child)
    if mention is None or mention.form != "name" or mention.entity.kind not in STATES or mention.first == 0:
        return False
    behind = [token.lemma_.lower() for token in reading.tokens[mention.last : mention.last + 2]]
    before = reading.mention(reading.tokens[mention.first - 1])
    special = behind[:1] == ["special"]
    return before is not None and bool(words & set(behind[: 2 if special else 1]))


def _inside(reading: Reading, head: Token, depth: int, left_only: bool = False) -> Iterator[Entity]:
    for child in head.children:
        if child.dep_ == "poss" and head.lemma_.lower() in reading.frames.words["relations"]:
            continue  # "Russia's neighbour" is not Russia
        if _is_brief(reading, head, child) or _is_charge(reading, child):
            continue
        if child.dep_ in _WITHIN and (child.i < head.i or not left_only):
            for token in conjuncts(child):
                yield from _phrase(reading, token, depth + 1)
        elif child.dep_ == "prep" and child.lower_ in _OF and not left_only:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    for token in conjuncts(inner):
                        yield from _phrase(reading, token, depth + 1)


def _is_brief(reading: Reading, head: Token, child: Token) -> bool:
    """Tell whether a state is only what an envoy is charged with: "the Sudan envoy", "the negotiator for Libya"."""
    if head.lemma_.lower() not in reading.frames.words["envoys"]:
        return False
    if child.dep_ == "prep":
        return child.lower_ == "for"
    mention = reading.mention(child)
    named = mention is not None and mention.form == "name" and mention.entity.kind in STATES
    return named and child.dep_ in ("compound", "nmod") and not child.text.isupper() and "." not in child.text
