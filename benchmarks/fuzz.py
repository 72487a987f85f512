"""Requests that nobody means: ``python -m benchmarks.fuzz [--requests 20000] [--seed 1]`` sends them and prints the answers.

Queries are grown from a grammar and then broken: tokens cut, doubled, swapped, bytes strewn in; they go to every route
by every method, with wrong types, parameters, tokens and headers. No answer may be 500, no worker may die of one.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.ending import unwinding
from tests.server.running import SMALL, TOKEN, Running, publish, serving

ROUTES = (
    "/sparql", "/sparql", "/sparql", "/sparql", "/graph", "/graph", "/id/state/AZE", "/page/state/AZE", "/data/state/AZE",
    "/search", "/suggest", "/browse", "/ontology", "/query", "/hosting", "/.well-known/void", "/healthz", "/sitemap.xml",
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "QUERY", "TRACE", "BREW")
TYPES = (
    "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded", "text/turtle",
    "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig", "multipart/form-data; boundary=x",
    "application/json", "text/plain", "", "a/b; charset=utf-16", "text/turtle; charset=\"", "/", "*/*",
)  # fmt: skip
ACCEPTS = (
    "application/sparql-results+json", "text/csv", "text/html", "*/*", "", "text/turtle;q=0, */*", "q=1", "text/turtle;q=many", ",,,",
    "application/xml", "image/png", "text/*;q=0.1, application/json;q=0.0", "\u00e9",
)  # fmt: skip
PARAMETERS = (
    "query", "update", "default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri", "graph", "default", "format",
    "timeout", "page", "q", "type", "state", "year", "standing", "outlet", "callback",
)  # fmt: skip
VALUES = (
    "", "1", "-1", "0", "1e999", "9" * 40, "nan", "\x00", "\u202e", "\U0001f600", "%", "%zz", "<script>", "http://example.org/", "javascript:1",
    "file:///etc/passwd", "../../etc/passwd", "a\r\nB: c", "' OR 1=1", "ttl", "json", "html", "x" * 3000, "\ud800",
)  # fmt: skip
TERMS = ("?s", "?o", "$x", "<http://example.org/talks>", "<a>", "ex:talks", "_:b", "1", "-2.5e3", '"x"@en', '"""a"""', "'2021'^^<http://www.w3.org/2001/XMLSchema#date>",
         "true", "[]", "()", "a", "<<( ?s ?p ?o )>>", '"\\u0000"', "<http://a/\\u0020>", "*")  # fmt: skip
FUNCTIONS = ("STR", "LANG", "REGEX", "IRI", "SUBSTR", "REPLACE", "COALESCE", "IF", "YEAR", "SHA256", "ENCODE_FOR_URI", "UUID", "NOW", "BNODE", "TRIPLE", "xsd:integer")  # fmt: skip
TOKEN_ = re.compile(r"\w+|[^\w\s]|\s+")


class Grower:
    """Grows requests from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def one(self, options: tuple[str, ...]) -> str:
        return self.random.choice(options)

    def expression(self, depth: int = 0) -> str:
        if depth > 3 or self.random.random() < 0.4:
            return self.one(TERMS)
        if self.random.random() < 0.5:
            return f"{self.expression(depth + 1)} {self.one(('+', '-', '*', '/', '=', '!=', '<', '&&', '||', 'IN'))} ({self.expression(depth + 1)})"
        arguments = ", ".join(self.expression(depth + 1) for _ in range(self.random.randrange(4)))
        return f"{self.one(FUNCTIONS)}({arguments})"

    def group(self, depth: int = 0) -> str:
        parts = []
        for _ in range(self.random.randrange(1, 4)):
            inner = self.group(depth + 1) if depth < 3 else "{}"
            parts.append(self.one((
                f"{self.one(TERMS)} {self.one(TERMS)} {self.one(TERMS)} .", f"OPTIONAL {inner}", f"{inner} UNION {inner}", f"MINUS {inner}",
                f"FILTER({self.expression()})", f"FILTER NOT EXISTS {inner}", f"BIND({self.expression()} AS ?y)", f"GRAPH {self.one(TERMS)} {inner}",
                "VALUES ?s { 1 UNDEF }", f"?s <p>{self.one(('*', '+', '?', '/<q>', '|^<q>', ''))} ?o .", f"SERVICE <http://127.0.0.1:9/> {inner}",
                f"{{ SELECT ?s {inner} }}",
            )))  # fmt: skip
        return "{ " + " ".join(parts) + " }"

    def query(self) -> str:
        head = self.one(("SELECT *", "SELECT DISTINCT ?s", "SELECT (COUNT(*) AS ?n)", "ASK", "DESCRIBE ?s WHERE", "CONSTRUCT { ?s ?p ?o } WHERE",
                         "INSERT { ?s ?p ?o } WHERE", "INSERT DATA", "DELETE WHERE", "SELECT ?s FROM <http://example.org/reports>"))  # fmt: skip
        tail = self.one(("", "", " LIMIT 5", " ORDER BY ?s OFFSET 2", f" GROUP BY ?s HAVING ({self.expression()})", " VALUES ?s { 1 }", " ; CLEAR ALL"))
        return f"{self.one(('', 'PREFIX ex: <http://example.org/> ', 'BASE <x:> '))}{head} {self.group()}{tail}"

    def broken(self, text: str) -> str:
        tokens = TOKEN_.findall(text)
        for _ in range(self.random.randrange(4)):
            if not tokens:
                break
            at, other = self.random.randrange(len(tokens)), self.random.randrange(len(tokens))
            match self.random.randrange(5):
                case 0:
                    del tokens[at]
                case 1:
                    tokens.insert(at, tokens[other])
                case 2:
                    tokens[at], tokens[other] = tokens[other], tokens[at]
                case 3:
                    tokens.insert(at, self.one(VALUES))
                case _:
                    tokens[at] = "".join(chr(self.random.randrange(1, 0x250)) for _ in range(4))
        return "".join(tokens)

    def noise(self) -> bytes:
        return bytes(self.random.randrange(256) for _ in range(self.random.randrange(60)))

    def request(self, base: str) -> httpx.Request:
        method, route = self.one(METHODS), self.one(ROUTES)
        text = self.query() if self.random.random() < 0.5 else self.broken(self.query())
        pairs = [(self.one(PARAMETERS), self.one(VALUES)) for _ in range(self.random.randrange(3))]
        pairs += [("query", text)] if self.random.random() < 0.5 else []
        path = route + (f"/{self.one(VALUES)}" if self.random.random() < 0.1 else "")
        address = base + quote(path.encode("utf-8", "replace"), safe="/%.") + ("?" + "&".join(f"{k}={_quoted(v)}" for k, v in pairs) if pairs else "")
        body = self.one(("", "text", "form", "noise"))
        content = {
            "": b"", "text": text.encode("utf-8", "surrogatepass"), "noise": self.noise(),
            "form": f"{self.one(('query', 'update', 'x'))}={_quoted(text)}".encode(),
        }[body]  # fmt: skip
        headers = {b"Content-Type": self.one(TYPES).encode(), b"Accept": self.one(ACCEPTS).encode()}
        if self.random.random() < 0.3:
            headers[b"Authorization"] = self.one((f"Bearer {TOKEN}", "Bearer x", "Basic Og==", "Bearer", "\u00ff")).encode()
        return httpx.Request(method, address, content=content, headers=headers)


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="%")


@dataclass
class Outcome:
    """What the requests got."""

    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    died: float = 0.0


def requests(seed: int, count: int, base: str) -> Iterator[httpx.Request]:
    """Yield so many requests, the same for the same seed."""
    grower, made = Grower(seed), 0
    while made < count:
        try:
            request = grower.request(base)
        except (httpx.InvalidURL, ValueError):  # what the client itself cannot send
            continue
        made += 1
        yield request


def fuzz(server: Running, count: int, seed: int) -> Outcome:
    """Send so many requests; note every answer that is a fault of the server."""
    outcome, begin, before = Outcome(), time.perf_counter(), deaths(server)
    with server.client("127.0.0.5", headers={}) as client:
        for number, request in enumerate(requests(seed, count, server.url)):
            try:
                status = client.send(request).status_code
            except httpx.TransportError as error:  # what is no HTTP may be hung up on, but not in the middle of an answer
                status = 0
                if not isinstance(error, httpx.RemoteProtocolError):
                    outcome.faults.append(f"{number}: {error!r} {request.method} {request.url} {request.headers} {request.content[:200]!r}")
            outcome.answers[status] += 1
            if status >= 500 and status != 503:
                outcome.faults.append(f"{number}: {status} {request.method} {request.url} {request.headers} {request.content[:200]!r}")
        client.get("/sparql", params={"query": "ASK {}"}).raise_for_status()
    outcome.seconds, outcome.died = time.perf_counter() - begin, deaths(server) - before
    return outcome


def deaths(server: Running) -> float:
    """Return how many workers have ended for another reason than their deadline or memory."""
    with server.client() as client:
        lines = client.get("/metrics").text.splitlines()
    found = [line for line in lines if line.startswith("communique_worker_kills_total{")]
    return sum(float(line.rpartition(" ")[2]) for line in found if not re.search('"(deadline|cost|demoted|write)"', line))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    limits = {"deadline": 1.0, "write_deadline": 2.0, "guess_rate": "100000/second", "write_rate": "100000/second"}
    with tempfile.TemporaryDirectory() as folder, serving(publish(Path(folder), SMALL), **limits) as server:
        outcome = fuzz(server, options.requests, options.seed)
    print(f"{options.requests:,} requests, seed {options.seed}, {outcome.seconds:.0f} s")
    for status, count in sorted(outcome.answers.items()):
        print(f"{status or 'hung up'}: {count}")
    print(f"workers that died of a request: {outcome.died:g}")
    print("\n".join(outcome.faults) or "no fault of the server")


if __name__ == "__main__":
    with unwinding():
        main()
