"""The side of an arms transfer that its sentence leaves out, from what the article tells of the same pair elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.arms import makers, origins
from kg.extract.draft import Draft
from kg.extract.reading import Reading
from kg.model import STATES, Entity, Filler, Polarity

FAMILY = "ArmsTransfer"
ROLES = ("supplier", "recipient")
OTHER = dict(zip(ROLES, reversed(ROLES), strict=True))
BACK = 3
"""Sentences before goods without sides in which the same goods must have been told of."""


def with_pairs(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """Give transfers with one side or none the sides of the pair that the article tells of beside them."""
    told = [draft for draft in drafts if draft.family == FAMILY and _is_whole(draft)]
    return [_completed(reading, draft, told) if draft.family == FAMILY else draft for draft in drafts]


def _is_whole(draft: Draft) -> bool:
    return all(_side(draft, role) for role in ROLES)


def _side(draft: Draft, role: str) -> Entity | None:
    return next(iter(draft.entities(role)), None)


def _completed(reading: Reading, draft: Draft, told: Sequence[Draft]) -> Draft:
    known = [role for role in ROLES if _side(draft, role)]
    if len(known) == 2 or not told or draft.held.polarity is Polarity.NEGATIVE:
        return draft
    pair = _other_side(reading, draft, known[0], told) if known else _pair_of(reading, draft, told)
    more: dict[str, tuple[Filler, ...]] = {role: (entity,) for role, entity in pair if not _side(draft, role)}
    return draft.with_fillers(more) if more else draft


def _other_side(reading: Reading, draft: Draft, known: str, told: Sequence[Draft]) -> list[tuple[str, Entity]]:
    """The only partner of the side that is told, where the goods are not of another make."""
    own, wanted = _side(draft, known), OTHER[known]
    fitting = [other for other in told if own is not None and own.short in other.codes(known)]
    partners = {entity.short: entity for other in fitting for entity in other.entities(wanted)}
    if len(partners) != 1:
        return []
    partner = next(iter(partners.values()))
    if partner.kind not in STATES:
        return []
    if wanted == "recipient":
        before = [other for other in fitting if other.head.i < draft.head.i]
        return [(wanted, partner)] if _is_near(reading, draft, before) else []
    return [(wanted, partner)] if _can_make(reading, draft, partner) else []


def _pair_of(reading: Reading, draft: Draft, told: Sequence[Draft]) -> list[tuple[str, Entity]]:
    """Both sides of the last transfer before it of goods with the same noun: "the first two jets arrived"."""
    noun = draft.head.lemma_.lower()
    for other in reversed(told):
        if other.head.i < draft.head.i and other.head.lemma_.lower() == noun and _is_near(reading, draft, [other]):
            return [(role, entity) for role in ROLES if (entity := _side(other, role)) is not None]
    return []


def _is_near(reading: Reading, draft: Draft, others: Sequence[Draft]) -> bool:
    index = reading.sentence(draft.head).index
    return any(abs(index - reading.sentence(other.head).index) <= BACK for other in others)


def _can_make(reading: Reading, draft: Draft, supplier: Entity) -> bool:
    """Tell whether nothing says that the goods come from elsewhere than the state."""
    made = set(_origins(reading, draft))
    return not made or supplier.short in made


def _origins(reading: Reading, draft: Draft) -> Iterator[str]:
    yield from origins(reading, draft.head)
    yield from (maker.short for maker in makers(reading, draft.head))
