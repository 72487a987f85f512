"""The gate: of articles on other matters nothing is listed, however much they speak of deals and talks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.annotate import annotate
from kg.extract import extract
from kg.lexicon import Lexicon, load_lexicon
from kg.link import link
from kg.model import Document
from kg.ontology import load_ontology

TABLE = Path(__file__).parents[1] / "cases" / "gate.csv"
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8")))
ASIDE = ("Statement", "Office")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def listed(text: str, lexicon: Lexicon) -> list[str]:
    return [c.kind for c in extract(link(annotate(Document("x", text)), lexicon), lexicon) if c.kind not in ASIDE]


@pytest.mark.parametrize("row", CASES, ids=[row["matter"] for row in CASES])
def test_only_articles_of_defence_and_diplomacy_are_read(row: dict[str, str], lexicon: Lexicon) -> None:
    assert bool(listed(row["text"], lexicon)) is (row["listed"] == "yes")


def test_short_name_is_no_treaty_of_states_that_nobody_tells_of(lexicon: Lexicon) -> None:
    assert listed("Officers of SORT and of the army searched houses in Accra.", lexicon) == []
    assert listed("Russia and the United States extended SORT.", lexicon) == ["ArmsControlTreaty"]
