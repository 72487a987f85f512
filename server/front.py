"""What stands before Flask: remembered answers, plain queries, and the headers that every answer carries.

A remembered answer costs a tenth of a millisecond here and five times that behind Flask; so does the way of a plain
query to its worker. Everything else goes on to the application. Answering goes in steps, ``begin``, the query,
``end``, so that the event loop can take them without a thread; called as a WSGI application, the front takes them all.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

from server import media, metrics
from server.cache import Cache, Entry
from server.engine import Answer, Engine, Query
from server.problems import EXPLAINED, problem
from server.request import BadRequest, Operation, Request, TooLong, read
from server.sparql import as_query, reply_to
from server.visit import Visit, line

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}\Z")
ROUTES = frozenset(
    ("sparql", "graph", "id", "data", "page", "browse", "search", "ontology", "static", "healthz", "readyz", "metrics")
)
"""First segments of addresses, as they are counted; all others are counted as one."""
BODY_KEPT = 64 * 1024
ZIPPED = 1024
"""Bytes from which a remembered answer is compressed."""
Key = tuple[Any, ...]


@dataclass(slots=True)
class Asked:
    """A plain query that has been read; ``engine.run`` has its answer."""

    visit: Visit
    request: Request
    operation: Operation
    query: Query
    key: Key
    root: str

    @property
    def zipped(self) -> bool:
        """Whether the answer is to be compressed if it is long."""
        return bool(self.key[-1])


class Front:
    """The WSGI application around the application."""

    def __init__(self, inner: WSGIApplication, engine: Engine, cache: Cache) -> None:
        self._inner = inner
        self._engine = engine
        self._settings = engine.settings
        self._cache = cache
        self._believe = ProxyFix(lambda environ, start: (), x_for=1, x_proto=1, x_host=1, x_prefix=1)
        engine.on_kill = lambda reason: metrics.KILLED.labels(reason).inc()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        try:
            begun = self.begin(environ, start_response)
            if begun is None:
                return self.behind(environ)
            return self._asked(begun) if isinstance(begun, Asked) else begun
        finally:
            environ["communique.visit"].close()

    def _asked(self, asked: Asked) -> Iterable[bytes]:
        try:
            return self.end(asked, self._engine.run(asked.query, asked.request.client))
        except EXPLAINED as error:
            return self.end(asked, error)

    def begin(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | Asked | None:
        """Read a request, and answer it if that needs no work.

        Returns the answer; or the query that must be asked for it; or None if the application has to answer.
        """
        if environ.get("REMOTE_ADDR") in self._settings.proxies:
            self._believe(environ, start_response)  # a listed proxy's word on who asked
        visit = Visit(environ, start_response, self._settings.slow_query)
        environ["communique.visit"] = visit
        path = environ.get("PATH_INFO", "")
        environ["communique.client"] = environ.get("REMOTE_ADDR", "")
        segment = path[1:].partition("/")[0]
        environ["communique.route"] = segment if segment in ROUTES else "other"
        try:
            asked = self._read(environ, path)
            if path in ("/sparql", "/sparql/"):
                environ["PATH_INFO"] = "/sparql"
                return self._sparql(environ, visit, asked)
        except EXPLAINED as error:
            return visit.reply(problem(error, environ.get("HTTP_ACCEPT"), root=environ.get("SCRIPT_NAME", "")))
        return None

    def behind(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """Let the application answer a request that has been read."""
        return self._inner(environ, environ["communique.visit"].start)

    def _read(self, environ: WSGIEnvironment, path: str) -> Request:
        """Read the request into a value; the body too where it is SPARQL's."""
        body = b""
        if environ["REQUEST_METHOD"] in ("POST", "PUT", "QUERY", "PATCH"):
            body = _body(environ, self._settings.upload_limit)
        address = f"{self._settings.base_iri or _origin(environ)}{environ.get('SCRIPT_NAME', '')}{path}"
        request = environ["communique.request"] = Request(
            environ["REQUEST_METHOD"],
            environ.get("QUERY_STRING", ""),
            environ.get("CONTENT_TYPE") or None,
            body,
            environ.get("HTTP_ACCEPT"),
            environ.get("HTTP_TIMEOUT"),
            environ["communique.client"],
            address,
        )
        return request

    def _sparql(self, environ: WSGIEnvironment, visit: Visit, asked: Request) -> Iterable[bytes] | Asked | None:
        if asked.method not in ("GET", "HEAD", "POST", "QUERY") or len(asked.body) > BODY_KEPT or self._settings.rate:
            return None
        key = (
            self._engine.generation,
            asked.base,
            asked.query_string,
            asked.content_type,
            asked.body,
            asked.accept,
            "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""),
        )
        if entry := self._cache.get(key):
            return visit.entry(entry)
        operation = read(asked, self._settings.query_length)
        if operation.kind != "query" or media.HTML in media.wanted(asked.accept, operation.format):
            return None
        environ["communique.query"] = operation.text
        return Asked(visit, asked, operation, as_query(operation, asked), key, environ.get("SCRIPT_NAME", ""))

    def end(self, asked: Asked, outcome: Answer | Exception) -> Iterable[bytes]:
        """Answer with what came of a query, and remember it if it will be the same as long as the graph is."""
        if isinstance(outcome, Exception):
            return asked.visit.reply(problem(outcome, asked.request.accept, asked.operation.text, asked.root))
        reply = reply_to(outcome, asked.operation, asked.request, self._settings)
        key = asked.key
        if not (reply.keep and reply.etag == key[0]):
            return asked.visit.reply(reply)
        body = b"".join(reply.chunks())
        tag = '"' + hashlib.blake2b(repr(key).encode(), digest_size=12).hexdigest() + '"'
        headers = [*reply.headers, ("ETag", tag)]
        if asked.zipped and len(body) >= ZIPPED:
            body = gzip.compress(body, 4, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        entry = Entry(line(200), headers, body)
        self._cache.put(key, entry)
        return asked.visit.entry(entry, fresh=True)

    def refused(self, environ: WSGIEnvironment, start_response: StartResponse, error: Exception) -> Iterable[bytes]:
        """Answer a request of which too little, or too much, has come."""
        visit = environ["communique.visit"] = Visit(environ, start_response, self._settings.slow_query)
        environ["communique.client"] = environ.get("REMOTE_ADDR", "")
        return visit.reply(problem(error, environ.get("HTTP_ACCEPT"), root=environ.get("SCRIPT_NAME", "")))


def _origin(environ: WSGIEnvironment) -> str:
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    if not HOST.match(host):
        raise BadRequest("The Host header is not a host.")
    return f"{environ['wsgi.url_scheme']}://{host}"


def _body(environ: WSGIEnvironment, limit: int) -> bytes:
    """Read the body, and leave it to be read again.

    Raises:
        TooLong: it is longer than this server takes.

    """
    length = environ.get("CONTENT_LENGTH") or ""
    if length and (not length.isascii() or not length.isdigit()):
        raise BadRequest("Content-Length is not a number.")
    if int(length or 0) > limit:
        raise TooLong(f"The body has {int(length) >> 20} MB; this server takes {limit >> 20}.")
    chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    stream = environ["wsgi.input"]
    body: bytes = stream.read(int(length)) if length else stream.read(limit + 1) if chunked else b""
    if len(body) > limit:
        raise TooLong(f"The body is longer than the {limit >> 20} MB that this server takes.")
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return body
