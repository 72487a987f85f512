"""The confidence of a record is the chance that it is right, by weights that are kept with the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.confidence import FILE, FLOOR, LEAST, LIKELY, MOST, Calibration, features, read_calibration
from kg.errors import OntologyError
from kg.evaluate import reliability, rightness
from kg.ontology import FOLDER
from kg.records import likely
from kg.terms import default_terms

RECORD: dict[str, Any] = {
    "doc": "a", "type": "Meeting", "series": None, "participants": ["GHA", "TGO"], "date": "2022", "place": "Accra",
    "status": "held", "factuality": "certain", "evidence": [100, 200], "confidence": 0.8, "rules": ["meet"],
    "claims": ["a", "b", "c"],
}  # fmt: skip


def test_every_type_with_weights_has_one_for_each_feature() -> None:
    known = read_calibration().weights
    assert set(known) == {"Base", "Agreement", "Meeting", "Exercise", "ArmsTransfer", "Role"}
    assert {frozenset(own) for own in known.values()} == {frozenset(features(RECORD)) | {FLOOR}}


def test_a_record_with_time_and_place_is_likelier_right_than_a_bare_one() -> None:
    bare = {**RECORD, "date": None, "place": None}
    assert read_calibration().chance(bare) < read_calibration().chance(RECORD) <= MOST


def test_a_type_without_weights_keeps_the_evidences_own_confidence() -> None:
    assert Calibration({}).chance(RECORD) == 0.8
    assert read_calibration().chance({**RECORD, "type": "Statement"}) == 0.8


def test_a_record_is_listed_from_the_floor_of_its_type_unless_another_is_asked_for() -> None:
    floors = Calibration({"Agreement": {FLOOR: 0.57}, "Meeting": {"bias": 1.0}})
    found = [{"type": kind, "confidence": sure} for kind in ("Agreement", "Meeting", "Statement") for sure in (0.49, 0.56, 0.57)]
    listed = [(row["type"], row["confidence"]) for row in likely(found, calibration=floors)]
    assert listed == [("Agreement", 0.57), *((kind, sure) for kind in ("Meeting", "Statement") for sure in (0.56, 0.57))]
    assert [row["confidence"] for row in likely(found, 0.57, floors)] == [0.57] * 3
    assert len(list(likely(found, 0.0, floors))) == len(found)


def test_no_type_is_listed_below_an_even_chance() -> None:
    assert all(own[FLOOR] >= LIKELY for own in read_calibration().weights.values())


@pytest.mark.parametrize("confidence", [0.0, 0.5, 1.0])
def test_a_chance_is_never_nought_nor_one(confidence: float) -> None:
    assert LEAST <= read_calibration().chance({**RECORD, "confidence": confidence}) <= MOST


def test_weights_that_are_none_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text("type,feature,weight\nBase,bias,0.1\nBase,late,much\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"confidence\.csv:3: .*much"):
        read_calibration(tmp_path)


def test_a_folder_without_weights_leaves_confidence_as_it_is(tmp_path: Path) -> None:
    assert read_calibration(tmp_path).weights == {} and (FOLDER / FILE).exists()


def test_records_are_right_when_they_fit_a_fact_and_reliability_counts_them() -> None:
    gold = {"a": [{**RECORD, "evidence_offset": [100, 200]}]}
    other = {**RECORD, "participants": ["FRA", "DEU"], "date": "1999", "place": "Bonn", "evidence": [900, 950]}
    pairs = [(float(row["confidence"]), right) for row, right in rightness(gold, [RECORD, other], default_terms().states)]
    assert pairs == [(0.8, True), (0.8, False)]
    assert list(reliability(pairs)) == ["confidence 0.8 to 0.9     2 records  told 0.80  right 0.50"]
