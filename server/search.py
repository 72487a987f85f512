"""Names to things: an index of all names that forgives accents, case and slips of the finger."""

from __future__ import annotations

import sqlite3
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from server.panels import Row
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


@dataclass
class Names:
    """The names of one generation in a trigram index (SQLite's FTS5), held in memory."""

    connection: sqlite3.Connection
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
            "CREATE VIRTUAL TABLE trigram USING fts5(folded, content=name, content_rowid=id,"
            " tokenize='trigram', detail=none);"
            "CREATE VIRTUAL TABLE word USING fts5(folded, content=name, content_rowid=id, prefix='1 2 3');"
        )
        connection.executemany(
            "INSERT INTO name (iri, label, name, classes, folded, weight) VALUES (?, ?, ?, ?, ?, ?)",
            ((iri, label, name, classes, folded(name), weight) for iri, label, name, classes, weight in rows),
        )
        connection.execute("INSERT INTO trigram (trigram) VALUES ('rebuild')")
        connection.execute("INSERT INTO word (word) VALUES ('rebuild')")
        return cls(connection)

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
        for iri, label, name, classes, own, weight in self._candidates(wanted):
            score = likeness(wanted, own, weight)
            if score > 0 and (iri not in best or score > best[iri].score):
                best[iri] = Hit(iri, label, "" if name == label else name, tuple(classes.split()), score)
        return sorted(best.values(), key=lambda hit: (-hit.score, len(hit.label), hit.label))[:limit]

    def _candidates(self, wanted: str) -> list[tuple[str, str, str, str, str, int]]:
        words = " ".join(f'"{word}"*' for word in wanted.split())
        found = self._match("word", words, "weight DESC, length(name.folded)")
        if len(found) < 8 and len(wanted) >= 3:
            grams = {wanted[at : at + 3] for at in range(len(wanted) - 2)}
            found += self._match("trigram", " OR ".join(f'"{gram}"' for gram in sorted(grams)), "rank")
        return found

    def _match(self, table: str, expression: str, order: str) -> list[tuple[str, str, str, str, str, int]]:
        # Table and order come from the two calls above; what a person typed is folded and bound.
        query = (
            f"SELECT iri, label, name, classes, name.folded, weight"
            f" FROM {table} JOIN name ON name.id = {table}.rowid"
            f" WHERE {table} MATCH ? ORDER BY {order} LIMIT {CANDIDATES}"
        )
        with self.lock:
            return self.connection.execute(query, (expression,)).fetchall()


def likeness(wanted: str, name: str, weight: int) -> float:
    """Score a name: the whole, its beginning, that of each word, mere likeness; the well known first."""
    known = min(weight, 1000) / 1000
    if name == wanted:
        return 4 + known
    if name.startswith(wanted):
        return 3 + known
    if all(any(word.startswith(part) for word in name.split()) for part in wanted.split()):
        return 2 + known
    ratio = max(_alike(wanted, name), max((_alike(wanted, word) for word in name.split()), default=0.0))
    return ratio + known / 10 if ratio >= 0.7 else 0


def _alike(wanted: str, name: str) -> float:
    return SequenceMatcher(None, wanted, name[: len(wanted) + 2], autojunk=False).ratio()
