"""Articles and their facts to a whole graph: ontology, reference, claims, accepted and inferred facts."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg import iris
from kg.accept import accept, contradict, refuse_leaks
from kg.infer import infer, make_rules
from kg.model import Document, Fact
from kg.naming import Names, names
from kg.ontology import Ontology
from kg.rdf import series_quads, to_quads
from kg.reconcile import reconciled
from kg.terms import Terms, read_terms

Note = Callable[[str], None]


@dataclass
class Assembled:
    """What came of putting a graph together, for the run report."""

    quads: int = 0
    things: int = 0
    prospects: int = 0
    accepted: int = 0
    inferred: int = 0
    contradictions: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def name_all(facts: Iterable[Fact], ontology: Ontology, terms: Terms | None = None) -> Names:
    """Reconcile the facts and name what they speak of."""
    known = list(facts)
    terms = terms or read_terms(ontology)
    return names(known, reconciled(known, terms), terms)


def assemble(
    store: ox.Store,
    documents: Iterable[Document],
    facts: Iterable[Fact],
    ontology: Ontology,
    note: Note = lambda step: None,
) -> Assembled:
    """Fill an empty store with the graph.

    Raises:
        ShapeError: a mere prospect would look like a real thing.

    """
    result, clock = Assembled(), _Clock(note)
    with clock("reconcile", result):
        by_document: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_document[fact.document].append(fact)
        known = name_all((fact for own in by_document.values() for fact in own), ontology)
    with clock("claims", result):
        store.bulk_extend(background(ontology))
        store.bulk_extend(_claimed(documents, by_document, known))
    with clock("accept", result):
        result.accepted = accept(store, ontology.folder)
        result.contradictions = contradict(store, ontology.folder)
    with clock("infer", result):
        result.inferred = sum(infer(store, make_rules(ontology)).values())
    refuse_leaks(store, ontology.folder)
    result.quads, result.things = len(store), len(known.world.things)
    result.prospects = sum(thing.prospect for thing in known.world.things)
    return result


def _claimed(documents: Iterable[Document], facts: dict[str, list[Fact]], known: Names) -> Iterator[ox.Quad]:
    for document in documents:
        yield from to_quads(document, facts.get(document.id, ()), known)
    yield from series_quads(known)


@cache
def background(ontology: Ontology) -> tuple[ox.Quad, ...]:
    """Return the ontology's and the reference data's triples in their graphs, blank nodes named by content."""
    return tuple(_background(ontology))


def _background(ontology: Ontology) -> Iterator[ox.Quad]:
    for path in sorted(ontology.folder.rglob("*.ttl")):
        if path.name == "shapes.ttl":
            continue
        graph = ox.NamedNode(iris.REFERENCE if "reference" in path.parts else iris.ONTOLOGY)
        yield from _canonical(path, graph)


def _canonical(path: Path, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    dataset = ox.Dataset(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    prefix = iris.digest(path.name, size=6)
    for quad in dataset:
        yield ox.Quad(_own(quad.subject, prefix), quad.predicate, _own(quad.object, prefix), graph)


def _own(node, prefix: str):  # type: ignore[no-untyped-def]
    """Keep blank nodes of different files apart."""
    return ox.BlankNode(f"{prefix}{node.value}") if isinstance(node, ox.BlankNode) else node


class _Clock:
    """Times the steps of a build."""

    def __init__(self, note: Note) -> None:
        self.note = note

    def __call__(self, step: str, result: Assembled) -> _Step:
        self.note(step)
        return _Step(step, result)


@dataclass
class _Step:
    name: str
    result: Assembled
    began: float = 0.0

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *error: object) -> None:
        self.result.seconds[self.name] = round(time.perf_counter() - self.began, 3)
