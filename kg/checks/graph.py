"""Checks of a built graph: which facts, from which sentences, clash with which axiom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.checks.axioms import Axioms, read_axioms
from kg.checks.findings import Finding, Level
from kg.checks.folder import read_folder
from kg.errors import StoreError
from kg.ontology import DD, PREFIXES
from kg.store import current

TYPE = PREFIXES["rdf"] + "type"
SENTENCES = """
SELECT DISTINCT ?s ?p ?o ?text ?document WHERE {
  ?proposition dd:propositionSubject ?s ; dd:propositionPredicate ?p ; dd:propositionObject|dd:propositionValue ?o .
  ?claim dd:content ?proposition ; dd:evidence ?passage . ?passage dd:text ?text ; dd:passageOf ?document
} ORDER BY ?document ?text LIMIT 2"""
LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
MOST = 50
"""Clashes that are told; more than these have one cause."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Fact:
    """A plain triple about a thing."""

    subject: str
    predicate: str
    value: Term


@dataclass(frozen=True, slots=True)
class Kind:
    """A class, or one of several classes, that a fact puts a thing in, and the axiom by which it does."""

    classes: frozenset[str]
    fact: Fact
    axiom: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Facts that cannot hold together, and the axiom that forbids it."""

    facts: tuple[Fact, ...]
    axioms: tuple[str, ...]


def find_clashes(store: ox.Store, axioms: Axioms) -> Iterator[Clash]:
    """Find what contradicts an axiom on disjointness, functionality, symmetry or values, without a reasoner."""
    facts = [fact for fact in _facts(store) if fact.predicate == TYPE or fact.predicate in axioms.properties]
    kinds: dict[str, list[Kind]] = defaultdict(list)
    for fact in facts:
        for thing, kind in _kinds(fact, axioms):
            kinds[thing].append(kind)
    for thing in sorted(kinds):
        yield from _disjoint(_distinct(kinds[thing]), axioms)
    yield from _values(facts, axioms)
    yield from _forbidden(facts, kinds, axioms)


def _facts(store: ox.Store) -> Iterator[Fact]:
    for quad in store:
        if isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith(DD):
            value = quad.object
            if isinstance(value, ox.NamedNode | ox.BlankNode | ox.Literal):
                yield Fact(quad.subject.value, quad.predicate.value, value)


def _kinds(fact: Fact, axioms: Axioms) -> Iterator[tuple[str, Kind]]:
    value = fact.value
    if fact.predicate == TYPE:
        if isinstance(value, ox.NamedNode) and value.value in axioms.labels:
            yield fact.subject, Kind(frozenset((value.value,)), fact, "")
        return
    for above in axioms.above(fact.predicate):
        if above in axioms.domains:
            yield fact.subject, Kind(axioms.domains[above], fact, axioms.domain_in_words(fact.predicate, above))
        if above in axioms.ranges and isinstance(value, ox.NamedNode):
            yield value.value, Kind(axioms.ranges[above], fact, axioms.range_in_words(fact.predicate, above))


def _distinct(kinds: Iterable[Kind]) -> list[Kind]:
    """Keep one fact for each class: the first, types before what follows from properties."""
    seen: dict[frozenset[str], Kind] = {}
    for kind in sorted(kinds, key=lambda kind: (kind.fact.predicate != TYPE, kind.fact.predicate)):
        seen.setdefault(kind.classes, kind)
    return list(seen.values())


def _disjoint(kinds: list[Kind], axioms: Axioms) -> Iterator[Clash]:
    for number, one in enumerate(kinds):
        for two in kinds[number + 1 :]:
            if all(axioms.disjoint(a, b) for a in one.classes for b in two.classes):
                reasons = (one.axiom, two.axiom, axioms.disjoint_in_words(one.classes, two.classes))
                yield Clash(tuple(dict.fromkeys((one.fact, two.fact))), tuple(filter(None, reasons)))


def _values(facts: list[Fact], axioms: Axioms) -> Iterator[Clash]:
    """Find functional properties with two values that cannot be the same."""
    first: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.predicate not in axioms.functional:
            continue
        known = first.setdefault((fact.subject, fact.predicate), fact)
        if known.value != fact.value and axioms.different(known.value, fact.value):
            yield Clash((known, fact), (axioms.functional_in_words(fact.predicate),))


def _forbidden(facts: list[Fact], kinds: dict[str, list[Kind]], axioms: Axioms) -> Iterator[Clash]:
    """Find what irreflexive, asymmetric and disjoint properties, and values that a class must not have, forbid."""
    links = {(f.subject, f.predicate, f.value.value): f for f in facts if isinstance(f.value, ox.NamedNode)}
    for (subject, predicate, value), fact in links.items():
        if predicate in axioms.irreflexive and subject == value:
            yield Clash((fact,), (f"nothing {axioms.label(predicate)} itself",))
        turned = links.get((value, predicate, subject))
        if predicate in axioms.asymmetric and turned and subject < value:
            yield Clash((fact, turned), (f"'{axioms.label(predicate)}' never holds in both directions",))
        for other in axioms.disjoint_properties.get(predicate, ()):
            if (clashing := links.get((subject, other, value))) and predicate < other:
                words = f"nothing both {axioms.label(predicate)} and {axioms.label(other)} the same thing"
                yield Clash((fact, clashing), (words,))
        for kind in kinds.get(subject, ()):
            for name in kind.classes:
                if value in axioms.never.get((name, predicate), ()):
                    words = f"no {axioms.label(name)} has the {axioms.label(predicate)} '{axioms.label(value)}'"
                    yield Clash((kind.fact, fact), (words,))


def in_words(clash: Clash, store: ox.Store, axioms: Axioms) -> str:
    """Tell the facts, the sentences that they were read from, and the axiom."""
    facts = " and ".join(_fact_in_words(fact, store, axioms) for fact in clash.facts)
    return f"{facts}. But {'; '.join(clash.axioms)}."


def _fact_in_words(fact: Fact, store: ox.Store, axioms: Axioms) -> str:
    subject, value = _name(fact.subject, store), fact.value
    shown = _name(value.value, store) if isinstance(value, ox.NamedNode) else str(value.value)
    if fact.predicate == TYPE:
        said = f"{subject} is {axioms.a(value.value)}"
    else:
        said = f"{subject} has '{shown}' as its {axioms.label(fact.predicate)}"
    return said + "".join(f' (from "{text}", {document})' for text, document in _sentences(fact, store))


def _sentences(fact: Fact, store: ox.Store) -> Iterator[tuple[str, str]]:
    predicate = DD + "isOfKind" if fact.predicate == TYPE else fact.predicate
    terms: tuple[Term, ...] = (ox.NamedNode(fact.subject), ox.NamedNode(predicate), fact.value)
    given = {ox.Variable(name): term for name, term in zip("spo", terms, strict=True)}
    rows = store.query(SENTENCES, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=given)  # type: ignore[arg-type]
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        text, document = row["text"], row["document"]
        yield str(getattr(text, "value", text)), str(getattr(document, "value", document)).rsplit("/", 1)[-1]


def _name(iri: str, store: ox.Store) -> str:
    found = store.quads_for_pattern(ox.NamedNode(iri), LABEL, None, None)
    labels = sorted(quad.object.value for quad in found if isinstance(quad.object, ox.Literal))
    return labels[0] if labels else iri.rsplit("/", 1)[-1]


def judge(store: ox.Store, axioms: Axioms, name: str) -> Iterator[Finding]:
    """Give a finding for each clash of the graph, up to a number that shows the cause."""
    for number, clash in enumerate(find_clashes(store, axioms)):
        if number == MOST:
            yield Finding(Level.NOTE, name, "", f"There are more than {MOST} clashes; the rest is not told.", "clash")
            return
        yield Finding(Level.ERROR, name, clash.facts[0].subject, in_words(clash, store, axioms), "clash")


def check_store(folder: Path, store: Path, java: bool = True) -> list[Finding]:
    """Judge the current generation of a store: clashes in words first, then HermiT where there is Java."""
    from kg.checks.reason import reason_over

    try:
        generation = current(store)
        graph = generation.open()
    except StoreError as error:
        return [Finding(Level.ERROR, str(store), "", str(error), "store")]
    axioms = read_axioms(read_folder(folder))
    clashes = sorted(set(judge(graph, axioms, f"generation {generation.id}")))
    if java and not clashes:
        return list(reason_over(folder, graph, f"generation {generation.id}"))
    return clashes
