"""The seed article, from its text alone: what it says is found, and what it only holds possible stays a prospect."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import records
from kg.ontology import FOLDER, PREFIXES
from kg.pipeline import Run, build
from kg.settings import Settings

HERE = Path(__file__).resolve()
ARTICLE = HERE.parents[3] / "shared" / "corpus" / "dev" / "00.txt"
CASES = HERE.parents[1] / "cases" / "seed-questions.csv"
THINGS = {**PREFIXES, "state": "https://w3id.org/defdip/id/state/", "id": "https://w3id.org/defdip/id/"}
SERIES = "<https://w3id.org/defdip/id/series/azerbaijan-turkiye-high-level-military-dialogue>"

pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason="the corpus is not beside the checkout (../shared)")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Build a graph of the seed article alone."""
    return build([str(ARTICLE)], Settings(tmp_path_factory.mktemp("seed") / "data", shapes="full"))


@pytest.fixture(scope="module")
def graph(run: Run) -> ox.Store:
    return run.generation.open()


def rows(graph: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = graph.query(query, use_default_graph_as_union=True, prefixes=THINGS)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return sorted({tuple(getattr(row[name], "value", "") for name in names) for row in found})


def said_of(graph: ox.Store, pattern: str, names: str) -> list[tuple[str, ...]]:
    """Return what claims say of the possible base."""
    return rows(
        graph,
        f"""SELECT {names} WHERE {{
          ?kind dd:propositionPredicate dd:isOfKind ; dd:propositionObject/rdfs:subClassOf* dd:MilitaryBase ;
            dd:propositionSubject ?base .
          ?claim dd:content ?kind ; dd:modality ?modality . {pattern} }}""",
    )


def test_the_base_in_azerbaijan_is_a_prospect_and_nothing_else(graph: ox.Store) -> None:
    types = said_of(graph, "?base a ?type", "?base ?type")
    assert [kind for _, kind in types] == ["https://w3id.org/defdip/ontology#Prospect"]


def test_no_accepted_or_inferred_fact_is_about_the_possible_base(graph: ox.Store) -> None:
    carried = said_of(graph, "?base ?path ?value FILTER(STRSTARTS(STR(?path), STR(dd:)))", "?path")
    assert carried == []


def test_asking_naively_for_military_bases_in_azerbaijan_gives_nothing(graph: ox.Store) -> None:
    assert rows(graph, "SELECT ?base WHERE { ?base a dd:MilitaryBase ; dd:hostState state:AZE }") == []


def test_erdogan_says_that_the_base_is_possible(graph: ox.Store) -> None:
    said = said_of(graph, "?claim dd:claimedBy ?who . ?who rdfs:label ?name", "?name ?modality")
    assert ("Recep Tayyip Erdogan", "https://w3id.org/defdip/ontology#Possible") in said
    assert {modality.rsplit("#")[-1] for _, modality in said} == {"Possible"}


def test_hurriyet_reports_it(graph: ox.Store) -> None:
    outlets = said_of(graph, "?claim dd:reportedBy/rdfs:label ?outlet", "?outlet")
    assert any("Hürriyet" in outlet for (outlet,) in outlets)


def test_he_said_so_on_the_thursday_of_the_article(graph: ox.Store) -> None:
    days = said_of(graph, "?claim dd:claimedAt ?at", "?at")
    assert days == [("2021-06-17T00:00:00Z",)]


def test_talks_may_contribute_to_the_base_which_makes_neither_a_fact(graph: ox.Store) -> None:
    found = rows(
        graph,
        """SELECT ?modality ?aim WHERE { ?p dd:propositionPredicate dd:contributesTo ; dd:propositionObject ?aim .
           ?claim dd:content ?p ; dd:modality ?modality . ?aim a dd:Prospect }""",
    )
    assert found == [
        ("https://w3id.org/defdip/ontology#Possible", "https://w3id.org/defdip/id/prospect/base-tur-aze")
    ]


def test_the_base_would_be_turkish_in_azerbaijan_under_the_shusha_declaration(graph: ox.Store) -> None:
    related = said_of(
        graph,
        "?p dd:propositionPredicate ?path ; dd:propositionSubject ?s "
        "; dd:propositionObject ?o . FILTER(?s = ?base || ?o = ?base)",
        "?s ?path ?o",
    )
    short = {tuple(part.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for part in row) for row in related}
    base = next(row[0] for row in short if row[1] == "hostState")
    assert {(base, "hostState", "AZE"), (base, "operatedBy", "TUR"), ("shusha-declaration", "allowsFor", base)} <= short


def test_azerbaijan_and_turkey_are_parties_of_the_declaration(graph: ox.Store) -> None:
    assert rows(
        graph, "SELECT ?party WHERE { <https://w3id.org/defdip/id/agreement/shusha-declaration> dd:party ?party }"
    ) == [
        ("https://w3id.org/defdip/id/state/AZE",),
        ("https://w3id.org/defdip/id/state/TUR",),
    ]


def test_the_editions_of_the_dialogue_have_their_numbers_years_and_hosts(graph: ox.Store) -> None:
    found = rows(
        graph,
        f"SELECT ?n ?year ?host "
        f"WHERE {{ {SERIES} dd:hasEdition ?m . ?m dd:editionNumber ?n ; dd:year ?year ; dd:hostState ?host }}",
    )
    assert [(n, year, host[-3:]) for n, year, host in found] == [
        ("11", "2018", "TUR"),
        ("12", "2019", "AZE"),
        ("13", "2021", "AZE"),
    ]


def test_the_thirteenth_was_in_baku_on_the_third_of_june(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?day ?place WHERE { ?m dd:editionNumber 13 ; dd:dateValue ?day ; dd:heldAt ?place }")
    assert found == [("2021-06-03", "https://w3id.org/defdip/id/place/baku")]


def test_the_twelfth_came_before_it_and_the_eleventh_before_that(graph: ox.Store) -> None:
    found = rows(
        graph,
        "SELECT ?n ?m WHERE { ?later dd:previousEdition ?e . ?later dd:editionNumber ?n . ?e dd:editionNumber ?m }",
    )
    assert found == [("12", "11"), ("13", "12")]


def test_there_was_none_in_2020(graph: ox.Store) -> None:
    assert rows(
        graph, f"SELECT ?year WHERE {{ ?gap a dd:NonOccurrence ; dd:skippedSeries {SERIES} ; dd:year ?year }}"
    ) == [("2020",)]


def test_the_next_is_planned_for_2022_in_ankara_and_is_no_meeting_yet(graph: ox.Store) -> None:
    found = rows(
        graph,
        f"""SELECT ?modality ?place ?year WHERE {{
          ?p dd:propositionPredicate dd:editionOf ; dd:propositionSubject ?m ; dd:propositionObject {SERIES} .
          ?claim dd:content ?p ; dd:modality ?modality . ?m a dd:Prospect .
          ?at dd:propositionSubject ?m ; dd:propositionPredicate dd:heldAt ; dd:propositionObject ?place .
          ?in dd:propositionSubject ?m ; dd:propositionPredicate dd:year ; dd:propositionValue ?year }}""",
    )
    assert found == [("https://w3id.org/defdip/ontology#Planned", "https://w3id.org/defdip/id/place/ankara", "2022")]


def test_the_dialogue_dates_from_2007_and_is_annual_behind_closed_doors(graph: ox.Store) -> None:
    found = rows(
        graph, f"SELECT ?y ?r ?c WHERE {{ {SERIES} dd:establishedYear ?y ; dd:recurrence ?r ; dd:closedDoor ?c }}"
    )
    assert found == [("2007", "P1Y", "true")]


def test_the_dialogue_is_a_body_and_a_series(graph: ox.Store) -> None:
    assert rows(graph, "SELECT ?d WHERE { ?d a dd:StandingDialogue }") == [(SERIES.strip("<>"),)]


def test_azerbaijan_bought_the_drones_from_turkey(graph: ox.Store) -> None:
    found = rows(
        graph,
        "SELECT ?from ?to ?item "
        "WHERE { ?t a dd:ArmsTransfer ; dd:supplier ?from ; dd:recipient ?to "
        "; dd:transfersSystem/rdfs:label ?item }",
    )
    assert [(supplier[-3:], recipient[-3:]) for supplier, recipient, _ in found] == [("TUR", "AZE")]
    assert "Bayraktar" in found[0][2]


def test_one_side_of_the_conflict_is_a_de_facto_entity(graph: ox.Store) -> None:
    found = rows(
        graph,
        """SELECT ?name WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?war dd:belligerent ?entity }
           ?entity a dd:DeFactoEntity ; rdfs:label ?name }""",
    )
    assert [name for (name,) in found if "Karabakh" in name] != []


def test_the_claim_keeps_the_sources_own_words_for_it(graph: ox.Store) -> None:
    found = rows(graph, "SELECT ?words WHERE { ?claim dd:sourceLabel ?words }")
    assert any("breakaway" in words for (words,) in found)


def test_three_presidents_hold_their_offices(graph: ox.Store) -> None:
    found = rows(
        graph,
        "SELECT ?name ?state "
        "WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?p dd:holdsOffice ?o "
        ". ?o dd:officeIn ?state } ?p rdfs:label ?name }",
    )
    assert {state[-3:] for _, state in found} == {"AZE", "RUS", "TUR"}


def test_every_accepted_fact_leads_back_to_a_sentence_of_the_article(graph: ox.Store) -> None:
    accepted = rows(graph, "SELECT ?s ?p ?o WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?s ?p ?o } }")
    query = (FOLDER / "rules" / "accepted-from.rq").read_text()
    led_back = {row[:3] for row in rows(graph, query)}
    assert accepted and {row for row in accepted if row not in led_back} == set()


def test_every_passage_is_exactly_what_stands_there(graph: ox.Store) -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    found = rows(
        graph,
        "SELECT ?start ?end ?words "
        "WHERE { ?p a dd:Passage ; dd:startOffset ?start ; dd:endOffset ?end ; dd:text ?words }",
    )
    assert found and [words for _, _, words in found] == [text[int(start) : int(end)] for start, end, _ in found]


def test_records_agree_with_the_graph(run: Run, graph: ox.Store) -> None:
    kept = list(records.read(run.generation.folder))
    claims = {row[0] for row in rows(graph, "SELECT ?c WHERE { VALUES ?kind { dd:Claim dd:Statement } ?c a ?kind }")}
    assert {claim for record in kept for claim in record["claims"]} <= claims
    assert next(record for record in kept if record["type"] == "Base")["factuality"] == "possible"


def questions() -> Iterator[object]:
    """Yield each question with the rows that it must give on the seed article."""
    with CASES.open(encoding="utf-8") as file:
        for case in csv.DictReader(file):
            yield pytest.param(case["question"], case["rows"], id=case["question"])


@pytest.mark.parametrize(("question", "expected"), list(questions()))
def test_a_competency_question_gives_its_rows_from_the_text_alone(
    graph: ox.Store, question: str, expected: str
) -> None:
    count = len(rows(graph, (FOLDER / "questions" / f"{question}.rq").read_text(encoding="utf-8")))
    if expected.endswith("+"):
        assert count >= int(expected[:-1])
    else:
        assert count == int(expected)


@pytest.mark.parametrize("path", sorted((FOLDER / "questions").glob("*.rq")), ids=lambda path: path.stem)
def test_every_competency_question_runs(graph: ox.Store, path: Path) -> None:
    rows(graph, path.read_text(encoding="utf-8"))
