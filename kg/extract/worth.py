"""Whether what an article says of a thing is worth a record: the chance that a careful reader would list it.

The chance is a regression over how the thing is told of, fitted on hand-read articles (``ontology/rules/worth.csv``).
Where nothing has been learned, and for families that are not here, the rules of ``frames`` decide alone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from kg.extract.draft import Draft
from kg.extract.reading import Reading
from kg.extract.syntax import is_verb
from kg.model import Polarity

ROLES = {
    "Agreement": "parties",
    "Meeting": "participants",
    "MilitaryExercise": "participants",
    "MilitaryBase": "host",
}
"""Families whose things are judged, each with the role that counts its sides."""
LIKELY = 0.5
"""Chance from which a thing is listed; what is likelier wrong than right is left out, whatever a rule makes of it."""
TOLD = 0.4
"""The same where a predicate tells of it with all that a rule asks for: then it takes more to leave it out."""
_FILLERS = ("date", "place", "series", "ordinal", "name", "topics", "operator", "host")
_DETERMINERS = frozenset(["a", "an", "any", "his", "its", "the", "their", "this"])
_STATIONS = frozenset(["ROOT", "advcl", "ccomp", "compound", "conj", "dobj", "nsubj", "nsubjpass", "pobj", "relcl"])
_CROSSED = (
    ("bare", "date"), ("bare", "sides 2"), ("bare", "sides 1"), ("sides 1", "date"), ("sides 1", "place"),
    ("sides 0", "date"), ("plural", "date"),
)  # fmt: skip
_OF_FAMILY = ("sides", "bare", "enough", "plural", "definite", "date", "place", "name", "series")
Enough = Callable[[Draft], bool]


def chances(reading: Reading, drafts: Sequence[Draft], is_enough: Enough) -> Mapping[str, float]:
    """Return for the handle of each judged thing the chance that it is worth a record; empty where none is learned."""
    model = reading.lexicon.judgement.worth
    return {handle: model.chance(row) for handle, row in rows(reading, drafts, is_enough).items()} if model else {}


def rows(reading: Reading, drafts: Sequence[Draft], is_enough: Enough) -> dict[str, dict[str, float]]:
    """Return the features of each thing by its handle."""
    things: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.family in ROLES:
            things[draft.handle].append(draft)
    return {handle: features(reading, told, drafts, is_enough) for handle, told in things.items()}


def features(
    reading: Reading, told: Sequence[Draft], drafts: Sequence[Draft], is_enough: Enough
) -> dict[str, float]:
    """Return how a thing is told of: its slots, its words, its certainty, its place in the article."""
    first, role = told[0], ROLES[told[0].family]
    best = max(told, key=lambda draft: (len(draft.fillers), not draft.bare))
    entities = {entity.short: entity for draft in told for entity in draft.entities(role)}
    sides = {short for short, entity in entities.items() if entity.kind != "Person"}
    filled = {name for draft in told for name in draft.fillers}
    sentence = reading.sentence(first.head)
    quotations = reading.linked.annotation.quotations
    kin = [draft for draft in drafts if draft.family == first.family and draft.handle != first.handle]
    others = {draft.handle for draft in kin if sides <= draft.codes(role)}
    found = {
        "bias": 1.0,
        first.family: 1.0,
        f"sides {min(len(sides), 3)}": 1.0,
        "persons": min(len(entities) - len(sides), 3) / 3,
        **{name: float(name in filled) for name in _FILLERS},
        "bare": float(all(draft.bare for draft in told)),
        "plural": float(all(draft.plural for draft in told)),
        "definite": float(first.definite),
        "shifted": float(first.shifted),
        "often": math.log1p(len(told)) / 2,
        f"modality {best.held.modality.value}": 1.0,
        f"status {best.held.status}": 1.0,
        "denied": float(best.held.polarity is not Polarity.POSITIVE),
        "late": math.log1p(sentence.index) / 4,
        "headline": float(sentence.headline),
        "lead": float(sentence.index < 3),
        f"kind {first.kind}": 1.0,
        "quoted": float(any(one.first <= first.head.i < one.last for one in quotations)),
        "on somebody's word": float(first.held.view.speaker is not None),
        "enough": float(any(is_enough(draft) for draft in told)),
        "others alike": min(len(others), 3) / 3 if sides else 0.0,
        f"rule {best.rule.split()[0]}": 1.0,
        "confidence": max(draft.confidence for draft in told),
        **_words(first),
    }
    names = {name.partition(" ")[0] if name.startswith("sides") else name: name for name in found if found[name]}
    found |= {f"{a}, {b}": found[a] * found[b] for a, b in _CROSSED if found.get(a) and found.get(b)}
    found |= {f"{first.family} {names[name]}": found[names[name]] for name in _OF_FAMILY if name in names}
    return {name: value for name, value in found.items() if value}


def _words(draft: Draft) -> dict[str, float]:
    """The words around the phrase: its determiner, and where it stands in its clause."""
    head = draft.head
    determiner = next((child.lower_ for child in head.lefts if child.dep_ in ("det", "poss")), "no")
    found = {
        f"determiner {determiner if determiner in {*_DETERMINERS, 'no'} else 'other'}": 1.0,
        f"place {head.dep_ if head.dep_ in _STATIONS else 'other'}": 1.0,
        "verb": float(is_verb(head)),
    }
    return found | ({f"behind {head.head.lower_}": 1.0} if head.dep_ == "pobj" else {})
