"""Meetings that are ours: of states and their officials, not of parties, parliaments, clubs or shareholders."""

from __future__ import annotations

from kg.extract.actors import actors_of
from kg.extract.editions import is_joint_body
from kg.extract.encounters import FAMILY, is_with_own
from kg.extract.reading import Reading, background
from kg.extract.syntax import arguments
from kg.extract.triggers import Nucleus
from kg.model import STATES
from kg.parse import Token


def is_ours(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether the meeting is one between states, by the words before it."""
    words = (token for token in reading.tokens[nucleus.start : nucleus.head.i] if not names_body(reading, token))
    before = {token.lower_ for token in words if not _is_of_noun(reading, token, nucleus)}
    if nucleus.head.dep_ == "compound" and nucleus.head.lower_ in ("talk", "discussion", "visit"):
        return False
    if _is_speech(nucleus) or (nucleus.head.dep_ == "pobj" and nucleus.head.head.lower_ == "under"):
        return False  # what is "under negotiation" or "under discussion" is a deal
    others, whose = reading.frames.words["meeting-others"], arguments(nucleus.head).get("of", [])
    at_home = [head for head in whose if head.lemma_.lower() in others and not _is_of_several(reading, head)]
    if before & others or any(one.kind in STATES for one in actors_of(reading, at_home)):
        return False
    if is_with_own(reading, arguments(nucleus.head).get("with", [])):
        return False
    return not any(_family(reading, inner) == "MilitaryExercise" for inner in whose)


def _is_speech(nucleus: Nucleus) -> bool:
    """Tell what somebody says from whom he meets: "his talk of an attack", not "a talk with the minister"."""
    of_it = nucleus.head.i + 1 < len(nucleus.head.doc) and nucleus.head.nbor().lower_ == "of"
    with_others = not of_it and arguments(nucleus.head).keys() & {"with", "between", "among"}
    alone = nucleus.noun is not None and len(nucleus.noun.words) == 1
    return alone and nucleus.head.lower_ == "talk" and not with_others


def _is_of_noun(reading: Reading, token: Token, nucleus: Nucleus) -> bool:
    """Tell whether a word before the head makes one noun with it, or belongs to a joint body: "staff talks"."""
    nouns = reading.frames.nouns.get(nucleus.head.lemma_.lower(), ())
    together = any(noun.family == FAMILY and token.lower_ in noun.words[:-1] for noun in nouns)
    return together or is_joint_body(reading, token)


def _is_of_several(reading: Reading, head: Token) -> bool:
    return names_body(reading, head) or is_joint_body(reading, head)


def _family(reading: Reading, head: Token) -> str:
    entity = reading.entity_of(head)
    if entity is not None:
        return reading.frames.families.get(background(reading, entity).edition_kind or entity.kind, "")
    return next((noun.family for noun in reading.frames.nouns.get(head.lemma_.lower(), ())), "")


def names_body(reading: Reading, token: Token) -> bool:
    """Whether the word is of the name of a body of several states: the "council" of "Security Council session"."""
    mention = reading.mention(token)
    return mention is not None and mention.entity.kind == "InternationalOrganization"
