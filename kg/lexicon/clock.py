"""Words of time, compiled from the lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ontology import Ontology

_WORDS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?kind ?value ?form WHERE { ?entry a lex:TimeWord ; lex:kind ?kind ; lex:value ?value ; lex:form ?form }
ORDER BY ?kind ?form
"""


@dataclass(frozen=True, eq=False)
class TimeWords:
    """Words of each kind with their value, in small letters."""

    by_kind: Mapping[str, Mapping[str, str]]

    def value(self, kind: str, word: str) -> str:
        """Return the value of a word of the kind, empty when it is none."""
        return self.by_kind.get(kind, {}).get(" ".join(word.lower().split()), "")

    def forms(self, kind: str) -> tuple[str, ...]:
        """Return the words of a kind, longest first."""
        return tuple(sorted(self.by_kind.get(kind, {}), key=lambda form: (-len(form), form)))


def compile_times(ontology: Ontology) -> TimeWords:
    """Compile the words of time."""
    words: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in ontology.select(_WORDS):
        words[row["kind"]][row["form"].lower()] = row["value"]
    return TimeWords(MappingProxyType({kind: MappingProxyType(found) for kind, found in words.items()}))
