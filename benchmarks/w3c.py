"""The W3C's SPARQL suites over HTTP: ``python -m benchmarks.w3c [FOLDER]`` prints what passes and why not."""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox

from benchmarks.ending import unwinding
from benchmarks.w3c_manifest import RDF, RS, SYNTAX, Case, Suite, one
from tests.server.running import TOKEN, publish, serving

ACCEPT = {"srx": "application/sparql-results+xml", "srj": "application/sparql-results+json", "csv": "text/csv",
          "tsv": "text/tab-separated-values"}  # fmt: skip


@dataclass
class Outcome:
    """What came of one test."""

    case: Case
    passed: bool
    reason: str = ""


# Comparison.

Rows = list[dict[str, object]]


def canonical(quads: list[ox.Quad]) -> set[ox.Quad]:
    store = ox.Store()  # the store's own spelling of numbers and dates on both sides
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def as_graph(rows: Rows) -> list[ox.Quad]:
    quads = []
    for row in rows:
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode("urn:row"), ox.Literal("row")))
        quads += [ox.Quad(node, ox.NamedNode(f"urn:{name}"), term) for name, term in row.items()]  # type: ignore[arg-type]
    return quads


def solutions(data: bytes, syntax: ox.QueryResultsFormat) -> bool | Rows:
    parsed = ox.parse_query_results(data, format=syntax)
    if isinstance(parsed, ox.QueryBoolean):
        return bool(parsed)
    names = [variable.value for variable in parsed.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in parsed]


def expected_rows(suite: Suite, case: Case) -> bool | Rows | None:
    """Return the expected rows or truth; None when a graph is expected."""
    path = suite.path(case.result)
    formats = {"srx": ox.QueryResultsFormat.XML, "srj": ox.QueryResultsFormat.JSON, "tsv": ox.QueryResultsFormat.TSV}
    if path.suffix[1:] in formats:
        return solutions(path.read_bytes(), formats[path.suffix[1:]])
    store = ox.Store()
    store.load(path=path, base_iri=case.result)
    kinds = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(RS + "ResultSet"))
    result = next((quad.subject for quad in kinds), None)
    if result is None:
        return None
    truth = one(store, result, RS + "boolean")
    if truth is not None:
        return bool(truth.value == "true")  # type: ignore[attr-defined]
    rows: Rows = []
    for quad in store.quads_for_pattern(result, ox.NamedNode(RS + "solution"), None):
        bindings = store.quads_for_pattern(quad.object, ox.NamedNode(RS + "binding"), None)  # type: ignore[arg-type]
        rows.append({
            one(store, b.object, RS + "variable").value: one(store, b.object, RS + "value") for b in bindings  # type: ignore[attr-defined]
        })  # fmt: skip
    return rows


def same(found: bool | Rows, wanted: bool | Rows) -> bool:
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    return len(found) == len(wanted) and canonical(as_graph(found)) == canonical(as_graph(wanted))


def read_graph(path: Path, base: str) -> list[ox.Quad]:
    return [ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(path=path, base_iri=base)]


# Two ways to ask: over HTTP, and in process, for the number to reach.


class Over:
    """The suites against a server."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60)
        self.loaded: object = None

    def fill(self, suite: Suite, case: Case) -> None:
        wanted = (tuple(case.data), tuple(case.graphs))
        if self.loaded == wanted:
            return
        self.update("DROP ALL")
        for file in case.data:
            self.insert(suite.path(file), file) if file.endswith((".trig", ".nq")) else self.post("default", suite, file)
        for name, file in case.graphs:
            self.post(f"graph={name}", suite, file)
        self.loaded = wanted

    def insert(self, path: Path, base: str) -> None:
        """Add a whole dataset, whose graphs may share blank nodes."""
        parts = []
        for quad in ox.parse(path=path, base_iri=base):
            triple = f"{quad.subject} {quad.predicate} {written(quad.object)}"
            is_default = isinstance(quad.graph_name, ox.DefaultGraph)
            parts.append(f"{triple} ." if is_default else f"GRAPH {quad.graph_name} {{ {triple} }}")
        self.update("INSERT DATA { %s }" % "\n".join(parts))

    def post(self, where: str, suite: Suite, file: str) -> None:
        triples = [quad.triple for quad in read_graph(suite.path(file), file)]
        body = ox.serialize(triples, format=ox.RdfFormat.TURTLE)
        self.http.post(f"/graph?{where}", content=body, headers={"Content-Type": "text/turtle"}).raise_for_status()

    def update(self, text: str | bytes, base: str = "") -> None:
        self.loaded = None
        body = text if isinstance(text, bytes) else text.encode()
        if base:
            body = f"BASE <{base}>\n".encode() + body
        check(self.http.post("/sparql", content=body, headers={"Content-Type": "application/sparql-update"}))

    def query(self, text: bytes, accept: str, base: str = "") -> bytes:
        if base:
            text = f"BASE <{base}>\n".encode() + text
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return check(self.http.post("/sparql", content=text, headers=headers)).content


class Inside:
    """The suites against pyoxigraph in this process."""

    def __init__(self) -> None:
        self.store = ox.Store()

    def fill(self, suite: Suite, case: Case) -> None:
        self.store = ox.Store()
        for file in case.data:
            self.store.load(path=suite.path(file), base_iri=file)
        for name, file in case.graphs:
            self.store.load(path=suite.path(file), base_iri=file, to_graph=ox.NamedNode(name))

    def update(self, text: str | bytes, base: str = "") -> None:
        self.store.update(text if isinstance(text, str) else text.decode(), base_iri=base or None)

    def query(self, text: bytes, accept: str, base: str = "") -> bytes:
        result = self.store.query(text.decode(), base_iri=base or None)
        if isinstance(result, ox.QueryTriples):
            return result.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        kinds = {media: name for name, media in ACCEPT.items()}
        syntax = {"srx": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV}
        return result.serialize(format=syntax.get(kinds[accept.split(",")[0]], ox.QueryResultsFormat.JSON)) or b""


def written(term: object) -> str:
    """Return a term as SPARQL 1.2 has it."""
    if isinstance(term, ox.Triple):
        return f"<<( {term.subject} {term.predicate} {written(term.object)} )>>"
    return str(term)


def check(response: httpx.Response) -> httpx.Response:
    if response.status_code >= 300:
        problem = response.json()
        raise Refused(response.status_code, problem["detail"], problem["title"])
    return response


class Refused(Exception):
    """The server did not answer with success."""


def run(suite: Suite, case: Case, asked: Over | Inside) -> Outcome:
    """Run one test."""
    try:
        if case.kind in SYNTAX:
            return _syntax(suite, case, asked)
        if case.kind == "UpdateEvaluationTest":
            return _update(suite, case, asked)
        return _query(suite, case, asked)
    except Refused as error:
        if error.args[0] == 403 and "is not available here" in error.args[1]:
            return Outcome(case, False, "refused by design (SERVICE, LOAD)")
        return Outcome(case, False, f"{error.args[0]}")
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        return Outcome(case, False, type(error).__name__)


def _syntax(suite: Suite, case: Case, asked: Over | Inside) -> Outcome:
    text = suite.path(case.query).read_bytes()
    try:
        if "Update" in case.kind:
            asked.update(text, case.query if isinstance(asked, Inside) else "")
        else:
            asked.query(text, f"{ACCEPT['srj']}, application/n-triples", case.query if isinstance(asked, Inside) else "")
        accepted = True
    except Refused as error:
        if error.args[0] == 403:
            raise
        accepted = error.args[2] == "Cannot be evaluated"  # it was understood
    except (SyntaxError, UnicodeDecodeError):
        accepted = False
    except (OSError, RuntimeError, ValueError):
        accepted = True  # it was understood, and could not be carried out
    wanted = SYNTAX[case.kind]
    return Outcome(case, accepted == wanted, "" if accepted == wanted else "accepted" if accepted else "not accepted")


def _query(suite: Suite, case: Case, asked: Over | Inside) -> Outcome:
    asked.fill(suite, case)
    text = suite.path(case.query).read_bytes()
    kind = Path(case.result).suffix[1:]
    if kind == "csv":
        found = asked.query(text, "text/csv", case.query).decode()
        wanted = suite.path(case.result).read_text()
        blank = re.compile(r"_:\w+")
        passed = sorted(blank.sub("_:", found).split()) == sorted(blank.sub("_:", wanted).split())
        return Outcome(case, passed, "" if passed else "other rows")
    accept = f"{ACCEPT.get(kind, ACCEPT['srj'])}, application/n-triples"
    data = asked.query(text, accept, case.query)
    expected = expected_rows(suite, case)
    if expected is None:
        graph = [ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)]
        passed = canonical(graph) == canonical(read_graph(suite.path(case.result), case.result))
    else:
        syntax = {"srx": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
        passed = same(solutions(data, syntax.get(kind, ox.QueryResultsFormat.JSON)), expected)
    return Outcome(case, passed, "" if passed else "other result")


def _update(suite: Suite, case: Case, asked: Over | Inside) -> Outcome:
    asked.fill(suite, case)
    asked.update(suite.path(case.query).read_bytes(), case.query)
    json = ACCEPT["srj"]
    default = solutions(asked.query(b"SELECT * { ?s ?p ?o }", json), ox.QueryResultsFormat.JSON)
    rest = solutions(asked.query(b"SELECT * { GRAPH ?g { ?s ?p ?o } }", json), ox.QueryResultsFormat.JSON)
    assert not isinstance(default, bool) and not isinstance(rest, bool)
    found = [ox.Quad(r["s"], r["p"], r["o"], r.get("g", ox.DefaultGraph())) for r in [*default, *rest]]  # type: ignore[arg-type]
    wanted = [quad for file in case.after for quad in read_graph(suite.path(file), file)]
    for name, file in case.graphs_after:
        graph = read_graph(suite.path(file), file)
        wanted += [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(name)) for q in graph]
    passed = canonical(found) == canonical(wanted)
    return Outcome(case, passed, "" if passed else "other graphs")


def evaluate(folder: Path, asked: Over | Inside, progress: Callable[[Outcome], None] = lambda _: None) -> list[Outcome]:
    """Run all evaluation and syntax tests."""
    suite, outcomes = Suite(folder), []
    for version in ("sparql10", "sparql11", "sparql12"):
        for case in suite.cases(version):
            outcomes.append(run(suite, case, asked))
            progress(outcomes[-1])
    return outcomes


def group(case: Case) -> str:
    """Return the line of the table that a test belongs to."""
    version = re.search(r"sparql1[012]", case.iri) or re.search(r"sparql1[012]", case.query)
    return f"{version[0] if version else 'sparql10'} {'syntax' if case.kind in SYNTAX else 'evaluation'}"


def table(outcomes: list[Outcome], inside: list[Outcome]) -> str:
    """Return the table of what passed, beside what passes in process."""
    ours, theirs = defaultdict(list), Counter(group(o.case) for o in inside if o.passed)
    for outcome in outcomes:
        ours[group(outcome.case)].append(outcome)
    lines = [f"{'suite':24}{'passed':>8}{'of':>6}{'refused by design':>20}{'in process':>12}  reasons of the rest"]
    for name, group_ in sorted(ours.items()):
        refused = sum("by design" in o.reason for o in group_)
        reasons = Counter(f"{o.case.suite}: {o.reason}" for o in group_ if not o.passed and "by design" not in o.reason)
        why = "; ".join(f"{n} × {reason}" for reason, n in reasons.most_common(4))
        lines.append(f"{name:24}{sum(o.passed for o in group_):>8}{len(group_):>6}{refused:>20}{theirs[name]:>12}  {why}")
    return "\n".join(lines)


def main() -> None:
    from benchmarks.w3c_protocol import protocol_table

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "w3c"
    with tempfile.TemporaryDirectory() as data:
        store = publish(Path(data))
        with serving(store, "--plain-dataset", write_rate="100000/second") as server:
            print(table(evaluate(folder, Over(server.url)), evaluate(folder, Inside())))
            print(protocol_table(folder, server.url))


if __name__ == "__main__":
    with unwinding():
        main()
