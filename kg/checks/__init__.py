"""What `communique check` looks at: the files of the ontology, and the graph that was built with them.

``run_checks`` is all that the command line needs; ``validate`` is for the build, which must refuse a bad ontology.
"""

from __future__ import annotations

from pathlib import Path

from kg.checks.findings import Finding, Level
from kg.checks.graph import check_store
from kg.checks.owl import check_owl
from kg.checks.proofs import check_proofs
from kg.checks.static import check_folder, validate

__all__ = ["Finding", "Level", "check_folder", "check_owl", "check_proofs", "check_store", "run_checks", "validate"]


def run_checks(folder: Path, store: Path | None = None, fix: bool = False, java: bool = True) -> list[Finding]:
    """Judge the ontology folder and, if a store folder is given, the graph that is current in it.

    Without Java only the checks of ``check_folder`` run (some tenths of a second), the lexicon's own sentences (some
    seconds) and the checks of ``check_store`` that need no reasoner. With ``fix`` the files and the catalog are first
    written in the form that Protégé saves. A finding of level ERROR means exit code 1; a NOTE says what could not be
    judged and what to install.
    """
    owl = check_owl(folder, fix=fix) if java else []
    found = {*owl, *check_folder(folder), *check_proofs(folder)}
    if store is not None:
        found |= set(check_store(folder, store, java=java))
    return sorted(found)
