"""Names that the model has not seen, given away by the title behind them: "Choe Son Hui, the vice minister"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.lexicon.titles import TitleHead
from kg.link.scene import Scene

_LONGEST = 4
_PLACES = frozenset({"GPE", "LOC", "FAC", "NORP"})
_OF_FIRMS = frozenset({"title-chief"})
"""Titles that firms have too ("Boeing, the leader in ...")."""


def apposed(scene: Scene, heads: Iterable[tuple[int, int, TitleHead]]) -> Iterator[int]:
    """Yield where a name begins that the model did not see before its title: "Choe Son Hui, the vice minister"."""
    for first, last, head in heads:
        token = scene.doc[last - 1]
        name = token.head
        if token.dep_ != "appos" or head.plural or name.pos_ != "PROPN" or name.i + 1 >= first:
            continue
        if scene.words[name.i + 1] != "," or (name.ent_type_ and head.rule in _OF_FIRMS):
            continue
        start = name.i
        while start > scene.starts[start] and scene.tags[start - 1] == "PROPN" and scene.capital(start - 1):
            if scene.lower[start - 1] in scene.lexicon.titles.heads:
                break
            start -= 1
        titled = scene.words[start] in scene.lexicon.titles.honorifics or name.lower_ in scene.lexicon.titles.heads
        place = any(token.ent_type_ in _PLACES for token in scene.tokens[start : name.i + 1])
        if not titled and not place and 1 <= name.i - start < _LONGEST:
            yield start
