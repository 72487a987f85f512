"""Designations of weapon systems: letters and numbers, however the tokeniser has parted them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.link.scene import Candidate, Scene
from kg.model import Entity

DESIGNED = 58
"""Rank between names by their heads and those of sites."""
_DESIGNATION = re.compile(r"(?:[A-Z]{1,4}/)?[A-Z]{1,4}-?\d{1,4}[A-Z]{0,3}(?:/[A-Z])?(?:-\d+)?s?")


def designations(scene: Scene) -> Iterator[Candidate]:
    """Find weapon systems by their designations: F-16, S-400, MQ-9 Reaper."""
    words, size = scene.words, len(scene.words)
    at = 0
    while at < size:
        last = designation_end(scene, at)
        if last == at:
            at += 1
            continue
        first = at
        known = scene.lexicon.gazetteer.design("".join(words[first:last]))
        at = last
        while (
            at < min(scene.ends[first], first + 6)
            and words[at][:1].isupper()
            and words[at].isalpha()
            and len(words[at]) > 1
        ):
            at += 1
        name = scene.text(first, at).removesuffix("s" if at == last else "")
        yield Candidate(first, at, known or Entity("WeaponSystem", name), "name", DESIGNED)


def designation_end(scene: Scene, at: int) -> int:
    """Return where a designation ends that begins at the token; the tokeniser may have split it."""
    word = scene.words[at]
    if not word[:1].isupper() or not word.isascii() or len(word) > 8:
        return at
    last, joined = at + 1, word
    while last < min(len(scene.words), at + 5) and scene.glued[last - 1] and scene.words[last] not in (",", ".", "'s"):
        joined += scene.words[last]
        last += 1
    if not any(letter.isdigit() for letter in joined):
        return at
    if scene.lexicon.gazetteer.design(joined) is not None:
        return last
    if (
        _DESIGNATION.fullmatch(joined)
        and not joined.startswith(("G-", "G7", "G8", "G2", "COVID", "Q"))
    ):
        return last
    return at
