"""The graph that an analyst takes into Protégé opens there, in the profile, with every individual declared."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.owlapi import OwlApi, OwlApiMissing, open_owlapi
from kg.protege import INDIVIDUAL, TYPE, write_protege
from tests.ontology.graphs import example


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export") / "export.owl"
    with target.open("wb") as file:
        assert write_protege(example(), file) > 60
    return target


@pytest.fixture(scope="module")
def owlapi() -> OwlApi:
    try:
        return open_owlapi()
    except OwlApiMissing as error:
        pytest.skip(str(error))


def test_every_thing_of_the_graph_is_declared(exported: Path) -> None:
    store = ox.Store()
    store.load(path=exported, format=ox.RdfFormat.RDF_XML)
    declared = {quad.subject for quad in store.quads_for_pattern(None, TYPE, INDIVIDUAL, None)}
    things = {quad.subject for quad in example() if isinstance(quad.subject, ox.NamedNode)}
    assert {thing for thing in things if "/id/" in thing.value and "/dataset/" not in thing.value} <= declared


def test_nothing_is_imported(exported: Path) -> None:
    assert b"imports" not in exported.read_bytes()


def test_protege_opens_it_in_the_profile_and_finds_it_consistent(exported: Path, owlapi: OwlApi) -> None:
    steps = [{"do": "profile", "file": exported}, {"do": "hermit", "files": [exported]}]
    profile, judged = owlapi.run(steps, {})
    assert profile["violations"] == []
    assert judged["consistent"] and judged["individuals"] > 60
