"""SERVICE and LOAD are found in every disguise, and only where they are keywords; depth and patterns are counted."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.guard import (
    Forbidden,
    TooComplex,
    changing,
    check_keywords,
    check_nesting,
    check_shape,
    check_upload,
    shape,
    unrepeatable,
)  # fmt: skip
from server.worker import complaint_of_query, complaint_of_update

CASES = Path(__file__).parents[1] / "cases" / "guard.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def refused(text: str) -> bool:
    try:
        check_keywords(("service",), text, complaint_of_query("http://e/"))
    except (Forbidden, SyntaxError):
        return True
    return False


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_service_is_refused_where_it_is_a_keyword_and_only_there(row: dict[str, str]) -> None:
    assert refused(row["query"]) == (row["verdict"] == "refused")
    if row["verdict"] == "taken":
        ox.Store().query(row["query"], base_iri="http://e/")


def test_a_mistake_beside_the_word_is_told_as_the_mistake() -> None:
    with pytest.raises(SyntaxError):
        check_keywords(("service",), "SELECT * { ?s ?p 'military service' ", complaint_of_query(None))


def spelt(letter: str) -> st.SearchStrategy[str]:
    code = [ord(letter.lower()), ord(letter.upper())]
    return st.sampled_from([letter, letter.lower(), *(f"\\u{c:04X}" for c in code), *(f"\\U{c:08x}" for c in code)])


BEFORE = st.sampled_from([
    "", " ", "\t", "# c\n", "# c\r", "?a ?b ?c .", "?a ?b 1.", "?a ?b 1 ", "?a ?b 'x'.", "?a ?b '''y'''.", "?a ?b 'SERVICE' .",
    "FILTER(?a<?b)", "FILTER(1<2)", "FILTER('<'<'>')", "{}", "OPTIONAL {}", "?a ?b <http://e/#x> .", "?a ?b '#'.", '?a ?b "\\"" .',
    "BIND(1 AS ?x)", "VALUES ?v {1}", "?a ?b e:x\\# .", "?a ?b e:x\\' .", "MINUS{}", "?a <http://e/'> 'b' .",
])  # fmt: skip
BETWEEN = st.sampled_from([" ", "\n", "\t", "#<\n", "# '\n", ""])
AFTER = st.sampled_from(["", "FILTER(''='')", "?a ?b '>' .", "# end '\n", "?x ?y \"'\" ."])


@settings(max_examples=600, deadline=None)
@given(
    before=st.lists(BEFORE, max_size=4).map("".join),
    word=st.tuples(*map(spelt, "SERVICE")).map("".join),
    silent=st.sampled_from(["", " SILENT", " silent"]),
    between=BETWEEN,
    target=st.sampled_from(["<http://x/>", "?a", "e:x"]),
    after=AFTER,
)
def test_no_disguise_gets_through(before: str, word: str, silent: str, between: str, target: str, after: str) -> None:
    text = f"PREFIX e: <http://e/> SELECT * {{ {before}{word}{silent}{between or ' '}{target} {{}} {after} }}"
    assert refused(text)


@settings(max_examples=300, deadline=None)
@given(word=st.sampled_from(["service", "SERVICE", "Service SILENT <x>"]), text=st.text(max_size=20))
def test_the_word_in_a_string_is_never_refused(word: str, text: str) -> None:
    literal = str(ox.Literal(f"{text} {word} {text}"))
    assert not refused(f"SELECT * {{ ?s ?p {literal} }}")


@pytest.mark.parametrize(
    "update",
    ["LOAD <http://x/>", "load silent <file:///etc/passwd>", "\\u004cOAD <http://x/>", "INSERT DATA {} ; LOAD <http://x/>",
     "CLEAR ALL ;LOAD <http://x/> INTO GRAPH <http://g/>", "INSERT {} WHERE { SERVICE <http://x/> {} }"],
)  # fmt: skip
def test_updates_reach_out_neither_with_load_nor_with_service(update: str) -> None:
    with pytest.raises((Forbidden, SyntaxError)):
        check_keywords(("service", "load"), update, complaint_of_update("http://e/"))


def test_listed_endpoints_and_documents_are_let_through() -> None:
    query = "SELECT * { SERVICE SILENT <http://good/> { ?s ?p ?o } }"
    check_keywords(("service",), query, complaint_of_query(None), ["http://good/"])
    check_keywords(("load",), "LOAD <http://good/> INTO GRAPH <http://g/>", complaint_of_update(None), ["http://good/"])
    with pytest.raises(Forbidden):
        check_keywords(("service",), query + " # ", complaint_of_query(None), ["http://other/"])


def test_nesting_is_counted_outside_strings_and_comments() -> None:
    assert shape("ASK {{{ ?s ?p '((((' }}} # {{{{").depth == 3
    with pytest.raises(TooComplex):
        check_nesting("ASK " + "{" * 300, 200)
    check_nesting("SELECT * { VALUES (?a ?b) { " + "(1 2) " * 5000 + "} }", 200)


def test_patterns_are_counted_and_lists_of_values_are_not() -> None:
    with pytest.raises(TooComplex):
        check_shape("SELECT * {" + "?a ?b ?c . " * 300 + "}", 200, 100)
    check_shape("SELECT * { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(5000))) + ")) }", 200, 100)


def test_what_changes_without_the_graph_changing_is_known() -> None:
    assert changing("SELECT (NOW() AS ?t) {}") and changing("SELECT (R\\u0041ND() AS ?t) {}")
    assert not changing("SELECT ?now { ?now ?p 'RAND()' }")
    assert unrepeatable("INSERT { ?s ?p ?u } WHERE { BIND(UUID() AS ?u) }")
    assert not unrepeatable("INSERT DATA { <http://a> <http://limit> 'LIMIT' }")


@pytest.mark.parametrize("data", [b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<! doctype x>", "<!DOCTYPE".encode("utf-16")])
def test_xml_with_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(Forbidden):
        check_upload(data, "application/rdf+xml", 200)


def test_deep_triple_terms_are_refused() -> None:
    with pytest.raises(TooComplex):
        check_upload(b"<http://a> <http://b> " + b"<<( " * 30_000, "text/turtle", 200)
