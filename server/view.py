"""Rows of panels to what pages show: facts with their claims, disputes, sentences, things in relation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from server import words
from server.panels import Row
from server.terms import DD, RDF_TYPE, RDFS, SKOS, Vocabulary, local
from server.words import Standing

ACCEPTED, INFERRED, REFERENCE = "accepted", "inferred", "reference"
TIMES = {DD + name for name in ("earliest", "latest", "year", "timeText", "dateValue")}
HIDDEN = {RDF_TYPE, RDFS + "label", SKOS + "altLabel", SKOS + "prefLabel", DD + "isOfKind", *TIMES}


def get(row: Row, name: str) -> str:
    """Return a row's value as a string, empty when it is unbound."""
    term = row.get(name)
    return term.value if term is not None else ""


@dataclass(frozen=True, slots=True)
class Value:
    """What stands at a fact's end: a thing with its IRI and label, or a literal."""

    text: str
    iri: str = ""
    code: str = ""
    datatype: str = ""

    @property
    def key(self) -> str:
        """What makes two values the same."""
        return self.iri or self.text


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that claims are read from, with its number on the page."""

    number: int
    passage: str
    text: str
    document: str
    title: str
    published: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, as a line under the fact that it speaks of."""

    iri: str
    standing: Standing
    status: str
    speakers: tuple[Value, ...]
    outlets: tuple[Value, ...]
    at: str
    source: Source
    rule: str
    confidence: str
    against: tuple[str, ...]
    subject: Value
    predicate: str
    value: Value
    trigger: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A property and a value, with everything said about it."""

    predicate: str
    label: str
    value: Value
    standing: Standing
    claims: tuple[Claim, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether some claims affirm it and others deny it."""
        return self.standing.key == "disputed"

    def side(self, denied: bool) -> list[Claim]:
        """Return the claims that deny it, or those that affirm it."""
        return [claim for claim in self.claims if (claim.standing.key == "denied") == denied]


@dataclass(frozen=True, slots=True)
class Plain:
    """A triple about the page's thing that the graph holds outside claims."""

    predicate: str
    value: Value
    graph: str


def value_of(row: Row, name: str, label: str = "") -> Value:
    """Return a row's value with its label and, for a state, its code."""
    term = row.get(name)
    if isinstance(term, NamedNode):
        return Value(get(row, label or f"{name}Label") or local(term.value), term.value, get(row, "code"))
    return Value(get(row, name), datatype=term.datatype.value if isinstance(term, Literal) else "")


def plains(rows: Iterable[Row]) -> list[Plain]:
    """Read the panel ``thing``: each triple once, with the first label of its value."""
    found: dict[tuple[str, str], Plain] = {}
    for row in rows:
        one = Plain(get(row, "property"), value_of(row, "value"), local(get(row, "graph")))
        kept = found.setdefault((one.predicate, one.value.key), one)
        if kept.graph == INFERRED != one.graph:
            found[one.predicate, one.value.key] = one
    return list(found.values())


class Sources:
    """The sentences of a page, numbered in the order in which they are first needed."""

    def __init__(self) -> None:
        self.by_passage: dict[str, Source] = {}

    def of(self, row: Row, document: str = "") -> Source:
        """Return the row's sentence, numbering it when it is new."""
        passage = get(row, "passage")
        if passage not in self.by_passage:
            self.by_passage[passage] = Source(
                len(self.by_passage) + 1, passage, get(row, "text"), get(row, "document") or document,
                get(row, "title") or local(get(row, "document") or document), get(row, "published"),
            )  # fmt: skip
        return self.by_passage[passage]

    def __iter__(self) -> Iterator[Source]:
        return iter(self.by_passage.values())

    def __len__(self) -> int:
        return len(self.by_passage)


def claims(
    rows: Iterable[Row], sources: Sources, about: Value | None = None, document: str = ""
) -> list[Claim]:
    """Read rows of claims: each claim once, with all its speakers and outlets."""
    gathered: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        gathered[get(row, "claim")].append(row)
    return [_claim(iri, group, sources.of(group[0], document), about) for iri, group in gathered.items()]


def _claim(iri: str, group: Sequence[Row], source: Source, about: Value | None) -> Claim:
    first = group[0]
    start, end = get(first, "from"), get(first, "to")
    return Claim(
        iri=iri,
        standing=words.said(local(get(first, "modality")), local(get(first, "polarity"))),
        status=local(get(first, "status")).replace("-", " "),
        speakers=_distinct(group, "speaker"),
        outlets=_distinct(group, "outlet"),
        at=get(first, "at") or get(first, "published"),
        source=source,
        rule=get(first, "rule"),
        confidence=get(first, "confidence"),
        against=tuple(sorted({get(row, "against") for row in group} - {""})),
        subject=about or value_of(first, "subject"),
        predicate=get(first, "property"),
        value=value_of(first, "object") if "object" in first else value_of(first, "value"),
        trigger=(int(start), int(end)) if start and end else None,
    )


def _distinct(group: Sequence[Row], name: str) -> tuple[Value, ...]:
    found = {get(row, name): value_of(row, name) for row in reversed(group) if name in row}
    return tuple(found[key] for key in sorted(found))


def facts(said: Sequence[Claim], plain: Sequence[Plain], vocabulary: Vocabulary) -> list[Fact]:
    """Join claims and plain triples into facts, disputed ones first, then by property."""
    by_content: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in said:
        by_content[claim.predicate, claim.value.key].append(claim)
    held = {(one.predicate, one.value.key): one for one in plain}
    found = [
        _fact(content, group, held.get(content), vocabulary)
        for content, group in by_content.items()
        if content[0] not in HIDDEN
    ]
    shown = {(fact.predicate, fact.value.key) for fact in found}
    for content, one in held.items():
        if content not in shown and one.predicate not in HIDDEN and not _implied(one, shown, vocabulary):
            found.append(
                Fact(one.predicate, vocabulary.label(one.predicate), one.value, _plain_standing(one))
            )
    return sorted(found, key=lambda fact: (not fact.disputed, not fact.claims, fact.label, fact.value.text))


def _fact(content: tuple[str, str], group: list[Claim], plain: Plain | None, vocabulary: Vocabulary) -> Fact:
    total = words.summed((claim.standing for claim in group), accepted=plain is not None)
    return Fact(content[0], vocabulary.label(content[0]), group[0].value, total, tuple(group))


def _plain_standing(plain: Plain) -> Standing:
    keys = {INFERRED: "inferred", ACCEPTED: "accepted"}
    return words.standing(keys.get(plain.graph, "background"))


def _implied(plain: Plain, shown: set[tuple[str, str]], vocabulary: Vocabulary) -> bool:
    """Tell whether a narrower property with the same value is shown already."""
    return any(
        value == plain.value.key and plain.predicate in vocabulary.ancestors(narrower)
        for narrower, value in shown
    )


def times(said: Sequence[Claim], plain: Sequence[Plain]) -> list[Fact]:
    """Join earliest, latest, year and words of each sentence, or of the plain triples, into one date."""
    by_passage: dict[str, list[Claim]] = defaultdict(list)
    for claim in said:
        if claim.predicate in TIMES:
            by_passage[claim.source.passage].append(claim)
    found: dict[str, list[Claim]] = defaultdict(list)
    for group in by_passage.values():
        found[date_words({claim.predicate: claim.value.text for claim in group})].append(group[0])
    own = date_words({one.predicate: one.value.text for one in plain if one.predicate in TIMES})
    dates = [
        Fact(
            DD + "earliest",
            "date",
            Value(text),
            words.summed((c.standing for c in group), text == own),
            tuple(group),
        )
        for text, group in found.items()
    ]
    if own and own not in found:
        dates.append(Fact(DD + "earliest", "date", Value(own), words.standing("accepted")))
    return dates


def date_words(values: dict[str, str]) -> str:
    """Return a date in words from the times that one sentence gives, with its own words beside."""
    earliest, latest = values.get(DD + "earliest", ""), values.get(DD + "latest", "")
    text = words.dated(values.get(DD + "dateValue", ""))
    if not text:
        text = (
            words.period(earliest, latest) if earliest else values.get(DD + "year", "") or words.day(latest)
        )
    written = values.get(DD + "timeText", "")
    return f"{text} (“{written}”)" if text and written and written not in text else text or written


def kinds(said: Sequence[Claim], plain: Sequence[Plain], vocabulary: Vocabulary) -> list[Fact]:
    """Return what the thing is, or would be: its narrowest classes, with the claims that say so."""
    known = {one.value.iri for one in plain if one.predicate == RDF_TYPE and one.value.iri.startswith(DD)}
    spoken: dict[str, list[Claim]] = defaultdict(list)
    for claim in said:
        if claim.predicate == DD + "isOfKind":
            spoken[claim.value.iri].append(claim)
    prospect = DD + "Prospect" in known
    chosen = vocabulary.narrowest(set(spoken) if prospect else known | set(spoken) - {DD + "Prospect"})
    return [
        Fact(
            DD + "isOfKind",
            "kind",
            Value(vocabulary.label(iri), iri),
            _kind_standing(spoken.get(iri, []), iri in known, prospect),
            tuple(spoken.get(iri, ())),
        )
        for iri in chosen
    ]


def _kind_standing(said: Sequence[Claim], known: bool, prospect: bool) -> Standing:
    if not said:
        return words.standing("background")
    return words.summed((claim.standing for claim in said), accepted=known, prospect=prospect)


def numbered(said: Iterable[Claim]) -> dict[int, list[Claim]]:
    """Group claims by the start of their sentence, for an article."""
    found: dict[int, list[Claim]] = defaultdict(list)
    for claim in said:
        found[claim.source.number].append(claim)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What one sentence says of one thing in one manner: the same sureness, source, rule."""

    subject: Value
    standing: Standing
    claims: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        """The claim whose source, rule and confidence all of them share."""
        return self.claims[0]

    @property
    def kinds(self) -> list[Claim]:
        """The claims of what the thing is."""
        return [claim for claim in self.claims if claim.predicate == DD + "isOfKind"]

    @property
    def shown(self) -> list[tuple[str, list[Claim]]]:
        """The other claims by property; of the several forms of one date only the fullest."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            found[claim.predicate].append(claim)
        date = next((found[DD + n][0] for n in ("dateValue", "earliest", "year") if DD + n in found), None)
        rest = {name: said for name, said in found.items() if name not in TIMES and name != DD + "isOfKind"}
        order = sorted(rest.items(), key=lambda pair: local(pair[0]))
        return [*order, *([(DD + "earliest", [replace(date, value=_dated(date))])] if date else [])]


def _dated(claim: Claim) -> Value:
    return Value(date_words({claim.predicate: claim.value.text}))


def told(said: Iterable[Claim]) -> list[Told]:
    """Gather the claims of a sentence by subject, sureness, source and rule, in the order of their first."""
    found: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in said:
        key = (claim.subject.iri, claim.standing, claim.status, claim.speakers, claim.outlets, claim.rule)
        found[key].append(claim)
    return [Told(group[0].subject, group[0].standing, tuple(group)) for group in found.values()]
