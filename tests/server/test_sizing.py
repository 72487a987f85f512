"""A graph of any size: in memory while it fits with all that queries copy of it, else from disk; nothing is lost."""

from __future__ import annotations

import contextlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from server import copies
from server.settings import MEGABYTE, PROCESSES, Settings
from tests.once import once
from tests.server.running import SMALL, TOKEN, Running, publish, serving

LITTLE = 1
"""A memory_limit that no graph fits in."""
MANY = 150_000
"""Triples of which a whole copy is some 30 MB."""
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ADDED = "ASK { <http://example.org/new> ?p ?o }"


def add(client: httpx.Client) -> httpx.Response:
    update = 'INSERT DATA { <http://example.org/new> <http://example.org/p> "new" }'
    return client.post("/sparql", data={"update": update}, headers=BEARER)


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})


def test_a_graph_larger_than_its_limit_is_served_from_disk_and_takes_no_writes(tmp_path: Path) -> None:
    with serving(publish(tmp_path, SMALL), memory_limit=LITTLE) as running, running.client() as client:
        assert ask(client, "ASK { ?talks ?in <http://example.org/Baku> }").json()["boolean"]
        refused = add(client)
        assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
        assert "served from disk" in refused.json()["detail"]
        assert not ask(client, ADDED).json()["boolean"]


def test_what_was_written_is_there_though_the_graph_is_larger_than_a_new_limit(tmp_path: Path) -> None:
    with serving(publish(tmp_path, SMALL)) as running, running.client() as client:
        add(client).raise_for_status()
    with serving(tmp_path, memory_limit=LITTLE) as running, running.client() as client:
        assert ask(client, ADDED).json()["boolean"]
        assert ask(client, "ASK { ?talks ?in <http://example.org/Baku> }").json()["boolean"]
        assert "larger than memory_limit" in (tmp_path / "server.log").read_text()


def test_a_limit_is_for_the_graph_with_a_copy_for_each_worker() -> None:
    few = Settings(fast_workers=1, slow_workers=0, warm_memory=0)
    many = Settings(fast_workers=3, slow_workers=4, warm_memory=0)
    assert copies.needed(100 * MEGABYTE, few) < copies.needed(100 * MEGABYTE, many)
    warm = Settings(warm_memory=7)
    assert copies.needed(100 * MEGABYTE, warm) == copies.needed(100 * MEGABYTE, many) + 7 * PROCESSES
    assert copies.allowed(Settings(memory_limit=5)) == 5
    half = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2
    assert copies.allowed(Settings()) == pytest.approx(half, rel=0.01)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph that takes some 60 MB of memory."""
    lines = (f"<http://example.org/s{n}> <http://example.org/p{n % 9}> <http://example.org/o{n // 2}> ." for n in range(MANY))
    return once(tmp_path_factory, "many", lambda place: publish(place, "\n".join(lines)))


def held(running: Running) -> int:
    """Return the bytes that all processes hold, what they share counted once, when nobody works any more."""
    time.sleep(0.5)
    found = 0
    for process in running.processes():
        with contextlib.suppress(OSError):  # it has ended meanwhile
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            found += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return found


def grown(store: Path, warm_memory: int) -> int:
    """Return by how much the server has grown when several clients have read the whole graph at once, three times."""
    with serving(store, warm_memory=warm_memory, cache_size=0) as running, running.client() as client:
        while add(client).status_code != 204:  # the graph is served from disk until it is loaded
            time.sleep(0.1)
        before = held(running)
        for turn in range(3):
            queries = [f"SELECT (COUNT(?o) AS ?n) {{ ?s ?p ?o FILTER(?o != ?s) }} # {turn} {n}" for n in range(6)]
            with ThreadPoolExecutor(6) as pool:
                for answer in pool.map(lambda query: ask(client, query), queries):
                    assert int(answer.json()["results"]["bindings"][0]["n"]["value"]) >= MANY
        return held(running) - before


def test_idle_workers_keep_no_more_of_the_graph_than_they_may(many: Path) -> None:
    kept, free = grown(many, 4096 * MEGABYTE), grown(many, 0)
    assert kept > 60 * MEGABYTE, "workers that have read the whole graph hold much of it"
    assert free < kept / 2
