"""What a long result costs: ``python -m benchmarks.rows`` streams a million rows in every format and prints the memory.

Memory is the most that any one process of the server holds at any time, shared pages included, in bytes. Tables stream
through; of a graph that a query constructs a number is kept for each triple, since none may come twice.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ending import unwinding
from tests.server.running import SMALL, Running, publish, serving

ROWS = 1_000_000
SIDE = 1000
NUMBERS = " ".join(map(str, range(SIDE)))
PATTERN = f"VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }}"
SELECT = f"SELECT ?a ?b {{ {PATTERN} }}"
CONSTRUCT = f"PREFIX e: <http://example.org/> CONSTRUCT {{ ?s e:to ?b }} WHERE {{ {PATTERN} BIND(IRI(CONCAT('http://example.org/', STR(?a))) AS ?s) }}"
FORMATS = {
    "application/sparql-results+json": SELECT,
    "application/sparql-results+xml": SELECT,
    "text/csv": SELECT,
    "text/tab-separated-values": SELECT,
    "application/n-triples": CONSTRUCT,
    "text/turtle": CONSTRUCT,
    "application/n-quads": CONSTRUCT,
}
EVERY = 0.02


@dataclass
class Cost:
    """What a result weighed and cost."""

    size: int = 0
    seconds: float = 0.0
    peak: int = 0
    complete: bool = False


@contextmanager
def watched(server: Running, cost: Cost) -> Iterator[None]:
    """Note the largest process of the server while the block runs."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(EVERY):
            cost.peak = max(cost.peak, server.resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def fetch(server: Running, media: str, query: str) -> Cost:
    """Read a result to its end without keeping it."""
    cost, begin, last = Cost(), time.perf_counter(), b""
    with watched(server, cost), server.client() as client:
        request = {"query": query, "timeout": "60"}
        with client.stream("POST", "/sparql", data=request, headers={"Accept": media, "Accept-Encoding": "identity"}) as answer:
            for piece in answer.iter_raw():
                cost.size += len(piece)
                last = (last + piece)[-100:]
            cost.complete = answer.status_code == 200 and str(SIDE - 1).encode() in last
    cost.seconds = time.perf_counter() - begin
    return cost


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving(publish(Path(folder), SMALL), deadline=60.0) as server:
        print(f"{ROWS:,} rows; idle, the largest process has {server.resident() >> 20} MiB")
        print(f"{'format':34}{'MB':>7}{'seconds':>9}{'peak, MiB':>11}")
        for media, query in FORMATS.items():
            cost = fetch(server, media, query)
            note = "" if cost.complete else "  not whole"
            print(f"{media:34}{cost.size / 1e6:>7.1f}{cost.seconds:>9.2f}{cost.peak >> 20:>11}{note}", flush=True)


if __name__ == "__main__":
    with unwinding():
        main()
