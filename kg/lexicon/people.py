"""People known beforehand and the offices that they held, from the reference folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from kg.lexicon.gazetteer import fold
from kg.model import Entity

if TYPE_CHECKING:
    from datetime import date

    from kg.ontology import Ontology

_PEOPLE = """
SELECT ?person ?label ?form ?code WHERE { ?person a dd:Person ; rdfs:label ?label ; rdfs:label|skos:altLabel ?form .
  OPTIONAL { ?person dd:citizenOf/dd:isoCode ?code } } ORDER BY ?person ?form
"""
_TENURES = """
SELECT ?person ?title ?code ?start ?end WHERE {
  ?tenure a dd:Tenure ; dd:tenureHolder ?person ; dd:tenureOffice ?office .
  ?office dd:roleTitle ?title . OPTIONAL { ?office dd:officeIn ?in . ?in dd:isoCode ?code }
  OPTIONAL { ?tenure dd:termStartText ?start } OPTIONAL { ?tenure dd:termEndText ?end } } ORDER BY ?person ?start
"""
COURTESIES = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms."})
HEADS = frozenset({"president", "prime minister", "chancellor", "premier", "king", "emir", "sultan"})
Key = tuple[str, ...]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Term:
    """An office held from one day (or year) to another."""

    title: str
    state: str
    start: str
    end: str

    def covers(self, day: date | None) -> bool:
        """Tell whether the office was held on the day, or lately before it."""
        return day is None or (self.start or "0") <= day.isoformat() <= (self.end or "9")


    def fits(self, title: str) -> bool:
        """Tell whether the word before a name can mean the office: no prime minister is called president."""
        return title != "president" or "president" in self.title


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the reference folder."""

    entity: Entity
    terms: tuple[Term, ...]

    def held(self, title: str, state: str, day: date | None) -> bool:
        """Tell whether the person held the office of that title and state on the day."""
        return any(term.title == title and term.state == state and term.covers(day) for term in self.terms)

    def headed(self, title: str) -> bool:
        """Tell whether the person was head of a state or government with a title that ends in the word."""
        return any(term.title in HEADS and term.title.split()[-1] == title for term in self.terms)

    def began_by(self, day: date | None) -> bool:
        """Tell whether news of the day may know the person."""
        return (
            day is None
            or not self.terms
            or any((term.start or "0")[:4] <= str(day.year) for term in self.terms)
        )


@dataclass(frozen=True, eq=False)
class People:
    """Known people by full name and by lone surname."""

    by_name: Mapping[Key, tuple[KnownPerson, ...]]
    by_surname: Mapping[str, tuple[KnownPerson, ...]]
    lone: Mapping[str, tuple[KnownPerson, ...]]
    """Those whom news call by one word alone."""

    def named(self, key: Key, day: date | None) -> KnownPerson | None:
        """Return whom a full name means."""
        found = [person for person in self.by_name.get(key, ()) if person.began_by(day)]
        return found[0] if len(found) == 1 else None

    def called(self, word: str, day: date | None, titled: bool, title: str = "") -> KnownPerson | None:
        """Return whom a lone surname means: with a title the one in office, without one whom news call so.

        ``title`` is the last word before it: "President Reagan" is known long after his term.
        """
        word = fold(word).lower()
        pool = self.by_surname.get(word, ()) if titled else self.lone.get(word, ())
        found = [person for person in pool if any(term.covers(day) and term.fits(title) for term in person.terms)]
        if not found and title in COURTESIES:
            found = [person for person in self.lone.get(word, ()) if person.began_by(day)]
        if not found:
            found = [person for person in pool if person.began_by(day) and (not titled or person.headed(title))]
        return found[0] if len(found) == 1 else None


def name_key(words: str) -> Key:
    """Return what names are compared by: small letters, no accents, no initials, no hyphens."""
    parts = fold(words).lower().replace("-", " ").split()
    return tuple(part for part in parts if not (part.endswith(".") and len(part) < 3)) or tuple(parts)


def compile_people(ontology: Ontology) -> People:
    """Compile the people of the reference folder."""
    terms: defaultdict[str, list[Term]] = defaultdict(list)
    for row in ontology.select(_TENURES):
        term = Term(row["title"], row.get("code", ""), row.get("start", ""), row.get("end", ""))
        terms[row["person"]].append(term)
    by_name: defaultdict[Key, dict[str, KnownPerson]] = defaultdict(dict)
    by_surname: defaultdict[str, dict[str, KnownPerson]] = defaultdict(dict)
    lone: defaultdict[str, dict[str, KnownPerson]] = defaultdict(dict)
    for iri, form, person in _forms(ontology, terms):
        key = name_key(form)
        by_name[key][iri] = person
        by_surname[key[-1]][iri] = person
        if len(key) == 1:
            lone[key[0]][iri] = person
    return People(_frozen(by_name), _frozen(by_surname), _frozen(lone))


def _forms(ontology: Ontology, terms: Mapping[str, list[Term]]) -> Iterator[tuple[str, str, KnownPerson]]:
    for row in ontology.select(_PEOPLE):
        iri = row["person"]
        entity = Entity("Person", row["label"], state=row.get("code", ""), iri=iri)
        yield iri, row["form"], KnownPerson(entity, tuple(terms.get(iri, ())))


def _frozen(index: Mapping[K, Mapping[str, KnownPerson]]) -> Mapping[K, tuple[KnownPerson, ...]]:
    return MappingProxyType({key: tuple(found.values()) for key, found in index.items()})
