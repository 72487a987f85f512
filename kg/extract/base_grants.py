"""Who lets whom have a base: land leased to somebody to build on, access given, a deal with whom."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.actors import actors_of
from kg.extract.reading import Reading
from kg.extract.syntax import arguments, is_verb
from kg.model import STATES, Entity
from kg.parse import Token

OWNERS = (*STATES, "InternationalOrganization")
_STEPS = 3
"""Steps up from what is done with a base to the word by which it is let be done."""


def owning(reading: Reading, heads: Sequence[Token]) -> list[Entity]:
    """Return those of the phrases who may own a base."""
    return [entity for entity in actors_of(reading, heads) if entity.kind in OWNERS]


def granted(reading: Reading, trigger: Token) -> tuple[Entity | None, list[Entity]]:
    """Who gives and who gets: "leases land to Kenya to establish a base", "gave Kenya access to a base"."""
    for giving in _giving(reading, trigger):
        around = arguments(giving)
        given = [*around.get("dative", []), *around.get("to", [])]
        given = [head for head in given if not head.is_ancestor(trigger) and not trigger.is_ancestor(head)]
        given_noun = trigger.head if is_verb(trigger) and not is_verb(trigger.head) else trigger
        named = [child for child in given_noun.lefts if child.dep_ in ("compound", "nmod")]
        getting = owning(reading, given) or owning(reading, named)
        hosts = [one for one in owning(reading, around.get("subj", [])) if one.kind in STATES and one not in getting]
        if getting:
            return hosts[0] if hosts else None, getting
    verb = _getting(reading, trigger)
    return None, owning(reading, arguments(verb).get("subj", [])) if verb is not None else []


def _getting(reading: Reading, trigger: Token) -> Token | None:
    """The verb by which somebody gets access: "Kenya gained access rights to four bases"."""
    verb = trigger.head
    got = access_of(reading, trigger) and trigger.dep_ == "dobj" and is_verb(verb)
    return verb if got and verb.lemma_.lower() in reading.frames.words["getting"] else None


def to_subject(reading: Reading, verb: Token, base: Token) -> list[Entity]:
    """Who is given a base: "Kenya was offered a base"."""
    passive = is_verb(verb) and verb.lemma_.lower() in reading.frames.words["giving-land"] and base.head is verb
    whom = [child for child in verb.lefts if child.dep_ == "nsubjpass"] if passive and base.dep_ == "dobj" else []
    return owning(reading, whom)


def access_of(reading: Reading, trigger: Token) -> bool:
    """Tell whether it is the use of bases by others that is told of: "access to", "the stationing of troops at"."""
    return not is_verb(trigger) and trigger.lemma_.lower() in reading.frames.words["access"]


def _giving(reading: Reading, trigger: Token) -> list[Token]:
    """The verb by which access or land is given for what is told of a base."""
    use = trigger.dep_ == "dobj" and access_of(reading, trigger)
    to = (is_verb(trigger) and any(child.tag_ == "TO" for child in trigger.lefts)) or trigger.dep_ == "relcl"
    if not (use or to):
        return []
    above = [token for token in list(trigger.ancestors)[:_STEPS] if is_verb(token)]
    return [verb for verb in above[:1] if verb.lemma_.lower() in reading.frames.words["giving-land"]]


def counterpart(reading: Reading, trigger: Token, host: Entity) -> Entity | None:
    """The state with which the host has agreed upon what is told: "signed a deal with Kenya to set up a base"."""
    others = [one for one in partners(reading, trigger) if one.code != host.code]
    powers = reading.frames.words["basing-powers"]
    return others[0] if len(others) == 1 and (others[0].code in reading.basing or others[0].code in powers) else None


def partners(reading: Reading, trigger: Token) -> list[Entity]:
    """The states with which one talks of it, or agrees upon it: "in talks with Chad over the use of a base"."""
    projects = reading.frames.words["base-projects"]
    for token in list(trigger.ancestors)[:_STEPS]:
        if is_verb(token) or token.lemma_.lower() in projects:
            with_whom = [one for one in owning(reading, arguments(token).get("with", [])) if one.kind in STATES]
            if with_whom:
                return with_whom
    return []
