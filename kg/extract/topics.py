"""What people only talk of: "the debate over a base", "opponents of a pact"; it need not be there."""

from __future__ import annotations

from kg.extract.draft import points_back
from kg.extract.givenness import is_any
from kg.extract.reading import Reading
from kg.extract.triggers import Nucleus
from kg.parse import Token


def is_topic(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a thing is but the object of talk: neither known, nor pointed at, nor anybody's."""
    head = nucleus.head
    if head.head.dep_ in ("acl", "relcl") and reading.lexicon.cues.at(head.head, "naming"):
        head = head.head.head
    known = nucleus.entity is not None and bool(nucleus.entity.iri)
    owned = points_back(nucleus) or any(child.dep_ == "poss" for child in head.lefts)
    return not (known or owned) and (is_talked_of(reading, head) or _is_matter(reading, head))


def _is_matter(reading: Reading, noun: Token) -> bool:
    """Tell whether some thing or other is what a noun is about: "a paper on a pact with Chad"."""
    concerned = noun.dep_ == "pobj" and noun.head.lower_ in reading.frames.words["concerning"]
    return concerned and noun.head.head.pos_ == "NOUN" and is_any(noun)


def is_talked_of(reading: Reading, head: Token) -> bool:
    """Tell whether a noun stands behind a word of talk: "opponents of the sale", "the sale is seen as unlikely"."""
    words = reading.frames.words
    above = head.head.head if head.dep_ == "pobj" else head.head
    while head.dep_ == "pobj" and above.dep_ == "pobj" and _is_where(reading, above):
        above = above.head.head
    if above.dep_ == "acl" and above.tag_ == "VBN":  # "questions raised on a pact"
        above = above.head
    fits = head.dep_ != "pobj" or head.head.lower_ in words["topic-prepositions"]
    return fits and above is not head and above.lemma_.lower() in words["topic-words"]


def _is_where(reading: Reading, noun: Token) -> bool:
    """Tell whether the noun is but the place of what stands before it: "the siting in Chad of a base"."""
    mention = reading.mention(noun)
    placed = mention is not None and mention.entity.kind in ("State", "City", "Place")
    return placed or noun.lemma_.lower() in reading.frames.words["soil-words"]
