"""Stores are built once for a run and read by all tests; a test that writes makes a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import pages
from server.app import create_app
from server.pace import Pace
from server.settings import Settings
from tests.once import once
from tests.server import graph
from tests.server.running import SMALL, Running, publish, serving


@pytest.fixture(scope="session")
def site_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles, things that have moved, a state with 10,000 claims."""
    return once(tmp_path_factory, "site", lambda place: graph.publish(place, [*graph.moved(), *graph.crowded(10_000)]))


@pytest.fixture(scope="session")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same articles, and one whose every name wants to do harm."""
    return once(tmp_path_factory, "hostile", lambda place: graph.publish(place, graph.hostile()))


@pytest.fixture(scope="session")
def site(site_store: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(store=site_store, deadline=60.0))
    app.extensions["communique.lookups"] = Pace(1_000_000)  # tests visit more unknown addresses a second than people do
    yield app.test_client()


@pytest.fixture(scope="session")
def hostile_site(hostile_store: Path) -> Iterator[FlaskClient]:
    yield create_app(Settings(store=hostile_store, deadline=60.0)).test_client()


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server over a small graph whose tests only read; the default graph is the union."""
    with serving(publish(tmp_path_factory.mktemp("endpoint"), SMALL)) as running:
        yield running


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server over an empty plain dataset, for tests that write what they need."""
    with serving(publish(tmp_path_factory.mktemp("plain")), "--plain-dataset", write_rate="100000/second") as running:
        yield running


def forget_overviews(site: FlaskClient) -> None:
    """Let the site count anew what it has counted for the generation: pages of the whole graph ask again."""
    shelf = site.application.extensions.get("kept", {})
    for name in [name for name in shelf if name.split()[0] in pages.OVERVIEWS]:
        del shelf[name]
