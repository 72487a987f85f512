"""The measure of records agrees with the reference scorer, and tells false certainty."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.errors import SourceError
from kg.evaluate import evaluate, read_gold, rule_table, table
from kg.terms import default_terms

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCORER = SHARED / "score" / "score.py"
GOLD = SHARED / "corpus" / "dev"
FACT = {
    "type": "Base", "host": "AZE", "operator": "TUR", "status": "proposed", "factuality": "possible",
    "evidence_offset": [0, 50],
}  # fmt: skip


def record(**changes: Any) -> dict[str, Any]:
    return {"doc": "a", "evidence": [10, 40], "rules": ["plan-base"], **FACT, **changes}


def judged(fact: dict[str, Any], *records: dict[str, Any]) -> Any:
    return evaluate({"a": [fact]}, records, default_terms().states)


def test_a_record_that_says_the_same_is_found() -> None:
    result = judged(FACT, record())
    assert (result.types["Base"].found, result.types["Base"].invented, result.false_certainty) == (1, 0, 0)


def test_a_state_may_be_given_by_name() -> None:
    assert judged(FACT, record(host="Azerbaijan", operator="Turkey")).types["Base"].found == 1


def test_a_possible_base_told_as_operational_and_certain_is_false_certainty() -> None:
    assert judged(FACT, record(factuality="certain", status="operational")).false_certainty == 1


def test_a_denied_base_told_as_certain_is_false_certainty_whatever_its_status() -> None:
    assert judged({**FACT, "factuality": "negated"}, record(factuality="certain")).false_certainty == 1


def test_an_optional_fact_is_neither_missed_nor_invented() -> None:
    fact = {**FACT, "optional": True}
    assert judged(fact).types["Base"].missed == 0
    assert judged(fact, record()).types["Base"].invented == 0


def test_each_rule_is_told_what_it_gets_right_and_wrong() -> None:
    wrong = record(host="SYR", operator="RUS", evidence=[900, 950], rules=["operate-base"])
    lines = list(rule_table(judged(FACT, record(), wrong)))
    assert lines[0].split() == ["operate-base", "right", "0", "wrong", "1"]
    assert lines[1].split() == ["plan-base", "right", "1", "wrong", "0"]


def test_a_folder_without_hand_read_facts_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=tmp_path.name):
        read_gold(tmp_path)


def _spoilt() -> list[dict[str, Any]]:
    """Make records of the hand-read facts, with every kind of fault among them."""
    made: list[dict[str, Any]] = []
    for document, facts in read_gold(GOLD).items():
        for number, fact in enumerate(facts):
            row = {name: value for name, value in fact.items() if not name.endswith(("_alt", "_offset"))}
            row |= {"doc": document, "evidence": fact.get("evidence_offset"), "rules": ["r"]}
            faults: list[dict[str, Any]] = [
                {}, {"factuality": "certain", "status": "operational"}, {"participants": [], "host": "USA"},
                {"date": "1999", "name": "Something Else"}, {"evidence": [0, 1]}, {"ordinal": 99, "item": "spoons"},
            ]  # fmt: skip
            made.append({**row, **faults[number % len(faults)]})
            if number % 4 == 3:
                made.pop()
    return made


@pytest.mark.skipif(not SCORER.exists(), reason="the reference scorer is not beside the checkout (../shared)")
def test_the_table_agrees_with_the_reference_scorer(tmp_path: Path) -> None:
    rows = _spoilt()
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, str(SCORER), str(GOLD), str(tmp_path / "r.jsonl"), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    want, got = json.loads(told.stdout), evaluate(read_gold(GOLD), rows, default_terms().states)
    for kind, counts in got.types.items():
        assert [want["types"][kind][name] for name in ("tp", "fp", "fn")] == [
            counts.found, counts.invented, counts.missed,
        ], kind  # fmt: skip
    assert want["slots"]["precision"] == pytest.approx(got.slot_precision, abs=0.001)
    assert want["slots"]["recall"] == pytest.approx(got.slot_recall, abs=0.001)
    assert want["false_certainty"] == got.false_certainty > 0
    assert want["unsure_matched"] == got.unsure
    assert len(list(table(got))) == 10
