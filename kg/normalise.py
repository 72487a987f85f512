"""Text as news sites give it to text that a parser reads, with the way back for every character.

Marks that mislead the parser go (editor's brackets, asterisks, page furniture), words that were glued come apart,
capitals of headlines are lowered where the article itself writes the word small. Nothing is reordered, so one
offset for each character leads back to the article as given.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Edit(NamedTuple):
    """Characters of the article to be read as other characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the normalised text that is one paragraph, or the dateline before one."""

    start: int
    end: int
    headline: bool = False
    dateline: bool = False


@dataclass(frozen=True, slots=True)
class Normalised:
    """What the parser reads."""

    text: str
    offsets: tuple[int, ...]
    paragraphs: tuple[Paragraph, ...]
    dateline: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of how articles are laid out; the words come from the lexicon."""

    furniture: re.Pattern[str]
    agencies: re.Pattern[str]
    is_place: Callable[[str], bool]
    is_common: Callable[[str], bool]
    """Tells whether a lower-case word is an English word and no name."""


_PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‛": "'",
        "′": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "«": '"',
        "»": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u3000": " ",
        "\t": " ",
        "‐": "-",
        "‑": "-",
        "−": "-",
    }
)
_MOJIBAKE = re.compile(
    r"[ÂÃâÅÄÐÑ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    r"\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]{1,3}"
)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]+"
)
_MARKDOWN = re.compile(
    r"\*{1,3}|(?:(?<=^)|(?<=\n))[ \t]*(?:[-*•·▪●>]|#{1,6}|\d{1,2}\.)[ \t]+|__|(?<!\w)_|_(?!\w)"
    r"|(?<=\])\(https?://[^\s()]*\)"
)
_GLUED = re.compile(r"(?<=\d)(?:st|nd|rd|th)(?=[A-Za-z])|(?<=[a-z]{3})[.?!](?=[A-Z][a-z])")
_BRACKET = re.compile(r"\[([^\[\]\n]{0,200})\]")
_SPACES = re.compile(r" {2,}|(?:(?<=^)|(?<=\n)) +| +(?=\n|$)")
_LINES = re.compile(r"[^\n\r]+")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_DATE = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?|\d{1,2} [A-Z][a-z]{2,8}(?: \d{4})?)"
_PLACE = r"[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,4}(?:, ?[A-Z][\w.'’]*(?: [A-Z][\w.]*){0,2}){0,2}"
_OPENED = re.compile(
    rf"(?:(?P<place>{_PLACE}(?: and {_PLACE})?)?(?:, {_DATE})? ?\((?P<by>[^()\n]{{2,40}})\)\s*[-–—:]{{0,3}}|"
    rf"(?P<city>[A-Z][A-Z.'’/ -]{{2,40}}(?:, ?[A-Z][\w. ]{{2,20}})?)(?:, {_DATE})? ?(?:[–—:]| -{{1,2}} |--))\s*"
)
_SHOUTED = re.compile(
    r"(?P<city>[A-Z][A-Z'’-]{2,}(?:[ /][A-Z][A-Z'’-]{2,}){0,2})(?P<more>, [A-Z][a-z]+)? (?=[A-Z\"“‘'$\d])"
)
_ENDING = re.compile(r"[.!?:;,][\"'”’)]*$")


def normalise(text: str, habits: Habits) -> Normalised:
    """Return the text that the parser is to read, with its offsets."""
    chars, offsets = _apply(text, _merged(_marks(text)))
    chars, offsets = _trimmed(chars, offsets)
    small = _written_small(chars)
    pieces: list[str] = []
    back: list[int] = []
    paragraphs: list[Paragraph] = []
    place = ""
    length = 0
    for number, line in enumerate(_LINES.finditer(chars)):
        body, where = _unfurnished(line.group(), offsets[line.start() : line.end()], habits)
        if not body.strip():
            continue
        city, cut = _dateline(body, habits) if not place else ("", 0)
        place = place or city
        headline = not cut and number < 3 and _is_headline(body)
        body = _lowered(body, small, habits) if headline or _is_shouted(body) else body
        for first, last in ((0, cut), (cut, len(body))):
            if last > first and body[first:last].strip():
                pieces += [body[first:last].rstrip() + " "]
                size = len(pieces[-1])
                back += [*where[first : first + size - 1], where[first + size - 2] + 1]
                paragraphs.append(Paragraph(length, length + size, headline, cut > 0 and last == cut))
                length += size
    return Normalised("".join(pieces), (*back, len(text)), tuple(paragraphs), place)


def _marks(text: str) -> Iterator[Edit]:
    """Everything that is to be read otherwise, wherever it stands."""
    for match in _MOJIBAKE.finditer(text):
        if mended := _mended(match.group()):
            yield Edit(match.start(), match.end(), mended)
    for match in _ENTITY.finditer(text):
        yield Edit(match.start(), match.end(), html.unescape(match.group())[:1].translate(_PLAIN))
    yield from (Edit(match.start(), match.end(), "") for match in _INVISIBLE.finditer(text))
    yield from (Edit(match.start(), match.end(), "") for match in _MARKDOWN.finditer(text))
    yield from (Edit(match.end(), match.end(), " ") for match in _GLUED.finditer(text))
    for match in _BRACKET.finditer(text):
        yield from _brackets(text, match)


def _mended(garbled: str) -> str:
    """Undo UTF-8 that was read as Windows-1252, empty when it was not."""
    try:
        raw = b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in garbled)
        return raw.decode("utf-8").translate(_PLAIN)
    except UnicodeError:
        return ""


def _brackets(text: str, match: re.Match[str]) -> Iterator[Edit]:
    """Square brackets: an explanation after a noun is set off by commas, other words stay as they are."""
    inner = match.group(1).strip()
    if not inner or inner in ("...", "…", "sic", "citation needed") or inner.isdigit():
        yield Edit(match.start(), match.end(), "")
        return
    before = text[: match.start()].rstrip()[-1:]
    explains = (
        before.isalpha()
        and before.islower()
        and inner[0].isupper()
        and " " in inner
        and text[match.end() : match.end() + 1] == " "
    )
    follows = text[match.end() :].lstrip()[:1]
    set_off = explains and follows.islower() and not inner.endswith(("President", "Minister"))
    gap = set_off and text[match.start() - 1] == " "
    yield Edit(match.start() - gap, match.start() + 1, ", " if set_off else "")
    yield Edit(match.end() - 1, match.end(), "," if set_off else "")


def _merged(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Edits in order, of overlapping ones the first."""
    last = 0
    for edit in sorted(edits):
        if edit.start >= last:
            yield edit
            last = max(edit.end, last)


def _apply(text: str, edits: Iterable[Edit]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    offsets: list[int] = []
    position = 0
    for edit in edits:
        pieces += [text[position : edit.start].translate(_PLAIN), edit.text]
        offsets.extend(range(position, edit.start))
        offsets.extend([min(edit.start, len(text) - 1)] * len(edit.text))
        position = edit.end
    pieces.append(text[position:].translate(_PLAIN))
    offsets.extend(range(position, len(text)))
    return "".join(pieces), offsets


def _trimmed(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """One space where there were several, none at the ends of lines."""
    pieces: list[str] = []
    kept: list[int] = []
    position = 0
    for match in _SPACES.finditer(text):
        inside = (
            match.start() > 0
            and text[match.start() - 1] != "\n"
            and text[match.end() : match.end() + 1] not in ("", "\n")
        )
        stop = match.start() + (1 if inside else 0)
        pieces.append(text[position:stop])
        kept.extend(offsets[position:stop])
        position = match.end()
    pieces.append(text[position:])
    kept.extend(offsets[position:])
    return "".join(pieces), kept


def _unfurnished(line: str, offsets: list[int], habits: Habits) -> tuple[str, list[int]]:
    pieces: list[str] = []
    kept: list[int] = []
    position = 0
    for match in habits.furniture.finditer(line):
        pieces.append(line[position : match.start()])
        kept.extend(offsets[position : match.start()])
        position = match.end()
    if not position:
        return line, offsets
    text = "".join(pieces) + line[position:]
    kept.extend(offsets[position:])
    start = len(text) - len(text.lstrip())
    return text[start:], kept[start:]


def _dateline(line: str, habits: Habits) -> tuple[str, int]:
    """Return the place of a dateline and where the text begins; the place may be empty ("(CNN) ...")."""
    match = _OPENED.match(line)
    if match and match.end() < len(line):
        agency = match.group("by")
        if agency and habits.agencies.fullmatch(agency.split("/")[0].strip()):
            return _place_name(match.group("place") or ""), match.end()
        city = match.group("city")
        if city and any(habits.is_place(part.strip().title()) for part in re.split("[/,]", city)):
            return _place_name(city), match.end()
        if city and "," in city and not _is_shouted(line):
            return _place_name(city), match.end()
    match = _SHOUTED.match(line)
    if match and (
        habits.is_place(_place_name(match.group("city"))) or habits.is_place((match.group("more") or "")[2:])
    ):
        return _place_name(match.group("city")), match.end()
    return "", 0


def _place_name(words: str) -> str:
    first = re.split("[/,]| and ", words)[0].strip()
    return first.title() if first.isupper() else first


def _is_headline(line: str) -> bool:
    return len(line) < 180 and not _ENDING.search(line.rstrip()) and len(line.split()) > 2


def _is_shouted(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 15 and sum(c.isupper() for c in letters) > 0.7 * len(letters)


def _written_small(text: str) -> frozenset[str]:
    """Words that the article itself writes with a small letter somewhere."""
    return frozenset(word for word in _WORD.findall(text) if word.islower())


def _lowered(line: str, small: frozenset[str], habits: Habits) -> str:
    """A headline in capitals, as a sentence would write it."""
    words = _WORD.findall(line)
    long = [word for word in words if len(word) > 3]
    if not long or sum(word[0].isupper() for word in long) < 0.7 * len(long):
        return line
    shouted = _is_shouted(line)

    def lower(match: re.Match[str]) -> str:
        word = match.group()
        plain = word.lower()
        if len(plain) != len(word) or (match.start() == 0 and not shouted) or (word.isupper() and not shouted):
            return word
        if plain in small or habits.is_common(plain):
            return plain
        return (
            word.capitalize() if shouted and len(word) > 3 and len(word.capitalize()) == len(word) else word
        )

    return _WORD.sub(lower, line)
