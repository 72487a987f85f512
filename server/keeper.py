"""The keeper of the graph: starts its holder, another one for each new generation, and one more when it dies."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from kg import store as stores
from kg.errors import StoreError
from server import copies, holding, zygote
from server.board import Board
from server.journal import Journal
from server.log import configure
from server.settings import Settings

LOG = logging.getLogger("communique.keeper")
SOCKET, BOARD, JOURNAL = "workers", "board", "journal"
POLL = 0.1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)


def start(settings: Settings) -> tuple[Settings, subprocess.Popen[bytes]]:
    """Start a keeper in a process of its own; it ends when the returned process's standard input is closed.

    A new program, not a fork: whoever calls may have threads.
    """
    runtime = Path(tempfile.mkdtemp(prefix="communique-"))
    Board(runtime / BOARD)
    served = settings.at(runtime)
    command = [sys.executable, "-m", "server.keeper"]
    keeper = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert keeper.stdin
    keeper.stdin.write(served.to_json().encode() + b"\n")  # not among the arguments, which everyone can read
    keeper.stdin.flush()
    return served, keeper


def wait(settings: Settings, keeper: subprocess.Popen[bytes], patience: float = 600.0) -> None:
    """Wait until the graph is served.

    Raises:
        StoreError: there is no graph to serve.

    """
    assert settings.runtime
    board = Board(settings.runtime / BOARD)
    end = time.monotonic() + patience
    while not board.number:
        if keeper.poll() is not None or time.monotonic() > end:
            raise StoreError(f"{settings.store}: the graph could not be opened; the log above says why.")
        time.sleep(0.02)


def end(keeper: subprocess.Popen[bytes]) -> None:
    """Tell a keeper to end, and wait until it has."""
    if keeper.stdin:
        keeper.stdin.close()
    keeper.wait()


class Keeper:
    """What the keeper knows: its settings, the socket that all holders inherit, whom it has started."""

    def __init__(self, settings: Settings) -> None:
        assert settings.runtime
        self.settings = settings
        self.runtime = settings.runtime
        self.board = Board(self.runtime / BOARD)
        self.journal = Journal(settings.store / JOURNAL)
        self.listener = zygote.listen(self.runtime / SOCKET)
        self.loading: int | None = None
        self.wanted: Path | None = None
        self.on_disk = False

    def current(self) -> Path:
        """Return the folder of the published generation."""
        return (self.settings.store / "current").resolve()

    def keep(self) -> None:
        """Watch for new generations and dead holders until standard input ends."""
        self.begin()
        while not self._ended():
            self._bury()
            if self.loading is None and self._stale():
                self.begin()

    def _ended(self) -> bool:
        readable, _, _ = select.select([0], [], [], POLL)
        return bool(readable) and not os.read(0, 1)

    def _stale(self) -> bool:
        if self.current() != self.wanted or not zygote.alive(self.board.holder):
            return True
        return self.on_disk and self._fits(self.current())

    def _fits(self, folder: Path) -> bool:
        """Tell whether the graph is small enough for memory, with what queries copy of it."""
        stored = sum(file.stat().st_size for file in (folder / "store").iterdir())
        return copies.needed(stored, self.settings) <= copies.allowed(self.settings)

    def begin(self) -> None:
        """Start a process that takes over with the published generation.

        The first one serves from disk, at once; the next one loads the graph and takes over when it has it.
        Writes cannot be applied on disk: where there are any, the graph is loaded first, however large it is.
        """
        self.wanted = self.current()
        try:
            fits = self._fits(self.wanted)
        except OSError as error:
            return self._failed(error)
        self.on_disk = not self.journal.size and not (fits and zygote.alive(self.board.holder))
        if not (fits or self.on_disk):
            LOG.warning("a graph with writes is held in memory, though it is larger than memory_limit")
        self.loading = os.fork()
        if self.loading == 0:
            try:
                state = self._on_disk(self.wanted) if self.on_disk else self._in_memory(self.wanted)
            except (StoreError, OSError, SyntaxError, ValueError) as error:
                self._failed(error)
                os._exit(1)
            LOG.info("generation served", extra={"generation": state.name, "quads": self.board.quads})
            zygote.hold(self.listener, self.board, self.journal, self.settings, state)
        return None

    def _failed(self, error: Exception) -> None:
        LOG.error("generation cannot be served", extra={"folder": str(self.wanted), "reason": str(error)})

    def _bury(self) -> None:
        """Collect processes that have ended; a loader that failed is tried again when the generation changes."""
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == self.loading:
                    self.loading = None
        if self.loading == self.board.holder:
            self.loading = None
        if self.loading is None and not self.board.number:
            raise SystemExit(1)

    def _on_disk(self, folder: Path) -> zygote.State:
        counter = os.fork()  # an opened disk store has threads: count in another process
        quads = 0
        if counter == 0:
            quads = len(ox.Store.read_only(str(folder / "store")))
            (self.runtime / "quads").write_text(str(quads))
            os._exit(0)
        if os.waitpid(counter, 0)[1]:
            raise StoreError(f"{folder}: cannot be opened; is it a store that a build published?")
        quads = int((self.runtime / "quads").read_text())
        with self.journal.lock():
            return zygote.take_over(
                self.board, zygote.State(ox.Store(), folder.name, folder=folder / "store", since=self._since()), quads
            )

    def _since(self) -> float:
        """Return when the state on disk became what it is: published, or written to after that."""
        return max(stores.published(self.settings.store), self.journal.written)

    def _in_memory(self, folder: Path) -> zygote.State:
        store = holding.load(folder / "store")
        writes = self.journal.read(mend=False)
        for write in writes:
            holding.apply(store, write)
        with self.journal.lock():
            late = self.journal.read(len(writes))
            for write in late:
                holding.apply(store, write)
            found = zygote.State(store, folder.name, size=self.journal.size, since=self._since())
            state = found.after([*writes, *late])
            return zygote.take_over(self.board, state, len(store))


def isolate() -> bool:
    """Leave the network, for this process and all that it forks; tell whether the host allows it."""
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0 and LIBC.unshare(CLONE_NEWNET) == 0:
        return True
    if LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    with contextlib.suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    return True


def main(settings: Settings) -> None:
    """Keep the graph until whoever started us hangs up; then take all holders and workers along."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    configure()
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)
    outward = bool(settings.services or settings.sources)
    if settings.isolate and not outward and not isolate():
        LOG.warning("workers keep the network: this host allows no network namespaces")
    try:
        Keeper(settings).keep()
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(settings.runtime or "", ignore_errors=True)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGKILL)


def _first_line() -> str:
    """Read the settings, and no byte more: the rest of standard input says when to end."""
    line = bytearray()
    while (byte := os.read(0, 1)) not in (b"\n", b""):
        line += byte
    return line.decode()


if __name__ == "__main__":
    main(Settings.from_json(_first_line()))
