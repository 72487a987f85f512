"""A possible base never looks like a base: sentences that leave open whether there is one, with bases of every sort."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from kg.annotate import annotate
from kg.extract import extract
from kg.lexicon import Lexicon, load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Document, Fact
from kg.ontology import load_ontology
from kg.records import factuality
from kg.terms import default_terms

TABLE = Path(__file__).parents[1] / "cases" / "prospects.csv"
SENTENCES = [row["sentence"] for row in csv.DictReader(TABLE.open(encoding="utf-8"))]
BASES = (
    "a permanent American base",
    "a Chinese naval base",
    "Fort Zagloba",
    "Zagloba Air Base",
    "a base called Camp Zagloba",
    "American bases",
    "an American military facility",
)
THERE = ("operational", "under construction", "closed", "unknown")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def bases(text: str, lexicon: Lexicon) -> list[Fact]:
    annotation = annotate(Document("a", text[0].upper() + text[1:], date=date(2022, 5, 12)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    return [fact for fact in facts if lexicon.frames.families.get(fact.kind) == "MilitaryBase"]


def is_told_as_there(fact: Fact) -> bool:
    return factuality(fact, default_terms()) == "certain" and fact.status in THERE


@pytest.mark.parametrize("sentence", SENTENCES)
def test_possible_base_never_looks_like_a_base(sentence: str, lexicon: Lexicon) -> None:
    told = {base: bases(sentence.format(base), lexicon) for base in BASES}
    assert [base for base, facts in told.items() if any(map(is_told_as_there, facts))] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "America operates Zagloba Air Base in Poland.",
        "American troops are stationed at a permanent American base in Poland.",
        "Rockets hit a base called Camp Zagloba in Poland.",
    ],
)
def test_base_that_is_there_is_told_as_there(sentence: str, lexicon: Lexicon) -> None:
    assert any(map(is_told_as_there, bases(sentence, lexicon)))
