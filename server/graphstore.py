"""SPARQL 1.1 Graph Store Protocol at ``/graph``: whole graphs read, put, added to, deleted."""

from __future__ import annotations

import uuid
from itertools import chain

from flask import Blueprint, Response, current_app, request

from server import guard, limits, media, metrics
from server.engine import Answer, Engine, Query
from server.holding import UPLOADS
from server.journal import Write
from server.problems import Reply
from server.request import BadRequest, UnsupportedMedia, decoded, iris, pairs
from server.sparql import asked_now, response
from server.worker import Unacceptable, UnknownGraph

blueprint = Blueprint("graphstore", __name__)
GRAPHS = tuple(kind for kind, what in media.GRAPHS.items() if what != media.HTML)


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine


def _write(write: Write) -> None:
    _engine().write(write)
    metrics.WRITES.inc()


def _named(path: str) -> str | None:
    """Return the graph that the request is about: "" the default one, None none at all."""
    if path:
        return iris([current_app.extensions["settings"].canonical + "graph/" + path])[0]
    fields = pairs(request.query_string.decode("latin-1"))
    graphs = [value for name, value in fields if name == "graph"]
    default = any(name == "default" for name, _ in fields)
    if len(graphs) + default > 1:
        raise BadRequest("Give either graph=IRI, once, or default.")
    if default:
        return ""
    return iris(graphs)[0] if graphs else None


def _chosen(path: str) -> str:
    graph = _named(path)
    if graph is None:
        raise BadRequest("Which graph? Give graph=IRI or default.")
    return graph


@blueprint.get("/graph", defaults={"path": ""})
@blueprint.get("/graph/<path:path>")
def read(path: str) -> Response:
    """Return a graph."""
    graph = _chosen(path)
    wanted = (
        media.wanted(None, request.args.get("format", ""))[1] if "format" in request.args else _accepted()
    )
    if wanted not in GRAPHS:
        raise Unacceptable(f"A graph comes as {', '.join(sorted(set(GRAPHS)))}; none of them is accepted.")
    answer = _dump(graph, media.GRAPHS[wanted])
    headers = [("Content-Type", media.labelled(wanted)), ("Vary", "Accept"), ("Cache-Control", "no-cache")]
    file = None if answer.file is None else answer
    return response(Reply(200, headers, [answer.body], file, answer.size))


def _accepted() -> str | None:
    return media.best(asked_now().accept, GRAPHS)


def _dump(graph: str, kind: str) -> Answer:
    engine = _engine()
    if graph or not engine.settings.union_default_graph:
        return engine.run(Query("", graph=kind, do="graph", name=graph, trusted=True), asked_now().client)
    everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    return engine.run(Query(everything, graph=kind, trusted=True), asked_now().client)


def _exists(graph: str) -> bool:
    try:
        _dump_head(graph)
    except UnknownGraph:
        return False
    return True


def _dump_head(graph: str) -> None:
    if graph and not _engine().ask("ASK { GRAPH ?g {} }", g=graph):
        raise UnknownGraph(f"There is no graph <{graph}>.")


@blueprint.put("/graph", defaults={"path": ""})
@blueprint.put("/graph/<path:path>")
def put(path: str) -> Response:
    """Replace a graph."""
    limits.may_write(_engine().settings)
    graph = _chosen(path)
    existed = _exists(graph)
    _write(_upload("put", graph))
    return Response(status=204 if existed else 201)


@blueprint.post("/graph", defaults={"path": ""})
@blueprint.post("/graph/<path:path>")
def post(path: str) -> Response:
    """Add to a graph, or to a new one whose name the answer tells."""
    limits.may_write(_engine().settings)
    graph = _named(path)
    if graph is None:
        fresh = str(uuid.uuid4())
        graph = f"{_engine().settings.canonical}graph/{fresh}"
        _write(_upload("post", graph))
        return Response(status=201, headers={"Location": graph})
    existed = _exists(graph)
    _write(_upload("post", graph))
    return Response(status=204 if existed else 201)


@blueprint.delete("/graph", defaults={"path": ""})
@blueprint.delete("/graph/<path:path>")
def delete(path: str) -> Response:
    """Delete a graph."""
    limits.may_write(_engine().settings)
    graph = _chosen(path)
    _dump_head(graph)
    _write(Write("delete", graph=graph))
    return Response(status=204)


def _upload(kind: str, graph: str) -> Write:
    syntax, _ = media.bare(request.content_type)
    if syntax == "multipart/form-data":
        return _parts(kind, graph)
    text = _checked(request.content_type, asked_now().body)
    return Write(kind, text, graph, syntax, base=graph or asked_now().base)


def _parts(kind: str, graph: str) -> Write:
    """Return all files of a form as one upload; blank nodes of different files stay different."""
    import pyoxigraph as ox

    triples: list[ox.Triple] = []
    for file in chain.from_iterable(request.files.listvalues()):
        text = _checked(file.content_type, file.stream.read())
        syntax, _ = media.bare(file.content_type)
        parsed = ox.parse(text, format=UPLOADS[syntax], base_iri=graph or None, rename_blank_nodes=True)
        triples += [quad.triple for quad in parsed]
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return Write(kind, (data or b"").decode(), graph, "application/n-triples")


def _checked(content_type: str | None, data: bytes) -> str:
    syntax, charset = media.bare(content_type)
    if syntax not in UPLOADS:
        raise UnsupportedMedia(
            f"An upload must be {', '.join(UPLOADS)}, not {syntax or 'without Content-Type'}."
        )
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(f"An upload must be UTF-8, not {charset}.")
    guard.check_upload(data, syntax, _engine().settings.nesting_limit)
    return decoded(data)
