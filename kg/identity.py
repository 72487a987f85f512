"""What makes two facts the same thing: keys from names, parties, series, ordinals, dates; the IRI made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg import iris
from kg.model import Entity, Fact, Filler, Ref, TimeExpression
from kg.terms import Terms

Key = tuple[str, ...]


class Place:
    """The facts around a fact: its article's handles, and the names that series go by."""

    def __init__(self, terms: Terms, facts: list[Fact]) -> None:
        self.terms = terms
        self._facts = {(fact.document, handle): fact for fact in facts for handle in handles(fact)}
        self._facts |= {(fact.document, fact.handle): fact for fact in facts}
        self._series: dict[str, str] = {}
        self._full: dict[tuple[str, str], set[str]] = defaultdict(set)
        for fact in facts:
            for name, parties in self._series_names(fact):
                self._learn(fact.document, name, parties)

    def fact(self, document: str, handle: str) -> Fact | None:
        """Return the fact of an article that has the handle."""
        return self._facts.get((document, handle))

    def _series_names(self, fact: Fact) -> Iterable[tuple[str, tuple[str, ...]]]:
        parties = tuple(dict.fromkeys((*states(fact, "participants"), *states(fact, "parties"))))
        if room(fact.kind, self.terms) == "series":
            for name in names_of(fact):
                yield name, parties
        for filler in fact.roles.get("series", ()):
            if isinstance(filler, Entity | str):
                yield (filler.name if isinstance(filler, Entity) else filler), parties

    def _learn(self, document: str, name: str, parties: tuple[str, ...]) -> None:
        named, rest = self.terms.parties_in(name)
        who = named if len(named) > 1 else (parties if set(named) <= set(parties) else named)
        if who:
            self._full[document, iris.slug(rest)].add(self._series_iri(rest, who))

    def _series_iri(self, rest: str, parties: Iterable[str]) -> str:
        return iris.series(rest, (self.terms.names.get(code, code) for code in parties))

    def series(self, named: Entity | str, document: str, parties: tuple[str, ...] = ()) -> str:
        """Return the IRI of the series that a text names, with its parties from the name, the fact or the article."""
        if isinstance(named, Entity) and named.iri:
            return self._labelled(named.iri, named.name)
        name = named.name if isinstance(named, Entity) else named
        in_name, rest = self.terms.parties_in(name)
        known = self._full[document, iris.slug(rest)]
        if len(in_name) < 2 and len(known) == 1:
            return self._labelled(next(iter(known)), name)
        who = in_name if len(in_name) > 1 else (parties or in_name)
        return self._labelled(self._series_iri(rest or name, who), name)

    def _labelled(self, iri: str, name: str) -> str:
        held = self._series.get(iri, "")
        self._series[iri] = max(held, name, key=lambda text: (len(text), text))
        return iri

    def series_labels(self) -> dict[str, str]:
        """Return all series named so far, with their fullest names."""
        return dict(self._series)

    def series_of(self, fact: Fact) -> str:
        """Return the IRI of the series that the fact's thing is an edition of, empty when it is of none."""
        for filler in fact.roles.get("series", ()):
            if isinstance(filler, Ref):
                other = self.fact(fact.document, filler.handle)
                if other is not None:
                    return self.own_series(other)
            elif isinstance(filler, Entity | str):
                return self.series(filler, fact.document, states(fact, "participants"))
        return ""

    def own_series(self, fact: Fact) -> str:
        """Return the IRI of the series that the fact is about."""
        named = next(
            (f for role in ("name", "series") for f in fact.roles.get(role, ()) if isinstance(f, Entity | str)), None
        )
        if named is None:
            return iris.thing("series", iris.digest(fact.document, fact.handle))
        parties = states(fact, "parties") or states(fact, "participants")
        return self.series(named, fact.document, parties)


def handles(fact: Fact) -> set[str]:
    """Return all handles that claims of the fact had before they were merged: what other claims refer to it by."""
    return {claim.handle for claim in fact.claims}


def room(kind: str, terms: Terms) -> str:
    """Return the first path segment of IRIs of things of the kind."""
    if kind == "ConsultativeBody":
        return "series"  # sources speak of one format as a body and as a series of meetings
    return next((iris.ROOMS[name] for name in terms.line(kind) if name in iris.ROOMS), iris.slug(kind))


def names_of(fact: Fact) -> list[str]:
    """Return the names that the article gives the thing."""
    fillers = fact.roles.get("name", ())
    return [f.name if isinstance(f, Entity) else f for f in fillers if isinstance(f, Entity | str) and f]


def codes(fact: Fact, role: str) -> tuple[str, ...]:
    """Return the short names of the entities in a role, sorted."""
    return tuple(sorted({f.short for f in fact.roles.get(role, ()) if isinstance(f, Entity)}))


def states(fact: Fact, role: str) -> tuple[str, ...]:
    """Return the codes of the states in a role, sorted."""
    return tuple(sorted({f.code for f in fact.roles.get(role, ()) if isinstance(f, Entity) and f.kind == "State"}))


def date_text(time: TimeExpression) -> str:
    """Return the value of a time, as precise as it is."""
    return time.value


def dates(fact: Fact) -> list[str]:
    """Return the values of the fact's dates."""
    return [f.value for f in fact.roles.get("date", ()) if isinstance(f, TimeExpression)]


def texts(fact: Fact, role: str, place: Place) -> list[str]:
    """Return the fillers of a role as words that can be compared."""
    return [text for f in fact.roles.get(role, ()) if (text := _text(f, fact, place))]


def _text(filler: Filler, fact: Fact, place: Place) -> str:
    if isinstance(filler, TimeExpression):
        return filler.value
    if isinstance(filler, Entity):
        return filler.iri or filler.short
    if isinstance(filler, Ref):
        other = place.fact(fact.document, filler.handle)
        return names_of(other)[0] if other and names_of(other) else ""
    return str(filler)


def keys(fact: Fact, place: Place) -> list[Key]:
    """Return what the fact's thing can be known by; its article and handle at least."""
    held = known_iri(fact, place.terms)
    found = ([("iri", held)] if held else []) + MAKERS.get(room(fact.kind, place.terms), _by_name)(fact, place)
    return found or [("handle", fact.document, fact.handle)]


def known_iri(fact: Fact, terms: Terms) -> str:
    """Return the reference data's IRI of the thing itself, empty when it is not there.

    An exercise that goes by the name of its series is an edition of it, not the series.
    """
    own = room(fact.kind, terms)
    named = (f for f in fact.roles.get("name", ()) if isinstance(f, Entity) and f.iri)
    return next((entity.iri for entity in named if room(entity.kind, terms) == own), "")


def _by_name(fact: Fact, place: Place) -> list[Key]:
    kind = room(fact.kind, place.terms)
    return [(kind, "name", iris.slug(name)) for name in names_of(fact)]


def _base(fact: Fact, place: Place) -> list[Key]:
    named = _by_name(fact, place)
    host, operator, where = (texts(fact, role, place)[:1] for role in ("host", "operator", "place"))
    if named or not operator or not (host or where):
        return named
    return [("base", "site", *operator, *(where or host))]


def _agreement(fact: Fact, place: Place) -> list[Key]:
    named = _by_name(fact, place)
    parties, when = codes(fact, "parties"), _month(fact)
    if named or len(parties) < 2 or not when:
        return named
    return [("agreement", "parties", fact.kind, *parties, when)]


def _meeting(fact: Fact, place: Place) -> list[Key]:
    series = place.series_of(fact)
    when = dates(fact)
    if series:
        ordinal = texts(fact, "ordinal", place)
        return [("edition", series, "no", *ordinal)] * bool(ordinal) + [("edition", series, "in", d[:4]) for d in when]
    who, month = codes(fact, "participants"), _month(fact)
    return [*_by_name(fact, place), *([("meeting", *who, month)] if who and month else [])]


def _exercise(fact: Fact, place: Place) -> list[Key]:
    year = dates(fact)[0][:4] if dates(fact) else fact.document
    named: list[Key] = [(*key, year) for key in _by_name(fact, place)]
    who, month = codes(fact, "participants"), _month(fact)
    return named or ([("exercise", "who", *who, month)] if who and month else [])


def _transfer(fact: Fact, place: Place) -> list[Key]:
    items, to = texts(fact, "item", place), texts(fact, "recipient", place)
    year = dates(fact)[0][:4] if dates(fact) else fact.document
    return [("transfer", iris.slug(item), target, year) for item in items for target in to]


def _conflict(fact: Fact, place: Place) -> list[Key]:
    parties, when = codes(fact, "parties"), dates(fact)
    return _by_name(fact, place) or ([("conflict", *parties, when[0][:4])] if len(parties) > 1 and when else [])


def _office(fact: Fact, place: Place) -> list[Key]:
    return [("office", _office_iri(fact, place))]


def _series(fact: Fact, place: Place) -> list[Key]:
    return [("series", place.own_series(fact))]


MAKERS = {
    "base": _base,
    "agreement": _agreement,
    "meeting": _meeting,
    "exercise": _exercise,
    "transfer": _transfer,
    "conflict": _conflict,
    "office": _office,
    "series": _series,
    "gap": _meeting,
}


def _month(fact: Fact) -> str:
    """Return the first date of the fact when it is known to the month at least."""
    return next((value[:10] for value in dates(fact) if len(value) >= 7 and "/" not in value), "")


def _office_iri(fact: Fact, place: Place) -> str:
    entity = next((f for f in fact.roles.get("name", ()) if isinstance(f, Entity) and f.iri), None)
    if entity is not None:
        return entity.iri
    role = " ".join(str(f) for f in fact.roles.get("role", ()) if isinstance(f, str))
    return iris.office(role or "office", " ".join(texts_short(fact, "of")))


def texts_short(fact: Fact, role: str) -> list[str]:
    """Return the short names of the entities in a role."""
    return [f.short for f in fact.roles.get(role, ()) if isinstance(f, Entity)]


def mint(facts: list[Fact], kind: str, prospect: bool, place: Place) -> str:
    """Return the IRI of the thing that the facts are about: the reference data's, or one made of what is known."""
    held = next((key[1] for fact in facts for key in keys(fact, place) if key[0] == "iri"), "")
    if held and not prospect:
        return held
    segment = room(kind, place.terms)
    first = facts[0]
    if segment == "series" and not prospect:
        return place.own_series(first)
    if segment == "office" and not prospect:
        return _office_iri(first, place)
    return iris.thing(segment, *_path(facts, segment, place), prospect=prospect)


def _path(facts: list[Fact], segment: str, place: Place) -> tuple[str, ...]:
    series = next((found for fact in facts if (found := place.series_of(fact))), "")
    when = next((value for fact in facts for value in sorted(dates(fact), key=len, reverse=True)), "")
    ordinal = next((text for fact in facts for text in texts(fact, "ordinal", place)), "")
    if series:
        rest = ordinal or when.replace("/", "--") or _hash(facts)
        return series.removeprefix(iris.BASE).removeprefix("series/"), rest
    name = next((name for fact in facts for name in sorted(names_of(fact))), "")
    if name:
        return (iris.slug(f"{name} {when[:4]}" if segment == "exercise" else name),)
    return (_described(facts, when),)


def _described(facts: list[Fact], when: str) -> str:
    """Return a slug of who, what, where and when; of the article and handle when there is too little of these."""
    parts: list[str] = []
    for role in ("supplier", "operator", "parties", "participants", "item", "recipient", "place", "host"):
        found = next((fact.roles[role] for fact in facts if role in fact.roles), ())
        parts += [f.short if isinstance(f, Entity) else f for f in found if isinstance(f, Entity | str)]
    if when:
        parts.append(when)
    known = len(parts) > 1 and (when or any("operator" in fact.roles for fact in facts))
    return iris.slug(" ".join(dict.fromkeys(parts)))[:80] if known else iris.slug(" ".join([*parts, _hash(facts)]))[:80]


def _hash(facts: list[Fact]) -> str:
    return iris.digest(facts[0].document, facts[0].handle, facts[0].evidence, size=8)
