"""Any text at all: no exception, and evidence inside the text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.annotate import LONGEST, annotate
from kg.errors import SourceError
from kg.extract import extract
from kg.lexicon import Lexicon, load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Annotation, Document, Fact
from kg.ontology import load_ontology

WORDS = [
    "Turkey", "Azerbaijan", "U.S.", "NATO", "president", "Ola Berg", "base", "in", "military base", "signed", "may",
    "agreement", "with", "said", "“", "”", '"', "’s", "and", "the", "13th", "meeting", "on", "Thursday", "(", ")", "[",
    "]", "—", "-", ",", ".", "\n", "\n\n", "not", "deny", "would", "2021", "last fall", "June 3", "delivered", "S-400",
    "Shusha Declaration", "held", "talks", "exercise", ":", ";", "…", "'", "to", "of", "by", "build", "close",
]  # fmt: skip
NEWS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
ANYTHING = st.text(max_size=300)
SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def read(text: str, lexicon: Lexicon) -> tuple[Annotation, list[Fact]]:
    annotation = annotate(Document("a", text, date=date(2021, 6, 17)), lexicon=lexicon)
    return annotation, merge(list(extract(link(annotation, lexicon), lexicon)))


def assert_sound(text: str, lexicon: Lexicon) -> None:
    annotation, facts = read(text, lexicon)
    spans = [sentence.span for sentence in annotation.sentences]
    spans += [time.span for time in annotation.times]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    for claim in (claim for fact in facts for claim in fact.claims):
        assert claim.evidence in spans, "evidence is a sentence"
        assert claim.evidence.start <= claim.trigger.start < claim.trigger.end <= claim.evidence.end


@SETTINGS
@given(NEWS)
def test_news_in_any_order_of_words_is_read_soundly(lexicon: Lexicon, text: str) -> None:
    assert_sound(text, lexicon)


@SETTINGS
@given(ANYTHING)
def test_any_unicode_is_read_soundly(lexicon: Lexicon, text: str) -> None:
    assert_sound(text, lexicon)


@settings(SETTINGS, max_examples=40)
@given(NEWS, ANYTHING, NEWS)
def test_news_amid_anything_is_read_soundly(lexicon: Lexicon, before: str, between: str, after: str) -> None:
    assert_sound(f"{before}{between}{after}", lexicon)


@pytest.mark.parametrize("unit", ["Turkey signed an agreement with Azerbaijan and ", "( “ word [ ", "no , ", "base of base "])
def test_a_long_article_of_one_sentence_is_read_to_its_end(unit: str, lexicon: Lexicon) -> None:
    annotation, _ = read(text := unit * (40_000 // len(unit)), lexicon)
    assert annotation.sentences[-1].span.end >= len(text.rstrip()) - len(unit)


def test_a_text_beyond_measure_is_refused_with_its_size(lexicon: Lexicon) -> None:
    with pytest.raises(SourceError, match=f"{LONGEST:,}"):
        annotate(Document("a", "word " * (LONGEST // 5 + 1)), lexicon=lexicon)
