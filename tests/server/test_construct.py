"""Large constructed graphs are the same as those of the engine, triple by triple."""

from __future__ import annotations

import socket
from pathlib import Path

import pyoxigraph as ox
import pytest

from server import construct, wire, worker
from server.copies import Copies
from server.settings import Settings
from tests.server.running import SMALL

BASE = "http://localhost/sparql"
EX = "PREFIX ex: <http://example.org/> "
PLANNED = {
    "a pattern": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "without WHERE": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    "triples that come twice": "CONSTRUCT { ?p ?p ?p } { ?s ?p ?o }",
    "a triple twice in the template": "CONSTRUCT { ?s ?p ?o . ?s ?p ?o } { ?s ?p ?o }",
    "a full stop at the end": f"{EX}CONSTRUCT {{ ?s a ex:Thing . }} WHERE {{ ?s ex:in ?o }}",
    "no full stop, a comment": f"{EX}CONSTRUCT {{ ?s a ex:Thing # }}\n }} WHERE {{ ?s ex:in ?o }}",
    "lists of predicates and objects": f"{EX}CONSTRUCT {{ ?s a ex:A , ex:B ; ex:x 'it''s {{' , \"?o\"@en , 1.0 , true ; ex:y $o }} {{ ?s ex:in ?o }}".replace("''", " "),
    "blank nodes": f"{EX}CONSTRUCT {{ ?s ex:has [ ex:of ?o ; ex:by _:b ] . _:b ex:at ?o }} {{ ?s ex:in ?o }}",
    "a list": f"{EX}CONSTRUCT {{ ?s ex:all ( ?o 1 ) }} {{ ?s ex:in ?o }}",
    "literals where none may stand": "CONSTRUCT { ?o ?p ?s . ?s ?o ?p } { ?s ?p ?o }",
    "what is not bound": f"{EX}CONSTRUCT {{ ?s ex:y ?year ; ex:n ?no }} {{ ?s ex:in ?o OPTIONAL {{ ?s ex:year ?year }} }}",
    "a computed name": f"{EX}CONSTRUCT {{ ?s ex:to ?x }} {{ ?s ex:in ?o BIND(IRI(CONCAT(STR(?o), '/construct')) AS ?x) }}",
    "a relative name": "CONSTRUCT { ?s <#in> <x> } { ?s ?p ?o }",
    "a base": "BASE <http://b.example/> CONSTRUCT { ?s <in> <x> } { ?s ?p ?o }",
    "FROM": f"{EX}CONSTRUCT {{ ?s ?p ?o }} FROM ex:reports WHERE {{ ?s ?p ?o }}",
    "order and limit": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?o ?s LIMIT 3",
    "groups": f"{EX}CONSTRUCT {{ ?p ex:n ?n }} WHERE {{ SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?p }}",
    "the word elsewhere": "PREFIX construct: <http://c.example/> # CONSTRUCT {\nconstruct { ?s construct:x ?o } { ?s ?p ?o }",
    "a name beyond ASCII": "CONSTRUCT { ?größe ?p ?o } { ?größe ?p ?o }",
}
LEFT = {
    "the short form": "CONSTRUCT WHERE { ?s ?p ?o }",
    "a description": "DESCRIBE <http://example.org/talks>",
    "no variable": f"{EX}CONSTRUCT {{ ex:a ex:b 1 }} {{ ?s ?p ?o }}",
    "a triple term": f"{EX}CONSTRUCT {{ ?s ex:says <<( ?s ?p ?o )>> }} {{ ?s ?p ?o }}",
    "a reified triple": f"{EX}CONSTRUCT {{ << ?s ?p ?o >> ex:by ex:me }} {{ ?s ?p ?o }}",
    "an escape": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(?p != <http://\\u0061>) }",
    "an empty template": "CONSTRUCT {} { ?s ?p ?o }",
}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    made = ox.Store()
    made.load(SMALL, format=ox.RdfFormat.TRIG)
    return made


def answered(store: ox.Store, text: str, folder: Path) -> tuple[wire.Header, ox.Dataset]:
    near, far = socket.socketpair()
    with near, far:
        request = {"do": "query", "text": text, "base": BASE, "deadline": 60.0, "graph": "application/n-triples"}
        worker.answer(store, request, far, Settings(runtime=folder), Copies())
        message = wire.receive(near)
    found = ox.Dataset(ox.parse(message.body, format=ox.RdfFormat.N_TRIPLES))
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert message.header.get("size", 0) == len(message.body)
    return message.header, found


@pytest.mark.parametrize("name", [*PLANNED, *LEFT])
def test_a_graph_made_from_solutions_is_the_engines(
    store: ox.Store, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = {**PLANNED, **LEFT}[name]
    _, engines = answered(store, text, tmp_path)
    monkeypatch.setattr(worker, "LARGE", 0)
    header, ours = answered(store, text, tmp_path)
    assert header["kind"] == "graph"
    assert ours == engines
    assert (construct.plan(text, BASE) is not None) is (name in PLANNED)


@pytest.mark.parametrize("name", PLANNED)
def test_a_large_graph_has_each_triple_once(store: ox.Store, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = construct.plan(PLANNED[name], BASE)
    assert planned
    solutions = store.query(planned.select, base_iri=BASE, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    made = list(construct.triples(solutions, planned.template))
    assert len(made) == len(set(made)) > 0


def test_a_mistake_is_told_as_the_engine_tells_it(store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{EX}CONSTRUCT {{ ?p ex:some ?s }} WHERE {{ ?s ?p ?o }} GROUP BY ?p"
    monkeypatch.setattr(worker, "LARGE", 0)
    header, _ = answered(store, text, tmp_path)
    assert header["error"] == "syntax"
