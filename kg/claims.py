"""Facts to assertions: one proposition each for being of a kind, having a status, and every role.

A status that falls short of being there (planned, proposed, cancelled) weakens the modality, since what is claimed is
the thing's being there. Times are claimed as value, earliest, latest and year, and their words stay on the claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg import iris, vocab
from kg.identity import room
from kg.model import INFERRED, Claim, Entity, Fact, Filler, Modality, Polarity, Ref, Thing, TimeExpression
from kg.naming import Names, referent
from kg.reconcile import is_gap
from kg.terms import Property
from kg.times_iso import bounds

Triple = tuple[ox.NamedNode, ox.NamedNode, "ox.NamedNode | ox.Literal"]
Commitment = tuple[Modality, Polarity]
AGENDA = "topics"
"""Field for what a meeting is about."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """One claim of one proposition."""

    iri: str
    triple: Triple
    modality: Modality
    polarity: Polarity
    claim: Claim
    wording: str = ""
    """The source's own words for the object, where they matter: a time, a contested entity."""

    @property
    def proposition(self) -> ox.NamedNode:
        """The content, shared by all claims of it."""
        subject, predicate, value = self.triple
        return ox.NamedNode(iris.proposition(subject.value, predicate.value, value))


def assertions(fact: Fact, names: Names) -> Iterator[Assertion]:
    """Yield the claims that the graph holds of a fact, with the propositions that they share.

    A denial denies that the thing is there (or has the status), not that it would be where and whose it would be:
    these stay uncommitted. What a planned meeting is about is certain as its agenda, as a plan is certain as a plan.
    """
    thing = names.world.by_handle[fact.document, fact.handle]
    node = ox.NamedNode(thing.iri)
    for claim in _complete(fact):
        modality, polarity = being = _commitment(claim, fact, names)
        kind = "NonOccurrence" if thing.kind == "NonOccurrence" else names.terms.kind(claim.kind, claim.status)
        yield _assertion(claim, (node, vocab.IS_OF_KIND, vocab.dd(kind)), being)
        if status := names.terms.concept("status", thing.kind, claim.status):
            named = node, ox.NamedNode(status[0]), ox.NamedNode(status[1])
            yield _assertion(claim, named, _status_commitment(claim, fact, being, names))
        rest = (Modality.UNSTATED, Polarity.POSITIVE) if polarity is Polarity.NEGATIVE else (modality, polarity)
        agenda = (Modality.CERTAIN, polarity) if rest[0] is Modality.PLANNED else rest
        inferred = {role for role, fillers in claim.roles.items() if any(map(_is_inferred, fillers))}
        inferred |= {INFERRED[role] for role in claim.roles.keys() & INFERRED.keys()}
        for role, triple, wording in _role_triples(thing, claim, names):
            held = agenda if role == AGENDA else _inferred(rest) if role in inferred else rest
            yield _assertion(claim, triple, held, wording)


def _is_inferred(filler: Filler) -> bool:
    return isinstance(filler, TimeExpression) and filler.inferred


def _inferred(commitment: Commitment) -> Commitment:
    """What no words say is probable at most."""
    sure = commitment[0] in (Modality.CERTAIN, Modality.PLANNED)
    return (Modality.PROBABLE, commitment[1]) if sure else commitment


def _assertion(claim: Claim, triple: Triple, commitment: tuple[Modality, Polarity], wording: str = "") -> Assertion:
    voice = claim.speaker.name if claim.speaker else ""
    identity = (claim.document, claim.trigger, claim.evidence, claim.rule, *map(str, triple), *commitment, voice)
    return Assertion(iris.claim(*identity), triple, *commitment, claim, wording)


def _status_commitment(
    claim: Claim, fact: Fact, being: tuple[Modality, Polarity], names: Names
) -> tuple[Modality, Polarity]:
    """Return how firmly the source says that the thing has its status: a plan may be certain as a plan."""
    if is_gap(fact, names.terms):
        return being
    planned = claim.modality is Modality.PLANNED and names.terms.lies_ahead(claim.status)
    return (Modality.CERTAIN if planned else claim.modality), claim.polarity


def _complete(fact: Fact) -> Iterator[Claim]:
    """Yield the fact's claims with the roles that only merging found: inferred ones where inferred, else the first."""
    given = {role for claim in fact.claims for role in claim.roles}
    extra = {role: fillers for role, fillers in fact.roles.items() if role not in given}
    whose = {role: _inferring(fact, role) for role in extra}
    for number, claim in enumerate(fact.claims):
        more = {role: fillers for role, fillers in extra.items() if whose[role] == number}
        yield replace(claim, roles={**claim.roles, **more}) if more else claim


def _inferring(fact: Fact, role: str) -> int:
    """The number of the claim that stands for what no words give, 0 where there is none."""
    return next((n for n, claim in enumerate(fact.claims) if any(INFERRED.get(r) == role for r in claim.roles)), 0)


def _commitment(claim: Claim, fact: Fact, names: Names) -> tuple[Modality, Polarity]:
    if is_gap(fact, names.terms):
        return claim.modality, Polarity.POSITIVE
    return names.terms.existence(claim.status, claim.modality, claim.polarity)


def _role_triples(thing: Thing, claim: Claim, names: Names) -> Iterator[tuple[str, Triple, str]]:
    for role, fillers in claim.roles.items():
        for filler in fillers:
            if role == "name" and _names_its_series(thing, filler, names):
                claim = replace(claim, roles={**claim.roles, "series": (filler,)})
                role = "series"
            yield from ((role, *found) for found in _triples(thing, claim, role, filler, names))


def _names_its_series(thing: Thing, filler: Filler, names: Names) -> bool:
    """Tell whether an event goes by the name of the series that it is an edition of."""
    in_series = isinstance(filler, Entity) and room(filler.kind, names.terms) == "series"
    return in_series and names.terms.is_a(thing.kind, "Event")


def _triples(thing: Thing, claim: Claim, role: str, filler: Filler, names: Names) -> Iterator[tuple[Triple, str]]:
    node = ox.NamedNode(thing.iri)
    if isinstance(filler, TimeExpression):
        yield from ((triple, filler.text) for triple in _time_triples(node, thing.kind, role, filler, names))
        return
    if isinstance(filler, str) and (concept := names.terms.concept(role, thing.kind, filler)):
        yield (node, ox.NamedNode(concept[0]), ox.NamedNode(concept[1])), ""
        return
    if not isinstance(filler, Entity | Ref) and (held := carrier(role, thing.kind, "", names)):
        yield (node, ox.NamedNode(held[0].iri), literal(filler)), ""
    target = filler if isinstance(filler, Ref) else entity_of(role, thing.kind, filler, claim.roles[role], names)
    value = _value(target, claim.document, names) if target else None
    found = _carried(thing, claim, role, value[1], names) if value else None
    if value and found:
        predicate, subject, turned = found
        ends = (value[0], subject) if turned else (subject, value[0])
        yield (ends[0], predicate, ends[1]), filler.label if isinstance(filler, Entity) else ""


def entity_of(role: str, kind: str, filler: Filler, beside: tuple[Filler, ...], names: Names) -> Entity | None:
    """Return the entity that a filler is or, as a bare name, stands for.

    Words that only describe stand for none, nor do the words beside an entity that has been recognised in them.
    """
    if isinstance(filler, Entity):
        return filler
    recognised = any(isinstance(other, Entity) for other in beside)
    if recognised or not isinstance(filler, str) or names.terms.concept(role, kind, filler):
        return None
    if carrier(role, kind, "", names) and not names_a_model(filler):
        return None
    return as_entity(role, kind, filler, names)


def names_a_model(words: str) -> bool:
    """Tell whether the words name one type ("S-400 systems") and do not only describe it ("fighter jets")."""
    return any(character.isupper() or character.isdigit() for character in words)


def _value(filler: Entity | Ref, document: str, names: Names) -> tuple[ox.NamedNode, str] | None:
    if isinstance(filler, Entity):
        return names.node(filler, document), filler.kind
    other = referent(filler, document, names.world)
    return (ox.NamedNode(other.iri), other.kind) if other else None


def _carried(
    thing: Thing, claim: Claim, role: str, kind: str, names: Names
) -> tuple[ox.NamedNode, ox.NamedNode, bool] | None:
    """Return the property for a role, its subject, and whether the triple is turned round.

    Where the thing itself is no subject for the property, another filler may be: the weapon that a transfer
    moves is what was "used in" a conflict.
    """
    if found := carrier(role, thing.kind, kind, names):
        return ox.NamedNode(found[0].iri), ox.NamedNode(thing.iri), found[1]
    for name, filler in ((name, f) for name, fillers in claim.roles.items() if name != role for f in fillers):
        other = entity_of(name, thing.kind, filler, claim.roles[name], names)
        held = names.terms.carrier(role, other.kind, kind) if other else None
        if other and held and not held[1]:
            return ox.NamedNode(held[0].iri), names.node(other, claim.document), False
    return None


def carrier(role: str, kind: str, filler: str, names: Names) -> tuple[Property, bool] | None:
    """Return the property for a role; of a body that is also a series, that of the series."""
    found = names.terms.carrier(role, kind, filler)
    if found is None and room(kind, names.terms) == "series":
        found = names.terms.carrier(role, "EventSeries", filler)
    return found


def as_entity(role: str, kind: str, name: str, names: Names) -> Entity | None:
    """Return a bare name as an entity of the class that the role's property takes."""
    for candidate in names.terms.fields.get(role, ()):
        if (
            candidate.literal
            or names.terms.carrier(role, kind, next(iter(sorted(candidate.fillers or candidate.ranges)), "")) is None
        ):
            continue
        taken = sorted(candidate.fillers or candidate.ranges)
        if taken:
            return Entity(taken[0], name)
    return None


def _time_triples(node: ox.NamedNode, kind: str, role: str, time: TimeExpression, names: Names) -> Iterator[Triple]:
    if held := carrier(role, kind, "", names):
        if time.year is not None:
            yield node, ox.NamedNode(held[0].iri), literal(time.year)
        return
    if role != "date":
        return
    low, high = bounds(time.value)
    yield node, vocab.DATE_VALUE, ox.Literal(time.value)
    yield node, vocab.EARLIEST, ox.Literal(low, datatype=vocab.DATE_TIME)
    yield node, vocab.LATEST, ox.Literal(high, datatype=vocab.DATE_TIME)
    if time.year is not None:
        yield node, vocab.YEAR, literal(time.year)


def literal(value: object) -> ox.Literal:
    """Return a truth value, a number or words as a literal."""
    return ox.Literal(value) if isinstance(value, bool | int) else ox.Literal(str(value))
