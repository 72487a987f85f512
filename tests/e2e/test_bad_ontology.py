"""An ontology that says something wrong is refused at the command line, by file, term and reason; the old graph serves."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.store import current
from tests.ontology.graphs import copy_of_ontology

ARTICLE = "Russian President Ola Berg said on Monday that Russia would keep its naval base in Tartus, Syria.\n" * 3
HEAD = """@prefix : <https://w3id.org/defdip/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
NAMED = 'rdfs:label "%s"@en ; skos:definition "A thing."@en ; skos:example "It is there."@en ; rdfs:isDefinedBy <https://w3id.org/defdip/ontology>'
CASES = {
    "a syntax error": (":Broken a owl:Class ;;; oops", "defdip.ttl", "line"),
    "a cycle of classes": (
        f":OneClass a owl:Class ; rdfs:subClassOf :OtherClass ; {NAMED % 'one class'} .\n"
        f":OtherClass a owl:Class ; rdfs:subClassOf :OneClass ; {NAMED % 'other class'} .",
        "OneClass", "",
    ),
    "a class without label": (
        ':Nameless a owl:Class ; rdfs:subClassOf :Event ; skos:definition "A thing."@en .', "Nameless", "label",
    ),
    "an unknown class above": (
        f":Lost a owl:Class ; rdfs:subClassOf :NoSuchClass ; {NAMED % 'lost'} .", "NoSuchClass", "",
    ),
    "an entry that evokes an unknown class": (
        '<https://w3id.org/defdip/lexicon#odd> a :LexicalEntry ; rdfs:label "odd"@en ; :evokes :Starship ; '
        ':frame "noun: starship" ; skos:example "The starship landed."@en ; :counterExample "A ship landed."@en .',
        "odd", "Starship",
    ),
    "an entry that evokes contradictory classes": (
        '<https://w3id.org/defdip/lexicon#torn> a :LexicalEntry ; rdfs:label "torn"@en ; '
        ':evokes :Agreement , :MilitaryBase ; :frame "noun: tornado" ; skos:example "A tornado of states."@en ; '
        ':counterExample "A tornado came."@en .',
        "torn", "",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article and the graph of it, built with the ontology as it should be."""
    place = tmp_path_factory.mktemp("served")
    (place / "one.txt").write_text(ARTICLE, encoding="utf-8")
    done = CliRunner().invoke(main, ["build", "--store", str(place / "data"), str(place / "one.txt")])
    assert done.exit_code == 0, done.output
    return place


@pytest.mark.parametrize("what", CASES)
def test_a_bad_ontology_is_refused_and_the_old_graph_serves(what: str, tmp_path: Path, served: Path) -> None:
    store = served / "data"
    before = current(store).id
    folder = copy_of_ontology(tmp_path)
    addition, *wanted = CASES[what]
    with (folder / "defdip.ttl").open("a", encoding="utf-8") as file:
        file.write(f"\n{HEAD}{addition}\n")
    words = ["build", "--store", str(store), "--ontology", str(folder), str(served / "one.txt")]
    done = CliRunner().invoke(main, words)
    said = done.output + (done.stderr if done.stderr_bytes else "")
    assert done.exit_code == 2, said
    assert all(word in said for word in wanted), said
    assert current(store).id == before
