"""Journeys and the meetings that they are made for: "flew to Lome to meet the president" tells of one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.draft import Draft

FAMILY, VISIT = "Meeting", "Visit"
_PURPOSES = ("advcl", "xcomp")
_OTHERS = ("ccomp", "conj", "parataxis", "relcl")
_HIGHEST = 6


def is_purpose(draft: Draft, journey: Draft) -> bool:
    """Tell whether the way up from a meeting to the verb of a journey leads through what it is made for."""
    if (draft.family, journey.family, journey.kind) != (FAMILY, FAMILY, VISIT) or draft.kind == VISIT:
        return False
    current, purpose = draft.head, False
    for _ in range(_HIGHEST):
        if current.i == journey.head.i:
            return purpose
        infinitive = any(child.tag_ == "TO" for child in current.lefts)
        purpose = purpose or (infinitive and current.dep_ in _PURPOSES)
        if current.dep_ in _OTHERS or current.head is current:
            return False
        current = current.head
    return False


def as_sure(draft: Draft, told: Sequence[Draft]) -> Draft:
    """Return the meeting as sure as the journey made for it, anything else as it is."""
    journey = next((one for one in reversed(told) if is_purpose(draft, one)), None)
    return draft if journey is None else replace(draft, held=replace(journey.held, view=draft.held.view))


def settled(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts; on a journey to meet others elsewhere the state where they meet takes no part."""
    return [_elsewhere(draft, drafts) if draft.kind == VISIT else draft for draft in drafts]


def _elsewhere(journey: Draft, drafts: Sequence[Draft]) -> Draft:
    for draft in drafts:
        if draft.handle == journey.handle and is_purpose(draft, journey):
            sides = {one.short for one in draft.entities("participants") if one.kind != "Person"}
            lands = {one.code or one.state for one in journey.entities("place")} - {""}
            if len(sides) > 1 and lands and not lands & sides:
                return journey.with_fillers(draft.only("participants"))
    return journey
