"""The shapes accept the example and refuse each graph that breaks one of them, saying why."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from pyshacl import validate

from kg.ontology import FOLDER
from tests.ontology.graphs import EXAMPLE, HERE, told

CASES = sorted((HERE / "shapes").glob("*.ttl"))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(FOLDER / "shapes.ttl", format="turtle")


def judged(shapes: rdflib.Graph, *files: Path) -> tuple[bool, str]:
    graph = rdflib.Graph()
    for file in files:
        graph.parse(file, format="turtle")
    conforms, _, text = validate(graph, shacl_graph=shapes, advanced=True)
    return conforms, text


def test_the_example_keeps_to_the_shapes(shapes: rdflib.Graph) -> None:
    conforms, text = judged(shapes, EXAMPLE)
    assert conforms, text


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_shape_refuses_what_breaks_it(case: Path, shapes: rdflib.Graph) -> None:
    conforms, text = judged(shapes, EXAMPLE, case)
    assert not conforms
    assert told(case) in text
