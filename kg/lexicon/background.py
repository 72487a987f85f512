"""What is known beforehand of named things: whose they are, where, who makes them, what kind of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ontology import Ontology

DD = "https://w3id.org/defdip/ontology#"
_SIDES = """
SELECT ?thing ?role ?code WHERE {
  VALUES (?property ?role) { (dd:party "party") (dd:signatory "party") (dd:involvesParty "party")
                             (dd:hostState "host") (dd:operatedBy "operator") (dd:originState "origin") }
  ?thing a owl:NamedIndividual ; ?property ?state . ?state dd:isoCode ?code
} ORDER BY ?thing ?role ?code
"""
_EDITIONS = "SELECT ?thing ?kind WHERE { ?thing dd:editionKind ?kind }"

_YEARS = "SELECT ?thing ?year WHERE { ?thing a owl:NamedIndividual ; dd:year ?year }"
_STARTS = "SELECT ?thing ?year WHERE { ?thing dd:hostState ?host ; dd:establishedYear ?year }"
_ENDS = "SELECT ?thing ?year WHERE { ?thing a dd:ClosedBase ; dd:endYear ?year }"


@dataclass(frozen=True, slots=True)
class Background:
    """Codes of the states that belong to a known thing, and the class of a series' editions."""

    parties: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    edition_kind: str = ""
    year: int = 0
    """Of an agreement that was made in a known year."""
    ended: int = 0
    """Of a base that was given up in a known year."""
    since: int = 0
    """Of a base that was established in a known year."""


NOTHING = Background()


def compile_background(ontology: Ontology) -> Mapping[str, Background]:
    """Compile what the reference folder says, by IRI."""
    sides: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in ontology.select(_SIDES):
        codes = sides[row["thing"]][row["role"]]
        if row["code"] not in codes:
            codes.append(row["code"])
    kinds = {row["thing"]: row["kind"].removeprefix(DD) for row in ontology.select(_EDITIONS)}
    years = {row["thing"]: int(row["year"]) for row in ontology.select(_YEARS)}
    starts = {row["thing"]: int(row["year"]) for row in ontology.select(_STARTS)}
    ends = {row["thing"]: int(row["year"]) for row in ontology.select(_ENDS)}
    return MappingProxyType(
        {
            thing: Background(
                parties=tuple(sides[thing]["party"]),
                hosts=tuple(sides[thing]["host"]),
                operators=tuple(sides[thing]["operator"]),
                origins=tuple(sides[thing]["origin"]),
                edition_kind=kinds.get(thing, ""),
                year=years.get(thing, 0),
                ended=ends.get(thing, 0),
                since=starts.get(thing, 0),
            )
            for thing in sorted({*sides, *kinds, *years, *ends})
        }
    )
