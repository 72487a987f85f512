"""SPARQL 1.1 Protocol over HTTP: one test a sentence, against a server that runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import httpx
import pytest

from tests.server.running import TOKEN, Running

CASES = Path(__file__).parents[1] / "cases"
JSON, FORM = "application/sparql-results+json", "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
EX = "http://example.org/"
PLACES = "PREFIX ex: <http://example.org/> SELECT ?s { ?s ex:in ?where } ORDER BY ?s"
KINDS = {
    "select": PLACES,
    "ask": "ASK { ?s ?p ?o }",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "describe": "DESCRIBE <http://example.org/talks>",
}


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(response: httpx.Response) -> list[str]:
    """Return the only column of a result in JSON, local names only."""
    assert response.status_code == 200, response.text
    head, bindings = response.json()["head"]["vars"], response.json()["results"]["bindings"]
    return [row[head[0]]["value"].removeprefix(EX) for row in bindings]


ALL = ["base", "drill", "talks"]


def test_a_query_by_get(endpoint: Running) -> None:
    with endpoint.client() as client:
        assert found(client.get("/sparql", params={"query": PLACES})) == ALL


def test_a_query_by_post_as_a_form(endpoint: Running) -> None:
    with endpoint.client() as client:
        assert found(client.post("/sparql", data={"query": PLACES})) == ALL


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"', ";charset=us-ascii"])
def test_a_query_by_post_directly(endpoint: Running, charset: str) -> None:
    with endpoint.client() as client:
        response = client.post("/sparql", content=PLACES, headers={"Content-Type": QUERY + charset})
        assert found(response) == ALL


@pytest.mark.parametrize(("kind", "body"), [(QUERY, PLACES), (FORM, str(httpx.QueryParams({"query": PLACES})))])
def test_a_query_by_the_method_query(endpoint: Running, kind: str, body: str) -> None:
    with endpoint.client() as client:
        assert found(client.request("QUERY", "/sparql", content=body, headers={"Content-Type": kind})) == ALL


def test_letters_beyond_ascii_come_through_every_way(endpoint: Running) -> None:
    text = "SELECT ('Türkiye – Bakı – 国' AS ?x) {}"
    with endpoint.client() as client:
        answers = [
            client.get("/sparql", params={"query": text}),
            client.post("/sparql", data={"query": text}),
            client.post("/sparql", content=text.encode(), headers={"Content-Type": QUERY}),
        ]
    assert {tuple(found(answer)) for answer in answers} == {("Türkiye – Bakı – 国",)}


def test_relative_iris_are_resolved_against_the_endpoint(endpoint: Running) -> None:
    with endpoint.client() as client:
        answer = client.get("/sparql", params={"query": "SELECT (STR(<x>) AS ?x) {}"})
        assert found(answer) == [f"{endpoint.url}/x"]


# The dataset.


@pytest.mark.parametrize("way", ["address", "form", "both", "direct"])
def test_the_default_graph_is_what_default_graph_uri_names(endpoint: Running, way: str) -> None:
    graph = {"default-graph-uri": EX + "denials"}
    with endpoint.client() as client:
        response = {
            "address": lambda: client.get("/sparql", params={"query": PLACES, **graph}),
            "form": lambda: client.post("/sparql", data={"query": PLACES, **graph}),
            "both": lambda: client.post("/sparql", params=graph, data={"query": PLACES}),
            "direct": lambda: client.post("/sparql", params=graph, content=PLACES, headers={"Content-Type": QUERY}),
        }[way]()
    assert found(response) == ["base"]


def test_several_default_graphs_are_their_union(endpoint: Running) -> None:
    graphs = {"default-graph-uri": [EX + "denials", EX + "reports"]}
    with endpoint.client() as client:
        assert found(client.get("/sparql", params={"query": PLACES, **graphs})) == ALL
        assert found(client.post("/sparql", data={"query": PLACES, **graphs})) == ALL


def test_named_graphs_are_those_that_named_graph_uri_names_and_the_default_graph_is_then_empty(endpoint: Running) -> None:
    named = {"named-graph-uri": EX + "reports"}
    with endpoint.client() as client:
        graphs = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", **named})
        default = client.get("/sparql", params={"query": PLACES, **named})
    assert (found(graphs), found(default)) == (["reports"], [])


def test_the_requests_dataset_outranks_the_querys_own(endpoint: Running) -> None:
    text = PLACES.replace("{ ?s", "FROM ex:denials { ?s", 1)
    with endpoint.client() as client:
        assert found(client.get("/sparql", params={"query": text})) == ["base"]
        assert found(client.get("/sparql", params={"query": text, "default-graph-uri": EX + "reports"})) == ["drill", "talks"]


def test_a_query_names_its_own_dataset_with_from_and_only_as_a_keyword(endpoint: Running) -> None:
    graphs = "SELECT DISTINCT ?g FROM NAMED <http://example.org/reports> { GRAPH ?g { ?s ?p ?o } }"
    words = PLACES.replace("?where", "?from FILTER('FROM <x>' != 'FROM NAMED') # FROM <x>\n")
    with endpoint.client() as client:
        assert found(client.get("/sparql", params={"query": graphs})) == ["reports"]
        assert found(client.get("/sparql", params={"query": PLACES.replace("{", "FROM NAMED ex:reports {")})) == []
        assert found(client.get("/sparql", params={"query": words})) == ALL


def test_an_unknown_graph_in_the_dataset_is_empty(endpoint: Running) -> None:
    with endpoint.client() as client:
        assert found(client.get("/sparql", params={"query": PLACES, "default-graph-uri": EX + "nowhere"})) == []


def test_the_default_graph_is_the_union_unless_the_operator_says_otherwise(endpoint: Running, plain: Running) -> None:
    write(plain, f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}in> <{EX}b> }} }}")
    with endpoint.client() as union, plain.client() as dataset:
        assert found(union.get("/sparql", params={"query": PLACES})) == ALL
        assert found(dataset.get("/sparql", params={"query": PLACES})) == []


# The answer.


@pytest.mark.parametrize("row", rows("negotiation.csv"), ids=lambda row: f"{row['query']}, {row['why']}")
def test_the_answer_comes_as_the_accept_header_prefers(endpoint: Running, row: dict[str, str]) -> None:
    request = httpx.Request("GET", f"{endpoint.url}/sparql", params={"query": KINDS[row["query"]]})
    if row["accept"] != "-":
        request.headers["Accept"] = row["accept"]
    with httpx.Client(timeout=20) as client:
        response = client.send(request)
    assert (response.status_code, response.headers["Content-Type"]) == (int(row["status"]), row["type"])
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("parameter", ["format", "output"])
def test_the_format_parameter_outranks_the_header(endpoint: Running, parameter: str) -> None:
    with endpoint.client() as client:
        for short in ("csv", "text/csv"):
            answer = client.get("/sparql", params={"query": PLACES, parameter: short}, headers={"Accept": JSON})
            assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("accept", [JSON, "text/csv", "text/html"])
def test_head_has_the_headers_of_get_and_no_body(endpoint: Running, accept: str) -> None:
    about = {"params": {"query": PLACES}, "headers": {"Accept": accept}}
    with endpoint.client() as client:
        head, get = client.head("/sparql", **about), client.get("/sparql", **about)  # type: ignore[arg-type]
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "Content-Length", "Vary"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize("path", ["/sparql", "/graph"])
def test_options_tells_the_methods(endpoint: Running, path: str) -> None:
    with endpoint.client() as client:
        response = client.options(path)
    assert response.status_code in (200, 204)
    allowed = set(response.headers["Allow"].split(", "))
    assert allowed >= ({"GET", "HEAD", "POST", "QUERY", "OPTIONS"} if path == "/sparql" else {"GET", "HEAD", "PUT", "POST", "DELETE"})


def test_options_tells_what_the_method_query_takes(endpoint: Running) -> None:
    with endpoint.client() as client:
        assert QUERY in client.options("/sparql").headers["Accept-Query"]


def test_what_has_not_changed_is_304(endpoint: Running) -> None:
    with endpoint.client() as client:
        first = client.get("/sparql", params={"query": PLACES})
        again = client.get("/sparql", params={"query": PLACES}, headers={"If-None-Match": first.headers["ETag"]})
        other = client.get("/sparql", params={"query": PLACES + " #"}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


def test_formats_and_encodings_have_different_etags(endpoint: Running) -> None:
    with endpoint.client() as client:
        tags = [
            client.get("/sparql", params={"query": PLACES}, headers={"Accept": accept, "Accept-Encoding": encoding}).headers["ETag"]
            for accept in (JSON, "text/csv")
            for encoding in ("gzip", "identity")
        ]
    assert len(set(tags)) == 4


def test_what_changes_by_itself_is_not_kept(endpoint: Running) -> None:
    text = "SELECT (STRUUID() AS ?x) {}"
    with endpoint.client() as client:
        first, second = (client.get("/sparql", params={"query": text}) for _ in range(2))
    assert first.headers["Cache-Control"] == "no-store" and "ETag" not in first.headers
    assert found(first) != found(second)


def test_a_long_answer_is_compressed_for_who_takes_that(endpoint: Running) -> None:
    text = "SELECT ?x { VALUES ?x { " + " ".join(map(str, range(900))) + " } }"
    with endpoint.client() as client:
        plain = client.post("/sparql", data={"query": text}, headers={"Accept-Encoding": "identity"})
        for _ in range(2):  # fresh, and remembered
            zipped = client.post("/sparql", data={"query": text}, headers={"Accept-Encoding": "gzip"})
            assert zipped.headers["Content-Encoding"] == "gzip" and int(zipped.headers["Content-Length"]) < len(plain.content)
            assert zipped.content == plain.content


# Requests that are wrong.


@pytest.mark.parametrize("row", rows("bad_requests.csv"), ids=lambda row: row["why"])
def test_a_wrong_request_is_told_what_is_wrong(endpoint: Running, row: dict[str, str]) -> None:
    body = row["body"].encode().decode("unicode_escape").encode("latin-1")
    headers = {"Content-Type": row["type"]} if row["type"] else {}
    with endpoint.client() as client:
        response = client.request(row["method"], row["path"], content=body, headers=headers)
    assert (response.status_code, response.json()["title"]) == (int(row["status"]), row["title"])
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code and response.json()["detail"]
    if response.status_code == 405:
        assert "GET" in response.headers["Allow"]


def test_a_malformed_query_is_told_with_line_and_column(endpoint: Running) -> None:
    with endpoint.client() as client:
        problem = client.get("/sparql", params={"query": "SELECT *\n{ ?s ?p ?o"}).json()
    assert (problem["line"], problem["column"]) == (2, 11)


def test_a_browser_is_shown_the_wrong_line_on_a_page(endpoint: Running) -> None:
    with endpoint.client() as client:
        page = client.get("/sparql", params={"query": "SELECT * # <b>\n{ ?s ?p }"}, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "SELECT * # &lt;b&gt;" in page.text and "<mark>{ ?s ?p }</mark>" in page.text


def test_a_body_over_the_limit_is_413_whether_announced_or_not(endpoint: Running) -> None:
    piece = b"#" * (1 << 20)
    size = (64 << 20) + 1
    head = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: {QUERY}\r\n"
    assert endpoint.says(f"{head}Content-Length: {size}\r\n\r\n".encode()).startswith(b"HTTP/1.1 413 ")
    with endpoint.client() as client:
        chunked = client.post("/sparql", content=iter([piece] * 66), headers={"Content-Type": QUERY})
    assert (chunked.status_code, chunked.json()["title"]) == (413, "Too long")


def test_a_query_over_the_limit_is_413(endpoint: Running) -> None:
    with endpoint.client() as client:
        long = client.post("/sparql", content=b"#" * 300_000 + b"\nASK {}", headers={"Content-Type": QUERY})
    assert (long.status_code, long.json()["title"]) == (413, "Too long")


@pytest.mark.parametrize(
    "request_",
    [b"GET /sparql\x00 HTTP/1.1\r\nHost: a\r\n\r\n", b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
     b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
     b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
     b"GET /sparql HTTP/1.1\r\nHost: a b\"><script>\r\n\r\n"],
)  # fmt: skip
def test_what_is_not_http_is_400_class_and_the_next_request_is_answered(endpoint: Running, request_: bytes) -> None:
    assert endpoint.says(request_)[:10] in (b"HTTP/1.1 4", b"")
    with endpoint.client() as client:
        assert found(client.get("/sparql", params={"query": PLACES})) == ALL


def test_a_body_that_nobody_asked_for_does_not_break_a_long_answer_off(endpoint: Running) -> None:
    with endpoint.client() as client:
        for _ in range(40):
            assert len(client.request("GET", "/hosting", content=b"x" * 200).content) > 5_000


# Updates.


def write(server: Running, text: str, **options: object) -> httpx.Response:
    headers = {"Content-Type": UPDATE, "Authorization": f"Bearer {TOKEN}"}
    with server.client() as client:
        return client.post("/sparql", content=text.encode(), headers=headers, **options)  # type: ignore[arg-type]


def count(server: Running, graph: str) -> int:
    with server.client() as client:
        text = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{EX}{graph}> {{ ?s ?p ?o }} }}"
        return int(found(client.get("/sparql", params={"query": text}))[0])


def test_an_update_by_post_directly_and_as_a_form(plain: Running) -> None:
    write(plain, f"CLEAR SILENT GRAPH <{EX}u>")
    assert write(plain, f"INSERT DATA {{ GRAPH <{EX}u> {{ <a> <b> 1 }} }}").status_code == 204
    with plain.client() as client:
        form = {"update": f"INSERT DATA {{ GRAPH <{EX}u> {{ <a> <b> 2 }} }}"}
        assert client.post("/sparql", data=form, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 204
    assert count(plain, "u") == 2


def test_using_graph_uri_is_what_an_update_reads(plain: Running) -> None:
    write(plain, f"DROP ALL; INSERT DATA {{ GRAPH <{EX}from> {{ <a> <b> 1 , 2 }} GRAPH <{EX}other> {{ <a> <b> 3 }} }}")
    copy = f"INSERT {{ GRAPH <{EX}to> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    assert write(plain, copy, params={"using-graph-uri": EX + "from"}).status_code == 204
    assert count(plain, "to") == 2
    every = f"INSERT {{ GRAPH <{EX}all> {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert write(plain, every, params={"using-named-graph-uri": EX + "other"}).status_code == 204
    assert count(plain, "all") == 1


def test_using_graph_uri_beside_using_or_with_is_refused(plain: Running) -> None:
    text = f"WITH <{EX}g> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
    assert write(plain, text, params={"using-graph-uri": EX + "from"}).status_code == 400
    assert write(plain, "CLEAR ALL", params={"default-graph-uri": EX + "from"}).status_code == 400


def test_a_malformed_update_is_told_with_line_and_column(plain: Running) -> None:
    answer = write(plain, "INSERT DATA {\n <a> <b> }")
    assert (answer.status_code, answer.json()["title"], answer.json()["line"]) == (400, "Not well-formed", 2)


# RDF 1.2 and SPARQL 1.2.


def test_triple_terms_come_through(endpoint: Running) -> None:
    text = "SELECT ?t (SUBJECT(?t) AS ?s) { BIND(<<( <http://a> <http://b> 1 )>> AS ?t) }"
    with endpoint.client() as client:
        row = client.get("/sparql", params={"query": text}).json()["results"]["bindings"][0]
    assert row["t"]["type"] == "triple" and row["s"]["value"] == "http://a"


def test_base_directions_come_through(endpoint: Running) -> None:
    text = "SELECT (STRLANGDIR('a', 'he', 'rtl') AS ?x) (LANGDIR(?x) AS ?d) {}"
    with endpoint.client() as client:
        row = client.get("/sparql", params={"query": text}).json()["results"]["bindings"][0]
    assert row["x"]["its:dir"] == "rtl" and row["d"]["value"] == "rtl", json.dumps(row)
