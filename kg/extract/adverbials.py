"""Clauses of time and reason beside a main clause: what is told in them as a fact, and what is wanted for then."""

from __future__ import annotations

from kg.extract.scope import is_infinitive
from kg.lexicon.cues import Cue, Cues
from kg.parse import Token


def wanted_then(clause: Token, cues: Cues) -> Cue | None:
    """Return the cue of what is wanted for a time to come: "need to stay after a treaty is signed"."""
    verbs = [clause, *(child for child in clause.lefts if child.dep_ in ("aux", "auxpass"))]
    now = any(verb.tag_ in ("VBZ", "VBP") for verb in verbs)
    marked = any(child.lower_ in ("after", "once", "when") for child in clause.lefts)
    wanted = any(child.dep_ == "xcomp" and is_infinitive(child) for child in clause.head.rights)
    return cues.at(clause.head, "verb", link="xcomp") if now and marked and wanted else None


def is_already(clause: Token, cues: Cues) -> bool:
    """Tell whether a clause gives as a reason what is so already: "needs no base as it already has one"."""
    now = clause.tag_ in ("VBZ", "VBP") and any(child.lower_ == "already" for child in clause.lefts)
    return now and any(child.dep_ == "mark" and cues.at(child, "reason") for child in clause.lefts)


def backshifts(auxiliary: Token, cues: Cues) -> bool:
    """Tell whether a past tense below the auxiliary may be a future ("would leave when it was signed")."""
    cue = cues.at(auxiliary, "auxiliary")
    return cue is not None and cue.reported is not None


def gives_reason(clause: Token, cues: Cues) -> bool:
    """Tell whether a conjunction opens the clause that gives a reason, told as a fact."""
    for child in clause.lefts:
        if child.dep_ == "mark" and (cue := cues.at(child, "reason")):
            return not cue.links or clause.pos_ == "AUX"
    return False


def in_the_past(clause: Token) -> bool:
    """Tell whether the clause is in the past."""
    return clause.tag_ == "VBD" or any(
        child.tag_ == "VBD" for child in clause.children if child.dep_ in ("aux", "auxpass")
    )
