"""A real server for tests: ``communique serve`` in a process of its own on a free port of this machine."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox

from kg import store as stores
from server.board import Board
from server.keeper import BOARD

TOKEN = "a token for tests"
SMALL = """@prefix ex: <http://example.org/> .
ex:reports { ex:talks ex:in ex:Baku ; ex:year 2021 ; ex:name "talks"@en . ex:drill ex:in ex:Ankara ; ex:year 2020 . }
ex:denials { ex:base ex:in ex:Baku ; ex:name "<script>alert(1)</script>" ; ex:see <javascript:alert(1)> . }
"""
"""What the reading tests ask: two graphs, six triples."""
ROOT = Path(__file__).parents[2]


@dataclass
class Running:
    """A server that runs."""

    url: str
    store: Path
    process: subprocess.Popen[bytes]

    def client(self, source: str = "127.0.0.1", **options: object) -> httpx.Client:
        """Return a client that speaks from one of this machine's loopback addresses."""
        transport = httpx.HTTPTransport(local_address=source)
        return httpx.Client(base_url=self.url, transport=transport, timeout=60, **options)  # type: ignore[arg-type]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def says(self, request: bytes, patience: float = 20.0) -> bytes:
        """Return what the server begins to say to bytes as they are; nothing when it hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as connection:
            connection.sendall(request)
            return connection.recv(65536)

    def processes(self) -> list[int]:
        """Return the server's processes: its own, the keeper, the holder of the graph, web processes, workers."""
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                except OSError:  # it has ended meanwhile
                    continue
        family = [self.process.pid]
        for pid in family:  # grows as it is read
            family += [child for child, parent in parents.items() if parent == pid]
        return family

    def resident(self) -> int:
        """Return the most memory, in bytes, that any one process has to itself or shares."""
        sizes = []
        for pid in self.processes():
            try:
                sizes.append(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
            except OSError:
                continue
        return max(sizes)

    def board(self) -> Board:
        """Return what the server's processes know of the served state."""
        for pid in self.processes():
            try:
                mapped = Path(f"/proc/{pid}/maps").read_text().split()
            except OSError:  # it has ended meanwhile
                continue
            if found := [name for name in mapped if name.endswith(f"/{BOARD}")]:
                return Board(Path(found[0]))
        raise RuntimeError("no process of the server has the board open")

    def kill(self) -> None:
        """End all processes of the server at once, as a power cut would."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)  # so that none starts another, or tidies up
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def publish(folder: Path, data: str | bytes = "", syntax: ox.RdfFormat = ox.RdfFormat.TRIG) -> Path:
    """Publish a generation with this data as the program does; return the data folder."""

    def fill(draft: stores.Draft) -> dict[str, object]:
        draft.store.load(data, format=syntax)
        return {}

    stores.build(folder, fill)
    return folder


@contextmanager
def serving(store: Path, *options: str, **settings: object) -> Iterator[Running]:
    """Serve the data folder while the block runs; ``settings`` are those of the operator."""
    port = free_port()
    command = [sys.executable, "-c", "from server.cli import serve; serve()"]
    command += ["--store", str(store), "--port", str(port)]
    command += ["--token-hash", hashlib.sha256(TOKEN.encode()).hexdigest(), *options]
    if settings:
        file = store / "settings.json"
        file.write_text(json.dumps(settings))
        command += ["--settings", str(file)]
    with (store / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    running = Running(f"http://127.0.0.1:{port}", store, process)
    try:
        _wait(running)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()


def _wait(running: Running) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if running.process.poll() is not None:
            raise RuntimeError(f"the server ended: {(running.store / 'server.log').read_text()[-2000:]}")
        try:
            if httpx.get(f"{running.url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")
