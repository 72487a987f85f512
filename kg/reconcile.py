"""Facts to things: which facts, within and across articles, speak of the same thing, and what it is called.

Two facts may meet when they share a key (a name, a series and its ordinal, the parties and the date ...) and
do not clash elsewhere. What no source commits to becomes a prospect of its own beside the real thing, linked by
``realized`` where the real thing came about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg import iris
from kg.identity import Place, date_text, handles, keys, known_iri, mint, names_of, room, texts
from kg.model import Entity, Fact, Modality, Polarity, Ref, Thing, TimeExpression
from kg.terms import STRENGTH, Terms, default_terms
from kg.times_iso import bounds

Handle = tuple[str, str]
SINGLE = ("ordinal", "date", "host", "operator", "supplier", "recipient")
"""Roles in which two facts about one thing cannot differ."""


@dataclass
class Group:
    """Facts of one thing while they are being gathered; prospects and real things apart."""

    facts: list[Fact] = field(default_factory=list)


@dataclass(frozen=True)
class Reconciled:
    """All things, and the way from each article's handles to them."""

    things: tuple[Thing, ...]
    by_handle: Mapping[Handle, Thing]
    realized: Mapping[str, str]
    """IRI of a prospect to that of the real thing it became."""
    place: Place
    """The names and series that the facts were compared by."""


def reconcile(facts: Iterable[Fact], terms: Terms | None = None) -> list[Thing]:
    """Return the things that the facts speak of, sorted by IRI."""
    return list(reconciled(facts, terms).things)


def reconciled(facts: Iterable[Fact], terms: Terms | None = None) -> Reconciled:
    """Return the things that the facts speak of, with the ways to and between them."""
    terms = terms or default_terms()
    ordered = sorted(
        (fact for fact in facts if not terms.is_a(fact.kind, "Statement")),
        key=lambda fact: (fact.document, fact.evidence, fact.handle),
    )
    place = Place(terms, ordered)
    things: list[Thing] = []
    realized: dict[str, str] = {}
    taken: set[str] = set()
    for group in _groups(ordered, place):
        known = known_beforehand(group, terms)
        real = [fact for fact in group if known or is_real(fact, terms)]
        unreal = [fact for fact in group if not known and not is_real(fact, terms)]
        if real:  # a denial of what is there belongs to it, so that the contradiction shows
            real += [fact for fact in unreal if _denies(fact, terms)]
            unreal = [fact for fact in unreal if not _denies(fact, terms)]
        made = [_thing(part, place, prospect, taken) for part, prospect in ((real, False), (unreal, True)) if part]
        things += made
        if len(made) == 2:
            realized[made[1].iri] = made[0].iri
    by_handle = {(fact.document, name): thing for thing in things for fact in thing.facts for name in handles(fact)}
    by_handle |= {(fact.document, fact.handle): thing for thing in things for fact in thing.facts}
    things.sort(key=lambda thing: thing.iri)
    return Reconciled(tuple(things), by_handle, realized, place)


def known_beforehand(facts: Iterable[Fact], terms: Terms) -> bool:
    """Tell whether the facts are about a thing of the reference data, which is there whatever an article doubts."""
    return any(known_iri(fact, terms) for fact in facts)


def is_real(fact: Fact, terms: Terms) -> bool:
    """Tell whether the article commits to the thing's being there (or, of a gap, to its being one)."""
    if is_gap(fact, terms):
        return fact.modality is Modality.CERTAIN
    if fact.status in terms.presupposing and fact.modality is Modality.CERTAIN:
        return True
    modality, polarity = terms.existence(fact.status, fact.modality, fact.polarity)
    return modality is Modality.CERTAIN and polarity is Polarity.POSITIVE


def is_gap(fact: Fact, terms: Terms) -> bool:
    """Tell whether the fact is that a series had no edition in a period."""
    if fact.kind == "NonOccurrence":
        return True
    return fact.status == "not held" and "series" in fact.roles and terms.is_a(fact.kind, "Event")


def _denies(fact: Fact, terms: Terms) -> bool:
    modality, polarity = terms.existence(fact.status, fact.modality, fact.polarity)
    return polarity is Polarity.NEGATIVE and modality is Modality.CERTAIN and not terms.unreal(fact.status)


def _groups(facts: list[Fact], place: Place) -> list[list[Fact]]:
    """Gather facts that share a key and clash with no member of the group, in the facts' order."""
    groups: list[list[Fact]] = []
    by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for fact in facts:
        own = keys(fact, place)
        near = dict.fromkeys(number for key in own for number in by_key[key])
        number = next((n for n in near if not any(_clash(fact, other, place) for other in groups[n])), len(groups))
        if number == len(groups):
            groups.append([])
        groups[number].append(fact)
        for key in own:
            if number not in by_key[key]:
                by_key[key].append(number)
    return groups


def _clash(one: Fact, other: Fact, place: Place) -> bool:
    return any(
        (a := texts(one, role, place)) and (b := texts(other, role, place)) and not _agree(role, a, b)
        for role in SINGLE
    )


def _agree(role: str, one: list[str], other: list[str]) -> bool:
    if role != "date":
        return bool(set(one) & set(other))
    return any(_dates_meet(a, b) for a in one for b in other)


def _dates_meet(one: str, other: str) -> bool:
    """Tell whether two ISO values or ranges, each as precise as it is, can be the same time."""
    (low, high), (low_other, high_other) = bounds(one), bounds(other)
    return low <= high_other and low_other <= high


def _thing(facts: list[Fact], place: Place, prospect: bool, taken: set[str]) -> Thing:
    kind = _kind(facts, place.terms)
    iri = mint(facts, kind, prospect, place)
    if iri in taken:
        iri = f"{iri}-{iris.digest(facts[0].document, facts[0].handle, size=6)}"
    taken.add(iri)
    return Thing(iri, kind, _label(facts, kind, prospect, place), prospect, tuple(facts))


def _kind(facts: list[Fact], terms: Terms) -> str:
    """Return the narrowest class that the facts agree on."""
    if is_gap(facts[0], terms):
        return "NonOccurrence"
    kinds = [terms.kind(fact.kind, fact.status) for fact in facts]
    return max(sorted(set(kinds)), key=lambda kind: (len(terms.line(kind)), kinds.count(kind)))


def _label(facts: list[Fact], kind: str, prospect: bool, place: Place) -> str:
    name = best_name(facts)
    label = name or _from_template(facts, kind, place)
    return f"{label} ({_standing(facts, place.terms)})" if prospect else label


def best_name(facts: Iterable[Fact]) -> str:
    """Return the name that the facts give most often; the longer, then the first in the alphabet, of equals."""
    counts = Counter(name for fact in facts for name in names_of(fact))
    return max(sorted(counts), key=lambda name: (counts[name], len(name)), default="")


def _standing(facts: list[Fact], terms: Terms) -> str:
    """Return the word for how firmly sources speak of a prospect at most: planned, possible, denied ..."""
    affirmed = [
        modality
        for fact in facts
        for modality, polarity in [terms.existence(fact.status, fact.modality, fact.polarity)]
        if polarity is Polarity.POSITIVE
    ]
    if affirmed:
        return terms.labels.get(max(affirmed, key=STRENGTH.index).value, "possible")
    return terms.denied


def _from_template(facts: list[Fact], kind: str, place: Place) -> str:
    terms = place.terms
    slots = {**_slots(facts, place), "kind": terms.labels.get(kind, kind)}
    slots["kind"] = slots["kind"][:1].upper() + slots["kind"][1:]
    owner = next((name for name in terms.line(kind) if name in terms.templates), "")
    fitting = [text for text in terms.templates.get(owner, ("{kind}",)) if _fills(text, slots)]
    return max(fitting or ["{kind}"], key=lambda text: ("{kind}" not in text, text.count("{"), len(text))).format_map(
        slots
    )


def _fills(template: str, slots: Mapping[str, str]) -> bool:
    try:
        template.format_map(slots)
    except KeyError:
        return False
    return True


def _slots(facts: list[Fact], place: Place) -> dict[str, str]:
    slots: dict[str, str] = {}
    for fact in facts:
        for role, fillers in fact.roles.items():
            words = [_word(filler, fact, place) for filler in fillers]
            words = [word for word in words if word]
            if words and role not in slots:
                slots[role] = " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
    return slots


def _word(filler: object, fact: Fact, place: Place) -> str:
    if isinstance(filler, Entity):
        return place.terms.names.get(filler.code, filler.name)
    if isinstance(filler, TimeExpression):
        return date_text(filler)
    if isinstance(filler, Ref):
        other = place.fact(fact.document, filler.handle)
        return best_name([other]) if other else ""
    return str(filler)


__all__ = ["Reconciled", "best_name", "is_gap", "is_real", "reconcile", "reconciled", "room"]
