"""The words of one article laid out for linking, and the board on which mentions are placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kg.lexicon.gazetteer import fold
from kg.model import Entity, Mention

if TYPE_CHECKING:
    from kg.lexicon import Lexicon
    from kg.model import Annotation
    from kg.parse import Parse, Token

BODIES = ("GovernmentBody", "DefenceMinistry", "ForeignMinistry", "ArmedForces")
GROUPS = (
    *BODIES,
    "InternationalOrganization",
    "Organization",
    "Company",
    "ArmedGroup",
    "MediaOrganization",
    "ConsultativeBody",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of tokens that may be a mention; of overlapping ones the greater rank stays, then the longer."""

    first: int
    last: int
    entity: Entity
    form: str = "name"
    rank: int = 0

    @property
    def size(self) -> int:
        """Number of tokens."""
        return self.last - self.first


@dataclass(frozen=True, eq=False)
class Scene:
    """An annotated article with its words as plain lists, which Python reads faster than tokens."""

    annotation: Annotation
    lexicon: Lexicon

    @cached_property
    def doc(self) -> Parse:
        """The parse."""
        return self.annotation.doc

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of the parse."""
        return self.annotation.tokens

    @cached_property
    def words(self) -> list[str]:
        """The words, without accents."""
        return [fold(token.text) for token in self.tokens]

    @cached_property
    def lower(self) -> list[str]:
        """The words in small letters."""
        return [word.lower() for word in self.words]

    @cached_property
    def tags(self) -> list[str]:
        """Coarse parts of speech."""
        return [token.pos_ for token in self.tokens]

    @cached_property
    def ends(self) -> list[int]:
        """For each token, one past the last token of its sentence."""
        return [sentence.last for sentence in self.annotation.sentences for _ in range(sentence.first, sentence.last)]

    @cached_property
    def starts(self) -> list[int]:
        """For each token, the first token of its sentence."""
        return [sentence.first for sentence in self.annotation.sentences for _ in range(sentence.first, sentence.last)]

    @cached_property
    def glued(self) -> list[bool]:
        """For each token, whether no space follows it."""
        return [not token.whitespace_ for token in self.tokens]

    def capital(self, at: int) -> bool:
        """Tell whether the word begins with a capital letter."""
        return self.words[at][:1].isupper()

    def text(self, first: int, last: int) -> str:
        """The words of the tokens on one line."""
        return " ".join(self.doc[first:last].text.split())

    def head(self, first: int, last: int) -> int:
        """The token that governs the others of a stretch."""
        doc = self.doc
        for at in range(last - 1, first - 1, -1):
            above = doc[at].head.i
            if not first <= above < last or above == at:
                return at
        return last - 1


@dataclass(eq=False)
class Board:
    """Mentions placed so far; each token belongs to one at most."""

    scene: Scene
    taken: dict[int, Mention] = field(default_factory=dict)
    inner: dict[int, Entity] = field(default_factory=dict)
    """States that stand inside longer names, by their first token."""

    def place(self, candidate: Candidate) -> Mention | None:
        """Place a mention unless a token of it is taken."""
        if any(at in self.taken for at in range(candidate.first, candidate.last)):
            return None
        mention = self.mention(candidate)
        for at in range(candidate.first, candidate.last):
            self.taken[at] = mention
        return mention

    def mention(self, candidate: Candidate) -> Mention:
        """Make the mention of a candidate."""
        scene = self.scene
        return Mention(
            span=scene.annotation.span(candidate.first, candidate.last),
            first=candidate.first,
            last=candidate.last,
            head=scene.head(candidate.first, candidate.last),
            entity=candidate.entity,
            form=candidate.form,
        )

    def replace(self, mention: Mention, entity: Entity, form: str) -> None:
        """Give a placed mention another entity."""
        new = Mention(mention.span, mention.first, mention.last, mention.head, entity, form)
        for at in range(mention.first, mention.last):
            self.taken[at] = new

    def mentions(self) -> Iterator[Mention]:
        """Mentions in text order."""
        seen = -1
        for at in sorted(self.taken):
            mention = self.taken[at]
            if mention.first > seen:
                seen = mention.first
                yield mention

    def place_all(self, candidates: Iterable[Candidate]) -> None:
        """Place candidates, the greater rank and the longer first."""
        for candidate in sorted(candidates, key=lambda item: (-item.rank, -item.size, item.first)):
            self.place(candidate)
