"""Queries in, answers out: the current generation of the graph as the views see it."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime
from typing import Any, TypeVar

import pyoxigraph as ox

from kg.errors import StoreError
from server import guard, keeper, wire
from server.admission import Busy, Clients, Gate, Place, Remembered
from server.board import Board
from server.journal import Write
from server.pool import NoWorkers, Pool, Worker
from server.run import GRACE, Answer, Query, QueryTimeout, Run, TooCostly, raise_error, why
from server.settings import Settings

__all__ = ["Answer", "Busy", "Engine", "NoWorkers", "Query", "QueryTimeout", "TooCostly"]

HELD_UP = 10
"""Quanta for which a query may be held up by others and stay in the fast lane."""
LITTLE = 0.4
"""Part of the quantum; if a query takes no more work than this, its kind is no longer known as long."""
TERMS = re.compile(r"""#[^\n]*|<[^<>\s]*>|"[^"\n]*"|'[^'\n]*'|\d+""")
"""What differs between queries of a kind, and comments."""
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = dict[str, Term]
T = TypeVar("T")
Bindings = Mapping[str, Any]
"""Terms by the name of the variable that they stand for; a plain string is an IRI."""


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
        self._pool = Pool(
            settings.runtime / keeper.SOCKET, self.board, places, settings.slow_workers, settings.warm_memory
        )
        self._clients = Clients(settings.client_limit)
        self._fast = Gate(settings.fast_workers, settings.queue_limit)
        self._slow = Gate(settings.slow_workers, settings.queue_limit)
        self._long = Remembered(4096, 600.0)
        self._kinds = Remembered(4096, 60.0)
        """Kinds of query that took a client long of late: the same text with other terms."""
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

    def select(
        self, text: str, substitutions: Bindings | None = None, deadline: float | None = None, **bindings: Any
    ) -> list[Row]:
        """Run one of the program's own SELECT queries; unbound variables are absent from a row."""
        solutions = ox.parse_query_results(
            self._own(text, substitutions, bindings, deadline), format=ox.QueryResultsFormat.JSON
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

    def _own(
        self, text: str, substitutions: Bindings | None, bindings: Bindings, deadline: float | None = None
    ) -> bytes:
        terms = {name: _as_json(term) for name, term in {**(substitutions or {}), **bindings}.items()}
        answer = self.run(Query(text, bindings=terms, trusted=True, deadline=deadline), client="")
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
        self._check(query)
        if client:
            self._clients.enter(client)
        try:
            if self._is_long(query, client):
                return self._slowly(query, client)
            with Place(self._fast) as place:
                place.enter(client, self.settings.queue_wait)
                run = self._begun(query)
                left = self.settings.quantum
                while left:
                    if run.ready(left):
                        return run.answer()
                    left = self._left(run)
                return self._go_on(run, query, client, place)
        finally:
            if client:
                self._clients.leave(client)

    async def run_soon(self, query: Query, client: str, threads: Executor) -> Answer:
        """Answer a query as ``run`` does, without a thread for as long as it is short.

        Raises:
            SyntaxError, Forbidden, Busy and others: as ``run`` does.

        """
        self._check(query)
        if self._is_long(query, client):
            return await _in_thread(threads, self.run, query, client)
        self._clients.enter(client)
        place, held = Place(self._fast), True
        try:
            await place.enter_soon(client, self.settings.queue_wait)
            run = await self._begun_soon(query, threads)
            left = self.settings.quantum
            while left:
                if await run.ready_soon(left):
                    return run.answer()
                left = self._left(run)
            held = False
            run.leave_to_threads()
            return await _in_thread(threads, self._taken_over, run, query, client, place)
        finally:
            if held:
                place.leave()
                self._clients.leave(client)

    def _taken_over(self, run: Run, query: Query, client: str, place: Place) -> Answer:
        """Go on in a thread with what the event loop has begun, and give back what it held."""
        try:
            return self._go_on(run, query, client, place)
        finally:
            place.leave()
            self._clients.leave(client)

    def _left(self, run: Run) -> float:
        """Return the seconds that a query may stay in the fast lane: by its work, as long as others hold it up."""
        quantum = self.settings.quantum
        left = quantum - run.work
        return left if left > quantum / 10 and run.age < quantum * HELD_UP else 0.0

    def _check(self, query: Query) -> None:
        if not query.trusted:
            guard.check_shape(query.text, self.settings.nesting_limit, self.settings.pattern_limit)

    def _begun(self, query: Query, patient: bool = False) -> Run:
        """Hand a query to the first worker that is still there."""
        while True:
            if run := self._handed(query, self._pool.take(patient)):
                return run

    async def _begun_soon(self, query: Query, threads: Executor) -> Run:
        while True:
            worker = self._pool.warm(watched=True)
            if worker is None:
                worker = await _in_thread(threads, self._pool.fresh)
            worker.watch()
            if run := self._handed(query, worker):
                return run

    def _handed(self, query: Query, worker: Worker) -> Run | None:
        try:
            return Run(query, worker, self._pool, self.settings, self.on_kill)
        except wire.Hangup:  # a warm worker whose holder has gone
            worker.close()
            return None

    def _go_on(self, run: Run, query: Query, client: str, place: Place) -> Answer:
        """Let a query that has used up its moment go on in the slow lane, or start again there."""
        self._long.add(_key(query))
        if not self._slow.try_enter():
            run.stop()
            place.leave()
            return self._slowly(query, client)
        place.leave()
        try:
            run.yield_to_others()
            return self._waited(run, query, client)
        finally:
            self._slow.leave()

    def _slowly(self, query: Query, client: str) -> Answer:
        with Place(self._slow) as place:
            place.enter(client, self.settings.queue_wait)
            return self._waited(self._begun(query, patient=True), query, client)

    def _waited(self, run: Run, query: Query, client: str) -> Answer:
        """Wait for what takes long, and learn whether its kind takes long: by its work, not by what held it up."""
        try:
            answer = run.wait()
        except (QueryTimeout, TooCostly):
            if client:
                self._kinds.add(_kind(query, client))
            raise
        if client and run.took >= self.settings.quantum:
            self._kinds.add(_kind(query, client))
        elif run.took < self.settings.quantum * LITTLE:
            self._kinds.discard(_kind(query, client))
        return answer

    def _is_long(self, query: Query, client: str) -> bool:
        """Tell whether the query is known to run long, or is of a kind that took its client long just now."""
        return _key(query) in self._long or (bool(self._kinds) and _kind(query, client) in self._kinds)

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
                        raise_error(header)
                        return str(header["generation"])
                else:
                    worker.kill()
                    raise QueryTimeout(f"The write was stopped after {seconds:g} seconds.")
            except wire.Hangup as error:
                self.on_kill("write")
                raise why(time.monotonic() - begin, seconds, self.settings) from error
            finally:
                worker.close()
        raise Busy("Other writes keep coming first.")


def _key(query: Query) -> int:
    return hash((query.text, query.default_graphs, query.named_graphs))


def _kind(query: Query, client: str) -> int:
    return hash((client, TERMS.sub("", query.text)))


async def _in_thread(threads: Executor, call: Callable[..., T], *given: Any) -> T:
    """Run a call in a thread; it runs to its end though nobody waits for it any more."""
    return await asyncio.shield(asyncio.get_running_loop().run_in_executor(threads, call, *given))


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
