"""A result as a page that a person can read: the first rows, and where to get all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

import pyoxigraph as ox

from server.engine import Answer

ROWS = 1000
PLAIN = {"http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One term as it is shown."""

    kind: str
    text: str
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The beginning of a result."""

    names: list[str]
    rows: list[list[Cell | None]]
    more: bool = False
    truth: bool | None = None


def table(answer: Answer, link: Callable[[str], str]) -> Table:
    """Read the beginning of a result in JSON or N-Triples; ``link`` says where an IRI leads, "" for nowhere."""
    if answer.kind == "boolean":
        return Table([], [], truth=bool(json.loads(b"".join(answer.chunks()))["boolean"]))
    if answer.kind == "graph":
        names = ["subject", "predicate", "object"]
        return _first(names, _triples(answer, link))
    data = _Stream(answer)
    solutions = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return _first(names, ([cell(row[name], link) for name in names] for row in solutions))


def _triples(answer: Answer, link: Callable[[str], str]) -> Iterator[list[Cell | None]]:
    for quad in ox.parse(_Stream(answer), format=ox.RdfFormat.N_TRIPLES):  # type: ignore[arg-type]
        yield [cell(term, link) for term in (quad.subject, quad.predicate, quad.object)]


def _first(names: list[str], rows: Iterator[list[Cell | None]]) -> Table:
    shown = list(islice(rows, ROWS))
    return Table(names, shown, more=next(rows, None) is not None)


class _Stream:
    """The result as a file that a parser reads from."""

    def __init__(self, answer: Answer) -> None:
        self._chunks = answer.chunks()
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or not self._left:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            self._left += chunk
        found, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return found


def cell(term: object, link: Callable[[str], str]) -> Cell | None:
    """Return a term as it is shown. Only http and https lead anywhere: a ``javascript:`` IRI must not."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Cell("iri", term.value, link=link(term.value))
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        note = f"@{term.language}" if term.language else "" if datatype in PLAIN else datatype.rsplit("#")[-1]
        return Cell("literal", term.value, note)
    return Cell("other", str(term))


def downloads(address: str, query: str, kind: str) -> list[tuple[str, str]]:
    """Return names and addresses of the whole result in other formats."""
    formats = {"JSON": "json", "CSV": "csv", "TSV": "tsv", "XML": "xml"}
    if kind == "graph":
        formats = {"Turtle": "ttl", "JSON-LD": "jsonld", "RDF/XML": "rdf", "N-Triples": "nt"}
    return [
        (name, f"{address}?{urlencode({'query': query, 'format': short})}") for name, short in formats.items()
    ]
