"""Requests that nobody means get an answer that is none of 500, and kill no worker; benchmarks/fuzz.py sends more of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.fuzz import fuzz, requests
from tests.server.running import SMALL, Running, publish, serving

COUNT = 1500


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    limits = {"deadline": 1.0, "write_deadline": 2.0, "guess_rate": "100000/second", "write_rate": "100000/second"}
    with serving(publish(tmp_path_factory.mktemp("fuzzed"), SMALL), **limits) as running:
        yield running


def test_the_same_seed_makes_the_same_requests() -> None:
    one, other = (list(requests(7, 50, "http://a")) for _ in range(2))
    assert [(r.method, r.url, r.content) for r in one] == [(r.method, r.url, r.content) for r in other]


@pytest.mark.parametrize("seed", [2, 3])
def test_no_request_is_a_fault_of_the_server(fuzzed: Running, seed: int) -> None:
    outcome = fuzz(fuzzed, COUNT, seed)
    assert outcome.faults == [] and outcome.died == 0
    assert outcome.answers[200] > 100 and outcome.answers[400] > 50
