"""What takes up something named before: "the ministry", "the Turkish president", "he", "his country", "the South".

Conservative throughout: where two things could be meant, nothing is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from kg.lexicon.people import KnownPerson, name_key
from kg.link.scene import Board, Candidate, Scene
from kg.link.titles import BODIES, Title, titles
from kg.model import Entity, Holding, Mention, Sentence

_HE = frozenset({"he", "she", "him"})
_HIS = frozenset({"his", "her"})
_FAR = 4
"""Sentences that a pronoun looks back."""
_RECENT = 40
"""Bodies that a noun such as "the ministry" looks back over."""
_TAKEN_UP = (*BODIES, "InternationalOrganization", "MediaOrganization")


def take_up(scene: Scene, board: Board, found: list[Holding]) -> list[Holding]:
    """Place mentions for titles without names, nouns that take up bodies, halves of Korea, and pronouns.

    Returns the offices that titles without names tell of those who are known to hold them.
    """
    more = list(_titles_without_names(scene, board, found))
    bodies: list[Mention] = []
    codes: set[str] = set()
    for sentence in scene.annotation.sentences:
        for at in range(sentence.first, sentence.last):
            mention = board.taken.get(at)
            if mention is None:
                _take_up(scene, board, sentence, at, bodies[-_RECENT:], codes)
            elif mention.first == at and mention.form != "nominal":
                codes.add(mention.entity.code)
                if mention.entity.kind in _TAKEN_UP:
                    bodies.append(mention)
    return more


def _take_up(scene: Scene, board: Board, sentence: Sentence, at: int, bodies: list[Mention], codes: set[str]) -> None:
    word = scene.lower[at]
    if word in scene.lexicon.names.anaphors or word in scene.lexicon.gazetteer.bodies:
        _body(scene, board, at, bodies)
    elif word in ("south", "north"):
        if {"KOR", "PRK"} <= codes:
            _half(scene, board, at)
    elif word in _HE or word in _HIS:
        person = _person_before(scene, board, sentence, at)
        if person is not None:
            board.place(Candidate(at, at + 1, person, "pronoun"))
            _home(scene, board, person, at)


def _home(scene: Scene, board: Board, person: Entity, at: int) -> None:
    """ "his country": the state of the person."""
    state = scene.lexicon.gazetteer.states.get(person.state)
    homes = scene.lexicon.frames.words["home-nouns"]
    if state is not None and scene.lower[at] in _HIS and at + 1 < scene.ends[at] and scene.lower[at + 1] in homes:
        board.place(Candidate(at + 1, at + 2, state, "nominal"))


def _titles_without_names(scene: Scene, board: Board, found: list[Holding]) -> Iterator[Holding]:
    """ "The Turkish president": the person to whom the article gives that title before, or who is known to hold it."""
    named = _named(scene, board)
    held: list[tuple[Holding, frozenset[str]]] = []
    tops = scene.lexicon.frames.words["top-titles"]
    for holding in found:
        if not any(holding.person == other.person and holding.title == other.title for other, _ in held):
            held.append((holding, scene.lexicon.titles.plain(holding.title)))
    inside = {at for holding in found for at in range(holding.first, holding.last)}
    for title in titles(scene, board):
        if title.head.plural or title.last - 1 in inside or not _is_definite(scene, board, title.first):
            continue
        wanted = scene.lexicon.titles.plain(title.role)
        people = {}
        for holding, role in held:
            agrees = title.of is None or (holding.of is not None and holding.of.code == title.of.code)
            top = title.role == "leader" and bool(role & tops) and title.of is not None
            if holding.first < title.first and agrees and (wanted == role or top):
                people[holding.person.name] = holding.person
        known = {} if people else _in_office(scene, named, title)
        first = title.last - len(title.head.words)
        if len(people) == 1:
            board.place(Candidate(first, title.last, next(iter(people.values())), "nominal"))
        elif len(known) == 1 and board.place(Candidate(first, title.last, next(iter(known.values())), "nominal")):
            yield Holding(
                next(iter(known.values())), title.role, title.of, None, title.first, title.last, title.head.rule
            )


def _named(scene: Scene, board: Board) -> list[tuple[Entity, KnownPerson]]:
    """The persons of the article who are known beforehand."""
    people, day = scene.lexicon.people, scene.annotation.document.date
    entities = {m.entity.name: m.entity for m in board.mentions() if m.entity.kind == "Person" and m.entity.iri}
    found = ((entity, people.named(name_key(name), day)) for name, entity in entities.items())
    return [(entity, person) for entity, person in found if person is not None]


def _in_office(scene: Scene, named: list[tuple[Entity, KnownPerson]], title: Title) -> dict[str, Entity]:
    """Those named who hold the office on the day of the article: "the US president" in an article on Trump."""
    day = scene.annotation.document.date
    if day is None or title.of is None or title.body is not None or title.head.office == "scholar":
        return {}
    plain, tops = scene.lexicon.titles.plain, scene.lexicon.frames.words["top-titles"]
    wanted, state = plain(title.role), title.of.code
    return {
        entity.name: entity
        for entity, person in named
        for term in person.terms
        if term.state == state and term.covers(day) and _is_that(wanted, plain(term.title), tops)
    }


def _is_that(wanted: frozenset[str], held: frozenset[str], tops: frozenset[str]) -> bool:
    return wanted == held or (wanted == {"leader"} and bool(held & tops))


def _is_definite(scene: Scene, board: Board, first: int) -> bool:
    """Tell whether "the" (or "Turkey's") stands before the title, or it opens a capitalised phrase."""
    before = scene.lower[first - 1] if first > scene.starts[first] else ""
    return before in ("the", "'s") or (
        first in board.taken and (first == 0 or scene.words[first - 1] in ("the", "The", "'s"))
    )


def _body(scene: Scene, board: Board, at: int, bodies: list[Mention]) -> None:
    """The body named last of the same kind: "the ministry", "the Defence Ministry"."""
    kind = scene.lexicon.gazetteer.body(scene.lower, at, scene.ends[at])
    definite = at > scene.starts[at] and scene.lower[at - 1] in ("the", "its", "their")
    size = len(kind.words) if kind else 1
    if not definite and not (kind and scene.capital(at)):
        return
    last = at + size
    if last < scene.ends[at] and scene.tags[last] in ("NOUN", "PROPN") and scene.words[last] not in ("'s",):
        return
    kinds = (kind.kind,) if kind else scene.lexicon.names.anaphors.get(scene.lower[at], ())
    word = kind.words[-1] if kind else scene.lower[at]
    before = [
        mention
        for mention in bodies
        if mention.entity.kind in kinds and (kind is None or _fits(mention, kind.label, kind.kind, word))
    ]
    if before:
        board.place(Candidate(at, last, before[-1].entity, "nominal"))


def _fits(mention: Mention, label: str, kind: str, word: str) -> bool:
    """A ministry of defence is one of its class; of other bodies the noun must be in the name."""
    return kind in ("DefenceMinistry", "ForeignMinistry") or (
        word in mention.entity.name.lower() and mention.entity.kind in BODIES
    )


def _half(scene: Scene, board: Board, at: int) -> None:
    """ "The South" in an article on Korea."""
    states = scene.lexicon.gazetteer.states
    if not scene.capital(at) or at == 0 or scene.lower[at - 1] != "the":
        return
    if at + 1 < scene.ends[at] and (scene.capital(at + 1) or scene.words[at + 1] in ("-",)):
        return
    state = states.get("KOR" if scene.lower[at] == "south" else "PRK")
    if state is not None:
        board.place(Candidate(at, at + 1, state, "nominal"))


def _person_before(scene: Scene, board: Board, sentence: Sentence, at: int) -> Entity | None:
    """Whom "he" means: the subject before it in the sentence, else that of the nearest sentence that has persons."""
    quoted = _quotation(scene, at)
    here = list(_persons(scene, board, sentence.first, at, quoted))
    if here:
        return _only(here) or _subject(scene, here)
    for number in range(sentence.index - 1, max(-1, sentence.index - 1 - _FAR), -1):
        before = scene.annotation.sentences[number]
        found = list(_persons(scene, board, before.first, before.last, quoted))
        if found:
            return _subject(scene, found) or _only(found)
    return None


def _persons(scene: Scene, board: Board, first: int, last: int, quoted: int) -> Iterator[Mention]:
    """Persons between two tokens, within the same quotation or outside all."""
    seen = -1
    for at in range(first, last):
        mention = board.taken.get(at)
        if mention is not None and mention.first > seen and mention.entity.kind == "Person":
            seen = mention.first
            if _quotation(scene, at) == quoted:
                yield mention


def _quotation(scene: Scene, at: int) -> int:
    """Number of the quotation that holds the token, -1 for none."""
    quotations = scene.annotation.quotations
    number = bisect_right(quotations, at, key=lambda quotation: quotation.first) - 1
    return number if number >= 0 and at < quotations[number].last else -1


def _only(mentions: list[Mention]) -> Entity | None:
    names = {mention.entity.name for mention in mentions}
    return mentions[0].entity if len(names) == 1 else None


def _subject(scene: Scene, mentions: list[Mention]) -> Entity | None:
    """The one of whom the clause speaks."""
    subjects = [mention for mention in mentions if scene.doc[mention.head].dep_ in ("nsubj", "nsubjpass")]
    return subjects[-1].entity if subjects else None
