"""Whether two groups of claims speak of one thing: by names, sides, places, dates, ordinals, family by family."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kg.calendar_spans import near
from kg.lexicon.likeness import GENERAL, same_name
from kg.model import RECENT, Claim, Entity, Modality, Polarity
from kg.views import View, text

STAGES: Mapping[str, Mapping[str, str]] = {
    "agreement": {"terminated": "end", "suspended": "end", "ratified": "ratified"},
    "meeting": {"not held": "gap", "cancelled": "gap", "planned": "ahead", "postponed": "ahead"},
    "militaryexercise": {"not held": "gap", "cancelled": "gap", "planned": "ahead", "postponed": "ahead"},
    "militarybase": {"proposed": "ahead", "planned": "ahead", "under construction": "ahead", "closed": "end"},
    "armstransfer": {},
}
"""Statuses of a family by the stage of life that they stand for; facts of different stages stay apart."""
VISIT = 3
"""Days that may lie between two dates of one visit."""
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_WORDS = re.compile(r"\w+")


def family(claim: Claim) -> str:
    """Return the family that the claim's handle names."""
    return claim.handle.partition("@")[0]


def apart(claim: Claim) -> str:
    """The stage, as far as it parts claims of one handle: what was planned and then held is one thing."""
    now = stage(claim)
    if family(claim) == "agreement" and not now and "date" in claim.roles:
        return f"{claim.status} {text(claim.roles['date'][0])}"
    return "" if now == "ahead" and family(claim) != "militarybase" else now


def stage(claim: Claim) -> str:
    """Return the stage of life that the claim tells of, empty when it is the ordinary one."""
    if claim.polarity is Polarity.NEGATIVE and claim.modality is Modality.CERTAIN:
        return "denied"
    if family(claim) == "agreement" and claim.modality in (Modality.POSSIBLE, Modality.UNSTATED):
        return ""  # that it may end says that it is there
    if claim.status == "cancelled" and claim.modality is Modality.POSSIBLE:
        return "ahead"
    return STAGES.get(family(claim), {}).get(claim.status, "")


def meet(group: Sequence[Claim], other: Sequence[Claim]) -> bool:
    """Tell whether two groups of claims speak of one thing."""
    if family(group[0]) != family(other[0]):
        return False
    rule = RULES.get(family(group[0]))
    if rule is None:
        return group[0].handle == other[0].handle
    mine, theirs = View(group), View(other)
    if family(group[0]) == "agreement":
        one_thing = {claim.handle for claim in group} & {claim.handle for claim in other}
        if one_thing and (_was_ratified(group, other) or _was_denied(group, other)):
            return True
        if (stage(group[0]) or stage(other[0])) and apart(group[0]) != apart(other[0]):
            return False
        if group[0].handle == other[0].handle:
            return _times_fit(mine, theirs) or _in_turn(group, other)
        return rule(mine, theirs) and not (_is_beside(group, other) or _is_beside(other, group))
    stages = {apart(group[0]), apart(other[0])} if family(group[0]) == "militarybase" else set()
    if stages == {"", "end"}:
        return group[0].handle == other[0].handle or (bool(names(mine, theirs)) and rule(mine, theirs))
    if stages == {"", "ahead"}:
        known = mine.is_known() and theirs.is_known() and bool(names(mine, theirs))
        return known and _fit(mine.states("operator"), theirs.states("operator"))
    if apart(group[0]) != apart(other[0]) and not _called_off(group, other):
        return False
    if group[0].handle == other[0].handle or (family(group[0]) == "meeting" and _one_visit(mine, theirs)):
        return True
    apart_in_time = {stage(claim) for claim in group}.isdisjoint(stage(claim) for claim in other)
    if apart_in_time and not _called_off(group, other) and not _same_occasion(mine, theirs):
        return False
    return rule(mine, theirs)


def _is_beside(group: Sequence[Claim], known: Sequence[Claim]) -> bool:
    """Whether one tells only of an agreement to come, without a name, and the other of a known pact that is there."""
    open_ = [claim for claim in group if claim.modality is not Modality.CERTAIN or claim.status == "proposed"]
    to_come = len(open_) == len(group) and {claim.status for claim in group} <= {"proposed", "negotiated"}
    there = any(
        claim.modality is Modality.CERTAIN and claim.status not in ("proposed", "negotiated") for claim in known
    )
    entities = (filler for claim in known for filler in claim.roles.get("name", ()))
    is_known = any(isinstance(filler, Entity) and filler.iri for filler in entities)
    return to_come and there and is_known and not View(group).texts("name")


def _called_off(group: Sequence[Claim], other: Sequence[Claim]) -> bool:
    """Whether what is planned in one place is cancelled in the other: of one meeting both are told."""
    if family(group[0]) != "meeting":
        return False
    statuses = [{claim.status for claim in one} for one in (group, other)]
    return sorted(map(sorted, statuses)) == [["cancelled"], ["planned"]]


def _was_ratified(group: Sequence[Claim], other: Sequence[Claim]) -> bool:
    """Whether what is signed or sought in one place is ratified in the other: of one agreement both are told."""
    told = [claim for claim in (*group, *other) if stage(claim) or claim.status != "proposed"]
    if View(group).states("parties") != View(other).states("parties"):
        return False
    stages = {stage(claim) for claim in told}
    return "ratified" in stages <= {"ratified", ""} and all(claim.modality is Modality.CERTAIN for claim in told)


def _was_denied(group: Sequence[Claim], other: Sequence[Claim]) -> bool:
    """Whether one denies what the other only proposes: "put off signing the pact", which "was due to be signed"."""
    return any(
        {stage(claim) for claim in one} == {"denied"} and {stage(claim) + claim.status for claim in two} == {"proposed"}
        for one, two in ((group, other), (other, group))
    )


def _in_turn(group: Sequence[Claim], other: Sequence[Claim]) -> bool:
    """Whether one tells of an agreement's making and the other of its signing: announced in May, signed in June."""
    stages = {min(_MAKING.get(claim.status, len(_MAKING)) for claim in claims) for claims in (group, other)}
    return len(stages) > 1 and max(stages) < len(_MAKING)


_MAKING = {"proposed": 0, "negotiated": 1, "signed": 2}
"""Statuses of an agreement in the making, in their order."""


def _same_occasion(a: View, b: View) -> bool:
    """Dates or ordinals say that what is planned in one place is held in another."""
    return bool(a.texts("ordinal") & b.texts("ordinal")) or bool(a.dates() and b.dates())


def names(a: View, b: View, role: str = "name") -> bool | None:
    """Whether the names agree; None when one has none."""
    mine, theirs = a.texts(role), b.texts(role)
    if not mine or not theirs:
        return None
    return any(same_name(x, y) for x in mine for y in theirs)


_SITE_WORDS = GENERAL | {"ain", "air", "airbase", "airfield", "al", "base", "camp", "field", "fort"}
_SITE_WORDS |= {"force", "military", "naval", "station"}


def _same_site(a: View, b: View) -> bool | None:
    """Whether two bases are called after one place: "al-Asad airbase", "the Asad military base"."""
    mine, theirs = ([set(_WORDS.findall(name.lower())) - _SITE_WORDS for name in view.texts("name")] for view in (a, b))
    return any(x and y and (x <= y or y <= x) for x in mine for y in theirs) if mine and theirs else None


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
    """Whether no two places are told, or they are one, or one lies in the other."""
    if _fit(a.texts("place"), b.texts("place")):
        return True
    return any(x in (y, q) or y == p for x, p in a.places() for y, q in b.places())


_CONTRACT = frozenset({"arms contract"})


def _agreements(a: View, b: View) -> bool:
    named = names(a, b)
    if named is not None:
        return named
    named_one = a.texts("name") or b.texts("name")
    if named_one and _CONTRACT & (a.texts("kind") ^ b.texts("kind")):
        return False
    if _side_by_side(a, b):
        return False
    mine, theirs = a.states("parties"), b.states("parties")
    return len(mine & theirs) >= 2 and (mine <= theirs or theirs <= mine) and _times_fit(a, b)


def _side_by_side(a: View, b: View) -> bool:
    """Whether one sentence tells of both, each of a sort of its own: "a defence pact and a visiting forces pact"."""
    sorts = [{(claim.evidence, claim.kind) for claim in view.claims if claim.kind not in _PLAIN} for view in (a, b)]
    return any(here == there and one != two for here, one in sorts[0] for there, two in sorts[1])


_PLAIN = frozenset(("Agreement", "Treaty", "BilateralAgreement"))
"""Kinds that say nothing of what sort an agreement is."""


def _meetings(a: View, b: View) -> bool:
    if not _fit(a.texts("ordinal"), b.texts("ordinal")) or not _times_fit(a, b) or not _places_fit(a, b):
        return False
    visits = {"visit" in a.texts("kind"), "visit" in b.texts("kind")}
    if len(visits) > 1:
        return False
    if not _persons_fit(a, b) or not _kinds_fit(a, b):
        return False
    mine, theirs = a.states("participants"), b.states("participants")
    if names(a, b, "series"):
        return bool(a.texts("ordinal") & b.texts("ordinal")) or bool(a.dates() and b.dates()) or mine == theirs
    if a.texts("series") and b.texts("series"):
        return False
    if bool(a.texts("series")) != bool(b.texts("series")) and _is_aside(a, b):
        return False
    if not mine or not theirs:
        alike = bool(a.texts("kind") & b.texts("kind")) and bool(a.dates() and b.dates())
        return alike and bool(a.places() and b.places())
    if not (mine <= theirs or theirs <= mine):
        return False
    return mine == theirs or len(mine & theirs) >= 2 or _told_by_half(a, b)


def _is_aside(a: View, b: View) -> bool:
    """Whether some of those at a meeting of many meet there: both told of in one sentence, or without the body."""
    many, few = (a, b) if a.texts("series") else (b, a)
    series = (filler for claim in many.claims for filler in claim.roles.get("series", ()))
    known = any(isinstance(filler, Entity) and filler.iri for filler in series)
    together = known and {claim.evidence for claim in a.claims} & {claim.evidence for claim in b.claims}
    others = many.bodies("participants") - few.bodies("participants")
    return "talks" in few.texts("kind") and bool(together or others)


def _told_by_half(a: View, b: View) -> bool:
    """Whether one of two names but one side of the other, by the same person, at the same time or place."""
    mine, theirs = a.persons("participants"), b.persons("participants")
    shared = any(names & theirs.get(side, set()) for side, names in mine.items())
    then, after = a.dates() | a.texts(RECENT), b.dates() | b.texts(RECENT)
    at_once = not then or not after or any(same_time(x, y) for x in then for y in after)
    return shared and (at_once or bool(a.texts("place") & b.texts("place")))


def _one_visit(a: View, b: View) -> bool:
    """Whether two visits are one: the same visitor about the same days, and nowhere else; planned or held."""
    if not a.texts("kind") == b.texts("kind") == {"visit"}:
        return False
    mine, theirs = a.persons("participants"), b.persons("participants")
    if not any(names & theirs.get(side, set()) for side, names in mine.items()) or not _days_fit(a, b):
        return False
    if not _fit(a.texts("ordinal"), b.texts("ordinal")):
        return False
    here, there = a.places(), b.places()
    if not here or not there:
        hosts = a.states("participants") ^ b.states("participants")
        return len(hosts) <= 1
    return any(x == y or p == q != "" for x, p in here for y, q in there)


def _days_fit(a: View, b: View) -> bool:
    """Whether no two dates are more than a few days apart: a visit lasts, and has an eve."""
    mine, theirs = a.dates(), b.dates()
    return not mine or not theirs or any(same_time(x, y) or near(x, y, VISIT) for x in mine for y in theirs)


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
    named = names(a, b)
    if named is not None:
        return named
    mine, theirs = a.states("participants"), b.states("participants")
    return _places_fit(a, b) and bool(mine & theirs) and (mine <= theirs or theirs <= mine)


def _bases(a: View, b: View) -> bool:
    named = names(a, b) or _same_site(a, b)
    if named is not None:
        return named
    hosts, owners = _fit(a.states("host"), b.states("host")), _fit(a.states("operator"), b.states("operator"))
    if not hosts or not owners or not (_places_fit(a, b) or (_both_ahead(a, b) and not _two_towns(a, b))):
        return False
    shared = bool(a.states("host") & b.states("host")) + bool(a.states("operator") & b.states("operator"))
    return shared == 2 or bool(a.texts("place") & b.texts("place")) or (shared == 1 and _both_ahead(a, b))


def _two_towns(a: View, b: View) -> bool:
    """Whether each has a town of its own; a coast or a sea may be where the other's town lies."""
    return all(
        any(
            isinstance(filler, Entity) and filler.kind == "City"
            for claim in view.claims
            for filler in claim.roles.get("place", ())
        )
        for view in (a, b)
    )


def _both_ahead(a: View, b: View) -> bool:
    """Whether both are still to come: of two states only one such base is told of in an article."""
    return all(stage(claim) in ("ahead", "denied") for view in (a, b) for claim in view.claims)


def _transfers(a: View, b: View) -> bool:
    if not all(_fit(a.texts(role), b.texts(role)) for role in ("recipient", "supplier")) or not _times_fit(a, b):
        return False
    items = any(same_name(x, y) or _share_head(x, y) for x in a.texts("item") for y in b.texts("item"))
    if _counts(a) and _counts(b) and not _counts(a) & _counts(b):
        return False
    shared = a.texts("recipient") & b.texts("recipient") or a.texts("supplier") & b.texts("supplier")
    return items and bool(shared)


def _counts(view: View) -> set[int]:
    """How many pieces are told of."""
    words = [word.replace(",", "") for item in view.texts("item") for word in item.lower().split()]
    return {_NUMBERS[word] if word in _NUMBERS else int(word) for word in words if word in _NUMBERS or word.isdecimal()}


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
