"""Axioms in words: what the ontology lays down of each term, as a sentence that an analyst can read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode

from server.panels import Row

OWL, RDF, RDFS = (
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
)
Term = NamedNode | BlankNode | Literal
CHARACTERS = {
    "FunctionalProperty": "Has one value at most.",
    "InverseFunctionalProperty": "One value belongs to one thing only.",
    "TransitiveProperty": "Holds along chains of itself.",
    "SymmetricProperty": "Holds both ways.",
    "AsymmetricProperty": "Never holds both ways.",
    "IrreflexiveProperty": "Nothing has it to itself.",
    "ReflexiveProperty": "Everything has it to itself.",
}
JOINED = {"unionOf": " or ", "intersectionOf": " and ", "oneOf": " or "}
COUNTED = {
    "cardinality": "exactly",
    "qualifiedCardinality": "exactly",
    "minCardinality": "at least",
    "minQualifiedCardinality": "at least",
    "maxCardinality": "at most",
    "maxQualifiedCardinality": "at most",
}


class Axioms:
    """The triples of an ontology's axioms, by subject, with the labels that words are made of."""

    def __init__(self, rows: Iterable[Row], label: Callable[[str], str]) -> None:
        self._label = label
        self._values: defaultdict[Term, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            self._values[row["subject"]][row["property"].value].append(row["value"])
        self._apart = self._disjoint()

    def of(self, iri: str) -> list[str]:
        """Return all that is laid down of a term, one sentence each."""
        return list(dict.fromkeys(self._sentences(NamedNode(iri))))

    def _sentences(self, term: NamedNode) -> Iterator[str]:
        values: Mapping[str, list[Term]] = self._values.get(term, {})
        for kind in values.get(RDF + "type", ()):
            if found := CHARACTERS.get(kind.value.removeprefix(OWL)):
                yield found
        for other in values.get(OWL + "equivalentClass", ()):
            yield f"Is whatever is {self.words(other)}."
        for other in values.get(RDFS + "subClassOf", ()):
            if isinstance(other, BlankNode):
                yield f"Is always {self.words(other)}."
        if apart := sorted(self._apart.get(term, ())):
            yield f"Is never {_listed(apart)}."
        for other in values.get(OWL + "inverseOf", ()):
            yield f"Is “{self.words(other)}” the other way round."
        for chain in values.get(OWL + "propertyChainAxiom", ()):
            yield f"Follows from {', then '.join(f'“{self.words(part)}”' for part in self._list(chain))}."
        for key in values.get(OWL + "hasKey", ()):
            yield f"Two with the same {' and '.join(self.words(part) for part in self._list(key))} are one."
        for other in values.get(OWL + "propertyDisjointWith", ()):
            yield f"Never holds beside “{self.words(other)}”."

    def words(self, term: Term) -> str:
        """Return a class, property or value in words."""
        if not isinstance(term, BlankNode):
            return self._label(term.value) if isinstance(term, NamedNode) else term.value
        values: Mapping[str, list[Term]] = self._values.get(term, {})
        for name, word in JOINED.items():
            for members in values.get(OWL + name, ()):
                return word.join(self.words(member) for member in self._list(members))
        if inner := values.get(OWL + "complementOf"):
            return f"not {self.words(inner[0])}"
        if inner := values.get(OWL + "inverseOf"):
            return f"{self.words(inner[0])}, turned round,"
        return self._restriction(values) if OWL + "onProperty" in values else "a value of its kind"

    def _restriction(self, values: Mapping[str, list[Term]]) -> str:
        path = f"something with “{self.words(values[OWL + 'onProperty'][0])}”"
        if found := values.get(OWL + "someValuesFrom"):
            return f"{path} {self.words(found[0])}"
        if found := values.get(OWL + "allValuesFrom"):
            return f"{path} nothing but {self.words(found[0])}"
        if found := values.get(OWL + "hasValue"):
            return f"{path} {self.words(found[0])}"
        name, number = next((n, values[OWL + n][0]) for n in COUNTED if OWL + n in values)
        filler = f" {self.words(values[OWL + 'onClass'][0])}" if OWL + "onClass" in values else ""
        return f"{path} {COUNTED[name]} {number.value}{filler}"

    def _list(self, node: Term) -> Iterator[Term]:
        while node in self._values:
            values = self._values[node]
            yield from values.get(RDF + "first", ())
            node = next(iter(values.get(RDF + "rest", ())), NamedNode(RDF + "nil"))

    def _disjoint(self) -> Mapping[Term, set[str]]:
        """Gather for each class those that share nothing with it, from pairs and from lists."""
        found: defaultdict[Term, set[str]] = defaultdict(set)
        for subject, values in list(self._values.items()):
            pairs = [[subject, other] for other in values.get(OWL + "disjointWith", ())]
            lists = [list(self._list(members)) for members in values.get(OWL + "members", ())]
            kinds = {kind.value for kind in values.get(RDF + "type", ())}
            for members in [*pairs, *(lists if OWL + "AllDisjointClasses" in kinds else [])]:
                for member in members:
                    found[member] |= {self.words(other) for other in members if other != member}
        return found


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
