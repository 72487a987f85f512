"""``/sparql``: queries, updates, and the description of the service."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from server import capabilities, guard, limits, media, metrics, site
from server.engine import Answer, Engine, Query
from server.journal import Write
from server.problems import Reply
from server.request import METHODS, Operation, Request, read
from server.settings import Settings
from server.table import downloads, table
from server.update import with_using
from server.worker import Unacceptable

blueprint = Blueprint("sparql", __name__)


def query_reply(engine: Engine, operation: Operation, asked: Request) -> Reply:
    """Answer a query in the negotiated format (every one but HTML)."""
    return reply_to(engine.run(as_query(operation, asked), asked.client), operation, asked, engine.settings)


def as_query(operation: Operation, asked: Request) -> Query:
    """Return the query with the formats that its answer may have."""
    solutions, graph = media.wanted(asked.accept, operation.format)
    return Query(
        operation.text,
        media.SOLUTIONS.get(solutions or ""),
        media.GRAPHS.get(graph or ""),
        operation.default_graphs,
        operation.named_graphs,
        asked.base,
        operation.deadline,
    )


def reply_to(answer: Answer, operation: Operation, asked: Request, settings: Settings) -> Reply:
    """Return an answer as a reply, under the name by which its format was asked for."""
    solutions, graph = media.wanted(asked.accept, operation.format)
    label = (graph if answer.kind == "graph" else solutions) or answer.media
    return whole(answer, label, settings, operation.text)


def whole(answer: Answer, label: str, settings: Settings, text: str) -> Reply:
    """Return an answer as a reply that says its size and whether it may be kept."""
    keep = bool(answer.generation) and answer.size <= settings.cache_entry and not guard.changing(text)
    headers = [("Content-Type", media.labelled(label)), ("Vary", "Accept, Accept-Encoding")]
    headers.append(("Cache-Control", "public, max-age=0, must-revalidate" if keep else "no-store"))
    file = None if answer.file is None else answer
    state = answer.generation if keep else ""
    return Reply(200, headers, [answer.body], file, answer.size, keep=keep, etag=state)


def asked_now() -> Request:
    """Return the request as the front has read it."""
    found: Request = request.environ["communique.request"]
    return found


def response(reply: Reply) -> Response:
    """Return a reply as Flask wants it."""
    request.environ["communique.file"] = reply.file if request.method != "HEAD" else None
    made = Response(reply.chunks(), reply.status, reply.headers)
    if reply.size is not None:
        made.content_length = reply.size
    if reply.keep:
        made.headers["X-Keep"] = reply.etag
    return made


@blueprint.route("/sparql", methods=[*METHODS])
def endpoint() -> BaseResponse:
    """Ask, update, or learn what the endpoint can do."""
    settings: Settings = current_app.extensions["settings"]
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": ", ".join(METHODS), "Accept-Query": ACCEPTED})
    operation = read(asked_now(), settings.query_length)
    request.environ["communique.query"] = operation.text
    return VIEWS[operation.kind](operation)


ACCEPTED = '"application/sparql-query", "application/x-www-form-urlencoded"'


def _query(operation: Operation) -> Response:
    engine: Engine = current_app.extensions["engine"]
    asked = asked_now()
    if media.HTML in {
        media.SOLUTIONS.get(kind or "") for kind in media.wanted(asked.accept, operation.format)
    }:
        return _page(engine, operation, asked)
    return response(query_reply(engine, operation, asked))


def _page(engine: Engine, operation: Operation, asked: Request) -> Response:
    query = Query(
        operation.text,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        base=asked.base,
        deadline=operation.deadline,
    )
    answer = engine.run(query, asked.client)
    found = table(answer, lambda iri: site.addresses().page(iri))
    links = downloads(url_for("sparql.endpoint"), operation.text, answer.kind)
    values = {"names": found.names, "rows": found.rows, "more": found.more, "truth": found.truth}
    page = render_template("results.html", query=operation.text, downloads=links, **values)
    return Response(page, headers={"Vary": "Accept", "Cache-Control": "no-store"})


def _update(operation: Operation) -> Response:
    engine: Engine = current_app.extensions["engine"]
    limits.may_write(engine.settings)
    text = with_using(operation.text, operation.default_graphs, operation.named_graphs)
    guard.check_nesting(text, engine.settings.nesting_limit)
    engine.write(Write("update", text, base=asked_now().base))
    metrics.WRITES.inc()
    return Response(status=204)


def _describe(operation: Operation) -> BaseResponse:
    engine: Engine = current_app.extensions["engine"]
    asked = asked_now()
    kinds = tuple(media.GRAPHS)
    wanted = (
        media.wanted(asked.accept, operation.format)[1]
        if operation.format
        else media.best(asked.accept, kinds)
    )
    if wanted is None:
        raise Unacceptable(
            "The description of the service is a graph; none of the accepted formats can carry that."
        )
    if media.GRAPHS[wanted] == media.HTML:
        return redirect(url_for("pages.query"), 303)
    data = capabilities.service(engine, asked.base, media.GRAPHS[wanted])
    made = Response(data, content_type=media.labelled(wanted), headers={"Vary": "Accept"})
    made.set_etag(hashlib.sha256(data).hexdigest()[:16])
    return made.make_conditional(request)


VIEWS: dict[str, Callable[[Operation], BaseResponse]] = {
    "query": _query,
    "update": _update,
    "describe": _describe,
}


@blueprint.route("/.well-known/void")
def void() -> BaseResponse:
    """Describe the data: VoID and DCAT, counted in the current generation."""
    engine: Engine = current_app.extensions["engine"]
    wanted = media.best(
        asked_now().accept, tuple(kind for kind in media.GRAPHS if media.GRAPHS[kind] != media.HTML)
    )
    kind = media.GRAPHS[wanted or "text/turtle"]
    endpoint_ = asked_now().base.removesuffix("/.well-known/void") + "/sparql"
    return site.answer(capabilities.void(engine, endpoint_, kind), media.labelled(kind))
