"""Meetings: constructions with the meeting that they tell of and who takes part, from a table."""

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

TABLE = Path(__file__).parents[1] / "cases" / "meetings.csv"
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8")))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def shown(fact: Fact) -> str:
    who = sorted(
        (f for f in fact.roles["participants"] if isinstance(f, Entity)), key=lambda f: (f.kind == "Person", f.short)
    )
    return " ".join([str(fact.roles["kind"][0]), *(f.short for f in who), fact.status])


@pytest.mark.parametrize("case", CASES, ids=[case["construction"] for case in CASES])
def test_construction_gives_its_meeting(case: dict[str, str], lexicon: Lexicon) -> None:
    annotation = annotate(Document("a", case["text"], date=date(2021, 6, 17)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    found = [shown(fact) for fact in facts if lexicon.frames.families.get(fact.kind) == "Meeting"]
    kind, *rest = case["expected"].split()
    people = [word for word in rest[:-1] if not word.isupper()]
    states = sorted(word for word in rest[:-1] if word.isupper())
    assert (found or ["-"]) == [" ".join([kind, *states, *people, *rest[-1:]])]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Ghanaian Defence Minister Kofi Berg flew to Lome, where he met Togolese President Faure Gnassingbe.", "Lome"),
        ("Ghanaian President Nana Akufo-Addo met Togolese President Faure Gnassingbe when he returned to Togo.", "TGO"),
        ("Ghanaian President Nana Akufo-Addo met Togolese President Faure Gnassingbe, who owns a house in Lome.", None),
        ("The ministers of Ghana and Togo met on the sidelines of a security conference in Oslo.", "Oslo"),
        ("Ghana's defence minister will arrive in Oslo, where he will speak to students and hold talks with Togo.", "Oslo"),
        ("Talks between Ghana and Togo have been scheduled for Geneva.", "Geneva"),
        ("Ghanaian President Nana Akufo-Addo was in Oslo for talks with Togo.", "Oslo"),
        ("LOME, June 17 (Reuters) - Ghana's defence minister held talks with Togo on Wednesday.", "Lome"),
        ("LOME, June 17 (Reuters) - Ghana's defence minister held talks with Togo in May.", None),
        ("OSLO, June 17 (Reuters) - Ghana's defence minister held talks with Togo on Wednesday.", None),
        ("BRUSSELS, June 17 (Reuters) - NATO held talks with Togo on Wednesday.", "Brussels"),
        ("Ghanaian President Nana Akufo-Addo met Togolese President Faure Gnassingbe on a visit to Lome.", "Lome"),
        ("Ghanaian President Nana Akufo-Addo visited Togo in May and met with President Faure Gnassingbe.", "TGO"),
    ],
)
def test_the_clauses_around_a_meeting_say_where_it_was(text: str, place: str | None, lexicon: Lexicon) -> None:
    annotation = annotate(Document("a", text, date=date(2021, 6, 17)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    talks = [fact for fact in facts if fact.kind == "Talks"]
    assert talks and {getattr(filler, "short", filler) for f in talks for filler in f.roles.get("place", (None,))} == {
        place
    }


@pytest.mark.parametrize(
    ("text", "place", "when"),
    [
        ("ACCRA, June 16 -- Ghanaian Defence Minister Kofi Berg held talks with Togo here on Wednesday.", "Accra", "16"),
        ("The Kuwait summit of GCC leaders opened on Monday.", "KWT", "14"),
        ("Ghana and Togo held talks in the Togolese capital on Monday.", "Lome", "14"),
        ("Ghana and Togo held talks in the presence of Prime Minister Kofi Berg on Monday.", None, "14"),
        ("Talks between Ghana and Togo were to be held in Lome on June 21.", "Lome", "21"),
        ("Last week's talks between Ghana and Togo in Lome were friendly.", "Lome", "07"),
    ],
)
def test_where_and_when_it_was(text: str, place: str | None, when: str, lexicon: Lexicon) -> None:
    annotation = annotate(Document("a", text, date=date(2021, 6, 17)), lexicon=lexicon)
    (fact,) = [
        fact
        for fact in merge(list(extract(link(annotation, lexicon), lexicon)))
        if lexicon.frames.families.get(fact.kind) == "Meeting"
    ]
    found = [getattr(filler, "short", filler) for filler in fact.roles.get("place", (None,))]
    assert found == [place] and str(getattr(fact.roles["date"][0], "value", "")).startswith(f"2021-06-{when}")


def test_a_numbered_round_and_the_body_whose_session_it_is(lexicon: Lexicon) -> None:
    text = "The second round of peace talks between Ghana and Togo opened in Lome on Monday."
    other = "Ghana and Togo held the 3rd session of the Joint Commission on Defence in Lome on Monday."
    for sentence, number, series in ((text, 2, None), (other, 3, "Joint Commission on Defence")):
        annotation = annotate(Document("a", sentence, date=date(2021, 6, 17)), lexicon=lexicon)
        (fact,) = [f for f in merge(list(extract(link(annotation, lexicon), lexicon))) if f.roles.get("ordinal")]
        assert fact.roles["ordinal"] == (number,)
        assert series is None or fact.roles["series"] == (series,)


@pytest.mark.parametrize(
    "text",
    [
        "Ghana and Togo have held two summits, one in Lome last year, the other in Accra last February.",
        "The ministers of Ghana and Togo held two rounds of talks, the first in Lome in May and the second in Accra.",
        "There were two rounds of talks between Ghana and Togo in Lome this week and in Accra last month.",
    ],
)
def test_meetings_told_of_at_once_are_several(text: str, lexicon: Lexicon) -> None:
    annotation = annotate(Document("a", text, date=date(2021, 6, 17)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    places = [filler.short for fact in facts for filler in fact.roles["place"] if isinstance(filler, Entity)]
    assert places == ["Lome", "Accra"]


def test_this_nation_is_that_of_the_dateline(lexicon: Lexicon) -> None:
    text = "ACCRA, Ghana, June 16 - Togolese President Kofi Berg arrived in this West African nation on Wednesday."
    annotation = annotate(Document("a", text, date=date(2021, 6, 17)), lexicon=lexicon)
    (fact,) = [fact for fact in merge(list(extract(link(annotation, lexicon), lexicon))) if fact.kind == "Visit"]
    assert {filler.short for filler in fact.roles["place"] if isinstance(filler, Entity)} == {"GHA"}


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("NATO leaders opened their summit in Lima on Monday.", "NATO summit"),
        ("Leaders of the African Union met at a summit in Lima in May.", "AU summit"),
        ("Ghana and Togo opened their summit in Lima on Monday.", None),
    ],
)
def test_the_summit_of_one_body_goes_by_its_name(text: str, series: str | None, lexicon: Lexicon) -> None:
    annotation = annotate(Document("a", text, date=date(2021, 6, 17)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    summits = [fact for fact in facts if fact.kind == "Summit"]
    assert summits and [getattr(f, "name", f) for f in summits[0].roles.get("series", (None,))] == [series]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ghanaian President Nana Akufo-Addo met Togolese President Faure Gnassingbe in Lome on Monday "
            "and Malian Foreign Minister Kofi Berg in Bamako on Tuesday.",
            {("GHA TGO", "2021-06-14", "Lome"), ("GHA MLI", "2021-06-15", "Bamako")},
        ),
        (
            "Ghanaian President Nana Akufo-Addo will visit Togo on July 3 and Mali on July 5.",
            {("GHA TGO", "2021-07-03", "TGO"), ("GHA MLI", "2021-07-05", "MLI")},
        ),
        (
            "Ghanaian President Nana Akufo-Addo met the leaders of Togo and Mali in Lome on Monday.",
            {("GHA MLI TGO", "2021-06-14", "Lome")},
        ),
    ],
)
def test_guests_met_one_after_the_other_are_met_apart(
    text: str, expected: set[tuple[str, str, str]], lexicon: Lexicon
) -> None:
    annotation = annotate(Document("a", text, date=date(2021, 6, 17)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    found = set()
    for fact in facts:
        if lexicon.frames.families.get(fact.kind) == "Meeting":
            who = [one.short for one in fact.roles["participants"] if isinstance(one, Entity) and one.kind != "Person"]
            [time], [place] = fact.roles["date"], fact.roles["place"]
            found.add((" ".join(sorted(who)), getattr(time, "value", ""), getattr(place, "short", "")))
    assert found == expected


def test_a_meeting_of_an_organ_goes_by_the_organ(lexicon: Lexicon) -> None:
    text = "The U.N. Security Council held an emergency meeting on Monday."
    annotation = annotate(Document("a", text, date=date(2021, 6, 17)), lexicon=lexicon)
    facts = merge(list(extract(link(annotation, lexicon), lexicon)))
    assert [fact.roles.get("series") for fact in facts if fact.kind == "Meeting"] == [("UN Security Council",)]
