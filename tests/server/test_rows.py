"""A long result streams: a million rows, or triples, cost no process of the server more than 200 MB, shared pages included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.rows import FORMATS, SELECT, fetch
from tests.server.running import SMALL, Running, publish, serving

MOST = 200_000_000


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server whose queries may take a minute: other programs take the processors too."""
    with serving(publish(tmp_path_factory.mktemp("patient"), SMALL), deadline=60.0) as running:
        yield running


@pytest.mark.parametrize("media", [media for media, query in FORMATS.items() if query == SELECT or media == "text/turtle"])
def test_a_million_rows_or_triples_cost_little_memory(patient: Running, media: str) -> None:
    cost = fetch(patient, media, FORMATS[media])
    assert cost.complete and cost.size > 5_000_000
    assert 0 < cost.peak < MOST
