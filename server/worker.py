"""One query worker: a process of its own that answers from the graph and may be killed at any moment."""

from __future__ import annotations

import resource
import signal
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from server import construct, wire
from server.copies import Copies
from server.guard import Forbidden, check_keywords, names_dataset
from server.settings import Settings

INLINE = 192 * 1024
LARGE = 8 * 1024 * 1024
"""Bytes from which a constructed graph is not left to the engine, which would keep all its triples in memory."""
SOLUTIONS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
Header = dict[str, Any]


class TooLarge(Exception):
    """A result outgrew the limit; nothing of it has been sent."""


class Outgrown(Exception):
    """A graph is so large that it had better be made in another way."""


class Unacceptable(Exception):
    """The result is of another kind than the formats that the client takes."""


class UnknownGraph(Exception):
    """There is no graph of this name."""


class Spool:
    """A result on its way: in memory while it is small, then in a file without a name."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        self._parts: list[bytes] = []
        self._held = self.size = 0
        self.file: IO[bytes] | None = None
        self.most: int | None = None
        """Bytes from which the answer had better be made in another way."""

    def write(self, data: Any) -> int:
        """Take a piece of the answer; past the limit the answer is given up."""
        size = len(data)
        self.size += size
        if self.size > self._limit:
            raise TooLarge(
                f"The result is larger than the {self._limit >> 20} MB that this server hands out."
            )
        if self.most is not None and self.size > self.most:
            raise Outgrown
        self._parts.append(bytes(data))
        self._held += size
        if self._held > INLINE:
            self._spill()
        return size

    def flush(self) -> None:
        """Do as the serialiser asks when it has written all: nothing is held back."""

    def restart(self) -> None:
        """Forget what has been written."""
        self._parts.clear()
        self._held = self.size = 0
        self.most = None
        if self.file is not None:
            self.file.seek(0)
            self.file.truncate()

    def _spill(self) -> None:
        if self.file is None:
            self.file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
        self.file.write(b"".join(self._parts))
        self._parts.clear()
        self._held = 0

    def finish(self) -> tuple[bytes, int | None]:
        """Return the bytes, or the open file that has them."""
        if self.file is None:
            return b"".join(self._parts), None
        self._spill()
        self.file.seek(0)
        return b"", self.file.fileno()


def limit_memory(extra: int) -> None:
    """Allow this process so much more memory than it shares with the holder of the graph; no core dumps."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + extra, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(store: ox.Store, request: Header, channel: socket.socket, settings: Settings, copies: Copies) -> None:
    """Answer one request on the channel. The kernel keeps the deadline: an alarm that nobody handles kills us."""
    signal.setitimer(signal.ITIMER_REAL, request["deadline"])
    assert settings.runtime
    spool = Spool(settings.runtime, settings.result_limit)
    try:
        header = ACTIONS[request["do"]](store, request, spool, settings)
        body, file = spool.finish()
        wire.send(channel, {**header, "size": spool.size, **copies.news()}, body, file)
    except tuple(ERRORS) as error:
        kind = next(name for known, name in ERRORS.items() if isinstance(error, known))
        wire.send(channel, {"error": kind, "message": str(error), **copies.news()})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if spool.file:
            spool.file.close()


ERRORS: dict[type[Exception], str] = {
    SyntaxError: "syntax",
    Forbidden: "forbidden",
    TooLarge: "too-large",
    Unacceptable: "unacceptable",
    UnknownGraph: "unknown-graph",
    MemoryError: "too-costly",
    RuntimeError: "evaluation",
    ValueError: "evaluation",
    OSError: "evaluation",
}


def _query(store: ox.Store, request: Header, spool: Spool, settings: Settings) -> Header:
    text = request["text"]
    if not request.get("trusted"):
        check_keywords(("service",), text, complaint_of_query(request.get("base")), settings.services)
    dataset = _dataset(request, settings)
    result = store.query(text, **dataset)
    spec = KINDS[type(result)]
    media = request.get(spec[0])
    if media is None:
        raise Unacceptable(f"The result is {spec[2]}; none of the accepted formats can carry that.")
    formats: dict[str, Any] = SOLUTIONS if spec[0] == "solutions" else GRAPHS
    if media not in formats:
        raise Unacceptable(f"The result is {spec[2]}; {media} cannot carry that.")
    if isinstance(result, ox.QueryBoolean) and "xml" not in media and "json" not in media:
        spool.write(b"true" if result else b"false")
    else:
        spool.most = LARGE if spec[1] == "graph" and not request.get("bindings") else None
        try:
            result.serialize(cast(IO[bytes], spool), formats[media])
        except Outgrown:
            del result  # and with it all triples that it has made
            _construct(store, text, dataset, spool, formats[media])
    return {"kind": spec[1], "media": media}


def _construct(store: ox.Store, text: str, dataset: dict[str, Any], spool: Spool, syntax: ox.RdfFormat) -> None:
    """Write a large graph again, from the beginning, in the way that needs little memory if there is one for it."""
    spool.restart()
    out = cast(IO[bytes], spool)
    if plan := construct.plan(text, dataset["base_iri"]):
        solutions = cast(ox.QuerySolutions, store.query(plan.select, **dataset))
        ox.serialize(construct.triples(solutions, plan.template), out, syntax)
    else:
        cast(ox.QueryTriples, store.query(text, **dataset)).serialize(out, syntax)


KINDS: dict[type, tuple[str, str, str]] = {
    ox.QuerySolutions: ("solutions", "solutions", "a table"),
    ox.QueryBoolean: ("solutions", "boolean", "yes or no"),
    ox.QueryTriples: ("graph", "graph", "a graph"),
}


def _dataset(request: Header, settings: Settings) -> dict[str, Any]:
    """Return the arguments of ``Store.query`` that say what it is asked of."""
    default, named = request.get("default_graphs"), request.get("named_graphs")
    given: dict[str, Any] = {"base_iri": request.get("base") or None}
    if default or named:
        # A dataset given in the request stands whole: what it leaves out is empty.
        given["default_graph"] = [ox.NamedNode(iri) for iri in default or ()]
        given["named_graphs"] = [ox.NamedNode(iri) for iri in named or ()]
    elif settings.union_default_graph:  # the store would let the union outrank the query's FROM
        complaint = complaint_of_query(request.get("base"))
        given["use_default_graph_as_union"] = not names_dataset(request["text"], complaint)
    if bindings := request.get("bindings"):
        given["substitutions"] = {ox.Variable(name): _term(term) for name, term in bindings.items()}
    return given


def _term(term: dict[str, str]) -> ox.NamedNode | ox.Literal:
    if term["type"] == "uri":
        return ox.NamedNode(term["value"])
    if language := term.get("xml:lang"):
        return ox.Literal(term["value"], language=language)
    return ox.Literal(term["value"], datatype=ox.NamedNode(term["datatype"]))


def complaint_of_query(base: str | None) -> Callable[[str], SyntaxError | None]:
    """Return what tells the parser's judgement of a query, without the graph."""
    return lambda text: _complaint(lambda: ox.Store().query(text, base_iri=base or None))


def complaint_of_update(base: str | None) -> Callable[[str], SyntaxError | None]:
    """Return what tells the parser's judgement of an update, without the graph."""
    return lambda text: _complaint(lambda: ox.Store().update(text, base_iri=base or None))


def _complaint(parse: Callable[[], object]) -> SyntaxError | None:
    try:
        parse()
    except SyntaxError as error:
        return error
    except (ValueError, RuntimeError, OSError):
        pass  # it was understood, and cannot be carried out on an empty graph
    return None


def _graph(store: ox.Store, request: Header, spool: Spool, settings: Settings) -> Header:
    media, graph = request["graph"], request["name"]
    if graph and not store.contains_named_graph(ox.NamedNode(graph)):
        raise UnknownGraph(f"There is no graph <{graph}>.")
    prefixes = request.get("prefixes")
    source = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    store.dump(cast(IO[bytes], spool), GRAPHS[media], from_graph=source, prefixes=prefixes)
    return {"kind": "graph", "media": media}


ACTIONS: dict[str, Callable[[ox.Store, Header, Spool, Settings], Header]] = {"query": _query, "graph": _graph}


def serve(store: ox.Store, channel: socket.socket, settings: Settings, hello: Header) -> wire.Message | None:
    """Answer requests until the other side hangs up; a write is not answered here but returned.

    The worker greets with its process id and the state that it answers from.
    """
    copies = Copies()
    try:
        wire.send(channel, hello)
        while True:
            message = wire.receive(channel)
            if message.header["do"] == "write":
                return message
            answer(store, message.header, channel, settings, copies)
    except wire.Hangup:
        return None
