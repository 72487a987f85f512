"""Media types of results and graphs, and the choice among them that a client's Accept header leaves."""

from __future__ import annotations

import re
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

HTML = "text/html"
CHARSET = re.compile(r";\s*charset=[^,;]*", re.IGNORECASE)
SOLUTIONS = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
    HTML: HTML,
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "application/xhtml+xml": HTML,
}
"""What can be asked for a table, in the server's order of preference, and what that is."""
GRAPHS = {
    "text/turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "application/ld+json": "application/ld+json",
    "application/rdf+xml": "application/rdf+xml",
    "application/n-quads": "application/n-quads",
    "application/trig": "application/trig",
    HTML: HTML,
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/xhtml+xml": HTML,
}
"""What can be asked for a graph, in the server's order of preference, and what that is."""
SHORT = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv", None),
    "tsv": ("text/tab-separated-values", None),
    "html": (HTML, HTML),
    "ttl": (None, "text/turtle"),
    "turtle": (None, "text/turtle"),
    "nt": (None, "application/n-triples"),
    "ntriples": (None, "application/n-triples"),
    "nq": (None, "application/n-quads"),
    "trig": (None, "application/trig"),
    "rdf": (None, "application/rdf+xml"),
    "rdfxml": (None, "application/rdf+xml"),
    "jsonld": (None, "application/ld+json"),
    "json-ld": (None, "application/ld+json"),
}
"""Values of the ``format`` parameter: what a table and what a graph then comes as."""


class UnknownFormat(Exception):
    """The ``format`` parameter names no format of this server."""


@lru_cache(maxsize=1024)
def wanted(accept: str | None, short: str = "") -> tuple[str | None, str | None]:
    """Return what a table and what a graph shall come as; None where the client takes none of ours.

    Raises:
        UnknownFormat: the ``format`` parameter is not one of ours.

    """
    if short:
        if short in SHORT:
            return SHORT[short]
        if short in SOLUTIONS or short in GRAPHS:
            return short if short in SOLUTIONS else None, short if short in GRAPHS else None
        raise UnknownFormat(f"There is no format {short!r}; there are {', '.join(SHORT)}.")
    return best(accept, tuple(SOLUTIONS)), best(accept, tuple(GRAPHS))


def best(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """Return the offer that the header prefers; without a header the first one."""
    if accept is None or not accept.strip():
        return offers[0]
    # All that we send is UTF-8; a charset that a client writes into Accept must not part it from our types.
    return parse_accept_header(CHARSET.sub("", accept), MIMEAccept).best_match(offers)


def labelled(media: str) -> str:
    """Return the Content-Type of a media type: text says its encoding."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def bare(content_type: str | None) -> tuple[str, str]:
    """Return media type and charset (lower case) of a Content-Type header."""
    media, options = parse_options_header(content_type or "")
    return media.lower(), options.get("charset", "").lower()
