"""What the ontology says of its terms: ancestors, the property behind a role, record types, statuses, names of states.

A role finds its property by ``dd:recordField``: among the properties that carry the field, that one is taken
whose domain holds the thing and whose filler class (``dd:recordFiller``, else its range) holds the filler, the
narrowest first. Where the domain holds the filler instead, the triple is turned round.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kg.errors import OntologyError
from kg.model import Modality, Polarity
from kg.ontology import DD, FOLDER, Ontology, load_ontology

ANCESTORS = "SELECT ?class ?ancestor WHERE { ?class a owl:Class ; rdfs:subClassOf* ?ancestor FILTER(isIRI(?ancestor)) }"
FIELDS = """
SELECT ?property ?field ?domain ?filler ?range ?type WHERE {
  ?property dd:recordField ?field .
  OPTIONAL { ?property rdfs:domain/(owl:unionOf/rdf:rest*/rdf:first)? ?domain FILTER(isIRI(?domain)) }
  OPTIONAL { ?property dd:recordFiller ?filler }
  OPTIONAL { ?property rdfs:range/(owl:unionOf/rdf:rest*/rdf:first)? ?range FILTER(isIRI(?range)) }
  BIND(IF(EXISTS { ?property a owl:DatatypeProperty }, "data", "object") AS ?type)
}"""
ANNOTATIONS = "SELECT ?term ?text WHERE { ?term %s ?text } ORDER BY ?term ?text"
CONCEPTS = """
SELECT ?concept ?class ?text WHERE {
  ?concept a skos:Concept , ?class . FILTER(STRSTARTS(STR(?class), STR(dd:)))
  { ?concept rdfs:label ?text } UNION { ?concept skos:altLabel ?text } UNION { ?concept dd:statusText ?text } }"""
STATUSES = """
SELECT ?text ?modality ?polarity WHERE {
  ?status dd:statusText ?text
  OPTIONAL { ?status dd:impliesModality ?modality } OPTIONAL { ?status dd:impliesPolarity ?polarity } }"""
STATUS_CLASSES = "SELECT ?text ?class WHERE { ?status dd:statusText ?text ; dd:impliesClass ?class }"
PRESUPPOSING = "SELECT ?text WHERE { ?status dd:statusText ?text ; dd:presupposesThing true }"
STATES = """
SELECT ?state ?code ?name WHERE {
  ?state dd:isoCode ?code . { ?state rdfs:label ?name } UNION { ?state skos:altLabel ?name }
  UNION { ?state dd:demonym ?name } }"""
CANONICAL = (
    'SELECT ?state ?code ?name WHERE { ?state dd:isoCode ?code ; rdfs:label ?name FILTER(LANG(?name) IN ("", "en")) }'
)
OUTLETS = """
SELECT ?outlet ?name WHERE {
  ?outlet a dd:MediaOrganization . { ?outlet rdfs:label ?name } UNION { ?outlet skos:altLabel ?name } }"""
STRENGTH = (Modality.UNSTATED, Modality.POSSIBLE, Modality.PROBABLE, Modality.PLANNED, Modality.CERTAIN)
ANY = "Thing"


@dataclass(frozen=True, slots=True)
class Property:
    """A property that carries a role."""

    iri: str
    field: str
    domains: frozenset[str]
    fillers: frozenset[str]
    ranges: frozenset[str]
    literal: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """The ontology as the graph's builders ask it; all names are local names."""

    ancestors: Mapping[str, tuple[str, ...]]
    """A class to itself and its superclasses, nearest first."""
    fields: Mapping[str, tuple[Property, ...]]
    record_types: Mapping[str, str]
    record_kinds: Mapping[str, str]
    templates: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    statuses: Mapping[str, tuple[Modality | None, Polarity | None]]
    states: Mapping[str, str]
    """Any name of a state, in lower case, to its alpha-3 code."""
    names: Mapping[str, str]
    """Alpha-3 code to the state's usual English name."""
    presupposing: frozenset[str]
    """Statuses of which the denial leaves the thing there: what is not ratified is signed."""
    status_classes: Mapping[str, str]
    """Status to the class of the things that have it: what is closed is a ClosedBase and no base any more."""
    concepts: Mapping[tuple[str, str], str]
    """Class and label, in lower case, of each concept (status, stance, field) to its IRI."""
    outlets: Mapping[str, str]
    """Any name of a media organisation, in lower case, to its IRI."""
    titles: Mapping[str, str]
    """IRI of every term and reference thing to its label."""
    denied: str
    """The word for a prospect of which sources speak only to deny it."""

    def line(self, kind: str) -> tuple[str, ...]:
        """Return the class and its superclasses, nearest first."""
        return self.ancestors.get(kind, (kind,))

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Tell whether the class is the other or a subclass of it."""
        return ancestor in self.line(kind)

    def record_type(self, kind: str) -> str:
        """Return the type of the class's records, empty when it has none."""
        return next((self.record_types[name] for name in self.line(kind) if name in self.record_types), "")

    def carrier(self, field: str, kind: str, filler: str) -> tuple[Property, bool] | None:
        """Return the property for a role of a thing, and whether its triple is to be turned round."""
        found: list[tuple[int, Property, bool]] = []
        for candidate in self.fields.get(field, ()):
            forth = self._fit(candidate, kind, filler)
            if forth is not None:
                found.append((forth, candidate, False))
            elif (back := self._fit(candidate, filler, kind)) is not None and not candidate.literal:
                found.append((back + 1000, candidate, True))
        found.sort(key=lambda item: (item[0], item[1].iri))
        return (found[0][1], found[0][2]) if found else None

    def concept(self, field: str, kind: str, text: str) -> tuple[str, str] | None:
        """Return the property and the concept that a word in a role of a thing stands for."""
        for candidate in self.fields.get(field, ()):
            for name in sorted(candidate.fillers or candidate.ranges):
                iri = self.concepts.get((name, text.lower()))
                if iri and self._depth(kind, candidate.domains) is not None:
                    return candidate.iri, iri
        return None

    def _fit(self, candidate: Property, kind: str, filler: str) -> int | None:
        """Return how far the subject and filler classes lie below what the property takes; None when not at all."""
        subject = self._depth(kind, candidate.domains)
        if candidate.literal:
            return subject if filler == "" else None
        if filler == "":
            return None
        taken = self._depth(filler, candidate.fillers or candidate.ranges)
        return None if subject is None or taken is None else subject + taken

    def _depth(self, kind: str, classes: frozenset[str]) -> int | None:
        if not classes:
            return 50
        line = self.line(kind)
        return next((depth for depth, name in enumerate(line) if name in classes), None)

    def existence(self, status: str, modality: Modality, polarity: Polarity) -> tuple[Modality, Polarity]:
        """Return how firmly a source that gives a thing this status commits to its being there."""
        if polarity is Polarity.NEGATIVE and status in self.presupposing:
            return Modality.UNSTATED, Polarity.POSITIVE
        most, sign = self.statuses.get(status, (None, None))
        if most is not None:
            modality = min(modality, most, key=STRENGTH.index)
        return modality, sign if sign is Polarity.NEGATIVE else polarity

    def kind(self, kind: str, status: str) -> str:
        """Return the class of a thing that the text puts into one class and gives a status."""
        implied = self.status_classes.get(status, "")
        return implied if implied and self.record_type(kind) == self.record_type(implied) != "" else kind

    def unreal(self, status: str) -> bool:
        """Tell whether a thing of this status is not there (yet)."""
        return status in self.statuses and self.statuses[status] != (None, None)

    def lies_ahead(self, status: str) -> bool:
        """Tell whether the status itself says that the thing is not there yet: planned, not cancelled."""
        return self.statuses.get(status, (None, None))[0] is not None

    def parties_in(self, name: str) -> tuple[tuple[str, ...], str]:
        """Return the codes of the states that a name holds, and the name without them."""
        words = re.findall(r"[^\s–—-]+|[–—-]", name)
        codes: list[str] = []
        rest: list[str] = []
        place = 0
        while place < len(words):
            for size in (4, 3, 2, 1):
                piece = " ".join(words[place : place + size]).lower().removesuffix("'s").removesuffix("’s")
                if piece in self.states:
                    codes.append(self.states[piece])
                    place += size
                    break
            else:
                rest.append(words[place])
                place += 1
        return tuple(dict.fromkeys(codes)), " ".join(word for word in rest if word not in "–—-").strip()


@cache
def read_terms(ontology: Ontology) -> Terms:
    """Read out of the ontology what the graph's builders need to know, once in a process."""
    try:
        return _read(ontology)
    except (SyntaxError, KeyError, ValueError) as error:
        raise OntologyError(f"{ontology.folder}: the terms cannot be read: {error}") from error


def default_terms() -> Terms:
    """Return the terms of the ontology that ships with the program."""
    return read_terms(load_ontology(FOLDER))


def _read(ontology: Ontology) -> Terms:
    state_rows, ancestors = ontology.select(STATES), _ancestors(ontology)
    return Terms(
        ancestors=ancestors,
        fields=_fields(ontology),
        record_types=_first(ontology, "dd:recordType"),
        record_kinds=_first(ontology, "dd:recordKind"),
        templates={name: tuple(texts) for name, texts in _all(ontology, "dd:labelTemplate").items()},
        labels=_first(ontology, "rdfs:label"),
        statuses={row["text"]: _implied(row) for row in ontology.select(STATUSES)},
        states={row["name"].lower(): row["code"] for row in state_rows},
        names={row["code"]: row["name"] for row in ontology.select(CANONICAL)},
        presupposing=frozenset(row["text"] for row in ontology.select(PRESUPPOSING)),
        status_classes={row["text"]: local(row["class"]) for row in ontology.select(STATUS_CLASSES)},
        concepts=_concepts(ontology, ancestors),
        outlets={row["name"].lower(): row["outlet"] for row in ontology.select(OUTLETS)},
        titles={row["term"]: row["text"] for row in ontology.select(ANNOTATIONS % "rdfs:label")},
        denied=_first(ontology, "skos:altLabel").get("Negative", "denied"),
    )


def _concepts(ontology: Ontology, ancestors: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, str], str]:
    return {
        (ancestor, row["text"].lower()): row["concept"]
        for row in ontology.select(CONCEPTS)
        for ancestor in ancestors.get(local(row["class"]), (local(row["class"]),))
    }


def _implied(row: Mapping[str, str]) -> tuple[Modality | None, Polarity | None]:
    modality, polarity = row.get("modality"), row.get("polarity")
    return (
        Modality(local(modality)) if modality else None,
        Polarity(local(polarity)) if polarity else None,
    )


def local(iri: str) -> str:
    """Return the local name of a term of ours, any other IRI unchanged."""
    return iri.removeprefix(DD)


def _ancestors(ontology: Ontology) -> dict[str, tuple[str, ...]]:
    above: dict[str, set[str]] = defaultdict(set)
    for row in ontology.select(ANCESTORS):
        if row["ancestor"].startswith(DD):
            above[local(row["class"])].add(local(row["ancestor"]))
    # Fewer ancestors of its own means further up: so the nearest come first.
    return {
        name: tuple(sorted(names, key=lambda other: (other != name, -len(above.get(other, ())), other)))
        for name, names in above.items()
    }


def _fields(ontology: Ontology) -> dict[str, tuple[Property, ...]]:
    parts: dict[tuple[str, str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in ontology.select(FIELDS):
        part = parts[row["field"], row["property"], row["type"]]
        for name in ("domain", "filler", "range"):
            if name in row:
                part[name].add(local(row[name]))
    fields: dict[str, list[Property]] = defaultdict(list)
    for (field, iri, kind), part in parts.items():
        domains, fillers, ranges = (frozenset(part[name]) for name in ("domain", "filler", "range"))
        fields[field].append(Property(iri, field, domains, fillers, ranges, literal=kind == "data"))
    return {field: tuple(sorted(found, key=lambda item: item.iri)) for field, found in fields.items()}


def _all(ontology: Ontology, annotation: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in ontology.select(ANNOTATIONS % annotation):
        if row["term"].startswith(DD):
            found[local(row["term"])].append(row["text"])
    return found


def _first(ontology: Ontology, annotation: str) -> dict[str, str]:
    return {name: texts[0] for name, texts in _all(ontology, annotation).items()}


def nearest(terms: Terms, kind: str, table: Iterable[str]) -> str:
    """Return the class's nearest ancestor (itself first) that the table knows, empty when none is."""
    known = set(table)
    return next((name for name in terms.line(kind) if name in known), "")
