"""Why a sentence gave a claim, or did not: what was understood, which entry fired, what reached the graph."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg import iris, vocab
from kg.accept import accept
from kg.annotate import annotate
from kg.assembly import name_all
from kg.extract import extract
from kg.lexicon import Lexicon, load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Claim, Document, Entity, Fact, Linked, Ref, TimeExpression
from kg.naming import Names
from kg.ontology import PREFIXES, Ontology
from kg.rdf import to_quads
from kg.records import factuality


def explain(document: Document, ontology: Ontology) -> Iterator[str]:
    """Yield the lines that explain what becomes of a text, from words to quads."""
    lexicon = load_lexicon(ontology)
    linked = link(annotate(document, lexicon=lexicon), lexicon)
    claims = list(extract(linked, lexicon))
    facts = merge(claims)
    names = name_all(facts, ontology)
    yield from _understood(linked)
    yield from _claims(claims, document)
    if not any(fact.kind != "Statement" for fact in facts):
        yield from _why_not(linked, lexicon)
    yield from _facts(facts, names)
    yield from _quads(document, facts, names, ontology)


def _understood(linked: Linked) -> Iterator[str]:
    annotation = linked.annotation
    yield "Words"
    for sentence in annotation.sentences:
        tokens = annotation.doc[sentence.first : sentence.last]
        yield "  " + " ".join(f"{token.text}/{token.dep_}" for token in tokens if not token.is_space)
    yield "Mentions" if linked.mentions else "Mentions: none"
    for mention in linked.mentions:
        known = mention.entity.iri or "not in the reference data"
        words = " ".join(mention.span.of(annotation.document.text).split())
        yield f"  “{words}” is {_shown(mention.entity)}, a {mention.entity.kind}, by {mention.form} ({known})"
    for time in annotation.times:
        yield f"  “{time.text}” is {time.value}"


def _claims(claims: list[Claim], document: Document) -> Iterator[str]:
    yield "Claims" if claims else "Claims: none"
    for claim in claims:
        voice = f", says {_shown(claim.speaker)}" if claim.speaker else ""
        through = f", through {_shown(claim.outlet)}" if claim.outlet else ""
        words = " ".join(claim.trigger.of(document.text).split())
        manner = ", ".join(filter(None, (claim.modality.value, claim.polarity.value, claim.status)))
        yield f"  {claim.rule}: {claim.kind} from “{words}”: {manner} ({claim.confidence:.2f}){voice}{through}"
        for role, fillers in claim.roles.items():
            yield f"    {role}: {', '.join(_shown(filler) for filler in fillers)}"


def _why_not(linked: Linked, lexicon: Lexicon) -> Iterator[str]:
    """Yield which words an entry knows that gave no claim here."""
    doc = linked.annotation.doc
    nouns = {noun.lemma_.lower() for noun in doc if noun.pos_ in ("NOUN", "PROPN")}
    verbs = {verb.lemma_.lower() for verb in doc if verb.pos_ == "VERB"}
    known_nouns = sorted(nouns & {word for words in lexicon.frames.nouns for word in _parts(words)})
    known_verbs = sorted(verbs & {word for words in lexicon.frames.predicates for word in _parts(words)})
    yield "Why nothing"
    if not known_nouns and not known_verbs:
        yield "  no word here evokes anything that the lexicon knows (ontology/lexicon)"
        return
    if known_nouns:
        yield f"  these nouns can evoke a thing: {', '.join(known_nouns)}"
    if known_verbs:
        yield f"  these verbs can evoke one: {', '.join(known_verbs)}"
    if not linked.mentions:
        yield "  but nobody is named who could take part in it"
    else:
        yield "  but their frames found no filler that they must have, or the certainty of the clause is unclear"


def _parts(words: object) -> tuple[str, ...]:
    return (
        (words,) if isinstance(words, str) else tuple(str(word) for word in words) if isinstance(words, tuple) else ()
    )


def _facts(facts: list[Fact], names: Names) -> Iterator[str]:
    for fact in facts:
        thing = names.world.by_handle.get((fact.document, fact.handle))
        if thing is not None:
            what = "a prospect, no plain fact" if thing.prospect else "a thing that is there"
            yield f"Fact: {thing.label} is {what} <{thing.iri}>; in records: {factuality(fact, names.terms)}"


def _quads(document: Document, facts: list[Fact], names: Names, ontology: Ontology) -> Iterator[str]:
    store = ox.Store()
    store.extend(to_quads(document, facts, names))
    accept(store, ontology.folder)
    for title, graph in (("Quads of the article", iris.document_graph(document.id)), ("Accepted facts", iris.ACCEPTED)):
        triples = sorted((q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))), key=str)
        shown = [triple for triple in triples if triple.predicate not in (vocab.DOCUMENT_TEXT, vocab.TITLE)]
        yield f"{title}: {'none' if not shown else len(shown)}"
        if shown:
            turtle = ox.serialize(shown, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
            yield from (f"  {line}" for line in turtle.decode().splitlines() if not line.startswith("@prefix"))


def _shown(filler: object) -> str:
    if isinstance(filler, Entity):
        return filler.short if filler.short == filler.name else f"{filler.name} ({filler.code})"
    if isinstance(filler, TimeExpression):
        return filler.value
    return f"the {filler.handle.split('@')[0]} above" if isinstance(filler, Ref) else str(filler)
