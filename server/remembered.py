"""Pages and data remembered as they went over the wire, for as long as the graph and the program stay as they are."""

from __future__ import annotations

from collections.abc import Hashable

from flask import Request, Response
from werkzeug.datastructures import Headers

from server import compression, metrics
from server.cache import Cache, Entry

OWN = frozenset({"Date", "Server", "X-Request-Id"})
"""Headers of one answer, not of what it carries."""


def key(request: Request, state: str) -> Hashable:
    """Return all that an answer depends on; ``state`` names the graph and the program."""
    return (
        state, request.host_url, request.script_root, request.path, request.query_string,
        request.headers.get("Accept"), compression.encoding(request),
    )  # fmt: skip


def recall(cache: Cache, request: Request, state: str) -> Response | None:
    """Return the remembered answer, made conditional anew; None where there is none, or where none is wanted."""
    if request.method not in ("GET", "HEAD") or request.cache_control.no_cache:
        return None
    entry = cache.get(key(request, state))
    if entry is None:
        return None
    response = Response(entry.body, entry.status, Headers(entry.headers))
    response.make_conditional(request)
    metrics.CACHED.labels("unchanged" if response.status_code == 304 else "page").inc()
    return response


def keep(cache: Cache, request: Request, response: Response, state: str, largest: int) -> None:
    """Remember a whole answer that is the same until the graph changes: one with an ETag, to a plain GET."""
    if request.method != "GET" or response.status_code != 200 or response.is_streamed or response.direct_passthrough:
        return
    if "must-revalidate" not in response.headers.get("Cache-Control", "") or "ETag" not in response.headers:
        return
    body = response.get_data()
    if len(body) <= largest:
        headers = [(name, value) for name, value in response.headers if name not in OWN]
        cache.put(key(request, state), Entry(response.status, headers, body))
