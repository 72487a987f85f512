"""The ontology's own words: what each class and property is called, what it means, what it stands under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from server.panels import Row

DD = "https://w3id.org/defdip/ontology#"
PROSPECT = DD + "Prospect"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

KINDS = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "object property",
    OWL + "DatatypeProperty": "data property",
    OWL + "AnnotationProperty": "annotation property",
    SKOS + "Concept": "concept",
    OWL + "NamedIndividual": "individual",
}


def local(iri: str) -> str:
    """Return the last part of an IRI, after its hash sign or last slash."""
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def plural(label: str) -> str:
    """Return an English label for many of its kind."""
    if label.endswith(("series", "species")):
        return label
    if label.endswith("y") and label[-2:-1] not in "aeiou":
        return label[:-1] + "ies"
    return label + ("es" if label.endswith(("s", "x", "ch", "sh")) else "s")


@dataclass(frozen=True)
class Entry:
    """One class, property, individual or concept."""

    iri: str
    values: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """Its local name."""
        return local(self.iri)

    @property
    def kind(self) -> str:
        """What sort of term it is, in words."""
        return next((word for iri, word in KINDS.items() if iri in self.values.get(RDF_TYPE, ())), "term")

    @property
    def label(self) -> str:
        """What it is called in English."""
        found = self.all(RDFS + "label") or self.all(SKOS + "prefLabel")
        return found[0] if found else self.name

    @property
    def definition(self) -> str:
        """What it means."""
        return " ".join(self.all(SKOS + "definition"))

    @property
    def parents(self) -> tuple[str, ...]:
        """The named terms that it stands directly under."""
        return self.all(RDFS + "subClassOf") + self.all(RDFS + "subPropertyOf")

    def all(self, property_: str) -> tuple[str, ...]:
        """Return the values of one property."""
        return self.values.get(property_, ())


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one generation's ontology."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Iterable[Row]) -> Vocabulary:
        """Gather the answer to the vocabulary panel. Languages other than English are left out."""
        values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            term, value = row["term"], row["value"]
            if (
                getattr(value, "language", None) in (None, "en")
                and value.value not in values[term.value][row["property"].value]
            ):
                values[term.value][row["property"].value].append(value.value)
        return cls(
            {
                iri: Entry(iri, {key: tuple(found) for key, found in own.items()})
                for iri, own in values.items()
            }
        )

    def label(self, iri: str) -> str:
        """Return what a term is called; a foreign term's local name stands for it."""
        entry = self.entries.get(iri)
        return entry.label if entry else local(iri)

    def all(self, iri: str, property_: str) -> tuple[str, ...]:
        """Return what the ontology says of a term by one property."""
        entry = self.entries.get(iri)
        return entry.all(property_) if entry else ()

    def ancestors(self, iri: str) -> frozenset[str]:
        """Return all terms that a term stands under, itself not among them."""
        seen: set[str] = set()
        todo = [iri]
        while todo:
            for parent in self._parents(todo.pop()):
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)
        return frozenset(seen - {iri})

    def _parents(self, iri: str) -> tuple[str, ...]:
        entry = self.entries.get(iri)
        return entry.parents if entry else ()

    def narrowest(self, iris: Iterable[str]) -> list[str]:
        """Return those of the terms that no other of them stands under."""
        given = sorted(set(iris))
        broader = {ancestor for iri in given for ancestor in self.ancestors(iri)}
        return [iri for iri in given if iri not in broader] or given[:1]

    def family(self, iri: str) -> str:
        """Return the class under which lists gather a thing: the broadest that records are kept of, else the
        broadest but one: "agent" would gather persons and states.
        """
        chain = {one for one in (iri, *self.ancestors(iri)) if one.startswith(DD) and one in self.entries}
        recorded = [one for one in chain if self.entries[one].all(DD + "recordType")]
        tops = {one for one in chain if not chain & set(self.entries[one].parents)}
        second = [one for one in chain if tops & set(self.entries[one].parents)]
        return min(recorded or second or [iri], key=lambda one: (len(self.ancestors(one)), one))

    def recorded(self, iri: str) -> bool:
        """Tell whether records are kept of a class, of one above or of one below it; of unknown ones too."""
        below = {one for one in self.entries if iri in self.ancestors(one)}
        kin = {iri, *self.ancestors(iri), *below}
        return iri not in self.entries or any(self.all(one, DD + "recordType") for one in kin)

    @cached_property
    def classes(self) -> list[Entry]:
        """All classes by label."""
        return self._of("class")

    @cached_property
    def properties(self) -> list[Entry]:
        """All object and data properties by label."""
        return self._of("object property") + self._of("data property")

    @cached_property
    def sections(self) -> list[tuple[str, list[Entry]]]:
        """All terms by what they are, in the order of a reference."""
        found = [(plural(word), self._of(word)) for word in KINDS.values()]
        return [(word, entries) for word, entries in found if entries]

    def _of(self, kind: str) -> list[Entry]:
        return sorted(
            (entry for entry in self.entries.values() if entry.kind == kind),
            key=lambda entry: entry.label.lower(),
        )

    @cached_property
    def narrower(self) -> Mapping[str, list[str]]:
        """For each term, those directly under it."""
        below: dict[str, list[str]] = defaultdict(list)
        for entry in self.entries.values():
            for parent in entry.parents:
                below[parent].append(entry.iri)
        return {iri: sorted(found) for iri, found in below.items()}
