"""The queries behind pages: files that parse, take terms by substitution, and can be shown and run."""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from server import lists, panels
from server.terms import DD
from tests.server import graph as made

NAMES = sorted(panels.names())


@pytest.mark.parametrize("name", NAMES)
def test_panel_says_in_words_what_it_asks(name: str) -> None:
    assert panels.title(name).endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_panel_is_sparql_and_takes_its_terms_by_substitution(name: str) -> None:
    taken = [one for one in panels.parameters(name) if one in lists.PARAMETERS]
    terms = {ox.Variable(one): ox.NamedNode("https://w3id.org/defdip/id/state/AZE") for one in taken}
    list(ox.Store().query(panels.text(name), use_default_graph_as_union=True, substitutions=terms))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(lists.OPEN - {"newest", "partners"}))
def test_a_list_is_cut_by_its_page_not_by_its_query(name: str) -> None:
    """A page says where it stops; a download is whole."""
    assert not re.search(r"LIMIT \d+\n", panels.text(name))


def test_a_shown_query_cannot_be_ended_early_by_a_term() -> None:
    harm = ox.Literal('x") } DROP ALL #')
    shown = panels.shown("items", {"standing": harm})
    list(ox.Store().query(shown, use_default_graph_as_union=True))  # type: ignore[arg-type]
    assert '\\")' in shown


PREFIX = "https://w3id.org/defdip/"
ASKED = {
    "about": {"thing": "id/prospect/base-tur-aze"}, "linked": {"thing": "id/state/AZE"}, "partners": {"thing": "id/state/AZE"},
    "said": {"thing": "id/person/sergei-lavrov"}, "article_claims": {"thing": "id/document/seed"}, "thing": {"thing": "id/state/AZE"},
    "pair": {"thing": "id/state/AZE", "second": "id/state/TUR"}, "items": {"type": "ontology#MilitaryBase", "state": "id/state/AZE"},
    "hosting": {}, "newest": {}, "claim": {"thing": ""}, "found": {"thing": "id/state/AZE"}, "things": {"type": "ontology#Person", "state": "id/state/RUS"},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(lists.OPEN))
def test_the_shown_query_gives_what_the_page_got(site_store: Path, name: str) -> None:
    """Whoever runs the query behind a list, with its terms written in, gets the list."""
    graph = ox.Store.read_only(str(site_store / "current" / "store"))

    def rows(query: str, terms: dict[str, ox.NamedNode]) -> list[tuple[str, ...]]:
        bound = {ox.Variable(variable): term for variable, term in terms.items()}
        found = graph.query(query, use_default_graph_as_union=True, substitutions=bound)  # type: ignore[arg-type]
        assert isinstance(found, ox.QuerySolutions)
        plain = [variable.value for variable in found.variables if variable.value not in ("speakers", "classes", "kinds", "words", "states")]
        return sorted(tuple(str(row[variable]) for variable in plain) for row in found)

    base = next(iter(graph.query(ANY_CLAIM)))["claim"] if name == "claim" else None  # type: ignore[index]
    terms = {variable: base or ox.NamedNode(PREFIX + path) for variable, path in ASKED[name].items()}
    expected = rows(panels.text(name), terms)
    assert expected
    assert rows(panels.shown(name, terms), {}) == expected


@dataclass
class Shuffled:
    """An engine over the same quads in another order."""

    graph: ox.Store

    @classmethod
    def of(cls, quads: list[ox.Quad], seed: int) -> Shuffled:
        graph = ox.Store()
        graph.extend(random.Random(seed).sample(quads, len(quads)))
        return cls(graph)

    def select(self, query: str, terms: panels.Bindings | None = None) -> list[dict[str, panels.Term]]:
        bound = {ox.Variable(variable): term for variable, term in (terms or {}).items()}
        found = self.graph.query(query, use_default_graph_as_union=True, substitutions=bound)  # type: ignore[arg-type]
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in found]


@pytest.fixture(scope="module")
def shuffled(site_store: Path) -> list[Shuffled]:
    quads = list(ox.Store.read_only(str(site_store / "current" / "store")))
    return [Shuffled.of(quads, seed) for seed in range(3)]


@pytest.mark.parametrize("name", sorted(lists.OPEN | {"thing"}))
def test_rows_stand_in_the_same_order_however_the_graph_was_loaded(site_store: Path, shuffled: list[Shuffled], name: str) -> None:
    base = next(iter(shuffled[0].graph.query(ANY_CLAIM, use_default_graph_as_union=True)))["claim"] if name == "claim" else None  # type: ignore[index]
    terms = {variable: base or ox.NamedNode(PREFIX + path) for variable, path in ASKED[name].items()}
    first, *others = [panels.ask(engine, name, **terms) for engine in shuffled]
    assert first and all(rows == first for rows in others)


ANY_CLAIM = f"""SELECT ?claim {{ GRAPH ?g {{ ?claim <{DD}content> ?is . ?is <{DD}propositionSubject> <{PREFIX}id/prospect/base-tur-aze> }} }}
    ORDER BY ?claim LIMIT 1"""


def test_no_query_is_put_together_outside_the_files() -> None:
    code = {path.name: path.read_text() for path in Path(panels.FOLDER).parent.glob("*.py")}
    own = (
        "pages.py",
        "resource.py",
        "entity.py",
        "relations.py",
        "view.py",
        "description.py",
        "site.py",
        "search.py",
    )
    for name in own:
        assert not re.search(
            r"\b(SELECT|CONSTRUCT|ASK) [^\n]*[?*{][^\n]*\b(WHERE|\{)", code[name].replace("SELECT iri", "").replace("SELECT {columns}", "").replace("SELECT rowid", "")
        ), name


@pytest.mark.parametrize(
    ("panel", "thing"),
    [("article_claims", "document/seed"), ("about", "office/president-of-tur"), ("said", "organisation/example-wire")],
)
def test_a_claim_of_a_value_has_no_object_and_comes_once(site_store: Path, panel: str, thing: str) -> None:
    graph = ox.Store.read_only(str(site_store / "current" / "store"))
    terms = {ox.Variable("thing"): ox.NamedNode(f"https://w3id.org/defdip/id/{thing}")}
    found = graph.query(panels.text(panel), use_default_graph_as_union=True, substitutions=terms)  # type: ignore[arg-type]
    assert isinstance(found, ox.QuerySolutions)
    rows = list(found)
    values = [row["claim"].value for row in rows if row["value"] is not None]
    assert values and all(row["object"] is None for row in rows if row["value"] is not None)
    assert max(values.count(claim) for claim in set(values)) <= 2, "at most once for each voice"


def test_a_page_of_claims_is_bounded_by_claims_whatever_the_rows(site_store: Path) -> None:
    """A claim of two voices has several rows: none of them may go to the next page."""
    engine = Shuffled(ox.Store.read_only(str(site_store / "current" / "store")))
    thing = ox.NamedNode(f"{PREFIX}id/prospect/base-tur-aze")
    whole = panels.ask(engine, "about", thing=thing)
    pages = [panels.ask(engine, "about", 2, at, thing=thing) for at in (0, 2, 4)]
    assert [{row["claim"].value for row in rows} and len({row["claim"].value for row in rows}) for rows in pages[:2]] == [2, 2]
    assert [row for rows in pages for row in rows] == whole[: sum(map(len, pages))]


def test_of_very_many_claims_those_that_contradict_one_come_first() -> None:
    """However many say the same, a page that stops somewhere must not leave out who denies it."""
    place = ox.NamedNode(f"{PREFIX}graph/document/crowd")
    own, last = (ox.NamedNode(f"{PREFIX}id/claim/crowd-{at}") for at in (5, 9))
    same = [ox.Quad(ox.NamedNode(f"{PREFIX}id/claim/crowd-{at}"), made.term("content"), made.iri("proposition/crowd-5"), place) for at in range(5)]
    store = ox.Store()
    store.extend([*made.crowded(10), *same, ox.Quad(own, made.term("contradicts"), last, place)])
    some = panels.ask(Shuffled(store), "claim", 2, thing=own)
    assert {row["claim"] for row in some} == {own, last}
    assert len({row["claim"] for row in panels.ask(Shuffled(store), "claim", thing=own)}) == 7


def test_claims_of_one_thing_cost_no_look_at_those_of_another(site_store: Path) -> None:
    """10,000 claims about another state stand in the same graph: a plan that reads them takes a hundred times as long."""
    engine = Shuffled(ox.Store.read_only(str(site_store / "current" / "store")))

    def spent(name: str, thing: str) -> float:
        begin = time.process_time()
        panels.ask(engine, name, 401, thing=ox.NamedNode(PREFIX + thing))
        return time.process_time() - begin

    claim = engine.graph.query(ANY_CLAIM, use_default_graph_as_union=True)
    own = next(iter(claim))["claim"].value.removeprefix(PREFIX)  # type: ignore[union-attr, index]
    crowd = min(spent("about", "id/state/NRU") for _ in range(3))
    assert min(spent("about", "id/prospect/base-tur-aze") for _ in range(3)) < crowd / 4
    assert min(spent("claim", own) for _ in range(3)) < crowd / 2
