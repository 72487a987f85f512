"""Standing formats and wars: when a dialogue was established, how often it meets, and who fights whom where."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.actors import actors_of, states_in_name, unique
from kg.extract.draft import Draft, fillers, points_back
from kg.extract.occasion import when
from kg.extract.reading import Reading
from kg.extract.slots import extent, slots, standing
from kg.extract.triggers import Hit, Nucleus, hits
from kg.model import STATES, Entity, TimeExpression
from kg.parse import Token

SERIES = "EventSeries"
CONFLICT = "ArmedConflict"
BODY = "ConsultativeBody"
YEARLY = "P1Y"
FOUNDING = "founded"


def read_series(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of a named series as such: founded when, meeting how often, behind closed doors."""
    if nucleus.family != SERIES or nucleus.entity is None:
        return
    found = hits(reading, nucleus)
    trigger = found[0].token if found else nucleus.head
    rhythm = _rhythm(reading, nucleus.head)
    established = _established(reading, nucleus.head)
    held = standing(reading, SERIES, trigger, "", "")
    if held is None:
        return
    if is_body(reading, nucleus.head):
        yield Draft(
            family=SERIES,
            kind=BODY,
            trigger=(nucleus.first, nucleus.last),
            rule="standing-body",
            held=held,
            confidence=0.8,
            fillers=fillers(name=nucleus.entity, participants=tuple(_members(reading, nucleus))),
            head=nucleus.head,
            definite=points_back(nucleus),
        )
    if not rhythm and established is None:
        return
    yield Draft(
        family=SERIES,
        kind=nucleus.evokes,
        trigger=extent(nucleus, found[0] if found else None),
        rule=found[0].rule if found else "standing-dialogue",
        held=held,
        confidence=0.8,
        fillers=fillers(
            name=nucleus.entity,
            participants=tuple(_members(reading, nucleus)),
            established=established,
            recurrence=YEARLY if "yearly" in rhythm else None,
            closed_door=True if "closed-door" in rhythm else None,
        ),
        head=nucleus.head,
        definite=points_back(nucleus),
    )


def is_body(reading: Reading, head: Token) -> bool:
    """Tell whether the sentence calls what the head names a body: "the dialogue is a consultative agency"."""
    called = [child for child in head.children if child.dep_ == "appos"]
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        called += [child for child in head.head.children if child.dep_ == "attr"]
    return any(
        token.lemma_.lower() in reading.frames.words["body-nouns"]
        and any(child.lower_ in reading.frames.words["consultative-words"] for child in token.children)
        for token in called
    )


def read_rhythm(reading: Reading, token: Token, last: Draft | None) -> Draft | None:
    """Return what "it convenes annually" says of the series told of before."""
    if last is None or token.lower_ not in ("it", "which") or token.dep_ not in ("nsubj", "nsubjpass"):
        return None
    predicates = reading.frames.predicates.get(("verb", token.head.lemma_.lower()), ())
    predicate = next((p for p in predicates if p.entry.family == SERIES), None)
    rhythm = _rhythm(reading, token)
    held = standing(reading, SERIES, token.head, "", "") if predicate and rhythm else None
    if predicate is None or held is None:
        return None
    return Draft(
        family=SERIES,
        kind=last.kind,
        trigger=(token.i, token.head.i + 1) if token.i < token.head.i else (token.i, token.i + 1),
        rule=predicate.entry.name,
        held=held,
        confidence=0.7,
        fillers=fillers(
            name=last.fillers["name"],
            recurrence=YEARLY if "yearly" in rhythm else None,
            closed_door=True if "closed-door" in rhythm else None,
        ),
        head=token,
        definite=True,
    )


def _rhythm(reading: Reading, token: Token) -> set[str]:
    words = " ".join(item.lower_ for item in reading.sentence_tokens(token)).replace(" - ", "-")
    return {name for name in ("yearly", "closed-door") if any(form in words for form in reading.frames.words[name])}


def _established(reading: Reading, token: Token) -> TimeExpression | None:
    """The time that hangs on a word of founding in the sentence."""
    sentence = reading.sentence(token)
    for item in reading.tokens[sentence.first : sentence.last]:
        if item.lemma_.lower() in reading.frames.words[FOUNDING]:
            return when(reading, item, [item], item.i, item.i)
    return None


def _members(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    heads = slots(reading, _as_meeting(nucleus), []).get("participants", [])
    own = states_in_name(reading, nucleus.start, nucleus.last)
    return unique([*own, *(entity for entity in actors_of(reading, heads) if entity.kind in STATES)])


def _as_meeting(nucleus: Nucleus) -> Nucleus:
    return Nucleus("Meeting", nucleus.evokes, nucleus.head, nucleus.first, nucleus.last, entity=nucleus.entity)


def _other_side(reading: Reading, nucleus: Nucleus, sides: list[Entity]) -> list[Entity]:
    """Who fights against the one side named: the state that the sentence is about."""
    sentence = reading.sentence_tokens(nucleus.head)
    subjects = [token for token in sentence if token.dep_ in ("nsubj", "ROOT") and token.i < nucleus.head.i]
    others = [entity for token in subjects for entity in actors_of(reading, [token]) if entity.kind in STATES]
    return [entity for entity in others if entity not in sides][:1]


def _is_modifier(reading: Reading, head: Token) -> bool:
    """Tell a war from the "war" of war games and war veterans."""
    return head.dep_ == "compound" and head.head.i > head.i and reading.entity_of(head) is None


def read_conflict(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield an armed conflict with those who fight it."""
    if nucleus.family != CONFLICT or _is_modifier(reading, nucleus.head):
        return
    found = hits(reading, nucleus)
    hit: Hit | None = found[0] if found else None
    held = standing(reading, CONFLICT, nucleus.head, "", "")
    filled = slots(reading, nucleus, [])
    sides = [entity for entity in actors_of(reading, filled.get("belligerents", [])) if entity.kind in STATES]
    if held is None or not sides:
        return
    sides = sides if len(sides) > 1 else [*_other_side(reading, nucleus, sides), *sides]
    trigger = hit.token if hit else nucleus.head
    yield Draft(
        family=CONFLICT,
        kind=nucleus.evokes,
        trigger=(nucleus.first, nucleus.last),
        rule=hit.rule if hit else "armed-conflict",
        held=held,
        confidence=0.7,
        fillers=fillers(
            name=nucleus.entity,
            participants=tuple(unique(sides)),
            date=when(reading, nucleus.head, [trigger], nucleus.start, nucleus.last, nucleus.last + 6),
        ),
        head=nucleus.head,
        definite=points_back(nucleus),
    )
