"""Annotations to linked annotations: who and what the words of an article stand for.

``link`` places mentions; the other functions ask what a phrase stands for: ``states_in``, ``state_of``, ``plural_set``
("the two countries").
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from kg.lexicon import Lexicon
from kg.link.anaphora import take_up
from kg.link.apposed import apposed
from kg.link.cast import Cast
from kg.link.counterparts import counterparts, names_due
from kg.link.designations import designations
from kg.link.known import bodies, known_names, states_inside
from kg.link.metonyms import read_capitals, read_halves
from kg.link.offices import heading, pairs
from kg.link.owners import holdings
from kg.link.patterns import NAMED, named_things
from kg.link.persons import PERSON, honorific_ends, lone_names, name_spans
from kg.link.query import plural_set, state_of, states_in
from kg.link.quoted import quoted_names
from kg.link.scene import Board, Candidate, Scene
from kg.link.titles import past_abbreviation, title_ends, titles
from kg.model import STATES, Annotation, Entity, Holding, Linked

__all__ = ["link", "plural_set", "state_of", "states_in"]


_MISSIONS = (*STATES, "InternationalOrganization", "City")
"""Where envoys are sent."""


def link(annotation: Annotation, lexicon: Lexicon) -> Linked:
    """Find who and what the article speaks of, and tell which words stand for whom."""
    scene = Scene(annotation, lexicon)
    board = Board(scene)
    known = [one for one in known_names(scene) if not _is_money(scene, one)]
    _place_names(scene, board, known)
    read_capitals(scene, board)
    read_halves(scene, board)
    found = holdings(scene, board, pairs(scene, board, titles(scene, board)))
    found = _settle(board, [*found, *heading(scene, board), *counterparts(scene, board, found)])
    found += take_up(scene, board, found)
    mentions = tuple(board.mentions())
    by_token = MappingProxyType(dict(board.taken))
    inner = MappingProxyType(dict(board.inner))
    return Linked(annotation, mentions, by_token, tuple(found), inner, lexicon.gazetteer.states)


def _place_names(scene: Scene, board: Board, known: list[Candidate]) -> None:
    by_token = {at: candidate for candidate in known for at in range(candidate.first, candidate.last)}
    built = [*named_things(scene, by_token), *quoted_names(scene, by_token)]
    patterns = [*built, *designations(scene), *bodies(scene, known)]
    heads = list(title_ends(scene))
    ends = {last: first for first, last, _ in heads} | dict(honorific_ends(scene))
    ends |= {
        past + (scene.words[past : past + 1] == [","]): first
        for last, first in ends.items()
        if (past := past_abbreviation(scene, last)) > last
    }
    ends |= {behind: first for last, first in ends.items() if (behind := _behind_states(scene, last, by_token)) > last}
    spans = name_spans(scene, by_token, ends, [*apposed(scene, heads), *names_due(scene)])
    cast = Cast(spans, scene.lexicon.people, scene.annotation.document.date)
    persons = [
        Candidate(span.first, span.last, person, "name", PERSON + 15 * span.titled)
        for span in spans
        if (person := cast.entity(span))
    ]
    longer = [replace(candidate, rank=NAMED) if candidate.size > 1 else candidate for candidate in known]
    board.place_all([*longer, *patterns, *persons])
    board.place_all(lone_names(scene, cast, set(board.taken)))
    for mention in list(board.mentions()):
        if mention.entity.kind not in STATES:
            inside = Candidate(mention.first, mention.last, mention.entity)
            board.inner.update(states_inside(inside, by_token))


def _is_money(scene: Scene, name: Candidate) -> bool:
    """Tell whether a state only says of which money an amount is: "a billion US dollars"."""
    behind = scene.lower[name.last : name.last + 1]
    return name.entity.kind in STATES and bool(behind) and behind[0] in scene.lexicon.frames.words["currencies"]


def _behind_states(scene: Scene, last: int, by_token: dict[int, Candidate]) -> int:
    """Step over the states of a title, behind which the name stands: "ambassador to Fiji and Tonga Ola Berg"."""
    edge = scene.ends[last - 1]
    stop = at = last
    while at < edge and scene.lower[at] in ("to", "of", "for", "the", "and", ","):
        at += 1
        state = by_token.get(at)
        if state is None and at < edge and scene.lower[at] in scene.lexicon.frames.words["state-nouns"]:
            stop = at = at + 1
            continue
        if state is not None and state.first == at and state.entity.kind in _MISSIONS and at < edge:
            stop = at = state.last
    return stop + (last < stop < edge and scene.words[stop] == ",")


def _settle(board: Board, found: list[Holding]) -> list[Holding]:
    """Give persons the state that their offices tell."""
    homes = {item.person.name: item.of for item in reversed(found) if item.of and item.of.kind in STATES}
    settled: dict[str, Entity] = {}
    for mention in list(board.mentions()):
        person, home = mention.entity, homes.get(mention.entity.name)
        if person.kind == "Person" and home is not None and not person.state:
            settled[person.name] = replace(person, state=home.code)
            board.replace(mention, settled[person.name], mention.form)
    return [replace(holding, person=settled.get(holding.person.name, holding.person)) for holding in found]
