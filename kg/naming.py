"""Fillers of roles to nodes: who and what claims speak of, under the IRIs that things, reference data or names give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg import iris, vocab
from kg.identity import names_of, room
from kg.model import Document, Entity, Fact, Ref, Thing
from kg.reconcile import Reconciled
from kg.terms import Terms

PRESUPPOSED = ("Agent", "Place", "WeaponSystem", "CooperationField")
"""Classes of which naming something presupposes that it is there; a named agreement may be a plan."""
ONLY_CLAIMED = ("MilitarySite", "MilitaryBase", "Agreement", "Event", "EventSeries", "Office", "ConsultativeBody")


@dataclass(frozen=True)
class Names:
    """The nodes of all that the facts name."""

    terms: Terms
    world: Reconciled
    by_name: Mapping[tuple[str, str], tuple[Thing, ...]]
    labels: Mapping[str, str]
    """IRI of each entity to its most frequent name."""
    titles: Mapping[str, str]
    """IRI of each entity, series and thing to its label."""

    def node(self, named: Entity, document: str) -> ox.NamedNode:
        """Return the node of what an article names."""
        return ox.NamedNode(self.iri(named, document))

    def iri(self, named: Entity, document: str) -> str:
        """Return the IRI of what an article names: a thing of facts, reference data, or made of its name."""
        segment = room(named.kind, self.terms)
        if segment == "series":
            return self.world.place.series(named, document)
        things = self.by_name.get((segment, iris.slug(named.name)), ()) if self.only_claimed(named.kind) else ()
        if things:
            return min(things, key=lambda thing: (not _speaks_of(document, thing), thing.prospect, thing.iri)).iri
        return _iri(named, segment, self.terms)

    def called(self, iri: str) -> str:
        """Return what people call the node: its label, else its last path segment."""
        return self.titles.get(iri) or self.terms.titles.get(iri) or iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    def only_claimed(self, kind: str) -> bool:
        """Tell whether things of the kind are there only when a claim says so."""
        return any(self.terms.is_a(kind, name) for name in ONLY_CLAIMED)

    def describe(self, named: Entity, document: str) -> Iterator[ox.Quad]:
        """Yield what naming something says of it: its label, and its class when that is presupposed."""
        if named.iri:
            return
        node, graph = self.node(named, document), ox.NamedNode(iris.document_graph(document))
        yield ox.Quad(node, vocab.LABEL, english(self.labels.get(node.value, named.name)), graph)
        if self.only_claimed(named.kind) or not any(self.terms.is_a(named.kind, name) for name in PRESUPPOSED):
            return
        yield ox.Quad(node, vocab.TYPE, vocab.dd(named.kind), graph)
        yield from self._home(named, node)

    def _home(self, named: Entity, node: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield to which state a city or ministry belongs: background, not something that the article claims."""
        background = ox.NamedNode(iris.REFERENCE)
        if named.state and self.terms.is_a(named.kind, "Place"):
            yield ox.Quad(node, vocab.WITHIN_STATE, ox.NamedNode(iris.state(named.state)), background)
        if named.state and self.terms.is_a(named.kind, "GovernmentBody"):
            yield ox.Quad(node, vocab.ORGAN_OF, ox.NamedNode(iris.state(named.state)), background)

    def publisher(self, document: Document) -> Entity:
        """Return whose voice the article's own is: its outlet, or its author where no outlet is known."""
        if document.outlet:
            known = self.terms.outlets.get(document.outlet.lower(), "")
            return Entity("MediaOrganization", document.outlet, iri=known)
        return Entity("Agent", f"author of {document.title or document.id}", iri="", code=f"author of {document.id}")


def names(facts: Iterable[Fact], world: Reconciled, terms: Terms) -> Names:
    """Gather the names that the facts use."""
    by_name: dict[tuple[str, str], dict[str, Thing]] = defaultdict(dict)
    for thing in world.things:
        for fact in thing.facts:
            for name in names_of(fact):
                by_name[room(thing.kind, terms), iris.slug(name)][thing.iri] = thing
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for named in _entities(facts):
        counts[_iri(named, room(named.kind, terms), terms)][named.name] += 1
    labels = {
        iri: max(sorted(count), key=lambda name: (count[name], len(name))) for iri, count in sorted(counts.items())
    }
    titles = {**labels, **world.place.series_labels(), **{thing.iri: thing.label for thing in world.things}}
    return Names(terms, world, {key: tuple(found.values()) for key, found in by_name.items()}, labels, titles)


def _entities(facts: Iterable[Fact]) -> Iterator[Entity]:
    for fact in facts:
        for claim in fact.claims:
            yield from (voice for voice in (claim.speaker, claim.outlet) if voice)
        yield from (filler for fillers in fact.roles.values() for filler in fillers if isinstance(filler, Entity))


def _iri(named: Entity, segment: str, terms: Terms) -> str:
    if terms.is_a(named.kind, "GovernmentBody") and named.state and not named.iri:
        return iris.thing(segment, iris.slug(f"{named.name} {named.state}"))
    if segment == "agent" and named.code:
        return iris.thing(segment, iris.slug(named.code))
    return iris.entity(named, segment)


def _speaks_of(document: str, thing: Thing) -> bool:
    return any(fact.document == document for fact in thing.facts)


def referent(ref: Ref, document: str, world: Reconciled) -> Thing | None:
    """Return the thing of the same article that a filler points to."""
    return world.by_handle.get((document, ref.handle))


def english(text: str) -> ox.Literal:
    """Return a label or name as a literal."""
    return ox.Literal(text, language="en")
