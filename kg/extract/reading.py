"""One article under extraction: its parse, its mentions by token, its times by token, its lexicon."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kg.lexicon.background import NOTHING, Background
from kg.model import Claim, Entity, Filler, Linked, Mention, Sentence, Span, TimeExpression, roles

if TYPE_CHECKING:
    from kg.lexicon import Lexicon
    from kg.lexicon.frames import FrameLexicon
    from kg.parse import Parse, Token


@dataclass(frozen=True)
class When:
    """A time expression with its tokens."""

    time: TimeExpression
    first: int
    last: int


@dataclass(frozen=True)
class Reading:
    """What every frame needs to know of the article."""

    linked: Linked
    lexicon: Lexicon
    frames: FrameLexicon = field(repr=False)

    @cached_property
    def doc(self) -> Parse:
        """The parsed text."""
        return self.linked.annotation.doc

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of the parse."""
        return self.linked.annotation.tokens

    @cached_property
    def times(self) -> tuple[When, ...]:
        """Every time expression with its tokens, in text order."""
        annotation = self.linked.annotation
        if not annotation.times:
            return ()
        offsets = annotation.offsets
        starts = [offsets[token.idx] for token in self.tokens]
        found = []
        for time in sorted(annotation.times, key=lambda item: item.span):
            low = max(bisect_right(starts, time.span.start) - 1, 0)
            if self.span(low, low + 1).end <= time.span.start:
                low += 1
            high = bisect_left(starts, time.span.end)
            if high > low:
                found.append(When(time, low, high))
        return tuple(found)

    @cached_property
    def density(self) -> float:
        """Which share of the words is of the field: defence and diplomacy."""
        known = self.frames.words["domain-words"]
        return sum(word in known for word in self.words_alone) / max(len(self.words_alone), 1)

    @cached_property
    def words_alone(self) -> list[str]:
        """The words in small letters, without numbers and marks."""
        return [word for token in self.tokens if (word := token.lower_).isalpha()]

    @cached_property
    def basing(self) -> frozenset[str]:
        """Codes of the states that are known to have bases in other states."""
        known = self.frames.background.values()
        return frozenset(code for thing in known if thing.hosts for code in set(thing.operators) - set(thing.hosts))

    def times_in(self, first: int, last: int) -> Iterator[When]:
        """Time expressions wholly between two tokens."""
        return (when for when in self.times if first <= when.first and when.last <= last)

    @cached_property
    def states_told(self) -> Counter[str]:
        """How often the article tells of each state, by code."""
        codes = (mention.entity.code or mention.entity.state for mention in self.linked.mentions)
        return Counter(code for code in codes if code)

    @cached_property
    def organisations(self) -> dict[str, Entity]:
        """Persons by name to the international organisation in which the article gives them an office."""
        held = ((item.person.name, item.of) for item in self.linked.holdings)
        return {name: of for name, of in held if of is not None and of.kind == "InternationalOrganization"}

    def sentence(self, token: Token) -> Sentence:
        """The sentence that holds the token."""
        return self.linked.annotation.sentence_of(token.i)

    def sentence_tokens(self, token: Token) -> tuple[Token, ...]:
        """All tokens of the token's sentence."""
        sentence = self.sentence(token)
        return self.tokens[sentence.first : sentence.last]

    def mention(self, token: Token) -> Mention | None:
        """The mention that covers the token."""
        return self.linked.at(token.i)

    def span(self, first: int, last: int) -> Span:
        """Where in the article the tokens stand."""
        return self.linked.annotation.span(first, last)

    def words(self, first: int, last: int) -> str:
        """The words of the tokens, on one line."""
        return " ".join(self.doc[first:last].text.split())

    def entity_of_inner(self, token: Token) -> Entity | None:
        """The state that the token names inside a longer name."""
        return self.linked.inner.get(token.i)

    def entity_of(self, token: Token) -> Entity | None:
        """The entity that the token names."""
        mention = self.mention(token)
        return mention.entity if mention else None


def background(reading: Reading, entity: Entity | None) -> Background:
    """What is known beforehand of a named thing."""
    return reading.frames.background.get(entity.iri, NOTHING) if entity is not None else NOTHING


__all__ = ["Claim", "Filler", "Reading", "When", "background", "roles"]
