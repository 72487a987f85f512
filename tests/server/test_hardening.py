"""What every answer carries, what no request can bring about, and who is believed."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.server.running import SMALL, TOKEN, Running, publish, serving

OURS = {"Authorization": f"Bearer {TOKEN}"}
EX = "http://example.org/"
ASK = "/sparql?query=ASK%7B%7D"
ANSWERS = {
    "a result": ("GET", ASK), "a remembered result": ("GET", ASK), "a result for people": ("GET", ASK + "&format=html"),
    "a description": ("GET", "/sparql"), "a graph": ("GET", "/graph?default"), "the start page": ("GET", "/"), "the query page": ("GET", "/query"),
    "a script": ("GET", "/static/site.js"), "a redirect": ("GET", "/id/state/AZE"), "the ontology": ("GET", "/ontology"), "health": ("GET", "/healthz"),
    "a preflight": ("OPTIONS", "/sparql"), "a wrong query": ("GET", "/sparql?query=x"), "no token": ("PUT", "/graph?default"),
    "an unknown page": ("GET", "/nowhere"), "a wrong method": ("DELETE", "/sparql"), "a long body": ("POST", "/sparql"),
}  # fmt: skip


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with small limits, behind a proxy on one of this machine's addresses."""
    settings = {"body_timeout": 1.0, "send_timeout": 1.0, "upload_limit": 1 << 20, "proxies": ["127.0.0.2"], "guess_rate": "1000/second"}
    with serving(publish(tmp_path_factory.mktemp("strict"), SMALL), **settings) as running:
        yield running


# What every answer carries.


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_carries_the_security_headers(strict: Running, name: str) -> None:
    method, path = ANSWERS[name]
    body = b"x" * (2 << 20) if name == "a long body" else b""
    with strict.client() as client:
        answer = client.request(method, path, content=body, headers={"Content-Type": "application/sparql-query"})
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'" and "unsafe" not in str(policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] and answer.headers["X-Request-Id"]
    assert len(answer.headers.get_list("Content-Security-Policy")) == 1


def test_programs_in_other_pages_may_read_and_not_write(strict: Running) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "PUT"}
    with strict.client() as client:
        answer = client.options("/graph", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}
    assert "authorization" not in answer.headers["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in answer.headers


# What no request can bring about.


@pytest.mark.parametrize(
    "path",
    ["/id/x%0d%0aEvil:%20yes", "/id/x%0aEvil:yes", "/page/x%0d%0aEvil:yes", "/data/x%0d%0aEvil:yes.ttl", "/graph/x%0d%0aEvil:yes",
     "/graph?graph=http://x/%0d%0aEvil:yes", ASK + "&default-graph-uri=http://x/%0d%0aEvil:yes", ASK + "&format=%0d%0aEvil:yes",
     "/sparql?query=%0d%0aEvil:yes", "/id/%E2%80%A8Evil:yes", "/sparql/%0d%0aEvil:yes", "/search?q=%0d%0aEvil:yes", "//evil.example/%2f..",
     "/id//evil.example", "/static/%0d%0aEvil:yes"],
)  # fmt: skip
def test_no_address_writes_a_header_or_leads_elsewhere(strict: Running, path: str) -> None:
    for method in ("GET", "PUT", "DELETE", "POST"):
        with strict.client(headers=OURS | {"Content-Type": "text/turtle"}) as client:
            answer = client.request(method, path)
            assert "Evil" not in answer.headers and answer.status_code < 500
            where = httpx.URL(strict.url).join(answer.headers.get("Location", "/"))
            assert where.host in ("127.0.0.1", "w3id.org")


def test_an_iri_in_the_data_writes_no_header(strict: Running) -> None:
    with strict.client(headers=OURS | {"Content-Type": "application/n-triples"}) as client:
        hostile = b"<http://e/x\\u000d\\u000aEvil: yes> <http://e/b> 1 ."
        assert client.post("/graph?default", content=hostile).status_code == 400


@pytest.mark.parametrize(("given", "kept"), [("abc-123", True), ("x y", False), ("<script>", False), ("a" * 65, False)])
def test_a_request_id_is_taken_over_only_when_it_is_a_plain_word(strict: Running, given: str, kept: bool) -> None:
    with strict.client() as client:
        answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert (answer.headers["X-Request-Id"] == given) is kept


@pytest.mark.parametrize("host", ['a"><script>', "a b", "a/../b", "x" * 300, "evil.example\\@good"])
def test_a_host_that_is_none_is_refused(strict: Running, host: str) -> None:
    assert strict.says(f"GET /sparql HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).startswith(b"HTTP/1.1 400")


FILES = [
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }", "DESCRIBE <file:///etc/passwd>",
    "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }", "SELECT * { SERVICE SILENT <file:///etc/passwd> { ?s ?p ?o } }",
]  # fmt: skip


@pytest.mark.parametrize("query", FILES)
def test_no_query_reads_a_file(strict: Running, query: str) -> None:
    with strict.client() as client:
        answer = client.get("/sparql", params={"query": query, "default-graph-uri": []})
        beside = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": "file:///etc/passwd"})
    assert "root:" not in answer.text and beside.json()["results"]["bindings"] == []
    if answer.status_code == 200:
        assert "bindings" not in answer.text or answer.json()["results"]["bindings"] == []


@pytest.mark.parametrize(
    ("media", "body"),
    [("application/rdf+xml", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'),
     ("application/rdf+xml", b'<?xml version="1.0"?>\n<!doctype r [<!ENTITY a "b">]><r/>'),
     ("application/rdf+xml; charset=utf-8", '<!DOCTYPE r [<!ENTITY a "b">]><r/>'.encode("utf-16"))],
)  # fmt: skip
def test_rdf_xml_with_a_document_type_is_refused(strict: Running, media: str, body: bytes) -> None:
    with strict.client(headers=OURS) as client:
        answer = client.post("/graph?default", content=body, headers={"Content-Type": media})
    assert answer.status_code in (400, 403) and "root:" not in answer.text


def test_a_document_type_in_a_file_of_a_form_is_refused_too(strict: Running) -> None:
    files = {"f": ("a.rdf", b'<!DOCTYPE r [<!ENTITY a "b">]><r/>', "application/rdf+xml")}
    with strict.client(headers=OURS) as client:
        assert client.post("/graph?default", files=files).status_code == 403


def test_uploads_are_limited(strict: Running) -> None:
    with strict.client(headers=OURS | {"Content-Type": "text/turtle"}) as client:
        assert client.put("/graph?default", content=b"#" * (2 << 20)).status_code == 413
        assert client.post("/graph?default", content=iter([b"#" * (1 << 18)] * 8)).status_code == 413


# Who drips or never reads.


def test_a_body_that_does_not_come_is_408_after_a_moment(strict: Running) -> None:
    begin = time.monotonic()
    answer = strict.says(b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK")
    assert answer.startswith(b"HTTP/1.1 408") and b"content-security-policy" in answer
    assert 0.5 < time.monotonic() - begin < 8


def test_a_body_that_drips_is_cut_off_however_steadily(strict: Running) -> None:
    with socket.create_connection(("127.0.0.1", strict.port), timeout=20) as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\n")
        connection.settimeout(0.1)
        end = time.monotonic() + 8
        answer = b""
        while not answer and time.monotonic() < end:
            with contextlib.suppress(TimeoutError):
                connection.sendall(b"#")
                answer = connection.recv(100)
    assert answer.startswith(b"HTTP/1.1 408")


def test_headers_that_do_not_end_are_cut_off(strict: Running) -> None:
    assert strict.says(b"GET /sparql HTTP/1.1\r\nHost: a\r\nX-A") [:12] in (b"", b"HTTP/1.1 408")


def test_who_does_not_read_a_long_result_gets_an_end_of_it_and_the_disk_its_space(strict: Running) -> None:
    query = "SELECT * { " + " ".join(f"VALUES ?{x} {{ {' '.join(map(str, range(60)))} }}" for x in "abc") + " }"
    with socket.create_connection(("127.0.0.1", strict.port), timeout=30) as connection:
        connection.sendall(httpx.Request("GET", f"{strict.url}/sparql", params={"query": query}).url.raw_path.join((b"GET ", b" HTTP/1.1\r\nHost: a\r\n\r\n")))
        head = connection.recv(4096)
        size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        assert size > 20_000_000
        end = time.monotonic() + 15
        while spooled(strict) and time.monotonic() < end:
            time.sleep(0.1)
        assert not spooled(strict), "the result still takes its space"
        got = len(head)
        with contextlib.suppress(ConnectionError):
            while data := connection.recv(1 << 20):
                got += len(data)
    assert got < size, "a result that was cut must not look whole"


def test_a_long_result_leaves_no_file_open_when_it_was_read_or_its_reader_has_gone(endpoint: Running) -> None:
    query = "SELECT * { " + " ".join(f"VALUES ?{x} {{ {' '.join(map(str, range(40)))} }}" for x in "abc") + " }"
    with endpoint.client() as client:
        for _ in range(3):
            whole = client.get("/sparql", params={"query": query}, headers={"Accept-Encoding": "identity"})
            assert len(whole.json()["results"]["bindings"]) == 40**3
            assert len(whole.content) == int(whole.headers["Content-Length"]) > 4_000_000
        await_no_spool(endpoint)
        with client.stream("GET", "/sparql", params={"query": f"{query} # left"}) as answer:
            next(answer.iter_raw())
    await_no_spool(endpoint)


def await_no_spool(server: Running) -> None:
    end = time.monotonic() + 15
    while spooled(server) and time.monotonic() < end:
        time.sleep(0.1)
    assert not spooled(server), "a result still takes its space"


def spooled(server: Running) -> int:
    """Return the bytes of all results that lie in files without a name."""
    total = 0
    for pid in server.processes():
        with contextlib.suppress(OSError):
            for handle in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if "(deleted)" in str(handle.readlink()):
                        total += handle.stat().st_size
    return total


# Who is believed.


def test_a_listed_proxy_is_believed_and_nobody_else(strict: Running) -> None:
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "graph.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/kg"}
    for source, base in (("127.0.0.2", "https://graph.example/kg/sparql"), ("127.0.0.3", f"{strict.url}/sparql")):
        with strict.client(source, headers=told) as client:
            assert f"<{base}>" in client.get("/sparql", headers={"Accept": "application/n-triples"}).text
            client.get("/sparql", params={"query": f"ASK {{ }} # {source}"})
    clients = [json.loads(line).get("client") for line in (strict.store / "server.log").read_text().splitlines() if line.startswith("{")]
    assert "203.0.113.9" in clients and "127.0.0.3" in clients and "127.0.0.2" not in clients


def test_each_client_has_its_rate_and_a_proxys_clients_are_told_apart(tmp_path: Path) -> None:
    with serving(publish(tmp_path), rate="3/minute", proxies=["127.0.0.2"]) as server:
        def asked(source: str, told: dict[str, str]) -> list[int]:
            with server.client(source, headers=told) as client:
                return [client.get(path).status_code for path in (ASK, ASK, "/query", ASK, "/query")]

        assert asked("127.0.0.4", {}) == [200, 200, 200, 429, 429]
        assert asked("127.0.0.2", {"X-Forwarded-For": "203.0.113.1"}) == [200, 200, 200, 429, 429]
        assert asked("127.0.0.2", {"X-Forwarded-For": "203.0.113.2"}) == [200, 200, 200, 429, 429]
        assert asked("127.0.0.4", {"X-Forwarded-For": "203.0.113.3"})[-2:] == [429, 429], "nobody poses as another"
        with server.client("127.0.0.5") as client:
            last = [client.get(ASK) for _ in range(4)][-1]
            assert 1 <= int(last.headers["Retry-After"]) <= 61 and last.json()["title"] == "Too many requests"


# Who is reached.


def namespace(pid: int | str) -> str:
    return str(Path(f"/proc/{pid}/ns/net").readlink())


def isolates() -> bool:
    """Tell whether this machine lets us leave the network."""
    child = os.fork()
    if child == 0:
        from server.keeper import isolate

        os._exit(0 if isolate() else 1)
    return os.waitpid(child, 0)[1] == 0


def test_workers_have_no_network(strict: Running) -> None:
    if not isolates():
        pytest.skip("this host allows no network namespaces")
    assert namespace(strict.board().holder) != namespace("self")


class Elsewhere(BaseHTTPRequestHandler):
    """Another endpoint, and a document, on this machine."""

    def do_POST(self) -> None:
        self.answer("application/sparql-results+json", b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"far"}}]}}')

    def do_GET(self) -> None:
        self.answer("text/turtle", b"<http://e/a> <http://e/b> <http://e/far> .")

    def answer(self, kind: str, body: bytes) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_listed_endpoints_and_documents_are_reached_and_no_others(tmp_path: Path) -> None:
    other = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{other.server_address[1]}"
    with serving(publish(tmp_path), services=[f"{here}/sparql"], sources=[f"{here}/doc.ttl"]) as server, server.client(headers=OURS) as client:
        def ask(address: str) -> httpx.Response:
            return client.get("/sparql", params={"query": f"SELECT ?x {{ SERVICE <{address}> {{ ?s ?p ?x }} }}"})

        assert ask(f"{here}/sparql").json()["results"]["bindings"][0]["x"]["value"] == "far"
        assert ask(f"{here}/other").status_code == ask("http://127.0.0.1:1/").status_code == 403
        update = {"Content-Type": "application/sparql-update"}
        assert client.post("/sparql", content=f"LOAD <{here}/doc.ttl> INTO GRAPH <{EX}far>", headers=update).status_code == 204
        assert client.post("/sparql", content=f"LOAD <{here}/other.ttl>", headers=update).status_code == 403
        assert "http://e/far" in client.get(f"/graph?graph={EX}far").text
    other.shutdown()
