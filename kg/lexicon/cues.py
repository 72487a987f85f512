"""Words that tell how sure a source is, and words with which it speaks, compiled from the lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import OntologyError
from kg.model import Modality, Polarity

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.parse import Token

LEX = "https://w3id.org/defdip/lexicon#"
CERTAINTY = (Modality.UNSTATED, Modality.POSSIBLE, Modality.PROBABLE, Modality.PLANNED, Modality.CERTAIN)
"""From the weakest to the firmest."""

_CUES = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?cue ?role ?form ?affirmed ?negated ?reported (GROUP_CONCAT(?link; SEPARATOR=" ") AS ?links) WHERE {
  ?cue a lex:FactualityCue ; lex:role ?role ; lex:form ?form ; lex:affirmed ?affirmed ; lex:negated ?negated .
  OPTIONAL { ?cue lex:reported ?reported }
  OPTIONAL { ?cue lex:governs ?link }
} GROUP BY ?cue ?role ?form ?affirmed ?negated ?reported ORDER BY ?cue ?form
"""
_STANCES = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?cue ?role ?form ?stance (GROUP_CONCAT(?link; SEPARATOR=" ") AS ?links) WHERE {
  ?cue a lex:SourceCue ; lex:role ?role ; lex:form ?form .
  OPTIONAL { ?cue lex:stance ?stance }
  OPTIONAL { ?cue lex:governs ?link }
} GROUP BY ?cue ?role ?form ?stance ORDER BY ?cue ?form
"""


@dataclass(frozen=True, slots=True)
class Value:
    """A degree of certainty with its sign, written "Planned+" in the lexicon."""

    modality: Modality
    polarity: Polarity = Polarity.POSITIVE

    @property
    def negative(self) -> bool:
        """Tell whether it denies."""
        return self.polarity is Polarity.NEGATIVE

    def at_most(self, modality: Modality) -> Value:
        """Return it with no more certainty than the given degree."""
        return Value(min(self.modality, modality, key=CERTAINTY.index), self.polarity)

    def flipped(self) -> Value:
        """Return it with the other sign."""
        return Value(self.modality, Polarity.POSITIVE if self.negative else Polarity.NEGATIVE)


CERTAIN = Value(Modality.CERTAIN)


@dataclass(frozen=True, slots=True)
class Cue:
    """What one word of the lexicon does to the certainty of that which it governs."""

    name: str
    role: str
    words: tuple[str, ...]
    affirmed: Value = CERTAIN
    negated: Value = CERTAIN
    reported: Value | None = None
    """What it means below a past verb of saying, where that differs ("he said it would open")."""
    links: frozenset[str] = frozenset()
    """Dependency labels through which it governs; empty: all that its role allows."""
    stance: str = ""

    def applied(self, context: Value, reported: bool = False) -> Value:
        """Return the certainty of what it governs, itself standing in the context given."""
        inner = self.negated if context.negative else self.affirmed
        if reported and self.reported:
            inner = self.reported.flipped() if context.negative else self.reported
        return inner.at_most(context.modality)


class Cues:
    """All cues, found by role and first word."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        index: defaultdict[str, defaultdict[str, list[Cue]]] = defaultdict(lambda: defaultdict(list))
        for cue in sorted(cues, key=lambda cue: -len(cue.words)):
            index[cue.words[0]][cue.role].append(cue)
        self._index: Mapping[str, Mapping[str, tuple[Cue, ...]]] = {
            word: {role: tuple(found) for role, found in roles.items()} for word, roles in index.items()
        }

    def __iter__(self) -> Iterator[Cue]:
        """Go through all cues once."""
        return iter(cue for roles in self._index.values() for found in roles.values() for cue in found)

    def at(self, token: Token, *wanted: str, link: str = "") -> Cue | None:
        """Return the longest cue of one of the roles that begins at the token and governs through the link."""
        own, lemma = self._index.get(token.lower_), self._index.get(token.lemma_.lower())
        if own is None and lemma is None:
            return None
        known = [roles for roles in ((own,) if own is lemma else (own, lemma)) if roles is not None]
        for role in wanted:
            for roles in known:
                for cue in roles.get(role, ()):
                    governs = not link or not cue.links or link in cue.links
                    if governs and _continues(token, cue.words[1:]):
                        return cue
        return None


def compile_cues(ontology: Ontology) -> Cues:
    """Compile the lexicon's factuality and source cues.

    Raises:
        OntologyError: an entry holds a value that is not a modality followed by + or -.

    """
    cues = [_factuality_cue(row) for row in ontology.select(_CUES)]
    sources = [_source_cue(row) for row in ontology.select(_STANCES)]
    return Cues([*cues, *sources])


def _factuality_cue(row: Mapping[str, str]) -> Cue:
    name = row["cue"].removeprefix(LEX)
    return Cue(
        name=name,
        role=row["role"],
        words=tuple(row["form"].split()),
        affirmed=_value(name, row["affirmed"]),
        negated=_value(name, row["negated"]),
        reported=_value(name, row["reported"]) if "reported" in row else None,
        links=frozenset(row.get("links", "").split()),
    )


def _source_cue(row: Mapping[str, str]) -> Cue:
    return Cue(
        name=row["cue"].removeprefix(LEX),
        role=row["role"],
        words=tuple(row["form"].split()),
        links=frozenset(row.get("links", "").split()),
        stance=row.get("stance", ""),
    )


def _value(name: str, text: str) -> Value:
    try:
        return Value(Modality(text[:-1]), {"+": Polarity.POSITIVE, "-": Polarity.NEGATIVE}[text[-1]])
    except (KeyError, ValueError, IndexError) as error:
        raise OntologyError(f"lexicon entry {name!r}: {text!r} is no modality followed by + or -") from error


def _continues(token: Token, rest: tuple[str, ...]) -> bool:
    """Tell whether the words follow the token, or, when it is one word, hang from it."""
    if not rest:
        return True
    after = token.doc[token.i + 1 : token.i + 1 + len(rest)]
    if len(after) == len(rest) and all(w in (t.lower_, t.lemma_) for w, t in zip(rest, after, strict=True)):
        return True
    if len(rest) > 1:
        return False
    loose = ("prt",) if any(child.dep_ == "dobj" for child in token.rights) else ("prt", "prep")
    return any(child.lower_ == rest[0] for child in token.rights if child.dep_ in loose)
