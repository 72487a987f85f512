"""Dereferencing, line by line of W3C's "Cool URIs for the Semantic Web", its best-practice recipes, and signposting."""

from __future__ import annotations

import re

import pytest
import rdflib
from flask.testing import FlaskClient

FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"


def links(response: object) -> str:
    return ", ".join(response.headers.getlist("Link"))  # type: ignore[attr-defined]


# Cool URIs, section 3: be on the Web, be unambiguous; section 4.2: 303 URIs


def test_a_thing_is_not_a_document_so_its_address_answers_303(site: FlaskClient) -> None:
    assert site.get("/id/state/AZE").status_code == 303


def test_a_browser_is_led_to_the_page(site: FlaskClient) -> None:
    answer = site.get("/id/state/AZE", headers={"Accept": BROWSER})
    assert answer.headers["Location"] == "/page/state/AZE"


@pytest.mark.parametrize(("extension", "media"), FORMATS.items())
def test_a_program_is_led_to_the_data_that_it_accepts(site: FlaskClient, extension: str, media: str) -> None:
    answer = site.get("/id/state/AZE", headers={"Accept": media})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/data/state/AZE.{extension}")


def test_quality_values_decide(site: FlaskClient) -> None:
    answer = site.get("/id/state/AZE", headers={"Accept": "text/html;q=0.3, text/turtle;q=0.8"})
    assert answer.headers["Location"] == "/data/state/AZE.ttl"


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("application/n-quads, application/trig;q=0.95, application/ld+json;q=0.9, text/turtle;q=0.6", "jsonld"),
        ("application/trig, */*;q=0.1", "trig"),
        ("application/trig;q=0.2, text/turtle;q=0.1", "trig"),
    ],
)
def test_named_graphs_go_only_to_who_clearly_prefers_them(site: FlaskClient, accept: str, extension: str) -> None:
    answer = site.get("/id/state/AZE", headers={"Accept": accept})
    assert answer.headers["Location"] == f"/data/state/AZE.{extension}"


def test_no_accept_means_the_page(site: FlaskClient) -> None:
    assert site.get("/id/state/AZE").headers["Location"] == "/page/state/AZE"


def test_what_nobody_offers_is_406_with_the_formats(site: FlaskClient) -> None:
    answer = site.get("/id/state/AZE", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_the_redirect_varies_by_accept(site: FlaskClient) -> None:
    assert "Accept" in site.get("/id/state/AZE").headers["Vary"]


def test_format_parameter_overrules_accept(site: FlaskClient) -> None:
    answer = site.get("/id/state/AZE?format=nt", headers={"Accept": BROWSER})
    assert answer.headers["Location"] == "/data/state/AZE.nt"


def test_format_parameter_takes_media_types_too(site: FlaskClient) -> None:
    assert site.get("/id/state/AZE?format=text/turtle").headers["Location"] == "/data/state/AZE.ttl"


def test_unknown_format_is_406(site: FlaskClient) -> None:
    assert site.get("/id/state/AZE?format=docx").status_code == 406


def test_extension_works_on_the_thing_itself(site: FlaskClient) -> None:
    assert site.get("/id/state/AZE.rdf").headers["Location"] == "/data/state/AZE.rdf"


def test_page_and_data_have_addresses_of_their_own(site: FlaskClient) -> None:
    assert site.get("/page/state/AZE").status_code == 200
    assert site.get("/data/state/AZE.ttl").status_code == 200


def test_data_without_extension_follows_accept(site: FlaskClient) -> None:
    answer = site.get("/data/state/AZE", headers={"Accept": "application/n-triples"})
    assert answer.mimetype == "application/n-triples"


def test_page_links_to_its_data_in_html(site: FlaskClient) -> None:
    assert (
        '<link rel="alternate" type="text/turtle" href="/data/state/AZE.ttl">'
        in site.get("/page/state/AZE").text
    )


def test_page_names_the_canonical_thing(site: FlaskClient) -> None:
    page = site.get("/page/state/AZE")
    assert '<link rel="canonical" href="https://w3id.org/defdip/id/state/AZE">' in page.text


# Signposting


@pytest.mark.parametrize("relation", ["describedby", "canonical", "license", "type"])
def test_page_is_signposted(site: FlaskClient, relation: str) -> None:
    assert f'rel="{relation}"' in links(site.get("/page/state/AZE"))


@pytest.mark.parametrize("relation", ["describes", "alternate", "license", "canonical"])
def test_data_is_signposted(site: FlaskClient, relation: str) -> None:
    assert f'rel="{relation}"' in links(site.get("/data/state/AZE.ttl"))


# Caching


@pytest.mark.parametrize(
    "path", ["/page/state/AZE", "/data/state/AZE.ttl", "/ontology", "/context.jsonld", "/"]
)
def test_what_did_not_change_is_304(site: FlaskClient, path: str) -> None:
    first = site.get(path)
    assert first.headers["ETag"]
    assert site.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_if_modified_since_works(site: FlaskClient) -> None:
    first = site.get("/data/state/AZE.ttl")
    again = site.get("/data/state/AZE.ttl", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert again.status_code == 304


def test_formats_have_different_etags(site: FlaskClient) -> None:
    found = {site.get(f"/data/state/AZE.{extension}").headers["ETag"] for extension in FORMATS}
    assert len(found) == len(FORMATS)


@pytest.mark.parametrize("path", ["/page/state/AZE", "/data/state/AZE.ttl", "/id/state/AZE"])
def test_head_says_what_get_says(site: FlaskClient, path: str) -> None:
    got, head = site.get(path), site.head(path)
    assert (head.status_code, head.headers.get("Content-Length"), head.data) == (
        got.status_code,
        got.headers.get("Content-Length"),
        b"",
    )


# Cool URIs do not change


def test_a_renamed_thing_leads_on_with_301(site: FlaskClient) -> None:
    answer = site.get("/id/base/old-name")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/id/prospect/base-tur-aze")


def test_a_renamed_things_data_leads_to_data(site: FlaskClient) -> None:
    assert site.get("/data/base/old-name.ttl").headers["Location"] == "/data/prospect/base-tur-aze.ttl"


def test_a_merged_thing_is_410_and_says_where_to(site: FlaskClient) -> None:
    answer = site.get("/page/base/merged")
    assert answer.status_code == 410
    assert 'href="/page/state/QAT"' in answer.text


def test_a_withdrawn_thing_is_410(site: FlaskClient) -> None:
    assert site.get("/id/base/withdrawn").status_code == 410


def test_an_unknown_thing_is_404_with_names_like_it(site: FlaskClient) -> None:
    answer = site.get("/id/state/azerbaijian")
    assert answer.status_code == 404
    assert 'href="/page/state/AZE"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/id/..%2f..%2fetc/passwd",
        "/id/%2e%2e/%2e%2e/pyproject.toml",
        "/data/../../kg/model.ttl",
        "/ontology/../../pyproject.toml",
        "/ontology/..%2f..%2fkg.ttl",
        "/page/state%2FAZE%00",
        "/page/%3Cscript%3E",
        "/id/state/AZE%20%7D%20DELETE",
        "/id/" + "x" * 4000,
        "/data/state/AZE.xyz",
        "/id/",
        "/page/state/AZE?page=0",
        "/page/state/AZE?page=99999",
        "/page/state/AZE?page=-1",
        "/page/state/AZE?page=١",
        "/data/state/AZE.ttl?page=1000",
        "/ontology.exe",
        "/pair/AZE/XYZ",
        "/panel/names.csv",
        "/panel/linked.exe?thing=x:y",
        "/panel/linked.csv",
        "/panel/linked.csv?thing=not an iri",
        "/browse?page=9999",
        "/browse?year=soon",
        "/browse?type=%3E%20%7D",
    ],
)
def test_games_with_addresses_end_in_404(site: FlaskClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_percent_encoded_slash_is_the_same_thing(site: FlaskClient) -> None:
    assert site.get("/page/state%2FAZE").status_code == 200


# The ontology


def test_term_iris_lead_to_the_ontology(site: FlaskClient) -> None:
    page = site.get("/ontology", headers={"Accept": BROWSER})
    assert 'id="MilitaryBase"' in page.text
    assert 'id="hostState"' in page.text


def test_protege_gets_rdf_xml(site: FlaskClient) -> None:
    answer = site.get("/ontology", headers={"Accept": PROTEGE})
    assert answer.mimetype == "application/rdf+xml"
    graph = rdflib.Graph().parse(data=answer.data, format="xml")
    base = rdflib.URIRef("https://w3id.org/defdip/ontology#MilitaryBase")
    assert (base, rdflib.RDF.type, rdflib.OWL.Class) in graph


@pytest.mark.parametrize("extension", ["ttl", "rdf", "nt", "jsonld"])
def test_the_ontology_is_the_same_in_all_formats(site: FlaskClient, extension: str) -> None:
    names = {"ttl": "turtle", "rdf": "xml", "nt": "nt", "jsonld": "json-ld"}
    graph = rdflib.Graph().parse(data=site.get(f"/ontology.{extension}").data, format=names[extension])
    turtle = rdflib.Graph().parse(data=site.get("/ontology.ttl").data, format="turtle")
    assert len(graph) == len(turtle)


def test_imported_modules_have_addresses(site: FlaskClient) -> None:
    assert site.get("/ontology/align", headers={"Accept": "text/turtle"}).status_code == 200


def test_a_version_leads_to_the_ontology(site: FlaskClient) -> None:
    assert site.get("/ontology/0.1.0").headers["Location"] == "/ontology"


# Behind a proxy


def test_behind_a_prefix_all_links_keep_it(site: FlaskClient) -> None:
    page = site.get("/page/state/AZE", base_url="http://localhost/graph").text
    own = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    assert own
    assert [link for link in own if not link.startswith("/graph/")] == []


def test_redirects_behind_a_prefix_keep_it(site: FlaskClient) -> None:
    answer = site.get("/id/state/AZE", base_url="http://localhost/graph")
    assert answer.headers["Location"] == "/graph/page/state/AZE"
    assert (
        site.get("/id/base/old-name", base_url="http://localhost/graph")
        .headers["Location"]
        .startswith("/graph/id/")
    )


# For robots


def test_robots_are_told_where_the_sitemap_is(site: FlaskClient) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in site.get("/robots.txt").text


def test_sitemap_lists_pages(site: FlaskClient) -> None:
    assert "sitemap.xml?page=1" in site.get("/sitemap.xml").text
    assert "<loc>http://localhost/page/state/AZE</loc>" in site.get("/sitemap.xml?page=1").text
