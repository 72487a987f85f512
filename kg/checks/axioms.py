"""The axioms that can make facts clash: who stands above whom, what excludes what, and all that in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kg.checks.folder import Folder, short

LABELS = "SELECT ?term ?label WHERE { ?term rdfs:label ?label FILTER(isIRI(?term) && LANG(?label) IN ('en', '')) }"
PROPERTIES = """
SELECT ?term WHERE { VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty } ?term a ?kind FILTER(isIRI(?term)) }"""
ABOVE = "SELECT ?term ?above WHERE { ?term %s* ?above FILTER(isIRI(?term) && isIRI(?above)) }"
ENDS = """
SELECT ?term ?class WHERE {
  { ?term %(end)s ?class } UNION { ?term %(end)s/owl:unionOf/rdf:rest*/rdf:first ?class } FILTER(isIRI(?class)) }"""
PAIRS = """
SELECT DISTINCT ?one ?two WHERE {
  { ?one owl:%s|^owl:%s ?two } UNION { ?group a owl:%s ; owl:%s/rdf:rest*/rdf:first ?one , ?two }
  FILTER(isIRI(?one) && isIRI(?two) && ?one != ?two) }"""
OF_TYPE = "SELECT ?term WHERE { ?term a owl:%s FILTER(isIRI(?term)) }"
NEVER = """
SELECT ?class ?property ?value WHERE {
  ?class rdfs:subClassOf [ owl:onProperty ?property ; owl:allValuesFrom [ owl:complementOf ?others ] ] .
  ?value a/rdfs:subClassOf* ?others FILTER(isIRI(?value)) }"""


@dataclass(frozen=True)
class Axioms:
    """What of the ontology can make facts clash; terms are IRIs."""

    labels: Mapping[str, str]
    properties: frozenset[str]
    classes_above: Mapping[str, frozenset[str]]
    properties_above: Mapping[str, frozenset[str]]
    domains: Mapping[str, frozenset[str]]
    ranges: Mapping[str, frozenset[str]]
    exclusive: frozenset[tuple[str, str]]
    distinct: frozenset[tuple[str, str]]
    functional: frozenset[str]
    irreflexive: frozenset[str]
    asymmetric: frozenset[str]
    disjoint_properties: Mapping[str, frozenset[str]]
    never: Mapping[tuple[str, str], frozenset[str]]

    def label(self, iri: str) -> str:
        """Return what a term is called."""
        return self.labels.get(iri, short(iri))

    def a(self, iri: str) -> str:
        """Return a class's label with its article."""
        label = self.label(iri)
        return f"an {label}" if label[:1] in "aeiouAEIOU" else f"a {label}"

    def above(self, term: str) -> frozenset[str]:
        """Return the property and those above it."""
        return self.properties_above.get(term, frozenset((term,)))

    @cached_property
    def _known(self) -> dict[tuple[str, str], bool]:
        return {}

    def disjoint(self, one: str, two: str) -> bool:
        """Tell whether nothing can be of both classes."""
        if (one, two) not in self._known:
            self._known[one, two] = self.pair(one, two) is not None
        return self._known[one, two]

    def pair(self, one: str, two: str) -> tuple[str, str] | None:
        """Return the two classes, above these, that an axiom makes disjoint."""
        for upper in sorted(self.classes_above.get(one, {one})):
            for other in sorted(self.classes_above.get(two, {two})):
                if (upper, other) in self.exclusive:
                    return upper, other
        return None

    def different(self, one: object, two: object) -> bool:
        """Tell whether two values are known to be different: literals that differ, or individuals said to."""
        if isinstance(one, ox.Literal) and isinstance(two, ox.Literal):
            return one != two
        if isinstance(one, ox.NamedNode) and isinstance(two, ox.NamedNode):
            return (one.value, two.value) in self.distinct
        return False

    def domain_in_words(self, term: str, upper: str) -> str:
        """Say what has the property."""
        return f"whatever has a '{self.label(term)}' is {self._one_of(self.domains[upper])}"

    def range_in_words(self, term: str, upper: str) -> str:
        """Say what can be the property's value."""
        return f"whatever is the '{self.label(term)}' of something is {self._one_of(self.ranges[upper])}"

    def _one_of(self, classes: Iterable[str]) -> str:
        return " or ".join(self.a(name) for name in sorted(classes))

    def disjoint_in_words(self, one: frozenset[str], two: frozenset[str]) -> str:
        """Say which classes exclude each other."""
        pairs = {self.pair(a, b) or (a, b) for a in one for b in two}
        return "; ".join(sorted(f"nothing is both {self.a(a)} and {self.a(b)}" for a, b in pairs))

    def functional_in_words(self, term: str) -> str:
        """Say that the property has one value only."""
        return f"a thing has one '{self.label(term)}' only"


def read_axioms(folder: Folder) -> Axioms:
    """Read out of the ontology what can make facts clash."""
    labels = {row["term"]: row["label"] for row in folder.rows(LABELS)}
    return Axioms(
        labels=labels,
        properties=frozenset(row["term"] for row in folder.rows(PROPERTIES)),
        classes_above=_grouped(folder, ABOVE % "rdfs:subClassOf", "above"),
        properties_above=_grouped(folder, ABOVE % "rdfs:subPropertyOf", "above"),
        domains=_grouped(folder, ENDS % {"end": "rdfs:domain"}, "class"),
        ranges=_grouped(folder, ENDS % {"end": "rdfs:range"}, "class"),
        exclusive=_pairs(folder, "disjointWith", "AllDisjointClasses", "members"),
        distinct=_pairs(folder, "differentFrom", "AllDifferent", "distinctMembers"),
        functional=_of_type(folder, "FunctionalProperty"),
        irreflexive=_of_type(folder, "IrreflexiveProperty"),
        asymmetric=_of_type(folder, "AsymmetricProperty"),
        disjoint_properties=_partners(_pairs(folder, "propertyDisjointWith", "AllDisjointProperties", "members")),
        never=_never(folder),
    )


def _grouped(folder: Folder, query: str, name: str) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in folder.rows(query):
        groups[row["term"]].add(row[name])
    return {term: frozenset(found) for term, found in groups.items()}


def _pairs(folder: Folder, link: str, group: str, members: str) -> frozenset[tuple[str, str]]:
    rows = folder.rows(PAIRS % (link, link, group, members))
    return frozenset((row["one"], row["two"]) for row in rows)


def _partners(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    partners: dict[str, set[str]] = defaultdict(set)
    for one, two in pairs:
        partners[one].add(two)
    return {one: frozenset(found) for one, found in partners.items()}


def _of_type(folder: Folder, name: str) -> frozenset[str]:
    return frozenset(row["term"] for row in folder.rows(OF_TYPE % name))


def _never(folder: Folder) -> dict[tuple[str, str], frozenset[str]]:
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in folder.rows(NEVER):
        values[row["class"], row["property"]].add(row["value"])
    return {key: frozenset(found) for key, found in values.items()}
