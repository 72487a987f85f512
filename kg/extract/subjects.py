"""Which word is the subject of a verb of saying, near or far."""

from __future__ import annotations

from kg.lexicon.cues import Cues
from kg.model import Entity, Linked, Mention
from kg.parse import Token

FARTHEST = 6
"""Steps from a verb without subject to the verb whose subject it shares."""
SUBJECTS = ("nsubj", "nsubjpass")


def subject_of(verb: Token) -> Token | None:
    """Return the word for whoever does what the verb tells, through participles and coordination."""
    passive_counts = False
    for _ in range(FARTHEST):
        if found := _own_subject(verb, passive_counts):
            return _antecedent(found, verb)
        if agent := _agent(verb):
            return agent
        if _passive(verb) and not passive_counts:
            return None
        if verb.dep_ in ("relcl", "acl"):
            return verb.head
        if quoted := _quoted(verb):
            return quoted
        above = _sharing(verb)
        if above is None:
            return None
        passive_counts = verb.dep_ == "pcomp"
        verb = above
    return None


def _own_subject(verb: Token, passive_counts: bool) -> Token | None:
    """Return the subject that stands nearest to the verb."""
    wanted = SUBJECTS if passive_counts else ("nsubj",)
    found = [child for child in verb.children if child.dep_ in wanted]
    nearest = min(found, key=lambda child: abs(child.i - verb.i), default=None)
    named = (child for child in found if child is not nearest and child.pos_ == "PROPN")
    return next((name for name in named if nearest and _describes(nearest, name)), nearest)


def _describes(noun: Token, name: Token) -> bool:
    """Tell whether the noun stands between commas behind the name ("Ola Berg, the spokesman of the army, denied")."""
    return noun.pos_ == "NOUN" and noun.left_edge.i == name.i + 2 and name.nbor().text == ","


def _passive(verb: Token) -> bool:
    bare = verb.tag_ == "VBN" and not any(child.dep_ == "aux" for child in verb.lefts)
    return bare and (
        verb.dep_ in ("acl", "advcl")
        or any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)
    )


def _antecedent(subject: Token, verb: Token) -> Token:
    """A relative pronoun stands for the noun before its clause."""
    return verb.head if subject.tag_ in ("WP", "WDT") and verb.dep_ == "relcl" else subject


def _agent(verb: Token) -> Token | None:
    for child in verb.rights:
        if child.dep_ == "agent":
            return next((own for own in child.rights if own.dep_ == "pobj"), None)
    return None


def _quoted(verb: Token) -> Token | None:
    """In "the agency quoted him as saying" he is the one who says."""
    if verb.dep_ != "pcomp":
        return None
    return next((child for child in verb.head.head.rights if child.dep_ == "dobj" and child.i < verb.i), None)


def _sharing(verb: Token) -> Token | None:
    """Return the verb whose subject a verb without one shares."""
    head = verb.head
    if (
        verb.dep_ in ("conj", "advcl", "xcomp", "ccomp", "dep")
        and head != verb
        and head.pos_ in ("VERB", "AUX")
    ):
        return head if verb.dep_ != "ccomp" or verb.tag_ == "VBG" else None
    if verb.dep_ == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        return head.head
    return None


def outer_subject(verb: Token) -> Token | None:
    """Return the speaker of "said the base was open and denied ...", where the parse joins the wrong verbs."""
    head = verb.head
    return subject_of(head.head) if verb.dep_ == "conj" and head.dep_ == "ccomp" else None


def beside(linked: Linked, verb: Token) -> Token | None:
    """Return the name right before the verb, or at the head of a sentence whose parse has lost its own."""
    if _passive(verb) and verb.dep_ != "acl":
        return None
    above: Token | None = verb
    for _ in range(FARTHEST):
        if above is None:
            break
        if (mention := _before(linked, above)) is not None:
            return _resident(linked.annotation.doc[mention.head])
        above = _sharing(above)
    sentence = linked.annotation.sentence_of(verb.i)
    opening = linked.at(sentence.first) or linked.at(min(sentence.first + 1, sentence.last - 1))
    lost = verb.sent.root.pos_ in ("NOUN", "PROPN", "NUM") and verb.tag_ in ("VBD", "VBN")
    return linked.annotation.doc[opening.head] if lost and opening and opening.last < verb.i else None


def _resident(name: Token) -> Token:
    """Return the noun whose place a name tells: "the embassy in Chad said"."""
    noun = name.head.head
    return noun if name.dep_ == "pobj" and name.head.lower_ == "in" and noun.pos_ == "NOUN" else name


def apposed_before(linked: Linked, verb: Token, cues: Cues) -> Entity | None:
    """Return the person whose name stands right before the verb, between commas or behind a title."""
    mention = _before(linked, verb)
    if mention is None or mention.first == 0:
        return None
    if mention.last == verb.i:
        office = verb.doc[mention.first - 1]
        return mention.entity if mention.entity.kind == "Person" and cues.at(office, "speaker") else None
    return mention.entity if verb.doc[mention.first - 1].text == "," else None


def _before(linked: Linked, verb: Token) -> Mention | None:
    """Return the name that ends right before the verb, or before the comma that closes its apposition."""
    end = verb.i - 1 if verb.i and verb.nbor(-1).text == "," else verb.i
    mention = linked.at(end - 1) if end > 0 else None
    if mention is None or mention.last != end or mention.form != "name":
        return None
    return mention if end == verb.i or mention.entity.kind == "Person" else None
