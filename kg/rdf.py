"""Claims to quads. The graph name of a quad says where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg import iris, vocab
from kg.claims import Assertion, Triple, assertions, entity_of, literal
from kg.model import Claim, Document, Entity, Fact, Filler, Span, Thing, TimeExpression
from kg.naming import Names, english
from kg.terms import local

DAY = len("2021-06-17")


def to_quads(document: Document, facts: Iterable[Fact], names: Names) -> Iterator[ox.Quad]:
    """Yield all that one article says, in its own graph."""
    writer = Writer(document, names)
    yield from writer.document_quads()
    own = list(facts)
    statements = [fact for fact in own if fact.kind == "Statement"]
    for fact in statements:
        yield from writer.statement_quads(fact)
    for fact in own:
        if fact.kind != "Statement":
            yield from writer.fact_quads(fact, statements)


def statement_iri(fact: Fact) -> str:
    """Return the IRI of the utterance that a Statement fact is about."""
    words = [str(filler) for role in ("speaker", "about") for filler in fact.roles.get(role, ())]
    return iris.statement(fact.document, fact.evidence.start, fact.evidence.end, *words)


class Writer:
    """Writes what one article says into its graph."""

    def __init__(self, document: Document, names: Names) -> None:
        self.document = document
        self.names = names
        self.graph = ox.NamedNode(iris.document_graph(document.id))
        self.node = ox.NamedNode(iris.document(document.id))
        self.publisher = names.publisher(document)
        self.published = (
            ox.Literal(f"{document.date.isoformat()}T00:00:00Z", datatype=vocab.DATE_TIME) if document.date else None
        )

    def _quad(self, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, predicate, value, self.graph)

    def document_quads(self) -> Iterator[ox.Quad]:
        """Yield the article itself: text, title, outlet, address, day."""
        title = self.document.title or self.document.id
        yield self._quad(self.node, vocab.TYPE, vocab.DOCUMENT)
        yield self._quad(self.node, vocab.LABEL, english(title))
        yield self._quad(self.node, vocab.TITLE, english(title))
        yield self._quad(self.node, vocab.DOCUMENT_TEXT, ox.Literal(self.document.text))
        yield self._quad(self.node, vocab.PUBLISHED_BY, self.names.node(self.publisher, self.document.id))
        yield from self.names.describe(self.publisher, self.document.id)
        if self.document.url:
            yield self._quad(self.node, vocab.URL, ox.Literal(self.document.url))
        if self.published is not None:
            yield self._quad(self.node, vocab.PUBLISHED_ON, self.published)

    def statement_quads(self, fact: Fact) -> Iterator[ox.Quad]:
        """Yield an utterance: who, through whom, about what, in which sentence."""
        node = ox.NamedNode(statement_iri(fact))
        speakers = [f for f in fact.roles.get("speaker", ()) if isinstance(f, Entity)]
        about = next((str(f) for f in fact.roles.get("about", ()) if isinstance(f, str)), "")
        yield self._quad(node, vocab.TYPE, vocab.STATEMENT)
        yield self._quad(
            node, vocab.LABEL, english(": ".join(filter(None, (speakers[0].name if speakers else "", about))))
        )
        for speaker in speakers:
            yield self._quad(node, vocab.SPEAKER, self.names.node(speaker, self.document.id))
            yield from self.names.describe(speaker, self.document.id)
        for outlet in [f for f in fact.roles.get("outlet", ()) if isinstance(f, Entity)] or [self.publisher]:
            yield self._quad(node, vocab.REPORTED_BY, self.names.node(outlet, self.document.id))
            yield from self.names.describe(outlet, self.document.id)
        yield from self._passage(node, fact.evidence)
        yield from (self._quad(node, *pair) for pair in _said_at(fact))
        for words in fact.roles.get("quotation", ()):
            yield self._quad(node, vocab.QUOTATION, ox.Literal(str(words)))
        yield from self._further(node, fact)

    def _further(self, node: ox.NamedNode, fact: Fact) -> Iterator[ox.Quad]:
        """Yield the roles of an utterance for which the ontology has a plain property."""
        for role, fillers in fact.roles.items():
            for filler in fillers:
                yield from self._plain(node, role, filler)

    def _plain(self, node: ox.NamedNode, role: str, filler: Filler) -> Iterator[ox.Quad]:
        terms = self.names.terms
        if isinstance(filler, str) and (concept := terms.concept(role, "Statement", filler)):
            yield self._quad(node, ox.NamedNode(concept[0]), ox.NamedNode(concept[1]))
        elif isinstance(filler, str | int) and (held := terms.carrier(role, "Statement", "")):
            yield self._quad(node, ox.NamedNode(held[0].iri), literal(filler))

    def fact_quads(self, fact: Fact, statements: list[Fact]) -> Iterator[ox.Quad]:
        """Yield a fact's claims, what they are about, and whom they name."""
        thing = self.names.world.by_handle[fact.document, fact.handle]
        yield from self._thing(thing)
        for assertion in assertions(fact, self.names):
            yield from self._proposition(assertion)
            yield from self._claim(assertion, statements)
        for role, fillers in fact.roles.items():
            for filler in fillers:
                if named := entity_of(role, thing.kind, filler, fillers, self.names):
                    yield from self.names.describe(named, self.document.id)

    def _thing(self, thing: Thing) -> Iterator[ox.Quad]:
        node = ox.NamedNode(thing.iri)
        yield self._quad(node, vocab.LABEL, english(thing.label))
        if thing.prospect:
            yield self._quad(node, vocab.TYPE, vocab.PROSPECT)
            if real := self.names.world.realized.get(thing.iri):
                yield self._quad(node, vocab.REALIZED_AS, ox.NamedNode(real))

    def _proposition(self, assertion: Assertion) -> Iterator[ox.Quad]:
        node = assertion.proposition
        subject, predicate, value = assertion.triple
        yield self._quad(node, vocab.TYPE, vocab.PROPOSITION)
        yield self._quad(node, vocab.SUBJECT, subject)
        yield self._quad(node, vocab.PREDICATE, predicate)
        yield self._quad(node, vocab.OBJECT if isinstance(value, ox.NamedNode) else vocab.VALUE, value)
        yield self._quad(node, vocab.LABEL, english(self._sentence(assertion.triple)))

    def _sentence(self, triple: Triple) -> str:
        subject, predicate, value = triple
        verb = self.names.terms.labels.get(local(predicate.value), local(predicate.value))
        return f"{self._called(subject)} {verb} {self._called(value)}"

    def _called(self, node: ox.NamedNode | ox.Literal) -> str:
        if isinstance(node, ox.Literal):
            return node.value
        return self.names.called(node.value)

    def _claim(self, assertion: Assertion, statements: list[Fact]) -> Iterator[ox.Quad]:
        claim, node = assertion.claim, ox.NamedNode(assertion.iri)
        voice = claim.speaker or self.publisher
        pairs: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
            (vocab.TYPE, vocab.CLAIM),
            (vocab.CONTENT, assertion.proposition),
            (vocab.MODALITY, vocab.MODALITIES[assertion.modality]),
            (vocab.POLARITY, vocab.POLARITIES[assertion.polarity]),
            (vocab.CLAIMED_BY, self.names.node(voice, self.document.id)),
            (vocab.RULE, ox.Literal(claim.rule)),
            (vocab.CONFIDENCE, ox.Literal(f"{claim.confidence:.3f}", datatype=vocab.DECIMAL)),
            (vocab.TRIGGER_START, ox.Literal(claim.trigger.start)),
            (vocab.TRIGGER_END, ox.Literal(claim.trigger.end)),
            (vocab.LABEL, english(f"{voice.name}: {self._sentence(assertion.triple)}")),
        ]
        if assertion.wording:
            pairs.append(
                (vocab.TIME_TEXT if self._is_time(assertion) else vocab.SOURCE_LABEL, ox.Literal(assertion.wording))
            )
        for predicate, value in (*pairs, *self._voices(claim, statements)):
            yield self._quad(node, predicate, value)
        yield from self._passage(node, claim.evidence)
        for named in (voice, claim.outlet):
            if named is not None:
                yield from self.names.describe(named, self.document.id)

    def _is_time(self, assertion: Assertion) -> bool:
        return isinstance(assertion.triple[2], ox.Literal)

    def _voices(self, claim: Claim, statements: list[Fact]) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
        """Yield who passed the speaker's words on, for whom the speaker speaks, and in which utterance."""
        if claim.speaker is None:
            if self.published is not None:
                yield vocab.CLAIMED_AT, self.published
            return
        if state := (claim.speaker.code if claim.speaker.kind == "State" else claim.speaker.state):
            yield vocab.ON_BEHALF_OF, ox.NamedNode(iris.state(state))
        made_in = [fact for fact in statements if self._utters(fact, claim)]
        for fact in made_in:
            yield vocab.MADE_IN, ox.NamedNode(statement_iri(fact))
            yield from _said_at(fact)
        through = [f for fact in made_in for f in fact.roles.get("outlet", ()) if isinstance(f, Entity)]
        outlet = claim.outlet or next(iter(through), self.publisher)
        yield vocab.REPORTED_BY, self.names.node(outlet, self.document.id)

    def _utters(self, fact: Fact, claim: Claim) -> bool:
        """Tell whether the claim is part of the utterance."""
        if claim.speaker is None or not fact.evidence.overlaps(claim.evidence):
            return False
        speaker = self.names.iri(claim.speaker, self.document.id)
        return any(
            isinstance(f, Entity) and self.names.iri(f, self.document.id) == speaker
            for f in fact.roles.get("speaker", ())
        )

    def _passage(self, node: ox.NamedNode, span: Span) -> Iterator[ox.Quad]:
        passage = ox.NamedNode(iris.passage(self.document.id, span))
        yield self._quad(node, vocab.EVIDENCE, passage)
        yield self._quad(passage, vocab.TYPE, vocab.PASSAGE)
        yield self._quad(passage, vocab.PASSAGE_OF, self.node)
        yield self._quad(passage, vocab.START, ox.Literal(span.start))
        yield self._quad(passage, vocab.END, ox.Literal(span.end))
        yield self._quad(passage, vocab.TEXT, ox.Literal(span.of(self.document.text)))
        yield self._quad(
            passage, vocab.LABEL, english(f"{self.document.title or self.document.id}, {span.start}-{span.end}")
        )


def _said_at(fact: Fact) -> Iterator[tuple[ox.NamedNode, ox.Literal]]:
    """Yield when an utterance was made, where its words tell the day."""
    for time in fact.roles.get("said_at", ()):
        if isinstance(time, TimeExpression) and len(time.value) == DAY:
            yield vocab.CLAIMED_AT, ox.Literal(f"{time.value}T00:00:00Z", datatype=vocab.DATE_TIME)


def series_quads(names: Names, mapping: Mapping[str, str] | None = None) -> Iterator[ox.Quad]:
    """Yield the labels of the event series that facts name; that they are series, accepted editions show."""
    graph = ox.NamedNode(iris.REFERENCE)
    for iri, label in sorted((mapping or names.world.place.series_labels()).items()):
        yield ox.Quad(ox.NamedNode(iri), vocab.LABEL, english(label), graph)
