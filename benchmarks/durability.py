"""Writes under kill -9: ``python -m benchmarks.durability [KILLS]`` ends the server again and again while three clients write."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.ending import unwinding
from tests.server.running import TOKEN, Running, publish, serving

AT_ONCE = 5
"""Triples of one write: all of them are there, or none."""
WRITERS = 3
PATIENCE = 120.0
"""Seconds within which even a busy machine answers a hundred writes."""
EX = "http://example.org/write/"
TORN = "SELECT ?s (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s HAVING (COUNT(*) != %d)" % AT_ONCE
SEEN = "SELECT DISTINCT ?s { GRAPH ?g { ?s ?p ?o } }"


@dataclass
class Ledger:
    """What the clients know: which writes were answered, which were sent, what a reader found torn."""

    sent: int = 0
    acknowledged: set[str] = field(default_factory=set)
    torn: list[str] = field(default_factory=list)
    kills: int = 0


def update(name: str, turn: int) -> str:
    """Return a write in one of four kinds; one comes out differently each time it is carried out."""
    values = ", ".join(f"'{n} of {name}'" for n in range(AT_ONCE))
    graph = f"<{EX}graph/{turn % 7}>"
    return (
        f"INSERT DATA {{ GRAPH {graph} {{ <{name}> <{EX}p> {values} }} }}",
        f"INSERT {{ GRAPH {graph} {{ <{name}> <{EX}p> ?v }} }} WHERE {{ VALUES ?n {{ 1 2 3 4 5 }} BIND(CONCAT(STRUUID(), STR(?n)) AS ?v) }}",
        f"INSERT DATA {{ GRAPH {graph} {{ <{name}> <{EX}p> 1, 2 }} }} ; INSERT DATA {{ GRAPH {graph} {{ <{name}> <{EX}p> 3, 4, 5 }} }}",
        f"DELETE WHERE {{ GRAPH <{EX}none> {{ ?s ?p ?o }} }} ; INSERT DATA {{ GRAPH {graph} {{ <{name}> <{EX}p> {values} }} }}",
    )[turn % 4]


def torment(
    store: Path, kills: int, seconds: float, seed: int = 1, holder_only: bool = False, answered: int = 0
) -> Ledger:
    """Write, end the server at a random moment, start it, compare; as many times as asked, and until enough is written.

    Args:
        store: the data folder, published.
        kills: how often.
        seconds: longest time between start and kill.
        seed: of the moments.
        holder_only: end only the process that holds the graph, as an operating system short of memory would.
        answered: go on, at most for PATIENCE seconds, until so many writes were answered, however slow the machine.

    """
    ledger, moments, end = Ledger(), random.Random(seed), time.monotonic() + PATIENCE
    while ledger.kills < kills or (len(ledger.acknowledged) < answered and time.monotonic() < end):
        with serving(store, write_rate="100000/second", rate="") as server:
            compare(server, ledger)
            stop = threading.Event()
            threads = [threading.Thread(target=_write, args=(server, ledger, stop)) for _ in range(WRITERS)]
            threads.append(threading.Thread(target=_read, args=(server, ledger, stop)))
            for thread in threads:
                thread.start()
            try:
                for _ in range(20 if holder_only else 1):
                    time.sleep(moments.uniform(0.05, seconds))
                    _kill(server, holder_only)
                    ledger.kills += 1
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            if holder_only:
                compare(server, ledger)
    with serving(store) as server:
        compare(server, ledger)
    return ledger


def _kill(server: Running, holder_only: bool) -> None:
    if not holder_only:
        server.kill()
        return
    with contextlib.suppress(ProcessLookupError):  # another has just taken over
        os.kill(server.board().holder, signal.SIGKILL)


def _write(server: Running, ledger: Ledger, stop: threading.Event) -> None:
    with server.client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        while not stop.is_set():
            ledger.sent += 1
            name = f"{EX}{threading.get_ident()}/{ledger.sent}"
            try:
                answer = client.post("/sparql", data={"update": update(name, ledger.sent)})
            except httpx.TransportError:
                continue
            if answer.status_code == 204:
                ledger.acknowledged.add(name)


def _read(server: Running, ledger: Ledger, stop: threading.Event) -> None:
    with server.client() as client:
        while not stop.is_set():
            try:
                answer = client.get("/sparql", params={"query": f"{TORN} # {random.random()}"})
            except httpx.TransportError:
                continue
            if answer.status_code == 200:
                ledger.torn += [row["s"]["value"] for row in answer.json()["results"]["bindings"]]
            time.sleep(0.01)


def compare(server: Running, ledger: Ledger) -> None:
    """Hold what is there against what was answered.

    Raises:
        AssertionError: an answered write is lost, or one is half there.

    """
    with server.client() as client:
        torn = client.get("/sparql", params={"query": TORN}).raise_for_status().json()["results"]["bindings"]
        seen = client.get("/sparql", params={"query": SEEN}).raise_for_status().json()["results"]["bindings"]
    assert not torn and not ledger.torn, f"half there: {torn[:3]} {ledger.torn[:3]}"
    lost = ledger.acknowledged - {row["s"]["value"] for row in seen}
    assert not lost, f"answered and lost: {sorted(lost)[:3]}"


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for title, holder_only in (("whole server", False), ("holder of the graph", True)):
        with tempfile.TemporaryDirectory() as folder:
            begin = time.monotonic()
            ledger = torment(publish(Path(folder)), kills, 0.4, holder_only=holder_only)
            print(f"kill -9 of the {title}: {ledger.kills} times, {ledger.sent} writes sent, {len(ledger.acknowledged)} answered,"
                  f" none lost, none half there, {time.monotonic() - begin:.0f} s", flush=True)  # fmt: skip


if __name__ == "__main__":
    with unwinding():
        main()
