"""Query workers as a web process sees them: asked for, kept warm, killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import select
import signal
import socket
import threading
import time
from pathlib import Path

from server import wire
from server.board import Board

PATIENT = 10
"""Niceness of what takes long: a tenth of a busy processor. At 19 it gets a seventieth, and the first view of a page,
which reads the ontology's terms, waited a minute on a busy machine."""
KEPT = 24 * 1024 * 1024
"""Bytes that a worker may keep of a query behind it."""
_OF_PROCESS = 2
"""Marks the clock of a process, in the numbers that the kernel gives to clocks."""


class NoWorkers(Exception):
    """The holder of the graph is away, for a moment or for good."""


class Worker:
    """One worker process and the channel to it."""

    def __init__(self, address: Path, niceness: int = 5) -> None:
        self.channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.channel.connect(str(address))
            hello = wire.receive(self.channel).header
            self.pid, self.number = int(hello["pid"]), int(hello["number"])
            self._handle = os.pidfd_open(self.pid)
        except (OSError, wire.Hangup):
            self.channel.close()
            raise
        self.uses = 0
        self.copied = 0
        """Bytes that it shares with no other process, as far as they are many."""
        self.patient = False
        """Whether it lets everything else go first; it cannot be made fast again."""
        self._room = self._size()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._awaited: asyncio.Future[bool] | None = None
        self._come: wire.Message | wire.Hangup | None = None
        """The reply, or the end of the worker, that the event loop has read."""
        # Parsing and answering HTTP must not starve while queries compute.
        if niceness:
            self.renice(niceness)

    def renice(self, niceness: int) -> None:
        """Let the worker yield to others."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, niceness)

    def yield_to_others(self) -> None:
        """Let everything else go first, but get on where other programs never rest."""
        if not self.patient:
            self.renice(PATIENT)
            self.patient = True

    @property
    def worked(self) -> float:
        """Seconds of processor time that it has used since it was born; 0 when it has ended."""
        try:
            return time.clock_gettime((~self.pid << 3) | _OF_PROCESS)
        except OSError:
            return 0.0

    @property
    def grown(self) -> bool:
        """Whether it has kept so much memory that the next query would lack it."""
        return self._size() - self._room > KEPT

    def _size(self) -> int:
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_text().split()[0]) * resource.getpagesize()
        except (OSError, IndexError):
            return 0

    def send(self, header: wire.Header, body: bytes = b"") -> None:
        """Hand over a request."""
        self.uses += 1
        wire.send(self.channel, header, body)

    def ready(self, seconds: float) -> bool:
        """Wait so long for the beginning of the reply (or the end of the worker)."""
        poll = select.poll()
        poll.register(self.channel, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    @property
    def watched(self) -> bool:
        """Whether an event loop looks after the worker, so that no thread may use it."""
        return self._loop is not None

    def watch(self) -> None:
        """Let the running event loop hear the worker, from one reply to the next."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self.unwatch()
            loop.add_reader(self.channel, self._heard)
            self._loop = loop

    def unwatch(self) -> None:
        """Leave the worker to threads."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self.channel)
        self._loop = None

    def _heard(self) -> None:
        if self._awaited is None or self._awaited.done():
            self.unwatch()  # it has ended, or belongs to a thread now
            return
        try:  # left unread it would be heard again, and taken for the reply to what is asked next
            self._come = wire.receive(self.channel)
        except wire.Hangup as error:
            self._come = error
        self._awaited.set_result(True)

    async def ready_soon(self, seconds: float) -> bool:
        """Wait as ``ready`` does, without holding a thread meanwhile."""
        self.watch()  # anew, if the reply came when the last wait had just ended
        loop = asyncio.get_running_loop()
        self._awaited = loop.create_future()
        timer = loop.call_later(seconds, _settle, self._awaited, False)
        try:
            come = await self._awaited
        finally:
            timer.cancel()
            self._awaited = None
        return come

    def reply(self) -> wire.Message:
        """Read the reply.

        Raises:
            Hangup: the worker has ended.

        """
        come, self._come = self._come, None
        if isinstance(come, wire.Hangup):
            raise come
        return come or wire.receive(self.channel)

    def close(self) -> None:
        """Let the worker go; it ends when it next reads."""
        self.unwatch()
        self.channel.close()
        with contextlib.suppress(OSError):
            os.close(self._handle)

    def kill(self) -> None:
        """End the worker, whatever it is doing."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        self.close()


def _settle(future: asyncio.Future[bool], value: bool) -> None:
    if not future.done():
        future.set_result(value)


class Pool:
    """Workers that have answered and may answer again, all from the present state of the graph."""

    def __init__(
        self,
        address: Path,
        board: Board,
        spare: int,
        patient: int,
        warm: int,
        uses: int = 2000,
        patience: float = 15.0,
    ) -> None:
        """Keep so many workers for short queries, and so many patient ones, when they have nothing to do.

        Together they may have copied ``warm`` bytes of the graph.
        """
        self._address, self._board = address, board
        self._spare, self._uses, self._patience = {False: spare, True: patient}, uses, patience
        self._warm = warm
        self._lock = threading.Lock()
        self._idle: dict[bool, list[Worker]] = {False: [], True: []}
        """Those that threads may use, and those that an event loop watches."""
        self._patient: list[Worker] = []

    def take(self, patient: bool = False) -> Worker:
        """Return a worker over the present state, a warm one if there is one; for what takes long a patient one.

        Raises:
            NoWorkers: the holder does not answer.

        """
        worker = self.warm(patient=patient) or self.fresh()
        if patient:
            worker.yield_to_others()
        return worker

    def warm(self, watched: bool = False, patient: bool = False) -> Worker | None:
        """Return a worker over the present state that has answered before, if one is idle; the loop may take any."""
        number = self._board.number
        while True:
            with self._lock:
                idle = self._idle[True] if watched and self._idle[True] else self._idle[False]
                idle = self._patient if patient else idle
                worker = idle.pop() if idle else None
            if worker is None or worker.number >= number:
                return worker
            worker.close()

    def fresh(self, niceness: int = 5) -> Worker:
        """Return a new worker over the present state."""
        number, end = self._board.number, time.monotonic() + self._patience
        while True:
            try:
                worker = Worker(self._address, niceness)
                if number and worker.number >= number:
                    return worker
                worker.close()  # forked by a holder that is about to end
            except (OSError, wire.Hangup) as error:
                if time.monotonic() > end:
                    raise NoWorkers("The graph is not being served at the moment.") from error
                time.sleep(0.005)

    def give(self, worker: Worker) -> None:
        """Take a worker back."""
        fit = worker.uses < self._uses and worker.number == self._board.number
        if fit and not (worker.patient and worker.grown):
            with self._lock:
                idle = self._patient if worker.patient else self._idle[worker.watched]
                if len(idle) < self._spare[worker.patient] and not self._is_too_much(worker):
                    idle.append(worker)
                    return
        worker.close()

    def _is_too_much(self, worker: Worker) -> bool:
        """Tell whether idle workers would have copied too much of the graph with this one."""
        if not worker.copied:
            return False
        idle = (*self._idle.values(), self._patient)
        return worker.copied + sum(other.copied for kept in idle for other in kept) > self._warm

    def state(self, number: int) -> str:
        """Return the name of the graph's present state if it is the one of this number."""
        generation = self._board.generation
        return generation if self._board.number == number else ""

    def close(self) -> None:
        """Let all idle workers go."""
        with self._lock:
            for idle in (*self._idle.values(), self._patient):
                while idle:
                    idle.pop().close()
