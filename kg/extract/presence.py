"""Whether a base is there: told as standing, attacked or visited; or only wanted, planned, being built, given up."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.actors import actors_of
from kg.extract.draft import is_plural, points_back
from kg.extract.factuality import factuality
from kg.extract.reading import Reading
from kg.extract.saying import negates
from kg.extract.slots import Standing, doubt, standing, telling
from kg.extract.syntax import arguments, is_verb
from kg.extract.topics import is_topic
from kg.extract.triggers import Hit, Nucleus
from kg.lexicon.cues import CERTAIN
from kg.model import Modality, Polarity

FAMILY = "MilitaryBase"
OPERATIONAL = "operational"


def stand(reading: Reading, nucleus: Nucleus, hit: Hit | None) -> Standing | None:
    """What the sentence commits to: whoever attacks or visits a base, or may do so, takes it to be there."""
    implied = hit.status if hit else reading.frames.statuses.get(nucleus.evokes, "")
    held = standing(reading, FAMILY, telling(nucleus, hit), implied, OPERATIONAL, nucleus.head)
    acted_upon = hit is not None and _is_acted_upon(reading, hit)
    if hit is None and nucleus.entity is None and nucleus.head.dep_ in ("compound", "nmod"):
        return None
    if hit is None and is_topic(reading, nucleus):
        return None
    there = (hit is None or acted_upon) and _is_there(reading, nucleus, acted_upon=acted_upon)
    known = nucleus.entity is not None and bool(nucleus.entity.iri)
    if there and (acted_upon or known):
        view = held.view if held else factuality(reading.linked, nucleus.head.i, reading.lexicon)
        return Standing(OPERATIONAL, Modality.CERTAIN, Polarity.POSITIVE, view)
    if held is None:
        return None
    if hit is not None and held.status == OPERATIONAL and is_going_on(reading, hit):
        return replace(held, status="planned")
    if points_back(nucleus) and hit is not None and not is_verb(hit.token) and held.status in ("proposed", "planned"):
        return None  # "forces at the base will help": what they may do leaves open what of the base was told before
    return None if (there or acted_upon) and held.status in ("proposed", "planned") else held


def _is_acted_upon(reading: Reading, hit: Hit) -> bool:
    """Tell whether something is done to or at the base: it is fired at, not launched itself."""
    verb, words = hit.token.lemma_.lower(), reading.frames.words
    return verb in words["acted-upon"] and (verb not in words["becoming"] or hit.place != "obj")


def _is_there(reading: Reading, nucleus: Nucleus, *, acted_upon: bool) -> bool:
    """Tell whether the words are of bases that exist: a name, or "U.S. bases" that nobody wants, plans or builds."""
    head, cues = nucleus.head, reading.lexicon.cues
    if doubt(reading, head) is not Modality.CERTAIN or any(negates(child, cues) for child in head.lefts):
        return False
    first = head
    while first.dep_ in ("conj", "appos"):
        first = first.head
    above = first.head.head if first.dep_ == "pobj" else first.head
    to = first.dep_ == "pobj" and first.head.lower_ == "to"
    governing = cues.at(above, "verb", "noun") if above is not first else None
    made = not acted_upon and first.dep_ != "pobj" and cues.at(above, "maker") is not None
    if made or (governing is not None and governing.affirmed != CERTAIN and not (to or acted_upon)):
        return False
    owned = any(actors_of(reading, arguments(head).get(place, [])) for place in ("mod", "poss"))
    return nucleus.entity is not None or (owned and (is_plural(nucleus) or points_back(nucleus)))


def is_going_on(reading: Reading, hit: Hit) -> bool:
    """Tell whether what brings the base about is not over: "is opening a base", "announced it is deploying radars"."""
    verb = hit.token
    return verb.tag_ == "VBG" and verb.dep_ not in ("pcomp", "amod") and verb.lemma_ in reading.frames.words["becoming"]
