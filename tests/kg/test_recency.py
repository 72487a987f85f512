"""Times that no words give: news of the day of publication, told as probable and never as the article's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.annotate import annotate
from kg.assembly import name_all
from kg.claims import assertions
from kg.extract import extract
from kg.extract.recency import SPAN, about
from kg.lexicon import Judgement, Lexicon, load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Document, Fact, Modality, TimeExpression
from kg.ontology import load_ontology
from kg.records import RECENCY, Record, records
from kg.vocab import DATE_VALUE, EARLIEST, LATEST

NEWS = "Ghanaian President Nana Akufo-Addo is visiting Lome, where he met Togolese President Faure Gnassingbe."
DATED = "Ghanaian President Nana Akufo-Addo met Togolese President Faure Gnassingbe in Lome in March 2019."
PUBLISHED = date(2022, 5, 12)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def facts(text: str, lexicon: Lexicon, published: date | None = PUBLISHED) -> list[Fact]:
    found = merge(list(extract(link(annotate(Document("a", text, date=published), lexicon=lexicon), lexicon), lexicon)))
    return [fact for fact in found if lexicon.frames.families.get(fact.kind) == "Meeting"]


def meetings(text: str, lexicon: Lexicon, published: date | None = PUBLISHED) -> list[Record]:
    found = facts(text, lexicon, published)
    return list(records(found, name_all(found, load_ontology())))


def test_news_without_a_time_is_of_the_month_of_publication(lexicon: Lexicon) -> None:
    for record in meetings(NEWS, lexicon):
        assert (record["date"], RECENCY in record["rules"]) == ("2022-05", True)


def test_a_time_in_words_is_left_as_it_is(lexicon: Lexicon) -> None:
    for record in meetings(DATED, lexicon):
        assert (record["date"], RECENCY in record["rules"]) == ("2019-03", False)


def test_there_are_meetings_in_these_sentences(lexicon: Lexicon) -> None:
    assert meetings(NEWS, lexicon) and meetings(DATED, lexicon)


def test_without_a_day_of_publication_nothing_is_inferred(lexicon: Lexicon) -> None:
    assert {record["date"] for record in meetings(NEWS, lexicon, None)} == {None}


def test_where_nothing_has_been_learned_nothing_is_inferred(lexicon: Lexicon) -> None:
    untaught = replace(lexicon, judgement=Judgement())
    assert {record["date"] for record in meetings(NEWS, untaught)} == {None}


def test_an_inferred_time_is_probable_in_the_graph_and_has_no_words(lexicon: Lexicon) -> None:
    found = facts(NEWS, lexicon)
    told = [one for fact in found for one in assertions(fact, name_all(found, load_ontology()))]
    times = [one for one in told if one.triple[1] in (DATE_VALUE, EARLIEST, LATEST)]
    assert times and {(one.modality, one.wording) for one in times} == {(Modality.PROBABLE, "")}
    assert any(one.modality is Modality.CERTAIN for one in told)


def test_an_inferred_time_marks_itself(lexicon: Lexicon) -> None:
    times = [time for fact in facts(NEWS, lexicon) for time in fact.roles["date"]]
    assert times and all(isinstance(time, TimeExpression) and time.inferred for time in times)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.booleans())
def test_the_time_holds_the_day_of_publication_and_the_days_beside_it(published: date, ahead: bool) -> None:
    first, *rest = about(published, ahead).split("/")
    last = rest[0] if rest else first
    other = published + SPAN if ahead else published - SPAN
    assert first <= min(f"{day:%Y-%m}" for day in (published, other))
    assert max(f"{day:%Y-%m}" for day in (published, other)) <= last
    assert last <= f"{published + timedelta(days=31):%Y-%m}"
