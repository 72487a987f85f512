"""The OWLAPI suite: what Protégé 5.6 would make of each file. `python -m tests.ontology.owlapi` prints its table."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.checks.folder import Folder, read_catalog, read_folder
from kg.ontology import FOLDER
from kg.owlapi import OwlApi, OwlApiMissing, open_owlapi

HEADINGS = ("file", "axioms", "normal form", "OWL 2 DL", "Turtle", "RDF/XML", "OWL/XML", "functional")
KINDS = ("Turtle", "RDFXML", "OWLXML", "FunctionalSyntax")


@dataclass(frozen=True)
class Row:
    """What OWLAPI says of one file."""

    file: str
    axioms: int
    normal: bool
    violations: int
    equal: dict[str, bool]

    @property
    def passed(self) -> bool:
        """Tell whether nothing is wrong with the file."""
        return self.normal and not self.violations and all(self.equal.values())

    def cells(self) -> tuple[str, ...]:
        """Return the row as words."""
        formats = ["equal" if self.equal[kind] else "DIFFERS" for kind in KINDS]
        violations = f"{self.violations} violations"
        return (self.file, str(self.axioms), "yes" if self.normal else "NO", violations, *formats)


def judge(folder: Folder, owlapi: OwlApi) -> Iterator[Row]:
    """Load every file through the catalog alone, save it, and load what was saved."""
    files = folder.files()
    with tempfile.TemporaryDirectory() as place:
        saved = [Path(place) / f"{number}.ttl" for number in range(len(files))]
        steps = [{"do": "judge", "file": file, "to": to} for file, to in zip(files, saved, strict=True)]
        for file, to, answer in zip(files, saved, owlapi.run(steps, read_catalog(folder.path)), strict=True):
            if "error" in answer:
                raise RuntimeError(f"{file}: {answer['error']}")
            name = file.relative_to(folder.path).as_posix()
            normal = to.read_bytes() == file.read_bytes()
            yield Row(name, answer["axioms"], normal, len(answer["violations"]), answer["equal"])


def hermit(folder: Folder, owlapi: OwlApi) -> dict[str, Any]:
    """Judge all files together for consistency, and the terms for classes that nothing can be of."""
    steps = [{"do": "hermit", "files": folder.files()}, {"do": "hermit", "files": folder.terms(), "classes": True}]
    every, terms = owlapi.run(steps, read_catalog(folder.path))
    return {**every, "unsatisfiable": terms.get("unsatisfiable", ["not judged"])}


def main() -> int:
    """Print the table; return 1 when something is wrong."""
    folder = read_folder(FOLDER)
    try:
        owlapi = open_owlapi()
    except OwlApiMissing as error:
        print(error)
        return 2
    rows = list(judge(folder, owlapi))
    table = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    answer = hermit(folder, owlapi)
    print(f"HermiT, all files: {answer}")
    good = answer.get("consistent") and not answer.get("unsatisfiable") and all(row.passed for row in rows)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
