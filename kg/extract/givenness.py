"""Whether a noun speaks of what is known to be there, and so escapes the doubt of its clause."""

from __future__ import annotations

from kg.lexicon.cues import Cues
from kg.parse import Token

_OPEN = frozenset({"any", "another", "some", "no"})
"""Determiners that leave open which one is meant."""


def is_definite(noun: Token, cues: Cues) -> bool:
    """Tell whether the noun speaks of something told before: "the", "this", or known."""
    return is_known(noun, cues) or _the(noun) or any(child.dep_ == "poss" for child in noun.lefts)


def _the(noun: Token) -> bool:
    marks = [(child.morph.get("Definite", []), child.morph.get("PronType", [])) for child in noun.lefts]
    return (["Def"], ["Art"]) in marks or ([], ["Dem"]) in marks


def is_known(noun: Token, cues: Cues) -> bool:
    """Tell whether the noun speaks of what is there: a name, "Russia's", "existing", "recently signed"."""
    return is_named(noun, cues) or exists(noun, cues)


def is_named(noun: Token, cues: Cues) -> bool:
    """Tell whether the noun is a name and not only written like one: "a Memorandum of Understanding" may be any."""
    return noun.pos_ == "PROPN" and not (is_any(noun) and cues.at(noun, "lasting"))


def is_any(noun: Token) -> bool:
    """Tell whether an article or pronoun leaves open which one is meant: "a", "any", "another"."""
    marks = (child for child in noun.lefts if child.dep_ == "det")
    return any("Ind" in child.morph.get("Definite", []) or child.lower_ in _OPEN for child in marks)


def exists(noun: Token, cues: Cues) -> bool:
    """Tell whether its own words say that it is there: "existing", "recently signed", "the 1951 treaty"."""
    if (
        cues.at(noun, "lasting")
        and _the(noun)
        and any(child.pos_ == "PROPN" or child.ent_type_ == "DATE" or child.like_num for child in noun.lefts)
    ):
        return True
    return any(
        cues.at(child, "ground") or any(cues.at(own, "ground") for own in child.lefts) for child in noun.lefts
    )
