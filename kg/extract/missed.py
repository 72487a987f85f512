"""What was to come and never did: plans that were dropped, things that failed to come about."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.saying import negates
from kg.lexicon.cues import Cue, Cues
from kg.model import Modality
from kg.parse import Token

_UNDOING = ("cancel", "postpone", "recant", "refuse", "stop", "undone")
"""Entries of verbs by which a plan is given up, or falls through."""
_NAMED_ANEW = ("dobj", "ccomp", "xcomp", "advcl")
CANCELLED, POSTPONED = "cancelled", "postponed"


def is_missed(node: Token, below: Token, cue: Cue) -> bool:
    """Tell whether a plan in the past has a perfect infinitive below it: "was to have visited"."""
    perfect = any(child.lower_ == "have" and child.dep_ == "aux" for child in below.lefts)
    to = any(child.tag_ == "TO" for child in below.lefts)
    planned = cue.affirmed.modality is Modality.PLANNED or cue.name == "expect"
    return planned and perfect and to and not cue.affirmed.negative and _is_past(node)


def _is_past(node: Token) -> bool:
    """Tell whether a word, or the verb on which it hangs, is in the past."""
    verb = node if node.pos_ in ("VERB", "AUX") else node.head
    auxiliaries = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
    return verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in auxiliaries)


def fails_to_come(verb: Token, cues: Cues) -> Cue | None:
    """Return the cue by which the subject has not come about: "the talks failed to take place"."""
    cue = cues.at(verb, "verb", link="xcomp")
    if cue is None or not cue.affirmed.negative:
        return None
    return cue if any(comes(child, cues) for child in verb.rights if child.dep_ == "xcomp") else None


def comes(verb: Token, cues: Cues) -> bool:
    """Tell whether an infinitive is of what comes about by itself: "to take place", "to materialise"."""
    own = [child for child in verb.rights if child.dep_ == "dobj"]
    fixed = any(child.lower_ == "place" for child in own) and verb.lemma_ == "take"
    return cues.at(verb, "maker") is not None and (fixed or not own)


def is_dropped(path: Sequence[Token], cues: Cues) -> str:
    """Return what became of a plan told in the past: "was due to visit Togo but put off the trip" was postponed."""
    for place, node in enumerate(path):
        if node.pos_ in ("VERB", "AUX", "ADJ") and any(map(_is_past, path[: place + 1])):
            behind = [child for child in node.rights if child.dep_ == "conj" and child not in path]
            against = any(child.dep_ == "cc" and child.lower_ in ("but", "yet") for child in node.rights)
            fates = [fate for child in behind if against and (fate := _fate(child, cues))]
            if fates:
                return fates[0]
    return ""


def _fate(verb: Token, cues: Cues) -> str:
    """What a verb makes of the plan before it, where it is of that and of no other thing that it names."""
    auxiliaries = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
    told = verb.tag_ == "VBD" or any(child.tag_ in ("VBD", "VBZ", "VBP") for child in auxiliaries)
    cue = cues.at(verb, "recanting", "verb", "contingent")
    fixed = len(cue.words) if cue is not None else 0
    behind = [child for child in verb.rights if child.dep_ in _NAMED_ANEW and child.i >= verb.i + fixed]
    if not told or not all(map(_points_back, behind)):
        return ""
    if cue is not None and cue.name in _UNDOING:
        return POSTPONED if cue.name == "postpone" else CANCELLED
    denied = any(negates(own, cues) for one in (verb, *behind) for own in one.children)
    bare = any(child.lower_ == "to" for child in behind) or verb.lemma_ == "do" or comes(verb, cues)
    return CANCELLED if denied and bare else ""


def _points_back(noun: Token) -> bool:
    """Tell whether an object takes up what is told: "it", "his trip", "the deal", "chose not to"."""
    marks = {child.lower_ for child in noun.lefts if child.dep_ in ("det", "poss")}
    return noun.pos_ == "PRON" or noun.lower_ == "to" or bool(marks & _BACK)


_BACK = frozenset({"the", "that", "this", "these", "those", "its", "his", "her", "their"})
