"""Inference by SPARQL rules beside HermiT's: `python -m tests.ontology.inference [DATA FOLDER]` prints both."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg import iris
from kg.infer import FURTHER, infer, make_rules
from kg.ontology import DD, FOLDER, load_ontology
from kg.owlapi import OwlApi, open_owlapi
from kg.protege import write_protege
from kg.store import current
from tests.ontology.graphs import example

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
Fact = tuple[str, str, str]


@dataclass(frozen=True)
class Comparison:
    """What both derive of one graph, as facts between things and types in our terms."""

    hermit: frozenset[Fact]
    rules: frozenset[Fact]
    violations: tuple[str, ...]
    """How the graph, as Protégé opens it, leaves OWL 2 DL."""

    @property
    def missed(self) -> list[Fact]:
        """What HermiT derives and the rules do not."""
        return sorted(self.hermit - self.rules)

    @property
    def beyond(self) -> list[Fact]:
        """What the rules derive and HermiT does not."""
        return sorted(self.rules - self.hermit)

    def told(self) -> str:
        """Return the counts and the differences in words."""
        both = len(self.hermit & self.rules)
        counts = f"HermiT derives {len(self.hermit)} facts and types, the rules {len(self.rules)}"
        lines = [f"{counts}; {both} are the same."]
        lines += ["  only HermiT: " + " ".join(fact) for fact in self.missed]
        lines += ["  only the rules: " + " ".join(fact) for fact in self.beyond]
        return "\n".join(lines)


def compare(store: ox.Store, owlapi: OwlApi) -> Comparison:
    """Let both reason over terms, claims and accepted facts of a graph."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.owl"
        with file.open("wb") as target:
            write_protege(store, target)
        steps = [{"do": "hermit", "files": [file], "entailments": True}, {"do": "profile", "file": file}]
        answer, profile = owlapi.run(steps, {})
        if not answer["consistent"]:
            raise ValueError("the graph is inconsistent, so that everything follows from it")
        derived = {(one, TYPE, two) for one, two in answer["types"]} | {tuple(fact) for fact in answer["facts"]}
        return Comparison(_ours(derived), _ours(_by_rules(file)), tuple(profile["violations"]))


def _by_rules(file: Path) -> Iterable[Fact]:
    graph = ox.Store()
    graph.load(path=file, format=ox.RdfFormat.RDF_XML, to_graph=ox.NamedNode(iris.ACCEPTED))
    infer(graph, [rule for rule in make_rules(load_ontology(FOLDER)) if rule.name not in FURTHER])
    for quad in graph:
        if isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value, quad.predicate.value, quad.object.value


def _ours(facts: Iterable[Fact]) -> frozenset[Fact]:
    """Keep types and links of things in our terms; annotations are nobody's inference."""
    rows = load_ontology(FOLDER).select("SELECT ?term WHERE { ?term a owl:AnnotationProperty }")
    notes = {row["term"] for row in rows}
    return frozenset(
        fact for fact in facts
        if fact[0].startswith(iris.BASE) and (fact[2] if fact[1] == TYPE else fact[1]).startswith(DD) and fact[1] not in notes
    )  # fmt: skip


def main() -> None:
    """Compare on the graph of a data folder, else on the example."""
    store = current(Path(sys.argv[1])).open() if len(sys.argv) > 1 else example()
    print(compare(store, open_owlapi()).told())


if __name__ == "__main__":
    main()
