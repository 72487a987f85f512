"""A class that an analyst adds in Protégé is found in text, typed, and answers SPARQL, without a line of code."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.checks import validate
from kg.checks.folder import read_folder
from kg.owlapi import OwlApi, OwlApiMissing, open_owlapi
from kg.store import current
from tests.ontology.graphs import copy_of_ontology

DD = "https://w3id.org/defdip/ontology#"
ADDITION = f"""
Prefix(:=<{DD}>)
Prefix(skos:=<http://www.w3.org/2004/02/skos/core#>)
Prefix(rdfs:=<http://www.w3.org/2000/01/rdf-schema#>)
Ontology(
  Declaration(Class(:LogisticsHub))
  SubClassOf(:LogisticsHub :MilitaryBase)
  AnnotationAssertion(rdfs:label :LogisticsHub "logistics hub"@en)
  AnnotationAssertion(skos:altLabel :LogisticsHub "logistics hubs"@en)
  AnnotationAssertion(skos:altLabel :LogisticsHub "supply hub"@en)
  AnnotationAssertion(skos:definition :LogisticsHub "A military base that gathers and forwards supplies."@en)
)
"""
ARTICLE = "Norway operates a logistics hub in Iceland. The hub was opened in 2019. Iceland has no army of its own.\n"
HUBS = f"""
SELECT DISTINCT ?hub ?host ?operator WHERE {{
  ?hub a <{DD}LogisticsHub> ; <{DD}hostState> ?host ; <{DD}operatedBy> ?operator }}"""


@pytest.fixture(scope="module")
def owlapi() -> OwlApi:
    try:
        return open_owlapi()
    except OwlApiMissing as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def edited(owlapi: OwlApi, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an ontology folder whose main file was loaded, added to and saved by OWLAPI, as Protégé does."""
    folder = copy_of_ontology(tmp_path_factory.mktemp("edited"))
    steps = [{"do": "add", "file": folder / "defdip.ttl", "axioms": ADDITION}]
    [answer] = owlapi.run(steps, read_folder(folder).iris())
    assert answer.get("after", 0) == answer["before"] + 6, answer
    return folder


def hubs_in(ontology: Path, place: Path) -> list[tuple[str, ...]]:
    """Build the article with the ontology, in a process of its own, and ask for logistics hubs."""
    article = place / "hub.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    program = "import sys; from kg.cli import main; sys.argv[0] = 'communique'; main()"
    command = [sys.executable, "-c", program, "build", "--ontology", str(ontology), "--store", str(place / "data")]
    done = subprocess.run([*command, str(article)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = current(place / "data").open().query(HUBS, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(str(term.value).rsplit("/", 1)[-1] for term in row) for row in rows]  # type: ignore[union-attr]


def test_the_edited_ontology_is_accepted(edited: Path) -> None:
    validate(edited)


def test_the_edit_is_a_small_diff(edited: Path) -> None:
    before = set((Path(__file__).parents[2] / "ontology" / "defdip.ttl").read_text(encoding="utf-8").splitlines())
    after = (edited / "defdip.ttl").read_text(encoding="utf-8").splitlines()
    assert 5 <= len([line for line in after if line not in before]) <= 12


def test_a_hub_is_found_by_sparql_after_the_edit_and_not_before(edited: Path, tmp_path: Path) -> None:
    found = hubs_in(edited, tmp_path)
    assert [row[1:] for row in found] == [("ISL", "NOR")]
    plain = tmp_path / "plain"
    plain.mkdir()
    assert hubs_in(copy_of_ontology(plain), plain) == []


def test_a_broken_edit_leaves_the_old_generation_serving(edited: Path, tmp_path: Path) -> None:
    hubs_in(edited, tmp_path)
    before = current(tmp_path / "data").id
    broken = shutil.copytree(edited, tmp_path / "broken")
    (broken / "defdip.ttl").write_text("dd:LogisticsHub a owl:Class", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"defdip\.ttl"):
        hubs_in(broken, tmp_path)
    assert current(tmp_path / "data").id == before
