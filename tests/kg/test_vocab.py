"""The terms that the code writes are terms of the ontology."""

from __future__ import annotations

from kg import vocab
from kg.ontology import DD, FOLDER, load_ontology
from kg.terms import default_terms, read_terms


def test_every_term_that_the_code_writes_is_defined_in_the_ontology() -> None:
    defined = {
        row["term"]
        for row in load_ontology().select(
            "SELECT ?term "
            "WHERE { VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty "
            "dd:Modality dd:Polarity } ?term a ?kind }"
        )
    }
    assert {term for term in vocab.TERMS if term not in defined} == set()
    assert all(term.startswith(DD) for term in vocab.TERMS)


def test_every_modality_and_polarity_is_an_individual_of_the_ontology() -> None:
    rows = load_ontology().select("SELECT ?one WHERE { VALUES ?kind { dd:Modality dd:Polarity } ?one a ?kind }")
    written = {node.value for node in (*vocab.MODALITIES.values(), *vocab.POLARITIES.values())}
    assert written == {row["one"] for row in rows}


def test_the_ontology_and_its_terms_are_read_once_however_they_are_asked_for() -> None:
    assert load_ontology() is load_ontology(FOLDER)
    assert read_terms(load_ontology()) is default_terms()
