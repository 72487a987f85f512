"""On what matter an agreement is: one of defence, by its name, the words of its phrase or what it lets others do."""

from __future__ import annotations

import re

from kg.extract.draft import points_back
from kg.extract.reading import Reading
from kg.extract.triggers import DEALS, Nucleus
from kg.model import Entity

PAPERS = frozenset({"JointDeclaration", "MemorandumOfUnderstanding", "ArmsContract"})
"""Kinds that are signed and done, where nothing else is told of them."""


def is_ours(reading: Reading, nucleus: Nucleus, parties: list[Entity]) -> bool:
    """Tell whether the agreement is one of defence: by name, by the words in its phrase, or by nothing else there."""
    if nucleus.entity is not None and nucleus.entity.iri:
        return True
    words = _words_around(reading, nucleus, deep=nucleus.evokes in (DEALS, "Treaty", "FrameworkAgreement", *PAPERS))
    if words & reading.frames.words["other-matters"]:
        return False
    return (
        bool(words & reading.frames.words["defence-matters"])
        or nucleus.evokes != DEALS
        or bool(parties)
        or points_back(nucleus)
    )


def _words_around(reading: Reading, nucleus: Nucleus, *, deep: bool) -> set[str]:
    """The words of the phrase but for the noun that makes it an agreement, and those of what hangs on it.

    What hangs on it tells nothing new of one whose noun alone is a matter of defence: not ``deep``.
    """
    own = range(nucleus.first, nucleus.last) if nucleus.entity is None or nucleus.noun is not None else ()
    tokens = [token for token in reading.doc[nucleus.start : nucleus.last] if token.i not in own]  # a "cease-fire"
    letting = [verb for verb in nucleus.head.head.rights if verb.tag_ == "VBG" and verb.i > nucleus.head.i]
    for child in (*nucleus.head.children, *letting) if deep else ():
        if child in letting and child.lemma_.lower() in reading.frames.words["letting"]:
            tokens += list(child.subtree)  # "signed a deal on Monday giving troops access"
        elif child.dep_ in ("prep", "acl", "relcl", "appos") and child.lower_ not in ("between", "with"):
            tokens += list(child.subtree)
    return {part for token in tokens for part in (token.lower_, token.lemma_.lower(), *re.split(r"\W", token.lower_))}
