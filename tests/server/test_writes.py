"""Writes: only with a token, whole or not at all, on disk before they are answered, seen at once."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from benchmarks.durability import torment
from server.journal import Journal, Write
from tests.server.running import SMALL, TOKEN, Running, publish, serving

UPDATE = {"Content-Type": "application/sparql-update"}
OURS = {"Authorization": f"Bearer {TOKEN}"}
EX = "http://example.org/"
ADD = f"INSERT DATA {{ GRAPH <{EX}w> {{ <{EX}a> <{EX}b> 1 }} }}"
WAYS: dict[str, dict[str, object]] = {
    "update": {"method": "POST", "url": "/sparql", "content": ADD, "headers": UPDATE},
    "form": {"method": "POST", "url": "/sparql", "data": {"update": ADD}},
    "put": {"method": "PUT", "url": f"/graph?graph={EX}w", "content": "<a> <b> 1 .", "headers": {"Content-Type": "text/turtle"}},
    "post": {"method": "POST", "url": "/graph", "content": "<a> <b> 1 .", "headers": {"Content-Type": "text/turtle"}},
    "delete": {"method": "DELETE", "url": f"/graph?graph={EX}reports"},
}


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server as it is without settings: nobody may write."""
    with serving(publish(tmp_path_factory.mktemp("shut"), SMALL), tokens=[]) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that lets writers of either of two tokens in, and stops their updates soon."""
    hashes = [hashlib.sha256(token.encode()).hexdigest().upper() for token in (TOKEN, "another")]
    settings = {"tokens": hashes, "write_deadline": 1.0, "guess_rate": "1000/second", "write_rate": "1000/second"}
    with serving(publish(tmp_path_factory.mktemp("guarded"), SMALL), **settings) as running:
        yield running


def number(client: httpx.Client, pattern: str = "GRAPH ?g { ?s ?p ?o }") -> int:
    answer = client.get("/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"})
    return int(answer.raise_for_status().json()["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("way", WAYS)
def test_without_a_token_in_the_settings_nobody_writes(shut: Running, way: str) -> None:
    with shut.client(headers=OURS) as client:
        answer = client.request(**WAYS[way])  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["title"]) == (403, "Read-only")
        assert number(client) == 8
        assert "SPARQL11Update" not in client.get("/sparql").text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "given",
    [None, b"", b"Bearer", b"Bearer ", b"Bearer wrong", b"Basic YTpi", b"Bearer a token for test", TOKEN.encode(),
     b"Bearer \xff\xfe\x80", "Bearer ключ".encode(), b"Bearer " + b"x" * 8000, b"Bearer " + hashlib.sha256(TOKEN.encode()).hexdigest().encode()],
    ids=lambda given: repr(given)[:24],
)  # fmt: skip
def test_a_wrong_token_is_401_and_changes_nothing(guarded: Running, way: str, given: bytes | None) -> None:
    with guarded.client() as client:
        before = number(client)
        request = client.build_request(**WAYS[way])  # type: ignore[arg-type]
        lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1".encode()]
        lines += [name + b": " + value for name, value in request.headers.raw]
        lines += [b"Authorization: " + given] if given is not None else []
        answer = guarded.says(b"\r\n".join([*lines, b"", request.read()])).decode()
        assert answer.startswith("HTTP/1.1 401 ") and '"title": "Token needed"' in answer
        assert "www-authenticate: Bearer" in answer and "retry-after" not in answer
        assert number(client) == before


@pytest.mark.parametrize("token", [TOKEN, "another"])
def test_each_token_that_is_listed_by_its_hash_may_write(guarded: Running, token: str) -> None:
    with guarded.client(headers={"Authorization": f"bearer {token}"}) as client:
        assert client.post("/sparql", content=ADD, headers=UPDATE).status_code == 204


def test_the_token_itself_is_nowhere_on_the_server(guarded: Running) -> None:
    for pid in guarded.processes():
        with contextlib.suppress(OSError):  # a worker may end meanwhile
            for what in ("cmdline", "environ"):
                assert TOKEN.encode() not in Path(f"/proc/{pid}/{what}").read_bytes()


def test_a_write_is_seen_by_the_next_query_though_its_answer_was_remembered(guarded: Running) -> None:
    with guarded.client(headers=OURS) as client:
        client.put(f"/graph?graph={EX}seen", content="", headers={"Content-Type": "text/turtle"})
        asked = {"params": {"query": f"SELECT ?n {{ GRAPH <{EX}seen> {{ ?s ?p ?n }} }}"}}
        tags = set()
        for turn in range(30):
            client.put(f"/graph?graph={EX}seen", content=f"<a> <b> {turn} .", headers={"Content-Type": "text/turtle"})
            for _ in range(4):  # on connections of their own, so in either web process
                answer = httpx.get(f"{guarded.url}/sparql", **asked)  # type: ignore[arg-type]
                assert [row["n"]["value"] for row in answer.json()["results"]["bindings"]] == [str(turn)]
                tags.add(answer.headers["ETag"])
        assert len(tags) == 30


@pytest.mark.parametrize(
    ("update", "status"),
    [
        (f"{ADD} ; INSERT DATA {{ GRAPH <{EX}reports> {{ <a> <b>", 400),
        (f"DROP ALL ; CREATE GRAPH <{EX}new> ; CREATE GRAPH <{EX}new>", 400),
        ("DROP ALL ; CLEAR GRAPH <http://nowhere.example/>", 400),
        ("DROP ALL ; LOAD <http://127.0.0.1:1/>", 403),
        ("DROP ALL ; LOAD <file:///etc/passwd>", 403),
        ("DROP ALL ; LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://x/>", 403),
        ("DROP ALL ; INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403),
        (f"DROP GRAPH <{EX}denials> ; INSERT {{ ?a ?b ?i }} WHERE {{ GRAPH ?x {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s ."
         f" ?t ?u ?v . ?w ?y ?z . ?aj ?ak ?al . ?aa ?ab ?ac . ?ad ?ae ?af . ?ag ?ah ?ai }} }}", 503),
        ("DROP ALL ; INSERT { <a> <b> ?s40 } WHERE { BIND('xxxxxxxxxxxxxxxx' AS ?s0) "
         + "".join(f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1}) " for i in range(40)) + "}", 503),
    ],
    ids=["malformed", "failing", "unknown graph", "LOAD", "LOAD of a file", "LOAD, silent", "SERVICE", "endless", "growing"],
)  # fmt: skip
def test_an_update_that_fails_midway_changes_nothing(guarded: Running, update: str, status: int) -> None:
    with guarded.client(headers=OURS) as client:
        before = number(client)
        assert client.post("/sparql", content=update, headers=UPDATE).status_code == status
        assert number(client) == before >= 8
        assert client.post("/sparql", content="INSERT DATA {}", headers=UPDATE).status_code == 204


def test_writes_of_many_clients_come_one_after_the_other(guarded: Running) -> None:
    def count_up() -> None:
        with guarded.client(headers=OURS) as client:
            for _ in range(10):
                client.post("/sparql", content=more, headers=UPDATE).raise_for_status()

    more = f"WITH <{EX}count> DELETE {{ <a> <b> ?n }} INSERT {{ <a> <b> ?m }} WHERE {{ <a> <b> ?n BIND(?n + 1 AS ?m) }}"
    with guarded.client(headers=OURS) as client:
        client.put(f"/graph?graph={EX}count", content=f"<{guarded.url}/a> <{guarded.url}/b> 0 .", headers={"Content-Type": "text/turtle"})
        threads = [threading.Thread(target=count_up) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        text = f"SELECT ?n {{ GRAPH <{EX}count> {{ ?s ?p ?n }} }}"
        assert [row["n"]["value"] for row in client.get("/sparql", params={"query": text.replace('<a>', '?s')}).json()["results"]["bindings"]] == ["40"]


def test_writes_outlast_a_restart_and_a_new_generation(tmp_path: Path) -> None:
    store = publish(tmp_path, SMALL)
    with serving(store) as server, server.client(headers=OURS) as client:
        client.post("/sparql", content=ADD, headers=UPDATE).raise_for_status()
        assert number(client) == 9
    with serving(store) as server, server.client(headers=OURS) as client:
        assert number(client) == 9
        state = client.get("/readyz").json()["generation"]
        publish(store, SMALL + "ex:more { ex:a ex:b ex:c }")
        while client.get("/readyz").json()["generation"] == state:
            pass
        assert number(client) == 10


def test_nothing_answered_is_lost_when_the_server_is_killed_amid_writes(tmp_path: Path) -> None:
    ledger = torment(publish(tmp_path), kills=8, seconds=0.5, answered=100)
    assert ledger.kills >= 8 and len(ledger.acknowledged) >= 100


def test_nothing_answered_is_lost_when_the_holder_of_the_graph_is_killed_amid_writes(tmp_path: Path) -> None:
    ledger = torment(publish(tmp_path), kills=20, seconds=0.2, holder_only=True, answered=100)
    assert ledger.kills >= 20 and len(ledger.acknowledged) >= 100


def test_a_half_written_line_is_cut_off_but_never_under_the_hand_that_writes_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append(Write("update", "INSERT DATA {}"))
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + whole[:40])
    assert len(journal.read(mend=False)) == 1
    assert journal.path.read_bytes() == whole + whole[:40], "another process may be writing this line"
    assert len(journal.read()) == 1
    assert journal.path.read_bytes() == whole


def test_a_client_that_guesses_tokens_is_slowed_down_and_a_client_that_writes_too_much_too(tmp_path: Path) -> None:
    with serving(publish(tmp_path), guess_rate="2/minute", write_rate="3/minute") as server:
        with server.client("127.0.0.7", headers={"Authorization": "Bearer guess"}) as client:
            guesses = [client.post("/sparql", content=ADD, headers=UPDATE).status_code for _ in range(5)]
            assert guesses == [401, 401, 429, 429, 429], "one connection is one web process, which counts for itself"
        with server.client("127.0.0.8", headers=OURS) as client:
            answers = [client.post("/sparql", content=ADD, headers=UPDATE) for _ in range(4)]
            assert [answer.status_code for answer in answers] == [204, 204, 204, 429]
            assert int(answers[-1].headers["Retry-After"]) >= 1 and answers[-1].json()["title"] == "Too many requests"
