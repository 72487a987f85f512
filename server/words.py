"""How pages put things into words: how sure a claim is, when something was, what is short enough to show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

STRENGTH = ("certain", "probable", "planned", "possible", "unstated")
NEGATED = {
    "certain": "denied",
    "probable": "probably not",
    "planned": "not planned",
    "possible": "possibly not",
    "unstated": "denied",
}
MEANING = {
    "accepted": "affirmed for certain and not contradicted by an equally good source",
    "certain": "the source commits fully",
    "probable": "the source says that it is likely",
    "planned": "the source says that it is intended",
    "possible": "the source says that it may or could be: it is not there",
    "unstated": "the source does not commit itself",
    "denied": "the source denies it",
    "disputed": "sources contradict each other",
    "background": "from reference data, not from an article",
    "inferred": "follows from other facts by the ontology's axioms",
}
# Marks that turn the direction of the text around them; harmless in an article, not in a page's title.
DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Standing:
    """How surely something holds: a key for colour and shape, a word for reading."""

    key: str
    word: str

    @property
    def meaning(self) -> str:
        """What the word says, for a title."""
        return MEANING.get(self.key, "")


def standing(key: str) -> Standing:
    """Return the standing whose word is its key."""
    return Standing(key, "background" if key == "background" else key)


def said(modality: str, polarity: str) -> Standing:
    """Return the standing that one claim gives: its modality, or the word for its denial."""
    key = modality.lower() if modality.lower() in STRENGTH else "unstated"
    return Standing("denied", NEGATED[key]) if polarity == "Negative" else standing(key)


def parts(word: str) -> tuple[str, str]:
    """Take "PossiblePositive" apart, as panels write modality and polarity in one word."""
    for polarity in ("Positive", "Negative"):
        if word.endswith(polarity):
            return word.removesuffix(polarity), polarity
    return word, "Positive"


def summed(claims: Iterable[Standing], accepted: bool = False, prospect: bool = False) -> Standing:
    """Return what several claims come to. A prospect is never more than asserted, whatever its claims say."""
    given = list(claims)
    denials = [one for one in given if one.key == "denied"]
    affirmed = [one for one in given if one.key != "denied"]
    if denials and affirmed:
        return standing("disputed")
    if accepted and not denials and not prospect:
        return standing("accepted")
    if not affirmed:
        return denials[0] if denials else standing("unstated")
    strongest = min(affirmed, key=lambda one: STRENGTH.index(one.key))
    return Standing("probable", "asserted") if prospect and strongest.key == "certain" else strongest


def clip(text: str, limit: int = 160) -> str:
    """Return a label fit for one line: no control or direction marks, cut at a word when it is too long."""
    plain = CONTROL.sub(" ", DIRECTION.sub("", text[: limit * 4]))
    plain = " ".join(plain.split())
    if len(plain) <= limit:
        return plain
    return plain[: limit - 1].rsplit(" ", 1)[0][: limit - 1].rstrip(" ,;:") + "…"


def day(value: str) -> str:
    """Return a date or time as "3 Jun 2021"; a year or month as far as it goes; anything else as it is."""
    if re.fullmatch(r"-?\d{4,}", value):
        return value
    if re.fullmatch(r"\d{4}-\d\d", value):
        return _written(f"{value}-01").split(" ", 1)[1]
    return _written(value[:10]) if re.match(r"\d{4}-\d\d-\d\d", value) else value


def _written(value: str) -> str:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{found.day} {found:%b} {found.year}"


def period(earliest: str, latest: str) -> str:
    """Return a range of days in as few words as it needs: a day, a month, a year, or from and to."""
    first, last = earliest[:10], (latest or earliest)[:10]
    if first == last:
        return day(first)
    if first[:4] == last[:4] and first.endswith("-01-01") and last.endswith("-12-31"):
        return first[:4]
    if first[:7] == last[:7] and first.endswith("-01") and int(last[8:] or 0) >= 28:
        return day(first[:7])
    return f"{day(first)} – {day(last)}"


def dated(value: str) -> str:
    """Return an ISO date of any precision, or a range of two, in words."""
    first, _, last = value.partition("/")
    return f"{day(first)} – {day(last)}" if last and last != first else day(first)


EVERY = {
    "P1Y": "every year",
    "P6M": "every six months",
    "P3M": "every three months",
    "P1M": "every month",
    "P2Y": "every two years",
}


def plainly(value: str) -> str:
    """Return a literal as a person would say it, where its form is made for machines."""
    return EVERY.get(value, value)
