"""The confidence of a record is the chance that it is right, by weights that are kept with the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.confidence import (
    FILE,
    FLOOR,
    LEAST,
    LIKELY,
    MOST,
    Calibration,
    features,
    is_whole,
    kin_of,
    read_calibration,
    sides,
)
from kg.errors import OntologyError
from kg.evaluate import reliability, rightness
from kg.ontology import FOLDER
from kg.records import calibrated, likely
from kg.terms import default_terms

RECORD: dict[str, Any] = {
    "doc": "a", "type": "Meeting", "series": None, "participants": ["GHA", "TGO"], "date": "2022", "place": "Accra",
    "status": "held", "factuality": "certain", "evidence": [100, 200], "confidence": 0.8, "rules": ["meet"],
    "claims": ["a", "b", "c"],
}  # fmt: skip
ALONE = kin_of([RECORD])


def test_every_type_with_weights_has_one_for_each_feature() -> None:
    known = read_calibration().weights
    assert set(known) == {"Base", "Agreement", "Meeting", "Exercise", "ArmsTransfer", "Role"}
    assert {frozenset(own) for own in known.values()} == {frozenset(features(RECORD, ALONE)) | {FLOOR}}


def test_a_record_with_time_and_place_is_likelier_right_than_a_bare_one() -> None:
    bare = {**RECORD, "date": None, "place": None}
    assert read_calibration().chance(bare, ALONE) < read_calibration().chance(RECORD, ALONE) <= MOST


OTHER = {**RECORD, "participants": ["FRA", "DEU"], "evidence": [300, 400]}
SAME = {**RECORD, "participants": ["TGO", "GHA", "BEN"], "evidence": [300, 400]}


def test_the_more_of_a_kind_an_article_tells_the_less_likely_each_is_right() -> None:
    known = read_calibration()
    chances = [known.chance(RECORD, kin_of([RECORD, *[OTHER] * more])) for more in range(4)]
    assert chances == sorted(chances, reverse=True) and chances[0] > chances[-1]


def test_what_has_only_sides_that_another_has_too_may_be_the_other_told_twice() -> None:
    known = read_calibration()
    assert known.chance(RECORD, kin_of([RECORD, SAME])) < known.chance(RECORD, kin_of([RECORD, OTHER]))
    assert known.chance(SAME, kin_of([RECORD, SAME])) > known.chance(SAME, kin_of([SAME, {**SAME}]))


@pytest.mark.parametrize(
    ("record", "between", "whole"),
    [
        ({"type": "Base", "host": "MLI"}, {"MLI"}, False),
        ({"type": "Base", "host": "MLI", "operator": "FRA"}, {"MLI"}, True),
        ({"type": "Base", "name": "Camp Lemonnier"}, set(), True),
        ({"type": "Agreement", "parties": ["OMN"]}, {"OMN"}, False),
        ({"type": "Agreement", "parties": ["OMN", "IND"]}, {"OMN", "IND"}, True),
        ({"type": "Agreement", "parties": ["OMN"], "name": "Duqm agreement"}, {"OMN"}, True),
        ({"type": "Meeting", "participants": ["GHA"], "series": None}, {"GHA"}, False),
        ({"type": "Meeting", "participants": [], "series": "Kampala dialogue"}, set(), True),
        ({"type": "ArmsTransfer", "recipient": "PER", "item": "tanks"}, {"PER"}, False),
        ({"type": "ArmsTransfer", "recipient": "PER", "supplier": "ESP", "item": "tanks"}, {"PER", "ESP"}, True),
        ({"type": "Role", "person": "A", "role": "minister", "of": "PER"}, {"PER"}, True),
        ({"type": "Role", "person": "A", "role": "minister"}, set(), False),
    ],
)
def test_a_record_is_whole_that_says_which_thing_it_is_of(record: dict[str, Any], between: set[str], whole: bool) -> None:
    assert (sides(record), is_whole(record)) == (between, whole)


def test_a_base_of_which_nobody_says_whose_it_is_is_twice_as_likely_wrong() -> None:
    nobodys = {**RECORD, "type": "Base", "participants": None, "host": "MLI", "operator": None, "name": None}
    known, somebodys = read_calibration(), {**nobodys, "operator": "FRA"}
    assert 1 - known.chance(nobodys, kin_of([nobodys])) > 2 * (1 - known.chance(somebodys, kin_of([somebodys])))


def test_kin_are_records_of_the_same_type() -> None:
    known, role = read_calibration(), {**RECORD, "type": "Role", "of": "GHA", "person": "A", "role": "minister"}
    [alone] = calibrated([RECORD], known)
    assert [row for row in calibrated([RECORD, role, role], known) if row["type"] == "Meeting"] == [alone]


def test_a_type_without_weights_keeps_the_evidences_own_confidence() -> None:
    assert Calibration({}).chance(RECORD, ALONE) == 0.8
    assert read_calibration().chance({**RECORD, "type": "Statement"}, ALONE) == 0.8


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
    assert LEAST <= read_calibration().chance({**RECORD, "confidence": confidence}, ALONE) <= MOST


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
