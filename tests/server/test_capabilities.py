"""The endpoint describes itself, and what it holds, as RDF that is counted in the present state of the graph."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from tests.server.running import TOKEN, Running

PREFIXES = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#>
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX ex: <http://example.org/>
"""
PATHS = ["/sparql", "/.well-known/void"]
FORMATS = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig", "application/n-quads"]


def described(answer: httpx.Response) -> ox.Store:
    assert answer.status_code == 200, answer.text
    store = ox.Store()
    store.load(answer.content, format=ox.RdfFormat.from_media_type(answer.headers["Content-Type"].split(";")[0]))
    return store


def test_the_endpoint_without_a_query_describes_itself(endpoint: Running) -> None:
    with endpoint.client() as client:
        store = described(client.get("/sparql"))
    assert store.query(
        f"""{PREFIXES} ASK {{ <{endpoint.url}/sparql> a sd:Service ; sd:endpoint <{endpoint.url}/sparql> ;
        sd:supportedLanguage sd:SPARQL11Query , sd:SPARQL11Update ; sd:feature sd:UnionDefaultGraph ;
        sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON> ; sd:inputFormat <http://www.w3.org/ns/formats/Turtle> ;
        sd:defaultDataset [ sd:defaultGraph [ void:triples 8 ] ; sd:namedGraph [ sd:name ex:denials ; sd:graph [ void:triples 3 ] ] ] }}"""
    )


def test_what_the_server_does_not_do_is_not_in_its_description(plain: Running) -> None:
    with plain.client() as client:
        store = described(client.get("/sparql"))
    assert not store.query(f"{PREFIXES} ASK {{ ?s sd:feature sd:UnionDefaultGraph }}")
    assert not store.query(f"{PREFIXES} ASK {{ ?s sd:feature sd:BasicFederatedQuery }}")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("media", FORMATS)
def test_the_descriptions_come_in_every_syntax(endpoint: Running, path: str, media: str) -> None:
    with endpoint.client() as client:
        answer = client.get(path, headers={"Accept": media})
        turtle = described(client.get(path))
    assert answer.headers["Content-Type"].split(";")[0] == media
    assert len(described(answer)) == len(turtle) > 10


def test_a_browser_at_the_endpoint_is_led_to_the_query_page(endpoint: Running) -> None:
    with endpoint.client() as client:
        answer = client.get("/sparql", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/query")


def test_a_description_in_no_format_of_ours_is_406(endpoint: Running) -> None:
    with endpoint.client() as client:
        assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_the_data_are_described_with_void_and_dcat(endpoint: Running) -> None:
    with endpoint.client() as client:
        store = described(client.get("/.well-known/void"))
    assert store.query(
        f"""{PREFIXES} ASK {{ ?d a void:Dataset , dcat:Dataset ; void:triples 8 ; void:distinctSubjects 3 ;
        void:sparqlEndpoint <{endpoint.url}/sparql> ; dcterms:license ?licence ; dcterms:modified ?when ; dcterms:identifier ?generation ;
        void:propertyPartition [ void:property ex:in ; void:triples 3 ] ;
        dcat:distribution [ dcat:accessService [ dcat:endpointURL <{endpoint.url}/sparql> ; dcat:servesDataset ?d ] ] }}"""
    )


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_description_is_304(endpoint: Running, path: str) -> None:
    with endpoint.client() as client:
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_both_count_what_has_just_been_written(plain: Running) -> None:
    asked = f"{PREFIXES} SELECT ?n {{ ?x void:propertyPartition [ void:property <http://e/fresh> ; void:triples ?n ] }}"
    named = f"{PREFIXES} SELECT ?n {{ ?x sd:name <http://e/counted> ; sd:graph [ void:triples ?n ] }}"
    with plain.client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        client.post("/sparql", data={"update": "DROP ALL"}).raise_for_status()
        for number in (1, 2):
            update = f"INSERT DATA {{ GRAPH <http://e/counted> {{ <http://e/a> <http://e/fresh> {number} }} }}"
            client.post("/sparql", data={"update": update}).raise_for_status()
            for path, query in (("/.well-known/void", asked), ("/sparql", named)):
                found = [row["n"].value for row in described(client.get(path)).query(query)]  # type: ignore[union-attr, index]
                assert found == [str(number)]
