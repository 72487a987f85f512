"""Terms and individuals as one OWL file that Protégé opens: nothing imported, every individual declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeGuard

import pyoxigraph as ox

from kg import iris
from kg.ontology import FOLDER, PREFIXES

TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
INDIVIDUAL = ox.NamedNode(PREFIXES["owl"] + "NamedIndividual")
ONTOLOGY = ox.NamedNode(PREFIXES["owl"] + "Ontology")
IMPORTS = ox.NamedNode(PREFIXES["owl"] + "imports")
LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
EXPORT = ox.NamedNode(iris.BASE + "dataset/export")
TITLE = ox.NamedNode("http://purl.org/dc/terms/title")
BUILT_IN = {TYPE, LABEL, ox.NamedNode(PREFIXES["rdfs"] + "comment"), ox.NamedNode(PREFIXES["rdfs"] + "seeAlso")}
BACKGROUND = (iris.ONTOLOGY, iris.REFERENCE, iris.INFERRED)
"""Graphs that are not told again: the terms come from their files, what follows is for Protégé's reasoner to find."""


def write_protege(store: ox.Store, file: BinaryIO, ontology: Path = FOLDER) -> int:
    """Write terms, accepted facts, claims and what they mention as RDF/XML; return the number of individuals.

    Of the reference data only what the graph mentions is told; words that only the lexicon knows stay out.
    """
    terms = set(_terms(ontology))
    told = {quad.triple for quad in _own(store)}
    mentioned = {node for triple in told for node in (triple.subject, triple.object) if _is_thing(node)}
    told |= {quad.triple for thing in mentioned for quad in _known(store, thing)}
    declared = {term.subject for term in terms if term.predicate == TYPE} | BUILT_IN
    told = {triple for triple in told if triple.predicate in declared}
    individuals = {node for triple in told for node in (triple.subject, triple.object) if _is_thing(node)}
    told |= {ox.Triple(thing, TYPE, INDIVIDUAL) for thing in individuals}
    ox.serialize(sorted({*_header(), *terms, *told}, key=str), file, format=ox.RdfFormat.RDF_XML, prefixes=_prefixes())
    return len(individuals)


def _prefixes() -> dict[str, str]:
    return {**PREFIXES, "dcterms": "http://purl.org/dc/terms/"}


def _terms(ontology: Path) -> Iterator[ox.Triple]:
    """Give what the files of terms say, their headers and imports left out."""
    for path in (ontology / "defdip.ttl", *sorted((ontology / "concepts").glob("*.ttl"))):
        triples = [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
        headers = {triple.subject for triple in triples if triple.predicate == TYPE and triple.object == ONTOLOGY}
        yield from (triple for triple in triples if triple.subject not in headers)


def _own(store: ox.Store) -> Iterator[ox.Quad]:
    """Give what articles say and what was accepted of it."""
    for graph in store.named_graphs():
        if graph.value not in BACKGROUND:
            yield from store.quads_for_pattern(None, None, None, graph)


def _known(store: ox.Store, thing: ox.NamedNode) -> Iterable[ox.Quad]:
    return store.quads_for_pattern(thing, None, None, ox.NamedNode(iris.REFERENCE))


def _is_thing(node: object) -> TypeGuard[ox.NamedNode]:
    return isinstance(node, ox.NamedNode) and node.value.startswith(iris.BASE)


def _header() -> Iterator[ox.Triple]:
    yield ox.Triple(EXPORT, TYPE, ONTOLOGY)
    yield ox.Triple(EXPORT, TITLE, ox.Literal("Terms, claims and accepted facts of a Communiqué graph", language="en"))
    yield ox.Triple(EXPORT, LABEL, ox.Literal("export", language="en"))
