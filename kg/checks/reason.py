"""HermiT over a built graph, run by owlready2: consistent, or which facts and axioms contradict each other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.checks.findings import Finding, Level
from kg.errors import OntologyError
from kg.owlapi import MISSING_JAVA, OwlApiMissing, find_java, open_owlapi
from kg.protege import write_protege


def reason_over(folder: Path, store: ox.Store, name: str) -> Iterator[Finding]:
    """Judge the terms and what articles say and mention; without Java say what to install."""
    java = find_java()
    if java is None:
        yield Finding(Level.NOTE, name, "", f"HermiT was not asked: {MISSING_JAVA}", "java")
        return
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "graph.owl"
        with file.open("wb") as target:
            write_protege(store, target, folder)
        if not consistent(file, java):
            yield Finding(Level.ERROR, name, "", explain(file), "inconsistent")


def consistent(file: Path, java: str) -> bool:
    """Tell whether HermiT, as owlready2 runs it, finds no contradiction."""
    import owlready2

    owlready2.JAVA_EXE = java
    world = owlready2.World()
    ontology = world.get_ontology(file.as_uri()).load()
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False
    except owlready2.base.OwlReadyJavaError as error:
        raise OntologyError(f"HermiT could not judge {file.name}: {str(error)[:300]}") from error
    return True


def explain(file: Path) -> str:
    """Return in words a smallest set of facts and axioms that contradict each other."""
    try:
        [answer] = open_owlapi().run([{"do": "explain", "files": [str(file)]}], {})
    except OwlApiMissing as error:
        return f"HermiT finds a contradiction; to be told where: {error}"
    if "error" in answer:
        return f"HermiT finds a contradiction and could not say where: {answer['error']}"
    return "These contradict each other: " + "; ".join(axiom["text"] for axiom in answer["axioms"])
