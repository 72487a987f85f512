"""Deals and deliveries as news tell them: for each construction the record that its sentence must give, or none."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg import records
from kg.annotate import annotate
from kg.assembly import name_all
from kg.extract import extract
from kg.lexicon import load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Document
from kg.ontology import load_ontology

CASES = Path(__file__).parents[1] / "cases"
ONTOLOGY = load_ontology()
LEXICON = load_lexicon(ONTOLOGY)


def rows(name: str) -> list[Any]:
    with (CASES / name).open(encoding="utf-8") as lines:
        return [pytest.param(row, id=row["construction"]) for row in csv.DictReader(lines)]


def told(sentence: str, kind: str) -> list[records.Record]:
    document = Document("deal", sentence, date=date(2025, 9, 20))
    facts = merge(list(extract(link(annotate(document, lexicon=LEXICON), LEXICON), LEXICON)))
    return [record for record in records.records(facts, name_all(facts, ONTOLOGY)) if record["type"] == kind]


def shown(record: records.Record, row: dict[str, str]) -> dict[str, str]:
    """The fields that the row asks for, lists as one word."""
    fields = {field: record.get(field) for field in row if field not in ("sentence", "construction")}
    return {
        field: "+".join(sorted(value)) if isinstance(value, list) else str(value or "")
        for field, value in fields.items()
    }


def wanted(row: dict[str, str]) -> dict[str, str]:
    return {field: value for field, value in row.items() if field not in ("sentence", "construction")}


@pytest.mark.parametrize("row", rows("transfers.csv"))
def test_transfer_of_arms_has_its_sides_goods_and_status(row: dict[str, str]) -> None:
    found = [shown(record, row) for record in told(row["sentence"], "ArmsTransfer")]
    assert wanted(row) in found if row["item"] else not found


@pytest.mark.parametrize("row", rows("agreements.csv"))
def test_agreement_has_its_parties_kind_and_status(row: dict[str, str]) -> None:
    found = [shown(record, row) for record in told(row["sentence"], "Agreement")]
    assert wanted(row) in found if row["parties"] else not found


def test_two_names_joined_by_and_are_two_agreements() -> None:
    sentence = "The pact builds on the 1951 Lima Defense Treaty and 1999 Visiting Troops Agreement between Peru and Chile."
    found = {record["name"]: record["date"] for record in told(sentence, "Agreement")}
    assert found == {"Lima Defense Treaty": "1951", "Visiting Troops Agreement": "1999"}


def test_a_call_for_another_deal_does_not_undo_a_known_treaty() -> None:
    text = (
        "The United States and Russia extended the New START treaty in 2021. The treaty is in force until 2026. "
        "The president said he would like to see a wider deal in its place."
    )
    found = [record for record in told(text, "Agreement") if "START" in str(record["name"])]
    assert {(record["status"], record["factuality"]) for record in found} == {("in force", "certain")}


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The war of Ghana and Togo ended in a truce in 1994.", "1994"),
        ("The truce that halted the war of Ghana and Togo in 1994 is fragile.", "1994"),
        ("Ghana and Togo spoke in 1994 of a truce.", None),
    ],
)
def test_a_truce_is_of_the_year_in_which_it_ended_the_war(text: str, year: str | None) -> None:
    truces = [record["date"] for record in told(text, "Agreement") if record["kind"] == "ceasefire"]
    assert truces == [year] if year else not any(truces)
