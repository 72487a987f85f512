"""The servers that ``benchmarks.endpoint`` compares: each loads the same file, starts, and ends with the benchmark.

The others are installed from ``benchmarks/requirements.lock`` into ``.venv-bench`` (``make bench``); Virtuoso takes part
where Debian's package is installed. Every server listens on the loopback interface.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ROOT / ".venv-bench" / "bin"
PROGRAM = Path(sys.executable).parent / "communique"
SMALL = 20_000
"""Quads for rdflib-endpoint, which cannot carry more in bearable time; said beside its figures."""


@dataclass
class Server:
    """A server that runs."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]
    start_up: float
    loading: float
    small: bool = False
    """Whether it holds a part of the graph only, and is asked by one client."""

    def note(self) -> str:
        """Return what it took to load and start, and what it has come to."""
        return f"loaded in {self.loading:.1f} s, started in {self.start_up:.2f} s, {self.memory():,} MiB at the end"

    def family(self) -> list[int]:
        """Return its processes."""
        family = [self.process.pid]
        for pid in family:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            with contextlib.suppress(OSError):
                family += [int(child) for child in children.read_text().split()]
        return family

    def memory(self) -> int:
        """Return the MiB that its processes hold, what they share counted once."""
        found = 0
        for pid in self.family():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                found += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
        return found // 1024

    def worked(self) -> float:
        """Return the seconds that its processes, and those that have ended, have worked."""
        ticks = 0
        for pid in self.family():
            with contextlib.suppress(OSError):
                ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(name: str, command: list[str], port: int, path: str, loading: float, cwd: Path) -> Iterator[Server]:
    """Start a server, wait until it answers a query, and end it."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        ask = f"http://127.0.0.1:{port}{path}?" + urllib.parse.urlencode({"query": "ASK {}"})
        while True:
            try:
                request = urllib.request.Request(ask, headers={"Accept": "application/sparql-results+json"})
                with urllib.request.urlopen(request, timeout=5):
                    break
            except OSError:
                if process.poll() is not None or time.perf_counter() - begin > 120:
                    raise RuntimeError(f"{name} did not start: {' '.join(command)}") from None
                time.sleep(0.02)
        yield Server(name, port, path, process, time.perf_counter() - begin, loading)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def demo(place: Path) -> Path:
    """Build the graph of the demo articles, and return it as N-Quads."""
    data = place / "demo.nq"
    subprocess.run([PROGRAM, "build", "--store", place / "demo", ROOT / "kg" / "demo"], check=True, capture_output=True)
    subprocess.run([PROGRAM, "export", "--store", place / "demo", "-o", data], check=True, capture_output=True)
    return data


def ours(data: Path, place: Path) -> Iterator[Server]:
    """Our own server: a generation loaded in bulk, then ``communique serve``."""
    begin, folder = time.perf_counter(), place / "ours"
    subprocess.run([PROGRAM, "load", "--store", folder, data], check=True, capture_output=True)
    loading, port = time.perf_counter() - begin, free_port()
    command = [str(PROGRAM), "serve", "--store", str(folder), "--port", str(port)]
    with running("communiqué", command, port, "/sparql", loading, place) as server:
        yield server


def oxigraph(data: Path, place: Path) -> Iterator[Server | None]:
    """``oxigraph serve`` over a store on disk, the default graph the union of all."""
    program, folder = OTHERS / "oxigraph", place / "oxigraph"
    if not program.exists():
        yield None
        return
    begin = time.perf_counter()
    subprocess.run([program, "load", "-l", folder, "-f", data], check=True, capture_output=True)
    loading, port = time.perf_counter() - begin, free_port()
    command = [str(program), "serve-read-only", "-l", str(folder), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with running("oxigraph serve", command, port, "/query", loading, place) as server:
        yield server


def rdflib_endpoint(data: Path, place: Path) -> Iterator[Server | None]:
    """rdflib-endpoint over the first quads, as N-Triples: it holds all in Python objects."""
    program, file = OTHERS / "rdflib-endpoint", place / "small.nt"
    if not program.exists():
        yield None
        return
    with data.open(encoding="utf-8") as lines, file.open("w", encoding="utf-8") as out:
        out.writelines(line.rsplit(" <", 1)[0] + " .\n" for line, _ in zip(lines, range(SMALL), strict=False))
    port = free_port()
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), str(file)]
    with running(f"rdflib-endpoint ({SMALL:,} quads)", command, port, "/", 0.0, place) as server:
        server.small = True
        yield server


def virtuoso(data: Path, place: Path) -> Iterator[Server | None]:
    """Virtuoso 7 with the settings that Debian ships, on ports of its own."""
    program = shutil.which("virtuoso-t")
    if program is None:
        yield None
        return
    folder = place / "virtuoso"
    folder.mkdir()
    shutil.copy(data, folder / "data.nq")
    port, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile={folder}/v.db\nErrorLogFile={folder}/v.log\nLockFile={folder}/v.lck\n"
        f"TransactionFile={folder}/v.trx\nxa_persistent_file={folder}/v.pxa\n[TempDatabase]\n"
        f"DatabaseFile={folder}/t.db\nTransactionFile={folder}/t.trx\n[Parameters]\nServerPort=127.0.0.1:{sql}\n"
        f"DirsAllowed={folder}\nNumberOfBuffers=340000\nMaxDirtyBuffers=250000\nServerThreads=80\n"
        f"[HTTPServer]\nServerPort=127.0.0.1:{port}\nServerThreads=70\n[SPARQL]\nResultSetMaxRows=1000000\n"
    )
    with running("Virtuoso 7", [program, "-f", "-c", "virtuoso.ini"], port, "/sparql", 0.0, folder) as server:
        begin = time.perf_counter()
        script = f"ld_dir('{folder}','data.nq','urn:x'); rdf_loader_run(); checkpoint;"
        isql = next(filter(None, map(shutil.which, ("isql-vt", "isql-v"))), "isql-vt")
        subprocess.run([isql, str(sql), "dba", "dba", f"exec={script}"], check=True, capture_output=True)
        server.loading = time.perf_counter() - begin
        yield server


CONTENDERS = {"oxigraph": oxigraph, "ours": ours, "rdflib": rdflib_endpoint, "virtuoso": virtuoso}
