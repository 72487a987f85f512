"""Each check of the ontology finds what it is there for, and our own ontology passes them all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.checks import Finding, Level, check_folder, check_proofs, validate
from kg.errors import OntologyError
from kg.ontology import FOLDER, load_ontology
from tests.ontology.graphs import HERE, copy_of_ontology, told

BAD = sorted((HERE / "bad").glob("*.ttl"))
REFUSED = ("parse", "label", "class-cycle", "property-cycle", "unknown-iri", "imports", "deprecated", "entry-proof")
CONTRADICTORY = ("contradictory-labels", "contradictory-entry", "contradictory-entries")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_ontology(tmp_path_factory.mktemp("bad"))


@pytest.fixture(scope="module")
def known(folder: Path) -> set[Finding]:
    return set(check_folder(folder))


def found_in(folder: Path, bad: Path) -> list[Finding]:
    """Return what is found once the bad file lies in the folder."""
    target = folder / "bad.ttl"
    shutil.copy(bad, target)
    try:
        return check_folder(folder)
    finally:
        target.unlink()


def test_our_own_ontology_has_no_fault() -> None:
    assert [str(finding) for finding in check_folder(FOLDER)] == []


@pytest.mark.parametrize("bad", BAD, ids=lambda path: path.stem)
def test_a_check_names_file_term_and_reason_of_what_is_wrong(
    bad: Path, folder: Path, known: set[Finding]
) -> None:
    new = set(found_in(folder, bad)) - known
    found = [finding for finding in new if finding.check == bad.stem]
    assert any(told(bad) in finding.term for finding in found), found
    for finding in found:
        assert finding.file in ("bad.ttl", "catalog-v001.xml") or finding.check.startswith("contradictory"), finding
        assert len(finding.reason) > 10


def test_every_check_has_a_fixture_that_fails_it() -> None:
    checks = {path.stem for path in (FOLDER / "checks").glob("*.rq")}
    assert checks - {path.stem for path in BAD} == set()


@pytest.mark.parametrize("name", [*REFUSED, *CONTRADICTORY])
def test_the_build_is_refused_with_file_term_and_reason(name: str, folder: Path) -> None:
    shutil.copy(HERE / "bad" / f"{name}.ttl", folder / "bad.ttl")
    try:
        with pytest.raises(OntologyError) as caught:
            validate(folder)
    finally:
        (folder / "bad.ttl").unlink()
    assert told(HERE / "bad" / f"{name}.ttl") in str(caught.value)


def test_a_sound_ontology_is_not_refused() -> None:
    validate(load_ontology(FOLDER))


def test_a_warning_does_not_refuse_the_build(folder: Path) -> None:
    shutil.copy(HERE / "bad" / "example.ttl", folder / "bad.ttl")
    try:
        validate(folder)
    finally:
        (folder / "bad.ttl").unlink()


def test_a_folder_without_turtle_is_no_ontology(tmp_path: Path) -> None:
    assert [finding.level for finding in check_folder(tmp_path)] == [Level.ERROR]


def test_an_entry_that_does_not_hold_on_its_own_sentences_is_named(tmp_path: Path) -> None:
    copied = copy_of_ontology(tmp_path)
    frames = copied / "lexicon" / "frames-exercise.ttl"
    text = frames.read_text(encoding="utf-8")
    text = text.replace("Vietnam and India held a naval exercise in the Bay of Bengal.", "Nothing of the kind happened.")
    frames.write_text(text.replace("The school held a fire drill.", "Vietnam held a naval exercise."), encoding="utf-8")
    found = {str(finding) for finding in check_proofs(copied)}
    assert found == {
        "lexicon: hold-exercise: “Nothing of the kind happened.” gives no claim of MilitaryExercise.",
        "lexicon: hold-exercise: “Vietnam held a naval exercise.” is a counter-example, yet gives a claim of "
        "MilitaryExercise.",
    }


def test_every_entry_of_ours_holds_on_its_own_sentences() -> None:
    assert list(check_proofs(FOLDER)) == []
