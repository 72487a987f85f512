"""Where the sides of an arms transfer stand that the frame of its word does not reach."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.reading import Reading
from kg.extract.syntax import arguments, is_verb
from kg.parse import Token

REACH = 12
"""Tokens behind goods within which a "to" may belong to them."""


def given(verb: Token) -> list[Token]:
    """Who is given something, told as the subject of a passive: "Chad was sent rockets"."""
    passive = any(child.dep_ == "auxpass" and "'" not in child.text for child in verb.children)
    if not passive or not any(child.dep_ in ("dobj", "oprd", "attr") for child in verb.children):
        return []
    return [child for child in verb.children if child.dep_ == "nsubjpass"] or _before_auxiliary(verb)


def _before_auxiliary(verb: Token) -> list[Token]:
    """The noun that the parser drew to the day before it: "said on Friday rebels had been sent rockets"."""
    first = min(child.i for child in verb.children if child.dep_ in ("aux", "auxpass"))
    noun = verb.doc[first - 1] if first and verb.dep_ == "ccomp" else None
    drawn = noun is not None and noun.dep_ == "pobj" and any(child.ent_type_ == "DATE" for child in noun.lefts)
    return [noun] if noun is not None and drawn else []


def apposed(noun: Token) -> list[Token]:
    """Who is said to be the supplier or buyer: "Chad, a buyer of tanks", "its main supplier, Chad"."""
    beside = [child for child in noun.rights if child.dep_ == "appos"]
    one = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ in ("of", "among") else noun
    if one.lower_ == "one" and one.dep_ == "attr":
        beside += arguments(one).get("subj", [])
    return [noun.head, *beside] if noun.dep_ == "appos" else beside


def bound_for(reading: Reading, goods: Sequence[Token]) -> list[Token]:
    """Who was to have the goods: "rockets bound for Chad", "a shipment on its way to Chad"."""
    return [
        head
        for noun in goods
        for token in noun.subtree
        if token.i > noun.i and token.lower_ in reading.frames.words["bound-for"]
        for child in token.children
        if child.dep_ == "prep" and child.lower_ in ("for", "to")
        for head in child.children
        if head.dep_ == "pobj"
    ]


def further_on(reading: Reading, trigger: Token, items: Sequence[Token]) -> list[Token]:
    """Heads behind the next "to", whatever the parser hung it on: "gave ten tanks worth $5m (4m euros) to Chad"."""
    first = max([trigger.i, *(item.i for item in items)])
    for token in reading.tokens[first + 1 : min(reading.sentence(trigger).last, first + REACH)]:
        if is_verb(token) or token.text == ";":
            break
        if token.lower_ == "to" and token.pos_ == "ADP":
            return [child for child in token.children if child.dep_ == "pobj"]
    return []


def behind(item: Token, place: str) -> list[Token]:
    """Heads behind a preposition that the parser hung on the goods: "the second of five ships to Chad"."""
    return [
        head
        for child in item.rights
        if child.dep_ == "prep" and child.lower_ == place
        for head in child.children
        if head.dep_ == "pobj"
    ]


def owners(goods: Sequence[Token]) -> list[Token]:
    """Whose goods they are said to be: "Chad's tanks", "tanks of Chad's army"."""
    return [
        head
        for item in goods
        for child in item.children
        for head in ([child] if child.dep_ == "poss" else child.children if child.lower_ == "of" else [])
    ]


def right_behind(reading: Reading, noun: Token) -> list[Token]:
    """Heads behind a "to" next to a noun, whatever the parser hung it on: "$2 billion in arms sales to Chad"."""
    if noun.i + 1 >= reading.sentence(noun).last:
        return []
    to = reading.doc[noun.i + 1]
    return [child for child in to.children if child.dep_ == "pobj"] if to.lower_ == "to" else []


def aided(reading: Reading, verb: Token) -> list[Token]:
    """Whom arms are sent to help: "sent rifles and advisers to back the rebels"."""
    aims = [child for child in verb.children if child.dep_ in ("advcl", "xcomp") and child.i > verb.i]
    helping = [aim for aim in aims if aim.lemma_.lower() in reading.frames.words["aiding"]]
    to = [aim for aim in helping if any(child.lower_ == "to" and child.dep_ == "aux" for child in aim.children)]
    return [child for aim in to for child in aim.children if child.dep_ in ("dobj", "nsubj")]
