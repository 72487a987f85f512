"""Pages about the whole graph: what they show is counted once for each generation, and beforehand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import pages, site
from server.app import create_app
from server.engine import Query, QueryTimeout
from server.settings import Settings
from server.warmth import look_over, warm

PLACES = {"/": ("counts", "newest"), "/browse": ("items",), "/hosting": ("hosting",)}
LONG = "SELECT (COUNT(*) AS ?n) WHERE { { SELECT ?a { ?a ?p ?o } LIMIT 2500 } { SELECT ?b { ?b ?q ?r } LIMIT 2500 } FILTER(STR(?a) = STR(?b)) }"
"""Six million pairs: some seconds."""


@pytest.fixture
def app(site_store: Path) -> Iterator[Flask]:
    yield create_app(Settings(store=site_store, deadline=20.0))


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first lines of all queries that pages put to the graph."""
    engine, heard = app.extensions["engine"], list[str]()
    select = engine.select

    def listen(text: str, *terms: Any, **bindings: Any) -> Any:
        heard.append(text.split("\n", 1)[0])
        return select(text, *terms, **bindings)

    monkeypatch.setattr(engine, "select", listen)
    return heard


def questions(path: str) -> list[str]:
    return [f"# {pages.panels.title(name)}" for name in PLACES[path]]


@pytest.mark.parametrize("path", PLACES)
def test_what_is_looked_over_beforehand_is_not_asked_again(app: Flask, asked: list[str], path: str) -> None:
    warm(app)
    look_over(app)
    assert set(questions(path)) <= set(asked)
    asked.clear()
    assert app.test_client().get(path).status_code == 200
    assert not asked


@pytest.mark.parametrize("path", PLACES)
def test_a_page_that_nobody_has_prepared_asks_once(app: Flask, asked: list[str], path: str) -> None:
    visitor: FlaskClient = app.test_client()
    pages_ = [visitor.get(path, headers={"Cache-Control": "no-cache"}).text for _ in range(2)]
    assert pages_[0] == pages_[1]
    assert [asked.count(question) for question in questions(path)] == [1] * len(questions(path))


def test_browsing_with_a_facet_asks_for_it(app: Flask, asked: list[str]) -> None:
    look_over(app)
    asked.clear()
    assert "Azerbaijan" in app.test_client().get("/browse?state=AZE").text
    assert questions("/browse")[0] in asked


def test_what_cannot_be_counted_in_time_is_left_to_visitors(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise QueryTimeout("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(app.extensions["engine"], "select", broken)
        look_over(app)
    assert app.test_client().get("/").status_code == 200


def test_who_comes_while_it_is_counted_waits_no_longer_than_a_query_may_take(site_store: Path) -> None:
    app = create_app(Settings(store=site_store, deadline=0.2))
    begun, done = threading.Event(), threading.Event()

    def count() -> None:
        with app.test_request_context("/"):
            site.kept("counts 0", lambda: begun.set() or (done.wait(30) and []))

    counting = threading.Thread(target=count)
    counting.start()
    try:
        assert begun.wait(10)
        answer = app.test_client().get("/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    finally:
        done.set()
        counting.join()


def test_only_the_programs_own_queries_may_take_longer_than_the_deadline(site_store: Path) -> None:
    engine = create_app(Settings(store=site_store, deadline=0.3)).extensions["engine"]
    [row] = engine.select(LONG, deadline=60.0)
    assert int(row["n"].value) > 0
    with pytest.raises(QueryTimeout):
        engine.select(LONG)
    with pytest.raises(QueryTimeout):
        engine.run(Query(LONG, deadline=60.0), client="somebody")
