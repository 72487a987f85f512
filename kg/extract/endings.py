"""Agreements that end, or that somebody keeps from ending: what is put off, what lasted until a year gone by."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.factuality import factuality
from kg.extract.occasion import is_over
from kg.extract.reading import Reading
from kg.extract.syntax import is_verb
from kg.extract.triggers import Hit, Nucleus
from kg.extract.unsigned import delays
from kg.model import Modality, Polarity
from kg.parse import Token

BINDING = "in-force-agreement"
_DONE = ("dobj", "nsubjpass")
_SIDES = frozenset({"member", "party", "participant", "signatory"})
_LAST = frozenset({"be", "exist", "endure", "last", "remain", "run", "stand", "stay"})


def is_kept(reading: Reading, ending: Token) -> bool:
    """Tell whether the end is put off or undone, so that the agreement goes on: "delayed the end of the pact"."""
    decided = ending.dep_ == "acl" and ending.head.lemma_.lower() in reading.frames.words["decisions"]
    what = ending.head if decided else ending
    above = what.head.head if what.dep_ in ("pcomp", "pobj") else what.head
    told = factuality(reading.linked, above.i, reading.lexicon)
    if not is_verb(above) or above.i == what.i or told.modality is not Modality.CERTAIN:
        return False
    undone = what.dep_ in _DONE and not is_verb(what) and above.lemma_.lower() in reading.frames.words["lifting"]
    late = what.dep_ in (*_DONE, "xcomp", "pcomp", "pobj", "ccomp", "advcl") and delays(reading, above)
    return told.polarity is Polarity.POSITIVE and (undone or late)


def is_pondered(ending: Token) -> bool:
    """Tell whether one only thinks of what an end would bring: "the collapse of the pact would harm both"."""
    verb = ending.head
    would = any(child.tag_ == "MD" and child.lower_ in ("would", "could", "might") for child in verb.lefts)
    return not is_verb(ending) and ending.dep_ == "nsubj" and would


def is_told_before(ending: Token) -> bool:
    """Tell whether what went before an end is told: "before the collapse of the truce troops had left", so it came."""
    prep = ending.head
    verb = prep.head
    tags = {verb.tag_, *(child.tag_ for child in verb.lefts if child.dep_ in ("aux", "auxpass"))}
    return not is_verb(ending) and prep.lower_ in ("before", "until") and "VBD" in tags and "MD" not in tags


def is_no_party(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether it is named only for those who are no side of it, or no longer one: "ceased to be a party to it"."""
    head = nucleus.head
    above = head.head.head if head.dep_ == "pobj" and head.head.lower_ in ("to", "of", "in") else head
    if above.lemma_.lower() not in _SIDES:
        return False
    return factuality(reading.linked, above.i, reading.lexicon).polarity is Polarity.NEGATIVE


def has_run_out(reading: Reading, nucleus: Nucleus, found: Sequence[Hit]) -> bool:
    """Tell whether it is told of as there until a time gone by: "existed until 1977", "was in force until 2011"."""
    verbs = [*(hit.token for hit in found if is_verb(hit.token)), nucleus.head.head]
    return any(_ran_until(reading, verb) for verb in verbs if verb.lemma_.lower() in _LAST)


def _ran_until(reading: Reading, verb: Token) -> bool:
    past = verb.tag_ == "VBD"
    limits = [child for child in verb.rights if child.lower_ in ("until", "till")]
    times = (item.time for limit in limits for item in reading.times_in(limit.i, limit.right_edge.i + 1))
    return past and any(is_over(reading, time) for time in times)
