"""The SPARQL rules derive what HermiT derives of the example graph, nothing less and nothing more."""

from __future__ import annotations

import pytest

from kg.owlapi import OwlApiMissing, open_owlapi
from kg.store import current
from tests.docs.sessions import demo_graph
from tests.once import once
from tests.ontology.graphs import example
from tests.ontology.inference import compare


def test_rules_and_hermit_agree_on_every_fact_and_type() -> None:
    try:
        owlapi = open_owlapi()
    except OwlApiMissing as error:
        pytest.skip(str(error))
    found = compare(example(), owlapi)
    assert len(found.hermit) > 400
    assert found.told().count("only") == 0, found.told()


def test_so_they_do_on_the_graph_of_the_demo_articles(tmp_path_factory: pytest.TempPathFactory) -> None:
    try:
        owlapi = open_owlapi()
    except OwlApiMissing as error:
        pytest.skip(str(error))
    graph = current(once(tmp_path_factory, "demo", demo_graph)).open()
    found = compare(graph, owlapi)
    assert len(found.hermit) > 5000
    assert found.told().count("only") == 0, found.told()
    asked = "ASK { ?one <https://w3id.org/defdip/ontology#contradicts> ?other }"
    assert graph.query(asked, use_default_graph_as_union=True), "two of the articles contradict each other"
    assert found.violations == ()
