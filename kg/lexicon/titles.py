"""Titles with which news name an office: their heads, modifiers and the ranks that are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ontology import Ontology

Words = tuple[str, ...]

_HEADS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?entry ?form ?plural ?title ?state ?office WHERE {
  ?entry a lex:TitleHead ; lex:office ?office .
  { ?entry lex:form ?form } UNION { ?entry lex:plural ?form BIND(true AS ?plural) }
  OPTIONAL { ?entry lex:title ?title } OPTIONAL { ?entry lex:defaultState ?state }
} ORDER BY ?entry ?form
"""
_MODIFIERS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?form ?title WHERE {
  ?entry a lex:TitleModifier ; lex:form ?form OPTIONAL { ?entry lex:title ?title } } ORDER BY ?form
"""
_PEERS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?form ?title WHERE { ?entry a lex:TitlePeer ; lex:form ?form ; lex:title ?title } ORDER BY ?form
"""
_SPELLINGS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?form ?title WHERE { ?entry a lex:TitleSpelling ; lex:form ?form ; lex:title ?title } ORDER BY ?form
"""
_VERBS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?form ?title WHERE { ?entry a lex:TitleVerb ; lex:form ?form ; lex:title ?title } ORDER BY ?form
"""
_HONORIFICS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?form WHERE { ?entry a lex:%s ; lex:form ?form } ORDER BY ?form
"""


@dataclass(frozen=True, slots=True)
class TitleHead:
    """Words that name an office."""

    words: Words
    """In lower case, as the tokeniser splits them."""
    title: str
    """What the role is called."""
    plural: bool
    state: str
    """State that is meant when none is named, empty when there is no such habit."""
    office: str
    """state | any | scholar"""
    rule: str


@dataclass(frozen=True, eq=False)
class Titles:
    """Heads by their last word, longest first; modifiers; honorifics."""

    heads: Mapping[str, tuple[TitleHead, ...]]
    modifiers: frozenset[str]
    former: frozenset[str]
    honorifics: frozenset[str]
    rank_parts: frozenset[str]
    verbs: Mapping[str, str]
    """Verbs to the title of who does so."""
    peers: Mapping[str, str]
    """Titles to what their counterparts elsewhere are called."""
    spellings: Mapping[str, str]
    """Words of titles to the words by which titles are compared."""

    def plain(self, title: str) -> frozenset[str]:
        """Return the words of a title, each in the one spelling by which titles are compared."""
        return frozenset(part for word in title.split() for part in self.spellings.get(word, word).split())


def compile_titles(ontology: Ontology) -> Titles:
    """Compile titles, their modifiers and the honorifics."""
    heads: defaultdict[str, list[TitleHead]] = defaultdict(list)
    for row in ontology.select(_HEADS):
        form = row["form"]
        words = tuple(form.lower().replace("-", " - ").split())
        title = row.get("title") or (_singular(form) if "plural" in row else form).lower()
        rule = row["entry"].rsplit("#", 1)[-1]
        head = TitleHead(words, title, "plural" in row, row.get("state", ""), row["office"], rule)
        heads[words[-1]].append(head)
    modifiers = ontology.select(_MODIFIERS)
    return Titles(
        heads=MappingProxyType(
            {word: tuple(sorted(found, key=lambda h: -len(h.words))) for word, found in heads.items()}
        ),
        modifiers=frozenset(row["form"] for row in modifiers),
        former=frozenset(row["form"] for row in modifiers if row.get("title") == "former"),
        honorifics=frozenset(row["form"] for row in ontology.select(_HONORIFICS % "Honorific")),
        rank_parts=frozenset(row["form"] for row in ontology.select(_HONORIFICS % "RankPart")),
        verbs=MappingProxyType({row["form"]: row["title"] for row in ontology.select(_VERBS)}),
        peers=MappingProxyType({row["form"]: row["title"] for row in ontology.select(_PEERS)}),
        spellings=MappingProxyType({row["form"]: row["title"] for row in ontology.select(_SPELLINGS)}),
    )


def _singular(form: str) -> str:
    """Return the singular of a title's first or last noun: "ministers of defence", "prime ministers"."""
    head, of, rest = form.partition(" of ")
    if head.endswith("ies"):
        head = head[:-3] + "y"
    elif head.endswith("men"):
        head = head[:-3] + "man"
    else:
        head = head.removesuffix("s")
    return head + of + rest
