"""Bases: constructions with whose base they tell of, where, and whether it is there, from a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from kg.annotate import annotate
from kg.assembly import name_all
from kg.extract import extract
from kg.lexicon import Lexicon, load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Document, Fact
from kg.naming import Names
from kg.ontology import load_ontology
from kg.records import records

TABLE = Path(__file__).parents[1] / "cases" / "bases.csv"
AHEAD = ("proposed", "planned")
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8")))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def bases(facts: Sequence[Fact]) -> list[str]:
    names: Names = name_all(facts, load_ontology())
    return [
        " ".join(
            filter(
                None,
                (
                    record["name"] or record["operator"],
                    f"for {record['operator']}" if record["name"] and record["status"] in AHEAD else "",
                    f"in {record['host']}" if record["host"] else "",
                    f"at {record['place']}" if record["place"] and not record["host"] else "",
                    record["status"],
                    record["factuality"],
                ),
            )
        )
        for record in records(facts, names)
        if record["type"] == "Base"
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["construction"] for case in CASES])
def test_construction_gives_its_base(case: dict[str, str], lexicon: Lexicon) -> None:
    annotation = annotate(Document("a", case["text"], date=date(2021, 6, 17)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    assert (bases(facts) or ["-"]) == case["expected"].split("; ")
