"""What stands before Flask: remembered answers, plain queries, and the headers that every answer carries.

A remembered answer costs a tenth of a millisecond here and five times that behind Flask; so does the way of a plain
GET query to its worker. Everything else goes on to the application.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import logging
import os
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

from server import media, metrics
from server.cache import Cache, Entry
from server.engine import Engine
from server.problems import EXPLAINED, Reply, problem
from server.request import BadRequest, Operation, Request, TooLong, read
from server.sparql import query_reply

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOG = logging.getLogger("communique.requests")
SLOW = logging.getLogger("communique.slow")
HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}\Z")
TOKEN = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
ROUTES = frozenset(
    ("sparql", "graph", "id", "data", "page", "browse", "search", "ontology", "static", "healthz", "readyz", "metrics")
)
"""First segments of addresses, as they are counted; all others are counted as one."""
BODY_KEPT = 64 * 1024
REASONS = {
    200: "OK", 201: "Created", 204: "No Content", 303: "See Other", 304: "Not Modified", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
    408: "Request Timeout", 413: "Content Too Large", 415: "Unsupported Media Type", 429: "Too Many Requests",
    500: "Internal Server Error", 503: "Service Unavailable", 507: "Insufficient Storage",
}  # fmt: skip
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Content-Security-Policy", POLICY),
]
OPEN = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, X-Request-Id"),
]
PREFLIGHT = [
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, QUERY, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match, Timeout, X-Request-Id"),
    ("Access-Control-Max-Age", "86400"),
]


class Front:
    """The WSGI application around the application."""

    def __init__(self, inner: WSGIApplication, engine: Engine, cache: Cache) -> None:
        self._inner = inner
        self._engine = engine
        self._settings = engine.settings
        self._cache = cache
        self._behind_proxy = ProxyFix(self._answer, x_for=1, x_proto=1, x_host=1, x_prefix=1)
        engine.on_kill = lambda reason: metrics.KILLED.labels(reason).inc()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; a listed proxy's word on who asked is believed."""
        if environ.get("REMOTE_ADDR") in self._settings.proxies:
            return self._behind_proxy(environ, start_response)
        return self._answer(environ, start_response)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        visit = Visit(environ, start_response, self._settings.slow_query)
        path = environ.get("PATH_INFO", "")
        environ["communique.client"] = environ.get("REMOTE_ADDR", "")
        segment = path[1:].partition("/")[0]
        environ["communique.route"] = segment if segment in ROUTES else "other"
        try:
            self._read(environ, path)
            if path in ("/sparql", "/sparql/"):
                environ["PATH_INFO"] = "/sparql"
                return self._sparql(environ, visit)
        except EXPLAINED as error:
            return visit.reply(problem(error, environ.get("HTTP_ACCEPT"), root=environ.get("SCRIPT_NAME", "")))
        return self._inner(environ, visit.start)

    def _read(self, environ: WSGIEnvironment, path: str) -> None:
        """Read the request into a value; the body too where it is SPARQL's."""
        body = b""
        if environ["REQUEST_METHOD"] in ("POST", "PUT", "QUERY", "PATCH"):
            body = _body(environ, self._settings.upload_limit)
        environ["communique.request"] = Request(
            environ["REQUEST_METHOD"],
            environ.get("QUERY_STRING", ""),
            environ.get("CONTENT_TYPE") or None,
            body,
            environ.get("HTTP_ACCEPT"),
            environ.get("HTTP_TIMEOUT"),
            environ["communique.client"],
            self._address(environ, path),
        )

    def _address(self, environ: WSGIEnvironment, path: str) -> str:
        """Return the address that was asked, as it is known outside."""
        return f"{self._settings.base_iri or _origin(environ)}{environ.get('SCRIPT_NAME', '')}{path}"

    def _sparql(self, environ: WSGIEnvironment, visit: Visit) -> Iterable[bytes]:
        asked: Request = environ["communique.request"]
        if asked.method not in ("GET", "HEAD", "POST", "QUERY") or len(asked.body) > BODY_KEPT:
            return self._inner(environ, visit.start)
        key = self._key(environ, asked.base, asked.body)
        if not self._settings.rate:
            if entry := self._cache.get(key):
                return visit.entry(entry, environ)
            operation = read(asked, self._settings.query_length)
            if operation.kind == "query" and media.HTML not in media.wanted(asked.accept, operation.format):
                return self._query(environ, visit, asked, operation, key)
        return self._inner(environ, visit.start)

    def refused(self, environ: WSGIEnvironment, start_response: StartResponse, error: Exception) -> Iterable[bytes]:
        """Answer a request of which too little, or too much, has come."""
        visit = Visit(environ, start_response, self._settings.slow_query)
        environ["communique.client"] = environ.get("REMOTE_ADDR", "")
        return visit.reply(problem(error, environ.get("HTTP_ACCEPT"), root=environ.get("SCRIPT_NAME", "")))

    def _key(self, environ: WSGIEnvironment, address: str, body: bytes) -> tuple[Any, ...]:
        """Return all that the answer to a query depends on."""
        return (
            self._engine.generation,
            address,
            environ.get("QUERY_STRING", ""),
            environ.get("CONTENT_TYPE") or None,
            body,
            environ.get("HTTP_ACCEPT"),
            "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""),
        )

    def remembers(self, environ: WSGIEnvironment) -> bool:
        """Tell whether the answer needs no work, before the request has been read; of a proxy's request never."""
        if self._settings.rate or environ.get("REMOTE_ADDR") in self._settings.proxies:
            return False
        source = environ["wsgi.input"]
        body = source.getvalue() if isinstance(source, io.BytesIO) else b""
        try:
            address = self._address(environ, "/sparql")
        except EXPLAINED:  # the application refuses the request, and says why
            return False
        return self._cache.get(self._key(environ, address, body)) is not None

    def _query(
        self,
        environ: WSGIEnvironment,
        visit: Visit,
        asked: Request,
        operation: Operation,
        key: tuple[Any, ...],
    ) -> Iterable[bytes]:
        environ["communique.query"] = operation.text
        reply = query_reply_or_problem(self._engine, operation, asked, environ.get("SCRIPT_NAME", ""))
        if not (reply.keep and reply.etag == key[0]):
            return visit.reply(reply)
        body = b"".join(reply.chunks())
        tag = '"' + hashlib.blake2b(repr(key).encode(), digest_size=12).hexdigest() + '"'
        headers = [*reply.headers, ("ETag", tag)]
        if key[-1] and len(body) >= 1024:
            body = gzip.compress(body, 4, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        entry = Entry(_line(200), headers, body)
        self._cache.put(key, entry)
        return visit.entry(entry, environ, fresh=True)


def query_reply_or_problem(engine: Engine, operation: Operation, asked: Request, root: str = "") -> Reply:
    """Answer a query, or say what is wrong with it."""
    try:
        return query_reply(engine, operation, asked)
    except EXPLAINED as error:
        return problem(error, asked.accept, operation.text, root)


class Visit:
    """One request on its way: its id, its time, the headers of its answer."""

    def __init__(self, environ: WSGIEnvironment, start_response: StartResponse, slow: float) -> None:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        self.id = given if TOKEN.match(given) else os.urandom(8).hex()
        environ["communique.id"] = self.id
        self._environ = environ
        self._start = start_response
        self._begin = time.perf_counter()
        self._slow = slow
        self._head = environ["REQUEST_METHOD"] == "HEAD"

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        """Begin the answer of the application."""
        has = {name.lower() for name, _ in headers}
        added = [pair for pair in (*SECURITY, *OPEN) if pair[0].lower() not in has]
        if self._environ["REQUEST_METHOD"] == "OPTIONS":
            added += PREFLIGHT
        self._count(status[:3])
        self._log(status[:3])
        kept = [(name, value) for name, value in headers if name != "X-Keep"]
        return self._start(status, [*kept, *added, ("X-Request-Id", self.id)], exc_info)

    def reply(self, reply: Reply) -> Iterable[bytes]:
        """Answer with a reply of our own."""
        headers = [*reply.headers, *SECURITY, *OPEN, ("X-Request-Id", self.id)]
        if reply.size is not None:
            headers.append(("Content-Length", str(reply.size)))
        self._count(str(reply.status))
        self._log(str(reply.status))
        self._start(_line(reply.status), headers)
        if self._head and reply.file:
            reply.file.close()
        if self._head:
            return []
        self._environ["communique.file"] = reply.file
        return reply.chunks()

    def entry(self, entry: Entry, environ: WSGIEnvironment, fresh: bool = False) -> Iterable[bytes]:
        """Answer with what is remembered, or with the news that nothing has changed."""
        tag = next(value for name, value in entry.headers if name == "ETag")
        same = _matches(environ.get("HTTP_IF_NONE_MATCH", ""), tag)
        if not fresh:
            metrics.CACHED.labels("unchanged" if same else "whole").inc()
        self._count("304" if same else "200")
        if fresh:
            self._log("200")
        common = [*SECURITY, *OPEN, ("X-Request-Id", self.id)]
        if same:
            kept = [pair for pair in entry.headers if pair[0] in ("ETag", "Vary", "Cache-Control")]
            self._start(_line(304), [*kept, *common])
            return []
        self._start(entry.status, [*entry.headers, *common])
        return [] if self._head else [entry.body]

    def _count(self, status: str) -> None:
        route = self._environ.get("communique.route", "other")
        metrics.REQUESTS.labels(route, status).inc()
        metrics.SECONDS.labels(route).observe(time.perf_counter() - self._begin)
        if status >= "400":
            metrics.REFUSED.labels(status).inc()

    def _log(self, status: str) -> None:
        """Write one line about a request that was not answered from memory; two if its query was slow."""
        seconds, text = time.perf_counter() - self._begin, self._environ.get("communique.query", "")
        about: dict[str, Any] = {"request": self.id, "status": int(status), "seconds": round(seconds, 5)}
        about |= {"method": self._environ["REQUEST_METHOD"], "path": self._environ.get("PATH_INFO", "")[:200]}
        about["client"] = self._environ["communique.client"]
        if text:
            about["query"] = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        LOG.info("request", extra=about)
        if text and seconds >= self._slow:
            SLOW.warning("slow query", extra={**about, "text": text[:4000]})


def _line(status: int) -> str:
    return f"{status} {REASONS.get(status, 'Unknown')}"


def _matches(header: str, tag: str) -> bool:
    return header == "*" or any(part.strip().removeprefix("W/") == tag for part in header.split(","))


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
