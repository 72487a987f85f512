"""What a query may cost, and how many may ask at once: told honestly, and lowered but never raised by a request."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.server.running import Running, publish, serving

NUMBERS = " ".join(map(str, range(60)))
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?{name} {{ {NUMBERS} }}" for name in "abcdefgh") + " }"
LARGE = "SELECT * { " + " ".join(f"VALUES ?{name} {{ {NUMBERS} }}" for name in "abc") + " }"
CSV = {"Accept": "text/csv", "Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that takes on little: two seconds, a megabyte of result, few queries at once."""
    limits = {"deadline": 2.0, "result_limit": 1 << 20, "fast_workers": 1, "slow_workers": 1, "queue_limit": 2,
              "client_limit": 3, "queue_wait": 0.5, "worker_memory": 256 << 20}  # fmt: skip
    with serving(publish(tmp_path_factory.mktemp("narrow")), **limits) as running:
        yield running


def limited(server: Running, query: str, way: str, seconds: str) -> httpx.Response:
    """Ask with a deadline of one's own, told as a parameter or as a header."""
    told = {"timeout": seconds} if way == "parameter" else {}
    with server.client(headers={} if told else {"Timeout": seconds}) as client:
        return client.get("/sparql", params={"query": query, **told})


@pytest.mark.parametrize("way", ["parameter", "header"])
def test_a_request_lowers_the_deadline(narrow: Running, way: str) -> None:
    answer = limited(narrow, f"{ENDLESS} # lower, {way}", way, "0.4")
    assert (answer.status_code, answer.json()["title"]) == (503, "Query timed out")
    assert "after 0.4 seconds" in answer.json()["detail"]
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("way", ["parameter", "header"])
def test_no_request_raises_the_deadline(narrow: Running, way: str) -> None:
    answer = limited(narrow, f"{ENDLESS} # raise, {way}", way, "600")
    assert answer.status_code == 503
    assert "after 2 seconds" in answer.json()["detail"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_result_over_the_limit_is_refused_whole(narrow: Running, encoding: str) -> None:
    with narrow.client() as client:
        answer = client.get("/sparql", params={"query": LARGE}, headers={**CSV, "Accept-Encoding": encoding})
        assert (answer.status_code, answer.json()["title"]) == (403, "Result too large")
        assert "1 MB" in answer.json()["detail"]
        below = client.get("/sparql", params={"query": f"{LARGE} LIMIT 30000"}, headers=CSV)
    assert below.status_code == 200
    assert len(below.text.splitlines()) == 30001


def test_a_query_over_the_memory_of_its_worker_is_stopped_and_no_process_grows_with_it(narrow: Running) -> None:
    doubled = " ".join(f"BIND(CONCAT(?s{at}, ?s{at}) AS ?s{at + 1})" for at in range(34))
    with narrow.client() as client:
        answer = client.get("/sparql", params={"query": f"SELECT (STRLEN(?s34) AS ?n) {{ BIND('x' AS ?s0) {doubled} }}"})
        assert answer.status_code == 503
        assert answer.json()["title"] in ("Query too costly", "Query timed out"), "whichever comes first"
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert narrow.resident() < 600_000_000


def together(server: Running, sources: list[str]) -> list[httpx.Response]:
    """Ask something endless from each of these addresses at once."""

    def ask(number: int) -> httpx.Response:
        with server.client(sources[number]) as client:
            return client.get("/sparql", params={"query": f"{ENDLESS} # {sources[number]} {number} {time.time_ns()}"})

    with ThreadPoolExecutor(len(sources)) as threads:
        return list(threads.map(ask, range(len(sources))))


def test_who_asks_too_much_at_once_is_told_to_come_back(narrow: Running) -> None:
    answers = together(narrow, ["127.0.0.7"] * 24)
    assert {answer.status_code for answer in answers} == {503}
    titles = Counter(answer.json()["title"] for answer in answers)
    assert titles["Busy"] >= 4 and titles["Query timed out"] >= 1, titles
    assert any("You have 3 queries" in answer.json()["detail"] for answer in answers)
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers)


def test_a_full_queue_is_told_and_forgotten(narrow: Running) -> None:
    answers = together(narrow, [f"127.0.0.{20 + number}" for number in range(30)])
    assert {answer.status_code for answer in answers} == {503}
    busy = [answer for answer in answers if answer.json()["title"] == "Busy"]
    assert len(busy) >= 4
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in busy)
    with narrow.client() as client:
        assert client.get("/sparql", params={"query": "ASK {} # afterwards"}).status_code == 200
