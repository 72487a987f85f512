"""SPARQL 1.1 Protocol: what a request asks, read from method, address, headers and body."""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from server.media import bare

FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
METHODS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
MAX_FIELDS = 10_000
UNBROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")


class BadRequest(Exception):
    """A request that breaks the protocol."""


class UnsupportedMedia(Exception):
    """A body in a media type or charset that we do not read."""


class MethodRefused(Exception):
    """A method that this address does not know; the message lists those it does."""


class TooLong(Exception):
    """A query or body longer than this server takes."""


class Request(NamedTuple):
    """An HTTP request as far as it matters here."""

    method: str
    query_string: str = ""
    content_type: str | None = None
    body: bytes = b""
    accept: str | None = None
    timeout: str | None = None
    client: str = ""
    base: str = ""
    """Address of the endpoint, against which relative IRIs are resolved."""


class Operation(NamedTuple):
    """What is asked: ``query``, ``update``, or ``describe`` the service itself.

    For an update, the two datasets are those of using-graph-uri and using-named-graph-uri.
    """

    kind: str
    text: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    deadline: float | None = None


def read(request: Request, longest: int) -> Operation:
    """Read a request.

    Raises:
        BadRequest, UnsupportedMedia, MethodRefused, TooLong: it breaks the protocol in one of these ways.

    """
    fields = pairs(request.query_string)
    texts = [(name, value) for name, value in fields if name in ("query", "update")]
    if request.method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in texts):
            raise BadRequest("An update must be sent with POST.")
    elif request.method in ("POST", "QUERY"):
        texts, fields = _from_body(request, texts, fields)
    else:
        raise MethodRefused(", ".join(METHODS))
    if len(texts) > 1:
        raise BadRequest("There must be exactly one query or update.")
    if not texts:
        if request.method in ("POST", "QUERY"):
            raise BadRequest("There is neither a query nor an update in the request.")
        return Operation("describe", format=_single(fields, "format"))
    return _operation(texts[0], fields, request, longest)


def _from_body(
    request: Request, texts: list[tuple[str, str]], fields: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    media, charset = bare(request.content_type)
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(f"The body must be UTF-8, not {charset}.")
    if not media:
        raise BadRequest(f"The body needs a Content-Type: {FORM}, {QUERY} or {UPDATE}.")
    if media not in (FORM, QUERY, UPDATE):
        raise UnsupportedMedia(f"The body must be {FORM}, {QUERY} or {UPDATE}, not {media}.")
    body = decoded(request.body)
    if media == FORM:
        inside = pairs(body)
        found = [(name, value) for name, value in inside if name in ("query", "update")]
        fields = fields + inside
    else:
        found = [("query" if media == QUERY else "update", body)]
    if request.method == "QUERY" and any(name == "update" for name, _ in found):
        raise BadRequest("The method QUERY is for queries; an update must be sent with POST.")
    return texts + found, fields


def _operation(
    text: tuple[str, str], fields: list[tuple[str, str]], request: Request, longest: int
) -> Operation:
    kind = text[0]
    if kind == "query" and len(text[1]) > longest:
        raise TooLong(f"The query has {len(text[1])} characters; this server takes {longest}.")
    if kind == "query" and fields in ([text], []):  # as most are
        return Operation(kind, text[1], deadline=_seconds(request.timeout or ""))
    names = ("default-graph-uri", "named-graph-uri")
    if kind == "update":
        names = ("using-graph-uri", "using-named-graph-uri")
    foreign = {"default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"} - set(
        names
    )
    if wrong := foreign & {name for name, _ in fields}:
        raise BadRequest(f"{sorted(wrong)[0]} does not go with {'an' if kind == 'update' else 'a'} {kind}.")
    return Operation(
        kind,
        text[1],
        iris(value for name, value in fields if name == names[0]),
        iris(value for name, value in fields if name == names[1]),
        _single(fields, "format") or _single(fields, "output"),
        _seconds(_single(fields, "timeout") or request.timeout or ""),
    )


def pairs(text: str) -> list[tuple[str, str]]:
    """Return the fields of a query string or form.

    Raises:
        BadRequest: they are not percent-encoded UTF-8, or too many.

    """
    if not text:
        return []
    if UNBROKEN.search(text):
        raise BadRequest("The address or form has a % that is not followed by two hexadecimal digits.")
    if text.count("&") >= MAX_FIELDS:
        raise BadRequest(f"The address or form has more than {MAX_FIELDS} fields.")
    try:
        fields = [field.partition("=") for field in text.split("&") if field]
        return [(unquoted(name), unquoted(value)) for name, _, value in fields]
    except UnicodeDecodeError as error:
        raise BadRequest("The address or form is not UTF-8.") from error


def unquoted(text: str) -> str:
    """Undo the percent-encoding of a form's name or value, in which every % is followed by two hexadecimal digits.

    That is quoted-printable with % for =, whose decoder is ten times as fast as the one for addresses.

    Raises:
        UnicodeDecodeError: the bytes are not UTF-8.

    """
    if "%" not in text:
        return text.replace("+", " ")
    quoted = text.replace("=", "=3D").replace("%", "=").replace("+", " ")
    return a2b_qp(quoted.encode()).decode("utf-8")


def decoded(body: bytes) -> str:
    """Return the body as text.

    Raises:
        BadRequest: it is not UTF-8.

    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8: byte {error.start} is {body[error.start]:#04x}.") from error


def iris(values: Iterable[str]) -> tuple[str, ...]:
    """Return absolute IRIs.

    Raises:
        BadRequest: one of them is none.

    """
    found = tuple(values)
    for value in found:
        try:
            ox.NamedNode(value)
        except ValueError as error:
            raise BadRequest(f"{value!r} is not an absolute IRI: {error}") from error
    return found


def _single(fields: list[tuple[str, str]], name: str) -> str:
    return next((value for key, value in fields if key == name), "")


def _seconds(text: str) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise BadRequest(f"timeout must be a number of seconds, not {text!r}.")
    return seconds
