"""Answers made small for the wire: text is compressed for whoever takes gzip, what never changes only once."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict

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
        or not request.accept_encodings["gzip"]
        or (response.is_streamed and not once)
    ):
        return response
    packed = PACKED.get(once) if once else None
    if packed is None:
        response.direct_passthrough = False
        plain = response.get_data()
        if len(plain) < SMALLEST:
            return response
        packed = gzip.compress(plain, 9 if once else 5, mtime=0)
        if once:
            _keep(once, packed)
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


def _keep(name: str, packed: bytes) -> None:
    with LOCK:
        PACKED[name] = packed
        while len(PACKED) > KEPT:
            PACKED.popitem(last=False)
