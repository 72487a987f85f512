"""The two sides of an arms transfer: from its frame, from verbs and contracts above it, from the make of the goods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.actors import actors_of, state
from kg.extract.addressees import aided, apposed, behind, bound_for, further_on, given, right_behind
from kg.extract.arms import makers, origins
from kg.extract.bargains import is_turned
from kg.extract.fighters import irregulars
from kg.extract.idioms import complete, read_as
from kg.extract.reading import Reading
from kg.extract.slots import Slots
from kg.extract.syntax import arguments, conjuncts, governors, is_verb
from kg.lexicon.frames import Predicate
from kg.model import STATES, Entity
from kg.parse import Token

FAMILY = "ArmsTransfer"
_REACH = 12
_SIDES = (*STATES, "InternationalOrganization", "Company", "ArmedGroup")
_OTHER = {"supplier": "recipient", "recipient": "supplier"}
_MOVED = {"contract-arms": "contract-nouns", "lend-arms": "loan-nouns"}
"""Entries whose verbs count only where they have certain nouns as objects: a contract is won, a loan given."""
_OF_GOODS = {"to": "recipient", "for": "recipient", "from": "supplier"}


@dataclass(frozen=True)
class Above:
    """A word that says something of the transfer: it is approved, announced, agreed in a contract."""

    predicate: Predicate
    token: Token


def above(reading: Reading, trigger: Token) -> list[Above]:
    """Return the words of the lexicon that have the transfer in one of their places, the nearest first."""
    found = []
    for governor, place in _governors(reading, trigger):
        kind = "verb" if is_verb(governor) else "noun"
        for predicate in reading.frames.predicates.get((kind, read_as(governor)), ()):
            if _has(reading, predicate, governor, place):
                found.append(Above(predicate, governor))
                break
    return found


def _has(reading: Reading, predicate: Predicate, token: Token, place: str) -> bool:
    slots = predicate.frame.slots
    same = predicate.entry.family == FAMILY and slots.get(place) == "transfer"
    moved = _MOVED.get(predicate.entry.name)
    if same and slots.get("subj") in _OTHER and place == "obj" and moved:
        same = any(noun.lemma_.lower() in reading.frames.words[moved] for noun in arguments(token).get("obj", []))
    return same and complete(token, predicate)


def _governors(reading: Reading, trigger: Token) -> Iterator[tuple[Token, str]]:
    """Those of the noun; of a verb, the contract or decision "to supply", and those of that noun."""
    yield from governors(trigger)
    if is_verb(trigger) and trigger.dep_ in ("xcomp", "advcl") and trigger.i > trigger.head.i:
        to = any(child.lower_ == "to" and child.dep_ == "aux" for child in trigger.children)
        if to or (trigger.tag_ == "VBG" and trigger.dep_ == "xcomp"):
            yield trigger.head, "to" if to else "obj"
        signed = [one for one in trigger.head.children if one.dep_ == "dobj" and one.i < trigger.i] if to else []
        signed += [trigger.head.head] if to and trigger.head.dep_ == "relcl" else []
        lent = [one for one in trigger.head.children if one.dep_ == "dobj" and one.i < trigger.i] if to else []
        yield from ((trigger.head, "obj") for one in lent if one.lemma_.lower() in reading.frames.words["loan-nouns"])
        for contract in signed:
            if contract.lemma_.lower() in reading.frames.words["contract-nouns"]:
                yield contract, "to"
                yield from governors(contract)
    if is_verb(trigger) and trigger.dep_ in ("acl", "relcl") and trigger.head.pos_ == "NOUN":
        yield trigger.head, "to"
        yield from governors(trigger.head)


def side(reading: Reading, heads: Sequence[Token]) -> Entity | None:
    """The first actor that can send or receive arms; a company stands for its state where that is known."""
    return next(iter(sides(reading, heads)), None)


def sides(reading: Reading, heads: Sequence[Token]) -> list[Entity]:
    """All actors that can send or receive arms."""
    found: list[Entity] = []
    for head in heads:
        named = actors_of(reading, _named(reading, head)) or _seated(reading, head)
        own = [_state_of(reading, one) for one in named if one.kind in _SIDES]
        fighters = list(irregulars(reading, head))
        found += [one for one in own if one.kind == "ArmedGroup"] or fighters or own
    return list(dict.fromkeys(found))


def _seated(reading: Reading, head: Token) -> list[Entity]:
    """The state whose capital arms come from or go to: "rifles from Accra"."""
    city = reading.entity_of(head)
    moved = head.dep_ == "pobj" and head.head.lower_ in _OF_GOODS
    known = city is not None and city.kind == "City" and city.iri in reading.lexicon.gazetteer.capitals
    return [state(city.state, reading)] if city is not None and known and moved else []


def _named(reading: Reading, head: Token) -> list[Token]:
    """The names that a general phrase is said to stand for: "allies Chad and Niger", "neighbours including Chad"."""
    if reading.mention(head) is not None or head.pos_ != "NOUN":
        return [head]
    if head.lemma_.lower() in reading.frames.words["quantities"]:
        counted = [one for noun in arguments(head).get("of", []) for one in _named(reading, noun)]
        return counted or [head]
    if head.lemma_.lower() in reading.frames.words["stores"]:
        places = arguments(head)
        return [one for at in ("in", "of", "mod", "poss") for one in places.get(at, [])] or [head]
    apposed = [one for child in head.children if child.dep_ == "appos" for one in conjuncts(child)]
    names = [one for one in [*apposed, *arguments(head).get("including", [])] if reading.entity_of(one) is not None]
    return names or [head]


def _state_of(reading: Reading, entity: Entity) -> Entity:
    return state(entity.state, reading) if entity.kind == "Company" and entity.state else entity


@dataclass
class Sides:
    """Who supplies and who receives, as far as is told."""

    supplier: Entity | None = None
    recipient: Entity | None = None

    def fill(self, role: str, entity: Entity | None) -> None:
        """Take the entity into the role, when that is free and the other side is another."""
        if entity is not None and getattr(self, role) is None and getattr(self, _OTHER[role]) != entity:
            setattr(self, role, entity)


def told_sides(
    reading: Reading,
    trigger: Token,
    predicate: Predicate,
    filled: Slots,
    uppers: Sequence[Above],
    items: Sequence[Token],
) -> Sides:
    """What the transfer's own frame says, then what the words above it add."""
    found = Sides()
    lent = [upper.token for upper in uppers if upper.predicate.entry.name == "lend-arms" and is_verb(upper.token)]
    for verb in lent:
        found.fill("recipient", side(reading, [*arguments(verb).get("dative", []), *arguments(verb).get("to", [])]))
    if predicate.frame.slots.get("dative") == "recipient":
        found.fill("recipient", side(reading, given(trigger)))
    for role in _OTHER:
        found.fill(role, side(reading, filled.get(role, [])))
    told: defaultdict[str, list[Entity]] = defaultdict(list)
    for upper in uppers:
        places = arguments(upper.token)
        foreign = upper.predicate.entry.name == "lend-arms" and any(makers(reading, item) for item in items)
        for place, role in upper.predicate.frame.slots.items():
            if foreign and role == "supplier":
                continue
            heads = given(upper.token) if place == "dative" else []
            told[role] += [one for one in sides(reading, [*places.get(place, []), *heads]) if one not in told[role]]
        told["actor"] += [] if told["actor"] else sides(reading, _holders(upper.token))
        if upper.predicate.frame.slots.get("with") == "partner" and is_verb(trigger):
            told["partner"] += sides(reading, arguments(trigger).get("with", []))
    for role in _OTHER:
        found.fill(role, next(iter(told[role]), None))
    if predicate.frame.kind == "noun" and predicate.frame.slots.get("subj") in _OTHER:
        found.fill(predicate.frame.slots["subj"], side(reading, apposed(trigger)))
    for role, entity in _in_relation(reading, trigger):
        found.fill(role, entity)
    if predicate.frame.slots.get("dative") in _OTHER and is_verb(trigger):
        found.fill(predicate.frame.slots["dative"], _rightbehind(reading, trigger))
    found.fill("recipient", side(reading, bound_for(reading, [trigger, *filled.get("item", [])])))
    if predicate.frame.kind == "noun":
        found.fill(own_role(predicate), side(reading, arguments(trigger).get("mod", [])))
        found.fill(own_role(predicate), side(reading, _whose_sum(reading, trigger)))
    found.fill("recipient", _those_before(reading, filled.get("recipient", [])))
    actors = [one for one in told["actor"] if one not in told["partner"]]
    _deal(found, predicate, actors, told["partner"], supplying=_supplies(trigger, predicate))
    if "to" in predicate.frame.slots and is_verb(trigger):
        found.fill("recipient", side(reading, further_on(reading, trigger, items)))
    if predicate.frame.slots.get("to") == "recipient" and not is_verb(trigger):
        found.fill("recipient", side(reading, right_behind(reading, trigger)))
    if "item" in predicate.frame.slots.values() or "munitions" in predicate.frame.slots.values():
        found.fill("recipient", side(reading, _shares(reading, items)))
    for place, role in _OF_GOODS.items():
        if role in predicate.frame.slots.values() and not is_actor(predicate):
            found.fill(role, side(reading, [head for item in items for head in behind(item, place)]))
    found.fill("recipient", side(reading, _owners(reading, trigger, predicate)))
    if predicate.frame.slots.get("to") == "recipient":
        found.fill("recipient", side(reading, aided(reading, trigger)))
    if trigger.dep_ == "acl" and trigger.tag_ == "VBN" and found.supplier is not None:
        owners = (one for item in items for one in makers(reading, item) if one.kind in STATES)
        found.fill("recipient", next(owners, None))
    by, to = found.supplier, found.recipient
    turned = is_contract(predicate) and is_turned(reading, by, to, items, filled.get("supplier", []))
    return Sides(to, by) if turned else found


def _whose_sum(reading: Reading, noun: Token) -> list[Token]:
    """Whose trade it is of which a sum is told: "Italy's $2 billion of arms sales to Chad"."""
    money = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ in ("of", "in") else None
    counted = money is not None and money.lemma_.lower() in reading.frames.words["quantities"]
    return [child for child in money.children if child.dep_ == "poss"] if money is not None and counted else []


def _shares(reading: Reading, items: Sequence[Token]) -> list[Token]:
    """Whose arms a supplier gives a share of: "supplies half of Chad's weapons"."""
    shared = [item for item in items if item.head.lower_ == "of" and _is_share(reading, item.head.head)]
    return [child for item in shared for child in item.children if child.dep_ == "poss"]


def _is_share(reading: Reading, noun: Token) -> bool:
    return noun.lemma_.lower() in reading.frames.words["shares"]


def _supplies(trigger: Token, predicate: Predicate) -> bool:
    """Tell whether it is a verb for what a supplier does: who has a contract "to supply" supplies."""
    return is_verb(trigger) and predicate.frame.slots.get("subj") == "supplier" and trigger.dep_ != "pcomp"


def _owners(reading: Reading, trigger: Token, predicate: Predicate) -> list[Token]:
    """Who has the goods that were bought: "Chad showed tanks bought from Mali", "tanks bought in Mali reached Chad"."""
    if own_role(predicate) != "recipient" or trigger.dep_ != "acl" or trigger.tag_ != "VBN":
        return []
    for governor, place in governors(trigger.head):
        if place == "obj" and governor.lemma_.lower() in reading.frames.words["fielding"]:
            return list(arguments(governor).get("subj", []))
        if place == "subj" and governor.lemma_.lower() in reading.frames.words["reaching"]:
            places = arguments(governor)
            return [head for at in ("in", "at", "to", "obj") for head in places.get(at, [])]
    return []


def _those_before(reading: Reading, heads: Sequence[Token]) -> Entity | None:
    """Whom "them" stands for: the only fighters that this sentence or the one before has told of by then."""
    them = next((head for head in heads if head.lower_ == "them"), None)
    if them is None:
        return None
    index = max(0, reading.sentence(them).index - 1)
    before = reading.tokens[reading.linked.annotation.sentences[index].first : them.i]
    told = {one.short: one for token in before for one in sides(reading, [token]) if one.kind == "ArmedGroup"}
    return next(iter(told.values())) if len(told) == 1 else None


def is_arming(predicate: Predicate) -> bool:
    """Tell whether the frame has two sides and no place for goods, as "to arm" has."""
    return set(predicate.frame.slots.values()) == set(_OTHER)


def is_actor(predicate: Predicate) -> bool:
    """Tell whether the noun is for who deals in arms, as "supplier" and "buyer" are."""
    return predicate.frame.kind == "noun" and predicate.frame.slots.get("subj") in _OTHER


def is_contract(predicate: Predicate) -> bool:
    """Tell whether the noun is for a deal in goods that it names."""
    return predicate.entry.name == "contract-arms" and predicate.frame.kind == "noun"


def takes(predicate: Predicate) -> bool:
    """Tell whether the frame has goods and no sides: who seizes them is neither of the two."""
    return "item" in predicate.frame.slots.values() and not set(predicate.frame.slots.values()) & set(_OTHER)


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


def _rightbehind(reading: Reading, verb: Token) -> Entity | None:
    """The name between verb and goods that the parser took into their phrase: "promised Ukraine six jets"."""
    if verb.i + 1 >= len(reading.doc):
        return None
    token = reading.doc[verb.i + 1]
    token = token.nbor() if token.lower_ == "the" and token.i + 1 < len(reading.doc) else token
    mention = reading.mention(token)
    twice = token.dep_ == "dobj" and sum(child.dep_ == "dobj" for child in verb.children) > 1
    lone = token.dep_ == "dobj" and token.head.i == verb.i and not twice
    if mention is None or mention.form == "demonym" or not (twice or lone or token.dep_ in ("nmod", "compound")):
        return None
    return side(reading, [token])


def _deal(found: Sides, predicate: Predicate, actors: list[Entity], partners: list[Entity], *, supplying: bool) -> None:
    """Who acts is the side that the frame's "by" names; under a contract with a partner, who signs it buys."""
    own = own_role(predicate)
    if partners and predicate.entry.name != "sell-arms" and not supplying:
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
    known = origins(reading, item)
    buyer = told.recipient
    turned = told.supplier in parties and buyer in parties and buyer is not None and known == {buyer.short}
    found = Sides(told.recipient, told.supplier) if turned else Sides(told.supplier, told.recipient)
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
