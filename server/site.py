"""What all pages share: the engine, words and names of the current generation, addresses, answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Response, current_app, g, render_template, request
from pyoxigraph import Literal, NamedNode

from server import panels
from server.addresses import CANONICAL, Addresses
from server.cache import Cache
from server.engine import Busy
from server.panels import Row
from server.problems import problem
from server.release import release, released
from server.search import Names
from server.terms import Vocabulary

Made = TypeVar("Made")
PATIENCE = 10.0
"""Seconds to wait for what somebody else is making, where the settings say nothing of a query's deadline."""
LOCKS: dict[str, threading.RLock] = {}
"""One for each thing that is kept: who needs the words does not wait for the index of names."""


def engine() -> Any:
    """Return the app's engine over the current generation."""
    return current_app.extensions["engine"]


def setting(name: str, default: Any) -> Any:
    """Return one of the server's settings."""
    return getattr(current_app.extensions.get("settings"), name, default)


def ask(name: str, limit: int = 0, offset: int = 0, **bindings: NamedNode | Literal) -> list[dict[str, Any]]:
    """Put a panel's question to the current generation."""
    return panels.ask(engine(), name, limit, offset, **bindings)


def ask_with(name: str, terms: panels.Bindings, limit: int = 0) -> list[dict[str, Any]]:
    """Put a panel's question with terms that a visitor chose."""
    return panels.steady(name, engine().select(panels.paged(panels.text(name), limit), terms))


def generation() -> str:
    """Return the id of the generation that answers."""
    return str(engine().generation)


def state_of_all() -> str:
    """Name all that pages are made from: the generation and the program."""
    return f"{generation()}-{release()}"


def remembered() -> Cache:
    """Return the answers that this process remembers."""
    found: Cache = current_app.extensions["communique.cache"]
    return found


def kept(name: str, make: Callable[[], Made]) -> Made:
    """Return what was made for this generation, making it once; an old generation's is let go.

    Raises:
        Busy: somebody else is making it, and takes longer than a query may.

    """
    shelf = current_app.extensions.setdefault("kept", {})
    current = generation()
    if shelf.get(name, ("",))[0] != current:
        lock = LOCKS.setdefault(name, threading.RLock())
        if not lock.acquire(timeout=setting("deadline", PATIENCE)):
            raise Busy("What this page needs is still being counted.")
        try:
            if shelf.get(name, ("",))[0] != current:
                shelf[name] = (current, make())
        finally:
            lock.release()
    found: Made = shelf[name][1]
    return found


def overview(name: str, limit: int = 0, deadline: float | None = None) -> list[dict[str, Any]]:
    """Return the rows of a panel that is asked of the whole graph, asking once for each generation."""
    query = panels.paged(panels.text(name), limit)
    return kept(f"{name} {limit}", lambda: panels.steady(name, engine().select(query, deadline=deadline)))


def vocabulary() -> Vocabulary:
    """Return the ontology's words."""
    return kept("vocabulary", lambda: Vocabulary.read(ask("vocabulary")))


def names() -> Names:
    """Return the index of names."""
    return kept("names", lambda: Names.read(ask("names"), ask("weights")))


def prospects() -> frozenset[str]:
    """Return the things that are only spoken of."""
    return kept("prospects", lambda: frozenset(row["thing"].value for row in ask("prospects")))


def addresses() -> Addresses:
    """Return where things are, under the prefix at which this request came in."""
    return Addresses(setting("canonical", CANONICAL), request.script_root)


def public(path: str) -> str:
    """Return the whole address of a path of ours: as the operator says, else as the request does."""
    return f"{setting('base_iri', '') or request.host_url.rstrip('/')}{request.script_root}{path}"


def changed() -> str:
    """Return the day on which this state of the graph was published."""
    published = getattr(engine(), "published", None)
    return published.date().isoformat() if published else ""


def state(code: str) -> NamedNode | None:
    """Return the IRI of the state with this code."""
    return addresses().thing(f"state/{code}")


def label(rows: Sequence[Row], fallback: str) -> str:
    """Return the thing's label from the panel ``thing``: English first, reference data before articles."""
    found = [row for row in rows if row["property"].value.endswith(("rdf-schema#label", "terms/title"))]
    return min(found, key=_rank)["value"].value if found else fallback


def _rank(row: Row) -> tuple[bool, bool, str]:
    foreign = getattr(row["value"], "language", None) not in ("en", None)
    return foreign, not row["graph"].value.endswith("/reference"), row["value"].value


def whole(name: str, default: int = 1, most: int = 100_000) -> int | None:
    """Return a whole number from the address, None when what stands there is none that we serve."""
    text = request.args.get(name, str(default))
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most else None


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Render a page."""
    return answer(render_template(template, **values), "text/html; charset=utf-8", status)


def refused(error: Exception) -> Response:
    """Answer with a problem that programs can read."""
    reply = problem(error, request.headers.get("Accept"), root=request.script_root)
    return Response(reply.chunks(), reply.status, reply.headers)


def answer(body: str | bytes, media: str, status: int = 200, links: list[str] | None = None) -> Response:
    """Answer with what changes only when the generation does."""
    response = Response(body, status, content_type=media)
    response.headers.add("Vary", "Accept")
    for link in links or []:
        response.headers.add("Link", link)
    if status == 200:
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        # Of when the answer was begun: what changes meanwhile makes it an old one.
        response.set_etag(f"{g.get('state') or state_of_all()}-{media.split(';')[0].rsplit('/')[-1]}")
        published = getattr(engine(), "published", None)
        if published is not None:
            # A page is as old as what it shows and as the program that writes it.
            response.last_modified = max(published, datetime.fromtimestamp(int(released()), UTC))
        response.make_conditional(request)
    return response
