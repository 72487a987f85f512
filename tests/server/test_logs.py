"""What the operator learns: one line for each request that was not remembered, one more for a slow query, counts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from tests.server.running import SMALL, Running, publish, serving

HARD = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?{x} {{ {' '.join(map(str, range(200)))} }}" for x in "abc") + " }"
HARDER = HARD.removesuffix("}") + " ".join(f"VALUES ?{x} {{ {' '.join(map(str, range(110)))} }}" for x in "de") + " }"
"""What no machine answers before its deadline."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server for which a query is slow after a fifth of a second."""
    with serving(publish(tmp_path_factory.mktemp("told"), SMALL), slow_query=0.2, deadline=20.0) as running:
        yield running


def lines(server: Running, request: str, least: int = 1) -> list[dict[str, Any]]:
    """Return what the log says of a request; it is written after the answer."""
    end = time.monotonic() + 10
    while True:
        text = (server.store / "server.log").read_text(encoding="utf-8")
        found = [json.loads(line) for line in text.split("\n") if line.startswith("{")]
        found = [line for line in found if line.get("request") == request]
        if len(found) >= least or time.monotonic() > end:
            return found
        time.sleep(0.05)


@pytest.mark.parametrize("status, query", [(200, "ASK {} # line"), (400, "ASK {"), (403, "ASK { SERVICE <http://127.0.0.1:1/> {} }")])
def test_a_query_leaves_a_line_with_its_request_its_hash_and_its_time(told: Running, status: int, query: str) -> None:
    with told.client() as client:
        answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == status
    (line,) = lines(told, answer.headers["X-Request-Id"])
    assert line["status"] == status
    assert line["query"] == blake2b(query.encode(), digest_size=8).hexdigest()
    assert 0 < line["seconds"] < 20
    assert abs((datetime.now() - datetime.strptime(line["time"], "%Y-%m-%d %H:%M:%S,%f")).total_seconds()) < 60
    assert (line["level"], line["logger"], line["method"], line["path"]) == ("INFO", "communique.requests", "GET", "/sparql")
    assert line["client"] == "127.0.0.1"
    assert "text" not in line


def test_a_slow_query_is_written_down_as_it_was_asked(told: Running) -> None:
    query = f'{HARD} # "é"\u2028'
    with told.client() as client:
        answer = client.post("/sparql", data={"query": query})
    line, slow = lines(told, answer.headers["X-Request-Id"], 2)
    assert (slow["level"], slow["logger"], slow["text"]) == ("WARNING", "communique.slow", query)
    assert slow["query"] == line["query"]
    assert slow["seconds"] >= 0.2


def test_a_line_is_one_json_object_whatever_the_request_says(told: Running) -> None:
    before = len((told.store / "server.log").read_bytes().splitlines())
    with told.client() as client:
        for number, path in enumerate(('/a"b\\c', "/a%0Ab%0D%22", "/%F0%9F%92%A5%FF")):
            answer = client.get(path, headers={"X-Request-Id": f"odd-{number}"})
            assert answer.status_code == 404
            (line,) = lines(told, f"odd-{number}")
            assert line["status"] == 404
    added = (told.store / "server.log").read_bytes().splitlines()[before:]
    assert all(json.loads(line) for line in added)


def test_what_was_remembered_is_counted_and_leaves_no_line(told: Running) -> None:
    with told.client() as client:
        client.get("/sparql", params={"query": "ASK {} # twice"})
        again = client.get("/sparql", params={"query": "ASK {} # twice"}, headers={"X-Request-Id": "second"})
        assert again.status_code == 200
        assert not lines(told, "second", 0)


def test_the_counts_tell_queries_waits_refusals_kills_and_generation(told: Running) -> None:
    with told.client() as client:
        client.get("/sparql", params={"query": "ASK { {"})
        assert client.get("/sparql", params={"query": HARDER, "timeout": "0.3"}).status_code == 503
        time.sleep(0.5)
        counts = client.get("/metrics").text
    generation = (told.store / "current").resolve().name
    for line in (
        'communique_requests_total{route="sparql",status="400"}',
        'communique_request_seconds_bucket{le="0.01",route="sparql"}',
        'communique_refused_total{reason="400"}',
        'communique_worker_kills_total{reason="deadline"}',
        f'communique_generation_info{{generation="{generation}"}} 1',
    ):
        assert any(found.startswith(line) for found in counts.splitlines()), line


def test_lines_are_json_for_any_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import logging

    from server import log

    log.configure()
    log.line(logging.getLogger("communique.test"), logging.INFO, "said", {"text": 'é"\\\n\u2028', "size": 3, "part": 1e-05})
    found = json.loads(capsys.readouterr().err.rstrip("\n").split("\n")[-1])
    assert (found["text"], found["size"], found["part"], found["message"]) == ('é"\\\n\u2028', 3, 1e-05, "said")
