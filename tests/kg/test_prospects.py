"""A possible base never looks like a base: sentences that leave open whether there is one; the same of pacts and arms."""

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
CASES = [(row["family"], row["sentence"]) for row in csv.DictReader(TABLE.open(encoding="utf-8"))]
THINGS = {
    "MilitaryBase": (
        "a permanent American base", "a Chinese naval base", "Fort Zagloba", "Zagloba Air Base",
        "a base called Camp Zagloba", "American bases", "an American military facility",
    ),
    "Agreement": (
        "a defence pact", "a ceasefire", "a treaty on bases", "an arms deal", "a memorandum of understanding",
        "a military cooperation agreement", "a declaration on defence",
    ),
    "ArmsTransfer": (
        "fighter jets", "Rafale jets", "air-defence missiles", "twelve submarines", "weapons", "tanks and howitzers",
    ),
}  # fmt: skip
THERE = {
    "MilitaryBase": ("operational", "under construction", "closed", "unknown"),
    "Agreement": ("signed", "ratified", "in force", "suspended", "terminated"),
    "ArmsTransfer": ("ordered", "delivered"),
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def told_as_there(family: str, text: str, lexicon: Lexicon) -> list[Fact]:
    annotation = annotate(Document("a", text[0].upper() + text[1:], date=date(2022, 5, 12)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    own = [fact for fact in facts if lexicon.frames.families.get(fact.kind) == family]
    return [fact for fact in own if factuality(fact, default_terms()) == "certain" and fact.status in THERE[family]]


@pytest.mark.parametrize(("family", "sentence"), CASES, ids=[f"{n:03} {case[1]}" for n, case in enumerate(CASES)])
def test_what_may_be_never_looks_as_if_it_were(family: str, sentence: str, lexicon: Lexicon) -> None:
    assert [thing for thing in THINGS[family] if told_as_there(family, sentence.format(thing), lexicon)] == []


@pytest.mark.parametrize(
    ("family", "sentence"),
    [
        ("MilitaryBase", "America operates Zagloba Air Base in Poland."),
        ("MilitaryBase", "American troops are stationed at a permanent American base in Poland."),
        ("MilitaryBase", "Rockets hit a base called Camp Zagloba in Poland."),
        ("Agreement", "Poland and France signed a defence pact."),
        ("Agreement", "The ceasefire between Poland and France took effect on Sunday."),
        ("ArmsTransfer", "France sold twelve submarines to Poland."),
        ("ArmsTransfer", "France has delivered Rafale jets to Poland."),
    ],
)
def test_what_is_there_is_told_as_there(family: str, sentence: str, lexicon: Lexicon) -> None:
    assert told_as_there(family, sentence, lexicon)
