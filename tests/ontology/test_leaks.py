"""A prospect that looks like a real thing, and other impossible facts, are found and told in words."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.checks.axioms import Axioms, read_axioms
from kg.checks.folder import read_folder
from kg.checks.graph import find_clashes, in_words
from kg.checks.reason import consistent
from kg.ontology import FOLDER
from kg.owlapi import find_java
from kg.protege import write_protege
from tests.ontology.graphs import HERE, example, told

LEAKS = sorted((HERE / "leaks").glob("*.ttl"))
JAVA = find_java()


@pytest.fixture(scope="module")
def axioms() -> Axioms:
    return read_axioms(read_folder(FOLDER))


def hermit_accepts(store: ox.Store, target: Path) -> bool:
    """Ask HermiT, as owlready2 runs it, about the terms and the graph."""
    with target.open("wb") as file:
        write_protege(store, file)
    assert JAVA is not None
    return consistent(target, JAVA)


def test_the_example_itself_has_no_clash(axioms: Axioms) -> None:
    assert list(find_clashes(example(), axioms)) == []


@pytest.mark.parametrize("leak", LEAKS, ids=lambda path: path.stem)
def test_a_leak_is_told_in_words(leak: Path, axioms: Axioms) -> None:
    store = example(leak)
    words = [in_words(clash, store, axioms) for clash in find_clashes(store, axioms)]
    thing, term = told(leak).split(";")
    assert any(thing in text and term in text for text in words), words


def test_the_words_name_the_sentence_that_a_fact_was_read_from(axioms: Axioms) -> None:
    store = example(HERE / "leaks" / "prospect-with-host.ttl")
    words = [in_words(clash, store, axioms) for clash in find_clashes(store, axioms)]
    assert any('(from "The president said a base was possible.", first)' in text for text in words), words


@pytest.mark.skipif(JAVA is None, reason="no Java here")
@pytest.mark.parametrize("leak", LEAKS, ids=lambda path: path.stem)
def test_hermit_refuses_a_leak(leak: Path, tmp_path: Path) -> None:
    assert not hermit_accepts(example(leak), tmp_path / "graph.owl")


@pytest.mark.skipif(JAVA is None, reason="no Java here")
def test_hermit_accepts_the_example(tmp_path: Path) -> None:
    assert hermit_accepts(example(), tmp_path / "graph.owl")
