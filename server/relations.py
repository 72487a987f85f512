"""Rows of panels about many things at once: what is related, shared, hosted, and facets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server import words
from server.panels import Row
from server.terms import DD, PROSPECT, Vocabulary, local, plural
from server.view import TIMES, Value, get
from server.words import Standing

# What a claim is made of stands in relations too, but a reader looks for the thing that it speaks of.
MACHINERY = {
    DD + name
    for name in (
        "propositionSubject", "propositionObject", "propositionPredicate", "content", "claimedBy",
        "reportedBy", "madeIn", "speaker", "evidence", "passageOf", "source", "onBehalfOf", "publishedBy",
        "isOfKind", "modality", "polarity",
    )
} | TIMES  # fmt: skip


@dataclass(frozen=True, slots=True)
class Related:
    """A thing in relation to the page's, with how surely and on whose word."""

    iri: str
    label: str
    kind: str
    kind_label: str
    family: str
    roles: tuple[str, ...]
    standing: Standing
    prospect: bool
    year: str
    when: str
    number: str
    speakers: str
    passage: str
    claims: int


def related(rows: Iterable[Row], vocabulary: Vocabulary) -> list[Related]:
    """Read the panels ``linked`` and ``pair``: each thing once, with its narrowest roles."""
    gathered: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if get(row, "property") not in MACHINERY:
            gathered[get(row, "other")].append(row)
    return [_related(iri, group, vocabulary) for iri, group in gathered.items() if iri]


def _related(iri: str, group: Sequence[Row], vocabulary: Vocabulary) -> Related:
    classes = {name for row in group for name in get(row, "classes").split()}
    spoken = {name for row in group for name in get(row, "kinds").split()}
    prospect = PROSPECT in classes
    narrow = vocabulary.narrowest((spoken if prospect else classes - {PROSPECT}) or classes or {DD + "Thing"})
    properties = {get(row, "property") for row in group} | {
        p for row in group for p in get(row, "roles").split()
    }
    first = next((row for row in group if get(row, "passage")), group[0])
    accepted = any(get(row, "accepted") == "1" for row in group)
    return Related(
        iri=iri,
        label=get(group[0], "label") or local(iri),
        kind=narrow[0],
        kind_label=vocabulary.label(narrow[0]),
        family=vocabulary.family(narrow[0]),
        roles=tuple(vocabulary.label(one) for one in vocabulary.narrowest(properties - MACHINERY - {""})),
        standing=_standing(group, accepted, prospect),
        prospect=prospect,
        year=get(first, "year") or get(first, "date")[:4],
        when=words.dated(get(first, "date")) or get(first, "year"),
        number=get(first, "number"),
        speakers=speakers(first),
        passage=get(first, "passage"),
        claims=sum(int(get(row, "claims") or 0) for row in group),
    )


def spoken_words(row: Row) -> list[str]:
    """Return modality and polarity of each claim that a panel counted; reference data has none."""
    return [word for word in get(row, "words").split() if word != "Background"]


def speakers(row: Row) -> str:
    """Return the speakers that a panel joined, without the gaps of claims that have none."""
    return "; ".join(name for name in get(row, "speakers").split("; ") if name)


def _standing(group: Iterable[Row], accepted: bool, prospect: bool) -> Standing:
    claimed = [words.said(*words.parts(word)) for row in group for word in spoken_words(row)]
    if not claimed and not prospect:
        return words.standing("background")
    return words.summed(claimed, accepted=accepted, prospect=prospect)


@dataclass(frozen=True, slots=True)
class Section:
    """The related things of one family."""

    family: str
    title: str
    things: tuple[Related, ...]


def sections(found: Iterable[Related], vocabulary: Vocabulary) -> list[Section]:
    """Gather related things by family: first those of which records are kept, then by size."""
    groups: dict[str, list[Related]] = defaultdict(list)
    for one in found:
        groups[one.family].append(one)
    made = [Section(iri, plural(vocabulary.label(iri)), tuple(things)) for iri, things in groups.items()]
    recorded = {section.family for section in made if vocabulary.all(section.family, DD + "recordType")}
    return sorted(
        made, key=lambda section: (section.family not in recorded, -len(section.things), section.title)
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """A year of a timeline."""

    year: str
    things: tuple[Related, ...]


def timeline(found: Iterable[Related]) -> list[Moment]:
    """Put the things that have a year in the order of time, newest first."""
    years: dict[str, list[Related]] = defaultdict(list)
    for one in found:
        if one.year:
            years[one.year].append(one)
    return [
        Moment(year, tuple(sorted(years[year], key=lambda one: (one.when, one.label))))
        for year in sorted(years, reverse=True)
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, with how many things have it."""

    value: str
    label: str
    count: int
    chosen: bool


def items(rows: Iterable[Row], vocabulary: Vocabulary) -> list[tuple[Related, Row]]:
    """Read the panel ``items``, keeping the row for its facets."""
    return [(_related(get(row, "item"), [row], vocabulary), row) for row in rows if get(row, "item")]


def facets(
    found: Sequence[tuple[Related, Row]],
    chosen: dict[str, str],
    vocabulary: Vocabulary,
    names: dict[str, str],
    claimed: bool = True,
) -> dict[str, list[Choice]]:
    """Count the values that the listed things have, for each facet the most frequent first."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("type", "state", "year", "standing", "outlet")
    }
    for one, row in found:
        counts["type"].update({local(one.kind), local(one.family)})
        counts["state"].update(set(get(row, "states").split()))
        counts["year"].update([one.year] if one.year else [])
        counts["standing"].update(set(get(row, "words").split()) if claimed else ())
        counts["outlet"].update(set(get(row, "outlets").split()))
    return {
        facet: [
            Choice(value, _facet_label(facet, value, vocabulary, names), count, chosen.get(facet) == value)
            for value, count in sorted(counter.items(), key=lambda pair: _facet_order(facet, pair))
        ]
        for facet, counter in counts.items()
    }


def _facet_label(facet: str, value: str, vocabulary: Vocabulary, names: dict[str, str]) -> str:
    if facet == "type":
        return vocabulary.label(DD + value)
    if facet == "standing" and value == "Background":
        return "reference data"
    if facet == "standing":
        return words.said(*words.parts(value)).word
    return names.get(value) or local(value)


def _facet_order(facet: str, pair: tuple[str, int]) -> tuple[int, str]:
    value, count = pair
    return (-int(value), "") if facet == "year" and value.isdigit() else (-count, value)


def edges(
    about: Value,
    found: Iterable[Related],
    facts: Iterable[tuple[str, Value, Standing]],
    prospect: bool = False,
    limit: int = 16,
) -> dict[str, list[dict[str, str]]]:
    """Return nodes and edges of the small graph around a thing, for the script that draws it."""
    centre = {"id": about.iri, "label": words.clip(about.text, 40), "role": "centre"}
    nodes = {about.iri: centre | ({"prospect": "yes"} if prospect else {})}
    lines: list[dict[str, str]] = []
    for label, value, standing in facts:
        if value.iri and len(nodes) < limit:
            nodes.setdefault(
                value.iri, {"id": value.iri, "label": words.clip(value.text, 40), "role": "thing"}
            )
            lines.append({"source": about.iri, "target": value.iri, "label": label, "standing": standing.key})
    for one in found:
        if len(nodes) < limit and one.roles:
            role = "prospect" if one.prospect else "thing"
            if one.iri in nodes:
                continue
            nodes.setdefault(one.iri, {"id": one.iri, "label": words.clip(one.label, 58), "role": role})
            lines.append(
                {"source": one.iri, "target": about.iri, "label": one.roles[0], "standing": one.standing.key}
            )
    return {"nodes": list(nodes.values()), "edges": lines}
