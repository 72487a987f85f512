"""How an agreement is made: which predicates count, who must have spoken, and what has not come about yet."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from kg.extract.reading import Reading
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import Hit, Nucleus

APPROVAL = "approve-agreement"
RATIFIED = "ratified"
CEASEFIRE = "Ceasefire"
SIGNING = ("sign-agreement", "ratify-agreement", "pending-agreement")
PAPER = "document"
"""Entry of the noun for whatever is signed."""


def counted(reading: Reading, nucleus: Nucleus, found: Iterable[Hit]) -> list[Hit]:
    """Return the predicates that say something of this agreement: of its kind, by those who can, and come about."""
    return [hit for hit in found if _counts(reading, nucleus, hit)]


def _counts(reading: Reading, nucleus: Nucleus, hit: Hit) -> bool:
    if hit.predicate.entry.evokes == CEASEFIRE and nucleus.evokes != CEASEFIRE:
        return False
    if hit.rule == APPROVAL:
        return _by_legislature(reading, hit.token)
    return hit.status != RATIFIED or is_verb(hit.token) or not is_pending(reading, hit.token)


def _by_legislature(reading: Reading, approval: Token) -> bool:
    """Tell whether a parliament approves: what a cabinet approves may still have to be signed."""
    words = reading.frames.words["legislatures"]
    return any(
        token.lower_ in words or token.lemma_.lower() in words
        for head in arguments(approval).get("subj", ())
        for token in (head, *(child for child in head.subtree if child.dep_ in ("compound", "nmod", "pobj")))
    )


def is_pending(reading: Reading, ratification: Token) -> bool:
    """Tell whether a ratification has not come about: "is under way", "awaits ratification", "a vote on"."""
    words = reading.frames.words["pending"]
    above = ratification.head
    if above.pos_ == "ADP":
        return above.lower_ in ("for", "to", "on", "before", "pending", "until")
    beside = [above, *above.children] if is_verb(above) else []
    inner = [own for word in beside if word.i > ratification.i for own in word.rights]
    return any(word.lemma_.lower() in words or word.lower_ in words for word in (*beside, *inner))


def is_mere_paper(nucleus: Nucleus, hit: Hit | None) -> bool:
    """Tell whether a document is not told of as signed or ratified: it may be any paper."""
    paper = nucleus.noun is not None and nucleus.noun.entry == PAPER and nucleus.entity is None
    return paper and (hit is None or hit.rule not in SIGNING)
