"""Lists that leave the site: the rows of a panel as CSV, as JSON-LD, or as the query that gives them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode

from server import panels
from server.panels import Row
from server.search import Hit

PARAMETERS = ("thing", "second", "type", "state", "inYear", "standing", "outlet")
"""What a list can be asked about; each is a variable of some panel."""
FOUND = "found"
"""The list that a search gives: its things come from the index of names, its columns from the graph."""
PANELS = "about linked said article_claims hosting pair items things claim newest partners thing"
OPEN = frozenset({FOUND, *PANELS.split()})
"""Panels that are lists."""
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonld": "application/ld+json",
    "rq": "application/sparql-query; charset=utf-8",
}


def bindings(name: str, arguments: Mapping[str, str]) -> dict[str, NamedNode | Literal] | None:
    """Return the terms that a panel is asked with; None when one of them cannot be a term."""
    takes = set(panels.parameters(name))
    try:
        return {key: term(key, arguments[key]) for key in PARAMETERS if key in takes and arguments.get(key)}
    except ValueError:
        return None


def term(name: str, value: str) -> NamedNode | Literal:
    """Return the term for a parameter's value."""
    if name == "inYear":
        return Literal(int(value))
    return Literal(value) if name == "standing" else NamedNode(value)


def question(name: str, arguments: Mapping[str, str], find: Callable[[str], Sequence[Hit]]) -> str | None:
    """Return the query that gives a list, its terms written in; None where the list cannot be asked so.

    ``find`` searches the index of names, which SPARQL cannot: what it finds stands in the query, in its order.
    """
    if name not in OPEN:
        return None
    if name == FOUND:
        return named(find(arguments["q"])) if arguments.get("q", "").strip() else None
    terms = bindings(name, arguments)
    return panels.shown(name, terms) if terms is not None and needed(name) <= terms.keys() else None


def named(hits: Iterable[Hit]) -> str:
    """Return the query for things that a search found."""
    rows = [(Literal(at), NamedNode(hit.iri), Literal(hit.name or hit.label)) for at, hit in enumerate(hits, 1)]
    return panels.among(FOUND, ("place", "thing", "met"), rows)


def needed(name: str) -> frozenset[str]:
    """Return the parameters without which a panel asks about everything at once, which nobody means."""
    asked = {"things": {"type"}, "items": set[str]()}.get(name, {"thing", "second"})
    return frozenset(panels.parameters(name)) & asked


def written(name: str, rows: Sequence[Row], extension: str, address: str) -> str:
    """Write the rows of a panel as CSV or JSON-LD."""
    return as_csv(columns(name, rows), rows) if extension == "csv" else as_jsonld(rows, address)


def columns(name: str, rows: Sequence[Row]) -> list[str]:
    """Return a list's columns, also when it is empty; without those that it could have been asked with and was not."""
    filled = {variable for row in rows for variable in row}
    return [one for one in panels.columns(name) if one in filled or one not in PARAMETERS or name == FOUND]


def as_csv(names: Sequence[str], rows: Sequence[Row]) -> str:
    """Write rows as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_harmless(row[name].value) if name in row else "" for name in names] for row in rows)
    return out.getvalue()


def _harmless(value: str) -> str:
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") and not _number(value) else value


def _number(value: str) -> bool:
    return value.lstrip("+-").replace(".", "", 1).isdigit()


def as_jsonld(rows: Sequence[Row], address: str) -> str:
    """Write rows as a schema.org list; each cell keeps its datatype and language."""
    elements = [
        {"@type": "ListItem", "position": at, "item": {name: _cell(value) for name, value in row.items()}}
        for at, row in enumerate(rows, 1)
    ]
    context = {
        "@vocab": "https://schema.org/",
        **{name: f"#{name}" for row in rows for name in row},
        "@base": address,
    }
    body = {"@context": context, "@id": address, "@type": "ItemList", "numberOfItems": len(rows)}
    return json.dumps(body | {"itemListElement": elements}, ensure_ascii=False, indent=1)


def _cell(value: NamedNode | Literal | BlankNode) -> dict[str, str]:
    if not isinstance(value, Literal):
        return {"@id": value.value if isinstance(value, NamedNode) else str(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    return {"@value": value.value, "@type": value.datatype.value}
