"""Names and words that want to do harm, in pages, searches and data."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.server.graph import HOSTILE, HOSTILE_KINDS


def hostile_pages() -> list[str]:
    bases = [f"/page/base/hostile-{at}" for at in range(len(HOSTILE))]
    claims = [f"/page/claim/hostile-{at}" for at in range(0, len(HOSTILE), 4)]
    rest = ["/page/state/AZE", "/page/document/hostile", "/hosting", "/browse?type=MilitaryBase&state=AZE", "/search?q=script", "/browse", "/ontology", "/browse?type=Agreement",
            "/search?q=" + "<script>alert(9)</script>", "/", "/pair/AZE/TUR", "/query?query=</textarea><script>alert(8)</script>"]  # fmt: skip
    others = [f"/page/{kind}/hostile" for kind in HOSTILE_KINDS] + [f"/page/claim/hostile-{kind}" for kind in HOSTILE_KINDS]
    return [*bases, *claims, *others, *rest]


@pytest.mark.parametrize("path", hostile_pages())
def test_hostile_names_do_no_harm(hostile_site: FlaskClient, path: str) -> None:
    answer = hostile_site.get(path)
    page = answer.text
    assert answer.status_code == 200
    assert re.findall(r"<script(?![^>]*(?:src=\"/static|application/(?:ld\+)?json))", page) == []
    assert "<img" not in page
    assert "<b>bold" not in page
    assert re.findall(r'(?:href|src|action)="\s*javascript:', page, re.I) == []
    assert "49" not in re.findall(r"<h1[^>]*>.*?</h1>", page, re.S)[0]
    for block in re.findall(r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', page, re.S):
        json.loads(block)


@pytest.mark.parametrize("path", ["/page/base/hostile-5", "/page/state/AZE", "/hosting"])
def test_a_name_of_100_kilobytes_does_not_fill_the_page(hostile_site: FlaskClient, path: str) -> None:
    assert hostile_site.get(path).text.count("Long Long Long Long Long Long Long") < 80
    assert len(hostile_site.get(path).data) < 400_000


def test_direction_marks_do_not_leave_their_name(hostile_site: FlaskClient) -> None:
    page = hostile_site.get("/page/base/hostile-4").text
    heads = re.findall(r"<title>.*?</title>|<h1>.*?</h1>", page, re.S)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", "".join(heads))


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nt", "rdf", "trig"])
@pytest.mark.parametrize("at", range(len(HOSTILE)))
def test_hostile_names_survive_in_the_data(hostile_site: FlaskClient, at: int, extension: str) -> None:
    answer = hostile_site.get(f"/data/base/hostile-{at}.{extension}")
    assert answer.status_code == 200
    if extension == "rdf" and "\x01" not in HOSTILE[at]:
        ElementTree.fromstring(answer.data)


def test_a_spreadsheet_gets_no_formula(hostile_site: FlaskClient) -> None:
    text = hostile_site.get("/panel/hosting.csv").text
    assert "'=HYPERLINK" in text
    assert not re.search(r"(^|,)\"?=HYPERLINK", text, re.M)


def test_hostile_sitemap_is_still_xml(hostile_site: FlaskClient) -> None:
    ElementTree.fromstring(hostile_site.get("/sitemap.xml?page=1").data)


@pytest.mark.parametrize("asked", ['"} DROP ALL #', "<script>", "\u202e", "a" * 10_000, "\x00"])
def test_hostile_words_of_a_search_stay_words(hostile_site: FlaskClient, asked: str) -> None:
    answer = hostile_site.get("/panel/found.rq", query_string={"q": asked})
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:
        hostile_site.application.extensions["engine"].select(answer.text)


def test_names_that_a_search_met_do_not_end_its_query(hostile_site: FlaskClient) -> None:
    rows = hostile_site.application.extensions["engine"].select(hostile_site.get("/panel/found.rq?q=script").text)
    assert any("<script>" in row["met"].value for row in rows)
