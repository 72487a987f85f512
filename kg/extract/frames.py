"""Every frame of the lexicon tried on every trigger of an article."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from kg.extract import agreements, bases, encounters, exercises, formats, meetings, rounds, transfers
from kg.extract.completion import with_sides
from kg.extract.discourse import LOOSE, is_empty, with_handles, with_referents
from kg.extract.draft import Draft
from kg.extract.gate import is_marginal
from kg.extract.pairs import with_pairs
from kg.extract.reading import Reading
from kg.extract.recency import with_recency
from kg.extract.slots import claim
from kg.extract.syntax import is_verb
from kg.extract.triggers import nuclei
from kg.extract.venues import with_bodies, with_venues
from kg.extract.worth import LIKELY, TOLD, chances
from kg.lexicon.frames import Predicate
from kg.model import Claim, Modality, Polarity
from kg.parse import Token

READERS = (
    agreements.read,
    meetings.read,
    exercises.read,
    bases.read,
    formats.read_series,
    formats.read_conflict,
)


def read_frames(reading: Reading) -> Iterator[Claim]:
    """Yield the claims of all frames, each under the handle of the thing that it speaks of."""
    drafts, marginal = drafts_of(reading), is_marginal(reading)
    enough = {draft.handle for draft in drafts if is_enough(draft) and not (marginal and draft.bare)}
    judged = chances(reading, drafts, is_enough)
    open_to = enough if marginal else {draft.handle for draft in drafts}
    told_of = {draft.handle for draft in drafts if draft.handle in enough and not draft.bare}
    ruled = _furthering(drafts) | _denied(drafts)
    judged = {handle: chance for handle, chance in judged.items() if handle not in ruled}
    open_to = set(open_to) - _of_headlines(reading, drafts)
    least = {handle: TOLD if handle in told_of else LIKELY for handle in open_to}
    listed = [draft for draft in drafts if _is_listed(draft, enough, judged, least)]
    told = list(with_recency(reading, list(with_referents(reading, listed))))
    for draft in with_bodies(reading, list(with_venues(reading, told))):
        yield _claim(reading, draft, judged.get(draft.handle))


def drafts_of(reading: Reading) -> list[Draft]:
    """Return all that the article's phrases say of things, each under the handle of its thing, sides completed."""
    told = with_pairs(reading, with_sides(reading, unfinished(reading)))
    full = {draft.handle for draft in told if not (draft.bare or is_empty(draft))}
    return [draft for draft in told if not is_empty(draft) or (draft.handle in full and _is_dated_deal(draft))]


def _is_dated_deal(draft: Draft) -> bool:
    """Tell whether it says at least when the agreement was made of which others tell more."""
    return draft.family == agreements.FAMILY and not draft.bare and bool(draft.fillers.get("date"))


def unfinished(reading: Reading) -> list[Draft]:
    """Return the drafts as grammar gives them, with handles, sides still missing."""
    return with_handles(reading, _drafts(reading))


def _is_listed(draft: Draft, enough: set[str], judged: Mapping[str, float], least: Mapping[str, float]) -> bool:
    """Tell whether enough is said of the draft's thing: in all likelihood; by rule where nothing has been learned."""
    chance = judged.get(draft.handle)
    if chance is None:
        return draft.handle in enough
    return chance >= least.get(draft.handle, 1.0) and not _is_lonely(draft)


def _denied(drafts: Iterable[Draft]) -> set[str]:
    """Agreements that are denied with both their sides: such a denial is news, and rules alone judge it."""
    own = (draft for draft in drafts if draft.family == agreements.FAMILY and draft.kind != "Ceasefire")
    told = (draft for draft in own if not draft.bare)
    denied = (draft for draft in told if draft.held.polarity is Polarity.NEGATIVE and len(draft.codes("parties")) > 1)
    return {draft.handle for draft in denied if draft.held.modality in (Modality.CERTAIN, Modality.PLANNED)}


def _of_headlines(reading: Reading, drafts: Iterable[Draft]) -> set[str]:
    """Agreements that only a headline names, without saying anything of them: "Chad: pact with Mali"."""
    own = [draft for draft in drafts if draft.family == agreements.FAMILY]
    told = {draft.handle for draft in own if not (draft.bare and reading.sentence(draft.head).headline)}
    return {draft.handle for draft in own} - told


def _furthering(drafts: Iterable[Draft]) -> set[str]:
    """Things that are told of for what they help to bring about: rules alone judge them."""
    return {draft.handle for draft in drafts if draft.furthers}


def _is_lonely(draft: Draft) -> bool:
    """Tell whether a visit has but the state visited (who came is not told, or is at home), or a base no place."""
    if draft.family == "MilitaryBase":
        return not any(draft.fillers.get(role) for role in ("name", "host", "place"))
    who = draft.entities("participants")
    hosts = {entity.code or entity.state for entity in draft.entities("place")}
    sides = [entity for entity in who if entity.kind != "Person"]
    alone = len(sides) == 1 and sides[0].code in hosts
    at_home = alone and len(who) > 1 and all(entity.state == sides[0].code for entity in who)
    undated = len(who) == 1 and not draft.fillers.get("date")
    return draft.family == encounters.FAMILY and draft.kind == "Visit" and alone and (at_home or undated)


def _claim(reading: Reading, draft: Draft, chance: float | None) -> Claim:
    return claim(
        reading,
        kind=draft.kind,
        handle=draft.handle,
        trigger=draft.trigger,
        rule=draft.rule,
        held=draft.held,
        confidence=draft.confidence,
        fillers=draft.fillers,
        chance=chance,
    )


def _drafts(reading: Reading) -> list[Draft]:
    named = [draft for nucleus in nuclei(reading) for read in READERS for draft in read(reading, nucleus)]
    told = [draft for token in reading.tokens for draft in _of_token(reading, token)]
    rolls = exercises.read_roll(reading) if any(draft.family == exercises.FAMILY for draft in named) else ()
    return [*named, *told, *_pointing_back(reading, named), *rolls]


def _of_token(reading: Reading, token: Token) -> Iterator[Draft]:
    kind = "verb" if is_verb(token) else "noun"
    for predicate in reading.frames.predicates.get((kind, token.lemma_.lower()), ()):
        if not predicate.frame.thing_slots:
            yield from _of_predicate(reading, token, predicate)


def _pointing_back(reading: Reading, named: list[Draft]) -> Iterator[Draft]:
    """Yield what "it convenes annually" and "the one before that" say of the series or meeting told of last."""
    for family, read in ((formats.SERIES, formats.read_rhythm), (encounters.FAMILY, meetings.read_predecessor)):
        own = sorted((draft for draft in named if draft.family == family), key=lambda draft: draft.trigger[0])
        starts = [draft.trigger[0] for draft in own]
        for token in reading.tokens if own else ():
            place = bisect_left(starts, token.i)
            draft = read(reading, token, own[place - 1]) if place else None
            if draft is not None:
                yield draft


def _of_predicate(reading: Reading, token: Token, predicate: Predicate) -> Iterator[Draft]:
    family = predicate.entry.family
    if family == "ArmsTransfer":
        if transfers.brings_goods(predicate):
            yield from transfers.read_trigger(reading, token, predicate)
        return
    readers = {"Meeting": encounters.read_verb, "MilitaryBase": bases.read_verb, exercises.FAMILY: exercises.read_verb}
    read = readers.get(family)
    draft = read(reading, token, predicate) if read and is_verb(token) else None
    if draft is not None:
        yield from rounds.each_guest(reading, draft) if family == encounters.FAMILY else [draft]


def is_enough(draft: Draft) -> bool:
    """Tell whether a draft says enough for its thing to be a fact worth listing."""
    test = ENOUGH.get(draft.family)
    return test is None or test(draft)


def _agreement(draft: Draft) -> bool:
    """A name with a party or an event; or two parties; of a ceasefire one, whose foe may be any band of rebels."""
    named = bool(draft.fillers.get("name"))
    if draft.kind == "Ceasefire" and draft.codes("parties") and (draft.fillers.get("date") or not draft.bare):
        return True
    return len(draft.codes("parties")) >= 2 or (named and (bool(draft.codes("parties")) or not draft.bare))


def _meeting(draft: Draft) -> bool:
    """A series or two sides; for talks merely mentioned also a time, a place or something said of them."""
    where = draft.fillers.get("date") or draft.fillers.get("place")
    told = where or draft.kind not in LOOSE or not draft.bare or draft.furthers
    who = draft.entities("participants")
    sides = encounters.is_encounter(who) and not draft.plural
    within = where and any(entity.kind == "InternationalOrganization" for entity in who) and not draft.plural
    return bool(draft.fillers.get("series") or (sides and told) or within)


def _exercise(draft: Draft) -> bool:
    return bool(draft.fillers.get("name") or draft.codes("participants"))


def _base(draft: Draft) -> bool:
    """A name; or a host or place with an operator; or a host with a place; or an operator that builds or plans one."""
    host, operator, place = (bool(draft.fillers.get(role)) for role in ("host", "operator", "place"))
    building = operator and not draft.bare and draft.held.status in ("proposed", "planned", "under construction")
    return bool(draft.fillers.get("name")) or sum((host, operator, place)) >= 2 or building


def _transfer(draft: Draft) -> bool:
    """Both sides, or one where goods are firmly told of."""
    told = sum(bool(draft.fillers.get(role)) for role in ("supplier", "recipient"))
    return told == 2 or (told == 1 and not draft.bare)


ENOUGH = {
    "ArmsTransfer": _transfer,
    "Agreement": _agreement,
    "Meeting": _meeting,
    "MilitaryExercise": _exercise,
    "MilitaryBase": _base,
}
