"""Questions to a linked article: what a phrase stands for, which states it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.model import STATES, Entity, Linked, Mention
from kg.parse import Token

_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "trilateral": 3, "bilateral": 2}
Words = Mapping[str, frozenset[str]]
"""Word lists of the lexicon, by name."""


def state_of(entity: Entity) -> str:
    """Return the code of the state that an entity is or belongs to, empty when it has none."""
    return entity.code if entity.kind in STATES and entity.code else entity.state


def states_in(linked: Linked, first: int, last: int) -> tuple[Entity, ...]:
    """Return the states that the tokens name, also inside longer names, in text order, each once."""
    found: dict[str, Entity] = {}
    for at in range(first, last):
        mention = linked.by_token.get(at)
        inner = linked.inner.get(at)
        if inner is not None:
            found.setdefault(inner.iri or inner.name, inner)
        elif mention is not None and mention.entity.kind in STATES and mention.first == at:
            found.setdefault(mention.entity.iri or mention.entity.name, mention.entity)
    return tuple(found.values())


def plural_set(linked: Linked, token: Token, words: Words) -> tuple[Entity, ...]:
    """Return the states (or persons) that "the two countries", "both sides", "the three NSAs" point back to.

    They are the distinct ones named last before it, within three sentences; nothing when there are not exactly
    as many as the words say.
    """
    pair = _is_pair(token, words)
    wanted = 2 if pair else _count(token)
    if not wanted or not (pair or token.lemma_.lower() in words["counted-words"]):
        return ()
    states = _recent(linked, token, wanted)
    return states if len(states) == wanted else ()


def _is_pair(token: Token, words: Words) -> bool:
    """Tell whether the words are "the two" or "the pair" alone, who do something: "the two met in Oslo"."""
    alone = [child.lower_ for child in token.children] == ["the"]
    return token.lower_ in words["pair-words"] and alone and token.dep_ in ("nsubj", "nsubjpass")


def _count(token: Token) -> int:
    words = {child.lower_ for child in token.children if child.dep_ in ("nummod", "det", "amod", "predet")}
    return next((count for word, count in _NUMBERS.items() if word in words), 0)


def _recent(linked: Linked, token: Token, wanted: int) -> tuple[Entity, ...]:
    """States named before the token: first those of its own sentence, then sentence by sentence back."""
    sentence = linked.annotation.sentence_of(token.i)
    found: dict[str, Entity] = {}
    index = sentence.index
    for back in range(4):
        if index - back < 0:
            break
        here = linked.annotation.sentences[index - back]
        last = token.i if back == 0 else here.last
        for entity in _named(linked, here.first, last):
            found.setdefault(entity.code or entity.name, entity)
        if len(found) >= wanted:
            break
    return tuple(found.values())


def _named(linked: Linked, first: int, last: int) -> Iterator[Entity]:
    seen: Mention | None = None
    yield from states_in(linked, first, last)
    for at in range(first, last):
        mention = linked.by_token.get(at)
        if mention is not None and mention is not seen and mention.entity.kind not in STATES and mention.entity.state:
            seen = mention
            state = linked.states.get(mention.entity.state)
            if state is not None:
                yield state
