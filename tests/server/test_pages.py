"""What pages show: a prospect as a prospect everywhere, every fact with its source, nothing that harms."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.settings import Settings
from server.terms import PROSPECT
from tests.server.conftest import forget_overviews
from tests.server.graph import POSSIBLE_BASE

PAGES = [
    "/", "/search?q=azer", "/browse", "/browse?type=MilitaryBase", "/browse?type=Document", "/browse?type=Person", "/hosting", "/pair/AZE/TUR", "/query", "/reading",
    "/ontology", "/page/state/AZE", "/page/state/TUR", f"/page/{POSSIBLE_BASE}", "/page/document/seed",
    "/page/agreement/shusha-declaration", "/page/person/sergei-lavrov", "/page/exercise/falcon-shield-2020",
    "/page/place/baku", "/page/organisation/hurriyet", "/page/series/azerbaijan-turkiye-high-level-military-dialogue",
    "/page/meeting/azerbaijan-turkiye-high-level-military-dialogue/13", "/page/transfer/tur-bayraktar-aze-ab33d6c7", "/page/base/tariq-base",
]  # fmt: skip


OF_THE_BASE = r'href="(/page/claim/[0-9a-f]+)" title="This claim: Military base[^"]* is of kind'


def words(page: str) -> str:
    """Return the text of a page as a reader without styles gets it."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page.split("<main", 1)[-1], flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def queries(site: FlaskClient) -> Iterator[Callable[[str], int]]:
    """Count the queries that a page puts to the engine, once the words and names of the generation are known."""
    engine = site.application.extensions["engine"]
    asked: list[str] = []
    plain = type(engine).select

    def counting(*arguments: Any, **more: Any) -> Any:
        asked.append(arguments[0])
        return plain(engine, *arguments, **more)

    def count(path: str) -> int:
        anew = {"Cache-Control": "no-cache"}
        site.get(path, headers=anew)
        forget_overviews(site)
        asked.clear()
        site.get(path, headers=anew)
        return len(asked)

    engine.select = counting
    yield count
    del engine.select


@pytest.mark.parametrize("path", PAGES)
def test_page_opens(site: FlaskClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/page/state/NRU"])
def test_no_page_asks_more_than_five_queries(queries: Callable[[str], int], path: str) -> None:
    own = path not in ("/query", "/reading", "/ontology") and not path.startswith("/search")
    assert own <= queries(path) <= 5


@pytest.mark.parametrize("path", PAGES)
def test_page_loads_nothing_from_another_host_and_nothing_inline(site: FlaskClient, path: str) -> None:
    page = site.get(path).text
    assert re.findall(r'(?:src|srcset|poster)="(?!/static/)', page) == []
    assert re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*href="(?!/static/)', page) == []
    assert re.findall(r"\sstyle=", page) == []
    assert re.findall(r"\son\w+=", page) == []
    assert re.findall(r"<script(?![^>]*(?:src=|application/(?:ld\+)?json))", page) == []


@pytest.mark.parametrize("path", PAGES)
def test_ids_on_a_page_are_unique_and_its_anchors_lead_somewhere(site: FlaskClient, path: str) -> None:
    page = site.get(path).text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<a[^>]* href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("path", [*PAGES, "/panel/items.csv", "/panel/linked.csv?thing=https://w3id.org/defdip/id/state/AZE"])
def test_what_is_not_known_is_left_out_not_filled_in(site: FlaskClient, path: str) -> None:
    text = site.get(path).text
    assert not re.search("\uffff|\\b9999(99)?\\b|serieses", re.sub(r"<script.*?</script>", "", text, flags=re.S))


# The heart


@pytest.mark.parametrize(
    "path",
    ["/page/state/AZE", "/pair/AZE/TUR", "/browse?type=MilitaryBase", "/hosting", "/search?q=base of", "/page/document/seed",
     "/page/agreement/shusha-declaration", "/id/military-base-of-turkiye"],
)  # fmt: skip
def test_a_possible_base_is_marked_wherever_it_is_listed(site: FlaskClient, path: str) -> None:
    page = site.get(path, headers={"Accept": "text/html"}).text
    listed = re.findall(rf'<a([^>]*) href="/page/{POSSIBLE_BASE}">', page)
    assert listed
    assert all("is-prospect" in classes for classes in listed)


def test_a_result_of_sparql_marks_it_too(site: FlaskClient) -> None:
    query = f"SELECT ?what WHERE {{ ?what a <{PROSPECT}> }}"
    page = site.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).text
    assert f'<a class="is-prospect" href="/page/{POSSIBLE_BASE}"' in page


def test_a_claim_about_a_possible_base_marks_it_too(site: FlaskClient) -> None:
    claim = re.search(OF_THE_BASE, site.get("/page/document/denial").text)
    assert claim
    head = re.search(r"<h1.*?</h1>", site.get(claim[1]).text, re.S)
    assert head
    assert f'<a class="is-prospect" href="/page/{POSSIBLE_BASE}"' in head[0]


def test_who_is_known_from_reference_data_is_called_by_name(site: FlaskClient) -> None:
    for path in (f"/page/{POSSIBLE_BASE}", "/page/document/seed", "/hosting"):
        text = words(site.get(path).text)
        assert "Erdogan" in text
        assert "recep-tayyip" not in text.replace("id/person/", "")


def test_a_claims_page_keeps_those_who_agree_apart_from_those_who_do_not(site: FlaskClient) -> None:
    claim = re.search(OF_THE_BASE, site.get("/page/document/denial").text)
    assert claim
    text = words(site.get(claim[1]).text)
    assert "might one day open a base" in text
    assert "Also said by" not in text


def test_a_claims_page_that_stops_somewhere_says_so(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = re.search(OF_THE_BASE, site.get("/page/document/denial").text)
    assert claim
    assert "Only the first" not in words(site.get(claim[1]).text)
    monkeypatch.setattr("server.entity.VOICES", 1)
    fresh = create_app(Settings(store=site.application.extensions["settings"].store, deadline=60.0)).test_client()
    assert "Only the first 0 other claims are shown" in words(fresh.get(claim[1]).text)


def test_a_possible_bases_page_says_first_that_it_is_not_known_to_exist(site: FlaskClient) -> None:
    text = words(site.get(f"/page/{POSSIBLE_BASE}").text)
    assert "not known to exist" in text
    assert text.index("not known to exist") < text.index("host state")


def test_a_possible_base_looks_possible_in_the_middle_of_its_graph(site: FlaskClient) -> None:
    def centre(path: str) -> dict[str, str]:
        block = re.search(r'class="graph-data">(.*?)</script>', site.get(path).text, re.S)
        assert block
        return next(node for node in json.loads(block[1])["nodes"] if node["role"] == "centre")

    assert centre(f"/page/{POSSIBLE_BASE}")["prospect"] == "yes"
    assert "prospect" not in centre("/page/state/AZE")


def test_nothing_on_a_possible_bases_page_is_called_accepted_or_certain(site: FlaskClient) -> None:
    page = site.get(f"/page/{POSSIBLE_BASE}").text
    facts = re.search(r'<table class="facts">.*?</table>', page, re.S)
    assert facts
    assert re.findall(r'class="mark m-(accepted|certain)"', facts[0]) == []


def test_search_engines_are_not_told_of_a_possible_base_as_a_place(site: FlaskClient) -> None:
    block = re.search(r'application/ld\+json">(.*?)</script>', site.get(f"/page/{POSSIBLE_BASE}").text)
    assert block
    assert json.loads(block[1])["@type"] == "Thing"


def test_the_matrix_counts_existing_and_spoken_of_apart(site: FlaskClient) -> None:
    page = site.get("/hosting").text
    row = next(
        row for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.S) if "/state/AZE" in row
    )
    assert "count-spoken" in row
    assert "count-real" not in row


def test_every_fact_of_a_claim_leads_to_its_sentence(site: FlaskClient) -> None:
    page = site.get(f"/page/{POSSIBLE_BASE}").text
    rows = re.findall(r'<tr class="s-.*?</tr>', page, re.S)
    assert rows
    assert all(re.search(r'href="/page/document/\w+#s\d+-\d+"', row) for row in rows)


def test_the_sentence_is_marked_in_the_article(site: FlaskClient) -> None:
    link = re.search(r'href="/page/document/seed#(s\d+-\d+)"', site.get(f"/page/{POSSIBLE_BASE}").text)
    assert link
    sentence = re.search(
        rf'<span class="sentence (u-\w+)" id="{link[1]}".*?</span>',
        site.get("/page/document/seed").text,
        re.S,
    )
    assert sentence
    assert "might one day open a base" in sentence[0]
    assert sentence[1] == "u-possible"
    assert "possible" in words(f"<main>{sentence[0]}")


def test_the_articles_text_is_shown_to_the_letter(site: FlaskClient) -> None:
    from tests.kg.seed import TEXT

    page = site.get("/page/document/seed").text
    body = re.search(r'<div class="text">(.*?)</div>\n<aside', page, re.S)
    assert body
    shown = re.sub(r'<sup class="refs">.*?</sup>', "", body[1], flags=re.S)
    assert " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split()) == " ".join(TEXT.split())


def test_contradicting_sources_stand_side_by_side(site: FlaskClient) -> None:
    text = words(site.get(f"/page/{POSSIBLE_BASE}").text)
    assert "Sources contradict each other" in text
    affirmed, denied = text.index("Affirmed"), text.index("Denied")
    assert (
        affirmed
        < text.index("might one day open a base")
        < denied
        < text.index("there will be no Turkish base")
    )


def test_each_claim_of_an_article_shows_rule_confidence_and_address(site: FlaskClient) -> None:
    page = site.get("/page/document/seed").text
    assert "test-militarybase" in page
    assert "confidence 0.80" in page
    assert re.search(r'href="/page/claim/[0-9a-f]+"', page)


def test_a_claims_page_shows_the_sentence_and_who_says_so(site: FlaskClient) -> None:
    claim = re.search(r'href="(/page/claim/[0-9a-f]+)"', site.get("/page/document/denial").text)
    assert claim
    text = words(site.get(claim[1]).text)
    assert "The sentence" in text
    assert "Lavrov" in text


def test_a_series_shows_its_editions_and_the_year_without_one(site: FlaskClient) -> None:
    text = words(site.get("/page/series/azerbaijan-turkiye-high-level-military-dialogue").text)
    assert re.search(r"No\. 13\b", text)
    assert re.search(r"none held, 2020", text)
    assert re.search(r"2022\b.*?\(planned\)", text)


# Lists


def test_facets_narrow_the_list_and_count_it(site: FlaskClient) -> None:
    page = site.get("/browse?standing=PossiblePositive").text
    assert POSSIBLE_BASE in page
    assert "/page/agreement/shusha-declaration" not in page


def test_a_state_and_year_and_outlet_narrow_it_too(site: FlaskClient) -> None:
    assert "falcon-shield" in site.get("/browse?state=QAT&year=2020").text
    assert "falcon-shield" not in site.get("/browse?state=QAT&year=2019").text
    outlet = "https://w3id.org/defdip/id/organisation/northern-courier"
    assert POSSIBLE_BASE in site.get(f"/browse?outlet={outlet}").text


@pytest.mark.parametrize(
    ("kind", "thing", "count"),
    [("Document", "document/denial", 3), ("Person", "person/sergei-lavrov", 3), ("State", "state/AZE", 100), ("Organization", "organisation/hurriyet", 3)],
)
def test_what_no_records_are_kept_of_is_listed_too(site: FlaskClient, kind: str, thing: str, count: int) -> None:
    assert f'href="/browse?type={kind}"' in site.get("/browse").text
    listed, number = [], 1
    while (page := site.get(f"/browse?type={kind}&page={number}")).status_code == 200:
        listed += re.findall(r'<a class="thing" href="/page/([^"]+)"', page.text)
        number += 1
    assert thing in listed and len(listed) == len(set(listed)) >= count
    rows = list(csv.DictReader(io.StringIO(site.get(f"/panel/things.csv?type=https://w3id.org/defdip/ontology%23{kind}").text)))
    assert len(rows) == len(listed)
    assert not re.search(r'class="mark m-background"', page.text)


def test_offices_are_listed_when_asked_for_and_do_not_hide_the_rest(site: FlaskClient) -> None:
    plain = site.get("/browse").text
    assert 'href="/browse?type=Office"' in plain
    assert 'href="/page/office/' not in plain + site.get("/browse?state=AZE").text
    offices = site.get("/browse?type=Office").text
    assert 'href="/page/office/' in offices


def test_articles_are_listed_by_state_and_year_and_outlet(site: FlaskClient) -> None:
    assert "/page/document/gulf" in site.get("/browse?type=Document&state=QAT").text
    assert "/page/document/seed" not in site.get("/browse?type=Document&state=QAT").text
    assert "/page/document/gulf" in site.get("/browse?type=Document&year=2020").text
    assert "/page/document/denial" not in site.get("/browse?type=Document&year=2020").text
    outlet = "https://w3id.org/defdip/id/organisation/northern-courier"
    assert re.findall(r'<a class="thing" href="/page/([^"]+)"', site.get(f"/browse?type=Document&outlet={outlet}").text) == ["document/denial"]


def test_each_number_of_the_start_page_leads_to_as_many_things(site: FlaskClient) -> None:
    tiles = re.findall(r'<li><a href="(/browse\?type=\w+)"><strong>(\d+)</strong>', site.get("/").text)
    assert len(tiles) > 5
    for address, number in tiles:
        total = re.search(r"<h1>(\d+)", site.get(address).text)
        assert total and int(total[1]) >= int(number), address


def test_the_first_view_of_a_thing_does_not_wait_for_the_index_of_names(site: FlaskClient) -> None:
    fresh = create_app(Settings(store=site.application.extensions["settings"].store, deadline=60.0))
    assert f'class="is-prospect" href="/page/{POSSIBLE_BASE}"' in fresh.test_client().get("/page/document/seed").text
    assert fresh.test_client().get("/page/state/AZE").status_code == 200
    assert "names" not in fresh.extensions["kept"]


def test_the_query_page_works_as_a_plain_form(site: FlaskClient) -> None:
    page = site.get("/query").text
    assert '<form id="plain" action="/sparql" method="get">' in page
    assert '<textarea id="sparql" name="query"' in page


def test_a_storm_of_unknown_addresses_asks_one_query_each(queries: Callable[[str], int]) -> None:
    assert queries("/id/base/nobody-knows") == 1
