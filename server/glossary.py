"""The ontology as a reference for people: each term with its axioms, its use in the graph, the words that evoke it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.axioms import RDFS, Axioms
from server.panels import Row
from server.terms import DD, Entry, Vocabulary

CORE = {
    "Document": (0, 0), "Passage": (1, 0), "Statement": (2, 0), "Agent": (3, 0),
    "Claim": (1, 1), "Proposition": (2, 1), "Prospect": (3, 1),
    "Agreement": (0, 2), "Event": (1, 2), "EventSeries": (2, 2), "Place": (3, 2),
    "ArmsTransfer": (0, 3), "MilitaryExercise": (1, 3), "Meeting": (2, 3), "MilitaryBase": (3, 3),
}  # fmt: skip
"""Classes of the picture, with their column and row."""
WIDTH, HEIGHT, BOX = 235, 110, (150, 44)


@dataclass(frozen=True, slots=True)
class Evoking:
    """Words that evoke a class, as the lexicon writes them, with their proof."""

    frame: str
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A property from one class of the picture to another."""

    label: str
    start: tuple[int, int]
    end: tuple[int, int]
    middle: tuple[int, int]


@dataclass(frozen=True)
class Glossary:
    """All that the ontology page and its static twin show."""

    vocabulary: Vocabulary
    axioms: Axioms
    counts: Mapping[str, Mapping[str, int]]
    evoking: Mapping[str, list[Evoking]]

    @classmethod
    def read(cls, ask: Callable[[str], Sequence[Row]]) -> Glossary:
        """Gather the answers to four panels."""
        vocabulary = Vocabulary.read(ask("vocabulary"))
        counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in ask("usage"):
            counts[row["term"].value][row["what"].value] = int(row["n"].value)
        evoking: defaultdict[str, list[Evoking]] = defaultdict(list)
        for row in ask("evoking"):
            texts = (row[name].value if name in row else "" for name in ("frame", "example", "counter"))
            evoking[row["term"].value].append(Evoking(*texts))
        return cls(vocabulary, Axioms(ask("axioms"), vocabulary.label), counts, evoking)

    def used(self, entry: Entry) -> str:
        """Say how many things and claims the graph has of a term; nothing where it has none."""
        found = self.counts.get(entry.iri, {})
        numbers = [(found[what], what) for what in ("things", "claims") if found.get(what)]
        return " and ".join(f"{number:,} {what if number > 1 else what[:-1]}" for number, what in numbers)

    def query(self, entry: Entry) -> str:
        """Return a query to try with a class or property."""
        head = f"PREFIX dd: <{DD}>\nPREFIX rdfs: <{RDFS}>\n"
        if entry.kind == "class":
            where = f"?thing a dd:{entry.name} . OPTIONAL {{ ?thing rdfs:label ?label }}"
            return f"{head}SELECT DISTINCT ?thing ?label WHERE {{\n  {where}\n}} LIMIT 100"
        if entry.kind in ("object property", "data property"):
            return f"{head}SELECT DISTINCT ?subject ?value WHERE {{\n  ?subject dd:{entry.name} ?value\n}} LIMIT 100"
        return ""

    @property
    def boxes(self) -> list[tuple[Entry, int, int]]:
        """Classes of the picture with the middle of their box."""
        known = self.vocabulary.entries
        return [(known[DD + name], *_middle(name)) for name in CORE if DD + name in known]

    @property
    def arrows(self) -> list[Arrow]:
        """Subclass steps and properties between classes of the picture, one arrow for each pair of classes."""
        found: dict[tuple[str, str], str] = {}
        for entry in self.vocabulary.properties:
            ends = (entry.all(RDFS + "domain"), entry.all(RDFS + "range"))
            names = [[iri.removeprefix(DD) for iri in iris if iri.removeprefix(DD) in CORE] for iris in ends]
            if all(names) and names[0] != names[1] and _beside(names[0][0], names[1][0]):
                found.setdefault((names[0][0], names[1][0]), entry.label)
        for name in CORE:
            above = self.vocabulary.ancestors(DD + name)
            nearest = [other for other in CORE if DD + other in above]
            if nearest:
                found.setdefault((name, nearest[-1]), "is a kind of")
        return [_arrow(start, end, label) for (start, end), label in sorted(found.items())]


def _beside(one: str, other: str) -> bool:
    """Tell whether two boxes touch sides or corners, so that a line between them crosses no third."""
    return all(abs(a - b) <= 1 for a, b in zip(CORE[one], CORE[other], strict=True))


def _middle(name: str) -> tuple[int, int]:
    column, row = CORE[name]
    return column * WIDTH + WIDTH // 2, row * HEIGHT + HEIGHT // 2


def _arrow(start: str, end: str, label: str) -> Arrow:
    (x, y), (u, v) = _middle(start), _middle(end)
    return Arrow(label, _edge(x, y, u, v), _edge(u, v, x, y), ((x + u) // 2, (y + v) // 2))


def _edge(x: int, y: int, u: int, v: int) -> tuple[int, int]:
    """Where the line between two middles leaves the box of the first."""
    across, down = u - x, v - y
    scale = min(
        BOX[0] / 2 / abs(across) if across else 9.0,
        BOX[1] / 2 / abs(down) if down else 9.0,
    )
    return round(x + across * scale), round(y + down * scale)
