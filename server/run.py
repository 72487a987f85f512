"""One query in one worker: handed over, waited for, ended, and what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from server import guard, wire
from server.admission import Busy
from server.pool import Pool, Worker
from server.settings import Settings
from server.worker import TooLarge, Unacceptable, UnknownGraph

GRACE = 1.0
"""Seconds that a worker has to end by itself after its deadline."""
JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
class QueryTimeout(Exception):
    """A query ran until its deadline and was stopped."""


class TooCostly(Exception):
    """A query ended its worker: out of memory, or out of stack."""


class EvaluationError(Exception):
    """The store could not evaluate a query that it could parse."""


class WriteFailed(Exception):
    """A write could not be made durable; nothing of it stays."""


class Query(NamedTuple):
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
    bindings: dict[str, dict[str, str]] | None = None
    trusted: bool = False
    do: str = "query"
    name: str = ""

    def header(self, deadline: float) -> wire.Header:
        """Return the query as a worker reads it; what most have not is not said."""
        header: wire.Header = {"do": self.do, "text": self.text, "name": self.name, "deadline": deadline}
        header |= {"base": self.base, "solutions": self.solutions, "graph": self.graph}
        if self.default_graphs or self.named_graphs:
            header |= {"default_graphs": self.default_graphs, "named_graphs": self.named_graphs}
        if self.trusted or self.bindings:
            header |= {"trusted": self.trusted, "bindings": self.bindings}
        return header


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


class Run:
    """A query that has been handed to a worker."""

    def __init__(
        self, query: Query, worker: Worker, pool: Pool, settings: Settings, on_kill: Callable[[str], None]
    ) -> None:
        """Hand the query over.

        Raises:
            Hangup: the worker is gone; another one may take the query.

        """
        self._worker, self._pool, self._settings, self._on_kill = worker, pool, settings, on_kill
        seconds = query.deadline or settings.deadline
        self._seconds = seconds if query.trusted else min(seconds, settings.deadline)
        self._before = worker.worked
        self.took = 0.0
        """Seconds of processor time that it took, once it is answered."""
        worker.send(query.header(self._seconds))
        self._started = time.monotonic()

    @property
    def age(self) -> float:
        """Seconds since the query was handed over."""
        return time.monotonic() - self._started

    @property
    def work(self) -> float:
        """Seconds of processor time that it has taken so far."""
        return self._worker.worked - self._before

    def leave_to_threads(self) -> None:
        """Let a thread wait for the answer from now on."""
        self._worker.unwatch()

    def ready(self, seconds: float) -> bool:
        """Wait so long for the answer to begin."""
        return self._worker.ready(seconds)

    async def ready_soon(self, seconds: float) -> bool:
        """Wait as ``ready`` does, without holding a thread meanwhile; who is not waited for any more is ended."""
        try:
            return await self._worker.ready_soon(seconds)
        except BaseException:
            self._worker.kill()
            raise

    def yield_to_others(self) -> None:
        """Let everything else go first, but get on where other programs never rest."""
        self._worker.yield_to_others()

    def stop(self) -> None:
        """End the query; it will be asked again."""
        self._on_kill("demoted")
        self._worker.kill()

    def wait(self) -> Answer:
        """Wait until the query is answered, or has had its time.

        Raises:
            QueryTimeout, TooCostly: it was stopped.
            SyntaxError, Forbidden and others: what the worker says of it.

        """
        left = self._seconds + GRACE - (time.monotonic() - self._started)
        if not self._worker.ready(max(0.0, left)):
            self._worker.kill()
            self._on_kill("deadline")
            raise QueryTimeout(f"The query was stopped after {self._seconds:g} seconds.")
        return self.answer()

    def answer(self) -> Answer:
        """Read the answer, which has begun; the worker may answer again."""
        worker = self._worker
        try:
            message = worker.reply()
        except wire.Hangup as error:
            worker.close()
            reason = why(time.monotonic() - self._started, self._seconds, self._settings)
            self._on_kill("deadline" if isinstance(reason, QueryTimeout) else "cost")
            raise reason from error
        self.took = self.work
        head = message.header
        worker.copied = head.get("copied", worker.copied)
        self._pool.give(worker)
        raise_error(head)
        state = self._pool.state(worker.number)
        return Answer(head["kind"], head["media"], head["size"], state, message.body, message.file)


def why(elapsed: float, seconds: float, settings: Settings) -> Exception:
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


def raise_error(header: wire.Header) -> None:
    """Raise what a worker reports, if it reports an error."""
    if kind := header.get("error"):
        raise RAISED[kind](header["message"])
