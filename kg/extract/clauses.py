"""What a clause behind a noun makes of the noun: its subject, its object, or something else."""

from __future__ import annotations

from collections.abc import Iterator

from kg.parse import Token

RELATIVES = {"which", "that", "who", "whom"}
_FILLED = {"dobj", "nsubjpass", "attr", "acomp", "ccomp", "xcomp"}


def shared_objects(verb: Token) -> Iterator[tuple[str, Token]]:
    """Objects behind a preposition that only the next of two verbs has: "met with and thanked the minister"."""
    for preposition in verb.rights:
        bare = preposition.dep_ == "prep" and not any(preposition.children)
        if bare and preposition.i + 1 < len(verb.doc) and preposition.nbor().dep_ == "cc":
            further = (token for other in verb.rights if other.dep_ == "conj" for token in other.rights)
            yield from ((preposition.lower_, token) for token in further if token.dep_ == "dobj")


def above_compounds(noun: Token) -> Token:
    """The name on which a title hangs: the "Berg" of "President Kofi Berg"."""
    while noun.dep_ in ("compound", "nmod") and noun.head.i > noun.i:
        noun = noun.head
    return noun


def is_clause_of(verb: Token) -> bool:
    """Whether what was taken for a clause behind a name is what the name does: "Mali on Monday gave Chad a tank"."""
    subjects = any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
    objects = any(child.dep_ == "dobj" and child.i > verb.i for child in verb.children)
    named = verb.head.pos_ == "PROPN" and verb.tag_ in ("VBD", "VBZ")
    return verb.dep_ == "relcl" and named and objects and not subjects and not _is_taken_up(verb)


def _is_taken_up(verb: Token) -> bool:
    """Whether a pronoun takes the noun up in the clause behind it."""
    joined = [token for child in verb.children for token in (child, *child.children) if token.dep_ != "conj"]
    return any(token.lower_ in RELATIVES or token.tag_ == "WRB" for token in joined)


def is_contact_clause(verb: Token) -> bool:
    """Whether the clause has its noun as an object that no pronoun takes up: "the arms they sent"."""
    if verb.dep_ != "relcl" or verb.tag_ == "VBG":
        return False
    if any(child.dep_ in _FILLED for child in verb.children):
        return False
    return not _is_taken_up(verb)


def is_content(verb: Token) -> bool:
    """Tell whether what was taken for a clause behind a noun is what is said: "told her in a call that he would go"."""
    marked = any(child.dep_ == "mark" and child.lower_ == "that" for child in verb.lefts)
    return verb.dep_ == "relcl" and marked and any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.lefts)


def is_aim(verb: Token) -> bool:
    """Tell whether a verb only says what something is for: "met in an effort to save the summit"."""
    return verb.dep_ == "acl" and any(child.tag_ == "TO" for child in verb.lefts)


def given_to(noun: Token) -> list[Token]:
    """Who is given or denied it: "denied Mali the licences to sell arms", "gave Mali leave to sell arms"."""
    twice = noun.dep_ == "dobj" and noun.head.i < noun.i
    beside = [child for child in noun.head.children if child.dep_ in ("dative", "dobj") and child.i < noun.i]
    return [child for child in beside if twice and child.pos_ in ("PROPN", "PRON")]


def name_before(verb: Token) -> list[Token]:
    """The name right before a participle that is none: "Baku recently procured Turkish drones"."""
    index = verb.i - 1
    while index >= 0 and verb.doc[index].pos_ == "ADV":
        index -= 1
    found = index >= 0 and verb.doc[index].pos_ == "PROPN" and verb.tag_ in ("VBD", "VBN")
    return [verb.doc[index]] if found else []


def is_infinitive(verb: Token) -> bool:
    """Tell whether a verb stands with its "to"."""
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
