"""Our endpoint beside others, on the same graph in one run: queries per second, waiting times, memory, start-up, load.

python -m benchmarks.endpoint [--quads N] [--seconds S] [--clients 1,8,64] [--only NAME,...] [--json FILE]

The others are installed from ``benchmarks/requirements.lock`` into ``.venv-bench`` (``make bench``); Virtuoso takes part
where Debian's package is installed. Every server listens on the loopback interface and ends with the benchmark.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import graph
from kg import store as stores
from kg.ontology import FOLDER

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ROOT / ".venv-bench" / "bin"
PREFIX = (
    "PREFIX dd: <https://w3id.org/defdip/ontology#> PREFIX id: <https://w3id.org/defdip/id/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
ZIPF = 1.1
SMALL = 20_000
"""Quads for rdflib-endpoint, which cannot carry more in bearable time; said beside its figures."""


def classes(articles: int) -> dict[str, Callable[[random.Random], str]]:
    """Return the kinds of query; each makes one anew, with other terms and a comment that no cache has seen."""

    def some(chance: random.Random) -> tuple[int, int]:
        return chance.randrange(articles), chance.randrange(graph.CLAIMS_PER_ARTICLE)

    def new(chance: random.Random, query: str) -> str:
        return f"{PREFIX}{query} #{chance.random()}"

    return {
        "lookup": lambda c: new(c, "SELECT ?p ?o WHERE { <%sclaim/%d-%d> ?p ?o }" % (graph.ID, *some(c))),
        "two joins": lambda c: new(
            c,
            "SELECT ?claim ?text WHERE { ?p dd:propositionSubject <%smilitarybase/%d-0> . ?claim dd:content ?p ; "
            "dd:evidence/dd:text ?text } LIMIT 100" % (graph.ID, some(c)[0] // 3),
        ),
        "sort": lambda c: new(
            c,
            f"SELECT ?c ?n WHERE {{ ?c dd:confidence ?n FILTER(?n > 0.{c.randint(41, 49)}) }} ORDER BY DESC(?n) ?c LIMIT 50",
        ),
        "group by": lambda c: new(
            c, f"SELECT ?s (COUNT(*) AS ?n) WHERE {{ ?b dd:hostState ?s FILTER(?s != id:state\\/S{c.randint(0, 199)}) }} GROUP BY ?s"
        ),
        "describe": lambda c: new(c, "DESCRIBE <%smeeting/%d-2>" % (graph.ID, some(c)[0] // 3)),
        "100 k rows": lambda c: new(c, f"SELECT ?c ?p WHERE {{ ?c dd:content ?p }} LIMIT {100_000 - c.randint(0, 99)}"),
    }


def questions() -> list[str]:
    """Return our own competency questions."""
    return [path.read_text(encoding="utf-8") for path in sorted((FOLDER / "questions").glob("cq*.rq"))]


@dataclass
class Figures:
    """What one server did with one kind of query."""

    waits: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Queries answered per second."""
        return len(self.waits) / self.seconds if self.seconds else 0.0

    def wait(self, part: float) -> float:
        """Return the waiting time in ms within which this part of the queries was answered."""
        ordered = sorted(self.waits)
        return ordered[min(int(part * len(ordered)), len(ordered) - 1)] * 1000 if ordered else float("nan")


async def load(port: int, path: str, make: Callable[[], str], clients: int, seconds: float) -> Figures:
    """Let clients ask one query after another over kept connections, for so many seconds."""
    figures, begin = Figures(), time.perf_counter()
    end = begin + seconds

    async def client() -> None:
        reader = writer = None
        while time.perf_counter() < end:
            body = urllib.parse.urlencode({"query": make()})
            head = f"GET {path}?{body} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {ACCEPT}\r\n\r\n"
            start = time.perf_counter()
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
                writer.write(head.encode())
                status, close = await _answer(reader)
            except (OSError, asyncio.IncompleteReadError, ValueError):
                status, close = 0, True
            if status == 200:
                figures.waits.append(time.perf_counter() - start)
            else:
                figures.failed += 1
            if close and writer is not None:
                writer.close()
                writer = None

    await asyncio.gather(*(client() for _ in range(clients)))
    figures.seconds = time.perf_counter() - begin
    return figures


ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8"


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Read one answer to its end; return its status and whether the connection ends with it."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    close = "connection: close" in head
    if "content-length:" in head:
        await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
    elif "transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.read()
        close = True
    return int(head.split()[1]), close


@dataclass
class Server:
    """A server that runs."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]
    start_up: float
    loading: float

    def memory(self) -> int:
        """Return the MiB that its processes hold, what they share counted once."""
        family, found = [self.process.pid], 0
        for pid in family:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            family += [int(child) for child in children.read_text().split()] if children.exists() else []
        for pid in family:
            rollup = Path(f"/proc/{pid}/smaps_rollup")
            lines = rollup.read_text().splitlines() if rollup.exists() else []
            found += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
        return found // 1024


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


def ours(data: Path, place: Path) -> Iterator[Server]:
    """Our own server: a generation loaded in bulk, then ``communique serve``."""
    import pyoxigraph as ox

    begin, folder = time.perf_counter(), place / "ours"
    stores.build(folder, lambda draft: draft.store.bulk_load(path=data, format=ox.RdfFormat.N_QUADS) or {})
    loading, port = time.perf_counter() - begin, free_port()
    command = [str(Path(sys.executable).parent / "communique"), "serve", "--store", str(folder), "--port", str(port)]
    with running("communiqué", command, port, "/sparql", loading, place) as server:
        yield server


def oxigraph(data: Path, place: Path) -> Iterator[Server]:
    """``oxigraph serve`` over a store on disk, the default graph the union of all."""
    program, folder = OTHERS / "oxigraph", place / "oxigraph"
    if not program.exists():
        return
    begin = time.perf_counter()
    subprocess.run([program, "load", "-l", folder, "-f", data], check=True, capture_output=True)
    loading, port = time.perf_counter() - begin, free_port()
    command = [str(program), "serve-read-only", "-l", str(folder), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with running("oxigraph serve", command, port, "/query", loading, place) as server:
        yield server


def rdflib_endpoint(data: Path, place: Path) -> Iterator[Server]:
    """rdflib-endpoint over the first quads, as N-Triples: it holds all in Python objects."""
    program, file = OTHERS / "rdflib-endpoint", place / "small.nt"
    if not program.exists():
        return
    with data.open(encoding="utf-8") as lines, file.open("w", encoding="utf-8") as out:
        out.writelines(line.rsplit(" <", 1)[0] + " .\n" for line, _ in zip(lines, range(SMALL), strict=False))
    port = free_port()
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), str(file)]
    with running(f"rdflib-endpoint ({SMALL:,} quads)", command, port, "/", 0.0, place) as server:
        yield server


def virtuoso(data: Path, place: Path) -> Iterator[Server]:
    """Virtuoso 7 with the settings that Debian ships, on ports of its own."""
    program = shutil.which("virtuoso-t")
    if program is None:
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


def measure(server: Server, articles: int, clients: list[int], seconds: float) -> dict[str, dict[str, float]]:
    """Put every kind of query to a server, cold and as the public asks."""
    rows: dict[str, dict[str, float]] = {}
    chance = random.Random(7)
    kinds = classes(articles)
    for count in clients:
        for name, make in kinds.items():
            rows[f"{name}, {count} clients"] = _row(server, lambda make=make: make(chance), count, seconds)  # type: ignore[misc]
    pool = [make(chance) for make in list(kinds.values())[:5] for _ in range(60)] + questions()
    weights = [1 / (rank + 1) ** ZIPF for rank in range(len(pool))]
    chance.shuffle(pool)
    for count in clients:
        mix = lambda: chance.choices(pool, weights)[0]  # noqa: E731
        rows[f"public mix, {count} clients"] = _row(server, mix, count, seconds)
    own = iter(questions() * 10_000)
    rows["competency questions, 1 client"] = _row(server, lambda: f"{next(own)}#{chance.random()}", 1, seconds)
    hot = pool[0]
    rows["one cached answer, 1 client"] = _row(server, lambda: hot, 1, min(seconds, 2))
    return rows


def _row(server: Server, make: Callable[[], str], clients: int, seconds: float) -> dict[str, float]:
    figures = asyncio.run(load(server.port, server.path, make, clients, seconds))
    return {"rate": figures.rate, "p50": figures.wait(0.5), "p99": figures.wait(0.99), "failed": figures.failed}


def table(found: dict[str, dict[str, dict[str, float]]], notes: dict[str, str]) -> str:
    """Return the figures as a table in Markdown, each server beside ``oxigraph serve``."""
    names = list(found)
    first = names[0]
    lines = ["| queries | " + " | ".join(f"{name}: 1/s (p50, p99 ms)" for name in names) + " | ours against it |"]
    lines.append("| --- " * (len(names) + 2) + "|")
    for row in found[first]:
        cells = []
        for name in names:
            one = found[name].get(row, {})
            failed = f", {one['failed']:.0f} failed" if one.get("failed") else ""
            cells.append(f"{one['rate']:,.1f} ({one['p50']:.1f}, {one['p99']:.1f}{failed})" if one else "-")
        mine = found.get("communiqué", {}).get(row, {}).get("rate", 0.0)
        theirs = ", ".join(
            f"{mine / found[name][row]['rate']:.2f} × {name.split(' (')[0]}"
            for name in names
            if name != "communiqué" and found[name].get(row, {}).get("rate")
        )
        lines.append(f"| {row} | " + " | ".join(cells) + f" | {theirs} |")
    return "\n".join([*lines, "", *(f"{name}: {note}" for name, note in notes.items())])


def main() -> None:
    """Run all that is asked for, one server after another, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each kind of query")
    parser.add_argument("--clients", default="1,8,64")
    parser.add_argument("--only", default=",".join(CONTENDERS))
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    clients = [int(count) for count in asked.clients.split(",")]
    found: dict[str, dict[str, dict[str, float]]] = {}
    notes: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="endpoint-") as name:
        place = Path(name)
        data = place / "graph.nq"
        count = graph.write(data, asked.quads)
        print(f"{count:,} quads, {asked.seconds:g} s for each kind of query", flush=True)
        for contender in asked.only.split(","):
            articles = (SMALL if contender == "rdflib" else asked.quads) // graph.QUADS_PER_ARTICLE
            for server in CONTENDERS[contender](data, place):
                some = clients if contender != "rdflib" else clients[:1]
                found[server.name] = measure(server, max(articles, 1), some, asked.seconds)
                notes[server.name] = (
                    f"loaded in {server.loading:.1f} s, started in {server.start_up:.2f} s, {server.memory():,} MiB at the end"
                )
                print(f"{server.name}: {notes[server.name]}", flush=True)
    print(table(found, notes))
    if asked.json:
        asked.json.write_text(json.dumps({"figures": found, "notes": notes}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
