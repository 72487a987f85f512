"""Every list leaves the site: as CSV, as JSON-LD, as the query that gives it."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest
from flask.testing import FlaskClient

from server import panels
from tests.server.graph import POSSIBLE_BASE


@pytest.mark.parametrize(
    "name",
    sorted({"linked", "about", "article_claims", "hosting", "items", "newest", "partners", "thing", "found"} & panels.names()),
)
def test_lists_leave_as_csv_and_json_ld(site: FlaskClient, name: str) -> None:
    thing = {"article_claims": "document/seed", "about": POSSIBLE_BASE}.get(name, "state/AZE")
    asked = f"?thing=https://w3id.org/defdip/id/{thing}" if "thing" in panels.parameters(name) else ""
    asked = "?q=azer" if name == "found" else asked
    table = site.get(f"/panel/{name}.csv{asked}")
    listed = json.loads(site.get(f"/panel/{name}.jsonld{asked}").data)
    assert table.mimetype == "text/csv"
    assert listed["numberOfItems"] == len(listed["itemListElement"]) > 0
    assert table.text.count("\r\n") == listed["numberOfItems"] + 1


def test_a_search_leaves_as_csv_and_json_ld_and_as_a_query_in_the_order_of_its_page(site: FlaskClient) -> None:
    page = site.get("/search?q=azer").text
    shown = re.findall(r'<a class="thing[^"]*" href="/page/([^"]+)"', page)
    assert len(shown) > 2
    assert 'href="/panel/found.csv?q=azer"' in page and 'href="/query?panel=found&amp;q=azer"' in page
    rows = list(csv.DictReader(io.StringIO(site.get("/panel/found.csv?q=azer").text)))
    assert [row["thing"].removeprefix("https://w3id.org/defdip/id/") for row in rows] == shown
    assert rows[0]["label"] == "Azerbaijan" and rows[0]["classes"].endswith("#State")
    query = html.unescape(re.search(r'<textarea[^>]*>(.*?)</textarea>', site.get("/query?panel=found&q=azer").text, re.S)[1])  # type: ignore[index]
    assert [row["thing"].value for row in site.application.extensions["engine"].select(query)] == [row["thing"] for row in rows]


def test_an_empty_list_still_has_its_columns(site: FlaskClient) -> None:
    assert site.get("/panel/found.csv?q=qqxxzzvv").text == "place,thing,label,classes,met\r\n"
    nothing = site.get("/panel/about.csv?thing=https://w3id.org/defdip/id/state/TUV").text
    assert nothing.startswith("claim,proposition,property,object,") and nothing.count("\r\n") == 1
    assert json.loads(site.get("/panel/found.jsonld?q=qqxxzzvv").data)["numberOfItems"] == 0


def test_a_search_without_words_has_nothing_to_download(site: FlaskClient) -> None:
    assert "/panel/" not in site.get("/search").text
    assert site.get("/panel/found.csv?q= ").status_code == site.get("/panel/found.rq").status_code == 404


def test_the_query_behind_a_list_gives_the_list(site: FlaskClient) -> None:
    asked = "?thing=https://w3id.org/defdip/id/state/AZE"
    query = site.get(f"/panel/linked.rq{asked}").text
    rows = site.application.extensions["engine"].select(query)
    assert len(rows) == site.get(f"/panel/linked.csv{asked}").text.count("\r\n") - 1


def test_the_query_page_opens_with_the_query_behind_a_list(site: FlaskClient) -> None:
    page = site.get("/query?panel=linked&thing=https://w3id.org/defdip/id/state/AZE").text
    assert "VALUES (?thing) { (&lt;https://w3id.org/defdip/id/state/AZE&gt;) }" in page
