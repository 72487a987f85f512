"""Answers made small for the wire: text is compressed for whoever takes gzip, what never changes only once.

Scripts and styles that were built lie beside their Brotli form (`server/vendor.mjs` writes it) for whoever takes that.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from flask import Request, Response

SMALLEST = 860
"""Bytes below which compressing costs more than it saves."""
KEPT = 64
PACKED: OrderedDict[str, bytes] = OrderedDict()
LOCK = threading.Lock()
TEXT = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/linkset+json",
    "application/rdf+xml",
    "application/n-triples",
    "application/trig",
    "application/xml",
    "application/javascript",
    "application/sparql",
    "image/svg+xml",
)


def encoding(request: Request) -> str:
    """Return how a page is encoded for this request."""
    return "gzip" if request.accept_encodings["gzip"] else ""


def brotli(request: Request, response: Response, file: Path) -> Response:
    """Send the Brotli form of a static file where there is one and it is wanted."""
    packed = file.with_name(file.name + ".br")
    if response.status_code != 200 or not request.accept_encodings["br"] or not packed.is_file():
        return response
    response.direct_passthrough = False
    response.set_data(_kept(f"{packed} {packed.stat().st_mtime_ns}", packed.read_bytes))
    response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    return response


def compress(request: Request, response: Response, once: str = "") -> Response:
    """Compress an answer; one with a name in ``once`` is kept, since its bytes stand under that name for ever.

    The validator becomes a weak one, since the bytes differ from those of the plain answer and the content does not.
    """
    if response.status_code == 304 or not (response.mimetype or "").startswith(TEXT):
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code in (204, 206)
        or response.headers.get("Content-Encoding")
        or not encoding(request)
        or (response.is_streamed and not once)
    ):
        return response
    if once and (response.content_length or SMALLEST) >= SMALLEST:
        response.direct_passthrough = False
        packed = _kept(once, lambda: gzip.compress(response.get_data(), 9, mtime=0))
    else:
        response.direct_passthrough = False
        plain = response.get_data()
        if len(plain) < SMALLEST:
            return response
        packed = gzip.compress(plain, 5, mtime=0)
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


def _kept(name: str, make: Callable[[], bytes]) -> bytes:
    packed = PACKED.get(name)
    if packed is None:
        packed = make()
        with LOCK:
            PACKED[name] = packed
            while len(PACKED) > KEPT:
                PACKED.popitem(last=False)
    return packed
