"""Names known beforehand, compiled from the reference folder: states, demonyms, capitals, organisations, bodies."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.model import STATES, Entity

if TYPE_CHECKING:
    from kg.ontology import Ontology

DD = "https://w3id.org/defdip/ontology#"
ELSEWHERE = ("Person", "Office", "Tenure")
"""Classes whose names are matched by other means."""

_THINGS = """
SELECT ?thing ?class ?label ?code ?short ?state ?stateCode WHERE {
  ?thing a owl:NamedIndividual, ?class ; rdfs:label ?label .
  FILTER(STRSTARTS(STR(?class), STR(dd:)) && STRSTARTS(STR(?thing), "https://w3id.org/defdip/id/"))
  OPTIONAL { ?thing dd:isoCode ?code }
  OPTIONAL { ?thing dd:shortName ?short }
  OPTIONAL { ?thing dd:organOf|dd:withinState|dd:capitalOf|dd:citizenOf|dd:homeState ?state .
             ?state dd:isoCode ?stateCode }
} ORDER BY ?thing ?class
"""
_FORMS = """
SELECT ?thing ?form ?kind WHERE {
  ?thing a owl:NamedIndividual ; ?property ?form .
  VALUES (?property ?kind) { (rdfs:label "name") (skos:altLabel "name") (dd:shortName "name") (dd:metonym "name")
                             (dd:demonym "demonym") }
  FILTER(isLiteral(?form))
} ORDER BY ?thing ?form
"""
_CAPITALS = "SELECT ?place ?code WHERE { ?place dd:capitalOf ?state . ?state dd:isoCode ?code } ORDER BY ?place"
_BODIES = """
SELECT ?body ?label ?form ?class ?iri WHERE {
  ?body dd:namePattern ?pattern ; rdfs:label ?label ; dd:bodyIri ?iri ; rdfs:label|skos:altLabel ?form .
  OPTIONAL { ?body dd:bodyClass ?class }
} ORDER BY ?body ?form
"""
_PIECES = re.compile(r"(?:[A-Z]\.)+(?=\s|$|-)|[A-Z]\.(?=[A-Z])|'s\b|[^\W_]+(?:'(?!s\b)[^\W_]+)*|[^\w\s]", re.UNICODE)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """One form of one thing's name."""

    words: Words
    entity: Entity
    form: str
    """name | demonym"""


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A body that every state has, by one of its names: "defence ministry"."""

    words: Words
    label: str
    kind: str
    iri: str
    """Template of the IRI, with {code} for the lower-case code of the state."""


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Names by their first word, longest first; bodies of states; capitals."""

    names: Mapping[str, tuple[Name, ...]]
    bodies: Mapping[str, tuple[BodyKind, ...]]
    """By first word in lower case."""
    own_bodies: Mapping[tuple[str, str], Entity]
    """State and class to the body that has an individual of its own."""
    states: Mapping[str, Entity]
    """By code."""
    capitals: Mapping[str, str]
    """IRI of a capital to the code of its state."""
    designs: Mapping[str, Entity]
    """Weapon systems by those of their names that hold a number ("Su-35"), written without spaces."""

    def find(self, words: Sequence[str], at: int, end: int) -> tuple[Name, ...]:
        """Return the longest names that begin at a word and end before another; several when ambiguous."""
        best: list[Name] = []
        for name in self.names.get(words[at], ()):
            size = len(name.words)
            if best and size < len(best[0].words):
                break
            if at + size <= end and (size == 1 or tuple(words[at : at + size]) == name.words):
                best.append(name)
        return tuple(best)

    def design(self, word: str) -> Entity | None:
        """Return the weapon system of a designation, as it stands, in the plural, or with the letter of a variant."""
        plain = word.removesuffix("s")
        return self.designs.get(word) or self.designs.get(plain) or self.designs.get(plain.rstrip("ABCDEFGHIKMNPSTV"))

    def body(self, words: Sequence[str], at: int, end: int) -> BodyKind | None:
        """Return the longest kind of body named by the (lower-case) words from ``at``."""
        for kind in self.bodies.get(words[at], ()):
            size = len(kind.words)
            if at + size <= end and tuple(words[at : at + size]) == kind.words:
                return kind
        return None

    def body_of(self, kind: BodyKind, code: str, wording: str) -> Entity:
        """Return the body of that kind of the state with that code, named as the text names it."""
        own = self.own_bodies.get((code, kind.kind))
        iri = own.iri if own else "https://w3id.org/defdip/id/" + kind.iri.replace("{code}", code.lower())
        return Entity(kind.kind, wording, state=code, iri=iri)


IN_CAPITALS = ("EventSeries", "MilitaryExercise")
"""Classes whose names communiqués like to set in capitals: "Exercise SEA SHIELD"."""


SITES = ("MilitaryBase", "AirBase", "ArmyBase", "NavalBase", "DroneBase", "RadarStation")
WEAPON = "WeaponSystem"
CLOSED = "ClosedBase"
"""Class of bases that were given up: articles of their time tell of them as of any other."""
SPELLINGS = tuple(
    tuple(tuple(form.split()) for form in forms)
    for forms in (
        ("Air Base", "air base", "Airbase", "airbase", "Air Field", "Airfield", "airfield", "base"),
        ("Air Force Base", "air force base", "AFB", "air base", "base"),
        ("Naval Base", "naval base", "Navy Base", "navy base", "base"),
        ("Military Base", "military base", "Base", "base"),
        ("Radar Station", "radar station", "radar base", "radar", "radar site"),
    )
)
"""Ends of names of bases that are written in several ways."""


def fold(word: str) -> str:
    """Return the word without accents and with plain apostrophes."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def split_words(name: str) -> Words:
    """Split a name as the tokeniser splits running text."""
    return tuple(_PIECES.findall(fold(name)))


def compile_gazetteer(ontology: Ontology) -> Gazetteer:
    """Compile every labelled individual of the reference folder."""
    things = dict(_things(ontology))
    capitals = {row["place"]: row["code"] for row in ontology.select(_CAPITALS)}
    names = list(_names(ontology, things))
    return Gazetteer(
        names=_indexed((name for name in names), lambda name: name.words),
        bodies=_indexed(_bodies(ontology), lambda kind: kind.words),
        own_bodies=_own_bodies(things.values()),
        states=MappingProxyType(
            {thing.code: thing for thing in things.values() if thing.kind in STATES and thing.code}
        ),
        capitals=MappingProxyType(capitals),
        designs=MappingProxyType(
            {
                "".join(name.words): name.entity
                for name in names
                if name.entity.kind == WEAPON and any(letter.isdigit() for letter in "".join(name.words))
            }
        ),
    )


def _things(ontology: Ontology) -> Iterator[tuple[str, Entity]]:
    for row in ontology.select(_THINGS):
        kind = row["class"].removeprefix(DD)
        if kind in ELSEWHERE:
            continue
        kind = SITES[0] if kind == CLOSED else kind
        if kind in STATES and "code" not in row:
            kind = "DeFactoEntity" if kind == "State" else kind
        yield (
            row["thing"],
            Entity(
                kind=kind,
                name=row["label"],
                code=row.get("code", "") or (row.get("short", "") if kind != "GovernmentBody" else ""),
                state=row.get("stateCode", "") or (row.get("code", "") if kind in STATES else ""),
                iri=row["thing"],
            ),
        )


def _names(ontology: Ontology, things: Mapping[str, Entity]) -> Iterator[Name]:
    seen: set[tuple[Words, str]] = set()
    for row in ontology.select(_FORMS):
        entity = things.get(row["thing"])
        if entity is None:
            continue
        forms = [*_variants(row["form"])]
        if entity.kind in SITES:
            forms += [other for words in forms for other in _respelt(words)]
        if entity.kind == WEAPON:
            forms += [(*words[:-1], words[-1] + "s") for words in forms if _takes_an_s(words)]
        if entity.kind in IN_CAPITALS:
            forms += [tuple(word.upper() for word in words) for words in forms]
        for words in forms:
            if words and (words, entity.iri) not in seen:
                seen.add((words, entity.iri))
                yield Name(words, entity, row["kind"])


def _takes_an_s(words: Words) -> bool:
    """Tell whether a name of arms has a plural of its own: "Black Hawks"."""
    return words[-1].isalpha() and words[-1][:1].isupper() and words[-1][-1:].islower() and words[-1][-1] not in "sxyz"


def _variants(form: str) -> Iterator[Words]:
    """The name as written, and without a leading article."""
    words = split_words(form)
    yield words
    if len(words) > 1 and words[0].lower() == "the":
        yield words[1:]


def _respelt(words: Words) -> Iterator[Words]:
    """The name of a base with its end spelt otherwise: "Bagram Airfield", "Bagram Air Field"."""
    for ends in SPELLINGS:
        for end in ends:
            if words[-len(end) :] == end and len(words) > len(end):
                yield from (words[: -len(end)] + other for other in ends if other != end)


def _bodies(ontology: Ontology) -> Iterator[BodyKind]:
    seen: set[Words] = set()
    for row in ontology.select(_BODIES):
        words = split_words(row["form"].lower())
        if words not in seen:
            seen.add(words)
            kind = row.get("class", DD + "GovernmentBody").removeprefix(DD)
            yield BodyKind(words, row["label"], kind, row["iri"])


def _own_bodies(things: Iterable[Entity]) -> Mapping[tuple[str, str], Entity]:
    found: dict[tuple[str, str], Entity] = {}
    for thing in things:
        if thing.kind in ("DefenceMinistry", "ForeignMinistry") and thing.state:
            found.setdefault((thing.state, thing.kind), thing)
    return MappingProxyType(found)


def _indexed(items: Iterable, words_of) -> Mapping:  # type: ignore[no-untyped-def, type-arg]
    index = defaultdict(list)
    for item in items:
        index[words_of(item)[0]].append(item)
    return MappingProxyType(
        {word: tuple(sorted(found, key=lambda item: -len(words_of(item)))) for word, found in index.items()}
    )
