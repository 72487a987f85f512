"""The ontology folder read as data: one small in-memory store, queried with SPARQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError

FOLDER = Path(__file__).resolve().parent.parent / "ontology"
DD = "https://w3id.org/defdip/ontology#"
PREFIXES = {
    "dd": DD,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Ontology:
    """The triples of all Turtle files below ``folder`` (except the SHACL shapes)."""

    folder: Path
    store: ox.Store

    def select(self, query: str) -> list[dict[str, str]]:
        """Run a SELECT (the usual prefixes are known); terms come as plain strings, unbound ones are absent."""
        solutions = self.store.query(query, prefixes=PREFIXES)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        plain = ox.NamedNode | ox.Literal | ox.BlankNode
        return [
            {name: term.value for name, term in zip(names, row, strict=True) if isinstance(term, plain)}
            for row in solutions
        ]


def load_ontology(folder: Path = FOLDER) -> Ontology:
    """Read every ``*.ttl`` below the folder but ``shapes.ttl``, once in a process.

    Raises:
        OntologyError: a file is missing or is not Turtle; the message names file, line and column.

    """
    return _loaded(folder)


@cache
def _loaded(folder: Path) -> Ontology:
    files = sorted(path for path in folder.rglob("*.ttl") if path.name != "shapes.ttl")
    if not files:
        raise OntologyError(f"{folder}: no Turtle files; is this the ontology folder?")
    store = ox.Store()
    for path in files:
        try:
            store.load(path=path, format=ox.RdfFormat.TURTLE)
        except (SyntaxError, OSError, ValueError) as error:
            raise OntologyError(f"{path}: {error}") from error
    return Ontology(folder, store)
