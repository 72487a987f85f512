"""What the graph says of one thing, as RDF in any format, bounded and in pages."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from server.panels import Asks, Row, paged, text
from server.terms import DD, OWL, RDF_TYPE, RDFS, SKOS, Vocabulary

PAGE = 2_000
"""Triples to a page of a description."""
XHV = "http://www.w3.org/1999/xhtml/vocab#"
"""Link relations as RDF properties: next, prev and first mean here what they mean in a Link header."""
FOAF = "http://xmlns.com/foaf/0.1/"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "dd": DD,
    "rdfs": RDFS,
    "owl": OWL,
    "skos": SKOS,
    "xsd": XSD,
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "xhv": XHV,
    "foaf": FOAF,
}
SERIALISED = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
}


@dataclass(frozen=True)
class Description:
    """One page of a thing's quads."""

    thing: ox.NamedNode
    quads: tuple[ox.Quad, ...]
    page: int
    more: bool


def describe(engine: Asks, thing: ox.NamedNode, page: int = 1, size: int = PAGE) -> Description:
    """Ask for one page of the thing's description, in an order that does not change."""
    rows = engine.select(ordered("description", size + 1, (page - 1) * size), {"thing": thing})
    return Description(thing, tuple(_quads(rows[:size])), page, len(rows) > size)


def paging(found: Description, document: str) -> Iterator[ox.Quad]:
    """Say in RDF that the description is one page of several, and where the others are; nothing when it is whole.

    ``document`` is the address of the description without an extension, so that all formats say the same.
    """
    if found.page == 1 and not found.more:
        return
    own = _page(document, found.page)
    yield ox.Quad(own, ox.NamedNode(FOAF + "primaryTopic"), found.thing)
    said = f"Page {found.page} of what the graph says of this thing, {PAGE:,} triples to a page. "
    said += "More follows on the next page." if found.more else "This is the last page."
    yield ox.Quad(own, ox.NamedNode(RDFS + "comment"), ox.Literal(said, language="en"))
    yield ox.Quad(own, ox.NamedNode(XHV + "first"), _page(document, 1))
    if found.page > 1:
        yield ox.Quad(own, ox.NamedNode(XHV + "prev"), _page(document, found.page - 1))
    if found.more:
        yield ox.Quad(own, ox.NamedNode(XHV + "next"), _page(document, found.page + 1))


def _page(document: str, number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{document}?page={number}" if number > 1 else document)


def ordered(name: str, limit: int, offset: int) -> str:
    """Return the panel's query with the order that paging needs."""
    return paged(f"{text(name)}ORDER BY ?subject ?property ?value ?graph\n", limit, offset)


def _quads(rows: Iterable[Row]) -> Iterable[ox.Quad]:
    seen = set()
    for row in rows:
        subject, property_, graph = row["subject"], row["property"], row.get("graph")
        if isinstance(subject, ox.Literal) or not isinstance(property_, ox.NamedNode):
            continue
        quad = ox.Quad(
            subject, property_, row["value"], graph if isinstance(graph, ox.NamedNode) else ox.DefaultGraph()
        )
        if quad not in seen:
            seen.add(quad)
            yield quad


def serialise(quads: Sequence[ox.Quad], extension: str, context: str, vocabulary: Vocabulary) -> bytes:
    """Write quads in the format of a file extension; only TriG keeps the graphs' names."""
    if extension == "trig":
        return ox.serialize(quads, format=SERIALISED[extension], prefixes=PREFIXES) or b""
    triples = list(dict.fromkeys(quad.triple for quad in quads))
    if extension == "jsonld":
        return json.dumps(compacted(triples, context, vocabulary), ensure_ascii=False, indent=1).encode()
    prefixes = PREFIXES if extension in ("ttl", "rdf") else None
    return ox.serialize(triples, format=SERIALISED[extension], prefixes=prefixes) or b""


def context(vocabulary: Vocabulary) -> dict[str, object]:
    """Return the JSON-LD context: our terms by their local names, typed as the ontology types them."""
    made: dict[str, object] = {**PREFIXES, "id": "@id", "type": "@type"}
    made |= {
        "label": RDFS + "label",
        "altLabel": SKOS + "altLabel",
        "sameAs": {"@id": OWL + "sameAs", "@type": "@id"},
    }
    for entry in vocabulary.entries.values():
        if entry.iri == DD + entry.name and entry.name not in made:
            made[entry.name] = _definition(entry.iri, entry.kind, entry.all(RDFS + "range"))
    return made


def _definition(iri: str, kind: str, ranges: Sequence[str]) -> object:
    if kind == "object property":
        return {"@id": iri, "@type": "@id"}
    # Only types whose values keep their form as a JSON string; numbers and booleans stay value objects.
    if kind == "data property" and list(ranges) == [XSD + "dateTime"]:
        return {"@id": iri, "@type": XSD + "dateTime"}
    return iri


def compacted(triples: Iterable[ox.Triple], context_url: str, vocabulary: Vocabulary) -> dict[str, object]:
    """Write triples as JSON-LD under our context: one node a subject, terms by their short names."""
    terms = context(vocabulary)
    short = {
        _iri_of(value): name
        for name, value in terms.items()
        if _iri_of(value).startswith((DD, RDFS, SKOS, OWL))
    }
    nodes: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        subject, property_ = _name(triple.subject), triple.predicate.value
        if property_ == RDF_TYPE and isinstance(triple.object, ox.NamedNode):
            nodes[subject]["type"].append(triple.object.value)
            continue
        name = short.get(property_, property_)
        nodes[subject][name].append(_value(triple.object, terms.get(name)))
    graph = [
        {"id": subject} | {key: _single(found) for key, found in own.items()}
        for subject, own in nodes.items()
    ]
    return {"@context": context_url, "@graph": graph}


def _iri_of(definition: object) -> str:
    found = definition.get("@id", "") if isinstance(definition, dict) else definition
    return str(found) if len(str(found)) > 8 and str(found) not in PREFIXES.values() else ""


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _single(found: list[object]) -> object:
    return found[0] if len(found) == 1 else found


def _value(term: object, definition: object) -> object:
    coerced = definition.get("@type") if isinstance(definition, Mapping) else None
    if not isinstance(term, ox.Literal):
        return _name(term) if coerced == "@id" else {"id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    if coerced and datatype == coerced:
        return term.value
    if datatype == XSD + "string":
        return {"@value": term.value} if coerced else term.value
    return {"@value": term.value, "@type": datatype}


def removed(rows: Iterable[Row]) -> tuple[bool, str]:
    """Tell from the panel ``thing`` whether the thing is withdrawn, and what has come in its place.

    ``owl:deprecated true`` withdraws it; ``dcterms:isReplacedBy`` names its successor. A successor without
    the withdrawal is a mere new name.
    """
    values = {row["property"].value: row["value"].value for row in rows}
    return values.get(OWL + "deprecated") == "true", values.get("http://purl.org/dc/terms/isReplacedBy", "")
