"""Counterparts: "his Chilean counterpart, Juan Cruz" holds in Chile the office of the person spoken of before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.lexicon.people import HEADS, name_key
from kg.link.offices import names_behind
from kg.link.scene import Board, Scene
from kg.model import STATES, Entity, Holding, Mention

_NEAR = 12
_BACK = 2
"""Sentences before the counterpart in which the other one is looked for."""
RULE = "counterpart"
_OF_STATES = frozenset({"title-minister", "title-premier", "title-president"})
"""Titles that are of a state also where the text does not say of which."""


def counterparts(scene: Scene, board: Board, found: Sequence[Holding]) -> Iterator[Holding]:
    """Yield the offices of counterparts, as far as the article tells the office of the other one."""
    words = scene.lexicon.frames.words["counterpart-words"]
    if words.isdisjoint(scene.lower):
        return
    for at, word in enumerate(scene.lower):
        if word not in words:
            continue
        first, states = _states_before(scene, board, at)
        persons = names_behind(scene, board, at + 1, word.endswith("s"), opening=True)
        if not persons or (len(states) != len(persons) and (states or len(persons) > 1)):
            continue
        own = _office_before(scene, board, first, found)
        if own is None:
            continue
        if not states:
            if own.person == _person_before(board, first):
                yield from _elsewhere(scene, own, first, persons[0])
            continue
        for person, state in zip(persons, states, strict=True):
            title = _title(scene, own.title, person.entity, state)
            if person.entity.name != own.person.name and state != own.of:
                yield Holding(person.entity, title, state, None, first, person.last, RULE)


def names_due(scene: Scene) -> Iterator[int]:
    """Where names begin behind "counterparts", also those that the model misses."""
    words = scene.lexicon.frames.words["counterpart-words"]
    for at in (at for at, word in enumerate(scene.lower) if word in words):
        edge = min(scene.ends[at], at + _NEAR)
        first = at + 1 + (scene.words[at + 1 : at + 2] == [","])
        while first < edge and scene.words[first] in scene.lexicon.titles.honorifics:
            first += 1
        if first < edge and scene.capital(first):
            yield first
            if scene.lower[at].endswith("s"):
                yield from (i + 1 for i in range(first, edge - 1) if scene.lower[i] == "and" and scene.capital(i + 1))


def _elsewhere(scene: Scene, own: Holding, first: int, person: Mention) -> Iterator[Holding]:
    """Yield the office of "his counterpart Juan Cruz", in the state where he is known to live, else in none told."""
    state = scene.lexicon.gazetteer.states.get(person.entity.state)
    if person.entity.name != own.person.name and state != own.of:
        title = _title(scene, own.title, person.entity, state) if state else own.title
        yield Holding(person.entity, title, state, None, first, person.last, RULE)


def _title(scene: Scene, own: str, person: Entity, state: Entity) -> str:
    """What the counterpart's office is called: of heads, which differ, what is known of the person."""
    day, people = scene.annotation.document.date, scene.lexicon.people
    known = people.named(name_key(person.name), day) if own in HEADS and day is not None else None
    terms = [term.title for term in known.terms if term.state == state.code and term.covers(day)] if known else []
    return terms[0] if len(terms) == 1 else scene.lexicon.titles.peers.get(own, own)


def _states_before(scene: Scene, board: Board, at: int) -> tuple[int, list[Entity]]:
    """The states before the word, "his Chilean and Peruvian counterparts", and where they begin."""
    states: list[Entity] = []
    start = scene.starts[at]
    while at > start:
        mention = board.taken.get(at - 1)
        if mention is not None and mention.entity.kind in STATES:
            states.insert(0, mention.entity)
            at = mention.first
        elif scene.lower[at - 1] in ("and", ",", "new", "then") and states:
            at -= 1
        else:
            break
    return at, states


def _office_before(scene: Scene, board: Board, at: int, found: Sequence[Holding]) -> Holding | None:
    """The office of the last person before who has one of a state."""
    sentences = scene.annotation.sentences
    number = scene.annotation.sentence_of(at).index
    edge = sentences[max(0, number - _BACK)].first
    while at > edge:
        mention = board.taken.get(at - 1)
        at = mention.first if mention is not None else at - 1
        if mention is not None and mention.entity.kind == "Person" and (office := _office(mention, found)):
            return office
    return None


def _person_before(board: Board, at: int) -> Entity | None:
    """The last person named before the place: he is meant by "his"."""
    before = (board.taken[place] for place in range(at - 1, -1, -1) if place in board.taken)
    return next((mention.entity for mention in before if mention.entity.kind == "Person"), None)


def _office(mention: Mention, found: Sequence[Holding]) -> Holding | None:
    own = [holding for holding in found if holding.person.name == mention.entity.name]
    current = [holding for holding in own if not holding.title.startswith("former")]
    bare = (holding for holding in current if holding.of is None and holding.rule in _OF_STATES)
    return next((holding for holding in current if holding.of and holding.of.kind in STATES), next(bare, None))
