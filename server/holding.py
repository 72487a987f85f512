"""The graph in memory: loaded from a generation, changed by writes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from server.guard import unrepeatable
from server.journal import Write

TRIPLES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
QUADS = {
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
UPLOADS = TRIPLES | QUADS
"""RDF syntaxes that can be uploaded."""


def load(folder: Path) -> ox.Store:
    """Copy the quads of a store folder into memory.

    Another process reads the folder: an opened disk store starts threads, and a process with threads cannot fork
    safely. Blank nodes keep their labels, so that writes can be told apart from what was there.

    Raises:
        StoreError: the folder cannot be read.

    """
    read, write = os.pipe()
    reader = os.fork()
    if reader == 0:
        os.close(read)
        _dump(folder, write)
    os.close(write)
    store = ox.Store()
    with os.fdopen(read, "rb", buffering=1 << 20) as pipe:
        store.extend(ox.parse(pipe, format=ox.RdfFormat.N_QUADS))
    _, status = os.waitpid(reader, 0)
    if status:
        raise StoreError(f"{folder}: cannot be read; is it a store that a build published?")
    return store


def _dump(folder: Path, handle: int) -> None:
    code = 1
    try:
        with open(handle, "wb", buffering=1 << 20) as pipe:
            ox.Store.read_only(str(folder)).dump(pipe, format=ox.RdfFormat.N_QUADS)
        code = 0
    except OSError:
        pass
    finally:
        os._exit(code)


def apply(store: ox.Store, write: Write) -> Write:
    """Change the graph; return the write as the journal must keep it to get the same graph again.

    Raises:
        SyntaxError, ValueError: the write is not well-formed; the graph may be half changed and must be dropped.

    """
    if write.kind == "update" and unrepeatable(write.text):
        before = _lines(store)
        store.update(write.text, base_iri=write.base or None)
        return _delta(before, _lines(store))
    APPLY[write.kind](store, write)
    return write


def _update(store: ox.Store, write: Write) -> None:
    store.update(write.text, base_iri=write.base or None)


def _put(store: ox.Store, write: Write) -> None:
    graph = name(write.graph)
    if isinstance(graph, ox.NamedNode):
        store.add_graph(graph)
    store.clear_graph(graph)
    _post(store, write)


def _post(store: ox.Store, write: Write) -> None:
    graph = name(write.graph)
    if isinstance(graph, ox.NamedNode):
        store.add_graph(graph)
    store.extend(_into(graph, write))


def _into(graph: ox.NamedNode | ox.DefaultGraph, write: Write) -> Iterator[ox.Quad]:
    syntax = UPLOADS[write.media]
    data = write.text.encode()
    for quad in ox.parse(data, format=syntax, base_iri=write.base or None, rename_blank_nodes=True):
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            raise ValueError("The upload has graphs of its own; a graph takes triples only.")
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _delete(store: ox.Store, write: Write) -> None:
    graph = name(write.graph)
    if isinstance(graph, ox.NamedNode):
        store.remove_graph(graph)
    else:
        store.clear_graph(graph)


def _delta(before: Path, after: Path) -> Write:
    old, new = set(before.read_bytes().splitlines(True)), set(after.read_bytes().splitlines(True))
    before.unlink()
    after.unlink()
    return Write("delta", b"".join(chain(sorted(old - new), [b"\f"], sorted(new - old))).decode())


def _apply_delta(store: ox.Store, write: Write) -> None:
    gone, _, come = write.text.partition("\f")
    for quad in ox.parse(gone.encode(), format=ox.RdfFormat.N_QUADS):
        store.remove(quad)
    store.extend(ox.parse(come.encode(), format=ox.RdfFormat.N_QUADS))


def _lines(store: ox.Store) -> Path:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        store.dump(file, format=ox.RdfFormat.N_QUADS)
    return Path(file.name)


def name(graph: str) -> ox.NamedNode | ox.DefaultGraph:
    """Return the graph's name as the store takes it."""
    return ox.NamedNode(graph) if graph else ox.DefaultGraph()


APPLY = {"update": _update, "put": _put, "post": _post, "delete": _delete, "delta": _apply_delta}
