"""Arms transfers: who supplies what to whom, ordered, delivered, planned, possible or stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from kg.extract.actors import STATES, actors_of
from kg.extract.draft import Draft, fillers
from kg.extract.occasion import when
from kg.extract.reading import Reading
from kg.extract.slots import Slots, Standing, slots, standing
from kg.extract.syntax import arguments, conjuncts, governors, is_verb
from kg.extract.triggers import Hit
from kg.lexicon.frames import Predicate
from kg.model import Entity, Filler, Ref

FAMILY = "ArmsTransfer"
_SIDES = (*STATES, "InternationalOrganization", "Company", "ArmedGroup")


def read_trigger(reading: Reading, token: Token, predicate: Predicate) -> Iterator[Draft]:
    """Yield one transfer for each item that the verb or noun brings in."""
    filled = slots(reading, None, [Hit(predicate, token, "")])
    platforms = reading.frames.words["platforms"]
    loose = [head for head in filled.get("munitions", []) if head.lemma_.lower() not in platforms]
    items = [item for head in [*filled.get("item", []), *loose] for item in _arms(reading, head)]
    if items and not is_verb(token):
        items += [item for other in conjuncts(token)[1:] for item in _arms(reading, other)]
    if not items:
        return
    held, rule = _standing(reading, token, predicate)
    if held is None:
        return
    supplier = _side(reading, filled.get("supplier", [])) or _approver(reading, token)
    recipient = _side(reading, filled.get("recipient", []))
    pairs = _paired(reading, items, filled)
    time = when(reading, items[0], [token], token.i, token.i + 1)
    for item in dict.fromkeys(items):
        to = pairs.get(item.i, recipient)
        by = supplier or _maker(reading, item, to)
        own = _maker(reading, item, None)
        if by == to or (to is not None and own == to) or not ((by and to) or _is_specific(reading, item)):
            continue
        yield Draft(
            family=FAMILY,
            kind=FAMILY,
            trigger=(min(token.i, item.i), max(token.i, item.i) + 1),
            rule=rule,
            held=held,
            confidence=0.8 if by and to else 0.6,
            fillers=fillers(
                supplier=by,
                recipient=to,
                item=(_item(reading, item), *_systems(reading, item)),
                date=time,
                used_in=_used_in(reading, item),
            ),
            head=item,
            plural=False,
        )


def _standing(reading: Reading, token: Token, predicate: Predicate) -> tuple[Standing | None, str]:
    """The transfer's own standing, or that which a word of approval or refusal above it gives."""
    for governor, place in governors(token):
        kind = "verb" if is_verb(governor) else "noun"
        for above in reading.frames.predicates.get((kind, governor.lemma_.lower()), ()):
            if above.entry.family == FAMILY and above.frame.slots.get(place) == "transfer":
                return standing(reading, FAMILY, governor, above.entry.status, ""), above.entry.name
    return standing(reading, FAMILY, token, predicate.entry.status, "ordered"), predicate.entry.name


def _approver(reading: Reading, token: Token) -> Entity | None:
    """The state that approves or stops a sale is its supplier."""
    for governor, place in governors(token):
        for above in reading.frames.predicates.get(("verb", governor.lemma_.lower()), ()):
            if above.entry.family == FAMILY and above.frame.slots.get(place) == "transfer":
                return _side(reading, arguments(governor).get("subj", []))
    return None


def _arms(reading: Reading, head: Token) -> list[Token]:
    return [item for token in conjuncts(head) for item in _counted(reading, token) if is_arms(reading, item)]


def _counted(reading: Reading, head: Token) -> list[Token]:
    """The goods behind "dozens of" and "a number of"."""
    if head.lemma_.lower() not in reading.frames.words["quantities"]:
        return [head]
    return [item for noun in arguments(head).get("of", []) for item in conjuncts(noun)]


def is_arms(reading: Reading, head: Token) -> bool:
    """Tell whether the phrase names arms: a weapon system, a weapon noun, or goods with a military word before."""
    entity = reading.entity_of(head)
    if entity is not None and entity.kind == "WeaponSystem":
        return True
    lemma = head.lemma_.lower()
    words = reading.frames.words
    if lemma in words["strong-weapons"] or head.lower_ in words["strong-weapons"]:
        return True
    if lemma not in words["weapons"] and head.lower_ not in words["weapons"]:
        return any(_has_weapon(reading, child) for child in head.children if child.dep_ in ("compound", "nmod"))
    before = {token.lower_ for child in head.children if child.i < head.i for token in child.subtree}
    return bool(before & words["military-goods"]) or any(_has_weapon(reading, child) for child in head.children)


def _has_weapon(reading: Reading, token: Token) -> bool:
    entity = reading.entity_of(token)
    return entity is not None and entity.kind == "WeaponSystem"


def _item(reading: Reading, head: Token) -> Filler:
    """The words for the goods: numbers, models and adjectives before the noun, whose they are without."""
    mention = reading.mention(head)
    first, last = (mention.first, mention.last) if mention else (head.i, head.i + 1)
    while first > 0 and _describes(reading, reading.doc[first - 1]):
        first -= 1
    for child in head.rights:
        if child.dep_ == "appos" and _has_weapon(reading, child):
            last = max(last, child.i + 1)
    return reading.words(first, last)


def _is_specific(reading: Reading, item: Token) -> bool:
    """Whether the goods are named or counted, so that one side is enough."""
    return _has_weapon(reading, item) or any(child.pos_ == "NUM" or _has_weapon(reading, child) for child in item.lefts)


def _systems(reading: Reading, item: Token) -> list[Entity]:
    """The weapon systems that the phrase names."""
    near = [item, *(child for child in item.children if child.dep_ in ("compound", "nmod", "nummod", "appos"))]
    found = [entity for token in near if (entity := reading.entity_of(token)) and entity.kind == "WeaponSystem"]
    return list(dict.fromkeys(found))


def _used_in(reading: Reading, item: Token) -> Ref | None:
    """The war in which the goods, by the sentence, were used."""
    for token in item.subtree:
        if token.lemma_.lower() in reading.frames.words["use"] and is_verb(token):
            for head in arguments(token).get("in", []):
                nouns = reading.frames.nouns.get(head.lemma_.lower(), ())
                if any(noun.family == "ArmedConflict" for noun in nouns):
                    return Ref(f"armedconflict@{reading.span(head.i, head.i + 1).start}")
    return None


def _describes(reading: Reading, token: Token) -> bool:
    entity = reading.entity_of(token)
    if entity is not None:
        return entity.kind == "WeaponSystem"
    return token.pos_ in ("NUM", "ADJ", "NOUN", "PROPN", "SYM") or token.text in ("-", "/", "--")


def _side(reading: Reading, heads: Sequence[Token]) -> Entity | None:
    for entity in actors_of(reading, heads):
        if entity.kind in _SIDES:
            return entity
    return None


def _maker(reading: Reading, item: Token, recipient: Entity | None) -> Entity | None:
    """The state in the item's own phrase ("Turkish drones"), when it is not the recipient."""
    for entity in actors_of(reading, [*arguments(item).get("mod", []), *arguments(item).get("poss", [])]):
        if entity.kind in _SIDES and entity != recipient:
            return entity
    return None


def _paired(reading: Reading, items: list[Token], filled: Slots) -> dict[int, Entity]:
    """Several items, each with its own "to": "jets to Qatar and tanks to Kuwait"."""
    if len(items) < 2:
        return {}
    pairs: dict[int, Entity] = {}
    bounds = [*(item.i for item in items[1:]), reading.sentence(items[0]).last]
    for item, bound in zip(items, bounds, strict=True):
        for token in reading.tokens[item.i : bound]:
            if token.lower_ == "to" and token.pos_ == "ADP":
                side = _side(reading, [child for child in token.children if child.dep_ == "pobj"])
                if side is not None:
                    pairs[item.i] = side
                    break
    return pairs if len(set(pairs.values())) > 1 else {}
