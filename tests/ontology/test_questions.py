"""The competency questions get the answers that the example graph, and an article like the seed's, must give."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.assembly import assemble
from kg.ontology import FOLDER, load_ontology
from tests.kg.seed import DOCUMENT, seed_facts
from tests.ontology.graphs import HERE, inferred_example

QUESTIONS = sorted((FOLDER / "questions").glob("*.rq"))
ANSWERS = HERE / "answers.csv"
EXPECTED = FOLDER / "questions" / "expected.csv"


def ask(store: ox.Store, question: Path) -> list[str]:
    """Return the rows of an answer as sorted lines of short names."""
    rows = store.query(question.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return sorted("; ".join(short(term) for term in row) for row in rows)


def short(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value.removeprefix("https://w3id.org/defdip/")
    return term.value if isinstance(term, ox.Literal) else "-"


def expected_answers() -> dict[str, list[str]]:
    answers: dict[str, list[str]] = defaultdict(list)
    with ANSWERS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            answers[row["question"]].append(row["answer"])
    return answers


def bounds() -> dict[str, tuple[int, int]]:
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        return {
            row["question"]: (int(row["at_least"]), int(row["at_most"] or 10**6)) for row in csv.DictReader(lines)
        }


@pytest.fixture(scope="module")
def example() -> ox.Store:
    return inferred_example()


@pytest.fixture(scope="module")
def seed() -> ox.Store:
    store = ox.Store()
    assemble(store, [DOCUMENT], seed_facts(), load_ontology(FOLDER))
    return store


def test_there_are_forty_questions_or_more_each_told_in_words() -> None:
    assert len(QUESTIONS) >= 40
    for question in QUESTIONS:
        first = question.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first.startswith("# ") and first.endswith("?"), question.name


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_the_example_answers(question: Path, example: ox.Store) -> None:
    assert ask(example, question) == sorted(expected_answers().get(question.stem, []))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_an_article_like_the_seed_answers_as_often_as_it_must(question: Path, seed: ox.Store) -> None:
    least, most = bounds()[question.stem]
    assert least <= len(ask(seed, question)) <= most
