"""Exercises: constructions with the exercise that they tell of, from a table."""

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
from kg.model import Document, Entity, Fact
from kg.ontology import load_ontology

TABLE = Path(__file__).parents[1] / "cases" / "exercises.csv"
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8")))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def shown(fact: Fact) -> str:
    names = [f.name if isinstance(f, Entity) else str(f) for f in fact.roles.get("name", ())]
    who = [f.short for f in fact.roles.get("participants", ()) if isinstance(f, Entity)]
    return " ".join([*names, *who, fact.status])


@pytest.mark.parametrize("case", CASES, ids=[case["construction"] for case in CASES])
def test_construction_gives_its_exercise(case: dict[str, str], lexicon: Lexicon) -> None:
    annotation = annotate(Document("a", case["text"], date=date(2021, 6, 17)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    found = [shown(fact) for fact in facts if lexicon.frames.families.get(fact.kind) == "MilitaryExercise"]
    assert (found or ["-"]) == [case["expected"]]
    assert [fact for fact in facts if fact.kind == "ArmedConflict"] == []
