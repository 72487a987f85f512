"""Names of exercises between marks of quotation: 'the "Silver Reef" drills', 'Exercise “Silver Reef II”'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.link.patterns import NAMED
from kg.link.scene import Candidate, Scene
from kg.model import Entity

EXERCISE = "MilitaryExercise"
_MARKS = frozenset("\"'`‘’“”«»")
_BETWEEN = frozenset({",", ":", "(", "-", "–", "—"})
_LONGEST = 7
"""Tokens that a name between marks may have."""
_FAR = 6
"""Words that may stand between a name and its noun: "the 'Silver Reef' joint air and sea drills"."""
_YEAR = re.compile(r"(?:19|20)\d{2}|\d{2}")


def quoted_names(scene: Scene, known: dict[int, Candidate]) -> Iterator[Candidate]:
    """Find names between marks right before or behind a noun for exercises, or behind a word of naming."""
    marks = [at for at, word in enumerate(scene.words) if word in _MARKS]
    for first, last in pairwise(marks):
        inside = _trimmed(scene, first + 1, last)
        if not 0 < len(inside) <= _LONGEST or last >= scene.ends[first] or not _is_name(scene, inside):
            continue
        if _is_behind_noun(scene, first) or _is_before_noun(scene, last + 1) or _opens_with_noun(scene, first + 1):
            yield from _candidate(scene, inside, known)


def _trimmed(scene: Scene, first: int, last: int) -> range:
    """The words between two marks without a comma at their end and the number of an edition before them."""
    while first < last and scene.words[last - 1] in (",", "."):
        last -= 1
    while first < last - 1 and not scene.capital(first):
        if not (scene.words[first][:1].isdigit() or scene.words[first] in ("/", "-")):
            break
        first += 1
    return range(first, last)


def _is_name(scene: Scene, inside: range) -> bool:
    """Tell whether all words begin with a capital or a digit, the first with a capital, but for marks and links."""
    words = [scene.words[at] for at in inside]
    links = ("-", "–", "/", "of", "the", "and", "du", "de", ".")
    return words[0][:1].isupper() and all(word[:1].isupper() or word[:1].isdigit() or word in links for word in words)



def _is_noun(scene: Scene, at: int) -> bool:
    heads = scene.lexicon.names.last.get(scene.lower[at], ())
    return any(
        head.names == EXERCISE and tuple(scene.lower[at - len(head.words) + 1 : at + 1]) == head.words for head in heads
    )


def _is_before_noun(scene: Scene, at: int) -> bool:
    """Tell whether a noun for exercises follows, with nothing but words for its sort between."""
    end = min(scene.ends[at - 1], at + _FAR)
    for here in range(at, end):
        if _is_noun(scene, here):
            return True
        if scene.tags[here] not in ("ADJ", "NOUN", "PROPN", "NUM", "CCONJ") and scene.words[here] not in ("-", ","):
            return False
    return False


def _is_behind_noun(scene: Scene, mark: int) -> bool:
    """Tell whether a noun for exercises stands right before the opening mark, a word of naming perhaps between."""
    naming = scene.lexicon.frames.words["naming-words"]
    at = mark - 1
    while at > scene.starts[mark] and (
        scene.lower[at] in naming or scene.words[at] in _BETWEEN or scene.tags[at] == "AUX"
    ):
        at -= 1
    return at >= scene.starts[mark] and _is_noun(scene, at)


def _opens_with_noun(scene: Scene, at: int) -> bool:
    return scene.capital(at) and _is_noun(scene, at)


def _candidate(scene: Scene, inside: range, known: dict[int, Candidate]) -> Iterator[Candidate]:
    """The name without its noun and its year; none where it is one that is known."""
    first, last = inside.start, inside.stop
    while first < last and _is_noun(scene, first):
        first += 1
    if last - first > 1 and _YEAR.fullmatch(scene.words[last - 1]) and scene.words[last - 2] not in ("-", "–"):
        last -= 1
    held = {known[at].entity.iri for at in range(first, last) if at in known and known[at].size == last - first}
    if first < last and not any(held):
        yield Candidate(first, last, Entity(EXERCISE, scene.text(first, last)), "name", NAMED + 1)
