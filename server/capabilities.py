"""What the endpoint can do and what it holds: Service Description, VoID and DCAT of the current generation."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from server.engine import Engine, Row
from server.worker import GRAPHS

QUERIES = Path(__file__).parent / "queries"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SPACES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "formats": "http://www.w3.org/ns/formats/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML", "JSON-LD",
)  # fmt: skip
LICENCE = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
Subject = ox.NamedNode | ox.BlankNode
LOCK = threading.Lock()
COUNTED: WeakKeyDictionary[Engine, tuple[str, list[Row], Row]] = WeakKeyDictionary()


def term(name: str) -> ox.NamedNode:
    """Return the IRI of a name such as ``sd:Service``."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(SPACES[prefix] + local)


def service(engine: Engine, endpoint: str, media: str) -> bytes:
    """Return the Service Description of the endpoint."""
    return _written(_service(engine, endpoint), media)


def void(engine: Engine, endpoint: str, media: str) -> bytes:
    """Return the VoID and DCAT description of the data."""
    return _written(_void(engine, endpoint), media)


def _written(triples: Iterable[ox.Triple], media: str) -> bytes:
    data = ox.serialize(triples, format=GRAPHS[media], prefixes=SPACES)
    assert data is not None
    return data


def _service(engine: Engine, endpoint: str) -> Iterator[ox.Triple]:
    settings = engine.settings
    me = ox.NamedNode(endpoint)
    yield ox.Triple(me, RDF_TYPE, term("sd:Service"))
    yield ox.Triple(me, term("sd:endpoint"), me)
    yield ox.Triple(me, term("sd:supportedLanguage"), term("sd:SPARQL11Query"))
    if settings.tokens:
        yield ox.Triple(me, term("sd:supportedLanguage"), term("sd:SPARQL11Update"))
    for name in FORMATS:
        yield ox.Triple(me, term("sd:resultFormat"), term(f"formats:{name}"))
    for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD") if settings.tokens else ():
        yield ox.Triple(me, term("sd:inputFormat"), term(f"formats:{name}"))
    if settings.union_default_graph:
        yield ox.Triple(me, term("sd:feature"), term("sd:UnionDefaultGraph"))
    if settings.services:
        yield ox.Triple(me, term("sd:feature"), term("sd:BasicFederatedQuery"))
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    yield ox.Triple(me, term("sd:defaultDataset"), dataset)
    yield ox.Triple(dataset, RDF_TYPE, term("sd:Dataset"))
    yield ox.Triple(dataset, term("sd:defaultGraph"), default)
    yield ox.Triple(default, RDF_TYPE, term("sd:Graph"))
    yield from _size(default, engine.board.quads)
    yield from _graphs(dataset, counted(engine)[0])


def _graphs(dataset: Subject, rows: list[Row]) -> Iterator[ox.Triple]:
    for number, row in enumerate(row for row in rows if "graph" in row):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        name = row["graph"]
        assert isinstance(name, ox.NamedNode | ox.BlankNode)
        yield ox.Triple(dataset, term("sd:namedGraph"), named)
        yield ox.Triple(named, RDF_TYPE, term("sd:NamedGraph"))
        yield ox.Triple(named, term("sd:name"), name)
        yield ox.Triple(named, term("sd:graph"), graph)
        yield ox.Triple(graph, RDF_TYPE, term("sd:Graph"))
        yield ox.Triple(graph, term("void:triples"), row["triples"])


def _size(subject: Subject, triples: int) -> Iterator[ox.Triple]:
    yield ox.Triple(subject, term("void:triples"), ox.Literal(triples))


def _void(engine: Engine, endpoint: str) -> Iterator[ox.Triple]:
    rows, totals = counted(engine)
    me = ox.NamedNode(urljoin(endpoint, ".well-known/void#graph"))
    for kind in ("void:Dataset", "dcat:Dataset"):
        yield ox.Triple(me, RDF_TYPE, term(kind))
    title = "Communiqué: what news says about defence diplomacy"
    yield ox.Triple(me, term("dcterms:title"), ox.Literal(title, language="en"))
    yield ox.Triple(me, term("dcterms:license"), LICENCE)
    yield ox.Triple(me, term("dcterms:identifier"), ox.Literal(engine.generation))
    yield ox.Triple(
        me, term("dcterms:modified"), ox.Literal(engine.published.isoformat(), datatype=term("xsd:dateTime"))
    )
    yield ox.Triple(me, term("foaf:homepage"), ox.NamedNode(urljoin(endpoint, ".")))
    yield ox.Triple(me, term("void:sparqlEndpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(me, term("void:uriSpace"), ox.Literal(engine.settings.canonical + "id/"))
    yield ox.Triple(me, term("void:vocabulary"), ox.NamedNode(engine.settings.canonical + "ontology#"))
    yield from _size(me, engine.board.quads)
    for name, variable in (
        ("distinctSubjects", "subjects"),
        ("distinctObjects", "objects"),
        ("documents", "documents"),
    ):
        yield ox.Triple(me, term(f"void:{name}"), totals[variable])
    yield from _partitions(me, rows)
    yield from _distribution(me, endpoint)


def _partitions(me: ox.NamedNode, rows: list[Row]) -> Iterator[ox.Triple]:
    counts = {"class": 0, "property": 0}
    for row in rows:
        for kind in counts:
            named = row.get(kind)
            if not isinstance(named, ox.NamedNode):
                continue
            part = ox.BlankNode(f"{kind}{counts[kind]}")
            counts[kind] += 1
            yield ox.Triple(me, term(f"void:{kind}Partition"), part)
            yield ox.Triple(part, term(f"void:{kind}"), named)
            yield ox.Triple(
                part, term("void:entities" if kind == "class" else "void:triples"), row["triples"]
            )
    yield ox.Triple(me, term("void:classes"), ox.Literal(counts["class"]))
    yield ox.Triple(me, term("void:properties"), ox.Literal(counts["property"]))


def _distribution(me: ox.NamedNode, endpoint: str) -> Iterator[ox.Triple]:
    access, service_ = ox.BlankNode("access"), ox.BlankNode("service")
    yield ox.Triple(me, term("dcat:distribution"), access)
    yield ox.Triple(access, RDF_TYPE, term("dcat:Distribution"))
    yield ox.Triple(access, term("dcat:accessURL"), ox.NamedNode(endpoint))
    yield ox.Triple(access, term("dcat:accessService"), service_)
    yield ox.Triple(service_, RDF_TYPE, term("dcat:DataService"))
    yield ox.Triple(service_, term("dcat:endpointURL"), ox.NamedNode(endpoint))
    yield ox.Triple(service_, term("dcat:servesDataset"), me)


def counted(engine: Engine) -> tuple[list[Row], Row]:
    """Return the counts of the current generation, made once for each."""
    generation = engine.generation
    with LOCK:
        if COUNTED.get(engine, ("",))[0] != generation:
            rows = engine.select((QUERIES / "void.rq").read_text(encoding="utf-8"))
            totals = engine.select((QUERIES / "void_totals.rq").read_text(encoding="utf-8"))[0]
            COUNTED[engine] = generation, rows, totals
        return COUNTED[engine][1:]
