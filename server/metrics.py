"""What the server counts for Prometheus, over all its processes."""

from __future__ import annotations

from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from server.engine import Engine

REQUESTS = Counter("communique_requests_total", "Requests answered", ["route", "status"])
SECONDS = Histogram(
    "communique_request_seconds",
    "Time until the answer began",
    ["route"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)
CACHED = Counter("communique_cached_total", "Queries and pages answered from the cache", ["how"])
REFUSED = Counter("communique_refused_total", "Requests refused", ["reason"])
KILLED = Counter("communique_worker_kills_total", "Query workers that ended before their time", ["reason"])
WRITES = Counter("communique_writes_total", "Writes made durable")
# Looking a counter up by its labels costs as much as counting.
requests = lru_cache(1024)(REQUESTS.labels)
seconds = lru_cache(64)(SECONDS.labels)
cached = lru_cache(4)(CACHED.labels)
GENERATION = """# HELP communique_generation_info The state of the graph that is served
# TYPE communique_generation_info gauge
communique_generation_info{generation="%s"} 1
# HELP communique_quads Quads in the graph
# TYPE communique_quads gauge
communique_quads %d
# HELP communique_published_seconds When that state was published
# TYPE communique_published_seconds gauge
communique_published_seconds %f
"""


def exposition(engine: Engine, folder: str | None) -> bytes:
    """Return all counts in Prometheus' text format; ``folder`` is where the web processes keep theirs."""
    if folder:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
        counts = generate_latest(registry)
    else:
        counts = generate_latest()
    board = engine.board
    return counts + (GENERATION % (board.generation, board.quads, board.published)).encode()
