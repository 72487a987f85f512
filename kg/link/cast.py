"""Who is who in one article: short forms of names lead to the full ones, and to people known beforehand."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kg.lexicon.people import People, name_key
from kg.model import Entity


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Where the name of a person stands, without titles before it."""

    first: int
    last: int
    words: tuple[str, ...]
    """The name's words; "Jae-in" is one."""
    titled: bool
    """A title, rank or courtesy stands before it."""
    behind: str = ""
    """The word before it, in small letters."""
    kin: bool = False
    """Words before it say whose kin somebody is."""


class Cast:
    """The persons of one article: each short form leads to the full name."""

    def __init__(self, spans: list[NameSpan], people: People, day: date | None) -> None:
        self.people, self.day = people, day
        full = [span for span in spans if len(span.words) > 1]
        self.counts = Counter(_key(span.words) for span in full)
        self.kin = {_key(span.words) for span in full if span.kin}
        self.full: dict[tuple[str, ...], str] = {}
        self.by_last: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        self.by_word: defaultdict[str, dict[tuple[str, ...], list[int]]] = defaultdict(dict)
        for span in full:
            key = self._longer(_key(span.words))
            if key not in self.full:
                self.full[key] = " ".join(span.words)
                self.by_last[key[-1]].append(key)
            for word in {span.words[-1].lower(), span.words[0].lower(), *_surnames(span.words)}:
                self.by_word[word].setdefault(key, []).append(span.first)
        self.namesakes: set[tuple[str, ...]] = set()
        for span in spans:
            if len(span.words) == 1 and span.words[0].lower() in self.by_word:
                self._add_namesake(span)
        self.surnames = frozenset(key[-1] for key in self.full)
        titled = Counter(span.words[0] for span in spans if len(span.words) == 1 and span.titled)
        plain = Counter(span.words[0] for span in spans if len(span.words) == 1)
        self.lone = {word for word, count in plain.items() if titled[word] or count > 2}

    def _add_namesake(self, span: NameSpan) -> None:
        """Let one in office bear a surname too whom the article calls by it alone: "President Diaz and Ana Diaz"."""
        known = self.people.called(span.words[0], self.day, span.titled, span.behind)
        if known is None:
            return
        name, bearers = known.entity.name, self.by_word[span.words[0].lower()]
        key = _key(tuple(name.split()))
        if key not in self.namesakes:
            if name in map(self._known_as, bearers):
                return
            self.namesakes.add(key)
            self.full.setdefault(key, name)
        self.counts[key] += 1
        bearers.setdefault(key, []).append(span.first)

    def _known_as(self, key: tuple[str, ...]) -> str:
        """The name by which the reference knows a bearer whom the article names in full."""
        known = self.people.named(name_key(self.full[key]), self.day)
        return known.entity.name if known is not None else ""

    def name(self, span: NameSpan) -> str:
        """Return the fullest name of whom the span names, empty when it may be nobody."""
        if len(span.words) > 1:
            return self.full.get(self._longer(_key(span.words)), " ".join(span.words))
        return self.surname(span.words[0], span.first) or (span.words[0] if span.words[0] in self.lone else "")

    def entity(self, span: NameSpan) -> Entity | None:
        """Return the person whom the span names, with the reference's IRI and state where it is known."""
        name = self.name(span)
        if name and " " in name:
            return self.known(name)
        word = name or span.words[0]
        known = self.people.called(word, self.day, span.titled, span.behind)
        if known is not None:
            return known.entity
        return Entity("Person", name) if name else None

    def known(self, name: str) -> Entity:
        """Return the person of a full name, as the article spells it."""
        known = self.people.named(name_key(name), self.day)
        return replace(known.entity, name=name) if known is not None else Entity("Person", name)

    def surname(self, word: str, at: int) -> str:
        """Return the full name that a lone word stands for: the bearer most named, of those the last; kin come last."""
        bearers = self.by_word.get(word.lower(), {})
        if not bearers:
            return ""
        weights = {
            key: (key not in self.kin, self.counts[key], key in self.namesakes, key[-1] == word.lower())
            for key in bearers
        }
        likely = [key for key in bearers if weights[key] == max(weights.values())]
        return self.full[max(likely, key=lambda key: _last_before(bearers[key], at))]

    def _longer(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """A name that the article gave with more words before: "Tayyip Erdogan" is "Recep Tayyip Erdogan"."""
        for known in self.by_last[key[-1]]:
            if known != key and set(key) <= set(known):
                return known
        return key


def _last_before(places: list[int], at: int) -> int:
    """The last of the places that is not behind the token, -1 when all are."""
    number = bisect_right(places, at)
    return places[number - 1] if number else -1


def _key(words: tuple[str, ...]) -> tuple[str, ...]:
    """What names are compared by: small letters, no initials, no hyphens (Kim Jong-un is Kim Jong Un)."""
    joined = " ".join(words).lower().replace("-", " ").replace("’", "'")
    parts = tuple(part for part in joined.split() if not (part.endswith(".") and len(part) < 3))
    return parts or tuple(joined.split())


def _surnames(words: tuple[str, ...]) -> Iterator[str]:
    """Words besides the last by which a name is taken up: "al-Assad" also as "Assad", "bin Salman" as "Salman"."""
    last = words[-1].lower()
    if "-" in last:
        yield last.split("-")[-1]
    for word in words[1:-1]:
        if len(word) > 3 and word[0].isupper():
            yield word.lower()
