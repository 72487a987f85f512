"""The sides of a deal in arms of which earlier sentences tell: "the deal includes tanks" names nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.actors import actors_of, states_of
from kg.extract.arms import is_arms, makers, origins
from kg.extract.reading import Reading
from kg.extract.syntax import arguments, governors, is_verb
from kg.model import STATES, Entity
from kg.parse import Token

BACK = 4
"""Sentences before the phrase in which the deal may have been told of."""
_WITH = ("with", "between", "to", "for", "from", "by", "poss")
_DIRECTED = {"to": "recipient", "for": "recipient", "from": "supplier"}

Pair = tuple[Entity | None, Entity | None]


def dealt_before(reading: Reading, noun: Token, items: Sequence[Token]) -> Pair:
    """Supplier and recipient of the deal that the noun points back to; nobody where not both can be told apart."""
    if not _points_back(reading, noun):
        return None, None
    sentences = reading.linked.annotation.sentences
    index = reading.sentence(noun).index
    first = sentences[max(0, index - BACK)].first
    for token in reversed(reading.tokens[first : reading.sentence(noun).first]):
        if is_deal(reading, token) and _is_of_arms(reading, token):
            return _apart(reading, dict(_parties(reading, token)), items)
    return None, None


def dealt_here(reading: Reading, noun: Token, items: Sequence[Token], signing: Sequence[Entity]) -> Pair:
    """Supplier and recipient of an "arms deal" between two states; nobody where not both can be told apart."""
    told = dict.fromkeys(states_of(signing), "")
    return _apart(reading, {**told, **dict(_beside(reading, noun))}, items)


def is_turned(
    reading: Reading, by: Entity | None, to: Entity | None, items: Sequence[Token], named: Sequence[Token]
) -> bool:
    """Tell whether of a contract's two sides only the one that seems to buy sells arms to many."""
    exporters = reading.frames.words["arms-exporters"]
    if by is None or to is None or to.short not in exporters or by.short in exporters or by.kind not in STATES:
        return False
    told = [reading.entity_of(head) for head in named]
    by_company = any(entity is None or entity.kind not in STATES for entity in told)
    made_there = any(by.short in origins(reading, item) or by in makers(reading, item) for item in items)
    return not (by_company or made_there)


def is_deal(reading: Reading, noun: Token) -> bool:
    """Tell whether the noun is one for a deal."""
    return noun.lemma_.lower() in reading.frames.words["deal-nouns"] and not is_verb(noun)


def _points_back(reading: Reading, noun: Token) -> bool:
    own = (child.lower_ for child in noun.lefts if child.dep_ == "det")
    return is_deal(reading, noun) and any(word in ("the", "this", "that") for word in own)


def _is_of_arms(reading: Reading, noun: Token) -> bool:
    """Tell whether the deal is said to be one in arms: "an arms deal", "a contract for tanks"."""
    before = {token.lower_ for child in noun.lefts for token in child.subtree}
    goods = [head for place in ("for", "of", "on") for head in arguments(noun).get(place, [])]
    return bool(before & reading.frames.words["military-goods"]) or any(is_arms(reading, head) for head in goods)


def _parties(reading: Reading, noun: Token) -> Iterator[tuple[Entity, str]]:
    """The states named in the deal and beside it, each with the side on which its preposition puts it."""
    yield from _beside(reading, noun)
    for governor, _ in governors(noun):
        if is_verb(governor):
            beside = arguments(governor)
            for place in ("with", "to", "from"):
                yield from ((one, "") for one in states_of(actors_of(reading, beside.get(place, []))))
            yield from ((one, "") for one in states_of(actors_of(reading, beside.get("subj", []))))


def _beside(reading: Reading, noun: Token) -> Iterator[tuple[Entity, str]]:
    """The states named in the phrase for a deal, each with the side on which its preposition puts it."""
    places = arguments(noun)
    for place in _WITH:
        yield from ((one, _DIRECTED.get(place, "")) for one in states_of(actors_of(reading, places.get(place, []))))


def _apart(reading: Reading, told: dict[Entity, str], items: Sequence[Token]) -> Pair:
    """Which of two is the supplier: the maker of the goods, the one told of so, or the one that sells arms to many."""
    if len(told) != 2:
        return None, None
    made = {code for item in items for code in origins(reading, item)}
    for known in (made, _told_as(told), reading.frames.words["arms-exporters"]):
        suppliers = [one for one in told if one.short in known]
        if len(suppliers) == 1:
            return suppliers[0], next(one for one in told if one != suppliers[0])
    return None, None


def _told_as(told: dict[Entity, str]) -> set[str]:
    """Who is said to supply, or is left when the other receives."""
    suppliers = {one.short for one, side in told.items() if side == "supplier"}
    receiving = {one.short for one, side in told.items() if side == "recipient"}
    return suppliers or ({one.short for one in told} - receiving if receiving else set())
