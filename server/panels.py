"""The questions that pages put to the graph: one SPARQL file a panel, terms entering by substitution."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

FOLDER = Path(__file__).parent / "queries"
GROUPED = re.compile(r'GROUP_CONCAT\(.*; separator="([^"]+)"\) AS \?(\w+)\)')
ALL = re.compile(r"LIMIT \d+ # all of them.*")
"""Where a panel counts what it is about before it looks up the rest: engines begin with what is bounded."""

Term = NamedNode | Literal | BlankNode
Row = Mapping[str, Term]
Bindings = Mapping[str, NamedNode | Literal]


class Asks(Protocol):
    """What pages need of an engine."""

    def select(self, query: str, substitutions: Bindings | None = None) -> list[dict[str, Term]]:
        """Answer a SELECT query; unbound variables are absent from a row."""
        ...


@cache
def names() -> frozenset[str]:
    """Return the names of all panels."""
    return frozenset(path.stem for path in FOLDER.glob("*.rq"))


@cache
def text(name: str) -> str:
    """Return the query of a panel as its file has it."""
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def title(name: str) -> str:
    """Return what the panel asks, in words: the first comment of its file."""
    return text(name).split("\n", 1)[0].removeprefix("# ")


def parameters(name: str) -> list[str]:
    """Return the variables that stand bare in a panel's projection: those that it takes in are among them."""
    projection = text(name).split("SELECT", 1)[1].split("WHERE", 1)[0]
    while "(" in projection:
        projection = re.sub(r"\([^()]*\)", " ", projection)
    return re.findall(r"\?(\w+)", projection)


def columns(name: str) -> list[str]:
    """Return the variables that a panel gives, in the order of its projection."""
    projection = text(name).split("SELECT", 1)[1].split("WHERE", 1)[0]
    while "(" in projection:  # from within: a named expression is its name, any other is nothing
        projection = re.sub(r"\((?:[^()]*\bAS\s+(\?\w+)|[^()]*)\)", lambda found: f" {found[1] or ''} ", projection)
    return re.findall(r"\?(\w+)", projection)


def ask(
    engine: Asks, name: str, limit: int = 0, offset: int = 0, **bindings: NamedNode | Literal
) -> list[dict[str, Term]]:
    """Put a panel's question to the graph; the same graph gives the same rows, to the letter."""
    return steady(name, engine.select(paged(text(name), limit, offset), bindings))


def steady(name: str, rows: list[dict[str, Term]]) -> list[dict[str, Term]]:
    """Put the members that ``GROUP_CONCAT`` joined in order: SPARQL leaves it open, and engines change it."""
    for separator, variable in GROUPED.findall(text(name)):
        for row in rows:
            if variable in row:
                row[variable] = Literal(separator.join(sorted(row[variable].value.split(separator))))
    return rows


def paged(query: str, limit: int, offset: int = 0) -> str:
    """Bound the answer, or the claims that it is about; SPARQL takes no variables here: numbers are written in."""
    if not limit:
        return query
    bounds = f"LIMIT {limit:d} OFFSET {offset:d}"
    return ALL.sub(bounds, query) if ALL.search(query) else f"{query}{bounds}\n"


def shown(name: str, bindings: Bindings) -> str:
    """Return a panel's query with its terms, as a person would run it on the query page."""
    return among(name, list(bindings), [list(bindings.values())]) if bindings else text(name)


def among(name: str, variables: Sequence[str], rows: Sequence[Sequence[NamedNode | Literal]]) -> str:
    """Return a panel's query over rows of terms for these variables."""
    asked = " ".join(f"?{variable}" for variable in variables)
    # A term's own serialisation escapes what would end it early.
    terms = " ".join(f"({' '.join(map(str, row))})" for row in rows)
    # Into the inner queries too: they are evaluated on their own, for everything where nothing binds them.
    return text(name).replace("WHERE {", f"WHERE {{ VALUES ({asked}) {{ {terms} }}")
