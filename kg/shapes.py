"""The contract of ``ontology/shapes.ttl``, held against a graph with SHACL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg import iris
from kg.errors import OntologyError, ShapeError
from kg.ontology import FOLDER

SAMPLE = 25
"""Articles that a sample judges: the first by IRI, which are as good as any since names are not ordered by content."""


def validate(store: ox.Store, folder: Path = FOLDER, sample: bool = False) -> int:
    """Hold the graph against the shapes; return the number of triples that were judged.

    Raises:
        ShapeError: it breaks one; the message names the node and what is wrong with it.
        OntologyError: the shapes cannot be read.

    """
    import pyshacl  # heavy, and wanted by few runs
    import rdflib

    shapes, data = rdflib.Graph(), rdflib.Graph()
    try:
        shapes.parse(folder / "shapes.ttl", format="turtle")
    except (OSError, SyntaxError, ValueError) as error:
        raise OntologyError(f"{folder / 'shapes.ttl'}: {error}") from error
    lines = ox.serialize(_triples(store, sample), format=ox.RdfFormat.N_TRIPLES)
    data.parse(data=lines or b"", format="nt")
    conforms, results, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
    if not conforms:
        raise ShapeError(_first(results))
    return len(data)


def _triples(store: ox.Store, sample: bool) -> Iterator[ox.Triple]:
    articles = sorted((g for g in store.named_graphs() if g.value.startswith(iris.GRAPHS + "document/")), key=str)
    chosen = articles[:SAMPLE] if sample else articles
    for graph in chain(chosen, (ox.NamedNode(iris.ACCEPTED), ox.NamedNode(iris.INFERRED))):
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield quad.triple


def _first(results) -> str:  # type: ignore[no-untyped-def]
    query = """
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?node ?path ?message (COUNT(*) AS ?n) WHERE {
          ?result a sh:ValidationResult ; sh:focusNode ?node ; sh:resultMessage ?message
          OPTIONAL { ?result sh:resultPath ?path } }
        GROUP BY ?node ?path ?message ORDER BY ?node ?path ?message"""
    rows = list(results.query(query))
    node, path, message, _ = rows[0]
    return f"{len(rows)} breaches of shapes.ttl; the first: {node} {path or ''}: {message}"
