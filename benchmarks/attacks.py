"""What a hostile client can do to the endpoint: ``python -m benchmarks.attacks`` prints case, answer, recovery."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.server.running import TOKEN, Running, publish, serving

THINGS = 3000
DEADLINE = 2.0
LOOKUP = "SELECT ?p ?o { <http://example.org/thing/%d> ?p ?o }"
CHAIN = "\n".join(f"?a{i} ?p{i} ?b{i} ." for i in range(60))


def dense() -> str:
    """Return a graph that is dense enough to be dangerous: 3,000 things, each knowing thirty others."""
    lines = ["@prefix t: <http://example.org/thing/> . @prefix e: <http://example.org/> . e:g {"]
    for i in range(THINGS):
        others = " , ".join(f"t:{(i * 31 + k * 7) % THINGS}" for k in range(30))
        lines.append(f't:{i} e:knows {others} ; e:name "thing number {i}" ; e:size {i * 37 % 1000} .')
    return "\n".join([*lines, "}"])


def nested(opening: str, middle: str, closing: str, depth: int) -> str:
    return opening * depth + middle + closing * depth


def doubling() -> str:
    binds = "".join(f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1}) " for i in range(40))
    return "SELECT (STRLEN(?s40) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?s0) " + binds + "}"


BOMBS: dict[str, str] = {
    "cross product, counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cross product, streamed": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path * over a dense graph": "SELECT (COUNT(*) AS ?n) { ?a <http://example.org/knows>* ?b }",
    "path of alternatives": "SELECT (COUNT(*) AS ?n) { ?a (<http://example.org/knows>|^<http://example.org/knows>)+ ?b }",
    "huge VALUES": "SELECT (COUNT(*) AS ?n) { "
    + "".join(f"VALUES ?v{k} {{ {' '.join(map(str, range(8000)))} }} " for k in range(4)) + "}",
    "braces nested 3,000 deep": "ASK " + nested("{", "", "}", 3000),
    "braces nested 150 deep": "ASK " + nested("{", "", "}", 150),
    "parentheses nested 10,000 deep": "ASK { FILTER" + nested("(", "1", ")", 10_000) + "}",
    "EXISTS nested 1,000 deep": "ASK {" + nested("FILTER EXISTS {", "", "}", 1000) + "}",
    "functions nested 1,000 deep": "ASK { FILTER(" + nested("STR(", "1", ")", 1000) + ")}",
    "negations 50,000 long": "ASK { FILTER(" + "!" * 50_000 + "true)}",
    "sum of 50,000 terms": "SELECT (" + "1+" * 50_000 + "1 AS ?n) {}",
    "UNION of 5,000": "ASK { {}" + " UNION {}" * 5000 + "}",
    "path of 20,000 steps": "ASK { ?a " + "/".join(["<p>"] * 20_000) + " ?b }",
    "300 patterns": "SELECT * {" + "".join(f"?a{i} ?b{i} ?a{i + 1} . " for i in range(300)) + "}",
    "90 patterns": "SELECT * {" + "".join(f"?a{i} ?b{i} ?a{i + 1} . " for i in range(90)) + "}",
    "60 unconnected patterns": "SELECT * {" + CHAIN + "}",
    "CONCAT doubling": doubling(),
    "GROUP_CONCAT growth": "SELECT (GROUP_CONCAT(CONCAT(STR(?a),STR(?c),STR(?d),STR(?f))) AS ?s) { ?a ?b ?c . ?d ?e ?f }",
    "ORDER BY of a billion rows": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a ?c",
    "DISTINCT of a billion rows": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f }",
    "result larger than the limit": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3000000",
    "regular expression on everything": "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), '(a*)*(a*)*b', 'i')) }",
    "DESCRIBE of everything": "DESCRIBE ?s { ?s ?p ?o . ?x ?y ?z . ?u ?v ?w }",
    "SERVICE": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SERVICE, escaped": "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "FROM a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
}
UPLOADS: dict[str, tuple[str, bytes]] = {
    "triple terms nested 30,000 deep": ("text/turtle", b"<http://a> <http://b> " + b"<<( <http://a> <http://b> " * 30_000),
    "lists nested 100,000 deep": ("text/turtle", b"<http://a> <http://b> " + b"( " * 100_000),
    "JSON-LD nested 100,000 deep": ("application/ld+json", b'{"http://a":' * 100_000),
    "XML elements nested 100,000 deep": ("application/rdf+xml", b"<a xmlns='http://x/'>" + b"<b>" * 100_000),
    "XML entity bomb": ("application/rdf+xml", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
                        + b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (i, i - 1, i - 1) for i in range(1, 30)) + b"]><r>&a29;</r>"),
    "LOAD of a file": ("application/sparql-update", b"LOAD <file:///etc/passwd>"),
    "update bomb": ("application/sparql-update",
                    b"INSERT { ?a ?b ?f } WHERE { GRAPH ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }"),
    "body over the limit": ("text/turtle", b"#" * (3 << 20)),
}  # fmt: skip


@dataclass
class Result:
    """What an attack got, and how long the next honest client waited."""

    name: str
    answer: str
    seconds: float
    next: float


def bombs(server: Running) -> Iterator[Result]:
    """Send each bomb alone, and a lookup after it."""
    with server.client("127.0.0.2") as attacker, server.client("127.0.0.9") as honest:
        for name, text in BOMBS.items():
            yield _try(name, lambda text=text: attacker.post("/sparql", data={"query": text}), honest)  # type: ignore[misc]
        token = {"Authorization": f"Bearer {TOKEN}"}
        for name, (media, body) in UPLOADS.items():
            where = "/sparql" if "sparql" in media else "/graph?graph=http://example.org/upload"
            headers = {**token, "Content-Type": media}
            yield _try(
                name,
                lambda where=where, body=body, headers=headers: attacker.post(where, content=body, headers=headers),  # type: ignore[misc]
                honest,
            )


def _try(name: str, attack: Callable[[], httpx.Response], honest: httpx.Client) -> Result:
    begin = time.perf_counter()
    try:
        response = attack()
        title = response.json().get("title", "") if response.status_code >= 400 else f"{len(response.content)} bytes"
        answer = f"{response.status_code} {title}"
    except httpx.TransportError as error:
        answer = type(error).__name__
    taken, begin = time.perf_counter() - begin, time.perf_counter()
    lookup(honest, hash(name) % THINGS)
    return Result(name, answer, taken, time.perf_counter() - begin)


def lookup(client: httpx.Client, thing: int) -> None:
    client.get("/sparql", params={"query": LOOKUP % thing}).raise_for_status()


def siege(server: Running, seconds: float = 12.0, attackers: int = 6, same: bool = False) -> tuple[list[float], dict[str, int]]:
    """Let attackers send bombs without pause; return what honest lookups took, and what the attackers got."""
    stop, answers, times = threading.Event(), dict[str, int](), list[float]()
    worst = ["cross product, counted", "path * over a dense graph", "CONCAT doubling", "ORDER BY of a billion rows",
             "90 patterns", "GROUP_CONCAT growth"]  # fmt: skip

    def attack(number: int) -> None:
        with server.client("127.0.0.1" if same else f"127.0.0.{number + 2}") as client:
            turn = 0
            while not stop.is_set():
                text = f"{BOMBS[worst[(number + turn) % len(worst)]]} # {number} {turn}"
                turn += 1
                try:
                    status = str(client.get("/sparql", params={"query": text}).status_code)
                except httpx.TransportError as error:
                    status = type(error).__name__
                answers[status] = answers.get(status, 0) + 1

    threads = [threading.Thread(target=attack, args=(number,)) for number in range(attackers)]
    for thread in threads:
        thread.start()
    with server.client("127.0.0.1" if same else "127.0.0.100") as client:
        time.sleep(0.5)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            begin = time.perf_counter()
            lookup(client, len(times) % THINGS)
            times.append(time.perf_counter() - begin)
            time.sleep(0.005)
    stop.set()
    for thread in threads:
        thread.join()
    return times, answers


@contextmanager
def sockets(server: Running, count: int, request: bytes, source: str) -> Iterator[list[socket.socket]]:
    """Open connections that send this and nothing more."""
    port = int(server.url.rpartition(":")[2])
    opened = []
    try:
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request)
            opened.append(connection)
        yield opened
    finally:
        for connection in opened:
            connection.close()


SLOW = {
    "40 clients that never read": (40, b"GET /sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D HTTP/1.1\r\nHost: a\r\n\r\n"),
    "200 clients that stop in the headers": (200, b"GET /sparql HTTP/1.1\r\nHost: a\r\nX-A"),
    "200 clients that stop in the body": (200, b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
                                          b"Content-Length: 1000\r\n\r\nSELECT"),
}  # fmt: skip


def slow_clients(server: Running) -> Iterator[Result]:
    """Hold connections open in three ways, and look something up meanwhile."""
    for name, (count, request) in SLOW.items():
        with sockets(server, count, request, "127.0.0.3"), server.client("127.0.0.9") as honest:
            time.sleep(1.0)
            times = []
            for thing in range(20):
                begin = time.perf_counter()
                lookup(honest, thing)
                times.append(time.perf_counter() - begin)
            yield Result(name, "others are served", 1.0, max(times))


def memory(server: Running) -> int:
    """Return the largest resident size, in MB, among the server's processes (shared pages count in each)."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,pgid,rss"], capture_output=True, text=True).stdout.split("\n")[1:]
    rows = [tuple(map(int, line.split())) for line in listed if line]
    family, grown = {server.process.pid}, True
    while grown:
        more = {pid for pid, parent, _, _ in rows if parent in family} - family
        family, grown = family | more, bool(more)
    return max((rss for pid, _, _, rss in rows if pid in family), default=0) // 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = publish(Path(folder), dense())
        limits = {"deadline": DEADLINE, "upload_limit": 2 << 20, "result_limit": 64 << 20, "write_deadline": DEADLINE}
        with serving(store, **limits) as server:
            print(f"{THINGS * 32} quads, deadline {DEADLINE:g} s, {os.cpu_count()} cores")
            print(f"{'attack':40}{'answer':34}{'seconds':>9}{'next lookup, ms':>17}")
            for found in (*bombs(server), *slow_clients(server)):
                print(f"{found.name:40}{found.answer:34}{found.seconds:>9.2f}{found.next * 1000:>17.1f}", flush=True)
            for title, same in (("six attackers, six addresses", False), ("six attackers, the victim's address", True)):
                times, answers = siege(server, same=same)
                p99 = statistics.quantiles(times, n=100)[98] * 1000
                print(f"{title:40}{answers!s:34} lookups p50 {statistics.median(times) * 1000:.1f} ms, p99 {p99:.1f} ms"
                      f" of {len(times)}, largest process {memory(server)} MB")


if __name__ == "__main__":
    main()
