"""A parsed text as plain objects: its tokens with their words, tags, heads and dependents.

The parser's own tokens make each attribute anew whenever they are asked for it, and each neighbour a new object;
the rules ask some fifty times a token. Here all is laid out once. Names are those of spaCy, whose parse this is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar, overload
from unicodedata import category

from spacy.lang.en.lex_attrs import like_num
from spacy.lang.en.stop_words import STOP_WORDS

if TYPE_CHECKING:
    import spacy.tokens

_WORDS = ("ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE", "MORPH")
_NUMBERS = ("SPACY", "HEAD")
_SIGNED = 1 << 63
_place = attrgetter("i")
_Found = TypeVar("_Found")


class Token:
    """One word or mark. Two tokens are equal only if they are the same."""

    __slots__ = (
        "children", "dep_", "doc", "ent_iob_", "ent_type_", "head", "i", "idx", "lefts", "lemma_", "lower_", "morph",
        "pos_", "rights", "sent", "tag_", "text", "whitespace_",
    )  # fmt: skip

    doc: Parse
    i: int
    """Its place among the tokens of the text."""
    idx: int
    """Offset of its first character."""
    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    """B where the name of an entity begins, I inside, else O."""
    whitespace_: str
    """The space behind it, if there is one."""
    head: Token
    """What governs it; the root of a sentence governs itself."""
    lefts: tuple[Token, ...]
    rights: tuple[Token, ...]
    children: tuple[Token, ...]
    """What it governs, in text order."""
    sent: Stretch
    morph: Mapping[str, list[str]]

    def __repr__(self) -> str:
        """Show the word."""
        return self.text

    def __len__(self) -> int:
        """Return the number of characters."""
        return len(self.text)

    @property
    def is_stop(self) -> bool:
        """Whether it is one of the words that every text is full of."""
        return self.lower_ in STOP_WORDS

    @property
    def is_punct(self) -> bool:
        """Whether it has punctuation marks alone."""
        return all(category(mark)[0] == "P" for mark in self.text)

    @property
    def is_sent_start(self) -> bool:
        """Whether its sentence begins with it."""
        return self.sent[0] is self

    @property
    def like_num(self) -> bool:
        """Whether it is a number, in digits or words."""
        return bool(like_num(self.text))  # type: ignore[no-untyped-call]

    @property
    def is_title(self) -> bool:
        """Whether it is written like a name."""
        return self.text.istitle()

    @property
    def is_alpha(self) -> bool:
        """Whether it has letters alone."""
        return self.text.isalpha()

    @property
    def is_lower(self) -> bool:
        """Whether it is written small."""
        return self.text.islower()

    @property
    def is_upper(self) -> bool:
        """Whether it is written in capitals."""
        return self.text.isupper()

    @property
    def is_space(self) -> bool:
        """Whether it is white space."""
        return self.text.isspace()

    @property
    def n_lefts(self) -> int:
        """How many it governs before it."""
        return len(self.lefts)

    @property
    def n_rights(self) -> int:
        """How many it governs behind it."""
        return len(self.rights)

    @property
    def subtree(self) -> Iterator[Token]:
        """It and all that it governs, directly or not, in text order."""
        for child in self.lefts:
            yield from child.subtree
        yield self
        for child in self.rights:
            yield from child.subtree

    @property
    def left_edge(self) -> Token:
        """The first token of its subtree."""
        return min(self.subtree, key=_place) if self.lefts or self.rights else self

    @property
    def right_edge(self) -> Token:
        """The last token of its subtree."""
        return max(self.subtree, key=_place) if self.lefts or self.rights else self

    @property
    def ancestors(self) -> Iterator[Token]:
        """What governs it, its head first."""
        found = self
        while found.head is not found:
            found = found.head
            yield found

    def is_ancestor(self, other: Token) -> bool:
        """Tell whether it governs the other, directly or not."""
        return any(found is self for found in other.ancestors)

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """What is coordinated with it."""
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        found = [first]
        for token in found:
            found += [child for child in token.rights if child.dep_ == "conj"]
        return tuple(token for token in found if token is not self)

    def nbor(self, distance: int = 1) -> Token:
        """Return the token so many places behind, or before.

        Raises:
            IndexError: the text has no such place.

        """
        if self.i + distance < 0:
            raise IndexError(f"no token {distance} from {self.i}")
        return self.doc.tokens[self.i + distance]


class Stretch(tuple[Token, ...]):
    """Tokens that follow each other."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The text from the first to the last, without the space behind."""
        if not self:
            return ""
        last = self[-1]
        return self[0].doc.text[self[0].idx : last.idx + len(last.text)]

    @property
    def start(self) -> int:
        """The place of the first token."""
        return self[0].i

    @property
    def end(self) -> int:
        """One past the place of the last token."""
        return self[-1].i + 1

    @property
    def start_char(self) -> int:
        """Offset of the first character."""
        return self[0].idx

    @property
    def root(self) -> Token:
        """The first token that nothing else governs; the first of all where there is none."""
        return next((token for token in self if token.head is token), self[0])


class Parse:
    """A parsed text. ``memo`` keeps what rules find once for all of it."""

    __slots__ = ("ents", "memo", "sents", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: tuple[Token, ...] = ()
        self.sents: tuple[Stretch, ...] = ()
        self.ents: tuple[tuple[int, int, str], ...] = ()
        """Names of entities: first token, one past the last, kind."""
        self.memo: defaultdict[object, dict[Any, Any]] = defaultdict(dict)

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        """Go through the tokens."""
        return iter(self.tokens)

    @overload
    def __getitem__(self, place: SupportsIndex) -> Token: ...

    @overload
    def __getitem__(self, place: slice) -> Stretch: ...

    def __getitem__(self, place: SupportsIndex | slice) -> Token | Stretch:
        """Return a token, or those of a range."""
        if isinstance(place, slice):
            return Stretch(self.tokens[place])
        return self.tokens[place]

    def at(self, offset: int) -> Token | None:
        """Return the token that has the character; None between two and behind the last."""
        behind = bisect_right(self.tokens, offset, key=attrgetter("idx"))
        found = self.tokens[behind - 1] if behind else None
        return found if found is not None and offset < found.idx + len(found.text) else None


def once(rule: Callable[[Token], _Found]) -> Callable[[Token], _Found]:
    """Keep what a rule finds at a token, for as long as its text is read: many rules ask the same of it."""

    @wraps(rule)
    def kept(token: Token) -> _Found:
        known: dict[Token, _Found] = token.doc.memo[rule]
        found = known.get(token)
        if found is None:
            found = known[token] = rule(token)
        return found

    return kept


def parse(doc: spacy.tokens.Doc) -> Parse:
    """Lay out what the parser made of a text."""
    table = doc.to_array([*_WORDS, *_NUMBERS]).T.tolist()
    words = [_strings(column, doc) for column in table[: len(_WORDS)]]
    spaces, heads = table[len(_WORDS) :]
    found = Parse("".join([text + " " if space else text for text, space in zip(words[0], spaces, strict=True)]))
    features = {morph: _features(morph) for morph in set(words[-1])}
    tokens = tuple([Token() for _ in spaces])
    idx = 0
    for place, (token, text, lower, lemma, pos, tag, dep, kind, morph, space, head) in enumerate(
        zip(tokens, *words, spaces, heads, strict=True)
    ):
        token.doc, token.i, token.idx, token.text, token.lower_, token.lemma_ = found, place, idx, text, lower, lemma
        token.pos_, token.tag_, token.dep_, token.ent_type_, token.morph = pos, tag, dep, kind, features[morph]
        token.whitespace_ = " " if space else ""
        token.head = tokens[place + (head if head < _SIGNED else head - 2 * _SIGNED)]
        token.ent_iob_ = "I" if kind else "O"
        idx += len(text) + space
    _hang(tokens)
    found.tokens = tokens
    found.sents = tuple(Stretch(tokens[sentence.start : sentence.end]) for sentence in doc.sents)
    for sentence in found.sents:
        for token in sentence:
            token.sent = sentence
    found.ents = tuple((name.start, name.end, name.label_) for name in doc.ents)
    for first, _, _ in found.ents:
        tokens[first].ent_iob_ = "B"
    return found


def _strings(column: list[int], doc: spacy.tokens.Doc) -> list[str]:
    known = {value: doc.vocab.strings[value] for value in set(column)}
    return [known[value] for value in column]


def _features(morph: str) -> dict[str, list[str]]:
    """Read "Gender=Masc|Person=3"."""
    pairs = (part.partition("=") for part in morph.split("|") if "=" in part)
    return {name: value.split(",") for name, _, value in pairs}


def _hang(tokens: Iterable[Token]) -> None:
    """Give each token what hangs from it."""
    lefts: dict[int, list[Token]] = {}
    rights: dict[int, list[Token]] = {}
    for token in tokens:
        if token.head is not token:
            (lefts if token.i < token.head.i else rights).setdefault(token.head.i, []).append(token)
    for token in tokens:
        token.lefts, token.rights = tuple(lefts.get(token.i, ())), tuple(rights.get(token.i, ()))
        token.children = token.lefts + token.rights
