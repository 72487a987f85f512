"""Which bases without a name are one that the article names: "a base in western Iraq", "opened a base"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.extract.draft import Draft

BASE = "MilitaryBase"
NAMING = 9
"""Tokens behind a base that is wanted within which it may be given a name."""
AHEAD = frozenset({"proposed", "planned", "possible", "negotiated"})
"""Statuses of what may still be brought about."""


def with_names(drafts: list[Draft]) -> list[Draft]:
    """ "A base in western Iraq" is the one base in Iraq that the article names, unless a town of its own is told."""
    drafts = [draft for draft in drafts if not _sums_up(draft, drafts)]
    named: defaultdict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.family == BASE and draft.text("name"):
            named[draft.text("host")].add(draft.handle)
    whose = {draft.handle: draft.codes("operator") for draft in drafts if draft.family == BASE and draft.text("name")}
    drafts = [draft.under(_nameless_before(draft, drafts) or draft.handle) for draft in drafts]
    return [
        draft.under(one)
        if _is_nameless(draft)
        and len(named.get(draft.text("host"), ())) == 1
        and _is_nobody_elses(draft, whose[one := next(iter(named[draft.text("host")]))])
        else draft
        for draft in drafts
    ]


def _sums_up(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Tell whether bases are those told of one by one before: "bases in Accra and Tema ... the bases in Ghana"."""
    if draft.family != BASE or not draft.plural or any(draft.text(role) for role in ("name", "place")):
        return False
    whose = (draft.codes("host"), draft.codes("operator"))
    before = [one for one in drafts if one.family == BASE and one.trigger < draft.trigger]
    told = [one for one in before if one.handle != draft.handle and (one.text("name") or one.text("place"))]
    alike = {one.handle for one in told if (one.codes("host"), one.codes("operator")) == whose}
    return all(whose) and len(alike) > 1


def _nameless_before(draft: Draft, drafts: Sequence[Draft]) -> str:
    """The one base of the same owner told of without a name before: "opened a base", "the Simba Support Facility"."""
    if draft.family != BASE or not draft.text("name") or draft.text("host"):
        return ""
    beside = [one for one in drafts if one.family == BASE and 0 < draft.head.i - one.head.i < NAMING]
    beside = [one for one in beside if one.text("host") and one.held.status in AHEAD and not one.text("name")]
    if not draft.codes("operator"):
        return beside[-1].handle if beside and draft.held.status in AHEAD else ""
    before = [one for one in drafts if one.family == BASE and one.trigger < draft.trigger and not one.text("name")]
    found = {one.handle for one in before if one.text("host") and one.codes("operator") == draft.codes("operator")}
    return next(iter(found)) if len(found) == 1 else ""


def _is_nobody_elses(draft: Draft, operators: frozenset[str]) -> bool:
    mine = draft.codes("operator")
    return not mine or not operators or bool(mine & operators) or operators == draft.codes("host")


def _lies_off(draft: Draft) -> bool:
    """Tell whether the town is but one from which a direction is told: "a base west of Kismayo"."""
    behind = draft.head.doc[draft.head.i + 1 : draft.head.i + 3]
    return any(token.lower_.endswith(("north", "south", "east", "west")) for token in behind)


def _is_nameless(draft: Draft) -> bool:
    town = any(entity.kind in ("City", "Place") for entity in draft.entities("place")) and not _lies_off(draft)
    standing = draft.held.status == "operational" or (draft.held.status == "closed" and not draft.text("place"))
    there = draft.family == BASE and standing and bool(draft.text("host"))
    return there and not draft.plural and not draft.text("name") and not town
