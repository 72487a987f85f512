"""Inference by SPARQL rules that are made of the ontology's own axioms and run until nothing new follows.

The rules are the files of ``ontology/rules/inference``: one a kind of axiom, with the axiom's terms put in for the
names after the dollar sign. Beside them run the rules that the field needs and OWL cannot say (consecutive editions).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pyoxigraph as ox

from kg import iris, vocab
from kg.errors import OntologyError
from kg.ontology import FOLDER, Ontology

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
FURTHER = ("previous-edition", "edition-number")
INFERRED = ox.NamedNode(iris.INFERRED)
NEVER = {OWL + "Thing", OWL + "topObjectProperty", OWL + "NamedIndividual"}
Node = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to run: a CONSTRUCT query, and the axiom that it was made of."""

    name: str
    query: str


def infer(store: ox.Store, rules: list[Rule]) -> dict[str, int]:
    """Add to the graph of inferred facts what follows, until nothing does; return how many facts each rule gave."""
    given: dict[str, int] = {}
    while True:
        new = 0
        for rule in rules:
            count = _run(store, rule)
            given[rule.name] = given.get(rule.name, 0) + count
            new += count
        if not new:
            return {name: count for name, count in given.items() if count}


def _run(store: ox.Store, rule: Rule) -> int:
    found = store.query(rule.query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QueryTriples)
    quads = {ox.Quad(triple.subject, triple.predicate, triple.object, INFERRED) for triple in found}
    fresh = [
        quad
        for quad in quads
        if not any(True for _ in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))
    ]
    store.bulk_extend(fresh) if len(fresh) > 100_000 else store.extend(fresh)
    return len(fresh)


def make_rules(ontology: Ontology) -> list[Rule]:
    """Make one rule of each axiom that gives inference."""
    return [*_axioms(ontology), *(Rule(name, read_query(name, ontology.folder)) for name in FURTHER)]


def read_query(name: str, folder: Path = FOLDER) -> str:
    """Return the text of a query of ``ontology/rules``."""
    path = folder / "rules" / f"{name}.rq"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise OntologyError(f"{path}: cannot be read: {error}") from error


class _Axioms:
    """The ontology's triples, asked for what rules need."""

    def __init__(self, ontology: Ontology) -> None:
        self.store = ontology.store

    def pairs(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        found = {
            (quad.subject, quad.object)
            for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None)
            if isinstance(quad.object, ox.NamedNode | ox.BlankNode)
            and isinstance(quad.subject, ox.NamedNode | ox.BlankNode)
        }
        yield from sorted(found, key=str)

    def named(self, predicate: str) -> Iterator[tuple[ox.NamedNode, ox.NamedNode]]:
        for subject, value in self.pairs(predicate):
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode) and value.value not in NEVER:
                yield subject, value

    def of_type(self, kind: str) -> Iterator[ox.NamedNode]:
        for quad in self.store.quads_for_pattern(None, vocab.TYPE, ox.NamedNode(OWL + kind), None):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject

    def value(self, node: Node, predicate: str) -> Node | ox.Literal | None:
        quads = self.store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)
        found = next((quad.object for quad in quads), None)
        return found if isinstance(found, ox.NamedNode | ox.BlankNode | ox.Literal) else None

    def items(self, head: Node | ox.Literal | None) -> list[Node]:
        """Return the members of an RDF list."""
        members: list[Node] = []
        while isinstance(head, ox.NamedNode | ox.BlankNode) and head != ox.NamedNode(RDF + "nil"):
            first = self.value(head, RDF + "first")
            if isinstance(first, ox.NamedNode | ox.BlankNode):
                members.append(first)
            head = self.value(head, RDF + "rest")
        return members

    def path(self, step: Node) -> str:
        """Return a property, or the inverse of one, as a SPARQL path."""
        inverse = self.value(step, OWL + "inverseOf") if isinstance(step, ox.BlankNode) else None
        return f"^{inverse}" if inverse is not None else str(step)

    def pattern(self, node: Node, variable: str, depth: int = 0) -> str | None:
        """Return a graph pattern for what is known to be of a class expression; None where none can be sound."""
        if isinstance(node, ox.NamedNode):
            return "" if node.value == OWL + "Thing" else f"{variable} a {node} ."
        for kind, build in ((OWL + "intersectionOf", " ".join), (OWL + "unionOf", _either)):
            if members := self.items(self.value(node, kind)):
                parts = [self.pattern(member, variable, depth + 1 + number) for number, member in enumerate(members)]
                return None if None in parts else build([part for part in parts if part is not None])
        if values := self.items(self.value(node, OWL + "oneOf")):
            return f"VALUES {variable} {{ {' '.join(map(str, values))} }}"
        return self._restriction(node, variable, depth)

    def _restriction(self, node: ox.BlankNode, variable: str, depth: int) -> str | None:
        step = self.value(node, OWL + "onProperty")
        if not isinstance(step, ox.NamedNode | ox.BlankNode):
            return None
        path, inner = self.path(step), f"{variable}_{depth}"
        if (value := self.value(node, OWL + "hasValue")) is not None:
            return f"{variable} {path} {value} ."
        some = self.value(node, OWL + "someValuesFrom")
        at_least = self.value(node, OWL + "minQualifiedCardinality") or self.value(node, OWL + "minCardinality")
        filler = some or self.value(node, OWL + "onClass")
        if some is None and not (isinstance(at_least, ox.Literal) and at_least.value in ("0", "1")):
            return None  # that two IRIs are two things is not known; OWL has no unique names
        within = self.pattern(filler, inner, depth + 1) if isinstance(filler, ox.NamedNode | ox.BlankNode) else ""
        return None if within is None else f"{variable} {path} {inner} . {within}"


def _either(parts: list[str]) -> str:
    return " UNION ".join(f"{{ {part} }}" for part in parts)


def _axioms(ontology: Ontology) -> Iterator[Rule]:
    templates = {
        name: Template(read_query(f"inference/{name}", ontology.folder))
        for name in ("subclass", "property", "transitive", "domain", "range", "definition", "value")
    }

    def rule(kind: str, name: str, **terms: object) -> Rule:
        return Rule(f"{kind} {name}", templates[kind].substitute({key: str(term) for key, term in terms.items()}))

    axioms = _Axioms(ontology)
    for sub, above in axioms.named(RDFS + "subClassOf"):
        yield rule("subclass", f"{_short(sub)} {_short(above)}", sub=sub, super=above)
    for prop, path, name in _properties(axioms):
        yield rule("property", name, property=prop, path=path)
    for prop in sorted(axioms.of_type("TransitiveProperty"), key=str):
        yield rule("transitive", _short(prop), property=prop)
    for kind, predicate in (("domain", RDFS + "domain"), ("range", RDFS + "range")):
        for prop, above in axioms.named(predicate):
            if not above.value.startswith((vocab.XSD, RDFS)):
                yield rule(kind, _short(prop), property=prop, **{"class": above})
    for defined, expression in axioms.pairs(OWL + "equivalentClass"):
        yield from _definition(axioms, rule, defined, expression)
    for lower, expression in axioms.pairs(RDFS + "subClassOf"):
        if isinstance(lower, ox.NamedNode) and isinstance(expression, ox.BlankNode):
            step, value = axioms.value(expression, OWL + "onProperty"), axioms.value(expression, OWL + "hasValue")
            if isinstance(step, ox.NamedNode) and value is not None:
                yield rule("value", f"{_short(lower)} {_short(step)}", **{"class": lower}, property=step, value=value)


def _definition(axioms: _Axioms, rule, defined: Node, expression: Node) -> Iterator[Rule]:  # type: ignore[no-untyped-def]
    if not isinstance(defined, ox.NamedNode):
        return
    if isinstance(expression, ox.NamedNode):
        yield rule("subclass", f"{_short(expression)} {_short(defined)}", sub=expression, super=defined)
        yield rule("subclass", f"{_short(defined)} {_short(expression)}", sub=defined, super=expression)
        return
    if axioms.items(axioms.value(expression, OWL + "oneOf")):
        return  # its members are typed where they are declared
    pattern = axioms.pattern(expression, "?x")
    if pattern:
        yield rule("definition", _short(defined), pattern=pattern, **{"class": defined})
    for member in axioms.items(axioms.value(expression, OWL + "intersectionOf")):
        if isinstance(member, ox.NamedNode):
            yield rule("subclass", f"{_short(defined)} {_short(member)}", sub=defined, super=member)


def _properties(axioms: _Axioms) -> Iterator[tuple[ox.NamedNode, str, str]]:
    for sub, above in axioms.named(RDFS + "subPropertyOf"):
        yield above, str(sub), f"{_short(sub)} {_short(above)}"
    for one, other in axioms.named(OWL + "inverseOf"):
        yield other, f"^{one}", f"{_short(other)} inverse {_short(one)}"
        yield one, f"^{other}", f"{_short(one)} inverse {_short(other)}"
    for one, other in axioms.named(OWL + "equivalentProperty"):
        yield one, str(other), f"{_short(one)} same {_short(other)}"
        yield other, str(one), f"{_short(other)} same {_short(one)}"
    for prop in sorted(axioms.of_type("SymmetricProperty"), key=str):
        yield prop, f"^{prop}", f"{_short(prop)} symmetric"
    for chained, chain in axioms.pairs(OWL + "propertyChainAxiom"):
        if isinstance(chained, ox.NamedNode):
            steps = [axioms.path(step) for step in axioms.items(chain)]
            yield chained, "/".join(steps), f"{_short(chained)} chain {len(steps)}"


def _short(node: ox.NamedNode) -> str:
    return node.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
