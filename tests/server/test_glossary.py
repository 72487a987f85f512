"""The ontology as a page and as a file: every term with its axioms in words, its use, its words and a query."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from kg.ontology import FOLDER
from server.docs import asking, docs, page
from server.glossary import Glossary
from server.terms import DD

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
TERM = re.compile(r'<section class="term" id="(\w+)">(.*?)</section>', re.DOTALL)


@pytest.fixture(scope="module")
def terms(site: FlaskClient) -> dict[str, str]:
    text = site.get("/ontology", headers={"Accept": BROWSER}).get_data(as_text=True)
    return {name: re.sub(r"<[^>]+>", " ", body) for name, body in TERM.findall(text)}


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("MilitaryBase", "under"),
        ("Prospect", "Is never"),
        ("MilitaryBase", "Words that evoke it"),
        ("MilitaryBase", "SELECT DISTINCT ?thing"),
        ("Prospect", "in the graph"),
        ("DeniedClaim", "Is whatever is claim and something with “modality of claim” certain and something with “polarity of claim”"),
        ("hostState", "Follows from"),
        ("editionOf", "Is “has edition” the other way round."),
        ("locatedIn", "Holds along chains of itself."),
        ("hostState", "SELECT DISTINCT ?subject ?value"),
    ],
)
def test_a_term_is_shown_with_all_that_an_analyst_asks_of_it(terms: dict[str, str], term: str, shown: str) -> None:
    assert shown in " ".join(terms[term].replace("&#34;", '"').split())


def test_every_class_and_property_of_the_ontology_has_its_entry(terms: dict[str, str]) -> None:
    kinds = ("Class", "ObjectProperty", "DatatypeProperty")
    wanted = {
        quad.subject.value.removeprefix(DD)
        for quad in ox.parse(path=FOLDER / "defdip.ttl", format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(DD)
        and getattr(quad.object, "value", "") in {f"http://www.w3.org/2002/07/owl#{kind}" for kind in kinds}
    }
    assert len(wanted) > 150 and wanted - set(terms) == set()


def test_each_query_to_try_is_one(site_store: Path) -> None:
    graph = ox.Store.read_only(str(site_store / "current" / "store"))
    glossary = Glossary.read(asking(graph))
    queries = [query for entry in glossary.vocabulary.entries.values() if (query := glossary.query(entry))]
    assert len(queries) > 150
    for query in queries:
        graph.query(query, use_default_graph_as_union=True)


def test_links_within_the_page_lead_somewhere(site: FlaskClient) -> None:
    text = site.get("/ontology", headers={"Accept": BROWSER}).get_data(as_text=True)
    places = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= places


def test_the_same_is_written_as_a_file_that_needs_no_server(tmp_path: Path, terms: dict[str, str]) -> None:
    done = CliRunner().invoke(docs, ["--out", str(tmp_path / "site")])
    assert done.exit_code == 0, done.output
    text = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert {name for name, _ in TERM.findall(text)} == set(terms)
    assert re.findall(r'(?:src|href)="(?!#|defdip\.ttl)', text) == []
    assert (tmp_path / "site" / "defdip.ttl").read_bytes() == (FOLDER / "defdip.ttl").read_bytes()


def test_the_file_counts_what_a_graph_has(site_store: Path) -> None:
    graph = ox.Store.read_only(str(site_store / "current" / "store"))
    assert "in the graph" in page(asking(graph), counted=True)
    assert "in the graph" not in page(asking(ox.Store()), counted=False)


def test_documentation_of_no_graph_says_how_to_build_one(tmp_path: Path) -> None:
    done = CliRunner().invoke(docs, ["--out", str(tmp_path / "site"), "--store", str(tmp_path / "none")])
    assert done.exit_code == 1 and "communique build" in done.output
