"""Which drafts of an article speak of one thing: "the deal", "these talks", "the exercise" point back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.extract.base_names import AHEAD, with_names
from kg.extract.draft import Draft, Thing
from kg.extract.journeys import as_sure, is_purpose, settled
from kg.extract.reading import Reading
from kg.extract.running import EXERCISE, beside, by_salience, christened, overlap, same_dates, start
from kg.lexicon.likeness import same_name
from kg.model import Entity, Filler, Ref, TimeExpression
from kg.parse import Token

NAMED = ("name", "series")
OFF = frozenset({"cancelled", "postponed", "not held"})
ROLL_CALL = "roll-call"
"""Rule of drafts that only say who takes part in what is told of before."""
WHO = {
    "Agreement": "parties",
    "Meeting": "participants",
    "MilitaryExercise": "participants",
    "MilitaryBase": "host",
    "ArmsTransfer": "recipient",
    "EventSeries": "participants",
    "ArmedConflict": "participants",
}

SHARED = {"Meeting": ("series", "participants", "kind"), "MilitaryExercise": ("name",)}
"""Roles that all editions of a series share."""
MENTION = 0.4
"""Confidence of a mere mention of what was told before."""
LOOSE = frozenset({"Meeting", "Talks"})
"""Kinds of meeting whose nouns may stand for any other but a visit."""
INHERITED = {
    "Agreement": ("name", "parties"),
    "Meeting": ("series", "ordinal", "participants"),
    "MilitaryExercise": ("name", "participants"),
    "MilitaryBase": ("name", "host", "operator", "place"),
    "ArmsTransfer": (),
}
"""Roles that a phrase pointing back takes over."""


RECEPTION, HOSTING = "host-guest", "host-meeting"
"""Entries: a guest is received; somebody hosts a meeting, in which the others told of take part."""
_YEAR = 4
_PAIR = 2
AIMS = ("MilitaryBase", "Agreement")


def with_handles(reading: Reading, drafts: Iterable[Draft]) -> list[Draft]:
    """Give every draft the handle of the thing it speaks of; nothing points back to what nothing is told of."""
    things: list[Thing] = []
    found: list[Draft] = []
    for draft in _in_series(sorted(drafts, key=lambda item: item.trigger)):
        known = _same_phrase(draft, things) or christened(reading, draft, things) or _journey(draft, things)
        thing, very = known or _antecedent(draft, things)
        if thing is None and draft.rule == ROLL_CALL:
            continue
        if thing is not None and not very:
            shared = (*NAMED, *(() if draft.codes("participants") else SHARED.get(draft.family, ())))
            draft = draft.with_fillers({**thing.drafts[-1].only(*shared), **draft.fillers})
        if thing is None or not very:
            offset = reading.span(draft.head.i, draft.head.i + 1).start
            while any(other.handle == f"{draft.family.lower()}@{offset}" for other in things):
                offset += 1  # one phrase names several: "the exercises Sea Fox and Condor"
            thing = Thing(f"{draft.family.lower()}@{offset}", draft.family)
            if is_empty(draft) and not (draft.family == "Agreement" and draft.text("date")):
                found.append(draft.under(thing.handle))
                continue
            things.append(thing)
        draft = as_sure(draft, thing.drafts)
        placed = _completed(draft, thing).under(thing.handle)
        thing.drafts.append(placed)
        found.append(placed)
    return with_names(settled(found))


def _same_phrase(draft: Draft, things: Sequence[Thing]) -> tuple[Thing, bool] | None:
    """The thing of which another draft has read the very same words."""
    for thing in reversed(things):
        heads = beside(draft)
        same = thing.family == draft.family and any(other.head.i in heads for other in thing.drafts)
        if same and draft.text("name") in ("", *thing.texts("name")):
            return thing, True
    return None


def _journey(draft: Draft, things: Sequence[Thing]) -> tuple[Thing, bool] | None:
    """The visit that somebody pays for the sake of this meeting."""
    thing = next((one for one in reversed(things) if is_purpose(draft, one.drafts[-1])), None)
    together = thing is not None and draft.codes("participants") & thing.drafts[-1].codes("participants")
    return (thing, True) if thing is not None and together else None


def with_referents(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """Lead what a thing is said to bring about back to a thing of the article: named there, or told of last before."""
    return [
        draft.with_fillers({"contributes_to": (Ref(aim.handle),)})
        if draft.furthers and (aim := _aim(reading, draft, drafts))
        else draft
        for draft in drafts
    ]


def _aim(reading: Reading, draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """What the phrases name; where they only say "this matter", the last base or agreement still to come."""
    within = [token for index in draft.furthers for token in reading.tokens[index].subtree]
    places = {token.i for token in within}
    others = [other for other in drafts if other.family in AIMS]
    named = next((other for other in others if other.head.i in places), None)
    if named is not None or not any(_points_at_matter(reading, token) for token in within):
        return named
    before = [other for other in others if other.trigger[0] < draft.head.i]
    return next((other for other in reversed(before) if other.held.status in AHEAD), None)


def _points_at_matter(reading: Reading, token: Token) -> bool:
    pointing = any(child.lower_ in ("this", "that", "the", "such") for child in token.children)
    return token.lemma_.lower() in reading.frames.words["matter-nouns"] and pointing


def _completed(draft: Draft, thing: Thing) -> Draft:
    """What points back is called, and belongs to whom, what it points to is."""
    known = {
        role: earlier.fillers[role]
        for earlier in reversed(thing.drafts)
        for role in INHERITED.get(draft.family, ())
        if role in earlier.fillers
    }
    missing = {role: value for role, value in known.items() if role not in draft.fillers}
    if draft.joined and "participants" in known and "participants" in draft.fillers:
        all_told = [entity for other in thing.drafts for entity in other.fillers.get("participants", ())]
        missing["participants"] = tuple(dict.fromkeys([*all_told, *draft.fillers["participants"]]))
    if draft.ends and (begun := start(draft, thing)):
        [end] = draft.fillers["date"]
        missing["date"] = (replace(end, value=f"{begun}/{end.latest}"),) if isinstance(end, TimeExpression) else (end,)
    off = thing.drafts and thing.drafts[-1].held.status in OFF and draft.joined
    if (draft.bare or off) and thing.drafts:
        draft = replace(draft, held=replace(thing.drafts[-1].held, view=draft.held.view), confidence=MENTION)
    return draft.with_fillers(missing) if missing else draft


def _in_series(drafts: list[Draft]) -> list[Draft]:
    """Editions told of by "the dialogue" belong to the series named before; all editions share its members."""
    running: Filler | None = None
    found: list[Draft] = []
    last: dict[str, Draft] = {}
    for draft in drafts:
        mine = next(iter(draft.fillers.get("series", ())), None)
        if isinstance(mine, Entity):
            running = mine
        elif draft.family == "Meeting" and running is not None and _of_running(draft, mine, running):
            draft = draft.with_fillers({"series": (running,)})
        if draft.shifted and draft.family in last:
            draft = draft.with_fillers({**last[draft.family].only(*_shared(draft)), **draft.fillers})
        if draft.codes("participants") or draft.fillers.get("name"):
            last[draft.family] = draft
        found.append(draft)
    return [_with_members(draft, found) for draft in found]


def _shared(draft: Draft) -> tuple[str, ...]:
    """Roles that another edition has from the one before; drills without sides of their own are those of its sides."""
    sides = draft.family == "MilitaryExercise" and not draft.codes("participants")
    return (*SHARED.get(draft.family, ()), *(("participants",) if sides else ()))


def _of_running(draft: Draft, mine: Filler | None, running: Filler) -> bool:
    if isinstance(mine, str):
        name = running.name.lower() if isinstance(running, Entity) else ""
        return set(mine.lower().replace("-", " ").split()) <= set(name.replace("-", " ").split())
    return draft.held.status == "not held" and not draft.codes("participants")


def _with_members(draft: Draft, drafts: list[Draft]) -> Draft:
    """The members of a series take part in all its editions."""
    series = draft.text("series")
    if draft.family != "Meeting" or not series:
        return draft
    known = [other.entities("participants") for other in drafts if other.text("series") == series]
    widest = max(known, key=lambda members: sum(member.kind == "State" for member in members), default=[])
    states = [member for member in widest if member.kind == "State"]
    mine = draft.entities("participants")
    if sum(member.kind == "State" for member in mine) >= len(states):
        return draft
    persons = [member for member in mine if member.kind == "Person"]
    kind = next(other.fillers["kind"] for other in drafts if other.text("series") == series and "kind" in other.fillers)
    return draft.with_fillers({"participants": (*states, *persons), "kind": kind})


def is_empty(draft: Draft) -> bool:
    """Tell whether the draft says nothing by which its thing could be told from others."""
    return not any(draft.fillers.get(role) for role in (*NAMED, "operator", "item", "place", WHO[draft.family]))


def _antecedent(draft: Draft, things: Sequence[Thing]) -> tuple[Thing | None, bool]:
    """The thing that the draft speaks of, and whether it is that very thing or another occasion of it."""
    if draft.shifted or draft.family == "ArmsTransfer":
        return None, False
    fitting = [thing for thing in reversed(things) if thing.family == draft.family and _fits(draft, thing)]
    if draft.family == EXERCISE:
        fitting = by_salience(fitting)
    counted = any(child.dep_ == "nummod" for child in draft.head.lefts)
    if draft.family == "MilitaryBase" and draft.plural and draft.codes("operator") and (counted or len(fitting) == 1):
        fitting = [one for one in fitting if any(other.plural for other in one.drafts)]  # "the bases" are not one
    for thing in sorted(fitting, key=lambda one: _is_less_like(draft, one)):
        if _tells(draft) and not _took_place(thing):
            continue
        thing = _latest_edition(thing, things) if _tells(draft) else thing
        return thing, same_dates(draft, thing)
    return None, False


def _is_less_like(draft: Draft, thing: Thing) -> bool:
    """Whether the thing is of another kind: "the meeting" is no talks where one was told of, "the base" not several."""
    if draft.family == "MilitaryBase":
        return not draft.plural and all(other.plural for other in thing.drafts)
    telling = draft.family == "Meeting" or (draft.family == "Agreement" and draft.kind != "Agreement")
    return telling and draft.kind not in _kinds(thing)


def _kinds(thing: Thing) -> set[str]:
    return {draft.kind for draft in thing.drafts}


def _tells(draft: Draft) -> bool:
    """Whether it tells of a meeting that did take place: "the session focused on ..." is not of the one to come."""
    return draft.family == "Meeting" and not draft.bare and draft.held.status == "held"


def _took_place(thing: Thing) -> bool:
    return any(draft.held.status == "held" for draft in thing.drafts)


def _latest_edition(thing: Thing, things: Sequence[Thing]) -> Thing:
    """Of a series the article's news is the latest edition, though earlier ones are told of in between."""
    series = thing.texts("series")
    editions = [other for other in things if other.family == thing.family and other.texts("series") & series]
    held = [other for other in editions if _took_place(other) and other.texts("date")]
    return max(held, key=lambda other: max(other.texts("date")), default=thing)


def _fits(draft: Draft, thing: Thing) -> bool:
    """Whether the draft can speak of the thing, and has reason to."""
    for role in (*NAMED, "ordinal"):
        mine, theirs = draft.text(role), thing.texts(role)
        if mine and theirs:
            alike = draft.family == EXERCISE and any(same_name(mine, other) for other in theirs)
            return (mine in theirs or alike) and draft.family != "Meeting"
        this = draft.family == "Meeting" and any(child.lower_ == "this" for child in draft.head.lefts)
        if mine and draft.family in ("Meeting", "Agreement", "MilitaryBase") and not this:
            return False
    if draft.family == "Meeting" and (_is_elsewhere(draft, thing) or _is_earlier(draft, thing)):
        return False
    if draft.family == "Agreement" and ((draft.plural and thing.texts("name")) or _is_of_another_time(draft, thing)):
        return False
    return draft.definite and _kinds_fit(draft, thing) and _sides_fit(draft, thing)


def _is_of_another_time(draft: Draft, thing: Thing) -> bool:
    """Whether the phrase itself gives another year than what is told of the thing: "the 1995 deal"."""
    mine, theirs = draft.text("date"), thing.texts("date")
    return draft.bare and len(mine) == _YEAR and bool(theirs) and not any(overlap(mine, date) for date in theirs)


def _is_elsewhere(draft: Draft, thing: Thing) -> bool:
    """Whether the phrase tells of another city than is told of the thing: "the Madrid summit"."""
    mine, theirs = ([p.short for one in told for p in one.entities("place") if p.kind == "City"]
                    for told in ([draft], thing.drafts))
    return bool(mine and theirs) and not set(mine) & set(theirs)


def _is_earlier(draft: Draft, thing: Thing) -> bool:
    """Whether it is what the thing came after: "hosted the minister following their talks in Lome"."""
    preposition = draft.head.head
    if draft.head.dep_ != "pobj" or preposition.lower_ not in ("after", "following", "since"):
        return False
    return any(other.head.is_ancestor(draft.head) for other in thing.drafts)


def _kinds_fit(draft: Draft, thing: Thing) -> bool:
    """ "The meeting" may be a summit, "the visit" is none; "the treaty" is no ceasefire, "the contract" no treaty."""
    kinds = _kinds(thing)
    if draft.kind in kinds:
        return True
    if draft.family == "Meeting":
        received = draft.kind in LOOSE and _is_reception(thing)
        return received or ("Visit" not in kinds | {draft.kind} and (draft.kind in LOOSE or bool(kinds & LOOSE)))
    if draft.family == "Agreement":
        if draft.plural < all(other.plural for other in thing.drafts):
            return False
        if "Alliance" in kinds ^ {draft.kind} and draft.kind in ("Alliance", "JointDeclaration"):
            return False
        if kinds == {"JointDeclaration"}:
            return draft.kind == "JointDeclaration" or draft.text("name") != ""
        contract = "ArmsContract" in kinds | {draft.kind} and draft.kind != "Agreement"
        return "Ceasefire" not in kinds | {draft.kind} and not contract
    return True


def _is_reception(thing: Thing) -> bool:
    """Tell whether a guest was received, which is a visit and a meeting: "The meeting was attended by ..."."""
    return any(draft.rule == RECEPTION for draft in thing.drafts)


def _sides_fit(draft: Draft, thing: Thing) -> bool:
    if draft.family == "MilitaryBase":
        elsewhere = draft.fillers.get("place") and (thing.texts("place") or not draft.definite)
        foreign = draft.codes("host") and thing.codes("host") and not draft.codes("host") & thing.codes("host")
        return not elsewhere and not foreign and not (draft.codes("operator") - thing.codes("operator"))
    role = WHO[draft.family]
    mine, theirs = draft.codes(role), thing.codes(role)
    if draft.joined:
        return True
    if draft.family == "Meeting":
        return _people_fit(draft, thing)
    if draft.family == "Agreement" and draft.own - theirs and len(theirs) > 1:
        return False
    if draft.family == "Agreement" and len(mine) < 2:
        return True
    if draft.family == "Agreement" and len(mine) == len(theirs) == _PAIR and mine != theirs:
        return bool(thing.texts("name")) and bool(mine & theirs)
    return not mine or not theirs or bool(mine & theirs)


def _people_fit(draft: Draft, thing: Thing) -> bool:
    """No side sends other persons here than there, and the sides meet."""
    known = [entity for other in thing.drafts for entity in other.entities("participants")]
    mine = draft.entities("participants")
    if not mine or not known:
        return True
    if draft.rule == HOSTING or (_is_reception(thing) and not draft.bare):
        sides = {entity.short for entity in mine if entity.kind != "Person"}
        return draft.rule == HOSTING or not sides or bool(sides & {entity.short for entity in known})
    for person in mine:
        others = {e.name for e in known if e.kind == "Person" and e.state == person.state}
        if person.kind == "Person" and others and person.name not in others:
            return False
    return bool({entity.short for entity in mine} & {entity.short for entity in known})
