"""How names are built and what a page puts around an article, compiled from the lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.errors import OntologyError

if TYPE_CHECKING:
    from kg.ontology import Ontology

Words = tuple[str, ...]

_HEADS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?entry ?class ?side ?form WHERE {
  ?entry a lex:NameHead ; lex:names ?class ; lex:side ?side ; lex:form ?form
} ORDER BY ?entry ?form
"""
_CUES = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?side ?form WHERE { ?entry a lex:PlaceCue ; lex:side ?side ; lex:form ?form } ORDER BY ?form
"""
_ANAPHORS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?form ?names WHERE { ?entry a lex:Anaphor ; lex:names ?names ; lex:form ?form } ORDER BY ?form
"""
_FORMS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?form WHERE { ?entry a lex:%s ; lex:%s ?form } ORDER BY ?entry ?form
"""


@dataclass(frozen=True, slots=True)
class Head:
    """A noun, of one or more words, that tells the class of what is so named."""

    words: Words
    names: str


@dataclass(frozen=True, eq=False)
class NameWords:
    """Heads of names by their last (or first) word, and words that are no names."""

    last: Mapping[str, tuple[Head, ...]]
    """Heads that end a name, by their last word, longest first."""
    first: Mapping[str, tuple[Head, ...]]
    """Heads that begin a name, by their first word, longest first."""
    not_person: frozenset[str]
    given: frozenset[str]
    """Given names that are words of other names as well ("Bill")."""
    abbreviations: frozenset[str]
    common: frozenset[str]
    """English words that are also names of papers and groups ("Time", "Trend")."""
    calendar: frozenset[str]
    place_cues: Mapping[str, frozenset[str]]
    """Words by which a capital is a place: prepositions, verbs, nouns."""
    anaphors: Mapping[str, tuple[str, ...]]
    """Nouns that take up a body named before, with the classes that it may have."""
    furniture: re.Pattern[str]
    agencies: re.Pattern[str]


def compile_names(ontology: Ontology) -> NameWords:
    """Compile heads, furniture and abbreviations.

    Raises:
        OntologyError: a pattern of furniture is no regular expression.

    """
    last: defaultdict[str, list[Head]] = defaultdict(list)
    first: defaultdict[str, list[Head]] = defaultdict(list)
    for row in ontology.select(_HEADS):
        words = tuple(row["form"].split())
        head = Head(words, row["class"])
        if row["side"] in ("last", "both"):
            last[words[-1]].append(head)
        if row["side"] in ("first", "both"):
            first[words[0]].append(head)
    return NameWords(
        last=_longest_first(last),
        first=_longest_first(first),
        not_person=frozenset(_forms(ontology, "NotPerson")),
        given=frozenset(_forms(ontology, "GivenName")),
        abbreviations=frozenset(_forms(ontology, "Abbreviation")),
        common=frozenset(_forms(ontology, "CommonWord")),
        calendar=frozenset(form.lower() for form in _forms(ontology, "CalendarWord")),
        place_cues=_place_cues(ontology),
        anaphors=MappingProxyType(
            {row["form"]: tuple(row["names"].split()) for row in ontology.select(_ANAPHORS)}
        ),
        furniture=_pattern(_forms(ontology, "Furniture", "pattern")),
        agencies=_pattern([re.escape(form) for form in _forms(ontology, "Agency")]),
    )


def _place_cues(ontology: Ontology) -> Mapping[str, frozenset[str]]:
    cues: defaultdict[str, set[str]] = defaultdict(set)
    for row in ontology.select(_CUES):
        cues[row["side"]].add(row["form"])
    return MappingProxyType({side: frozenset(found) for side, found in cues.items()})


def _forms(ontology: Ontology, name: str, annotation: str = "form") -> list[str]:
    return [row["form"] for row in ontology.select(_FORMS % (name, annotation))]


def _pattern(parts: list[str]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(f"(?:{part})" for part in parts) or "(?!)")
    except re.error as error:
        raise OntologyError(
            f"lexicon: a pattern among {parts!r} is no regular expression: {error}"
        ) from error


def _longest_first(index: Mapping[str, list[Head]]) -> Mapping[str, tuple[Head, ...]]:
    return MappingProxyType(
        {word: tuple(sorted(heads, key=lambda head: -len(head.words))) for word, heads in index.items()}
    )
