"""What a hostile client can do to the endpoint: ``python -m benchmarks.attacks`` prints case, answer, recovery."""

from __future__ import annotations

import argparse
import csv
import os
import re
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.ending import unwinding
from tests.server.running import TOKEN, Running, publish, serving

THINGS = 3000
DEADLINE = 2.0
LOOKUP = "SELECT ?p ?o { <http://example.org/thing/%d> ?p ?o }"
CASES = Path(__file__).parents[1] / "tests" / "cases" / "attacks.csv"
REPEATED = re.compile("⟦([0-9]+)×(.*?)⟧", re.DOTALL)


@dataclass(frozen=True)
class Attack:
    """One request that wants to do harm, and the answers that are proper."""

    name: str
    kind: str
    proper: tuple[int, ...]
    text: str

    def send(self, client: httpx.Client) -> httpx.Response:
        if self.kind == "query":
            return client.post("/sparql", data={"query": self.text})
        where = "/sparql" if "sparql" in self.kind else "/graph?graph=http://example.org/upload"
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": self.kind}
        return client.post(where, content=self.text.encode(), headers=headers)


def expanded(text: str) -> str:
    """Write out what stands between ⟦N× and ⟧ N times; № is the number of the time, №₊ the next one."""

    def times(match: re.Match[str]) -> str:
        count, piece = int(match[1]), match[2]
        if "№" not in piece:
            return piece * count
        return "".join(piece.replace("№₊", str(n + 1)).replace("№", str(n)) for n in range(count))

    return REPEATED.sub(times, text)


def attacks() -> list[Attack]:
    """Return the attacks that are kept as data."""
    with CASES.open(encoding="utf-8", newline="") as file:
        return [
            Attack(row["case"], row["kind"], tuple(map(int, row["status"].split("|"))), expanded(row["text"]))
            for row in csv.DictReader(file)
        ]


def dense() -> str:
    """Return a graph that is dense enough to be dangerous: 3,000 things, each knowing thirty others."""
    lines = ["@prefix t: <http://example.org/thing/> . @prefix e: <http://example.org/> . e:g {"]
    for i in range(THINGS):
        others = " , ".join(f"t:{(i * 31 + k * 7) % THINGS}" for k in range(30))
        lines.append(f't:{i} e:knows {others} ; e:name "thing number {i}" ; e:size {i * 37 % 1000} .')
    return "\n".join([*lines, "}"])


@dataclass
class Result:
    """What an attack got, and how long the next honest client waited."""

    name: str
    answer: str
    seconds: float
    next: float
    proper: bool = True


def bombs(server: Running) -> Iterator[Result]:
    """Send each attack alone, and a lookup after it."""
    with server.client("127.0.0.2") as attacker, server.client("127.0.0.9") as honest:
        for attack in attacks():
            yield one(attack, attacker, honest)


def one(attack: Attack, attacker: httpx.Client, honest: httpx.Client) -> Result:
    """Send an attack, and look something up at once."""
    begin, status = time.perf_counter(), 0
    try:
        response = attack.send(attacker)
        status = response.status_code
        title = response.json().get("title", "") if status >= 400 else f"{len(response.content)} bytes"
        answer = f"{status} {title}"
    except httpx.TransportError as error:
        answer = type(error).__name__
    taken, begin = time.perf_counter() - begin, time.perf_counter()
    lookup(honest, hash(attack.name) % THINGS)
    return Result(attack.name, answer, taken, time.perf_counter() - begin, status in attack.proper)


def lookup(client: httpx.Client, thing: int) -> None:
    client.get("/sparql", params={"query": LOOKUP % thing}).raise_for_status()


def siege(server: Running, seconds: float = 12.0, attackers: int = 6, same: bool = False) -> tuple[list[float], dict[str, int]]:
    """Let attackers send bombs without pause; return what honest lookups took, and what the attackers got."""
    stop, answers, times = threading.Event(), dict[str, int](), list[float]()
    texts = {attack.name: attack.text for attack in attacks()}
    worst = ["cross product, counted", "path * over a dense graph", "CONCAT doubling", "ORDER BY of a billion rows",
             "60 unconnected patterns", "GROUP_CONCAT growth"]  # fmt: skip

    def attack(number: int) -> None:
        with server.client("127.0.0.1" if same else f"127.0.0.{number + 2}") as client:
            turn = 0
            while not stop.is_set():
                text = f"{texts[worst[(number + turn) % len(worst)]]} # {number} {turn}"
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


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = publish(Path(folder), dense())
        limits = {"deadline": DEADLINE, "upload_limit": 2 << 20, "result_limit": 64 << 20, "write_deadline": DEADLINE}
        with serving(store, **limits) as server:
            print(f"{THINGS * 32} quads, deadline {DEADLINE:g} s, {os.cpu_count()} cores")
            print(f"{'attack':46}{'answer':28}{'seconds':>9}{'next lookup, ms':>17}")
            for found in (*bombs(server), *slow_clients(server)):
                print(f"{found.name:46}{found.answer:28}{found.seconds:>9.2f}{found.next * 1000:>17.1f}{'' if found.proper else '  improper'}", flush=True)
            for title, same in (("six attackers, six addresses", False), ("six attackers, the victim's address", True)):
                times, answers = siege(server, same=same)
                p99 = statistics.quantiles(times, n=100)[98] * 1000
                print(f"{title:40}{answers!s:34} lookups p50 {statistics.median(times) * 1000:.1f} ms, p99 {p99:.1f} ms"
                      f" of {len(times)}, largest process {server.resident() >> 20} MB")


if __name__ == "__main__":
    with unwinding():
        main()
