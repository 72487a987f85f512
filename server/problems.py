"""Errors as answers: HTTP status and RFC 9457 problem details, or a small page for people."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from werkzeug.exceptions import HTTPException

from kg.errors import StoreError
from server import engine, guard, media, request, run, worker

JSON = "application/problem+json"


class Unauthorized(Exception):
    """No token, or a wrong one."""


class ReadOnly(Exception):
    """This server takes no writes at all."""


class TooSlow(Exception):
    """A request that did not come to its end in time."""


class TooManyRequests(Exception):
    """A client exceeds its rate limit; after so many seconds it may come back."""

    def __init__(self, message: str, seconds: int = 1) -> None:
        super().__init__(message)
        self.seconds = seconds


STATUS: dict[type[Exception], tuple[int, str]] = {
    SyntaxError: (400, "Not well-formed"),
    request.BadRequest: (400, "Bad request"),
    media.UnknownFormat: (400, "Unknown format"),
    guard.TooComplex: (400, "Too complex"),
    run.EvaluationError: (400, "Cannot be evaluated"),
    Unauthorized: (401, "Token needed"),
    guard.Forbidden: (403, "Refused"),
    ReadOnly: (403, "Read-only"),
    worker.TooLarge: (403, "Result too large"),
    worker.UnknownGraph: (404, "Unknown graph"),
    request.MethodRefused: (405, "Method not allowed"),
    worker.Unacceptable: (406, "Not acceptable"),
    TooSlow: (408, "Too slow"),
    request.TooLong: (413, "Too long"),
    request.UnsupportedMedia: (415, "Unsupported media type"),
    TooManyRequests: (429, "Too many requests"),
    engine.QueryTimeout: (503, "Query timed out"),
    engine.TooCostly: (503, "Query too costly"),
    engine.Busy: (503, "Busy"),
    engine.NoWorkers: (503, "Not ready"),
    run.WriteFailed: (507, "Write failed"),
    StoreError: (503, "Not ready"),
}
EXPLAINED = tuple(STATUS)
LATER = {engine.Busy: "2", engine.NoWorkers: "2", engine.QueryTimeout: "10"}


@dataclass(slots=True)
class Reply:
    """An HTTP answer as a value."""

    status: int
    headers: list[tuple[str, str]]
    body: Iterable[bytes] = ()
    file: engine.Answer | None = None
    """The result that lies in a file, in place of a body."""
    size: int | None = None
    etag: str = ""
    keep: bool = field(default=False)
    """Whether the same request gets the same answer for as long as the generation stays."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the body."""
        yield from self.file.chunks() if self.file else self.body


def problem(error: Exception, accept: str | None, query: str = "", root: str = "") -> Reply:
    """Return the answer to a request that failed; ``root`` is what a proxy puts before our paths."""
    status, title = _status(error)
    detail = _detail(error)
    fields: dict[str, object] = {"type": f"urn:problem:{_slug(title)}", "title": title, "status": status}
    fields["detail"] = detail
    if isinstance(error, SyntaxError) and (where := guard.place(detail)):
        fields |= {"line": where[0], "column": where[1]}
    headers = [("Vary", "Accept"), ("Cache-Control", "no-store"), *_headers(error, status)]
    if media.best(accept, (JSON, "application/json", "text/html")) == "text/html":
        body = _page(fields, query, root).encode()
        kind = "text/html; charset=utf-8"
    else:
        body = json.dumps(fields, ensure_ascii=False).encode()
        kind = JSON
    return Reply(status, [("Content-Type", kind), *headers], [body], size=len(body))


def _status(error: Exception) -> tuple[int, str]:
    if isinstance(error, HTTPException):
        return error.code or 500, error.name
    return next((found for known, found in STATUS.items() if isinstance(error, known)), (500, "Server error"))


def _detail(error: Exception) -> str:
    if isinstance(error, HTTPException):
        return error.description or error.name
    if isinstance(error, EXPLAINED):
        text = " ".join(str(error).split())
        return text if len(text) < 600 else text[:600] + " …"
    return "Something went wrong here; the log of the server says more."


def _headers(error: Exception, status: int) -> list[tuple[str, str]]:
    headers = []
    if isinstance(error, request.MethodRefused):
        headers.append(("Allow", str(error)))
    if isinstance(error, HTTPException) and (allowed := getattr(error, "valid_methods", None)):
        headers.append(("Allow", ", ".join(sorted(allowed))))
    if isinstance(error, Unauthorized):
        headers.append(("WWW-Authenticate", 'Bearer realm="writing"'))
    if isinstance(error, TooManyRequests):
        headers.append(("Retry-After", str(error.seconds)))
    if later := next((seconds for known, seconds in LATER.items() if isinstance(error, known)), None):
        headers.append(("Retry-After", later))
    return headers


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{root}/static/site.css">
<main><h1>{title}</h1><p>{detail}</p>{query}<p><a href="{root}/">Start page</a></p></main></html>
"""


def _page(fields: dict[str, object], query: str, root: str) -> str:
    shown = ""
    if query:
        wrong = fields.get("line")
        lines = (
            f"<mark>{html.escape(line)}</mark>" if number == wrong else html.escape(line)
            for number, line in enumerate(query.split("\n"), 1)
        )
        shown = "<pre>" + "\n".join(lines) + "</pre>"
    title, detail = html.escape(str(fields["title"])), html.escape(str(fields["detail"]))
    return PAGE.format(title=title, detail=detail, query=shown, root=html.escape(root))
