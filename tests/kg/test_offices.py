"""Offices as news give them to persons: for each construction what its sentence must give, or that it gives none."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.annotate import annotate
from kg.lexicon import load_lexicon
from kg.link import link
from kg.model import Document
from kg.ontology import load_ontology

CASES = Path(__file__).parents[1] / "cases"
LEXICON = load_lexicon(load_ontology())


def rows(name: str) -> list[Any]:
    with (CASES / name).open(encoding="utf-8") as lines:
        return [pytest.param(row, id=row["construction"]) for row in csv.DictReader(lines)]


@pytest.mark.parametrize("row", rows("roles.csv"))
def test_office_goes_to_whom_the_sentence_gives_it(row: dict[str, str]) -> None:
    document = Document("office", row["sentence"], date=date(2016, 5, 20))
    held = link(annotate(document, lexicon=LEXICON), LEXICON).holdings
    found = [(h.person.name, h.title, h.of.short if h.of else "") for h in held if h.person.name == row["person"]]
    wanted = (row["person"], row["role"], row["of"])
    assert wanted in found if row["role"] else not found
