"""The ways into the graph: start, search, lists, who hosts whom, two states side by side, questions."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode
from werkzeug.wrappers import Response as Answer

from server import (
    assets,
    compression,
    hosts,
    lists,
    markup,
    panels,
    questions,
    relations,
    remembered,
    resource,
    site,
    view,
    words,
)
from server.search import Hit
from server.terms import DD, PROSPECT, local, plural
from server.view import get
from server.worldmap import world

pages = Blueprint("pages", __name__)
TO_A_PAGE = 50
FOUND = 40
"""Things that a search shows; the page says when there are more."""
ITEMS = 5_000
"""Things that a list shows and counts; the page says so, its downloads have all."""
LISTED = 200
"""Bases that the page of hosts lists under one heading."""
SHARED = 1_000
"""Things between two states that their page shows."""
OTHERS = ("Document", "State", "Person", "Office", "Organization", "WeaponSystem", "ArmedConflict")
"""Classes of things that the list holds only when they are asked for, offered beside its types."""
SHORT = frozenset({"pages.suggest", "pages.search", "static"})
"""Views whose answers cost next to nothing, or are kept elsewhere."""
FACETS = {"type": "Type", "standing": "How sure", "state": "State", "year": "Year", "outlet": "Outlet"}


@pages.app_context_processor
def common() -> dict[str, Any]:
    """Give every template the words and addresses that it needs."""
    return {
        "page_of": lambda iri: site.addresses().page(iri),
        "data_of": lambda iri, extension: site.addresses().data(iri, extension),
        "asset": asset,
        "get": view.get,
        "local": local,
        "plural": plural,
        "word": words.standing,
        "term": lambda iri: site.vocabulary().label(iri),
        "definition": lambda iri: entry.definition if (entry := site.vocabulary().entries.get(iri)) else "",
        "facet_names": FACETS,
        "without": lambda chosen, facet: {name: value for name, value in chosen.items() if name != facet},
        "with_facet": with_facet,
        "arc": arc,
        "panel_title": panels.title,
        "spoken_of": lambda iri: iri in site.prospects(),
    }


@pages.app_template_filter("clip")
def clip(text: str, limit: int = 160) -> str:
    """Shorten a label for display."""
    return words.clip(text, limit)


@pages.app_template_filter("weakest")
def weakest(standings: list[words.Standing]) -> words.Standing:
    """Return the least sure of a sentence's standings: a line under it must not promise more."""
    order = ["denied", "unstated", *reversed(words.STRENGTH)]
    return min(standings, key=lambda one: order.index(one.key) if one.key in order else len(order))


@pages.app_template_filter("paragraphs")
def paragraphs(text: str) -> Markup:
    """Break an article's text where its paragraphs break."""
    return Markup("</p><p>").join(re.split(r"\n\s*\n|\n", text))


@pages.app_template_filter("plainly")
def plainly(value: str) -> str:
    """Say a literal in words."""
    return words.plainly(value)


@pages.app_template_filter("day")
def day(value: str) -> str:
    """Write a date in words."""
    return words.day(value)


def with_facet(chosen: dict[str, str], facet: str, value: str) -> dict[str, str]:
    """Return the choices with this one made, or taken back when it was made."""
    rest = {name: kept for name, kept in chosen.items() if name != facet}
    return rest if chosen.get(facet) == value else rest | {facet: value}


def arc(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a bowed line between two points of the map."""
    bow = 0.18
    middle = (
        (start[0] + end[0]) / 2 + (end[1] - start[1]) * bow,
        (start[1] + end[1]) / 2 - (end[0] - start[0]) * bow,
    )
    return f"M{start[0]} {start[1]}Q{middle[0]:.1f} {middle[1]:.1f} {end[0]} {end[1]}"


def asset(name: str) -> str:
    """Return the address of a static file, empty for a built one that was not built."""
    if name not in assets.built() and not (assets.STATIC / name).exists():
        return ""
    path, _, version = assets.address(name).partition("?v=")
    return url_for("static", filename=path, v=version or None)


OVERVIEWS = {"counts": 0, "newest": 0, "items": ITEMS, "hosting": 0}
"""Panels of pages about the whole graph, with the most rows that these show."""


@pages.get("/")
def start() -> Answer:
    """Show what is in here."""
    counts = site.overview("counts")
    kinds = {
        local(get(row, "what")): int(get(row, "n")) for row in counts if "what" in row and "word" not in row
    }
    spoken = {local(get(row, "what")): int(get(row, "n")) for row in counts if get(row, "word") == "prospect"}
    said: dict[str, int] = {}
    for row in counts:
        if get(row, "what") == DD + "Claim":
            key = words.said(*words.parts(get(row, "word"))).key
            said[key] = said.get(key, 0) + int(get(row, "n"))
    order = [words.standing(key) for key in (*words.STRENGTH, "denied") if key in said]
    return site.page(
        "start.html", kinds=kinds, spoken=spoken, said=[(one, said[one.key]) for one in order],
        newest=site.overview("newest"), questions=questions.chosen(),
        schema=markup.of_graph(site.public("/"), site.public("/sparql"), site.public("/search"), site.changed()),
    )  # fmt: skip


@pages.get("/search")
def search() -> Answer:
    """List what the search box finds."""
    asked = request.args.get("q", "")
    hits = find(asked, FOUND + 1)
    shown = [(hit, kind_of(hit.classes)) for hit in hits[:FOUND]]
    return site.page("search.html", asked=asked, hits=shown, more=len(hits) > FOUND)


def find(asked: str, limit: int = FOUND) -> list[Hit]:
    """Return the things of a search, the best first."""
    return site.names().find(asked, limit) if asked.strip() else []


@pages.get("/suggest")
def suggest() -> Answer:
    """Suggest things while somebody types."""
    hits = site.names().find(request.args.get("q", ""), 8)
    found = []
    for hit in hits:
        kind, prospect = kind_of(hit.classes)
        found.append(
            {"label": words.clip(hit.label, 90), "name": words.clip(hit.name, 60), "kind": kind,
             "prospect": prospect, "href": site.addresses().page(hit.iri)}
        )  # fmt: skip
    return site.answer(json.dumps(found, ensure_ascii=False), "application/json")


def kind_of(classes: tuple[str, ...]) -> tuple[str, bool]:
    """Return a thing's kind in a word, and whether it is a mere prospect."""
    prospect = PROSPECT in classes
    narrow = site.vocabulary().narrowest(classes)
    return (site.vocabulary().label(narrow[0]) if narrow else "thing"), prospect


@pages.get("/browse")
def browse() -> Answer:
    """List things by type, state, year, standing and outlet."""
    chosen = {name: request.args[name] for name in FACETS if request.args.get(name)}
    terms = facet_terms(chosen)
    number = site.whole("page")
    if terms is None or number is None:
        return resource.missing(request.full_path)
    words_of = site.vocabulary()
    name = "items" if words_of.recorded(DD + chosen.get("type", "Thing")) else "things"
    if name == "things":  # nobody claims more or less surely that an article or a person is there
        chosen.pop("standing", None)
        terms.pop("standing", None)
    rows = site.ask_with(name, terms, ITEMS) if terms else site.overview(name, ITEMS)
    found = relations.items(rows, words_of)
    last = max(1, -(-len(found) // TO_A_PAGE))
    if number > last:
        return resource.missing(f"browse, page {number} of {last}")
    labels = state_names()
    one_page = [one for one, _ in found][TO_A_PAGE * (number - 1) :][:TO_A_PAGE]
    body = render_template(
        "browse.html", chosen=chosen, things=one_page,
        total=len(found), cut=len(found) >= ITEMS, number=number, last=last,
        facets=relations.facets(found, chosen, words_of, labels, name == "items"), labels=labels,
        panel=name, others=OTHERS, base=DD,
        panel_query=urlencode({name: value.value for name, value in terms.items()}),
    )  # fmt: skip
    return site.answer(body, "text/html; charset=utf-8", links=neighbours(number, last, chosen))


def neighbours(number: int, last: int, chosen: dict[str, Any]) -> list[str]:
    """Return the Link headers to the pages before and after."""
    places = [("prev", number - 1)] * (number > 1) + [("next", number + 1)] * (number < last)
    return [f'<{url_for("pages.browse", page=at, **chosen)}>; rel="{rel}"' for rel, at in places]


def facet_terms(chosen: dict[str, str]) -> dict[str, NamedNode | Literal] | None:
    """Return the terms that chosen facets stand for; None when one cannot be a term."""
    try:
        terms: dict[str, NamedNode | Literal] = {}
        if "type" in chosen:
            terms["type"] = NamedNode(DD + chosen["type"])
        if "state" in chosen:
            terms["state"] = NamedNode(f"{site.addresses().canonical}id/state/{chosen['state']}")
        if "year" in chosen:
            terms["inYear"] = Literal(int(chosen["year"]))
        if "standing" in chosen:
            terms["standing"] = Literal(chosen["standing"])
        if "outlet" in chosen:
            terms["outlet"] = NamedNode(chosen["outlet"])
    except ValueError:
        return None
    return terms


def state_names() -> dict[str, str]:
    """Return the names of states by code and of all else by IRI, from the index of names."""
    return site.kept(
        "labels",
        lambda: {
            **site.names().labels(),
            **{local(iri): name for iri, name in site.names().labels().items() if "/state/" in iri},
        },
    )


@pages.get("/hosting")
def hosting() -> Answer:
    """Show who hosts whose bases, on a map and in a table, existing ones apart from those only spoken of."""
    found = hosts.hosted(site.overview("hosting"))
    away = [one for one in found if one.host.key != one.operator.key]
    return site.page(
        "hosting.html",
        matrix=hosts.matrix(found),
        most=LISTED,
        abroad=[one for one in away if one.exists],
        spoken=[one for one in found if not one.exists and not one.closed],
        closed=[one for one in away if one.closed],
        earth=world(),
    )


@pages.get("/pair/<first>/<second>")
def pair(first: str, second: str) -> Answer:
    """Show everything between two states over time."""
    one, two = site.state(first), site.state(second)
    labels = site.names().labels()
    if one is None or two is None or not {one.value, two.value} <= labels.keys():
        return resource.missing(f"{first} and {second}")
    if one == two:
        return redirect(site.addresses().page(one.value), 303)
    words_of = site.vocabulary()
    found = relations.related(site.ask("pair", SHARED + 1, thing=one, second=two), words_of)
    return site.page(
        "pair.html", one=view.Value(labels[one.value], one.value, first),
        two=view.Value(labels[two.value], two.value, second),
        sections=relations.sections(found[:SHARED], words_of), more=len(found) > SHARED,
        timeline=relations.timeline(found[:SHARED]), found=found[:SHARED],
    )  # fmt: skip


@pages.get("/panel/<name>.<extension>")
def panel(name: str, extension: str) -> Answer:
    """Download a list, or the query behind it."""
    query = lists.question(name, request.args, find) if extension in lists.MEDIA else None
    if query is None:
        return resource.missing(f"{name}.{extension}")
    if extension == "rq":
        return site.answer(query, lists.MEDIA[extension])
    rows = panels.steady(name, site.engine().select(query))
    response = site.answer(lists.written(name, rows, extension, request.url), lists.MEDIA[extension])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


@pages.get("/query")
def query() -> Answer:
    """Put questions in SPARQL, with the competency questions as examples."""
    text = lists.question(request.args.get("panel", ""), request.args, find) or request.args.get("query", "")
    vocabulary = site.vocabulary()
    config = {
        "endpoint": request.script_root + "/sparql",
        "prefixes": questions.PREFIXES,
        "classes": [entry.iri for entry in vocabulary.classes],
        "properties": [entry.iri for entry in vocabulary.properties],
        "root": request.script_root,
        "canonical": site.addresses().canonical,
        "run": bool(text),
    }
    return site.page("query.html", examples=questions.read(), text=text, config=config)


@pages.get("/reading")
def reading() -> Answer:
    """Explain the marks."""
    return site.page("reading.html", keys=list(words.MEANING))


@pages.before_app_request
def again() -> Response | None:
    """Answer as before where nothing has changed; a browser that reloads for good gets it made anew."""
    g.state = site.state_of_all()
    return remembered.recall(site.remembered(), request, g.state)


@pages.after_app_request
def ready_for_the_wire(response: Response) -> Response:
    """Compress what is text, remember it, and let browsers keep for ever what is named by its content."""
    hashed = request.endpoint == "static" and ("v" in request.args or "/vendor/" in request.path)
    if hashed and response.status_code in (200, 304) and not current_app.debug:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    once = f"{request.path} {response.headers.get('ETag')}" if request.endpoint == "static" else ""
    if once:
        response = compression.brotli(request, response, assets.STATIC / (request.view_args or {})["filename"])
    response = compression.compress(request, response, once)
    state = site.state_of_all()
    if request.endpoint not in SHORT and g.get("state") == state:  # else some of it may be newer than the rest
        remembered.keep(site.remembered(), request, response, state, site.setting("cache_entry", 0))
    return response
