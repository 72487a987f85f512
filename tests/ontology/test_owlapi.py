"""Protégé can open, judge and save every file of the ontology, and saving changes nothing."""

from __future__ import annotations

import pytest

from kg.checks.folder import read_folder
from kg.ontology import FOLDER
from kg.owlapi import OwlApi, OwlApiMissing, open_owlapi
from tests.ontology.owlapi import hermit, judge


@pytest.fixture(scope="module")
def owlapi() -> OwlApi:
    try:
        return open_owlapi()
    except OwlApiMissing as error:
        pytest.skip(str(error))


def test_each_file_is_in_normal_form_in_the_profile_and_survives_each_format(owlapi: OwlApi) -> None:
    rows = list(judge(read_folder(FOLDER), owlapi))
    assert len(rows) > 10
    assert [row.cells() for row in rows if not row.passed] == []


def test_hermit_finds_all_files_together_consistent_and_no_class_empty(owlapi: OwlApi) -> None:
    answer = hermit(read_folder(FOLDER), owlapi)
    assert answer["consistent"] and answer["unsatisfiable"] == [], answer
