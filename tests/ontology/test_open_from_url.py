"""Protégé opens the ontology from a running server, and an export of ten thousand individuals from a file."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import iris
from kg.checks.folder import read_catalog
from kg.ontology import DD, FOLDER
from kg.owlapi import OwlApi, OwlApiMissing, open_owlapi
from kg.protege import write_protege
from tests.ontology.graphs import example
from tests.server.running import SMALL, publish, serving

MANY = 10_000
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture(scope="module")
def owlapi() -> OwlApi:
    try:
        return open_owlapi()
    except OwlApiMissing as error:
        pytest.skip(str(error))


def test_protege_opens_the_ontology_from_the_servers_address(owlapi: OwlApi, tmp_path: Path) -> None:
    with serving(publish(tmp_path, SMALL)) as running:
        address = f"{running.url}/ontology"
        catalog = {iri: path for iri, path in read_catalog(FOLDER).items() if path.name != "defdip.ttl"}
        [opened, file] = owlapi.run(
            [{"do": "visit", "address": address}, {"do": "visit", "address": (FOLDER / "defdip.ttl").as_uri()}], catalog
        )
    assert opened.get("iri") == DD.rstrip("#"), opened
    assert opened["axioms"] == file["axioms"] > 1000


def test_an_export_of_ten_thousand_individuals_opens_and_is_judged(owlapi: OwlApi, tmp_path: Path) -> None:
    store, accepted = example(), ox.NamedNode(iris.ACCEPTED)
    for number in range(MANY):
        base = ox.NamedNode(f"{iris.BASE}base/number-{number}")
        store.add(ox.Quad(base, TYPE, ox.NamedNode(f"{DD}MilitaryBase"), accepted))
        store.add(ox.Quad(base, LABEL, ox.Literal(f"Base {number}", language="en"), accepted))
        state = ox.NamedNode(f"{iris.BASE}state/{('AZE', 'TUR')[number % 2]}")
        store.add(ox.Quad(base, ox.NamedNode(f"{DD}hostState"), state, accepted))
    exported = tmp_path / "many.owl"
    with exported.open("wb") as file:
        assert write_protege(store, file) > MANY
    [profile, judged] = owlapi.run([{"do": "profile", "file": exported}, {"do": "hermit", "files": [exported]}], {})
    assert profile["violations"] == []
    assert judged["consistent"] and judged["individuals"] > MANY, judged
