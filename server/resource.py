"""Things and their descriptions: an address for each, a page for people, data for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from pyoxigraph import NamedNode
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as Answer

from kg.ontology import FOLDER
from server import description, entity, site
from server.addresses import FORMATS
from server.glossary import Glossary
from server.pace import Pace
from server.panels import Row
from server.terms import DD

resource = Blueprint("resource", __name__)
HTML = "text/html"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
EXTENSIONS = {media: extension for extension, media in FORMATS.items()}
# What clients ask for under other names.
ALIASES = {
    "application/json": "jsonld",
    "text/plain": "nt",
    "application/x-turtle": "ttl",
    "application/xml": "rdf",
    "text/xml": "rdf",
    "application/x-trig": "trig",
    "application/xhtml+xml": "html",
    HTML: "html",
} | EXTENSIONS
OFFERED = [HTML, *EXTENSIONS, *(media for media in ALIASES if media not in EXTENSIONS and media != HTML)]


def wanted(html: bool = True) -> str:
    """Return the extension that ``?format=`` or Accept asks for: "html", one of ours, or none."""
    asked = request.args.get("format")
    if asked is not None:
        known = {*FORMATS, *(["html"] if html else [])}
        return asked if asked in known else ALIASES.get(asked, "")
    offered = OFFERED if html else [media for media in OFFERED if ALIASES[media] != "html"]
    return ALIASES.get(_best(offered), "")


def _best(offered: list[str]) -> str:
    """Return what Accept likes best; TriG only to who likes it twice as much as what has no named graphs.

    Clients that follow links take every format and look into the default graph alone.
    """
    liked = request.accept_mimetypes
    best = liked.best_match(offered, default="" if liked else offered[0])
    flat = liked.best_match([media for media in offered if ALIASES[media] != "trig"], default="")
    if ALIASES.get(best) == "trig" and flat and liked.quality(flat) > liked.quality(best) / 2:
        return flat
    return best


def split(path: str) -> tuple[str, str]:
    """Part a path from one of our extensions at its end."""
    stem, dot, extension = path.rpartition(".")
    return (stem, extension) if dot and extension in FORMATS else (path, "")


TRIPLES = 2_000
"""Plain triples of a thing that its page reads."""


def known(path: str) -> tuple[NamedNode, Sequence[Row]]:
    """Return the thing at a path with its plain triples; removed and unknown ones end in their own answer."""
    thing = site.addresses().thing(path)
    rows = site.ask("thing", TRIPLES, thing=thing) if thing else []
    if thing is None or not rows:
        abort(missing(path))
    withdrawn, successor = description.removed(rows)
    if withdrawn:
        abort(gone(site.label(rows, path), successor))
    if successor:
        here = request.path.replace(f"/{path}", f"/{site.addresses().path(successor)}")
        abort(redirect(request.script_root + here, 301))
    return thing, rows


LOOKUPS = 25
"""Unknown addresses a second, in each web process, for which names of like spelling are looked up."""


def missing(path: str) -> Answer:
    """Answer 404: people get things of a like name, programs a problem that they can read.

    In a storm of unknown addresses the names are left out: a lookup costs more than all the rest of the answer.
    """
    if not for_people():
        return site.refused(NotFound(f"The graph knows no {path[:120]!r}."))
    pace: Pace = current_app.extensions.setdefault("communique.lookups", Pace(LOOKUPS))
    words = path.rstrip("/").rsplit("/", 1)[-1][:80].replace("-", " ").replace("_", " ")
    hits = site.names().find(words, 6) if pace.allows() else []
    return site.page("missing.html", 404, asked=path, hits=hits)


def for_people() -> bool:
    """Tell whether an answer without data is for a person: a browser, or somebody who takes all and says nothing."""
    accepted = request.accept_mimetypes
    return not accepted or accepted.best_match([HTML, *FORMATS.values(), "application/json"]) == HTML


@resource.app_errorhandler(NotFound)
def unknown(error: HTTPException) -> Answer:
    """Answer for an address that no view of ours stands behind."""
    if error.response is not None:
        return cast(Answer, error.response)
    if not any(HTML in kind for kind, _ in request.accept_mimetypes):  # a browser says so
        return site.refused(error)
    return missing(request.path)


def gone(label: str, successor: str) -> Answer:
    """Answer 410, and where the thing's facts are now: in words, and as a link for programs."""
    answer = site.page("gone.html", 410, label=label, successor=successor)
    if successor:
        answer.headers.add("Link", f'<{successor}>; rel="successor-version"')
    return answer


def unacceptable() -> Answer:
    """Answer 406 with the formats that there are."""
    return site.answer(render_template("formats.html", formats=FORMATS), "text/html; charset=utf-8", 406)


@resource.get("/id/<path:path>")
def identity(path: str) -> Answer:
    """Lead from a thing's name to its page or its data."""
    stem, extension = split(path)
    if extension and not site.ask("thing", thing=site.addresses().thing(path) or NamedNode("x:")):
        path = stem
    else:
        extension = wanted()
    known(path)
    if not extension:
        return unacceptable()
    iri = f"{site.addresses().canonical}id/{path}"
    there = site.addresses().page(iri) if extension == "html" else site.addresses().data(iri, extension)
    answer = redirect(there, 303)
    answer.headers.add("Vary", "Accept")
    for link in described(iri):
        answer.headers.add("Link", link)
    return answer


@resource.get("/data/<path:path>")
def data(path: str) -> Answer:
    """Describe a thing in the format of its extension, or of Accept where it has none."""
    stem, has_extension = split(path)
    extension = has_extension or wanted(html=False)
    thing, _ = known(stem)
    if not extension or extension == "html":
        return unacceptable()
    number = site.whole("page")
    found = description.describe(site.engine(), thing, number) if number else None
    if found is None or (found.page > 1 and not found.quads):
        return missing(path)
    quads = [*found.quads, *description.paging(found, site.public(site.addresses().document(thing.value)))]
    body = description.serialise(quads, extension, context_url(), site.vocabulary())
    media = FORMATS[extension] + ("; charset=utf-8" if extension in ("ttl", "nt", "trig") else "")
    answer = site.answer(body, media, links=data_links(thing.value, extension, found))
    if not has_extension:
        answer.headers["Content-Location"] = site.addresses().data(thing.value, extension)
    return answer


def data_links(iri: str, extension: str, found: description.Description) -> list[str]:
    """Return the Link headers of a description: what it describes, other forms, neighbours, licence."""
    where = site.addresses()
    links = [f'<{iri}>; rel="describes"', f'<{LICENCE}>; rel="license"', f'<{iri}>; rel="canonical"']
    links += [
        f'<{where.data(iri, other)}>; rel="alternate"; type="{media}"'
        for other, media in FORMATS.items()
        if other != extension
    ]
    links.append(f'<{where.page(iri)}>; rel="alternate"; type="{HTML}"')
    here = where.data(iri, extension)
    if found.more:
        links.append(f'<{here}?page={found.page + 1}>; rel="next"')
    if found.page > 1:
        links.append(f'<{here}?page={found.page - 1}>; rel="prev"')
        links.append(f'<{here}>; rel="first"')
    return links


def described(iri: str) -> list[str]:
    """Return the Link headers that lead from a thing, or its page, to its data."""
    where = site.addresses()
    return [f'<{where.data(iri, ext)}>; rel="describedby"; type="{media}"' for ext, media in FORMATS.items()]


def page_links(iri: str, shown: entity.Shown, number: int) -> list[str]:
    """Return the Link headers of a page: its data, its thing, what sort of thing that is, neighbours."""
    links = [
        *described(iri),
        f'<{iri}>; rel="canonical"',
        f'<{iri}>; rel="cite-as"',
        f'<{LICENCE}>; rel="license"',
        '<https://schema.org/ItemPage>; rel="type"',
        *(f'<{kind}>; rel="type"' for kind in shown.kinds),
    ]
    here = site.addresses().page(iri)
    if shown.more:
        links.append(f'<{here}?page={number + 1}>; rel="next"')
    if number > 1:
        links.append(f'<{here}?page={number - 1}>; rel="prev"')
        links.append(f'<{here}>; rel="first"')
    return links


@resource.get("/page/<path:path>")
def page(path: str) -> Answer:
    """Show a thing to a person; ``?format=`` leads to its data."""
    if request.args.get("format"):
        return redirect(url_for("resource.identity", path=path, format=request.args["format"]), 303)
    thing, rows = known(path)
    if path.startswith("passage/"):
        return redirect(site.addresses().page(thing.value), 303)
    number = site.whole("page")
    shown = entity.show(thing, rows, number) if number else None
    if number is None or shown is None:
        return missing(path)
    return site.answer(shown.body, "text/html; charset=utf-8", links=page_links(thing.value, shown, number))


@resource.get("/context.jsonld")
def context() -> Response:
    """Give the JSON-LD context of our descriptions, for anybody's programs."""
    body = json.dumps({"@context": description.context(site.vocabulary())}, indent=1)
    answer = site.answer(body, FORMATS["jsonld"])
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def context_url() -> str:
    """Return the context's address as programs elsewhere reach it."""
    return site.public("/context.jsonld")


@resource.get("/ontology")
@resource.get("/ontology.<extension>")
def ontology(extension: str = "") -> Answer:
    """Show the ontology to people, give it to Protégé and other programs. All term IRIs lead here."""
    form = extension or wanted()
    if extension and extension not in FORMATS:
        return missing(f"ontology.{extension}")
    if form == "html":
        glossary = site.kept("glossary", lambda: Glossary.read(site.ask))
        values = {"glossary": glossary, "vocabulary": glossary.vocabulary, "query_url": url_for("pages.query")}
        body = render_template("ontology.html", base=DD, **values)
        return site.answer(body, "text/html; charset=utf-8", links=ontology_links("defdip"))
    return ontology_answer("defdip", form)


@resource.get("/ontology/<path:name>")
def ontology_part(name: str) -> Answer:
    """Give a module of the ontology (alignments, concepts); lead from a version to the whole."""
    stem, extension = split(name)
    if re.fullmatch(r"\d+\.\d+\.\d+", stem):
        return redirect(url_for("resource.ontology", extension=extension or None), 303)
    # A version of a module ends its name; only the present one is here.
    stem = re.sub(r"/\d+\.\d+\.\d+$", "", stem)
    if stem not in modules():
        return missing(f"ontology/{name}")
    form = extension or wanted()
    return ontology_answer(stem, "ttl" if form == "html" else form)


@cache
def modules() -> dict[str, Path]:
    """Return the ontology's files by the names that their IRIs end in."""
    return {path.relative_to(FOLDER).with_suffix("").as_posix(): path for path in FOLDER.rglob("*.ttl")}


def ontology_links(name: str) -> list[str]:
    """Return the Link headers of a file of the ontology: its other forms and its licence."""
    path = "/ontology" if name == "defdip" else f"/ontology/{name}"
    root = request.script_root + path
    links = [f'<{root}.{ext}>; rel="alternate"; type="{media}"' for ext, media in FORMATS.items()]
    return [*links, f'<{LICENCE}>; rel="license"']


def ontology_answer(name: str, form: str) -> Answer:
    """Answer with a file of the ontology."""
    if not form:
        return unacceptable()
    return site.answer(ontology_file(modules()[name], form), FORMATS[form], links=ontology_links(name))


@cache
def ontology_file(path: Path, extension: str) -> bytes:
    """Return the ontology as its editors saved it, or turned into another format."""
    source = path.read_bytes()
    if extension == "ttl":
        return source
    triples = [quad.triple for quad in ox.parse(source, format=ox.RdfFormat.TURTLE, base_iri=DD)]
    formats = {**description.SERIALISED, "jsonld": ox.RdfFormat.JSON_LD}
    return ox.serialize(triples, format=formats[extension], prefixes=description.PREFIXES) or b""
