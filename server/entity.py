"""The page of one thing, whatever it is: article, claim, state, base, meeting, person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from pyoxigraph import NamedNode

from server import markup, relations, site, view, words
from server.panels import Row
from server.relations import Related
from server.terms import DD, RDF_TYPE, local
from server.view import Claim, Fact, Plain, Sources, Value
from server.worldmap import world

CLAIMS = 400
"""Claims about the thing to a page."""
LINKED = 600
SAID = 30
VOICES = 300
"""Claims that the page of a claim shows, itself among them."""
WHERE = {DD + "hostState", DD + "locatedIn"}
"""What tells where a thing is; the states that run it or agreed on it are shown only where nothing does."""
PLACE = {DD + "latitude", DD + "longitude"}


@dataclass(frozen=True)
class Shown:
    """A rendered page, and the classes of what it shows."""

    body: str
    kinds: list[str]
    more: bool = False
    """Whether another page of the same thing follows."""


def show(thing: NamedNode, rows: Sequence[Row], number: int) -> Shown | None:
    """Render the page that fits the thing; None when there is no such page number."""
    types = {row["value"].value for row in rows if row["property"].value == RDF_TYPE}
    if DD + "Document" in types:
        return article(thing) if number == 1 else None
    if DD + "Claim" in types:
        return claim(thing) if number == 1 else None
    return entity(thing, rows, types, number)


def entity(thing: NamedNode, rows: Sequence[Row], types: set[str], number: int) -> Shown | None:
    """Render the page of a thing of the world, real or only spoken of."""
    words_of = site.vocabulary()
    about = Value(site.label(list(rows), local(thing.value)), thing.value, _own_code(rows))
    sources = Sources()
    found = site.ask("about", CLAIMS + 1, (number - 1) * CLAIMS, thing=thing)
    if number > 1 and not found:
        return None
    order = list(dict.fromkeys(view.get(row, "claim") for row in found))
    shown = set(order[:CLAIMS])
    said = view.claims((row for row in found if view.get(row, "claim") in shown), sources, about)
    plain = view.plains(rows)
    kinds = view.kinds(said, plain, words_of)
    facts = [*view.times(said, plain), *view.facts(said, plain, words_of)]
    linked = relations.related(site.ask("linked", LINKED + 1, thing=thing), words_of)
    agent = _is(types, "Agent")
    spoken = view.claims(site.ask("said", SAID + 1, thing=thing), Sources()) if agent else []
    body = render_template(
        "entity.html",
        thing=thing.value,
        about=about,
        aliases=_aliases(plain, about.text),
        kinds=kinds,
        prospect=DD + "Prospect" in types,
        facts=[fact for fact in facts if fact.claims or fact.standing.key == "accepted"],
        background=[fact for fact in facts if _background(fact)],
        sources=sources,
        linked=relations.sections(linked[:LINKED], words_of),
        more_linked=len(linked) > LINKED,
        timeline=relations.timeline(linked),
        partners=site.ask("partners", thing=thing) if DD + "PoliticalEntity" in types else [],
        spoken=spoken[:SAID],
        more_spoken=len(spoken) > SAID,
        graph=_graph(about, facts, linked, DD + "Prospect" in types),
        chart=chart(about, rows, facts),
        number=number,
        more=len(order) > CLAIMS,
        schema=markup.of_thing(thing.value, about.text, _schema_kinds(kinds, types), words_of, request.base_url),
    )
    return Shown(body, sorted(types), len(order) > CLAIMS)


def _is(types: set[str], name: str) -> bool:
    words_of = site.vocabulary()
    return any(DD + name in {one, *words_of.ancestors(one)} for one in types)


def _schema_kinds(kinds: Sequence[Fact], types: set[str]) -> list[str]:
    # To a search engine a possible base is a thing that people write about, not a place.
    return [] if DD + "Prospect" in types else [fact.value.iri for fact in kinds]


def _own_code(rows: Sequence[Row]) -> str:
    return next((row["value"].value for row in rows if row["property"].value == DD + "isoCode"), "")


def _aliases(plain: Sequence[Plain], label: str) -> list[str]:
    found = {one.value.text for one in plain if one.predicate.endswith(("#label", "core#altLabel"))}
    return sorted(found - {label})


def _background(fact: Fact) -> bool:
    """Tell whether a fact goes under the fold: not from articles, but of the world, not of our files."""
    entry = site.vocabulary().entries.get(fact.predicate)
    known = entry is not None and entry.kind in ("object property", "data property")
    return not fact.claims and fact.standing.key != "accepted" and known and fact.predicate not in PLACE


def _graph(about: Value, facts: Sequence[Fact], linked: Sequence[Related], prospect: bool) -> dict[str, Any]:
    told = [fact for fact in facts if fact.claims or fact.standing.key == "accepted"]
    rest = [fact for fact in facts if _background(fact)]
    drawn = relations.edges(
        about, _telling(linked), [(fact.label, fact.value, fact.standing) for fact in [*told, *rest[:4]]], prospect
    )
    nodes = [node | {"href": site.addresses().page(node["id"])} for node in drawn["nodes"]]
    return {"nodes": nodes, "edges": drawn["edges"]} if len(nodes) > 2 else {}


def _telling(linked: Sequence[Related]) -> list[Related]:
    """Put first what articles tell of: reference data would crowd it out of a small graph."""
    return sorted(linked, key=lambda one: (one.standing.key == "background", not one.prospect))


@dataclass(frozen=True)
class Chart:
    """A map of where the thing is: its states, shaded, and its point, where one is known."""

    view: Any
    states: dict[str, str]
    points: list[tuple[float, float, str]]


def chart(about: Value, rows: Sequence[Row], facts: Sequence[Fact]) -> Chart | None:
    """Return a map for a thing with coordinates or in states with a shape, None without shapes."""
    earth = world()
    if earth is None:
        return None
    placed = [fact for fact in facts if fact.value.code in earth.shapes]
    placed = [fact for fact in placed if fact.predicate in WHERE] or placed
    states = {fact.value.code: fact.standing.key for fact in reversed(placed)}
    if about.code in earth.shapes:
        states = {about.code: "background"}
    place = {
        local(row["property"].value): row["value"].value for row in rows if row["property"].value in PLACE
    }
    points = []
    if "latitude" in place and "longitude" in place:
        points = [(*earth.project(float(place["longitude"]), float(place["latitude"])), about.text)]
    if not states and not points:
        return None
    return Chart(earth.around(states, [point[:2] for point in points]), states, points)


def article(thing: NamedNode) -> Shown:
    """Render an article with each claim's sentence marked."""
    meta = site.ask("article", thing=thing)[0]
    sources = Sources()
    said = view.claims(site.ask("article_claims", thing=thing), sources, document=thing.value)
    text = view.get(meta, "text") if site.setting("full_text", True) else ""
    body = render_template(
        "article.html",
        thing=thing.value,
        meta=meta,
        title=view.get(meta, "title") or local(thing.value),
        pieces=pieces(text, said),
        said=said,
        by_sentence={number: view.told(group) for number, group in view.numbered(said).items()},
        sources=sources,
        tally=tally(said),
        schema=markup.of_article(thing.value, meta, request.base_url),
    )
    return Shown(body, [DD + "Document"])


@dataclass(frozen=True)
class Piece:
    """A stretch of an article: plain, or a sentence with its claims."""

    text: str
    span: str = ""
    number: int = 0
    standings: tuple[words.Standing, ...] = ()


def pieces(text: str, said: Sequence[Claim]) -> list[Piece]:
    """Cut a text at the sentences that carry claims; where two overlap the first wins its ground."""
    made: list[Piece] = []
    at = 0
    for (start, end), group in sorted(_spans(said).items()):
        if not at <= start < end <= len(text):
            continue
        made.append(Piece(text[at:start]))
        standings = {claim.standing.key: claim.standing for claim in group}
        made.append(
            Piece(text[start:end], f"{start}-{end}", group[0].source.number, tuple(standings.values()))
        )
        at = end
    return [piece for piece in [*made, Piece(text[at:])] if piece.text]


def _spans(said: Sequence[Claim]) -> dict[tuple[int, int], list[Claim]]:
    found: dict[tuple[int, int], list[Claim]] = {}
    for one in said:
        start, _, end = local(one.source.passage).partition("-")
        if start.isdigit() and end.isdigit():
            found.setdefault((int(start), int(end)), []).append(one)
    return found


def tally(said: Sequence[Claim]) -> list[tuple[words.Standing, int]]:
    """Count claims by standing, the firmest first."""
    counts: dict[str, int] = {}
    for one in said:
        counts[one.standing.key] = counts.get(one.standing.key, 0) + 1
    order = [*words.STRENGTH, "denied"]
    return [(words.standing(key), counts[key]) for key in order if key in counts]


def claim(thing: NamedNode) -> Shown:
    """Render a claim, with those that agree and those that contradict it."""
    said = view.claims(site.ask("claim", VOICES, thing=thing), Sources())
    own = next(one for one in said if one.iri == thing.value)
    others = [one for one in said if one.iri != thing.value]
    against = [one for one in others if one.iri in own.against or thing.value in one.against]
    body = render_template(
        "claim.html",
        thing=thing.value,
        own=own,
        schema=markup.of_claim(own, request.base_url),
        against=against,
        agreeing=[one for one in others if one not in against and _denies(one) == _denies(own)],
        otherwise=[one for one in others if one not in against and _denies(one) != _denies(own)],
        cut=len(said) >= VOICES,
        panel=url_for("pages.panel", name="claim", extension="rq", thing=thing.value),
    )
    return Shown(body, [DD + "Claim"])


def _denies(claim: Claim) -> bool:
    return claim.standing.key == "denied"
