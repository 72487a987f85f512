"""Names to things: an index of all names that forgives accents, case and slips of the finger."""

from __future__ import annotations

import sqlite3
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.panels import Row
from server.spelling import Spelling
from server.view import get
from server.words import clip

LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ə": "a",
        "’": "'",
    }
)
CANDIDATES = 60
WORDS = 8
"""Words of a question that count."""
LONGEST = 100
"""Characters of a question that count; nobody types more, and a long one must not cost more."""


def folded(text: str) -> str:
    """Return the text as one types it in a hurry: lower case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    kept = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join(kept.split())


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found by one of its names."""

    iri: str
    label: str
    name: str
    """The name that was met, where it is not the label."""
    classes: tuple[str, ...]
    score: float


Named = tuple[str, str, str, str, str, int]
"""IRI, label, name, classes, folded name and weight."""
Slips = dict[str, dict[str, float]]
"""For each word that was typed, those that it may be a slip of, with their likeness."""


@dataclass
class Names:
    """The names of one generation, held in memory: by their beginnings, by their words, by words misspelt.

    Rows are numbered from the best known and shortest name on: each look-up reads them in this order, and stops.
    """

    connection: sqlite3.Connection
    spelling: Spelling
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def read(cls, names: Iterable[Row], weights: Iterable[Row]) -> Names:
        """Build the index from the answers to the panels ``names`` and ``weights``."""
        heavy = {get(row, "thing"): int(get(row, "n")) for row in weights}
        rows = [
            (get(row, "thing"), clip(get(row, "name")), get(row, "classes"), get(row, "main") == "1")
            for row in names
        ]
        labels = {iri: name for iri, name, _, main in rows if main}
        return cls.of(
            (iri, labels.get(iri, name), name, classes, heavy.get(iri, 0)) for iri, name, classes, _ in rows
        )

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str, str, int]]) -> Names:
        """Build the index from rows of IRI, label, name, classes and weight."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.executescript(
            "CREATE TABLE name (id INTEGER PRIMARY KEY, iri TEXT, label TEXT, name TEXT, classes TEXT,"
            " folded TEXT, weight INTEGER);"
            "CREATE VIRTUAL TABLE word USING fts5(folded, content=name, content_rowid=id, detail=none,"
            " prefix='1 2 3 4 5');"
        )
        made = [(iri, label, name, classes, folded(name), weight) for iri, label, name, classes, weight in rows]
        made.sort(key=lambda row: (-row[5], len(row[4]), row[4]))
        connection.executemany(
            "INSERT INTO name (iri, label, name, classes, folded, weight) VALUES (?, ?, ?, ?, ?, ?)", made
        )
        connection.execute("CREATE INDEX beginning ON name (folded, id)")
        connection.execute("INSERT INTO word (word) VALUES ('rebuild')")
        return cls(connection, Spelling(word for row in made for word in row[4].split()))

    def labels(self) -> dict[str, str]:
        """Return the label of each thing."""
        with self.lock:
            return dict(self.connection.execute("SELECT iri, label FROM name").fetchall())

    def find(self, question: str, limit: int = 8) -> list[Hit]:
        """Return the things whose names are most like the question, each once."""
        wanted = folded(question[:LONGEST])
        if not wanted:
            return []
        best: dict[str, Hit] = {}
        self._score(best, self._beginning(wanted), wanted, {})
        typed = wanted.split()[:WORDS]
        self._score(best, self._having([[f'"{word}"*'] for word in typed]), wanted, {})
        if len(best) < limit and len(wanted) > 2:
            slips = {word: self.spelling.like(word) for word in typed}
            either = [[f'"{word}"*', *(f'"{like}"' for like in slips[word])] for word in typed]
            self._score(best, self._having(either), wanted, slips)
            if not best and len(typed) > 1:  # one word may be none of the name's
                for at in range(len(typed)):
                    self._score(best, self._having(either[:at] + either[at + 1 :]), wanted, slips)
        return sorted(best.values(), key=lambda hit: (-hit.score, len(hit.label), hit.label))[:limit]

    def _score(self, best: dict[str, Hit], found: Iterable[Named], wanted: str, slips: Slips) -> None:
        """Keep each thing by that of its names which is most like the question."""
        for iri, label, name, classes, own, weight in found:
            score = likeness(wanted, own, weight, slips)
            if score > 0 and (iri not in best or score > best[iri].score):
                best[iri] = Hit(iri, label, "" if name == label else name, tuple(classes.split()), score)

    def _beginning(self, wanted: str) -> list[Named]:
        """Return the best known names that are, or begin with, what is wanted."""
        return self._read("folded >= ? AND folded < ?", (wanted, wanted + "\U0010ffff"))

    def _having(self, words: list[list[str]]) -> list[Named]:
        """Return the best known names that have one of each group of words: folded ones, in quotes."""
        asked = " AND ".join(f"({' OR '.join(group)})" for group in words)
        found = "SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid LIMIT ?"
        return self._read(f"id IN ({found})", (asked, CANDIDATES))

    def _read(self, where: str, terms: tuple[str | int, ...]) -> list[Named]:
        columns = "iri, label, name, classes, folded, weight"
        query = f"SELECT {columns} FROM name WHERE {where} ORDER BY id LIMIT {CANDIDATES}"
        with self.lock:
            return self.connection.execute(query, terms).fetchall()


def likeness(wanted: str, name: str, weight: int, slips: Slips) -> float:
    """Score a name: the whole, its beginning, that of each word, words of like spelling; the well known first."""
    known = min(weight, 1000) / 1000
    if name == wanted:
        return 4 + known
    if name.startswith(wanted):
        return 3 + known
    typed, own = wanted.split(), name.split()
    each = [_best(part, own, slips.get(part, {})) for part in typed[:WORDS]]
    if min(each) == 1:
        return 2 + known
    met = sum(one * len(part) for one, part in zip(each, typed, strict=False)) / sum(map(len, typed[:WORDS]))
    return met + known / 10 if met >= 0.5 else 0


def _best(part: str, own: list[str], slips: dict[str, float]) -> float:
    """Return how well a typed word is met by a word of the name: wholly where one begins with it."""
    return max((1.0 if word.startswith(part) else slips.get(word, 0.0) for word in own), default=0.0)
