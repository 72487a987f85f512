"""Graphs and folders that the tests of the ontology share; every test gets its own copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox

from kg import iris
from kg.accept import contradict
from kg.infer import infer, make_rules
from kg.ontology import FOLDER, load_ontology

HERE = Path(__file__).parent
EXAMPLE = HERE / "example.ttl"


def copy_of_ontology(target: Path) -> Path:
    """Copy the ontology folder to where a test may spoil it."""
    return Path(shutil.copytree(FOLDER, target / "ontology", ignore=shutil.ignore_patterns("__pycache__")))


def example(*further: Path) -> ox.Store:
    """Return the example graph, as it was written, with what further files say."""
    store = ox.Store()
    for path in (EXAMPLE, *further):
        store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(iris.ACCEPTED))
    return store


def inferred_example() -> ox.Store:
    """Return the example graph with the terms and with all that follows."""
    store = example()
    for path in (FOLDER / "defdip.ttl", *sorted((FOLDER / "concepts").glob("*.ttl"))):
        store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(iris.ONTOLOGY))
    infer(store, make_rules(load_ontology(FOLDER)))
    contradict(store)
    return store


def told(path: Path) -> str:
    """Return what a fixture says in its first line."""
    return path.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ")
