"""What the words leave to the reader of a meeting: where it took place, and whose summit it is.

News that is sent from a town tells of meetings there without saying so again: a guest "met the minister on Monday"
where the report comes from. Such a place is told apart from the article's own words: it is one only where no words give
any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kg.extract.actors import is_seat
from kg.extract.draft import Draft
from kg.extract.encounters import is_encounter
from kg.extract.occasion import dateline
from kg.extract.reading import Reading
from kg.model import RECENT, STATES, VENUE, Entity, Filler, Modality, TimeExpression

FAMILY = "Meeting"
BEFORE, AFTER = timedelta(days=4), timedelta(days=2)
"""How long before publication, or after it, what a report from a town tells of takes place there."""
_THERE = ("held", "planned", "cancelled")
_JOURNEY = "Visit"
_BODY = "InternationalOrganization"


def with_venues(reading: Reading, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the drafts, the first of each meeting of which no place is told with the one that the report comes from."""
    town, published = dateline(reading), reading.linked.annotation.document.date
    placed = (
        _placed(reading, drafts, town, published) if isinstance(town, Entity) and town.state and published else set()
    )
    for draft in drafts:
        if draft.handle in placed and isinstance(town, Entity):
            placed.discard(draft.handle)
            draft = draft.with_fillers({VENUE: (town,)})
        yield draft


def _placed(reading: Reading, drafts: Sequence[Draft], town: Entity, published: date) -> set[str]:
    """Handles of the meetings that took place in the town, by their sides and their time."""
    things: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.family == FAMILY:
            things[draft.handle].append(draft)
    away = [told for told in things.values() if _is_elsewhere(told, town)]
    return {
        handle
        for handle, told in things.items()
        if not any("place" in draft.fillers for draft in told)
        and told[0].held.status in _THERE
        and told[0].held.modality in (Modality.CERTAIN, Modality.PLANNED)
        and _is_now(told, published)
        and _is_at_home(reading, told, town)
        and not any(_is_of_same(told, other) for other in away)
    }


def _is_now(told: Sequence[Draft], published: date) -> bool:
    """Tell whether the meeting is of the days about publication: by its date, or as news that is not still to come."""
    dates = [filler for draft in told for filler in draft.fillers.get("date", ()) if isinstance(filler, TimeExpression)]
    days = [_day(filler.earliest) for filler in dates]
    if dates:
        return any(day is not None and published - BEFORE <= day <= published + AFTER for day in days)
    return any(RECENT in draft.fillers for draft in told) and told[0].held.status == "held"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_at_home(reading: Reading, told: Sequence[Draft], town: Entity) -> bool:
    """Tell whether one of the sides is the state of the town, or a body that meets there; visits lead elsewhere."""
    sides = [one for draft in told for one in draft.entities("participants")]
    seat = any(is_seat(reading, town, one) for one in sides)
    host = any(one.code == town.state for one in sides) and is_encounter(sides)
    return (seat or host) and all(draft.kind != _JOURNEY for draft in told)


def _is_elsewhere(told: Sequence[Draft], town: Entity) -> bool:
    places = [place for draft in told for place in draft.entities("place")]
    return any((place.code if place.kind in STATES else place.state) not in ("", town.state) for place in places)


def _is_of_same(told: Sequence[Draft], other: Sequence[Draft]) -> bool:
    """Tell whether one person takes part in both, or the same two sides: who is abroad receives nobody at home."""
    mine, theirs = ([one for draft in all_told for one in draft.entities("participants")] for all_told in (told, other))
    persons, others = ({one.name for one in who if one.kind == "Person"} for who in (mine, theirs))
    sides, hosts = ({one.short for one in who if one.kind != "Person"} for who in (mine, theirs))
    return bool(persons & others) or len(sides & hosts) > 1


def with_bodies(reading: Reading, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the drafts, meetings of a body with the name by which they go: "the summit of the alliance"."""
    for draft in drafts:
        if draft.family == FAMILY and draft.kind != _JOURNEY and not draft.fillers.get("series"):
            name: tuple[Filler, ...] = tuple(filter(None, [_session(reading, draft)]))
            draft = draft.with_fillers({"series": name}) if name else draft
        yield draft


def _session(reading: Reading, draft: Draft) -> str:
    """The name of the summits of the one body that meets, or that of its organ."""
    sides = [one for one in draft.entities("participants") if one.kind != "Person"]
    bodies = [one for one in sides if one.kind == _BODY]
    if len(bodies) != 1:
        return ""
    if draft.kind == "Summit":
        return f"{bodies[0].short} summit" if len(sides) == 1 else ""
    return _organ(reading, draft, bodies[0])


def _organ(reading: Reading, draft: Draft, whole: Entity) -> str:
    """The organ of the body that the phrase or its subject names: "the Security Council met"."""
    verb = draft.head.head if draft.head.dep_ in ("dobj", "nsubj", "nsubjpass") else draft.head
    subjects = [token for child in verb.lefts if child.dep_ == "nsubj" for token in child.subtree]
    named = (reading.entity_of(token) for token in (*draft.head.subtree, *subjects))
    organs = {item.split()[0] for item in reading.frames.words["organs"] if item.split()[1] == whole.short}
    return next((one.name.replace(whole.name, whole.short) for one in named if one and one.code in organs), "")
