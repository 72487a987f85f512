"""Claims to accepted facts, by the policy of ``ontology/rules/accept.rq``; prospects, contradictions, leaks."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import iris, vocab
from kg.errors import ShapeError
from kg.infer import read_query
from kg.ontology import FOLDER

ACCEPTED = ox.NamedNode(iris.ACCEPTED)
INFERRED = ox.NamedNode(iris.INFERRED)


def accept(store: ox.Store, folder: Path = FOLDER) -> int:
    """Write the accepted facts into their graph; return their number.

    First it is settled which things are there: what no accepted claim says is there becomes a prospect. Only then
    are facts about the others accepted.
    """
    policy = read_query("accept", folder)
    _add(store, ACCEPTED, (triple for triple in _construct(store, policy) if triple.predicate == vocab.TYPE))
    store.update(read_query("prospects", folder))
    _add(store, ACCEPTED, _construct(store, policy))
    return sum(1 for _ in store.quads_for_pattern(None, None, None, ACCEPTED))


def contradict(store: ox.Store, folder: Path = FOLDER) -> int:
    """Write which claims contradict each other; return how many pairs there are."""
    pairs = list(_construct(store, read_query("contradict", folder)))
    _add(store, INFERRED, pairs)
    return len(pairs) // 2


def refuse_leaks(store: ox.Store, folder: Path = FOLDER) -> None:
    """Refuse a graph in which a mere prospect looks like a real thing.

    Raises:
        ShapeError: there is such a prospect; the message names it and what it carries.

    """
    found = store.query(read_query("leaks", folder), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    leaks = [f"{row['thing']} {row['path']} {row['value']}" for row in found]
    if leaks:
        raise ShapeError(
            f"{len(leaks)} plain facts about mere prospects, so nothing is published; the first: {leaks[0]}"
        )


def _construct(store: ox.Store, query: str) -> ox.QueryTriples:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QueryTriples)
    return found


def _add(store: ox.Store, graph: ox.NamedNode, triples) -> None:  # type: ignore[no-untyped-def]
    store.extend({ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples})
