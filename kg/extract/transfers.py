"""Arms transfers: who supplies what to whom, ordered, delivered, planned, possible or stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract.actors import standing_for
from kg.extract.addressees import owners
from kg.extract.arms import (
    goods,
    goods_of_noun,
    is_of_make,
    is_specific,
    plain_goods,
    pointed_at,
    systems,
    used_in,
    wordings,
)
from kg.extract.bargains import dealt_before, dealt_here
from kg.extract.consignment import (
    FAMILY,
    Sides,
    above,
    by_make,
    is_actor,
    is_arming,
    is_contract,
    own_role,
    parties_of,
    side,
    sides,
    takes,
    told_sides,
)
from kg.extract.draft import Draft, fillers
from kg.extract.firmness import disputed, firmness, hedged, on_whose_word, underway
from kg.extract.idioms import complete
from kg.extract.occasion import when
from kg.extract.reading import Reading
from kg.extract.slots import Slots, Standing, slots
from kg.extract.syntax import arguments, conjuncts, is_verb
from kg.extract.topics import is_talked_of
from kg.extract.triggers import Hit
from kg.lexicon.frames import Predicate
from kg.model import STATES, Entity, Modality, Polarity
from kg.parse import Token

FIRM = (Modality.CERTAIN, Modality.PLANNED)


BETWEEN_TWO = ("build-arms", "carry-arms", "have-arms", "induct-arms", "pay-arms")
"""Frames that are of a transfer only where both sides are told: a navy also commissions what its own state builds."""


def brings_goods(predicate: Predicate) -> bool:
    """Tell whether the frame is of a transfer itself, not of what becomes of one."""
    return is_arming(predicate) or bool({"item", "munitions"} & set(predicate.frame.slots.values()))


def read_trigger(reading: Reading, token: Token, predicate: Predicate) -> Iterator[Draft]:
    """Yield one transfer for each item that the verb or noun brings in."""
    if not complete(token, predicate) or _is_undone(reading, token):
        return
    filled = slots(reading, None, [Hit(predicate, token, "")])
    items = _items(reading, token, filled)
    plain = [] if items else plain_goods(reading, filled.get("item", []))
    items = items or (pointed_at(reading, filled.get("item", [])) if is_verb(token) else [])
    items = items or plain
    if not (items or is_arming(predicate)):
        return
    uppers = above(reading, token)
    held, rule = firmness(reading, token, predicate, uppers)
    asked = is_verb(token) or predicate.entry.name == "request-arms"
    if held is not None and held.modality is Modality.CERTAIN and not asked and is_talked_of(reading, token):
        return
    if held is None or _is_spelt_out(reading, token, predicate):
        return
    held = hedged(reading, held, token, items)
    told = told_sides(reading, token, predicate, filled, uppers, items)
    for role, entity in _ourselves(reading, filled, held):
        told.fill(role, entity)
    if is_contract(predicate) and predicate.frame.slots.get("mod") == "item":
        signing = [upper for upper in uppers if upper.predicate.entry.status != "cancelled"]
        told = Sides(*dealt_here(reading, token, items, parties_of(reading, signing)))
        sorts = reading.frames.words["arms-words"] | reading.frames.words["strong-weapons"]
        told_of = any({item.lower_, item.lemma_.lower()} & sorts or systems(reading, item) for item in items)
        if told.recipient is None or not told_of:
            return
    if told.recipient is not None:
        told.fill("supplier", _ours(reading, items, held))
    elif told.supplier is None and items and not filled.get("item"):
        told = Sides(*dealt_before(reading, token, items))
    made = any(is_of_make(reading, item) for item in items)
    if predicate.entry.name == "build-arms" and token.dep_ == "amod" and (own := side(reading, owners(items))):
        told, held = Sides(told.supplier, own), replace(held, status="delivered")
    if predicate.entry.name == "have-arms" and told.recipient is None:
        told.fill("recipient", side(reading, owners(items)))
    if predicate.entry.name == "have-arms" and not _is_had(held, told.supplier is not None or made):
        return
    if bought := own_role(predicate) == "recipient":
        told = _for_another(reading, token, told)
    triggers = [token, *(upper.token for upper in uppers)]
    time = when(reading, items[0] if items else token, triggers, token.i, token.i + 1)
    partners = sides(reading, filled.get("partner", []))
    dealt = _dealt(reading, told, items, [*parties_of(reading, uppers), *partners], presumed=held.status != "delivered")
    for (by, to), goods_of, at in _each(reading, dealt, filled):
        doer = to if bought else by
        if doer is None and token.tag_ == "VBG" and not any(child.dep_ == "aux" for child in token.children):
            continue
        both = is_actor(predicate) or predicate.entry.name in BETWEEN_TWO
        if predicate.entry.name == "have-arms" and to is not None and to.kind not in STATES:
            continue
        arrived = predicate.entry.name == "arrive-arms"
        if (takes(predicate) and not arrived and to is None) or (both and not (by and to)):
            continue
        counted = token.dep_ == "amod" or any(is_specific(reading, item) for item in goods_of)
        specific = counted and "munitions" not in filled
        enough = bool(by and to) if plain or arrived else _is_told(by, to, held, specific=specific, bought=bought)
        if (
            (by is not None and by == to)
            or (not bought and _is_at_home(reading, token, filled))
            or not (enough or _is_open(predicate, filled, (by, to), goods_of))
        ):
            continue
        named = [system for item in goods_of for system in systems(reading, item)]
        words = [*wordings(reading, goods_of), *named] if goods_of else reading.frames.words["implied-goods"]
        places = [token.i, *(item.i for item in goods_of)]
        yield Draft(
            family=FAMILY,
            kind=FAMILY,
            trigger=(min(places[:2]), max(places[:2]) + 1),
            rule=rule,
            held=disputed(reading, underway(on_whose_word(held, (by, to), token), token, goods_of), token, (by, to)),
            confidence=0.8 if by and to else 0.6,
            fillers=fillers(
                supplier=by,
                recipient=to,
                item=tuple(words),
                date=time,
                used_in=used_in(reading, goods_of[0]) if goods_of else None,
            ),
            head=at or (goods_of[0] if goods_of else token),
            bare=not enough,
        )


Pair = tuple[Entity | None, Entity | None]


def _is_open(predicate: Predicate, filled: Slots, pair: Pair, goods_of: Sequence[Token]) -> bool:
    """Tell whether a side is left out that other sentences may tell: not where a phrase stands in its place."""
    roles = dict(zip(("supplier", "recipient"), pair, strict=True))
    named = any(filled.get(role) and entity is None for role, entity in roles.items())
    return bool(goods_of) and not named and predicate.entry.status in ("delivered", "ordered", "planned")


def _dealt(
    reading: Reading, told: Sides, items: list[Token], parties: Sequence[Entity], *, presumed: bool
) -> dict[Pair, list[Token]]:
    """The goods by who supplies them to whom; no goods where those armed are all that is told."""
    if not items:
        return {(told.supplier, told.recipient): []} if told.supplier and told.recipient else {}
    pairs, parties = _paired(reading, items), list(dict.fromkeys(parties))
    found: dict[Pair, list[Token]] = {}
    maker: Entity | None = None
    buyer: Entity | None = None
    for item in items:
        own = Sides(told.supplier, pairs.get(item.i, told.recipient))
        by, to = by_make(reading, own, item, parties, presumed=presumed)
        by = by or (maker if maker != to else None)
        to = to or (buyer if buyer != by else None)
        maker, buyer = by or maker, to or buyer
        found.setdefault((by, to), []).append(item)
    return found


def _each(
    reading: Reading, dealt: dict[Pair, list[Token]], filled: Slots
) -> Iterator[tuple[Pair, list[Token], Token | None]]:
    """One transfer for each of several suppliers or recipients, each at its own word: "Chad and Niger armed Mali"."""
    for (by, to), goods_of in dealt.items():
        yield (by, to), goods_of, None
        if len(dealt) == 1:
            yield from (
                ((one, to), goods_of, at) for one, at in _beside(reading, by, filled.get("supplier", [])) if one != to
            )
            yield from (
                ((by, one), goods_of, at) for one, at in _beside(reading, to, filled.get("recipient", [])) if one != by
            )


def _beside(reading: Reading, entity: Entity | None, heads: Sequence[Token]) -> Iterator[tuple[Entity, Token]]:
    """Those coordinated with a side in its place, each with its word."""
    nouns = [head for head in heads if head.pos_ != "ADP"]
    listed = set(conjuncts(nouns[0])) if nouns else set()
    nouns = [head for head in nouns if head in listed or head.dep_ != "pobj"]
    told = {one: head for head in nouns for one in sides(reading, [head])}
    if entity in told and len(told) == len(nouns):
        yield from ((one, head) for one, head in told.items() if one != entity)


def _is_had(held: Standing, made: bool) -> bool:
    """Tell whether goods are told of as somebody's own, and of foreign make."""
    return made and held.modality is Modality.CERTAIN and held.polarity is Polarity.POSITIVE


def _is_spelt_out(reading: Reading, verb: Token, predicate: Predicate) -> bool:
    """Tell whether a frame without goods stands beside goods that another frame reads: "arm Chad with rockets"."""
    return is_arming(predicate) and bool(goods(reading, arguments(verb).get("with", [])))


def _ourselves(reading: Reading, filled: Slots, held: Standing) -> Iterator[tuple[str, Entity]]:
    """Whom "we" stands for: the state or organisation of whoever speaks."""
    for role in ("supplier", "recipient"):
        if (own := _of_speaker(reading, held)) and any(head.lower_ in ("we", "us") for head in filled.get(role, [])):
            yield role, own


def _ours(reading: Reading, items: Sequence[Token], held: Standing) -> Entity | None:
    """Whose goods "our tanks" are, of which somebody says that others have them."""
    ours = any(child.dep_ == "poss" and child.lower_ == "our" for item in items for child in item.children)
    return _of_speaker(reading, held) if ours else None


def _of_speaker(reading: Reading, held: Standing) -> Entity | None:
    speaker = held.view.speaker
    own = standing_for(speaker, reading)[:1] if speaker is not None else []
    return next((entity for entity in own if entity.kind != "Person"), None)


def _for_another(reading: Reading, verb: Token, told: Sides) -> Sides:
    """Who buys arms for another state gives them: "Chad will buy shells for Mali"."""
    heads = [*arguments(verb).get("for", [])] if is_verb(verb) else []
    named = [head for head in heads if (entity := reading.entity_of(head)) is not None and entity.kind in STATES]
    given = [one for one in sides(reading, named) if one != told.recipient]
    if not given or told.recipient is None:
        return told
    return Sides(told.supplier if told.supplier != given[0] and told.supplier else told.recipient, given[0])


def _items(reading: Reading, token: Token, filled: Slots) -> list[Token]:
    platforms = reading.frames.words["platforms"]
    crewed = frozenset[str]() if token.lemma_ == "provide" else platforms
    loose = [head for head in filled.get("munitions", []) if head.lemma_.lower() not in crewed]
    heads = [*filled.get("item", []), *loose]
    if not is_verb(token):
        return goods_of_noun(reading, token, heads)
    return goods(reading, heads) or (goods(reading, _priced(reading, token)) if heads else [])


def _priced(reading: Reading, verb: Token) -> list[Token]:
    """Sums that stand behind a preposition after whom something is sold: "sell Chad over a billion dollars in jets"."""
    near = [child for child in verb.rights if child.dep_ == "prep" and child.lower_ in reading.frames.words["nearly"]]
    return [head for word in near for head in word.children if head.dep_ == "pobj"]


def _is_told(by: Entity | None, to: Entity | None, held: Standing, *, specific: bool, bought: bool) -> bool:
    """Two sides; or a state that is firmly given arms; or one side and goods that are named or counted."""
    if by == to:
        return False
    if by and to:
        return True
    if to is not None and to.kind in (*STATES, "ArmedGroup") and held.modality in FIRM and not bought:
        return True
    return specific and (by or to) is not None


def _is_at_home(reading: Reading, verb: Token, filled: Slots) -> bool:
    """Tell whether somebody arms its own forces: "Chad equipped its battalions with tanks"."""
    own = [child for head in filled.get("recipient", []) for child in head.children if child.dep_ == "poss"]
    passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)
    return not passive and any(child.lower_ in ("its", "their", "his") for child in own)


def _is_undone(reading: Reading, verb: Token) -> bool:
    """Tell whether a particle turns the verb round: "give up arms", "get the tanks back"."""
    return any(child.dep_ == "prt" and child.lower_ in reading.frames.words["undoing"] for child in verb.children)


def _paired(reading: Reading, items: list[Token]) -> dict[int, Entity]:
    """Several items, each with its own "to": "jets to Qatar and tanks to Kuwait"."""
    if len(items) < 2:
        return {}
    pairs: dict[int, Entity] = {}
    bounds = [*(item.i for item in items[1:]), reading.sentence(items[0]).last]
    for item, bound in zip(items, bounds, strict=True):
        for token in reading.tokens[item.i : bound]:
            if token.lower_ == "to" and token.pos_ == "ADP":
                found = side(reading, [child for child in token.children if child.dep_ == "pobj"])
                if found is not None:
                    pairs[item.i] = found
                    break
    return pairs if len(set(pairs.values())) > 1 else {}
