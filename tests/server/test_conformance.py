"""The W3C's suites over HTTP; skipped where their folder is not beside the checkout."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import w3c, w3c_protocol
from tests.server.running import Running

FOLDER = Path(__file__).parents[3] / "shared" / "w3c"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no W3C suites beside the checkout (../shared/w3c)")


@pytest.mark.parametrize("group, count", [("protocol", 34), ("graph store, indirect", 9), ("graph store, direct", 4)])
def test_every_protocol_test_passes(plain: Running, group: str, count: int) -> None:
    outcomes = list(w3c_protocol.outcomes(FOLDER, plain.url, group))
    assert len(outcomes) == count
    assert [(name, wrong) for name, wrong in outcomes if wrong] == []


def test_the_service_description_makes_its_three_points(plain: Running) -> None:
    assert all(w3c_protocol.description_outcomes(plain.url).values())


def test_over_http_passes_what_passes_in_process(plain: Running) -> None:
    over, inside = w3c.evaluate(FOLDER, w3c.Over(plain.url)), w3c.evaluate(FOLDER, w3c.Inside())
    lost = [a for a, b in zip(over, inside, strict=True) if b.passed and not a.passed]
    assert [o for o in lost if "by design" not in o.reason] == []
    assert len(lost) <= 14, "only SERVICE and LOAD are refused"
    passed = Counter(w3c.group(o.case) for o in inside if o.passed)
    assert passed["sparql10 evaluation"] >= 267 and passed["sparql10 syntax"] >= 198
    assert passed["sparql11 evaluation"] + passed["sparql11 syntax"] >= 485
    assert passed["sparql12 evaluation"] + passed["sparql12 syntax"] >= 263
