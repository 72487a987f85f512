"""The two sides of an arms transfer: from its frame, from verbs and contracts above it, from the make of the goods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.actors import STATES, actors_of, state
from kg.extract.arms import makers, origins
from kg.extract.reading import Reading
from kg.extract.slots import Slots
from kg.extract.syntax import arguments, conjuncts, governors, is_verb, phrase_start
from kg.extract.triggers import complete
from kg.lexicon.frames import Predicate
from kg.model import Entity

FAMILY = "ArmsTransfer"
_REACH = 12
_SIDES = (*STATES, "InternationalOrganization", "Company", "ArmedGroup")
_OTHER = {"supplier": "recipient", "recipient": "supplier"}


@dataclass(frozen=True)
class Above:
    """A word that says something of the transfer: it is approved, announced, agreed in a contract."""

    predicate: Predicate
    token: Token


def above(reading: Reading, trigger: Token) -> list[Above]:
    """Return the words of the lexicon that have the transfer in one of their places, the nearest first."""
    found = []
    for governor, place in _governors(trigger):
        kind = "verb" if is_verb(governor) else "noun"
        for predicate in reading.frames.predicates.get((kind, governor.lemma_.lower()), ()):
            if _has(predicate, governor, place):
                found.append(Above(predicate, governor))
                break
    return found


def _has(predicate: Predicate, token: Token, place: str) -> bool:
    same = predicate.entry.family == FAMILY and predicate.frame.slots.get(place) == "transfer"
    return same and complete(token, predicate)


def _governors(trigger: Token) -> Iterator[tuple[Token, str]]:
    """Those of the noun; of a verb, the contract or decision "to supply", and those of that noun."""
    yield from governors(trigger)
    if is_verb(trigger) and trigger.dep_ in ("acl", "relcl") and trigger.head.pos_ == "NOUN":
        yield trigger.head, "to"
        yield from governors(trigger.head)


def side(reading: Reading, heads: Sequence[Token]) -> Entity | None:
    """The first actor that can send or receive arms; a company stands for its state where that is known."""
    return next(iter(sides(reading, heads)), None)


def sides(reading: Reading, heads: Sequence[Token]) -> list[Entity]:
    """All actors that can send or receive arms."""
    found = []
    for head in heads:
        own = [_state_of(reading, one) for one in actors_of(reading, [head]) if one.kind in _SIDES]
        found += own or list(_irregulars(reading, head))
    return list(dict.fromkeys(found))


def _state_of(reading: Reading, entity: Entity) -> Entity:
    return state(entity.state, reading) if entity.kind == "Company" and entity.state else entity


def _irregulars(reading: Reading, head: Token) -> Iterator[Entity]:
    """Fighters without a name: "Syrian rebels"."""
    words = reading.frames.words["irregulars"]
    near = {head.lemma_.lower(), *(child.lemma_.lower() for child in head.lefts if child.dep_ == "compound")}
    if head.pos_ == "NOUN" and near & words:
        first = phrase_start(head)
        while first < head.i and reading.doc[first].dep_ in ("det", "predet", "poss"):
            first += 1
        yield Entity("ArmedGroup", reading.words(first, head.i + 1))


@dataclass
class Sides:
    """Who supplies and who receives, as far as is told."""

    supplier: Entity | None = None
    recipient: Entity | None = None

    def fill(self, role: str, entity: Entity | None) -> None:
        """Take the entity into the role, when that is free and the other side is another."""
        if entity is not None and getattr(self, role) is None and getattr(self, _OTHER[role]) != entity:
            setattr(self, role, entity)


def told_sides(reading: Reading, trigger: Token, predicate: Predicate, filled: Slots, uppers: Sequence[Above]) -> Sides:
    """What the transfer's own frame says, then what the words above it add."""
    found = Sides(side(reading, filled.get("supplier", [])), side(reading, filled.get("recipient", [])))
    told: defaultdict[str, list[Entity]] = defaultdict(list)
    for upper in uppers:
        places = arguments(upper.token)
        for place, role in upper.predicate.frame.slots.items():
            told[role] += [one for one in sides(reading, places.get(place, [])) if one not in told[role]]
        told["actor"] += [] if told["actor"] else sides(reading, _holders(upper.token))
    for role in _OTHER:
        found.fill(role, next(iter(told[role]), None))
    for role, entity in _in_relation(reading, trigger):
        found.fill(role, entity)
    if predicate.frame.slots.get("dative") in _OTHER and is_verb(trigger):
        found.fill(predicate.frame.slots["dative"], _right_behind(reading, trigger))
    if predicate.frame.kind == "noun":
        found.fill(own_role(predicate), side(reading, arguments(trigger).get("mod", [])))
    _deal(found, predicate, [one for one in told["actor"] if one not in told["partner"]], told["partner"])
    return found


def own_role(predicate: Predicate) -> str:
    """The side that whoever does what the word says is on."""
    own = predicate.frame.slots.get("by") or predicate.frame.slots.get("subj", "")
    return own if own in _OTHER else "supplier"


def _holders(noun: Token) -> list[Token]:
    """Who is in the talks: the subject of "is in talks"."""
    verb = noun.head.head
    if is_verb(noun) or noun.dep_ != "pobj" or noun.head.lower_ != "in" or verb.lemma_ != "be":
        return []
    return list(arguments(verb).get("subj", []))


def _in_relation(reading: Reading, noun: Token) -> Iterator[tuple[str, Entity]]:
    """Between whom the ties are that include the transfer; the first named gives."""
    top = noun.head if noun.dep_ == "conj" else noun
    if top.dep_ != "pobj" or top.head.lower_ != "including":
        return
    for token in reversed(reading.doc[max(reading.sentence(noun).first, top.head.i - _REACH) : top.head.i]):
        if token.lower_ == "between":
            between = sides(reading, [one for c in token.children if c.dep_ == "pobj" for one in conjuncts(c)])
            if len(between) == 2:
                yield from zip(_OTHER, between, strict=True)
            return


def _right_behind(reading: Reading, verb: Token) -> Entity | None:
    """The name between verb and goods that the parser took into their phrase: "promised Ukraine six jets"."""
    if verb.i + 1 >= len(reading.doc):
        return None
    token = reading.doc[verb.i + 1]
    mention = reading.mention(token)
    if mention is None or mention.form == "demonym" or token.dep_ not in ("nmod", "compound"):
        return None
    return side(reading, [token])


def _deal(found: Sides, predicate: Predicate, actors: list[Entity], partners: list[Entity]) -> None:
    """Who acts is the side that the frame's "by" names; under a contract with a partner, who signs it buys."""
    own = own_role(predicate)
    if partners and predicate.entry.name != "sell-arms":
        own = "recipient"
    if len(actors) == 1:
        found.fill(own, actors[0])
    if len(partners) == 1:
        found.fill(_OTHER[own], partners[0])


def parties_of(reading: Reading, uppers: Sequence[Above]) -> list[Entity]:
    """All who act or are partners above the transfer: of two, the maker supplies."""
    found: list[Entity] = []
    for upper in uppers:
        places = arguments(upper.token)
        for place, role in upper.predicate.frame.slots.items():
            if role in ("actor", "partner"):
                found += sides(reading, places.get(place, []))
    return list(dict.fromkeys(found))


def by_make(
    reading: Reading, told: Sides, item: Token, parties: Sequence[Entity], *, presumed: bool
) -> tuple[Entity | None, Entity | None]:
    """Fill what is missing from the make of the goods; a sale without a seller is by the state that makes them."""
    found = Sides(told.supplier, told.recipient)
    known = origins(reading, item)
    rest = [one for one in parties if one not in (found.supplier, found.recipient)]
    if len(rest) > 1 and (known or makers(reading, item)):
        own = known | {one.short for one in makers(reading, item)}
        found.fill("supplier", next((one for one in rest if one.short in own), None))
        others = [one for one in rest if one != found.supplier]
        if found.supplier is not None and len(others) == 1:
            found.fill("recipient", others[0])
    for maker in makers(reading, item):
        if maker.kind in _SIDES:
            found.fill("supplier", _state_of(reading, maker))
    if presumed and found.recipient is not None and len(known) == 1:
        found.fill("supplier", state(next(iter(known)), reading))
    return found.supplier, found.recipient
