"""When a record and a hand-read fact say the same: names by words, dates by precision, parties by states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
TYPES = ("Base", "Agreement", "Meeting", "Exercise", "ArmsTransfer", "Role")
SLOTS: Mapping[str, tuple[str, ...]] = {
    "Base": ("name", "host", "operator", "place", "status", "factuality", "agreement"),
    "Agreement": ("name", "kind", "parties", "status", "date", "place", "factuality"),
    "Meeting": ("series", "ordinal", "kind", "participants", "date", "place", "status", "factuality"),
    "Exercise": ("name", "participants", "date", "place", "status", "factuality"),
    "ArmsTransfer": ("supplier", "recipient", "item", "date", "status", "factuality"),
}
COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "in",
        "on",
        "for",
        "to",
        "with",
        "at",
        "by",
        "its",
        "their",
        "s",
        "agreement",
        "treaty",
        "exercise",
        "exercises",
        "military",
        "joint",
        "meeting",
        "base",
        "air",
        "naval",
        "system",
        "systems",
    ]
)
"""Words that two names may share without naming the same."""
LISTS = ("parties", "participants")
WORDS = ("status", "factuality", "kind", "stance", "ordinal")
SAME_NAME = 0.6


@dataclass(frozen=True)
class Comparison:
    """Compares hand-read facts with records, knowing the names of states."""

    states: Mapping[str, str]
    """Name of a state, in lower case, to its alpha-3 code."""

    def plain(self, value: Any) -> str:
        """Return a value as lower-case ASCII words; a state as its code."""
        text = self.states.get(str(value).lower(), str(value))
        ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        return " ".join(re.findall(r"[a-z0-9]+", ascii_only))

    def words(self, value: Any) -> frozenset[str]:
        """Return the words of a name that tell it from others."""
        found = frozenset(self.plain(value).split())
        return found - COMMON or found

    def same_name(self, one: Any, other: Any) -> bool:
        """Tell whether most words of the shorter name are in the other."""
        a, b = self.words(one or ""), self.words(other or "")
        return bool(a and b) and len(a & b) / min(len(a), len(b)) >= SAME_NAME

    def members(self, value: Any) -> frozenset[str]:
        """Return parties as words: states as codes, persons by their last name."""
        return frozenset(self._member(item) for item in _listed(value) if self.plain(item))

    def _member(self, item: Any) -> str:
        text = self.plain(item)
        return text.split()[-1] if " " in text and not str(item).isupper() else text

    def state_members(self, value: Any) -> frozenset[str]:
        """Return the states among parties."""
        known = set(self.states.values())
        return frozenset(self.plain(item) for item in _listed(value) if self.plain(item).upper() in known)

    def equal(self, field: str, gold: Row, record: Row) -> bool:
        """Tell whether the record's field is one of the right answers."""
        got = record.get(field)
        return any(self._matches(field, want, got) for want in right_answers(gold, field))

    def _matches(self, field: str, want: Any, got: Any) -> bool:
        if want is None or got is None:
            return want is None and got is None
        if field in LISTS:
            return self._same_parties(want, got)
        if field == "date":
            return same_date(str(want), str(got))
        if field in WORDS or (isinstance(want, str) and len(want) == 3 and want.isupper()):
            return self.plain(want) == self.plain(got)
        return self.same_name(want, got)

    def _same_parties(self, want: Any, got: Any) -> bool:
        states = self.state_members(want)
        if states and states == self.state_members(got):
            return True
        return overlap_of(self.members(want), self.members(got)) >= (0.99 if states else 0.5)

    def agrees(self, field: str, gold: Row, record: Row) -> bool:
        """Tell whether both have the field and it is the same."""
        known = any(want is not None for want in right_answers(gold, field))
        return record.get(field) is not None and known and self.equal(field, gold, record)

    def clashes(self, field: str, gold: Row, record: Row) -> bool:
        """Tell whether both have the field and it differs."""
        return None not in (gold.get(field), record.get(field)) and not self.equal(field, gold, record)


def right_answers(gold: Row, field: str) -> list[Any]:
    """Return the right answer and the further ones that the reader allowed."""
    further = gold.get(f"{field}_alt", [])
    return [gold.get(field), *_listed(further)]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def overlap_of(one: Iterable[str], other: Iterable[str]) -> float:
    """Return which part of all members two sets share."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a | b else 0.0


def same_date(want: str, got: str) -> bool:
    """Tell whether the coarser of two dates holds the finer; of ranges, whether they meet."""
    if not want or not got:
        return False
    low, low_other = want.split("/")[0], got.split("/")[0]
    size = min(len(low), len(low_other))
    if low[:size] == low_other[:size]:
        return True
    if "/" not in want and "/" not in got:
        return False
    high, high_other = want.split("/")[-1], got.split("/")[-1]
    return low.ljust(10, "0") <= high_other.ljust(10, "9") and low_other.ljust(10, "0") <= high.ljust(10, "9")


def near(gold: Row, record: Row) -> bool:
    """Tell whether the two were read from the same stretch of text."""
    want, got = gold.get("evidence_offset"), record.get("evidence")
    if not want or not isinstance(got, list | tuple) or len(got) < 2:
        return False
    return bool(want[0] < got[1] and got[0] < want[1])


def likeness(kind: str, gold: Row, record: Row, compare: Comparison) -> float:
    """Return how well a record fits a hand-read fact; 0 when they cannot be the same fact."""
    return _LIKENESS[kind](gold, record, compare, kind)


def _base(gold: Row, record: Row, compare: Comparison, kind: str) -> float:
    named = (
        compare.agrees("name", gold, record)
        or compare.agrees("place", gold, record)
        or compare.same_name(gold.get("name"), record.get("place"))
        or compare.same_name(gold.get("place"), record.get("name"))
    )
    if not named and (compare.clashes("host", gold, record) or compare.clashes("operator", gold, record)):
        return 0
    score = 2 * named + compare.agrees("host", gold, record) + compare.agrees("operator", gold, record)
    close = near(gold, record)
    return score + close if score >= 2 or (score == 1 and close) else 0


def _best_overlap(field: str, gold: Row, record: Row, compare: Comparison) -> float:
    got = compare.members(record.get(field))
    return max(overlap_of(compare.members(want), got) for want in right_answers(gold, field))


def _agreement(gold: Row, record: Row, compare: Comparison, kind: str) -> float:
    parties, close = _best_overlap("parties", gold, record, compare), near(gold, record)
    if compare.agrees("name", gold, record):
        return 3 + parties + close
    if not close and (compare.clashes("name", gold, record) and gold.get("name") and record.get("name")):
        return 0
    if not close and compare.clashes("date", gold, record):
        return 0
    return 1 + parties + close if parties >= 0.5 and (close or compare.agrees("date", gold, record)) else 0


def _gathering(gold: Row, record: Row, compare: Comparison, kind: str) -> float:
    who, close = _best_overlap("participants", gold, record, compare), near(gold, record)
    some = bool(compare.members(gold.get("participants")) & compare.members(record.get("participants")))
    if kind == "Exercise" and compare.agrees("name", gold, record):
        return 3 + who + close
    if compare.clashes("ordinal", gold, record) or (not close and compare.clashes("date", gold, record)):
        return 0
    fields = ("date", "ordinal", "place", *(("series",) if kind == "Meeting" else ()))
    more = sum(compare.agrees(field, gold, record) for field in fields)
    if who >= 0.5 or (some and more):
        return who + more + close if more or close else 0
    return more + close if more >= 2 and close else 0


def _transfer(gold: Row, record: Row, compare: Comparison, kind: str) -> float:
    item = compare.agrees("item", gold, record)
    if compare.clashes("recipient", gold, record) or (compare.clashes("supplier", gold, record) and not item):
        return 0
    score = 2 * item + compare.agrees("supplier", gold, record) + compare.agrees("recipient", gold, record)
    return score + near(gold, record) if score >= 2 else 0


def _same_person(one: Any, other: Any, compare: Comparison) -> bool:
    return compare.plain(one).split()[-1:] == compare.plain(other or "").split()[-1:] or compare.same_name(one, other)


def _role(gold: Row, record: Row, compare: Comparison, kind: str) -> float:
    got = compare.words(record.get("role") or "")
    heads = any(compare.words(want) & got for want in right_answers(gold, "role") if want)
    if not heads or not _same_person(gold["person"], record.get("person"), compare):
        return 0
    return 2 + compare.agrees("of", gold, record)


def _statement(gold: Row, record: Row, compare: Comparison, kind: str) -> float:
    if not near(gold, record) or not _same_person(gold["speaker"], record.get("speaker"), compare):
        return 0
    return 1 + (gold.get("stance") == record.get("stance"))


_LIKENESS = {
    "Base": _base,
    "Agreement": _agreement,
    "Meeting": _gathering,
    "Exercise": _gathering,
    "ArmsTransfer": _transfer,
    "Role": _role,
    "Statement": _statement,
}
