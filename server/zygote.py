"""The holder of the graph: one process, one thread, that forks a worker for each connection.

A fork shares the graph's memory and costs milliseconds, so a worker may be killed without loss. A write is carried
out in a worker too, on its own copy: when it is done and durable, that worker becomes the holder and the old one
ends; when it fails, or runs too long, or crashes, nothing has happened.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import gc
import hashlib
import json
import logging
import os
import resource
import signal
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from server import wire, worker
from server.board import Board
from server.guard import Forbidden, check_keywords
from server.holding import apply
from server.journal import Journal, Write
from server.settings import Settings

LOG = logging.getLogger("communique.worker")
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class State:
    """A state of the graph that can be served: a generation and the writes on top of it."""

    store: ox.Store
    generation: str
    writes: int = 0
    mark: str = ""
    """Digest of all these writes."""
    size: int = 0
    """Bytes of the journal when these writes were all."""
    number: int = 0
    folder: Path | None = None
    """Where workers open the store on disk, when it is not held in memory."""
    since: float = 0.0
    """When it became what is served, in seconds of the epoch: the same after a restart."""

    def opened(self) -> ox.Store:
        """Return the graph, for a worker; an opened disk store has threads, so only a worker may open it."""
        return self.store if self.folder is None else ox.Store.read_only(str(self.folder))

    @property
    def name(self) -> str:
        """Identity of the state, different after every write."""
        return f"{self.generation}+{self.writes}-{self.mark}" if self.writes else self.generation

    def after(self, writes: Iterable[Write]) -> State:
        """Return the state as it is named when these writes have been applied to it."""
        state = self
        for write in writes:
            mark = hashlib.sha256(f"{state.mark}{write}".encode()).hexdigest()[:8]
            state = dataclasses.replace(state, writes=state.writes + 1, mark=mark)
        return state


class OnDisk(Exception):
    """The graph is not in memory, so it cannot be written."""


class Outdated(Exception):
    """The graph has changed between the fork and the write; the write must start again from the new state."""


def hold(listener: socket.socket, board: Board, journal: Journal, settings: Settings, state: State) -> None:
    """Fork a worker for each connection, for ever."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()
    while True:
        channel, _ = listener.accept()
        if os.fork():
            channel.close()
            continue
        successor = None
        try:
            successor = _work(channel, board, journal, settings, state)
        except Exception:  # of a fork: what went on here would end its parents' work
            LOG.exception("worker failed")
        channel.close()
        if successor is None:
            os._exit(0)
        state = successor
        gc.freeze()


def _work(
    channel: socket.socket, board: Board, journal: Journal, settings: Settings, state: State
) -> State | None:
    """Serve one connection; return the new state when it was a write, and this process is to hold it."""
    store = state.opened()
    worker.limit_memory(settings.worker_memory)
    hello = {"pid": os.getpid(), "number": state.number}
    try:
        while message := worker.serve(store, channel, settings, hello):
            signal.setitimer(signal.ITIMER_REAL, message.header["deadline"])
            try:
                successor = _write(board, journal, settings, state, _read(message))
            except tuple(REFUSALS) as error:
                kind = next(name for known, name in REFUSALS.items() if isinstance(error, known))
                wire.send(channel, {"error": kind, "message": str(error)})
                return None  # the copy may be half changed
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            with contextlib.suppress(wire.Hangup):
                wire.send(channel, {"generation": successor.name, "number": successor.number})
            return successor
    except wire.Hangup:
        pass
    return None


REFUSALS: dict[type[Exception], str] = {
    SyntaxError: "syntax",
    Forbidden: "forbidden",
    Outdated: "outdated",
    OnDisk: "busy",
    MemoryError: "too-costly",
    OSError: "disk",
    RuntimeError: "evaluation",
    ValueError: "evaluation",
}


def _read(message: wire.Message) -> Write:
    return Write(**json.loads(message.body))


def _write(board: Board, journal: Journal, settings: Settings, state: State, write: Write) -> State:
    """Carry out a write on our copy, make it durable, take over from the present holder."""
    if state.folder:
        raise OnDisk(
            "The graph is served from disk and takes no writes now; if it is still loading, try again soon."
        )
    with journal.lock():
        if board.number != state.number:
            raise Outdated(state.name)
        if write.kind == "update":
            check_keywords(("service", "load"), write.text, worker.complaint_of_update(write.base), settings.sources)
        missed = journal.read(state.writes) if journal.size != state.size else []
        for earlier in missed:  # durable, but its writer died before it could say so
            apply(state.store, earlier)
        kept = apply(state.store, write)
        signal.setitimer(signal.ITIMER_REAL, 0)  # from here on it is done, not stopped
        journal.append(kept)
        successor = dataclasses.replace(state.after([*missed, kept]), size=journal.size, since=journal.written)
        return take_over(board, successor, len(state.store))


def take_over(board: Board, state: State, quads: int) -> State:
    """Become the holder: show the new state, end the old holder. The journal's lock must be held."""
    old = board.holder
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    number = board.publish(state.name, os.getpid(), quads, state.since)
    if alive(old):
        os.kill(old, signal.SIGTERM)
    while os.getppid() == old:
        time.sleep(0.0002)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    return dataclasses.replace(state, number=number)


def alive(holder: int) -> bool:
    """Tell whether a process is still ours: a number may have gone to another program since."""
    try:
        return bool(holder) and os.getpgid(holder) == os.getpgid(0)
    except ProcessLookupError:
        return False


def listen(path: Path) -> socket.socket:
    """Open the socket on which web processes ask for workers."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(512)
    return listener
