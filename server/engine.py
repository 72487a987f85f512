"""Queries in, answers out: the current generation of the graph as the views see it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyoxigraph as ox

from kg.errors import StoreError
from server import guard, keeper, wire
from server.admission import Busy, Clients, Gate, Remembered
from server.board import Board
from server.journal import Write
from server.pool import NoWorkers, Pool, Worker
from server.settings import Settings
from server.worker import TooLarge, Unacceptable, UnknownGraph

__all__ = ["Answer", "Busy", "Engine", "NoWorkers", "Query", "QueryTimeout", "TooCostly"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = dict[str, Term]
Bindings = Mapping[str, Any]
"""Terms by the name of the variable that they stand for; a plain string is an IRI."""
GRACE = 1.0
JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"


class QueryTimeout(Exception):
    """A query ran until its deadline and was stopped."""


class TooCostly(Exception):
    """A query ended its worker: out of memory, or out of stack."""


class EvaluationError(Exception):
    """The store could not evaluate a query that it could parse."""


class WriteFailed(Exception):
    """A write could not be made durable; nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query with all that bears on its answer.

    ``solutions`` and ``graph`` are the media types for a table and for a graph, None where the client takes none.
    """

    text: str
    solutions: str | None = JSON
    graph: str | None = N_TRIPLES
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str = ""
    deadline: float | None = None
    bindings: dict[str, dict[str, str]] = field(default_factory=dict)
    trusted: bool = False
    do: str = "query"
    name: str = ""


@dataclass(slots=True)
class Answer:
    """A whole result, in memory or in a file without a name; it is read once."""

    kind: str
    media: str
    size: int
    generation: str
    body: bytes = b""
    file: int | None = None

    def chunks(self) -> Iterator[bytes]:
        """Yield the result piece by piece."""
        if self.file is None:
            yield self.body
            return
        handle, self.file = self.file, None
        with open(handle, "rb", buffering=0) as file:  # noqa: PTH123
            while data := file.read(wire.CHUNK):
                yield data

    def close(self) -> None:
        """Let the file go unread."""
        if self.file is not None:
            os.close(self.file)
            self.file = None


class Engine:
    """The current generation of the graph, asked through workers that may be killed."""

    def __init__(self, settings: Settings) -> None:
        self._keeper: subprocess.Popen[bytes] | None = None
        if settings.runtime is None:
            settings, self._keeper = keeper.start(settings)
            keeper.wait(settings, self._keeper)
        assert settings.runtime
        self.settings = settings
        self.board = Board(settings.runtime / keeper.BOARD)
        places = settings.fast_workers + settings.slow_workers
        self._pool = Pool(settings.runtime / keeper.SOCKET, self.board, places)
        self._clients = Clients(settings.client_limit)
        self._fast = Gate(settings.fast_workers, settings.queue_limit)
        self._slow = Gate(settings.slow_workers, settings.queue_limit)
        self._long = Remembered(4096, 600.0)
        self.on_kill: Callable[[str], None] = lambda reason: None

    def close(self) -> None:
        """Let the workers go, and the keeper if it is ours."""
        self._pool.close()
        if self._keeper:
            keeper.end(self._keeper)
            self._keeper = None

    def __del__(self) -> None:
        if getattr(self, "_keeper", None):
            self.close()

    @property
    def generation(self) -> str:
        """Identity of the graph's present state; every write and every new build changes it."""
        return self.board.generation

    @property
    def published(self) -> datetime:
        """When the present state of the graph was published."""
        return datetime.fromtimestamp(int(self.board.published), UTC)

    # What the program's own pages ask.

    def select(self, text: str, substitutions: Bindings | None = None, **bindings: Any) -> list[Row]:
        """Run one of the program's own SELECT queries; unbound variables are absent from a row."""
        solutions = ox.parse_query_results(
            self._own(text, substitutions, bindings), format=ox.QueryResultsFormat.JSON
        )
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        return [{name: term for name in names if (term := row[name]) is not None} for row in solutions]

    def ask(self, text: str, substitutions: Bindings | None = None, **bindings: Any) -> bool:
        """Run one of the program's own ASK queries."""
        return bool(json.loads(self._own(text, substitutions, bindings))["boolean"])

    def construct(self, text: str, substitutions: Bindings | None = None, **bindings: Any) -> list[ox.Triple]:
        """Run one of the program's own CONSTRUCT or DESCRIBE queries."""
        found = self._own(text, substitutions, bindings)
        return [quad.triple for quad in ox.parse(found, format=ox.RdfFormat.N_TRIPLES)]

    def _own(self, text: str, substitutions: Bindings | None, bindings: Bindings) -> bytes:
        terms = {name: _as_json(term) for name, term in {**(substitutions or {}), **bindings}.items()}
        answer = self.run(Query(text, bindings=terms, trusted=True), client="")
        return b"".join(answer.chunks())

    # What anybody asks.

    def run(self, query: Query, client: str) -> Answer:
        """Answer a query.

        Raises:
            SyntaxError: it is not SPARQL.
            Forbidden, TooComplex: it is refused for what it contains.
            Busy, NoWorkers: the server cannot take it on now.
            QueryTimeout, TooCostly, TooLarge: it was stopped.
            Unacceptable: its result does not come in the formats asked for.

        """
        if not query.trusted:
            guard.check_shape(query.text, self.settings.nesting_limit, self.settings.pattern_limit)
        with self._clients.one_more(client) if client else contextlib.nullcontext():
            return self._scheduled(query, client)

    def _scheduled(self, query: Query, client: str) -> Answer:
        """Run in the fast lane for a moment; what takes longer goes on, or starts again, in the slow lane."""
        key = hash((query.text, query.default_graphs, query.named_graphs))
        if key not in self._long:
            with _place(self._fast, client, self.settings.queue_wait) as leave:
                run = _Run(self, query)
                if run.ready(self.settings.quantum):
                    return run.answer()
                self._long.add(key)
                if self._slow.try_enter():
                    leave()
                    try:
                        run.yield_to_others()
                        return run.answer()
                    finally:
                        self._slow.leave()
                run.stop()
        with _place(self._slow, client, self.settings.queue_wait):
            run = _Run(self, query)
            run.yield_to_others()
            return run.answer()

    def write(self, write: Write, deadline: float | None = None) -> str:
        """Carry out a write; when this returns, it is on disk and seen by every query that starts.

        Raises:
            SyntaxError, EvaluationError: it is not well-formed; nothing has changed.
            Forbidden, QueryTimeout, TooCostly, WriteFailed, Busy: nothing has changed.

        """
        body = json.dumps(dataclasses.asdict(write)).encode()
        seconds = deadline or self.settings.write_deadline
        for _ in range(100):
            worker = self._pool.fresh(niceness=0)
            begin = time.monotonic()
            try:
                worker.send({"do": "write", "deadline": seconds}, body)
                if worker.ready(seconds + self.settings.queue_wait + GRACE):
                    header = worker.reply().header
                    if header.get("error") != "outdated":
                        _raise(header)
                        return str(header["generation"])
                else:
                    worker.kill()
                    raise QueryTimeout(f"The write was stopped after {seconds:g} seconds.")
            except wire.Hangup as error:
                self.on_kill("write")
                raise _why(time.monotonic() - begin, seconds, self.settings) from error
            finally:
                worker.close()
        raise Busy("Other writes keep coming first.")


class _Run:
    """One query in one worker."""

    def __init__(self, engine: Engine, query: Query) -> None:
        self._engine, self._query = engine, query
        settings = engine.settings
        self._seconds = min(query.deadline or settings.deadline, settings.deadline)
        self._worker = self._begin(dataclasses.asdict(query))
        self._started = time.monotonic()
        self._nice = False

    def _begin(self, header: wire.Header) -> Worker:
        header |= {"deadline": self._seconds, "spool": str(self._engine.settings.runtime)}
        while True:
            worker = self._engine._pool.take()
            try:
                worker.send(header)
                return worker
            except wire.Hangup:  # a warm worker whose holder has gone
                worker.close()

    def ready(self, seconds: float) -> bool:
        return self._worker.ready(seconds)

    def yield_to_others(self) -> None:
        self._worker.renice(19)
        self._nice = True

    def stop(self) -> None:
        self._engine.on_kill("demoted")
        self._worker.kill()

    def answer(self) -> Answer:
        worker, engine = self._worker, self._engine
        left = self._seconds + GRACE - (time.monotonic() - self._started)
        if not worker.ready(max(0.0, left)):
            worker.kill()
            engine.on_kill("deadline")
            raise QueryTimeout(f"The query was stopped after {self._seconds:g} seconds.")
        try:
            message = worker.reply()
        except wire.Hangup as error:
            worker.close()
            reason = _why(time.monotonic() - self._started, self._seconds, engine.settings)
            engine.on_kill("deadline" if isinstance(reason, QueryTimeout) else "cost")
            raise reason from error
        number = worker.number
        if self._nice:
            worker.close()  # it cannot be made fast again
        else:
            engine._pool.give(worker)
        _raise(message.header)
        head = message.header
        state = engine.generation if engine.board.number == number else ""
        return Answer(head["kind"], head["media"], head["size"], state, message.body, message.file)


@contextlib.contextmanager
def _place(gate: Gate, client: str, patience: float) -> Iterator[Callable[[], None]]:
    """Hold a place in a lane; the yielded function gives it back early."""
    gate.enter(client, patience)
    once = threading.Lock()

    def leave() -> None:
        if once.acquire(blocking=False):
            gate.leave()

    try:
        yield leave
    finally:
        leave()


def _why(elapsed: float, seconds: float, settings: Settings) -> Exception:
    """Return what must have ended a worker that hung up without a word."""
    if elapsed >= seconds - 0.02:
        return QueryTimeout(f"The query was stopped after {seconds:g} seconds.")
    memory = settings.worker_memory >> 20
    return TooCostly(
        f"The query was stopped: it needs more than {memory} MB of memory, or is nested too deeply."
    )


RAISED: dict[str, Callable[[str], Exception]] = {
    "syntax": SyntaxError,
    "forbidden": guard.Forbidden,
    "too-large": TooLarge,
    "unacceptable": Unacceptable,
    "unknown-graph": UnknownGraph,
    "too-costly": TooCostly,
    "evaluation": EvaluationError,
    "disk": WriteFailed,
    "busy": Busy,
}


def _raise(header: wire.Header) -> None:
    if kind := header.get("error"):
        raise RAISED[kind](header["message"])


def _as_json(term: Any) -> dict[str, str]:
    if isinstance(term, ox.Literal):
        language = {"xml:lang": term.language} if term.language else {}
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value, **language}
    return {"type": "uri", "value": term if isinstance(term, str) else str(term.value)}


def open_engine(settings: Settings) -> Engine:
    """Return an engine.

    Raises:
        StoreError: there is no graph to serve.

    """
    if not (settings.store / "current" / "store").is_dir():
        raise StoreError(f"{settings.store}: no graph here yet; build one with: communique build ARTICLE...")
    return Engine(settings)
