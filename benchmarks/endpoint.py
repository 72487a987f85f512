"""Our endpoint beside others, on the same graph in one run: queries per second, waiting times, memory, start-up, load.

python -m benchmarks.endpoint [--quads N] [--seconds S] [--clients 1,8,64] [--only NAME,...] [--json FILE] [--patience S]

The graph is one that is generated in our own model, and the demo graph, which answers the competency questions.
All servers run at once and are asked by turns, a moment each, so that what else the machine does meets them alike;
who is not asked does nothing. The first question comes when all have settled: some go on loading after their start.
What other programs took of the processors is told; with ``--patience`` a turn waits so long for them to rest.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from benchmarks import graph
from benchmarks.contenders import CONTENDERS, SMALL, Server, demo
from benchmarks.ending import unwinding
from kg.ontology import FOLDER

PREFIX = (
    "PREFIX dd: <https://w3id.org/defdip/ontology#> PREFIX id: <https://w3id.org/defdip/id/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
ZIPF = 1.1
ROUNDS = 4
QUIET = 0.1
"""Share of the processors that others may take in a turn that counts as quiet."""
SETTLED = 4.0
"""Seconds without work after which a server has settled."""
LATE = 10.0
"""Seconds behind the end of a turn for which its last queries are waited for; what comes later has failed."""


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
    late: bool = False
    """Whether some were not answered in time, and the server may still be at them."""

    @property
    def rate(self) -> float:
        """Queries answered per second."""
        return len(self.waits) / self.seconds if self.seconds else 0.0

    def wait(self, part: float) -> float:
        """Return the waiting time in ms within which this part of the queries was answered."""
        ordered = sorted(self.waits)
        return ordered[min(int(part * len(ordered)), len(ordered) - 1)] * 1000 if ordered else float("nan")


    def add(self, other: Figures) -> None:
        """Add what the server did in another turn."""
        self.waits += other.waits
        self.failed += other.failed
        self.seconds += other.seconds

    def summary(self) -> dict[str, float]:
        """Return the figures of the table."""
        return {"rate": self.rate, "p50": self.wait(0.5), "p99": self.wait(0.99), "failed": self.failed}


async def load(port: int, path: str, make: Callable[[], str], clients: int, seconds: float) -> Figures:
    """Let clients ask one query after another over kept connections, for so many seconds."""
    figures, begin = Figures(), time.perf_counter()
    end, latest = begin + seconds, asyncio.get_running_loop().time() + seconds + LATE

    async def client() -> None:
        reader = writer = None
        while time.perf_counter() < end:
            body = urllib.parse.urlencode({"query": make()})
            head = f"GET {path}?{body} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {ACCEPT}\r\n\r\n"
            start = time.perf_counter()
            try:
                async with asyncio.timeout_at(latest):
                    if writer is None:
                        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
                    writer.write(head.encode())
                    status, close = await _answer(reader)
            except TimeoutError:
                status, close, figures.late = 0, True, True
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


@dataclass(frozen=True)
class Row:
    """One line of the table: a kind of query, put by so many clients."""

    name: str
    make: Callable[[random.Random, int], str]
    """Makes the next query, of a graph of so many articles."""
    clients: int
    seconds: float


def rows(clients: list[int], seconds: float) -> list[Row]:
    """Return what is measured: each kind of query cold, then as the public asks."""
    found = [
        Row(f"{name}, {count} clients", lambda chance, articles, name=name: classes(articles)[name](chance), count, seconds)
        for count in clients
        for name in classes(1)
    ]
    found += [Row(f"public mix, {count} clients", public, count, seconds) for count in clients]
    own = questions()
    found.append(Row("competency questions, 1 client", lambda chance, _: f"{chance.choice(own)}#{chance.random()}", 1, seconds))
    found.append(Row("one cached answer, 1 client", lambda _, articles: pool(articles)[0], 1, min(seconds, 2)))
    return found


@cache
def pool(articles: int) -> list[str]:
    """Return the queries of which the public asks some often."""
    chance = random.Random(7)
    found = [make(chance) for make in list(classes(articles).values())[:5] for _ in range(60)] + questions()
    chance.shuffle(found)
    return found


def public(chance: random.Random, articles: int) -> str:
    """Return one of these queries, the first ones most often."""
    some = pool(articles)
    return chance.choices(some, [1 / (rank + 1) ** ZIPF for rank in range(len(some))])[0]


@dataclass
class Machine:
    """What the processors of this machine do."""

    patience: float
    others: list[float] = field(default_factory=list)
    """For each turn, the share of the processors that other programs took."""

    def wait(self) -> None:
        """Wait until the machine is quiet, or as long as patience lasts."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            before = busy()
            time.sleep(0.2)
            if busy() - before < QUIET * 0.2 * (os.cpu_count() or 1):
                return

    def turn(self, servers: list[Server], load: Callable[[], Figures]) -> Figures:
        """Take a turn, and note what others did meanwhile."""
        self.wait()
        begin, all_before, ours_before = time.monotonic(), busy(), own(servers)
        figures = load()
        seconds = (time.monotonic() - begin) * (os.cpu_count() or 1)
        self.others.append(max(0.0, busy() - all_before - (own(servers) - ours_before)) / seconds)
        return figures

    def note(self) -> str:
        """Return how quiet the machine was."""
        calm = sum(share < QUIET for share in self.others)
        return f"other programs took {statistics.mean(self.others):.0%} of the processors; {calm} of {len(self.others)} turns were quiet"


def busy() -> float:
    """Return the seconds that all processors have worked."""
    ticks = [int(tick) for tick in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def own(servers: list[Server]) -> float:
    """Return the seconds that the servers and this program have worked."""
    return sum(server.worked() for server in servers) + sum(os.times()[:2])


def settle(servers: list[Server], patience: float = 120.0) -> None:
    """Wait until the servers, not asked, have done nothing for a while."""
    end, rest = time.monotonic() + patience, 0.0
    while rest < SETTLED and time.monotonic() < end:
        before = sum(server.worked() for server in servers)
        time.sleep(0.5)
        rest = rest + 0.5 if sum(server.worked() for server in servers) - before < 0.05 else 0.0


def measure(servers: list[Server], quads: int, row: Row, machine: Machine) -> dict[str, dict[str, float]]:
    """Put a kind of query to all servers by turns."""
    whole = {server.name: Figures() for server in servers}
    chances = {server.name: random.Random(row.name) for server in servers}
    for turn in range(ROUNDS):
        for server in servers[turn % len(servers) :] + servers[: turn % len(servers)]:
            if server.small and row.clients > 1:
                continue
            articles = max(1, (SMALL if server.small else quads) // graph.QUADS_PER_ARTICLE)
            ask = partial(row.make, chances[server.name], articles)
            asking = partial(load, server.port, server.path, ask, row.clients, row.seconds / ROUNDS)
            figures = machine.turn(servers, lambda asking=asking: asyncio.run(asking()))  # type: ignore[misc]
            whole[server.name].add(figures)
            if figures.late:
                settle([server], patience=30.0)
    return {name: figures.summary() for name, figures in whole.items() if figures.seconds}


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
            cells.append(f"{one['rate']:,.1f} ({one['p50']:.2f}, {one['p99']:.1f}{failed})" if one else "-")
        ours = found.get("communiqué", {}).get(row, {"rate": 0.0, "p50": 1.0})
        mine = ours["rate"]
        theirs = ", ".join(
            f"{mine / found[name][row]['rate']:.2f} (p50 {found[name][row]['p50'] / ours['p50']:.2f}) × {name.split(' (')[0]}"
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
    parser.add_argument("--patience", type=float, default=0.0, help="seconds that a turn may wait for a quiet machine")
    asked = parser.parse_args()
    clients = [int(count) for count in asked.clients.split(",")]
    found: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="endpoint-") as name, ExitStack() as running:
        place = Path(name)
        data = place / "graph.nq"
        count = graph.write(data, asked.quads)
        more = demo(place).read_bytes().splitlines(keepends=True)
        with data.open("ab") as file:
            file.writelines(more)
        count += len(more)
        print(f"{count:,} quads, {asked.seconds:g} s for each kind of query", flush=True)
        contenders = (contextmanager(CONTENDERS[one])(data, place) for one in asked.only.split(","))
        servers = [server for one in contenders if (server := running.enter_context(one)) is not None]
        settle(servers)
        machine = Machine(asked.patience)
        for row in rows(clients, asked.seconds):
            for name, figures in measure(servers, asked.quads, row, machine).items():
                found.setdefault(name, {})[row.name] = figures
            print(".", end="", flush=True)
        notes = {server.name: server.note() for server in servers} | {"the machine": machine.note()}
    print("\n" + table(found, notes))
    if asked.json:
        asked.json.write_text(json.dumps({"figures": found, "notes": notes}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    with unwinding():
        main()
