"""Manifests of the W3C's SPARQL suites: their tests, read with what each needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
BASE = "https://w3c.github.io/rdf-tests/"
SYNTAX = {
    "PositiveSyntaxTest": True, "PositiveSyntaxTest11": True, "NegativeSyntaxTest": False, "NegativeSyntaxTest11": False,
    "PositiveUpdateSyntaxTest": True, "PositiveUpdateSyntaxTest11": True,
    "NegativeUpdateSyntaxTest": False, "NegativeUpdateSyntaxTest11": False,
}  # fmt: skip
EVALUATION = {"QueryEvaluationTest", "UpdateEvaluationTest", "CSVResultFormatTest"}
SKIPPED = {
    "entailment": "entailment regimes are not offered",
    "service": "needs servers elsewhere",
}


@dataclass
class Case:
    """One test of a manifest."""

    iri: str
    name: str
    kind: str
    suite: str
    data: list[str] = field(default_factory=list)
    graphs: list[tuple[str, str]] = field(default_factory=list)
    query: str = ""
    result: str = ""
    after: list[str] = field(default_factory=list)
    graphs_after: list[tuple[str, str]] = field(default_factory=list)


class Suite:
    """The folder of tests, read as data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, iri: str) -> Path:
        return self.folder / iri.removeprefix(BASE)

    def load(self, manifest: Path) -> ox.Store:
        store = ox.Store()
        base = BASE + str(manifest.relative_to(self.folder))
        store.load(path=manifest, format=ox.RdfFormat.TURTLE, base_iri=base)
        return store

    def cases(self, version: str) -> Iterator[Case]:
        """Yield the evaluation and syntax tests of a version of SPARQL."""
        for manifest in sorted((self.folder / "sparql" / version).rglob("manifest.ttl")):
            suite = manifest.parent.name
            if suite in SKIPPED or "protocol" in suite or suite in ("service-description", "http-rdf-update"):
                continue
            store = self.load(manifest)
            entries = one(store, None, MF + "entries")
            for entry in items(store, entries) if entries else ():
                case = self._case(store, entry, suite)
                if case:
                    yield case

    def _case(self, store: ox.Store, entry: object, suite: str) -> Case | None:
        kind = str(getattr(one(store, entry, RDF + "type"), "value", "")).rpartition("#")[2]
        if kind not in SYNTAX and kind not in EVALUATION:
            return None
        name = one(store, entry, MF + "name")
        case = Case(entry.value, getattr(name, "value", ""), kind, suite)  # type: ignore[attr-defined]
        action, result = one(store, entry, MF + "action"), one(store, entry, MF + "result")
        if isinstance(action, ox.NamedNode):
            case.query = action.value
            return case
        space = UT if one(store, action, UT + "request") else QT
        request = one(store, action, QT + "query") or one(store, action, UT + "request")
        case.query = request.value if isinstance(request, ox.NamedNode) else ""
        case.data = values(store, action, space + "data")
        case.graphs = named(store, action, space)
        if not case.data and not case.graphs and case.query:  # the query names its data itself
            text = self.path(case.query).read_text()
            files = re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]+)>", text, re.IGNORECASE)
            case.graphs = [(urljoin(case.query, file),) * 2 for file in dict.fromkeys(files)]
        if isinstance(result, ox.NamedNode):
            case.result = result.value
        elif result is not None:
            case.after, case.graphs_after = values(store, result, UT + "data"), named(store, result, UT)
        return case


def one(store: ox.Store, subject: object, predicate: str) -> object:
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None)  # type: ignore[arg-type]
    return next((quad.object for quad in quads), None)


def values(store: ox.Store, subject: object, predicate: str) -> list[str]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None)  # type: ignore[arg-type]
    return [quad.object.value for quad in quads]  # type: ignore[union-attr]


def named(store: ox.Store, subject: object, space: str) -> list[tuple[str, str]]:
    """Return (graph name, file) of the named graphs of a test."""
    found = []
    for quad in store.quads_for_pattern(subject, ox.NamedNode(space + "graphData"), None):  # type: ignore[arg-type]
        if isinstance(quad.object, ox.NamedNode):
            found.append((quad.object.value, quad.object.value))
            continue
        file = one(store, quad.object, space + "graph") or one(store, quad.object, space + "data")
        label = one(store, quad.object, "http://www.w3.org/2000/01/rdf-schema#label")
        found.append((getattr(label, "value", "") or file.value, file.value))  # type: ignore[attr-defined]
    return found


def items(store: ox.Store, head: object) -> Iterator[object]:
    while isinstance(head, ox.BlankNode):
        yield one(store, head, RDF + "first")
        head = one(store, head, RDF + "rest")
