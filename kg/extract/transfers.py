"""Arms transfers: who supplies what to whom, ordered, delivered, planned, possible or stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from kg.extract.actors import STATES
from kg.extract.arms import goods, goods_of_noun, is_specific, systems, used_in, wording
from kg.extract.consignment import FAMILY, Above, Sides, above, by_make, own_role, parties_of, side, told_sides
from kg.extract.draft import Draft, fillers
from kg.extract.occasion import when
from kg.extract.reading import Reading
from kg.extract.scope import GIVEN
from kg.extract.slots import Slots, Standing, slots, standing
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import Hit, complete
from kg.lexicon.frames import Predicate
from kg.model import Entity, Modality

FIRM = (Modality.CERTAIN, Modality.PLANNED)


def read_trigger(reading: Reading, token: Token, predicate: Predicate) -> Iterator[Draft]:
    """Yield one transfer for each item that the verb or noun brings in."""
    if not complete(token, predicate):
        return
    filled = slots(reading, None, [Hit(predicate, token, "")])
    items = _items(reading, token, filled)
    if not items:
        return
    uppers = above(reading, token)
    held, rule = _standing(reading, token, predicate, uppers)
    if held is None:
        return
    told = told_sides(reading, token, predicate, filled, uppers)
    pairs = _paired(reading, items)
    time = when(reading, items[0], [token, *(upper.token for upper in uppers)], token.i, token.i + 1)
    for item in items:
        own = Sides(told.supplier, pairs.get(item.i, told.recipient))
        presumed = predicate.entry.status != "delivered"
        by, to = by_make(reading, own, item, parties_of(reading, uppers), presumed=presumed)
        bought = own_role(predicate) == "recipient"
        if by is None and token.tag_ == "VBG" and not any(child.dep_ == "aux" for child in token.children):
            continue
        if not _is_told(reading, item, by, to, held, loose="munitions" in filled, bought=bought):
            continue
        yield Draft(
            family=FAMILY,
            kind=FAMILY,
            trigger=(min(token.i, item.i), max(token.i, item.i) + 1),
            rule=rule,
            held=_on_whose_word(held, by),
            confidence=0.8 if by and to else 0.6,
            fillers=fillers(
                supplier=by,
                recipient=to,
                item=(wording(reading, item), *systems(reading, item)),
                date=time,
                used_in=used_in(reading, item),
            ),
            head=item,
            plural=False,
        )


def _items(reading: Reading, token: Token, filled: Slots) -> list[Token]:
    platforms = reading.frames.words["platforms"]
    loose = [head for head in filled.get("munitions", []) if head.lemma_.lower() not in platforms]
    heads = [*filled.get("item", []), *loose]
    return goods(reading, heads) if is_verb(token) else goods_of_noun(reading, token, heads)


def _is_told(
    reading: Reading, item: Token, by: Entity | None, to: Entity | None, held: Standing, *, loose: bool, bought: bool
) -> bool:
    """Two sides; or a state that is firmly given arms; or one side and goods that are named or counted."""
    if by == to:
        return False
    if by and to:
        return True
    if to is not None and to.kind in STATES and held.modality in FIRM and not bought:
        return True
    return not loose and (by or to) is not None and is_specific(reading, item)


def _standing(
    reading: Reading, token: Token, predicate: Predicate, uppers: Sequence[Above]
) -> tuple[Standing | None, str]:
    """The transfer's own standing, or that which a word of approval or refusal above it gives."""
    for upper in uppers:
        entry = upper.predicate.entry
        if entry.status:
            held = standing(reading, FAMILY, upper.token, _status(reading, upper), "")
            return _decided(held, upper), entry.name
    return standing(reading, FAMILY, token, predicate.entry.status, "ordered"), predicate.entry.name


def _status(reading: Reading, upper: Above) -> str:
    """What a leader approves goes ahead; the approval of an office is one step of several."""
    status = upper.predicate.entry.status
    if status != "possible" or upper.predicate.entry.name != "approve-arms":
        return status
    named = [reading.entity_of(head) for head in arguments(upper.token).get("subj", [])]
    return "planned" if any(entity is not None and entity.kind == "Person" for entity in named) else status


def _decided(held: Standing | None, upper: Above) -> Standing | None:
    """A decision is certain, though what was decided lies ahead of it."""
    if held is None or upper.predicate.entry.name != "decide-arms" or held.modality is not Modality.PLANNED:
        return held
    return replace(held, status=upper.predicate.entry.status, modality=Modality.CERTAIN)


def _on_whose_word(held: Standing, by: Entity | None) -> Standing:
    """What somebody from another state says that a supplier has delivered is his word only, no more than probable."""
    speaker = held.view.speaker
    if by is None or speaker is None or held.modality is not Modality.CERTAIN or held.status != "delivered":
        return held
    home = speaker.code or speaker.state
    foreign = bool(home) and home != (by.code or by.state) and held.view.cue != GIVEN
    return replace(held, modality=Modality.PROBABLE) if foreign else held


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
