"""Times: the lexicon by its own examples, then cases from a table."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from kg.annotate import annotate
from kg.model import Document
from kg.ontology import load_ontology

CASES = list(csv.DictReader((Path(__file__).parents[1] / "cases" / "times.csv").open(encoding="utf-8")))
EXAMPLES = load_ontology().select(
    """PREFIX lex: <https://w3id.org/defdip/lexicon#>
    SELECT ?entry ?example ?counter WHERE { ?entry a lex:TimeWord ; skos:example ?example ; dd:counterExample ?counter }
    ORDER BY ?entry"""
)
PUBLISHED = date(2021, 6, 17)


def values(sentence: str, published: date | None) -> list[str]:
    return [time.value for time in annotate(Document("x", sentence, date=published)).times]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['published']} {case['sentence']}" for case in CASES])
def test_time_is_as_precise_as_its_words(case: dict[str, str]) -> None:
    published = date.fromisoformat(case["published"]) if case["published"] else None
    assert values(case["sentence"], published) == [value for value in case["values"].split(";") if value]


@pytest.mark.parametrize("row", EXAMPLES, ids=[row["entry"].rsplit("#", 1)[-1] for row in EXAMPLES])
def test_word_of_time_holds_on_its_own_sentences(row: dict[str, str]) -> None:
    sentence, expected = row["example"].split(" | ")
    assert values(sentence, PUBLISHED) == [expected]
    assert values(row["counter"], PUBLISHED) == []


def test_time_leads_back_to_its_words() -> None:
    text = "Norway’s  **base** opened [on] 14thto 28thJune 2025, they said on Friday."
    annotation = annotate(Document("x", text, date=date(2025, 7, 7)))
    assert [time.span.of(text) for time in annotation.times] == ["14thto 28thJune 2025", "Friday"]
