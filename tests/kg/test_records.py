"""Records say of each fact what the article commits to, no more; and come back from a file as they went in."""

from __future__ import annotations

import importlib.util
import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg import archive, records
from kg.assembly import name_all
from kg.errors import StoreError
from kg.model import Modality, Polarity
from kg.ontology import load_ontology
from kg.terms import default_terms

HERE = Path(__file__).parent


def _seed():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("seed", HERE / "seed.py")
    assert spec and spec.loader
    module = sys.modules.setdefault("seed", importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


seed = _seed()
CERTAIN, PLANNED, POSSIBLE, UNSTATED = Modality.CERTAIN, Modality.PLANNED, Modality.POSSIBLE, Modality.UNSTATED
YES, NO = Polarity.POSITIVE, Polarity.NEGATIVE


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    facts = seed.seed_facts()
    return list(records.records(facts, name_all(facts, load_ontology())))


@pytest.mark.parametrize(
    ("status", "modality", "polarity", "word"),
    [
        ("held", CERTAIN, YES, "certain"),
        ("held", Modality.PROBABLE, YES, "probable"),
        ("proposed", POSSIBLE, YES, "possible"),
        ("planned", PLANNED, YES, "certain"),
        ("signed", PLANNED, YES, "possible"),
        ("planned", PLANNED, NO, "negated"),
        ("operational", CERTAIN, NO, "negated"),
        ("cancelled", CERTAIN, YES, "certain"),
        ("cancelled", CERTAIN, NO, "certain"),
        ("held", UNSTATED, YES, "possible"),
    ],
)
def test_factuality_says_how_far_the_article_commits_to_the_fact_as_statused(
    status: str, modality: Modality, polarity: Polarity, word: str
) -> None:
    fact = replace(seed.seed_facts()[2], status=status, modality=modality, polarity=polarity)
    assert records.factuality(fact, default_terms()) == word


def test_that_no_meeting_was_held_is_certain(told: list[dict[str, Any]]) -> None:
    gap = next(record for record in told if record.get("status") == "not held")
    assert (gap["factuality"], gap["date"]) == ("certain", "2020")


def test_the_possible_base_stays_possible(told: list[dict[str, Any]]) -> None:
    base = next(record for record in told if record["type"] == "Base")
    assert base | {
        "host": "AZE", "operator": "TUR", "agreement": "Shusha Declaration", "status": "proposed",
        "factuality": "possible", "name": None, "place": None,
    } == base  # fmt: skip


def test_states_are_codes_and_persons_have_their_names(told: list[dict[str, Any]]) -> None:
    meetings = [record["participants"] for record in told if record["type"] == "Meeting"]
    assert ["AZE", "TUR"] in meetings and ["Ilham Aliyev", "Vladimir Putin"] in meetings
    roles = {(record["person"], record["of"]) for record in told if record["type"] == "Role"}
    assert ("Recep Tayyip Erdogan", "TUR") in roles


def test_every_evidence_lies_in_the_text_and_every_record_has_claims(told: list[dict[str, Any]]) -> None:
    for record in told:
        start, end = record["evidence"]
        assert 0 <= start < end <= len(seed.TEXT)
        assert record["claims"] and all(claim.startswith("https://") for claim in record["claims"])


def test_facts_come_back_from_their_archive_as_they_went_in(tmp_path: Path) -> None:
    articles = [(seed.DOCUMENT, tuple(seed.seed_facts()))]
    archive.write(tmp_path, articles)
    assert list(archive.read(tmp_path)) == articles


def test_the_archive_of_the_same_articles_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        archive.write(tmp_path / name, [(seed.DOCUMENT, tuple(seed.seed_facts()))])
    assert (tmp_path / "one" / archive.NAME).read_bytes() == (tmp_path / "two" / archive.NAME).read_bytes()


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / archive.NAME).write_bytes(b"no gzip")
    with pytest.raises(StoreError, match="build anew"):
        list(archive.read(tmp_path))


def test_a_table_has_a_row_for_each_record(told: list[dict[str, Any]]) -> None:
    output = io.StringIO()
    records.write_csv(told, output)
    assert len(output.getvalue().splitlines()) == 1 + len(told)


def test_records_of_one_type_are_read_back(told: list[dict[str, Any]], tmp_path: Path) -> None:
    records.write(tmp_path, told)
    assert list(records.read(tmp_path, "Role")) == [record for record in told if record["type"] == "Role"]
    assert list(records.read(tmp_path)) == told
