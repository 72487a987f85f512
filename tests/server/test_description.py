"""Descriptions: equal in all formats, bounded, complete over their pages, clean JSON-LD."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic

from tests.server.graph import POSSIBLE_BASE

RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
THINGS = [POSSIBLE_BASE, "document/seed", "state/QAT", "agreement/shusha-declaration", "person/ilham-aliyev"]


XHV = "http://www.w3.org/1999/xhtml/vocab#"
PAGING = ("primaryTopic", "comment", "first", "prev", "next")
"""What a page of a description says of itself."""


def page_of(site: FlaskClient, number: int, extension: str) -> rdflib.Graph:
    return parsed(site, "state/NRU", extension, f"?page={number}")


def parsed(site: FlaskClient, path: str, extension: str, query: str = "") -> rdflib.Graph:
    text = site.get(f"/data/{path}.{extension}{query}").text
    if extension == "jsonld":
        # The context's address is of this test's host: put what it answers in its place.
        body = json.loads(text)
        assert body["@context"] == "http://localhost/context.jsonld"
        text = json.dumps(body | site.get("/context.jsonld").get_json(force=True))
    return rdflib.Graph().parse(data=text, format=RDFLIB[extension])


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize("extension", ["nt", "rdf", "jsonld"])
def test_all_formats_say_the_same(site: FlaskClient, path: str, extension: str) -> None:
    assert isomorphic(parsed(site, path, "ttl"), parsed(site, path, extension))


@pytest.mark.parametrize("path", THINGS)
def test_trig_says_the_same_and_names_the_graphs(site: FlaskClient, path: str) -> None:
    quads = list(ox.parse(site.get(f"/data/{path}.trig").data, format=ox.RdfFormat.TRIG))
    turtle = {
        quad.triple for quad in ox.parse(site.get(f"/data/{path}.ttl").data, format=ox.RdfFormat.TURTLE)
    }
    assert {quad.triple for quad in quads} == turtle
    assert all(quad.graph_name.value.startswith("https://w3id.org/defdip/graph/") for quad in quads)


def test_a_prospects_description_holds_its_claims_but_no_base(site: FlaskClient) -> None:
    graph = parsed(site, POSSIBLE_BASE, "ttl")
    dd = rdflib.Namespace("https://w3id.org/defdip/ontology#")
    thing = rdflib.URIRef(f"https://w3id.org/defdip/id/{POSSIBLE_BASE}")
    assert (thing, rdflib.RDF.type, dd.Prospect) in graph
    assert (thing, rdflib.RDF.type, dd.MilitaryBase) not in graph
    assert (None, dd.modality, dd.Possible) in graph


def test_a_crowded_description_comes_in_pages_that_make_the_whole(site: FlaskClient) -> None:
    found: set[ox.Triple] = set()
    sizes, path = [], "/data/state/NRU"
    while path:
        answer = site.get(path, headers={"Accept": "application/n-triples"})
        triples = {quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)}
        sizes.append(len(triples))
        found |= triples
        linked = [link for link in answer.headers.getlist("Link") if 'rel="next"' in link]
        within = [t.object.value for t in triples if t.predicate.value == XHV + "next"]
        assert len(linked) == len(within) <= 1, "the header and the RDF agree"
        path = within[0].removeprefix("http://localhost") if within else ""
    assert any("This is the last page" in t.object.value for t in triples)
    assert max(sizes) <= 2_000 + len(PAGING)
    contents = {t for t in found if t.predicate.value.endswith("#content")}
    assert len(contents) == 10_000


@pytest.mark.parametrize("extension", ["nt", "rdf", "jsonld"])
def test_a_page_of_a_description_says_the_same_of_itself_in_all_formats(site: FlaskClient, extension: str) -> None:
    assert isomorphic(page_of(site, 2, "ttl"), page_of(site, 2, extension))


def test_a_description_says_in_rdf_that_it_goes_on_and_where(site: FlaskClient) -> None:
    first, xhv = page_of(site, 1, "ttl"), rdflib.Namespace(XHV)
    own, second = rdflib.URIRef("http://localhost/data/state/NRU"), rdflib.URIRef("http://localhost/data/state/NRU?page=2")
    assert (own, xhv.next, second) in first
    assert (own, rdflib.FOAF.primaryTopic, rdflib.URIRef("https://w3id.org/defdip/id/state/NRU")) in first
    assert "More follows" in str(first.value(own, rdflib.RDFS.comment))
    assert (second, xhv.prev, own) in page_of(site, 2, "ttl")


def test_a_whole_description_says_nothing_of_pages(site: FlaskClient) -> None:
    assert not [p for p in parsed(site, "state/AZE", "ttl").predicates() if "xhtml" in p]


def test_the_context_uses_our_names_for_our_terms(site: FlaskClient) -> None:
    context = site.get("/context.jsonld").get_json(force=True)["@context"]
    assert context["hostState"] == {"@id": "https://w3id.org/defdip/ontology#hostState", "@type": "@id"}


def test_json_ld_reads_like_json(site: FlaskClient) -> None:
    body = json.loads(site.get("/data/state/AZE.jsonld").data)
    node = next(node for node in body["@graph"] if node["id"].endswith("/state/AZE"))
    assert node["isoCode"] == "AZE"


def test_programs_elsewhere_may_fetch_the_context(site: FlaskClient) -> None:
    assert site.get("/context.jsonld").headers["Access-Control-Allow-Origin"] == "*"
