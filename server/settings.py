"""What an operator can decide about the server: one frozen value, handed in, never global."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
PROCESSES = min(4, os.cpu_count() or 1)
"""Web processes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the graph lies, what a query may cost, who may write."""

    store: Path = Path("data")
    """The data folder: ``current`` in it leads to the published generation."""
    base_iri: str = ""
    """Public address of this server, e.g. ``https://example.org``; empty: as each request says."""
    canonical: str = "https://w3id.org/defdip/"
    """What the IRIs of things begin with before ``id/``, whatever the server's own address."""
    full_text: bool = True
    """Whether pages show whole articles; False: only the sentences that claims were read from."""
    runtime: Path | None = None
    """Folder of the socket on which a running keeper gives out query workers; None: start one."""
    union_default_graph: bool = True
    """Whether the default graph is the union of all graphs; False for a plain SPARQL dataset."""

    deadline: float = 10.0
    """Seconds that a query may run; a request may lower it, never raise it."""
    write_deadline: float = 60.0
    """Seconds that a write may take."""
    queue_wait: float = 10.0
    """Seconds that a query may wait for a worker before it is refused."""
    quantum: float = 0.05
    """Seconds of processor time after which a query leaves the fast lane for the slow one."""
    fast_workers: int = 3
    """Workers for short queries, in each web process."""
    slow_workers: int = 4
    """Workers for queries that run longer than the quantum, in each web process."""
    queue_limit: int = 64
    """Queries that may wait for a worker, in each lane of each web process."""
    client_limit: int = 80
    """Queries that one client may have waiting or running, in each web process."""
    worker_memory: int = 1024 * MEGABYTE
    """Bytes that a worker may use besides the graph itself."""
    result_limit: int = 512 * MEGABYTE
    """Bytes that a result may have; a longer one is refused whole, never cut."""
    query_length: int = 256 * 1024
    """Characters of the longest query."""
    nesting_limit: int = 200
    """Deepest nesting of brackets in a query or update."""
    pattern_limit: int = 100
    """Most triple patterns in a query: the time of the planner grows with their cube."""
    body_timeout: float = 30.0
    """Seconds in which a request's body must have come."""
    send_timeout: float = 600.0
    """Seconds in which a client must have taken a long result."""
    upload_limit: int = 64 * MEGABYTE
    """Bytes of the largest request body."""
    warm_memory: int = 512 * MEGABYTE
    """Bytes of the graph that idle workers may have copied, in each web process; whoever exceeds them is let go."""
    memory_limit: int = 0
    """Bytes that the graph, with what queries copy of it, may take; else it is on disk. 0: half the machine's."""
    isolate: bool = True
    """Cut query workers off the network where the host lets us."""
    services: tuple[str, ...] = ()
    """SERVICE endpoints that queries may call (their workers then keep the network)."""
    sources: tuple[str, ...] = ()
    """Documents that LOAD may fetch in updates (the writer then keeps the network)."""

    tokens: tuple[str, ...] = ()
    """SHA-256 (hexadecimal) of each bearer token that may write; none: the server is read-only."""
    rate: str = ""
    """Rate limit of each client for pages and queries, e.g. ``100/second``, in each web process; empty: none."""
    write_rate: str = "100/second"
    """Rate limit of each client for writes."""
    guess_rate: str = "30/minute"
    """Rate limit of each client for wrong tokens."""
    proxies: tuple[str, ...] = ()
    """Addresses of proxies whose X-Forwarded headers are believed."""

    cache_size: int = 64 * MEGABYTE
    """Bytes of answers that each web process remembers."""
    cache_entry: int = 2 * MEGABYTE
    """Bytes of the largest answer that is remembered."""
    slow_query: float = 1.0
    """Seconds from which a query is written to the log of slow queries."""

    def at(self, runtime: Path) -> Settings:
        """Return the same settings for processes that share the keeper of this runtime folder."""
        return dataclasses.replace(self, runtime=runtime)

    def to_json(self) -> str:
        """Write the settings for another process of the same server."""
        return json.dumps(dataclasses.asdict(self), default=str)

    def with_file(self, text: str) -> Settings:
        """Return these settings with those of a JSON object in place of ours."""
        return dataclasses.replace(self, **_values(text))

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Read what ``to_json`` wrote."""
        return cls(**_values(text))

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the settings that ``communique serve`` hands to its web processes."""
        return cls.from_json(os.environ[VARIABLE])


VARIABLE = "COMMUNIQUE_SERVER"


def _values(text: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(text)
    made: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return made | {name: Path(values[name]) for name in ("store", "runtime") if values.get(name)}
