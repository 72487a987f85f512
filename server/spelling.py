"""The words that names are made of, found again when they are misspelt."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import chain

LIKE = 0.7
"""Least likeness, from 0 to 1, at which one word passes for a slip of another."""
LOOKED_AT = 50_000
"""Entries that one look-up reads at most, those of the rarest letters first: it bounds the time."""
COMPARED = 150
"""Words that one look-up compares letter by letter."""


class Spelling:
    """Words by the groups of three letters in them; those with digits are left out: nobody's slips of the finger
    make one number of another.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if len(word) > 2 and not any(map(str.isdigit, word))})
        self._having: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for at, word in enumerate(self._words):
            for gram in grams(word):
                self._having[gram].append(at)

    def like(self, typed: str, most: int = 12) -> dict[str, float]:
        """Return the words most like what was typed, which may be a word's mere beginning, with their likeness."""
        shared = Counter(chain.from_iterable(self._lists(typed)))
        if not shared:
            return {}
        least = max(1, max(shared.values()) - 2)
        near = [(shared[at], self._words[at]) for at in shared if shared[at] >= least]
        near.sort(key=lambda pair: (-pair[0], abs(len(pair[1]) - len(typed))))
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(typed)
        found = {word: _alike(matcher, word, len(typed)) for _, word in near[:COMPARED]}
        best = sorted(found, key=lambda word: (-found[word], abs(len(word) - len(typed)), word))
        return {word: found[word] for word in best[:most] if found[word] >= LIKE}

    def _lists(self, typed: str) -> Iterable[array[int]]:
        known = sorted((self._having[gram] for gram in grams(typed) if gram in self._having), key=len)
        read = 0
        for having in known:
            read += len(having)
            if read > LOOKED_AT and read > len(having):  # the rarest is always read
                return
            yield having


def grams(word: str) -> set[str]:
    """Return a word's groups of three letters; its beginning counts as a letter."""
    text = f" {word}"
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _alike(matcher: SequenceMatcher[str], word: str, typed: int) -> float:
    """Compare with the whole word and with so much of it as was typed: a beginning is a little less than the whole."""
    matcher.set_seq1(word)
    whole = matcher.ratio()
    if len(word) <= typed:
        return whole
    best = whole
    for length in (typed, typed + 1):
        matcher.set_seq1(word[:length])
        best = max(best, matcher.ratio() - 0.02)
    return best
