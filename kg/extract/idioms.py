"""Predicates of several words: whether all that belongs to them is there, and where; nouns through which one acts."""

from __future__ import annotations

from kg.extract.reading import Reading
from kg.extract.syntax import is_verb, particles
from kg.lexicon.frames import Predicate
from kg.parse import Token


def is_parted(token: Token, predicate: Predicate) -> bool:
    """Tell whether the preposition that the verb wants leads to another: "called the pact a gift for the region"."""
    wanted = predicate.words[1:]
    leads = len(wanted) == 1 and wanted[0] in predicate.frame.thing_slots and is_verb(token)
    return leads and token.i + 1 < len(token.doc) and token.nbor().lower_ != wanted[0]


def read_as(token: Token) -> str:
    """The lemma as which a word is looked up: "put on hold the drills" holds none, it delays them."""
    before = token.nbor(-1) if token.i else token
    halted = token.lower_ in _HALTS and before.lower_ == "on" and before.head.lemma_ in ("put", "place", "keep")
    return "delay" if halted else token.lemma_.lower()


_HALTS = ("hold", "ice")


def complete(token: Token, predicate: Predicate) -> bool:
    """Whether the particles and fixed words that the predicate wants are there."""
    rest = predicate.words[1:]
    if rest:
        named = {child.lower_ for child in token.rights if child.dep_ == "ccomp" and child.pos_ == "ADJ"}
        beside = named | particles(token) | {token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""}
        if not all(word in beside for word in rest[:1]):
            return False
        if not all(word in {t.lower_ for t in token.doc[token.i : token.i + 6]} for word in rest[1:]):
            return False
    for place, words in predicate.frame.fixed.items():
        near = [t.lower_ for t in token.doc[token.i + 1 : token.i + 6]]
        behind = near[near.index(place) + 1 :] if place in near else ()
        own = (noun.lower_ for prep in token.rights if prep.lower_ == place for noun in prep.rights)
        if words.isdisjoint([*behind, *own]):
            return False
    return True


def is_working(reading: Reading, noun: Token) -> bool:
    """Tell whether a noun names what an agreement lives by, which ends with it: "suspended its operation"."""
    return not is_verb(noun) and noun.lemma_.lower() in reading.frames.words["agreement-workings"]
