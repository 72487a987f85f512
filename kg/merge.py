"""Claims to facts: all that one article says of one thing, once, with its best sentence and fullest roles.

The part of a handle before "@" names the family of the thing. Claims that share a handle speak of one thing;
things of one family meet when their keys agree and nothing in them clashes. A denial joins what is only planned
or possible and decides it; beside what is said to be there it stays a fact of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from kg.model import INFERRED, STATES, Claim, Entity, Fact, Filler, Modality, Polarity, Roles
from kg.sameness import RULES, apart, family, meet, names, same_time, stage
from kg.views import View, text

MEMBERS = ("parties", "participants")
FIRMNESS = (Modality.UNSTATED, Modality.POSSIBLE, Modality.PROBABLE, Modality.PLANNED, Modality.CERTAIN)
MENTIONED = 0.45
"""Confidence below which a claim only mentions what others tell."""
ENDED = frozenset({"terminated", "suspended"})
THERE = frozenset({"signed", "ratified", "in force", "terminated", "suspended"})
"""Statuses of an agreement that has been made."""
OFF = ("cancelled", "postponed")
"""Statuses that undo a plan: what was scheduled and is put off is put off."""
MADE = frozenset({"signed", "ratified", "negotiated"})
STANDING_ON = frozenset({"in force", "negotiated", "ratified", "signed"})
"""Statuses of which one dates the others where nothing else does: a pact of 2015 is in force since."""
SIGNING = ("sign-agreement", "ratify-agreement", "approve-agreement")
MAKING = frozenset({"sign-agreement", "ratify-agreement", "approve-agreement", "seek-agreement", "reach-agreement"})
"""Rules for the making of an agreement, not for what it does."""
STANDING = frozenset({"break-agreement", "in-force-agreement", *SIGNING})
"""Rules for what shows that an agreement is there."""
AHEAD = frozenset({"planned", "proposed", "postponed"})


def merge(claims: Sequence[Claim]) -> list[Fact]:
    """Return one fact for each thing of the article, in the order of the text."""
    by_handle: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_handle[claim.handle, apart(claim)].append(claim)
    groups: list[list[Claim]] = []
    for kin in _by_family(by_handle.values()):
        groups += _gathered(kin)
    facts = [fact for group in _absorbed(groups) for fact in _facts(group)]
    return _with_own_handles(sorted(_named_by_parties(facts), key=lambda fact: (fact.evidence, fact.trigger)))


def _by_family(members: Iterable[list[Claim]]) -> Iterable[list[list[Claim]]]:
    found: defaultdict[str, list[list[Claim]]] = defaultdict(list)
    for claims in members:
        found[family(claims[0])].append(claims)
    return found.values()


def _gathered(kin: Iterable[list[Claim]]) -> list[list[Claim]]:
    """Join the claims of one family that speak of one thing; families without a rule are joined by their handles."""
    groups: list[list[Claim]] = []
    for members in kin:
        gathered = list(members)
        if family(members[0]) not in RULES:
            groups.append(gathered)
            continue
        apart = []
        for group in groups:
            if meet(group, gathered):
                gathered = group + gathered
            else:
                apart.append(group)
        groups = [*apart, gathered]
    return groups


def _absorbed(groups: list[list[Claim]]) -> list[list[Claim]]:
    """That an agreement was in force, told without a date, adds nothing to the news that it ended."""
    ended = [group for group in groups if family(group[0]) == "agreement" and _has_ended(group)]
    kept: list[list[Claim]] = []
    for group in groups:
        plain = family(group[0]) == "agreement" and all(
            claim.status == "in force" and claim.polarity is Polarity.POSITIVE for claim in group
        )
        end = next((other for other in ended if plain and _is_one_agreement(group, other)), None)
        if end is not None and not View(group).dates():
            end += group
        else:
            kept.append(group)
    return kept


def _has_ended(group: Sequence[Claim]) -> bool:
    """Tell whether the group is news of an end and no mere threat of one."""
    return stage(group[0]) == "end" and any(claim.modality is Modality.CERTAIN for claim in group)


def _is_one_agreement(group: Sequence[Claim], other: Sequence[Claim]) -> bool:
    return group[0].handle == other[0].handle or bool(names(View(group), View(other)))


# What a group amounts to ------------------------------------------------------------------------------------


def _facts(group: Sequence[Claim]) -> list[Fact]:
    """One fact; a denial among plans decides it, but of a known pact that is there only what is sure is heard."""
    if _is_known_pact(group):
        return [_fact(group, max((claim for claim in group if _is_firm(claim)), key=_weight))]
    denials = [claim for claim in group if claim.polarity is Polarity.NEGATIVE]
    if denials and (len(denials) < len(group) or family(group[0]) == "agreement"):
        best = max(denials, key=_weight)
        return [_fact(group, best)]
    there = [claim for claim in group if claim.status == "operational" and _is_firm(claim)]
    if there and family(group[0]) == "militarybase" and any(claim.status in AHEAD for claim in group):
        return [_fact(group, max(there, key=_weight))]
    over = [claim for claim in group if claim.status == "closed" and _is_firm(claim)]
    if over:
        return [_fact(group, max(over, key=_weight))]
    if any(_is_dated_event(claim) for claim in group):
        return [_fact(group, max(group, key=_weight))]
    if family(group[0]) == "meeting" and (off := _called_off(group)):
        return [_fact(group, max(off, key=_weight))]
    unreal = [] if _is_under_way(group) else [claim for claim in group if claim.status in AHEAD]
    if family(group[0]) == "meeting" and any(_is_told(claim) and claim.status == "held" for claim in group):
        unreal = [claim for claim in unreal if claim.confidence >= MENTIONED]
    if family(group[0]) == "agreement" and _stands(group):
        unreal = [claim for claim in unreal if claim.rule in MAKING]
    if unreal and _is_signed_before(group, unreal):
        unreal = []
    if unreal and (made := _made(group)):
        later = SIGNING if made == {"negotiated"} else ()
        unreal = [claim for claim in unreal if claim.rule in MAKING and claim.rule not in later]
        if not unreal and made == {"negotiated"}:
            unreal = [claim for claim in group if claim.status == "negotiated" and _is_firm(claim)]
    return [_fact(group, max(unreal or group, key=_weight))]


def _called_off(group: Sequence[Claim]) -> list[Claim]:
    """The claims that undo a plan, unless the news is that it stands again: that is told before how it was undone."""
    off = [claim for claim in group if claim.status in OFF and _is_firm(claim)]
    plans = [claim for claim in group if claim.status in AHEAD and claim.status not in OFF]
    first, last = (min((claim.evidence.start for claim in claims), default=0) for claims in (off, plans))
    return off if first <= last or any(claim.status == "postponed" for claim in off) else []


def _made(group: Sequence[Claim]) -> set[str]:
    """How far the agreement is said to have come: once it is signed, "it would help" speaks of its effects."""
    told = (claim for claim in group if claim.status in MADE and claim.rule in MAKING and _is_firm(claim))
    return {claim.status for claim in told if claim.confidence >= MENTIONED and family(claim) == "agreement"}


def _is_signed_before(group: Sequence[Claim], unreal: Sequence[Claim]) -> bool:
    """Whether the article has told before that the agreement was signed: what it "should" be then is the past."""
    told = (claim for claim in group if claim.status in ("signed", "ratified") and claim.rule in MAKING)
    starts = [claim.evidence.start for claim in told if _is_told(claim) and not claim.headline]
    return bool(starts) and min(starts) < min(claim.evidence.start for claim in unreal)


def _is_under_way(group: Sequence[Claim]) -> bool:
    """Whether a plan has become an exercise of which the article tells as going on."""
    told = (claim for claim in group if claim.status == "held" and _is_firm(claim))
    return family(group[0]) == "militaryexercise" and any(claim.confidence >= MENTIONED for claim in told)


def _is_known_pact(group: Sequence[Claim]) -> bool:
    """Whether it is an agreement known beforehand, told of as there: a call for another does not undo it."""
    known = any(isinstance(filler, Entity) and filler.iri for claim in group for filler in claim.roles.get("name", ()))
    there = {claim.status for claim in group if _is_told(claim) and claim.status in THERE}
    coming = [claim for claim in group if claim.status == "negotiated" and claim.modality is Modality.POSSIBLE]
    to_come = any("name" in claim.roles for claim in coming) and there == {"in force"}
    return family(group[0]) == "agreement" and known and bool(there) and not to_come


def _is_told(claim: Claim) -> bool:
    """Tell whether something is firmly told, and not in passing."""
    return _is_firm(claim) and claim.confidence >= MENTIONED


def _stands(group: Sequence[Claim]) -> bool:
    """Whether what is done to an agreement or comes of it shows that it is there, whatever else it might do."""
    return any(_is_told(claim) and claim.status in THERE and claim.rule in STANDING for claim in group)


def _is_dated_event(claim: Claim) -> bool:
    return claim.status == "held" and "date" in claim.roles and _is_firm(claim)


def _weight(claim: Claim) -> tuple[bool, int, bool, int, float, int]:
    """Claims that say most come first, mere mentions last; a sentence before a headline, the firmer, the earlier."""
    told = sum(role not in ("kind", *INFERRED) for role in claim.roles)
    firmness = FIRMNESS.index(claim.modality)
    return claim.confidence >= MENTIONED, told, not claim.headline, firmness, claim.confidence, -claim.evidence.start


def _fact(group: Sequence[Claim], best: Claim) -> Fact:
    ordered = sorted(group, key=lambda claim: (claim is not best, [-part for part in _weight(claim)]))
    return Fact(
        document=best.document,
        handle=best.handle,
        kind=_kind(ordered),
        roles=_roles(_timely(ordered, _status(best, ordered))),
        modality=Modality.CERTAIN if _status(best, ordered) == "held" else best.modality,
        polarity=best.polarity,
        status=_status(best, ordered),
        evidence=best.evidence,
        trigger=best.trigger,
        confidence=_confidence(group),
        claims=tuple(sorted(group, key=lambda claim: (claim.evidence, claim.trigger))),
    )


def _timely(ordered: Sequence[Claim], status: str) -> Sequence[Claim]:
    """The claims without the dates of those that tell of another stage: a pact's signing does not date its end."""
    own = [claim for claim in ordered if claim.status == status and "date" in claim.roles]
    if not own and family(ordered[0]) != "agreement":
        return ordered
    fitting = {status} if own or status not in STANDING_ON else STANDING_ON
    return [claim if claim.status in fitting else _undated(claim) for claim in ordered]


def _undated(claim: Claim) -> Claim:
    if "date" not in claim.roles:
        return claim
    return replace(claim, roles=MappingProxyType({k: v for k, v in claim.roles.items() if k != "date"}))


def _status(best: Claim, ordered: Iterable[Claim]) -> str:
    """ "Signed" says more than "in force", and is said by equally firm claims."""
    if best.status == "planned" and any(_is_dated_event(claim) for claim in ordered):
        return "held"
    if best.status in MADE and any(claim.status == "ratified" and _is_firm(claim) for claim in ordered):
        return "ratified"
    if best.status == "in force" and best.polarity is Polarity.POSITIVE:
        for claim in ordered:
            if claim.status == "signed" and claim.modality is best.modality and claim.polarity is best.polarity:
                return "signed"
    return best.status


def _is_firm(claim: Claim) -> bool:
    return claim.modality is Modality.CERTAIN and claim.polarity is Polarity.POSITIVE


def _kind(ordered: Sequence[Claim]) -> str:
    """The most telling class: one that is not the family's own."""
    own = family(ordered[0])
    return next((claim.kind for claim in ordered if claim.kind.lower() != own), ordered[0].kind)


def _confidence(group: Sequence[Claim]) -> float:
    """The chance of the likeliest thing among them; where none has been learned, of several claims the surer."""
    judged = [claim.chance for claim in group if claim.chance is not None]
    if judged:
        return max(*judged, *(claim.confidence for claim in group if claim.chance is None), 0.0)
    doubt = 1.0
    for claim in group[:4]:
        doubt *= 1 - claim.confidence
    return round(min(1 - doubt, 0.99), 3)


def _roles(ordered: Sequence[Claim]) -> Roles:
    merged: dict[str, tuple[Filler, ...]] = {}
    for role in dict.fromkeys(role for claim in ordered for role in claim.roles):
        given = [claim.roles[role] for claim in ordered if role in claim.roles]
        merged[role] = _members(given) if role in MEMBERS else _one(role, given)
    instead = {role: merged.pop(inferred) for inferred, role in INFERRED.items() if inferred in merged}
    return MappingProxyType({**instead, **merged})


def _one(role: str, given: Sequence[tuple[Filler, ...]]) -> tuple[Filler, ...]:
    if role == "date":
        same = [fillers for fillers in given if same_time(text(fillers[0]), text(given[0][0]))]
        return max(same, key=lambda fillers: len(text(fillers[0])))
    if role in ("name", "series"):
        return max(given, key=lambda fillers: (isinstance(fillers[0], Entity), len(text(fillers[0]))))
    if role == "kind":
        return next((fillers for fillers in given if text(fillers[0]) not in ("other", "talks")), given[0])
    return given[0]


def _members(given: Sequence[tuple[Filler, ...]]) -> tuple[Filler, ...]:
    """The widest set of states, and the persons of all claims that belong to it."""
    widest = max(given, key=lambda fillers: sum(_is_state(filler) for filler in fillers))
    sides = {filler.short for filler in widest if isinstance(filler, Entity) and filler.kind != "Person"}
    persons = [
        filler
        for fillers in given
        for filler in fillers
        if isinstance(filler, Entity) and filler.kind == "Person" and (filler.state in sides or not filler.state)
    ]
    return tuple(dict.fromkeys([*widest, *persons]))


def _is_state(filler: Filler) -> bool:
    return isinstance(filler, Entity) and filler.kind in STATES


def _named_by_parties(facts: list[Fact]) -> list[Fact]:
    """An agreement without a name is called as the one named agreement of the same parties."""
    named: defaultdict[tuple[bool, frozenset[str]], set[tuple[Filler, ...]]] = defaultdict(set)
    for fact in facts:
        if fact.handle.startswith("agreement@") and "name" in fact.roles:
            for coming in (False, True) if _is_coming(fact) else (False,):
                named[coming, _sides(fact)].add(fact.roles["name"])
    return [_called(fact, named.get((_is_coming(fact), _sides(fact)), set())) for fact in facts]


def _is_coming(fact: Fact) -> bool:
    """Tell whether an agreement is only proposed: it bears no name of one that is there."""
    return fact.status == "proposed"


def _sides(fact: Fact) -> frozenset[str]:
    return frozenset(text(filler) for filler in fact.roles.get("parties", ()))


def _called(fact: Fact, names: set[tuple[Filler, ...]]) -> Fact:
    if not fact.handle.startswith("agreement@") or "name" in fact.roles or len(names) != 1 or len(_sides(fact)) < 2:
        return fact
    return replace(fact, roles=MappingProxyType({**fact.roles, "name": next(iter(names))}))


def _with_own_handles(facts: list[Fact]) -> list[Fact]:
    """Facts of one thing at different stages of its life get handles of their own."""
    seen: defaultdict[str, int] = defaultdict(int)
    result = []
    for fact in facts:
        number = seen[fact.handle]
        seen[fact.handle] += 1
        result.append(replace(fact, handle=f"{fact.handle}.{number + 1}") if number else fact)
    return result
