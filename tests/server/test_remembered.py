"""Pages and data are remembered until the graph changes, and only what is the same for everybody who asks so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.settings import Settings
from tests.server.conftest import forget_overviews

PAGES = ["/", "/browse", "/page/state/AZE", "/data/state/AZE.ttl", "/hosting", "/pair/AZE/TUR", "/panel/hosting.csv"]
ANEW = {"Cache-Control": "no-cache"}


@pytest.fixture
def asked(site: FlaskClient) -> Iterator[list[str]]:
    """The queries that are put to the engine."""
    forget_overviews(site)
    engine = site.application.extensions["engine"]
    texts: list[str] = []
    plain = type(engine).select

    def counting(*arguments: Any, **more: Any) -> Any:
        texts.append(arguments[0])
        return plain(engine, *arguments, **more)

    engine.select = counting
    yield texts
    del engine.select


@pytest.mark.parametrize("path", PAGES)
def test_the_second_visit_costs_no_query_and_gets_the_same(site: FlaskClient, asked: list[str], path: str) -> None:
    first = site.get(path, headers=ANEW)
    assert asked
    asked.clear()
    second = site.get(path)
    assert asked == []
    assert (second.status_code, second.data) == (first.status_code, first.data)
    own = {"X-Request-Id", "Date"}
    assert [pair for pair in second.headers if pair[0] not in own] == [pair for pair in first.headers if pair[0] not in own]


def test_who_reloads_for_good_gets_it_made_anew(site: FlaskClient, asked: list[str]) -> None:
    site.get("/browse?state=AZE")
    asked.clear()
    site.get("/browse?state=AZE", headers=ANEW)
    assert len(asked) == 1


def test_what_is_remembered_is_conditional_too(site: FlaskClient) -> None:
    tag = site.get("/page/state/AZE").headers["ETag"]
    assert site.get("/page/state/AZE", headers={"If-None-Match": tag}).status_code == 304
    assert site.get("/page/state/AZE", headers={"If-None-Match": '"other"'}).status_code == 200


def test_another_host_prefix_format_or_encoding_is_another_answer(site: FlaskClient) -> None:
    site.get("/page/state/AZE")
    assert 'href="/graph/' in site.get("/page/state/AZE", base_url="http://localhost/graph").text
    assert "example.org/page" in site.get("/page/state/AZE", base_url="http://example.org").text
    assert site.get("/data/state/AZE", headers={"Accept": "text/turtle"}).mimetype == "text/turtle"
    assert site.get("/data/state/AZE", headers={"Accept": "application/n-triples"}).mimetype == "application/n-triples"
    assert site.get("/page/state/AZE", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in site.get("/page/state/AZE").headers


def test_refusals_and_unknown_things_are_not_remembered(site: FlaskClient, asked: list[str]) -> None:
    for _ in range(2):
        asked.clear()
        assert site.get("/id/base/nobody-knows").status_code == 404
        assert len(asked) == 1


def test_no_more_is_remembered_than_the_setting_allows(site_store: Path) -> None:
    client = create_app(Settings(store=site_store, cache_size=100_000, deadline=60.0)).test_client()
    cache = client.application.extensions["communique.cache"]
    for path in PAGES:
        client.get(path, headers={"Accept-Encoding": "gzip"})
    assert 0 < cache._held <= 100_000
