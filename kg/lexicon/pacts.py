"""Agreements known beforehand, by the words of all their names, their parties and their year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.model import Entity

if TYPE_CHECKING:
    from kg.ontology import Ontology

DD = "https://w3id.org/defdip/ontology#"
_PACTS = """
SELECT ?pact ?class ?name ?form ?year WHERE {
  ?class rdfs:subClassOf* dd:Agreement .
  ?pact a owl:NamedIndividual , ?class ; rdfs:label ?name ; rdfs:label|skos:altLabel ?form ; dd:year ?year
} ORDER BY ?pact ?class ?form
"""
_PARTIES = """
SELECT ?pact ?code WHERE {
  ?pact a owl:NamedIndividual ; dd:party|dd:signatory ?state . ?state dd:isoCode ?code
} ORDER BY ?pact ?code
"""


@dataclass(frozen=True, slots=True)
class Pact:
    """One agreement that descriptions may mean: "the 1987 treaty", "the nuclear deal"."""

    entity: Entity
    year: int
    parties: frozenset[str]
    """Codes of the states among its parties."""
    forms: Mapping[frozenset[str], str]
    """The words, in small letters, of each of its names, with the name."""


def compile_pacts(ontology: Ontology) -> tuple[Pact, ...]:
    """Compile the agreements of the reference folder whose year is known."""
    parties: defaultdict[str, set[str]] = defaultdict(set)
    for row in ontology.select(_PARTIES):
        parties[row["pact"]].add(row["code"])
    forms: defaultdict[str, dict[frozenset[str], str]] = defaultdict(dict)
    known: dict[str, tuple[Entity, int]] = {}
    for row in ontology.select(_PACTS):
        kind = row["class"].removeprefix(DD)
        known.setdefault(row["pact"], (Entity(kind, row["name"], iri=row["pact"]), int(row["year"])))
        forms[row["pact"]][frozenset(re.findall(r"\w+", row["form"].lower()))] = row["form"]
    return tuple(
        Pact(entity, year, frozenset(parties[iri]), MappingProxyType(forms[iri]))
        for iri, (entity, year) in known.items()
    )
