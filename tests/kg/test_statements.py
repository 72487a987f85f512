"""Statements: the lexicon's own sentences, then constructions from a table, through annotating and linking."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.annotate import annotate
from kg.extract.attribution import attribution
from kg.extract.factuality import factuality
from kg.extract.statements import extract_statements
from kg.lexicon import Lexicon, load_lexicon
from kg.lexicon.cues import LEX
from kg.link import link
from kg.model import Claim, Document, Entity, Linked
from kg.ontology import load_ontology

TABLE = Path(__file__).parents[1] / "cases" / "statements.csv"
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8")))
_SENTENCES = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?entry ?kind ?sentence WHERE {
  ?entry a lex:SourceCue .
  { ?entry skos:example ?sentence BIND("example" AS ?kind) }
  UNION { ?entry dd:counterExample ?sentence BIND("counter-example" AS ?kind) }
} ORDER BY ?entry ?kind ?sentence
"""
ROWS = load_ontology().select(_SENTENCES)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def read(text: str, lexicon: Lexicon) -> Linked:
    """Annotate and link; "title: ... / " before the text gives the article a title."""
    title, _, body = (
        text.removeprefix("title:").partition(" / ") if text.startswith("title:") else ("", "", text)
    )
    return link(annotate(Document("a", body, title=title.strip()), lexicon=lexicon), lexicon)


def claims(text: str, lexicon: Lexicon) -> list[Claim]:
    return list(extract_statements(read(text, lexicon), lexicon))


def shown(claim: Claim) -> str:
    speaker = claim.roles["speaker"][0]
    assert isinstance(speaker, Entity)
    return f"{speaker.label or speaker.name} {claim.roles['stance'][0]}"


def said(text: str, lexicon: Lexicon) -> str:
    return "; ".join(shown(claim) for claim in claims(text, lexicon)) or "-"


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{row['entry'].removeprefix(LEX)}-{row['kind']}-{n}" for n, row in enumerate(ROWS)]
)
def test_entry_holds_on_its_own_sentences(row: dict[str, str], lexicon: Lexicon) -> None:
    text, expected = (part.strip() for part in row["sentence"].split("|"))
    assert said(text, lexicon) == expected, text


@pytest.mark.parametrize("case", CASES, ids=[case["construction"] for case in CASES])
def test_construction_gives_its_statements(case: dict[str, str], lexicon: Lexicon) -> None:
    assert said(case["text"], lexicon) == case["expected"]


def test_statement_points_at_its_sentence_and_keeps_its_words(lexicon: Lexicon) -> None:
    text = "The ships came.\n\n“We hope for talks,” Norwegian Prime Minister Erna Solberg told Reuters."
    (claim,) = claims(text, lexicon)
    assert claim.evidence.of(text).startswith("“We hope")
    assert claim.roles["quotation"] == ("We hope for talks,",)
    assert claim.roles["about"] == ("We hope for talks",)
    assert isinstance(outlet := claim.roles["outlet"][0], Entity) and outlet.name == "Reuters"


@pytest.mark.parametrize(
    "text",
    [
        "The minister was silent.\n\nThe base is open at last. — Kofi Berg (@kofib) May 8, 2020\n\n"
        "Kofi Berg (@kofib) The drill is over at last.",
        "Reactions:\n\n- [**Minister Kofi Berg**](https://x.com/a/1?s=2)**:** “The base is open and in use.”\n\n"
        "- **Minister Kofi Berg:** “The drill is over for all of us.”",
    ],
)
def test_posts_and_labelled_quotations_are_whose_name_stands_there(text: str, lexicon: Lexicon) -> None:
    assert said(text, lexicon) == "Kofi Berg asserts; Kofi Berg asserts"


def test_briefing_without_a_title_is_told_by_its_labels(lexicon: Lexicon) -> None:
    text = "MR. SOLHEIM: We opened the base today.\n\nQ Why now?\n\nMR. SOLHEIM: It was time to act."
    assert said(text, lexicon) == "Solheim asserts; Solheim asserts"


def test_what_nobody_said_is_the_articles_own_voice(lexicon: Lexicon) -> None:
    linked = read("Norway opened a base. Sweden said Norway had closed a harbour.", lexicon)
    doc = linked.annotation.doc
    opened, closed = (next(t.i for t in doc if t.text == word) for word in ("opened", "closed"))
    assert attribution(linked, opened, lexicon) == (None, None)
    speaker, outlet = attribution(linked, closed, lexicon)
    assert speaker is not None and speaker.code == "SWE" and outlet is None
    assert factuality(linked, closed, lexicon).speaker == speaker


def test_questions_of_a_briefing_are_nobodys_statements(lexicon: Lexicon) -> None:
    text = (
        "SOLBERG: We opened the base on Monday.\n\nQ Will there be a second base in the north?\n\n"
        "SOLBERG: There will be ships in the north."
    )
    found = claims(f"title: Press Briefing by Prime Minister Erna Solberg / {text}", lexicon)
    assert [claim.roles["about"] for claim in found] == [
        ("We opened the base on Monday",),
        ("There will be ships in the north",),
    ]
