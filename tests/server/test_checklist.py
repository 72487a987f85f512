"""The checklist of linked data, one test a line of `tests/cases/linked-data.csv`.

Sources: W3C's "Cool URIs for the Semantic Web", "Best Practice Recipes for Publishing RDF Vocabularies", "Best Practices
for Publishing Linked Data" (LDBP), "Data on the Web Best Practices" (DWBP) and VoID; the RFCs named; signposting.org.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from server import pace, resource
from server.app import create_app
from server.settings import Settings
from tests.server.graph import POSSIBLE_BASE
from tests.server.running import publish

CASES = Path(__file__).parents[1] / "cases" / "linked-data.csv"


def lines() -> Iterator[Any]:
    with CASES.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            yield pytest.param(line, id=f"{line['source']}: {line['says']}".replace(" ", "_"))


@pytest.mark.parametrize("line", list(lines()))
def test_line_of_the_checklist(site: FlaskClient, line: dict[str, str]) -> None:
    sent = Headers()
    for pair in filter(None, line["send"].split("|")):
        name, _, value = pair.partition(": ")
        if "{" in value:
            first = site.get(line["path"], headers=sent)
            value = value.format(etag=first.headers["ETag"], modified=first.headers["Last-Modified"])
        sent.add(name, value)
    answer = site.open(line["path"], method=line["method"], headers=sent)
    assert answer.status_code == int(line["status"])
    assert re.search(line["like"], "\n".join(answer.headers.getlist(line["header"])))
    assert line["header"] in answer.headers
    if line["body"]:
        assert re.search(line["body"], answer.text)


@contextmanager
def deciding(site: FlaskClient, **settings: object) -> Iterator[FlaskClient]:
    """Serve the same graph with other settings."""
    own: Settings = site.application.extensions["settings"]
    yield create_app(Settings(**{"store": own.store, "deadline": 60.0, **settings})).test_client()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path",
    ["/", "/page/state/AZE", "/data/state/AZE.ttl", "/id/state/AZE", "/browse", "/hosting", "/ontology", "/context.jsonld",
     "/robots.txt", "/sitemap.xml", "/.well-known/void", "/.well-known/api-catalog", "/query", "/suggest?q=az", "/id/nobody",
     "/panel/hosting.csv", "/static/site.css"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_carries_the_headers_of_get_and_no_body(site: FlaskClient, path: str, encoding: str) -> None:
    sent = {"Accept-Encoding": encoding}
    got, head = site.get(path, headers=sent), site.head(path, headers=sent)
    own = {"X-Request-Id", "Date"}
    assert (head.status_code, head.data) == (got.status_code, b"")
    assert [pair for pair in head.headers if pair[0] not in own] == [pair for pair in got.headers if pair[0] not in own]


def test_another_generation_has_another_etag(site: FlaskClient) -> None:
    engine = site.application.extensions["engine"]
    tag = site.get("/page/state/AZE").headers["ETag"]
    assert engine.generation in tag
    assert site.get("/page/state/AZE", headers={"If-None-Match": tag.replace(engine.generation, "0" * 16)}).status_code == 200


def test_a_compressed_page_is_the_page(site: FlaskClient) -> None:
    import gzip

    packed = site.get("/page/state/AZE", headers={"Accept-Encoding": "gzip"})
    plain = site.get("/page/state/AZE")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 3 < len(plain.data)


def test_a_storm_of_unknown_addresses_looks_no_names_up(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(site.application.extensions, "communique.lookups", pace.Pace(3, clock=lambda: 5.0))
    found = [site.get(f"/id/state/azerbaijian{at}") for at in range(6)]
    assert [answer.status_code for answer in found] == [404] * 6
    assert ["/page/state/AZE" in answer.text for answer in found] == [True] * 3 + [False] * 3
    assert resource.LOOKUPS > 3


def test_programs_that_meet_an_unknown_thing_cost_no_look_at_the_names(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(site.application.extensions, "communique.lookups", None)
    answer = site.get("/data/state/azerbaijian.ttl", headers={"Accept": "text/turtle"})
    assert answer.status_code == 404
    assert json.loads(answer.data)["status"] == 404


def test_the_operators_address_goes_before_that_of_the_request(site: FlaskClient) -> None:
    with deciding(site, base_iri="https://graph.example.org") as elsewhere:
        body = elsewhere.get("/data/state/AZE.jsonld").get_json(force=True)
        assert body["@context"] == "https://graph.example.org/context.jsonld"
        assert "Sitemap: https://graph.example.org/sitemap.xml" in elsewhere.get("/robots.txt").text
        assert "<loc>https://graph.example.org/page/state/AZE</loc>" in elsewhere.get("/sitemap.xml?page=1").text
        assert elsewhere.get("/id/state/AZE").headers["Location"] == "/page/state/AZE", "links on pages stay on this host"


def test_a_graph_under_another_base_has_pages_too(tmp_path: Path) -> None:
    base = "https://example.org/kg/"
    text = f"""@prefix dd: <https://w3id.org/defdip/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <{base}graph/accepted> {{ <{base}id/base/north> a dd:MilitaryBase ; rdfs:label "North Base"@en }}"""
    client = create_app(Settings(store=publish(tmp_path, text), canonical=base)).test_client()
    assert client.get("/id/base/north").headers["Location"] == "/page/base/north"
    assert f'<link rel="canonical" href="{base}id/base/north">' in client.get("/page/base/north").text
    assert [hit["href"] for hit in client.get("/suggest?q=north").get_json()] == ["/page/base/north"]
    assert "<loc>http://localhost/page/base/north</loc>" in client.get("/sitemap.xml?page=1").text


def test_articles_may_be_kept_to_their_sentences_by_a_setting(site: FlaskClient) -> None:
    with deciding(site, full_text=False) as elsewhere:
        page = elsewhere.get("/page/document/seed").text
    assert "do not let us show the whole text" in page
    assert "might one day open a base" in page
    assert "Erdogan spoke to Hurriyet" not in page


@pytest.mark.parametrize("path", ["/no/such/page", "/id/state/nobody", "/sparql?query=nonsense", "/id/base/withdrawn"])
def test_pages_of_errors_keep_a_proxys_prefix(site: FlaskClient, path: str) -> None:
    page = site.get(path, base_url="http://localhost/graph", headers={"Accept": "text/html"})
    assert page.status_code >= 400
    own = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
    assert own
    assert [link for link in own if not link.startswith("/graph/")] == []


def test_two_times_the_same_state_is_the_state(site: FlaskClient) -> None:
    assert site.get("/pair/AZE/AZE").headers["Location"] == "/page/state/AZE"


def test_each_page_of_a_crowded_thing_says_that_it_is_one_of_several(site: FlaskClient) -> None:
    assert "page=2" in site.get("/page/state/NRU").text
    assert "page=" not in site.get(f"/page/{POSSIBLE_BASE}").text
