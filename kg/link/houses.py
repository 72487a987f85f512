"""The houses of scholars and journalists, known or not: "a fellow at the Oslo-based University of Arts"."""

from __future__ import annotations

from kg.link.scene import GROUPS, Board, Candidate, Scene
from kg.model import Entity, Mention

_AT = frozenset({"at", "with", "from"})
_JOINS = frozenset({"of", "for", "the", "and", "on", "in", "&"})
_FAR = 12
"""Tokens behind a scholar's title within which his house is named."""


def house(scene: Scene, board: Board, last: int) -> tuple[int, list[Mention]]:
    """The house of a scholar, known or not: "a professor of history at the Oslo-based University of Arts"."""
    edge = min(scene.ends[last - 1], last + _FAR)
    for at in range(last, edge - 1):
        if scene.words[at] in (",", ";", "—", "–") or scene.tags[at] == "VERB":
            break
        named = scene.capital(at + 1 + (scene.lower[at + 1] == "the"))
        if scene.lower[at] in _AT or (scene.lower[at] == "of" and named):
            first = next((i for i in range(at + 1, edge) if _opens_house(scene, i)), edge)
            stop = _house_end(scene, first, scene.ends[last - 1])
            subject = scene.lower[at] == "of" and stop < edge and scene.tags[stop] == "NOUN"
            if stop > first and not subject:
                return stop, [_house_mention(scene, board, first, stop)]
    return last, []


def _opens_house(scene: Scene, at: int) -> bool:
    based = scene.words[at + 1 : at + 3] == ["-", "based"] or scene.lower[at].endswith("based")
    return scene.capital(at) and scene.tags[at] in ("PROPN", "NOUN", "ADJ") and not based


def _house_end(scene: Scene, first: int, edge: int) -> int:
    stop = first
    while stop < edge and (scene.capital(stop) or scene.lower[stop] in _JOINS or scene.words[stop] == "-"):
        stop += 1
    while stop > first and (scene.lower[stop - 1] in _JOINS or scene.words[stop - 1] == "-"):
        stop -= 1
    return stop


def _house_mention(scene: Scene, board: Board, first: int, stop: int) -> Mention:
    known = board.taken.get(first)
    if known is not None and known.entity.kind in GROUPS and known.last == stop:
        return known
    return board.mention(Candidate(first, stop, Entity("Organization", scene.text(first, stop))))
