"""A restart changes nothing for who asks whether something has changed."""

from __future__ import annotations

import os
from pathlib import Path

import httpx

from kg import store
from tests.server.running import SMALL, TOKEN, publish, serving

LATER = 'INSERT DATA { <http://example.org/new> <http://example.org/p> "new" }'
LONG_AGO = 1_600_000_000


def aged(folder: Path) -> Path:
    """Publish a graph, and let it have been published long ago."""
    publish(folder, SMALL)
    os.utime(folder / "current", (LONG_AGO, LONG_AGO), follow_symlinks=False)
    return folder


def shown(folder: Path) -> tuple[httpx.Response, str]:
    """Serve the folder; return the start page and, from VoID, since when the graph stands."""
    with serving(folder) as running, running.client() as client:
        return both(client)


def both(client: httpx.Client) -> tuple[httpx.Response, str]:
    void = client.get("/.well-known/void", headers={"Accept": "text/turtle"}).text
    return client.get("/"), void.partition("dcterms:modified")[2].partition(";")[0] or void


def test_a_restart_leaves_the_day_of_change_and_the_etag(tmp_path: Path) -> None:
    (first, since), (second, still) = shown(aged(tmp_path)), shown(tmp_path)
    assert second.headers["Last-Modified"] == first.headers["Last-Modified"]
    assert second.headers["ETag"] == first.headers["ETag"]
    assert "2020-09-13T12:26:40" in since == still, "the graph's own day of change, whatever the program's"


def test_a_conditional_get_survives_a_restart(tmp_path: Path) -> None:
    known, _ = shown(aged(tmp_path))
    with serving(tmp_path) as running, running.client() as client:
        for name, value in (("If-Modified-Since", known.headers["Last-Modified"]), ("If-None-Match", known.headers["ETag"])):
            assert client.get("/", headers={name: value}).status_code == 304


def test_a_write_is_a_change_and_a_restart_after_it_none(tmp_path: Path) -> None:
    with serving(aged(tmp_path)) as running, running.client() as client:
        client.post("/sparql", data={"update": LATER}, headers={"Authorization": f"Bearer {TOKEN}"}).raise_for_status()
        written, when = both(client)
    again, still = shown(tmp_path)
    assert "2020-09-13" not in when == still
    assert again.headers["ETag"] == written.headers["ETag"]
    assert again.headers["Last-Modified"] == written.headers["Last-Modified"]


def test_publishing_the_same_again_changes_nothing_and_going_back_does(tmp_path: Path) -> None:
    first = store.current(aged(tmp_path)).id
    publish(tmp_path, SMALL)
    assert store.published(tmp_path) == LONG_AGO
    publish(tmp_path)
    later = store.published(tmp_path)
    assert later > LONG_AGO
    store.rollback(tmp_path, first)
    assert store.published(tmp_path) >= later, "who saw the newer one must learn that it is gone"
