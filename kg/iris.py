"""IRIs of things, minted in one place from content, the same on every machine."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from kg.model import Entity, Span

BASE = "https://w3id.org/defdip/id/"
GRAPHS = "https://w3id.org/defdip/graph/"
ACCEPTED = GRAPHS + "accepted"
INFERRED = GRAPHS + "inferred"
REFERENCE = GRAPHS + "reference"
ONTOLOGY = GRAPHS + "ontology"

# Letters that NFKD does not take apart, in the spelling that English news uses.
LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "Æ": "ae",
     "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d", "ə": "a", "Ə": "a"}
)  # fmt: skip

ROOMS = {
    "State": "state",
    "DeFactoEntity": "entity",
    "Person": "person",
    "City": "place",
    "Place": "place",
    "WeaponSystem": "weapon",
    "MilitarySite": "base",
    "MilitaryBase": "base",
    "Agreement": "agreement",
    "EventSeries": "series",
    "Meeting": "meeting",
    "MilitaryExercise": "exercise",
    "ArmsTransfer": "transfer",
    "ArmedConflict": "conflict",
    "Office": "office",
    "NonOccurrence": "gap",
    "CooperationField": "field",
    "Agent": "agent",
    "Organization": "organisation",
    "Event": "event",
}
"""First path segment of a thing's IRI, by the general class that it belongs to."""


def slug(text: str) -> str:
    """Return the text as lower-case ASCII words joined by hyphens, or a hash of it when no such word is left."""
    plain = unicodedata.normalize("NFKD", text.translate(LETTERS)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words)[:120].rstrip("-") or digest(text)


def digest(*parts: object, size: int = 16) -> str:
    """Return a hash of the parts in their order, as hexadecimal digits."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:size]


def thing(room: str, *path: str, prospect: bool = False) -> str:
    """Return the IRI of a thing from the name of its room and the slugs below it."""
    rest = "/".join((room, *path))
    return BASE + (f"prospect/{rest.replace('/', '-')}" if prospect else rest)


def entity(named: Entity, room: str) -> str:
    """Return the IRI of what a text names: the reference data's own where it has one.

    A name that a state's own code tells apart (ministries and armies are called alike everywhere) carries it.
    """
    if named.iri:
        return named.iri
    if room == "state" and named.code:
        return thing(room, named.code)
    if room == "organisation" and named.code:
        return thing(room, slug(named.code))
    return thing(room, slug(named.name))


def state(code: str) -> str:
    """Return the IRI of a state by its ISO 3166-1 alpha-3 code."""
    return thing("state", code)


def office(role: str, place: str) -> str:
    """Return the IRI of an office from its title and the short name of the agent that it is in."""
    return thing("office", slug(f"{role} of {place}" if place else role))


def series(name: str, parties: Iterable[str]) -> str:
    """Return the IRI of a series from its name without its parties' names, and these sorted."""
    return thing("series", "-".join((*sorted({slug(party) for party in parties}), slug(name))))


def document(identifier: str) -> str:
    """Return the IRI of an article by its id."""
    return thing("document", slug_kept(identifier))


def document_graph(identifier: str) -> str:
    """Return the name of the graph that holds what one article says."""
    return f"{GRAPHS}document/{slug_kept(identifier)}"


def passage(identifier: str, span: Span) -> str:
    """Return the IRI of a stretch of an article."""
    return thing("passage", slug_kept(identifier), f"{span.start}-{span.end}")


def slug_kept(identifier: str) -> str:
    """Return an article's id as a path segment: itself where it is plain, else slug and hash."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", identifier):
        return identifier
    return f"{slug(identifier)[:60]}-{digest(identifier, size=8)}"


def claim(*parts: object) -> str:
    """Return the IRI of a claim from all that makes it what it is."""
    return thing("claim", digest(*parts))


def proposition(subject: str, predicate: str, value: object) -> str:
    """Return the IRI of a proposition; claims of one content share it."""
    return thing("proposition", digest(subject, predicate, value))


def statement(identifier: str, *parts: object) -> str:
    """Return the IRI of an utterance in an article."""
    return thing("statement", slug_kept(identifier), digest(*parts, size=8))
