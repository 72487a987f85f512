"""When something took place that the article gives no time for: in all likelihood about the day of publication.

News tells of what is new: "the ministers have agreed to meet", "she is visiting Oslo". The chance that such a thing
falls into the days about publication is a regression over how it is told, fitted on hand-read articles
(``ontology/rules/recency.csv``). What is likely enough gets the month, or the two months that these days touch, as a
time told apart from the article's own words: its claim is no more than probable. Where nothing has been learned,
nothing is inferred.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from kg.extract.draft import Draft
from kg.extract.reading import Reading
from kg.extract.syntax import is_verb
from kg.model import RECENT, TimeExpression
from kg.parse import Token

FAMILIES = ("Meeting", "MilitaryExercise")
SURE = 0.65
"""Chance from which a time is inferred."""
SPAN = timedelta(days=6)
"""How long before or after publication what is new takes place."""
AHEAD = ("planned", "proposed", "postponed")
_HIGHEST = 12
_EARLY = 3


def with_recency(reading: Reading, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the drafts, the first of each undated thing with the time about publication where that is likely."""
    model, published = reading.lexicon.judgement.recency, reading.linked.annotation.document.date
    found = rows(reading, drafts) if model and published else {}
    for draft in drafts:
        row = found.pop(draft.handle, None)
        if row is None or published is None or model.chance(row) < SURE:
            yield draft
        else:
            span, value = reading.sentence(draft.head).span, about(published, draft.held.status in AHEAD)
            yield draft.with_fillers({RECENT: (TimeExpression(span, "", value, inferred=True),)})


def about(published: date, ahead: bool) -> str:
    """Return the month, or the range of two, that holds the days before publication, or after it."""
    ends = sorted((published, published + SPAN if ahead else published - SPAN))
    first, last = (f"{end:%Y-%m}" for end in ends)
    return first if first == last else f"{first}/{last}"


def rows(reading: Reading, drafts: Sequence[Draft]) -> dict[str, dict[str, float]]:
    """Return the features of each thing that has no time, by its handle."""
    things: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.family in FAMILIES:
            things[draft.handle].append(draft)
    undated = {handle: told for handle, told in things.items() if not any("date" in one.fillers for one in told)}
    return {handle: features(reading, told, drafts) for handle, told in undated.items()}


def features(reading: Reading, told: Sequence[Draft], drafts: Sequence[Draft]) -> dict[str, float]:
    """Return how a thing is told of that has no time of its own."""
    first = told[0]
    best = max(told, key=lambda draft: (not draft.bare, len(draft.fillers)))
    sentence = reading.sentence(first.head)
    entities = [entity for draft in told for entity in draft.entities("participants")]
    verb = _verb_above(best.head)
    found = {
        "bias": 1.0,
        first.family: 1.0,
        f"kind {first.kind}": 1.0,
        f"status {best.held.status}": 1.0,
        f"modality {best.held.modality.value}": 1.0,
        f"{first.family} {best.held.status}": 1.0,
        "bare": float(all(draft.bare for draft in told)),
        "plural": float(all(draft.plural for draft in told)),
        "definite": float(first.definite),
        "shifted": float(any(draft.shifted for draft in told)),
        "place": float(any("place" in draft.fillers for draft in told)),
        "name": float(any({"name", "series"} & draft.fillers.keys() for draft in told)),
        "persons": min(len({entity.name for entity in entities if entity.kind == "Person"}), 2) / 2,
        "often": math.log1p(len(told)) / 2,
        "late": math.log1p(sentence.index) / 4,
        "headline": float(sentence.headline),
        "lead": float(sentence.index < _EARLY),
        "on somebody's word": float(best.held.view.speaker is not None),
        f"tense {best.held.view.tense or 'none'}": 1.0,
        **_verb(verb, best),
        **_words(first.head),
        **_times_beside(reading, best),
    }
    found |= {f"{name}, lead": 1.0 for name in (f"tense {best.held.view.tense}",) if sentence.index < _EARLY}
    return {name: value for name, value in found.items() if value}


def _verb_above(token: Token) -> Token | None:
    for _ in range(_HIGHEST):
        if is_verb(token):
            return token
        if token.head is token:
            return None
        token = token.head
    return None


def _verb(verb: Token | None, draft: Draft) -> dict[str, float]:
    """The form of the clause's verb: "met", "had met", "is meeting"."""
    if verb is None:
        return {"verb none": 1.0}
    helpers = {child.lower_ for child in verb.lefts if child.dep_ in ("aux", "auxpass")}
    form = (
        "had" if helpers & {"had", "'d"}
        else "has" if helpers & {"has", "have", "'ve"}
        else "progressive" if verb.tag_ == "VBG" and helpers & {"is", "are", "was", "were"}
        else verb.tag_
    )  # fmt: skip
    own = "own" if verb.i == draft.head.i else "above"
    return {f"verb {form}": 1.0, f"verb {own} {form}": 1.0, f"clause {verb.dep_}": 1.0}


def _words(head: Token) -> dict[str, float]:
    """The words before the noun, and the preposition over it."""
    found = {
        f"word {child.lower_}": 1.0
        for child in head.lefts
        if child.dep_ in ("amod", "det", "poss") and not child.ent_type_ and child.pos_ != "PROPN"
    }
    return found | ({f"behind {head.head.lower_}": 1.0} if head.dep_ == "pobj" else {})


def _times_beside(reading: Reading, draft: Draft) -> Mapping[str, float]:
    """The times that its sentence and the one before it give: about publication, or far from it."""
    published = reading.linked.annotation.document.date
    sentence = reading.sentence(draft.head)
    if published is None:
        return {}
    here = f"{published:%Y-%m}"
    found: dict[str, float] = {}
    for item in reading.times_in(sentence.first, sentence.last):
        near = item.time.value[: len(here)] == here
        found["time near" if near else "time far"] = 1.0
    return found
