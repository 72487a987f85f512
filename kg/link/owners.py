"""Whose offices they are: the state or body of each title, from its words, its habit or the rest of the article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kg.link.offices import Pair
from kg.link.scene import Board, Scene
from kg.link.titles import BODIES, GROUPS, Title
from kg.model import STATES, Entity, Holding

_LISTING = frozenset({",", "and", "&", "the", "as", "well", "of"})


def holdings(scene: Scene, board: Board, found: list[Pair]) -> list[Holding]:
    """Give every pair its state or body, from the words, the habit of the title, or the rest of the article."""
    first = [_holding(scene, board, pair) for pair in found]
    homes = _homes(scene, board, first)
    states = scene.lexicon.gazetteer.states
    completed = (_completed(holding, pair, homes, states) for holding, pair in zip(first, found, strict=True))
    home = [_at_home(scene, board, holding, pair) for holding, pair in zip(completed, found, strict=True)]
    return list(_listed(scene, board, home, found))


def _listed(scene: Scene, board: Board, held: list[Holding], found: list[Pair]) -> Iterator[Holding]:
    """Give offices of one list its only state: "Norwegian President Berg, Foreign Minister Lund and Minister Dahl"."""
    lists: list[list[int]] = []
    for at in sorted(range(len(held)), key=lambda at: held[at].first):
        before = held[lists[-1][-1]].last if lists else len(scene.words)
        between = range(before, held[at].first)
        if between and all(scene.lower[i] in _LISTING or _names_state(board, i) for i in between):
            lists[-1].append(at)
        else:
            lists.append([at])
    for members in lists:
        states = {of for at in members if (of := held[at].of) is not None}
        told = len(members) > 2 or any(found[at].title.of or found[at].title.body or found[at].of for at in members)
        if len(states) != 1 or not told or not _one_government([found[at].title for at in members]):
            states = set()
        for at in members:
            lacks = held[at].of is None and found[at].title.head.office == "state"
            yield next((replace(held[at], of=of) for of in states if lacks and of.kind in STATES), held[at])


def _names_state(board: Board, at: int) -> bool:
    return at in board.taken and board.taken[at].entity.kind in STATES


def _one_government(listed: list[Title]) -> bool:
    """Tell whether nobody in the list has the office of another, nor are they two heads alone."""
    heads = all(title.head.rule in ("title-president", "title-premier") for title in listed)
    return len({title.role for title in listed}) == len(listed) and not (heads and len(listed) == 2)


def _at_home(scene: Scene, board: Board, holding: Holding, pair: Pair) -> Holding:
    """Give a minister who is met in a state that opens the sentence to that state: "In Chad, he met minister Berg"."""
    if holding.of is not None or pair.title.head.office != "state":
        return holding
    start = scene.starts[pair.title.first]
    opening = start + (scene.lower[start] in ("while", "once"))
    place = board.taken.get(opening + 1) if scene.lower[opening] == "in" else None
    head = scene.doc[pair.person.head]
    while head.dep_ in ("compound", "appos", "nmod", "conj") and head.head.i != head.i:
        head = head.head
    verb = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "with" else head.head
    met = head.dep_ in ("pobj", "dobj") and verb.lemma_ == "meet"
    return replace(holding, of=place.entity) if met and place and place.entity.kind in STATES else holding


def _holding(scene: Scene, board: Board, pair: Pair) -> Holding:
    title = pair.title
    state, body = title.of, title.body
    if pair.of is not None:
        state, body = (pair.of, body) if pair.of.kind in STATES else (state, pair.of)
    if state is None and body is None:
        state, body = _context(scene, board, title)
    of: Entity | None = state
    if of is None and body is not None:
        of = scene.lexicon.gazetteer.states.get(body.state) if body.kind in BODIES else body
    organisation = body if body is not None and body.kind in BODIES else None
    if of is not None and body is not None and body.kind not in BODIES:
        of = body
    span = (min(title.first, pair.person.first), max(title.end, pair.person.last))
    return Holding(pair.person.entity, title.role, of, organisation, *span, title.head.rule)


def _context(scene: Scene, board: Board, title: Title) -> tuple[Entity | None, Entity | None]:
    """The owner of a title that "its" or "ministry" before it points back to."""
    start = scene.starts[title.last - 1]
    before = scene.lower[title.first - 1] if title.first > start else ""
    if before in ("its", "their", "our"):
        owner = _subject_before(scene, board, start)
        return (owner, None) if owner is None or owner.kind in STATES else (None, owner)
    first_word = title.role.split()[0]
    if first_word in scene.lexicon.frames.words["nameless-bodies"]:
        for at in range(title.first - 1, max(-1, title.first - 150), -1):
            mention = board.taken.get(at)
            if mention is not None and mention.entity.kind in BODIES and first_word in mention.entity.name.lower():
                return None, mention.entity
    return None, None


def _subject_before(scene: Scene, board: Board, start: int) -> Entity | None:
    """The state or organisation that the sentences before speak of: their last named subject."""
    sentences = scene.annotation.sentences
    number = scene.annotation.sentence_of(start).index
    for sentence in reversed(sentences[max(0, number - 2) : number]):
        for token in scene.tokens[sentence.first : sentence.last]:
            if token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in ("ROOT", "ccomp") and token.pos_ == "PROPN":
                mention = board.taken.get(token.i)
                if mention is None:
                    return Entity("Organization", token.text)
                if mention.entity.kind in (*STATES, *GROUPS):
                    return mention.entity
    return None


def _homes(scene: Scene, board: Board, found: list[Holding]) -> dict[str, Entity]:
    """The state of each person, as far as one title or "Poland's Berg" in the article tells it."""
    homes: dict[str, Entity] = {}
    for holding in found:
        if holding.of is not None and holding.of.kind in STATES:
            homes.setdefault(holding.person.name, holding.of)
    for at, mention in list(board.taken.items()):
        if at == mention.first and mention.entity.kind == "Person" and at > 1 and scene.words[at - 1] == "'s":
            owner = board.taken.get(at - 2)
            if owner is not None and owner.entity.kind in STATES:
                homes.setdefault(mention.entity.name, owner.entity)
    return homes


def _completed(holding: Holding, pair: Pair, homes: dict[str, Entity], states: Mapping[str, Entity]) -> Holding:
    if holding.of is not None:
        return holding
    title = pair.title
    home = homes.get(holding.person.name) or states.get(title.head.state)
    if home is None and title.head.office == "state":
        home = states.get(holding.person.state)
    return replace(holding, of=home) if home is not None and title.head.office != "scholar" else holding
