"""One request on its way: its id, its time, the headers of its answer, its lines in counts and logs."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from server import log, metrics
from server.cache import Entry
from server.problems import Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOG = logging.getLogger("communique.requests")
SLOW = logging.getLogger("communique.slow")
TOKEN = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
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
EVERY = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Content-Security-Policy", POLICY),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, X-Request-Id"),
]
"""What every answer carries: what browsers may do with it, and that programs in other pages may read it."""
PREFLIGHT = [
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, QUERY, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match, Timeout, X-Request-Id"),
    ("Access-Control-Max-Age", "86400"),
]


class Visit:
    """A request that is being answered; who sends the answer closes the visit afterwards."""

    def __init__(self, environ: WSGIEnvironment, start_response: StartResponse, slow: float) -> None:
        given = environ.get("HTTP_X_REQUEST_ID")
        self.id = given if given and TOKEN.match(given) else os.urandom(8).hex()
        environ["communique.id"] = self.id
        self._environ = environ
        self._start = start_response
        self._begin = time.perf_counter()
        self._slow = slow
        self._head = environ["REQUEST_METHOD"] == "HEAD"
        self._ended: tuple[str, float, bool] | None = None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        """Begin the answer of the application."""
        has = {name.lower() for name, _ in headers}
        added = [pair for pair in EVERY if pair[0].lower() not in has]
        if self._environ["REQUEST_METHOD"] == "OPTIONS":
            added += PREFLIGHT
        self._end(status[:3])
        kept = [(name, value) for name, value in headers if name != "X-Keep"]
        return self._start(status, [*kept, *added, ("X-Request-Id", self.id)], exc_info)

    def reply(self, reply: Reply) -> Iterable[bytes]:
        """Answer with a reply of our own."""
        headers = [*reply.headers, *EVERY, ("X-Request-Id", self.id)]
        if reply.size is not None:
            headers.append(("Content-Length", str(reply.size)))
        self._end(str(reply.status))
        self._start(line(reply.status), headers)
        if self._head and reply.file:
            reply.file.close()
        if self._head:
            return []
        self._environ["communique.file"] = reply.file
        return reply.chunks()

    def entry(self, entry: Entry, fresh: bool = False) -> Iterable[bytes]:
        """Answer with what is remembered, or with the news that nothing has changed."""
        given = self._environ.get("HTTP_IF_NONE_MATCH", "")
        same = given != "" and _matches(given, next(value for name, value in entry.headers if name == "ETag"))
        if not fresh:
            metrics.cached("unchanged" if same else "whole").inc()
        self._end("304" if same else "200", logged=fresh)
        if same:
            kept = [pair for pair in entry.headers if pair[0] in ("ETag", "Vary", "Cache-Control")]
            self._start(line(304), [*kept, *EVERY, ("X-Request-Id", self.id)])
            return []
        self._start(entry.status, [*entry.headers, *EVERY, ("X-Request-Id", self.id)])
        return [] if self._head else [entry.body]

    def _end(self, status: str, logged: bool = True) -> None:
        """Note how the request ends."""
        self._ended = (status, time.perf_counter() - self._begin, logged)

    def close(self) -> None:
        """Count the request, when its answer is on the way; what was not answered from memory leaves a line too."""
        if self._ended is None:
            return
        (status, seconds, logged), self._ended = self._ended, None
        route = self._environ.get("communique.route", "other")
        metrics.requests(route, status).inc()
        metrics.seconds(route).observe(seconds)
        if status >= "400":
            metrics.REFUSED.labels(status).inc()
        if logged:
            self._log(status, seconds)

    def _log(self, status: str, seconds: float) -> None:
        """Write one line about the request; two if its query was slow."""
        text = self._environ.get("communique.query", "")
        about = {
            "request": self.id,
            "status": int(status),
            "seconds": round(seconds, 5),
            "method": self._environ["REQUEST_METHOD"],
            "path": self._environ.get("PATH_INFO", "")[:200],
            "client": self._environ["communique.client"],
        }
        if text:
            about["query"] = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        log.line(LOG, logging.INFO, "request", about)
        if text and seconds >= self._slow:
            log.line(SLOW, logging.WARNING, "slow query", {**about, "text": text[:4000]})


def line(status: int) -> str:
    """Return a status as HTTP writes it."""
    return f"{status} {REASONS.get(status, 'Unknown')}"


def _matches(header: str, tag: str) -> bool:
    return header == "*" or any(part.strip().removeprefix("W/") == tag for part in header.split(","))
