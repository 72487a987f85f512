"""The SPARQL rules derive what HermiT derives of the example graph, nothing less and nothing more."""

from __future__ import annotations

import pytest

from kg.owlapi import OwlApiMissing, open_owlapi
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
