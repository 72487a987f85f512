"""Claims to facts: all that one article says of one thing, once, with its best sentence and fullest roles.

The part of a handle before "@" names the family of the thing. Claims that share a handle speak of one thing;
things of one family meet when their keys agree and nothing in them clashes. A denial joins what is only planned
or possible and decides it; beside what is said to be there it stays a fact of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from kg.model import Claim, Entity, Fact, Filler, Modality, Polarity, Ref, Roles, TimeExpression

STATES = ("State", "DeFactoEntity", "DependentTerritory")
MEMBERS = ("parties", "participants")
FIRMNESS = (Modality.UNSTATED, Modality.POSSIBLE, Modality.PROBABLE, Modality.PLANNED, Modality.CERTAIN)
MENTIONED = 0.45
"""Confidence below which a claim only mentions what others tell."""
ENDED = frozenset({"terminated", "suspended"})
STAGES: Mapping[str, Mapping[str, str]] = {
    "agreement": {"terminated": "end", "suspended": "end", "ratified": "ratified"},
    "meeting": {"not held": "gap", "cancelled": "gap", "planned": "ahead", "postponed": "ahead"},
    "militaryexercise": {"not held": "gap", "cancelled": "gap", "planned": "ahead", "postponed": "ahead"},
    "militarybase": {"proposed": "ahead", "planned": "ahead", "under construction": "ahead", "closed": "end"},
    "armstransfer": {},
}
"""Statuses of a family by the stage of life that they stand for; facts of different stages stay apart."""
AHEAD = frozenset({"planned", "proposed", "postponed"})
_WORDS = re.compile(r"\w+")
_GENERAL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "on",
        "for",
        "to",
        "in",
        "with",
        "between",
        "agreement",
        "treaty",
        "pact",
        "deal",
        "accord",
        "joint",
    ]
)


def merge(claims: Sequence[Claim]) -> list[Fact]:
    """Return one fact for each thing of the article, in the order of the text."""
    by_handle: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_handle[claim.handle, _apart(claim)].append(claim)
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
            if _meet(group, gathered):
                gathered = group + gathered
            else:
                apart.append(group)
        groups = [*apart, gathered]
    return groups


def _absorbed(groups: list[list[Claim]]) -> list[list[Claim]]:
    """That an agreement was in force, told without a date, adds nothing to the news that it ended."""
    ended = [group for group in groups if family(group[0]) == "agreement" and _stage(group[0]) == "end"]
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


def _is_one_agreement(group: Sequence[Claim], other: Sequence[Claim]) -> bool:
    return group[0].handle == other[0].handle or bool(_names(View(group), View(other)))


def family(claim: Claim) -> str:
    """Return the family that the claim's handle names."""
    return claim.handle.partition("@")[0]


def _apart(claim: Claim) -> str:
    """The stage, as far as it parts claims of one handle: what was planned and then held is one thing."""
    stage = _stage(claim)
    if family(claim) == "agreement" and not stage and "date" in claim.roles:
        return f"{claim.status} {text(claim.roles['date'][0])}"
    return "" if stage == "ahead" and family(claim) != "militarybase" else stage


def _stage(claim: Claim) -> str:
    if claim.polarity is Polarity.NEGATIVE and claim.modality is Modality.CERTAIN:
        return "denied"
    return STAGES.get(family(claim), {}).get(claim.status, "")


# Which groups meet ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """What a group of claims says, role by role, as comparable text."""

    claims: Sequence[Claim]

    def texts(self, role: str) -> set[str]:
        """All values of a role."""
        return {text(filler) for claim in self.claims for filler in claim.roles.get(role, ())}

    def states(self, role: str) -> set[str]:
        """Codes of the states in a role, organisations with them."""
        fillers = (filler for claim in self.claims for filler in claim.roles.get(role, ()))
        return {f.short for f in fillers if isinstance(f, Entity) and f.kind != "Person"}

    def persons(self, role: str) -> dict[str, set[str]]:
        """Names of the persons in a role, by the state that they belong to."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for claim in self.claims:
            for filler in claim.roles.get(role, ()):
                if isinstance(filler, Entity) and filler.kind == "Person":
                    found[filler.state].add(filler.name)
        return found

    def dates(self) -> set[str]:
        """Values of the dates."""
        return self.texts("date")


def text(filler: Filler) -> str:
    """Return a filler as text."""
    if isinstance(filler, Entity):
        return filler.short
    if isinstance(filler, TimeExpression):
        return filler.value
    return filler.handle if isinstance(filler, Ref) else str(filler)


def _meet(group: Sequence[Claim], other: Sequence[Claim]) -> bool:
    if family(group[0]) != family(other[0]):
        return False
    rule = RULES.get(family(group[0]))
    if rule is None:
        return group[0].handle == other[0].handle
    mine, theirs = View(group), View(other)
    if family(group[0]) == "agreement":
        if (_stage(group[0]) or _stage(other[0])) and _apart(group[0]) != _apart(other[0]):
            return False
        return _times_fit(mine, theirs) if group[0].handle == other[0].handle else rule(mine, theirs)
    if _apart(group[0]) != _apart(other[0]):
        return False
    if group[0].handle == other[0].handle:
        return True
    if {_stage(claim) for claim in group}.isdisjoint(_stage(claim) for claim in other) and not _same_occasion(
        mine, theirs
    ):
        return False
    return rule(mine, theirs)


def _same_occasion(a: View, b: View) -> bool:
    """Dates or ordinals say that what is planned in one place is held in another."""
    return bool(a.texts("ordinal") & b.texts("ordinal")) or bool(a.dates() and b.dates())


def _names(a: View, b: View, role: str = "name") -> bool | None:
    """Whether the names agree; None when one has none."""
    mine, theirs = a.texts(role), b.texts(role)
    if not mine or not theirs:
        return None
    return any(same_name(x, y) for x in mine for y in theirs)


_SITE_WORDS = _GENERAL | {"ain", "air", "airbase", "airfield", "al", "base", "camp", "field", "fort"}
_SITE_WORDS |= {"force", "military", "naval", "station"}


def _same_site(a: View, b: View) -> bool | None:
    """Whether two bases are called after one place: "al-Asad airbase", "the Asad military base"."""
    mine, theirs = ([set(_WORDS.findall(name.lower())) - _SITE_WORDS for name in view.texts("name")] for view in (a, b))
    return any(x and y and (x <= y or y <= x) for x in mine for y in theirs) if mine and theirs else None


def same_name(a: str, b: str) -> bool:
    """Tell whether one name holds the telling words of the other."""
    x, y = (set(_WORDS.findall(name.lower())) for name in (a, b))
    x, y = x - _GENERAL or x, y - _GENERAL or y
    return x <= y or y <= x


def _fit(mine: set[str], theirs: set[str]) -> bool:
    return not mine or not theirs or bool(mine & theirs)


def same_time(a: str, b: str) -> bool:
    """Tell whether one of two times holds the other, or ranges overlap."""
    a0, a1, b0, b1 = a.split("/")[0], a.split("/")[-1], b.split("/")[0], b.split("/")[-1]
    return a0.ljust(10, "-") <= b1.ljust(10, "~") and b0.ljust(10, "-") <= a1.ljust(10, "~")


def _times_fit(a: View, b: View) -> bool:
    mine, theirs = a.dates(), b.dates()
    return not mine or not theirs or any(same_time(x, y) for x in mine for y in theirs)


def _places_fit(a: View, b: View) -> bool:
    return _fit(a.texts("place"), b.texts("place"))


def _agreements(a: View, b: View) -> bool:
    named = _names(a, b)
    if named is not None:
        return named
    mine, theirs = a.states("parties"), b.states("parties")
    return len(mine & theirs) >= 2 and (mine <= theirs or theirs <= mine) and _times_fit(a, b)


def _meetings(a: View, b: View) -> bool:
    if not _fit(a.texts("ordinal"), b.texts("ordinal")) or not _times_fit(a, b) or not _places_fit(a, b):
        return False
    visits = {"visit" in a.texts("kind"), "visit" in b.texts("kind")}
    if len(visits) > 1:
        return False
    if not _persons_fit(a, b) or not _kinds_fit(a, b):
        return False
    mine, theirs = a.states("participants"), b.states("participants")
    if _names(a, b, "series"):
        return bool(a.texts("ordinal") & b.texts("ordinal")) or bool(a.dates() and b.dates()) or mine == theirs
    if a.texts("series") and b.texts("series"):
        return False
    return bool(mine) and (mine == theirs or (len(mine & theirs) >= 2 and (mine <= theirs or theirs <= mine)))


def _persons_fit(a: View, b: View) -> bool:
    """No state is there with one person here and with another there."""
    mine, theirs = a.persons("participants"), b.persons("participants")
    return all(not theirs.get(side) or theirs[side] & names for side, names in mine.items() if side)


def _kinds_fit(a: View, b: View) -> bool:
    """The same kind of meeting, or so much else the same that "talks" may be a summit."""
    mine, theirs = a.texts("kind"), b.texts("kind")
    if mine & theirs:
        return True
    placed = bool(a.texts("place") & b.texts("place")) or bool(a.dates() and b.dates())
    return bool((mine | theirs) & {"talks", "other"}) and placed


def _exercises(a: View, b: View) -> bool:
    if not _times_fit(a, b) or not _fit(a.texts("ordinal"), b.texts("ordinal")):
        return False
    named = _names(a, b)
    if named is not None:
        return named
    mine, theirs = a.states("participants"), b.states("participants")
    return _places_fit(a, b) and bool(mine & theirs) and (mine <= theirs or theirs <= mine)


def _bases(a: View, b: View) -> bool:
    named = _names(a, b) or _same_site(a, b)
    if named is not None:
        return named
    hosts, owners = _fit(a.states("host"), b.states("host")), _fit(a.states("operator"), b.states("operator"))
    if not hosts or not owners or not _places_fit(a, b):
        return False
    shared = bool(a.states("host") & b.states("host")) + bool(a.states("operator") & b.states("operator"))
    return shared == 2 or bool(a.texts("place") & b.texts("place"))


def _transfers(a: View, b: View) -> bool:
    if not all(_fit(a.texts(role), b.texts(role)) for role in ("recipient", "supplier")) or not _times_fit(a, b):
        return False
    items = any(same_name(x, y) or _share_head(x, y) for x in a.texts("item") for y in b.texts("item"))
    shared = a.texts("recipient") & b.texts("recipient") or a.texts("supplier") & b.texts("supplier")
    return items and bool(shared)


def _share_head(a: str, b: str) -> bool:
    """Both end in the same noun and neither names another model."""
    models = [set(re.findall(r"\w*\d[\w-]*", name)) for name in (a, b)]
    return a.split()[-1].rstrip("s") == b.split()[-1].rstrip("s") and (not all(models) or bool(models[0] & models[1]))


RULES: Mapping[str, Callable[[View, View], bool]] = {
    "agreement": _agreements,
    "meeting": _meetings,
    "militaryexercise": _exercises,
    "militarybase": _bases,
    "armstransfer": _transfers,
}


# What a group amounts to ------------------------------------------------------------------------------------


def _facts(group: Sequence[Claim]) -> list[Fact]:
    """One fact; a denial among plans decides it."""
    denials = [claim for claim in group if claim.polarity is Polarity.NEGATIVE]
    if denials and len(denials) < len(group):
        best = max(denials, key=_weight)
        return [_fact(group, best)]
    if any(_is_dated_event(claim) for claim in group):
        return [_fact(group, max(group, key=_weight))]
    unreal = [] if _is_under_way(group) else [claim for claim in group if claim.status in AHEAD]
    return [_fact(group, max(unreal or group, key=_weight))]


def _is_under_way(group: Sequence[Claim]) -> bool:
    """Whether a plan has become an exercise of which the article tells as going on."""
    told = (claim for claim in group if claim.status == "held" and _is_firm(claim))
    return family(group[0]) == "militaryexercise" and any(claim.confidence >= MENTIONED for claim in told)


def _is_dated_event(claim: Claim) -> bool:
    return claim.status == "held" and "date" in claim.roles and _is_firm(claim)


def _weight(claim: Claim) -> tuple[bool, int, int, float, int]:
    """Claims that say most come first, mere mentions last; among them the firmer, then the earlier."""
    told = sum(role not in ("kind",) for role in claim.roles)
    return claim.confidence >= MENTIONED, told, FIRMNESS.index(claim.modality), claim.confidence, -claim.evidence.start


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
    return [claim if claim.status == status else _undated(claim) for claim in ordered]


def _undated(claim: Claim) -> Claim:
    if "date" not in claim.roles:
        return claim
    return replace(claim, roles=MappingProxyType({k: v for k, v in claim.roles.items() if k != "date"}))


def _status(best: Claim, ordered: Iterable[Claim]) -> str:
    """ "Signed" says more than "in force", and is said by equally firm claims."""
    if best.status == "planned" and any(_is_dated_event(claim) for claim in ordered):
        return "held"
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
    doubt = 1.0
    for claim in group[:4]:
        doubt *= 1 - claim.confidence
    return round(min(1 - doubt, 0.99), 3)


def _roles(ordered: Sequence[Claim]) -> Roles:
    merged: dict[str, tuple[Filler, ...]] = {}
    for role in dict.fromkeys(role for claim in ordered for role in claim.roles):
        given = [claim.roles[role] for claim in ordered if role in claim.roles]
        merged[role] = _members(given) if role in MEMBERS else _one(role, given)
    return MappingProxyType(merged)


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
    named: defaultdict[frozenset[str], set[tuple[Filler, ...]]] = defaultdict(set)
    for fact in facts:
        if fact.handle.startswith("agreement@") and "name" in fact.roles:
            named[_sides(fact)].add(fact.roles["name"])
    return [_called(fact, named.get(_sides(fact), set())) for fact in facts]


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
