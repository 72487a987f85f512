"""What tells robots and other programs where to begin: robots.txt, sitemap, catalogue of addresses."""

from __future__ import annotations

import json

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as Answer

from server import resource, site
from server.view import get

signs = Blueprint("signs", __name__)
SITEMAP = 20_000
XML = "application/xml"


@signs.get("/robots.txt")
def robots() -> Answer:
    """Let robots read pages and data, not the endpoint nor the endless combinations of facets."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {request.script_root}/{path}" for path in ("sparql", "browse?", "suggest", "panel/")),
        f"Sitemap: {site.public('/sitemap.xml')}",
    ]
    return site.answer("\n".join(lines) + "\n", "text/plain; charset=utf-8")


@signs.get("/sitemap.xml")
def sitemap() -> Answer:
    """List the pages; a graph of many things has several lists, and an index of them."""
    if "page" not in request.args:
        count = len(site.names().labels())
        parts = range(1, max(1, -(-count // SITEMAP)) + 1)
        return site.answer(render_template("sitemaps.xml", parts=parts, address=site.public("/sitemap.xml")), XML)
    number = site.whole("page", default=0)
    rows = site.ask("everything", SITEMAP, (number - 1) * SITEMAP) if number else []
    if number is None or (number > 1 and not rows):
        return resource.missing("sitemap.xml")
    paths = [site.addresses().page(get(row, "thing")).removeprefix(request.script_root) for row in rows]
    entries = [site.public(path) for path in paths if path.startswith("/")]
    return site.answer(render_template("sitemap.xml", entries=entries, day=site.changed()), XML)


@signs.get("/.well-known/api-catalog")
def catalog() -> Answer:
    """Name the addresses that programs start from (RFC 9727): endpoint, descriptions, terms."""
    start, endpoint, void = site.public("/"), site.public("/sparql"), site.public("/.well-known/void")
    linkset = [
        {"anchor": site.public("/.well-known/api-catalog"), "item": [{"href": endpoint}]},
        {"anchor": endpoint,
         "service-desc": [{"href": endpoint, "type": "text/turtle"}],
         "service-doc": [{"href": site.public("/query"), "type": "text/html"}],
         "service-meta": [{"href": void, "type": "text/turtle"}]},
        {"anchor": start,
         "describedby": [{"href": void, "type": "text/turtle"}, {"href": site.public("/ontology")}],
         "license": [{"href": resource.LICENCE}],
         "collection": [{"href": site.public("/sitemap.xml"), "type": XML}]},
    ]  # fmt: skip
    profile = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    return site.answer(json.dumps({"linkset": linkset}, indent=1), profile)
