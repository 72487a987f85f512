"""Checks that need Java: the normal form that Protégé saves, the OWL 2 DL profile, and HermiT's judgement."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.checks.findings import Finding, Level
from kg.checks.folder import CATALOG, Folder, catalog_text, read_folder, short
from kg.owlapi import OwlApi, OwlApiMissing, open_owlapi


def check_owl(path: Path, *, fix: bool = False) -> list[Finding]:
    """Ask OWLAPI about every file; with ``fix`` write them, and the catalog, in normal form."""
    folder = read_folder(path)
    if folder.broken:
        return list(folder.broken)
    if fix:
        (path / CATALOG).write_text(catalog_text(folder), encoding="utf-8")
    try:
        owlapi = open_owlapi(download=fix)
    except OwlApiMissing as error:
        reason = f"Normal form, profile and HermiT were not judged: {error}"
        return [Finding(Level.NOTE, path.name, "", reason, "java")]
    return sorted({*_normal_form(folder, owlapi, fix), *_profile(folder, owlapi), *_hermit(folder, owlapi)})


def _normal_form(folder: Folder, owlapi: OwlApi, fix: bool) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as place:
        saved = {file: Path(place) / f"{number}.ttl" for number, file in enumerate(folder.files())}
        steps = [{"do": "normalise", "file": file, "to": to} for file, to in saved.items()]
        for (file, to), answer in zip(saved.items(), owlapi.run(steps, folder.iris()), strict=True):
            name = file.relative_to(folder.path).as_posix()
            if "error" in answer:
                yield Finding(Level.ERROR, name, "", f"OWLAPI cannot load it: {answer['error']}", "load")
            elif to.read_bytes() != file.read_bytes():
                if fix:
                    file.write_bytes(to.read_bytes())
                else:
                    reason = "It is not as Protégé saves it; `communique check --fix` rewrites it."
                    yield Finding(Level.WARNING, name, _first_difference(file, to), reason, "normal-form")


def _first_difference(file: Path, saved: Path) -> str:
    pair = (path.read_text(encoding="utf-8").splitlines() for path in (file, saved))
    lines = zip(*pair, strict=False)
    return next((f"line {number}" for number, (one, two) in enumerate(lines, 1) if one != two), "end of file")


def _profile(folder: Folder, owlapi: OwlApi) -> Iterator[Finding]:
    files = folder.files()
    answers = owlapi.run([{"do": "profile", "file": file} for file in files], folder.iris())
    for file, answer in zip(files, answers, strict=True):
        violations = sorted(answer.get("violations", ()))
        if violations:
            name = file.relative_to(folder.path).as_posix()
            reason = f"It leaves OWL 2 DL in {len(violations)} places; the first: {violations[0]}"
            yield Finding(Level.ERROR, name, "", reason, "profile")


def _hermit(folder: Folder, owlapi: OwlApi) -> Iterator[Finding]:
    steps: list[dict[str, Any]] = [{"do": "hermit", "files": folder.files()}]
    steps += [{"do": "hermit", "files": folder.terms(), "classes": True}]
    answer, terms = owlapi.run(steps, folder.iris())
    if "error" in answer:
        yield Finding(Level.ERROR, folder.path.name, "", f"HermiT cannot judge it: {answer['error']}", "hermit")
    elif not answer["consistent"]:
        yield from _why(folder, owlapi)
    for iri in terms.get("unsatisfiable", ()):
        yield Finding(Level.ERROR, folder.path.name, short(iri), "Nothing can be of this class.", "unsatisfiable")


def _why(folder: Folder, owlapi: OwlApi) -> Iterator[Finding]:
    [answer] = owlapi.run([{"do": "explain", "files": folder.files()}], folder.iris())
    yield Finding(Level.ERROR, folder.path.name, "", in_words(answer), "inconsistent")


def in_words(answer: Any) -> str:
    """Return one sentence on the axioms that clash."""
    if "error" in answer:
        return f"The ontology contradicts itself; HermiT could not say where: {answer['error']}"
    return "These contradict each other: " + "; ".join(axiom["text"] for axiom in answer["axioms"])
