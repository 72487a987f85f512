"""A real server for tests: ``communique serve`` in a process of its own on a free port of this machine."""

from __future__ import annotations

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

    def kill(self) -> None:
        """End all processes of the server at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
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
