"""The values that travel the corridor: documents, spans, mentions, times, claims, facts, things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.parse import Parse, Token


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in the article's text exactly as given."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two ranges share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """An article as read: text untouched, metadata as far as its source gives them."""

    id: str
    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    date: date | None = None
    language: str = "en"
    origin: str = ""
    """Where it came from (a path, or a path and line), for messages."""


class Modality(StrEnum):
    """How firmly a source commits; the values are the local names of the ontology's individuals."""

    CERTAIN = "Certain"
    PLANNED = "Planned"
    PROBABLE = "Probable"
    POSSIBLE = "Possible"
    UNSTATED = "Unstated"


class Polarity(StrEnum):
    """Whether a source affirms or denies; the values are the local names of the ontology's individuals."""

    POSITIVE = "Positive"
    NEGATIVE = "Negative"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time as the words give it.

    ``value`` is ISO 8601 truncated to the precision of the words ("2019", "2021-06", "2021-06-03") or a
    range "A/B" of two such values; "last fall" is a range of months.
    """

    span: Span
    text: str
    value: str
    inferred: bool = False
    """Whether no words give it: news of the day of publication."""

    @property
    def earliest(self) -> str:
        """First value of the range, or the value itself."""
        return self.value.split("/")[0]

    @property
    def latest(self) -> str:
        """Last value of the range, or the value itself."""
        return self.value.split("/")[-1]

    @property
    def year(self) -> int | None:
        """The year, when the value lies within one."""
        first, last = self.earliest[:4], self.latest[:4]
        return int(first) if first == last and first.isdigit() else None


STATES = ("State", "DeFactoEntity", "DependentTerritory")
"""Kinds of entity that act as a state."""
PLACES = ("City", "Region", "Place")
RECENT = "recent"
"""Role of an inferred time: it becomes the date where no words give one."""
VENUE = "venue"
"""Role of an inferred place: it becomes the place where no words give one."""
INFERRED = {RECENT: "date", VENUE: "place"}
"""Roles of what no words give to those that they stand in for."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that a text names, before or after reference data has recognised it."""

    kind: str
    """Local name of its class: State, DeFactoEntity, Person, InternationalOrganization, GovernmentBody,
    MediaOrganization, Organization, City, Place, WeaponSystem, MilitaryBase, Agreement, EventSeries ..."""
    name: str
    """Canonical name; for a state the English short name."""
    code: str = ""
    """ISO 3166-1 alpha-3 of a state, usual short name of an organisation (NATO, EU, UN)."""
    state: str = ""
    """Alpha-3 of the state that it belongs to: of a person, ministry, army, city."""
    iri: str = ""
    """Its IRI in the reference data, empty when it is not there."""
    label: str = field(default="", compare=False)
    """The source's own wording where it differs in a way that matters ("breakaway Republic of ..."): no part of
    what it is."""

    @property
    def short(self) -> str:
        """What a record shows: the code where there is one, else the name."""
        return self.code or self.name


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that stands for an entity. Token indices refer to ``Annotation.doc``."""

    span: Span
    first: int
    last: int
    """One past its last token."""
    head: int
    entity: Entity
    form: str
    """name | demonym | metonym | nominal ("the ministry") | pronoun"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, with its tokens and its place in the article as given."""

    index: int
    first: int
    last: int
    span: Span
    paragraph: int
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks; may run over several sentences."""

    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A parsed article. ``doc`` parses the normalised text; ``span`` leads back to the text as given."""

    document: Document
    doc: Parse
    offsets: tuple[int, ...]
    """For each character of the normalised text, and one past its end, its offset in the article."""
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    times: tuple[TimeExpression, ...]
    dateline: str = ""
    """Place name of the dateline ("ANKARA (Reuters) -"), empty when there is none."""
    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of ``doc``."""
        return self.doc.tokens

    def span(self, first: int, last: int) -> Span:
        """Return the range in the article of the tokens ``first`` to ``last`` (one past the last)."""
        start = self.doc[first].idx
        final = self.doc[last - 1]
        end = final.idx + len(final.text)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def sentence_of(self, token: int) -> Sentence:
        """Return the sentence that holds the token."""
        low, high = 0, len(self.sentences) - 1
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle].last <= token:
                low = middle + 1
            else:
                high = middle
        return self.sentences[low]


@dataclass(frozen=True, slots=True)
class Holding:
    """An office as the words give it to a person: "Polish Defence Minister Ola Berg"."""

    person: Entity
    title: str
    """In small letters, as the text says it: "defence minister"."""
    of: Entity | None
    """The state or organisation."""
    organisation: Entity | None
    """The body within it, where named: the ministry of its spokesman."""
    first: int
    last: int
    """One past the last token of title and name."""
    rule: str


@dataclass(frozen=True, slots=True)
class Linked:
    """An annotation with its mentions, in text order, none overlapping another."""

    annotation: Annotation
    mentions: tuple[Mention, ...]
    by_token: Mapping[int, Mention] = field(default_factory=dict)
    """Every token of every mention, to the mention."""
    holdings: tuple[Holding, ...] = ()
    """Offices that the text gives to persons, in text order."""
    inner: Mapping[int, Entity] = field(default_factory=dict)
    """States named inside longer names ("Polish-Czech Security Dialogue"), by their first token."""
    states: Mapping[str, Entity] = field(default_factory=dict)
    """All known states by code."""

    def at(self, token: int) -> Mention | None:
        """Return the mention that covers the token."""
        return self.by_token.get(token)


@dataclass(frozen=True, slots=True)
class Ref:
    """A filler that is another claim's thing in the same article, by that claim's handle."""

    handle: str


Filler = Entity | TimeExpression | Ref | str | int | bool
Roles = Mapping[str, tuple[Filler, ...]]


def roles(**fillers: Filler | tuple[Filler, ...] | None) -> Roles:
    """Build the roles of a claim from keyword arguments; empty and absent ones are left out."""
    return MappingProxyType(
        {
            name: value if isinstance(value, tuple) else (value,)
            for name, value in fillers.items()
            if value is not None and value != ()
        }
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sentence says of one thing: its kind and roles, how surely, on whose word.

    Role names are the record fields of records.md (host, operator, parties, participants, date, ...); the
    ontology maps each to a property (``dd:recordField``). ``to_quads`` writes one dd:Claim for each role.
    """

    document: str
    handle: str
    """Names the thing within the article ("base@159"); claims of one thing come to share it by merging."""
    kind: str
    """Local name of the thing's class: MilitaryBase, JointDeclaration, Meeting, Office (a Role), Statement ..."""
    roles: Roles
    modality: Modality
    polarity: Polarity
    status: str
    evidence: Span
    """The sentence."""
    trigger: Span
    """The words that evoked the claim."""
    rule: str
    """Name of the lexicon entry that fired."""
    confidence: float
    speaker: Entity | None = None
    """Whose word it is; None when it is the article's own."""
    outlet: Entity | None = None
    """Who passed the speaker's words on ("as quoted by Hurriyet")."""
    chance: float | None = None
    """The chance that a careful reader would list its thing, where that has been learned."""
    headline: bool = False
    """Whether the sentence is a headline, which says in short what another says in full."""


@dataclass(frozen=True, slots=True)
class Fact:
    """All claims of one article about one thing, merged: fullest roles, best evidence."""

    document: str
    handle: str
    kind: str
    roles: Roles
    modality: Modality
    polarity: Polarity
    status: str
    evidence: Span
    trigger: Span
    confidence: float
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """What facts of one or more articles speak of, under its one IRI."""

    iri: str
    kind: str
    """Class local name; the class that it would have, for a prospect."""
    label: str
    prospect: bool
    facts: tuple[Fact, ...]
