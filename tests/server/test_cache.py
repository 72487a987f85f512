"""Answers remembered in front of the application: found again by all that they depend on, and by nothing less."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from server.app import create_app
from server.cache import Cache, Entry
from server.front import Asked, Front
from server.settings import Settings

ASK = {"query": "ASK { ?s ?p ?o }"}
JSON = {"Accept": "application/sparql-results+json"}


@pytest.fixture(scope="module")
def front(site_store: Path) -> Iterator[Front]:
    app = create_app(Settings(store=site_store, deadline=60.0, proxies=("10.0.0.1",)))
    assert isinstance(app.wsgi_app, Front)
    yield app.wsgi_app


def environ(**more: Any) -> dict[str, Any]:
    """Return a request as the server's event loop makes it: its body whole, in memory."""
    made = EnvironBuilder(path="/sparql", **{"headers": JSON, **more}).get_environ()
    made["wsgi.input"] = BytesIO(made["wsgi.input"].read())
    return made


def remembers(front: Front, request: dict[str, Any]) -> bool:
    """Tell whether a request is answered before any query is asked."""
    begun = front.begin(request, lambda status, headers, exc_info=None: lambda data: None)
    assert begun is not None
    return not isinstance(begun, Asked)


REQUESTS = {
    "by GET": {"query_string": ASK},
    "by POST form": {"method": "POST", "data": ASK},
    "by POST direct": {"method": "POST", "data": ASK["query"], "content_type": "application/sparql-query"},
    "under another host": {"query_string": ASK, "base_url": "http://example.org:81/"},
    "zipped": {"query_string": ASK, "headers": {**JSON, "Accept-Encoding": "gzip"}},
}


@pytest.mark.parametrize("how", REQUESTS)
def test_a_repeated_query_is_known_to_need_no_work(front: Front, how: str) -> None:
    request = {**REQUESTS[how]}
    mark = f"# {how}"
    if "query_string" in request:
        request["query_string"] = {"query": f"{ASK['query']} {mark}"}
    elif isinstance(request["data"], dict):
        request["data"] = {"query": f"{ASK['query']} {mark}"}
    else:
        request["data"] = f"{ASK['query']} {mark}"
    assert not remembers(front, environ(**request))
    _, status, _ = run_wsgi_app(front, environ(**request))
    assert status.startswith("200")
    assert remembers(front, environ(**request))
    assert not remembers(front, environ(**{**request, "headers": {"Accept": "text/csv"}}))


def test_what_a_proxy_passes_on_is_known_by_the_address_that_it_tells(front: Front) -> None:
    request = {"query_string": ASK, "environ_base": {"REMOTE_ADDR": "10.0.0.1"}}
    elsewhere = {**request, "headers": {**JSON, "X-Forwarded-Host": "graph.example"}}
    run_wsgi_app(front, environ(query_string=ASK))
    assert remembers(front, environ(**request))
    assert not remembers(front, environ(**elsewhere))
    run_wsgi_app(front, environ(**elsewhere))
    assert remembers(front, environ(**elsewhere))


def test_the_cache_forgets_what_was_not_used_for_longest_and_never_outgrows_its_bytes() -> None:
    cache = Cache(5 * 1024)
    for name in "abc":
        cache.put(name, Entry("200 OK", [], b"x" * 512))
    assert cache.get("a") is not None
    cache.put("d", Entry("200 OK", [], b"x" * 512))
    assert cache.get("b") is None and cache.get("a") is not None and cache.get("d") is not None
    cache.put("e", Entry("200 OK", [], b"x" * 10_000))
    assert cache.get("e") is None and cache.get("d") is not None


def test_a_host_that_is_none_is_not_looked_up(front: Front) -> None:
    request = environ(query_string=ASK)
    request["HTTP_HOST"] = "a b"
    _, status, _ = run_wsgi_app(front, request)
    assert status.startswith("400")
