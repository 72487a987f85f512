"""Annotation: what the parser reads, and that everything leads back to the article as given."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.annotate import LONGEST, MODEL, annotate, annotate_all, model
from kg.errors import SourceError
from kg.lexicon import load_lexicon
from kg.link import link
from kg.model import Annotation, Document
from kg.ontology import load_ontology

DEMO = Path(__file__).parents[2] / "kg" / "demo"
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "dev"


def read(text: str) -> Annotation:
    return annotate(Document("x", text, date=date(2021, 6, 17)))


def sentences(text: str) -> list[str]:
    return [sentence.span.of(text) for sentence in read(text).sentences]


def parsed(text: str) -> str:
    return read(text).doc.text.strip()


def test_sentence_span_covers_the_words_as_given() -> None:
    text = "Norway opened a base.  It is **large**.\n\nThe “[Polish] ministry” said so."
    assert sentences(text) == ["Norway opened a base.", "It is **large**.", "The “[Polish] ministry” said so."]


def test_paragraph_ends_a_sentence_without_a_full_stop() -> None:
    assert sentences("Norway to open base\nThe base is large.") == ["Norway to open base", "The base is large."]


@pytest.mark.parametrize("abbreviation", ["Gen.", "Lt. Col.", "Sen.", "U.S."])
def test_abbreviation_ends_no_sentence(abbreviation: str) -> None:
    assert len(sentences(f"They met {abbreviation} Berg in Oslo on Friday.")) == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("OSLO (Reuters) - Norway opened a base.", "Oslo"),
        ("ANKARA, Aug 5 (Reuters) - Norway opened a base.", "Ankara"),
        ("Baku, May 28 (QNA) - Norway opened a base.", "Baku"),
        ("MORAG, Poland - Poland signed contracts on Friday to buy 180 K2 tanks.", "Morag"),
        ("GDYNIA, Poland - Poland hosted naval exercises.", "Gdynia"),
        ("SEOUL South Korea opened a base.", "Seoul"),
        ("WARSAW — Norway opened a base.", "Warsaw"),
        ("SEOUL: Norway opened a base.", "Seoul"),
        ("NATO Secretary Ola Berg opened a base.", ""),
        ("Norway (pop. 5 million) opened a base.", ""),
    ],
)
def test_dateline_is_a_sentence_of_its_own(text: str, place: str) -> None:
    annotation = read(text)
    assert annotation.dateline == place
    assert len(annotation.sentences) == (2 if place else 1)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Norwayâ€™s base is old.", "Norway's base is old."),
        ("Norway &amp; Poland met.", "Norway & Poland met."),
        ("[Polish President] Ola Berg spoke.", "Polish President Ola Berg spoke."),
        ("It ran from 14thto 28thJune 2025.", "It ran from 14th to 28th June 2025."),
        ("- **Norway** opened a base.", "Norway opened a base."),
        ("Norway opened a base. (Reporting by Ola Berg; Editing by Kari Lund)", "Norway opened a base."),
        ("NORWAY OPENS MILITARY BASE IN POLAND", "Norway opens military base in Poland"),
    ],
)
def test_parser_reads_clean_text(given_text: str, expected: str) -> None:
    assert parsed(given_text) == expected


def test_quotation_may_run_over_sentences() -> None:
    text = "“We met. We agreed,” he said. “It is good.”"
    assert [quotation.span.of(text) for quotation in read(text).quotations] == ["We met. We agreed,", "It is good."]


def test_quotation_left_open_ends_with_its_paragraph() -> None:
    text = "“We met.\n\nThey left."
    assert [quotation.span.of(text) for quotation in read(text).quotations] == ["We met."]


def test_endless_word_is_refused_with_its_place() -> None:
    with pytest.raises(SourceError, match="5,000 characters without a space at 4"):
        read("The " + "a" * 5000)


def test_overlong_article_is_refused() -> None:
    with pytest.raises(SourceError, match="articles of more than"):
        read("word " * (LONGEST // 5 + 1))


def test_refused_article_keeps_its_place_among_the_others() -> None:
    documents = [Document("a", "Norway met Poland."), Document("b", "b" * 900), Document("c", "They left.")]
    found = list(annotate_all(documents))
    assert isinstance(found[1], SourceError)
    assert [item.document.id for item in found if isinstance(item, Annotation)] == ["a", "c"]


def test_sentence_without_end_is_cut() -> None:
    assert all(s.last - s.first <= 250 for s in read("Norway and Poland met and " * 400).sentences)


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not beside the checkout")
def test_real_articles_lead_back_to_their_text() -> None:
    paths = sorted(CORPUS.glob("*.txt"))
    for annotation in annotate_all(Document(path.stem, path.read_text(encoding="utf-8")) for path in paths):
        assert isinstance(annotation, Annotation)
        text = annotation.document.text
        for sentence in annotation.sentences:
            words = sentence.span.of(text).lower()
            first = next((t.lower_ for t in annotation.doc[sentence.first : sentence.last] if t.is_alpha), "")
            assert first in words.replace("’", "'")
            assert 0 <= sentence.span.start < sentence.span.end <= len(text)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                ["OSLO (Reuters) - ", "President Ola Berg", "[", "]", "“", "”", "\n", "**", "Treaty on ",
                 "the ministry", "he", "U.S.", "-", "14thto", "last Friday", "&#039;", "â€™", "Exercise ", "(ATT)",
                 "’s ", "F-16", "\u0000", "\ud800"]
            ),
        ),
        max_size=25,
    )
)  # fmt: skip
def test_any_text_is_annotated_and_linked_with_offsets_inside(pieces: list[str]) -> None:
    text = "".join(pieces)
    annotation = read(text)
    linked = link(annotation, load_lexicon(load_ontology()))
    spans = [item.span for found in (annotation.sentences, linked.mentions, annotation.times) for item in found]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(before.last <= after.first for before, after in zip(linked.mentions, linked.mentions[1:], strict=False))


def test_no_tag_head_or_name_depends_on_which_library_multiplies_the_matrices() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(DEMO.glob("*.txt"))]

    def read_by(parser: Language) -> list[tuple[str, str, int, str]]:
        return [(token.tag_, token.dep_, token.head.i, token.ent_type_) for doc in parser.pipe(texts) for token in doc]

    found = read_by(model())
    assert len(found) > 3000
    assert found == read_by(spacy.load(MODEL))
