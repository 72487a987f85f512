"""Journeys and the meetings that they are made for: "flew to Lome to meet the president" tells of one thing."""

from __future__ import annotations

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


def as_sure(draft: Draft, journey: Draft) -> Draft:
    """Return the meeting as sure as the journey made for it, anything else as it is."""
    return replace(draft, held=replace(journey.held, view=draft.held.view)) if is_purpose(draft, journey) else draft
