"""SPARQL 1.1 Graph Store Protocol over HTTP: one test a sentence, graphs named directly and indirectly."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest

from tests.server.running import TOKEN, Running

EX, OURS = "http://example.org/", "https://w3id.org/defdip/graph/"
TURTLE = {"Content-Type": "text/turtle"}
ONE, TWO = b"<http://e/a> <http://e/b> 1 .", b"<http://e/a> <http://e/b> 2 ."
SYNTAXES = {
    "text/turtle": ONE,
    "application/n-triples": b'<http://e/a> <http://e/b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "application/rdf+xml": b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'><rdf:Description"
    b" rdf:about='http://e/a'><e:b rdf:datatype='http://www.w3.org/2001/XMLSchema#integer'>1</e:b></rdf:Description></rdf:RDF>",
    "application/ld+json": b'{"@id": "http://e/a", "http://e/b": 1}',
    "application/n-quads": b'<http://e/a> <http://e/b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "application/trig": b"{ <http://e/a> <http://e/b> 1 }",
}


@pytest.fixture
def store(plain: Running) -> Iterator[httpx.Client]:
    """A client that may write, and an empty store."""
    with plain.client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        client.post("/sparql", data={"update": "DROP ALL"}).raise_for_status()
        yield client


def lines(client: httpx.Client, graph: str) -> list[str]:
    answer = client.get(graph, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return sorted(answer.text.splitlines())


@pytest.mark.parametrize("graph", [f"/graph?graph={EX}g", "/graph/direct", "/graph?default"])
def test_a_graph_is_put_read_added_to_and_deleted(store: httpx.Client, graph: str) -> None:
    default = graph.endswith("default")
    assert store.put(graph, content=ONE, headers=TURTLE).status_code == (204 if default else 201)
    assert len(lines(store, graph)) == 1
    assert store.post(graph, content=TWO, headers=TURTLE).status_code == 204
    assert len(lines(store, graph)) == 2
    assert store.put(graph, content=TWO, headers=TURTLE).status_code == 204
    assert len(lines(store, graph)) == 1
    head = store.head(graph)
    assert (head.status_code, head.content) == (200, b"") and int(head.headers["Content-Length"]) > 0
    assert store.delete(graph).status_code == 204
    assert store.get(graph).status_code == (200 if default else 404)
    assert store.delete(graph).status_code == (204 if default else 404)


def test_a_graph_named_directly_is_the_one_of_that_iri(store: httpx.Client) -> None:
    store.put("/graph/some/where", content=ONE, headers=TURTLE).raise_for_status()
    assert lines(store, f"/graph?graph={OURS}some/where") == lines(store, "/graph/some/where")


def test_a_graph_posted_without_a_name_gets_one(store: httpx.Client) -> None:
    answer = store.post("/graph", content=ONE, headers=TURTLE)
    assert answer.status_code == 201
    assert len(lines(store, f"/graph?graph={answer.headers['Location']}")) == 1


@pytest.mark.parametrize("media", SYNTAXES)
def test_uploads_come_in_every_syntax(store: httpx.Client, media: str) -> None:
    store.put(f"/graph?graph={EX}g", content=SYNTAXES[media], headers={"Content-Type": media}).raise_for_status()
    assert lines(store, f"/graph?graph={EX}g") == ['<http://e/a> <http://e/b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .']


@pytest.mark.parametrize("media", SYNTAXES)
def test_graphs_leave_in_every_syntax(store: httpx.Client, media: str) -> None:
    store.put(f"/graph?graph={EX}g", content=ONE, headers=TURTLE).raise_for_status()
    answer = store.get(f"/graph?graph={EX}g", headers={"Accept": media})
    assert answer.headers["Content-Type"].split(";")[0] == media
    syntax = ox.RdfFormat.from_media_type(media)
    assert syntax
    assert [quad.object.value for quad in ox.parse(answer.content, format=syntax)] == ["1"]


def test_several_files_come_as_one_form(store: httpx.Client) -> None:
    files = [("file", (f"{n}.ttl", f"_:x <http://e/b> {n} .".encode(), "text/turtle")) for n in (1, 2)]
    assert store.post(f"/graph?graph={EX}g", files=files).status_code == 201
    text = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{EX}g> {{ ?s ?p ?o }} }}"
    row = store.get("/sparql", params={"query": text}).json()["results"]["bindings"][0]
    assert row["n"]["value"] == "2", "blank nodes of different files are different"


def test_relative_iris_are_resolved_against_the_graph(store: httpx.Client) -> None:
    store.put(f"/graph?graph={EX}g/", content=b"<a> <b> <c> .", headers=TURTLE).raise_for_status()
    assert lines(store, f"/graph?graph={EX}g/") == [f"<{EX}g/a> <{EX}g/b> <{EX}g/c> ."]


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        ("text/turtle", b"<http://e/a> <http://e/b>", 400),
        ("text/turtle", b"<http://e/a> <http://e/b> '\xff' .", 400),
        ("text/turtle", b"<http://e/a> <http://e/b> '\x00 .", 400),
        ("text/turtle", b"<http://e/a b> <http://e/b> 1 .", 400),
        ("application/trig", b"<http://e/g> { <http://e/a> <http://e/b> 1 }", 400),
        ("application/ld+json", b'{"@context": "http://elsewhere.example/context", "a": 1}', 400),
        ("text/turtle; charset=utf-16", b"", 415),
        ("application/pdf", b"%PDF", 415),
        ("", b"x", 415),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=f; filename=a.pdf\r\n"
         b"Content-Type: application/pdf\r\n\r\n%PDF\r\n--x--\r\n", 415),
    ],
)  # fmt: skip
def test_a_wrong_upload_changes_nothing(store: httpx.Client, media: str, body: bytes, status: int) -> None:
    store.put(f"/graph?graph={EX}g", content=ONE, headers=TURTLE).raise_for_status()
    for method in ("PUT", "POST"):
        headers = {"Content-Type": media} if media else {}
        answer = store.request(method, f"/graph?graph={EX}g", content=body, headers=headers)
        assert answer.status_code == status and answer.headers["Content-Type"] == "application/problem+json"
    assert len(lines(store, f"/graph?graph={EX}g")) == 1


def test_a_graph_asked_for_in_no_format_of_ours_is_406(store: httpx.Client) -> None:
    assert store.get("/graph?default", headers={"Accept": "image/png"}).status_code == 406


def test_the_format_parameter_outranks_the_header(store: httpx.Client) -> None:
    answer = store.get("/graph?default&format=nt", headers={"Accept": "text/turtle"})
    assert answer.headers["Content-Type"] == "application/n-triples"


def test_where_the_default_graph_is_the_union_it_reads_as_the_union(endpoint: Running) -> None:
    with endpoint.client() as client:
        assert len(lines(client, "/graph?default")) == 8
        assert len(lines(client, f"/graph?graph={EX}denials")) == 3
