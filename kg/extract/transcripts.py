"""Articles in the first person: statements under a name, speeches, press briefings with their turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.annotate import annotate
from kg.link import link
from kg.model import Document, Entity, Linked
from kg.parse import Parse, Token

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

LONGEST_LABEL = 6
SHORTEST_LABEL = 4
"""Letters; what is shorter is no name."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of the article in one voice; nobody's when it is a question from the floor."""

    first: int
    last: int
    speaker: Entity | None


def turns(linked: Linked, lexicon: Lexicon) -> tuple[Turn, ...]:
    """Return the turns of a transcript, or one turn for an article that its title gives to somebody."""
    doc = linked.annotation.doc
    heads = [*_labels(linked, lexicon), *_questions(linked)]
    named = [token for _, token, _ in heads if token is not None]
    hosts = _hosts(linked, lexicon) if named or _opens_as_speech(linked, lexicon) else []
    if not named:
        voiced = hosts and any(_first_person(token) for token in doc)
        return (Turn(0, len(doc), hosts[0]),) if voiced else ()
    heads.sort(key=lambda head: head[0])
    borders = [head[0] for head in heads[1:]] + [len(doc)]
    return tuple(
        Turn(after, last, None if label is None else _speaker(label, hosts, linked, lexicon))
        for (_, label, after), last in zip(heads, borders, strict=True)
    )


Head = tuple[int, Token | None, int]
"""Where a turn begins, the last word of its label (None: a question), and where its words begin."""


def _labels(linked: Linked, lexicon: Lexicon) -> Iterator[Head]:
    """Yield the labels in capitals before a colon: "MR. KIRBY:", "PRESIDENT BIDEN:"."""
    doc = linked.annotation.doc
    for colon in linked.annotation.tokens:
        if colon.text != ":" or colon.i == 0 or not _shouted(doc[colon.i - 1]):
            continue
        first = colon.i - 1
        while first > 0 and colon.i - first < LONGEST_LABEL and _in_label(doc[first - 1]):
            first -= 1
        label = doc[colon.i - 1]
        if len(label.text) >= SHORTEST_LABEL and _is_somebody(label, linked, lexicon):
            yield first, label, colon.i + 1


def _shouted(token: Token) -> bool:
    return token.text.isupper() and any(letter.isalpha() for letter in token.text)


def _in_label(token: Token) -> bool:
    return _shouted(token) or (token.text == "." and token.i > 0 and _shouted(token.nbor(-1)))


def _is_somebody(label: Token, linked: Linked, lexicon: Lexicon) -> bool:
    if lexicon.cues.at(label, "speaker", "moderator"):
        return True
    title = linked.annotation.document.title.casefold()
    return label.lower_ in title or _person(label, [], linked) is not None or _addressed(label)


def _addressed(label: Token) -> bool:
    """Tell whether a courtesy title stands before the name ("MS. PSAKI")."""
    before = label.doc[max(0, label.i - 2) : label.i].text
    return before.endswith(".") and before.split()[-1].isupper()


def _questions(linked: Linked) -> Iterator[Head]:
    """Yield the questions of a press conference, marked with a Q at the head of a paragraph."""
    paragraph = -1
    for sentence in linked.annotation.sentences:
        if sentence.paragraph != paragraph and linked.annotation.doc[sentence.first].text == "Q":
            yield sentence.first, None, sentence.first + 1
        paragraph = sentence.paragraph


def _opens_as_speech(linked: Linked, lexicon: Lexicon) -> bool:
    title = f" {linked.annotation.document.title.casefold()} "
    return any(f" {' '.join(cue.words)} " in title for cue in lexicon.cues if cue.role == "first")


def _hosts(linked: Linked, lexicon: Lexicon) -> list[Entity]:
    """Return the persons whom the title names."""
    given = linked.annotation.document
    title = annotate(Document(given.id, given.title, date=given.date), lexicon=lexicon)
    return [m.entity for m in link(title, lexicon).mentions if m.entity.kind == "Person"]


def _first_person(token: Token) -> bool:
    return token.morph.get("Person", []) == ["1"]


def _speaker(label: Token, hosts: list[Entity], linked: Linked, lexicon: Lexicon) -> Entity | None:
    if lexicon.cues.at(label, "moderator"):
        return None
    if known := _person(label, hosts, linked):
        return known
    if not lexicon.cues.at(label, "speaker"):
        return Entity("Person", label.text.title())
    words = _label_words(label.doc, label.i)
    if hosts and (len(words) == 1 or label.nbor(-1).is_stop):
        return hosts[0]
    return Entity("Person", " ".join(words).lower())


def _label_words(doc: Parse, last: int) -> list[str]:
    first = last
    while first > 0 and last - first < LONGEST_LABEL and _shouted(doc[first - 1]) and doc[first - 1].is_alpha:
        first -= 1
    return [token.text for token in doc[first : last + 1]]


def _person(label: Token, hosts: list[Entity], linked: Linked) -> Entity | None:
    """Return the person of that name, of the title first, then of the text."""
    mentioned = dict.fromkeys(m.entity for m in linked.mentions if m.entity.kind == "Person")
    for entity in (*hosts, *mentioned):
        if label.lower_ in entity.name.casefold().replace("-", " ").split():
            return entity
    return None
