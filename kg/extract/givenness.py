"""Whether a noun speaks of what is known to be there, and so escapes the doubt of its clause."""

from __future__ import annotations

from spacy.tokens import Token

from kg.lexicon.cues import Cues


def is_definite(noun: Token, cues: Cues) -> bool:
    """Tell whether the noun speaks of something told before: "the", "this", or known."""
    return is_known(noun, cues) or _the(noun) or any(child.dep_ == "poss" for child in noun.lefts)


def _the(noun: Token) -> bool:
    marks = [(child.morph.get("Definite", []), child.morph.get("PronType", [])) for child in noun.lefts]
    return (["Def"], ["Art"]) in marks or ([], ["Dem"]) in marks


def is_known(noun: Token, cues: Cues) -> bool:
    """Tell whether the noun speaks of what is there: a name, "Russia's", "existing", "recently signed"."""
    return noun.pos_ == "PROPN" or exists(noun, cues)


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
