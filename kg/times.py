"""Time expressions as precise as their words, resolved against the day of publication.

"last fall" is a range of months, "2019" a year, "on Friday" the Friday before or after publication as the tense of
its clause says. What cannot be resolved (no publication date, "recently") gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from kg.calendar_spans import Value
from kg.lexicon.clock import TimeWords
from kg.parse import Parse
from kg.tense import tense_at
from kg.time_resolvers import RESOLVERS, Tense
from kg.time_shapes import time_pattern

_BEGIN = {"bare": "bare_m"}
"""Shapes that hold a word before the time itself, with the group at which that begins."""


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression in the normalised text."""

    start: int
    end: int
    value: Value


@dataclass(frozen=True)
class Reader:
    """The patterns of time expressions, most specific first, with what each resolves to."""

    words: TimeWords
    pattern: re.Pattern[str]

    def read(self, match: re.Match[str], published: date | None, tense: Tense) -> Value | None:
        """Return what a match means."""
        kind = match.lastgroup or ""
        parts = {
            name.split("_", 1)[1]: text
            for name, text in match.groupdict().items()
            if text and name.startswith(kind + "_")
        }
        try:
            return RESOLVERS[kind](self, parts, published, tense)
        except (ValueError, OverflowError):
            return None

    def number(self, kind: str, word: str) -> int:
        """Return the number that a word of a kind stands for."""
        return int(self.words.value(kind, word))


def find_times(doc: Parse, published: date | None, words: TimeWords, text: str = "") -> Iterator[Found]:
    """Find the time expressions of a text, in text order; ``text`` is that of the parse, where it is at hand."""
    reader = _reader(words)
    for match in reader.pattern.finditer(text or doc.text):
        start = match.start(_BEGIN.get(match.lastgroup or "", 0))
        value = reader.read(match, published, lambda at=start: tense_at(doc, at, words))  # type: ignore[misc]
        if value is not None:
            yield Found(start, match.end(), value)


@cache
def _reader(words: TimeWords) -> Reader:
    return Reader(words, time_pattern(words))
