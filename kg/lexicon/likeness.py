"""Whether two names are one: by the words that tell, by first letters."""

from __future__ import annotations

import re

_LINKS = ("the", "a", "an", "of", "and", "on", "for", "to", "in", "with", "between")
GENERAL = frozenset((*_LINKS, "agreement", "treaty", "pact", "deal", "accord", "joint"))
"""Words by which no name is told from another."""
_WORDS = re.compile(r"\w+")


def same_name(a: str, b: str) -> bool:
    """Tell whether one name holds the telling words of the other."""
    x, y = (set(_WORDS.findall(name.lower())) for name in (a, b))
    x, y = x - GENERAL or x, y - GENERAL or y
    return x <= y or y <= x or _is_short(a, b) or _is_short(b, a)


def _is_short(a: str, b: str) -> bool:
    """Tell whether one name is made of the first letters of the other: "ACE", "Arctic Challenge Exercise"."""
    letters = "".join(word[0] for word in _WORDS.findall(b) if word[0].isupper())
    return a.isupper() and len(letters) > 1 and a in (letters, f"{letters}E", f"{letters}X")
