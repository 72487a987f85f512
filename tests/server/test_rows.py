"""A long result streams: a million rows cost no process of the server more than 200 MB, shared pages included."""

from __future__ import annotations

import pytest

from benchmarks.rows import FORMATS, SELECT, fetch
from tests.server.running import Running

MOST = 200_000_000


@pytest.mark.parametrize("media", [media for media, query in FORMATS.items() if query == SELECT])
def test_a_million_rows_cost_little_memory(endpoint: Running, media: str) -> None:
    cost = fetch(endpoint, media, SELECT)
    assert cost.complete and cost.size > 5_000_000
    assert 0 < cost.peak < MOST
