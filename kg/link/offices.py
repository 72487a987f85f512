"""Who holds which office: titles joined with the names beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from kg.link.scene import Board, Scene
from kg.link.titles import BODIES, GROUPS, Title, past_abbreviation
from kg.model import STATES, Entity, Holding, Mention
from kg.parse import Token

_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "own", "our"})
_OPENERS = frozenset({":", "-", "–", "—", "--", "“", '"', ")"})
_WORDS_BEFORE = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """A title and the mention of a person that it belongs to."""

    title: Title
    person: Mention
    of: Entity | None = None
    """The state or body named behind the person: "Prime Minister Kishida of Japan"."""


def pairs(scene: Scene, board: Board, titles: list[Title]) -> list[Pair]:
    """Join titles with names."""
    found: dict[tuple[int, int], Pair] = {}
    for title, following in zip_longest(titles, titles[1:]):
        if _is_first_to(scene, title):
            continue
        holders = list(_holders(scene, board, title))
        if not holders and following is not None and _both(scene, title, following):
            holders = list(_holders(scene, board, following))
        holders = holders or list(_also(scene, board, title))
        for person, of in holders:
            found.setdefault((title.first, person.first), Pair(title, person, of))
    return list(found.values())


def _both(scene: Scene, title: Title, following: Title) -> bool:
    """Tell whether one person bears two titles: "Prime Minister and Defence Minister Ola Berg"."""
    joined = following.first == title.end + 1 and scene.lower[title.end] in ("and", "cum", "&")
    bare = title.first == 0 or scene.lower[title.first - 1] not in _DETERMINERS
    written = scene.capital(title.last - 1) and scene.capital(following.last - 1)
    return joined and not title.head.plural and (written or bare)


def _also(scene: Scene, board: Board, title: Title) -> Iterator[tuple[Mention, Entity | None]]:
    """Who else bears a title with something said beside it: "then-Minister and presidential hopeful Ola Berg"."""
    at, edge = title.end + 1, min(scene.ends[title.first], title.end + _WORDS_BEFORE)
    article = title.first > 0 and scene.lower[title.first - 1] in _DETERMINERS
    if title.head.plural or article or at >= edge or scene.lower[title.end] != "and":
        return
    while at < edge and at not in board.taken and scene.tags[at] in ("NOUN", "ADJ"):
        at += 1
    person = _person(board, at) if title.end + 1 < at < edge else None
    if person is not None and person.first == at:
        yield person, None


def _is_first_to(scene: Scene, title: Title) -> bool:
    """Tell whether the words say what somebody was first in, and no office: "the first leader to visit Oslo"."""
    vague = scene.lexicon.frames.words["vague-ranks"]
    ranked = title.role.split()[0] in ("first", "second", "third") and title.head.title in vague
    behind = scene.doc[title.end : title.end + 2]
    return ranked and len(behind) > 1 and behind[0].lower_ == "to" and behind[1].pos_ == "VERB"


def _holders(scene: Scene, board: Board, title: Title) -> Iterator[tuple[Mention, Entity | None]]:
    opening = _opens(scene, title.first)
    for end in dict.fromkeys((title.last, title.end)):
        behind = names_behind(scene, board, end, title.head.plural, opening=opening)
        mission = end != title.last and scene.lower[title.last] in ("to", "for")
        if behind and mission and behind[0].first == end and behind[0].last - end == 1:
            continue
        if behind and not (mission and _ends_title(scene, end)):
            _, owner = _phrase_start(scene, board, title.first, scene.starts[title.last - 1])
            yield from ((person, _home(scene, board, person) or owner) for person in behind)
            return
    if (led := _ranked(scene, board, title)) is not None:
        yield led
        return
    before, owner = _name_before(scene, board, title)
    if before is not None and not title.head.plural and not _goes_on(scene, title):
        yield before, _listed_body(scene, board, title) or _shared_body(scene, board, title) or owner
        return
    if (subject := _said_of(scene, board, title)) is not None:
        yield subject, None


def _ends_title(scene: Scene, end: int) -> bool:
    """Tell whether another title ends there, whose the name behind it is: "an aide to President Ola Berg"."""
    return any(len(head.words) == 1 for head in scene.lexicon.titles.heads.get(scene.lower[end - 1], ()))


def _person(board: Board, at: int) -> Mention | None:
    mention = board.taken.get(at)
    return mention if mention is not None and mention.entity.kind == "Person" and mention.form == "name" else None


def _opens(scene: Scene, first: int) -> bool:
    """Tell whether a title opens its sentence, but for an article: "The army chief, Ola Berg left Oslo"."""
    start = scene.starts[first]
    before = first - 1 if first > start and scene.lower[first - 1] in _DETERMINERS else first
    return before == start or scene.words[before - 1] in _OPENERS


def _ranked(scene: Scene, board: Board, title: Title) -> tuple[Mention, Entity | None] | None:
    """The name behind what an officer commands and his rank: "Commander Northern Fleet Rear Admiral Ola Berg"."""
    at, edge, owner = title.last, min(scene.ends[title.last - 1], title.last + _WORDS_BEFORE), None
    while at < edge and scene.words[at] not in scene.lexicon.titles.honorifics:
        mention = board.taken.get(at)
        if (mention is None and not scene.capital(at)) or (mention and mention.entity.kind not in (*STATES, *GROUPS)):
            return None
        owner = mention.entity if mention is not None else owner
        at = mention.last if mention is not None else at + 1
    behind = names_behind(scene, board, at, plural=False) if title.last < at < edge else []
    return (behind[0], owner) if behind and behind[0].first > at else None


def names_behind(scene: Scene, board: Board, at: int, plural: bool, *, opening: bool = False) -> list[Mention]:
    """The name right behind a title, behind ranks, or behind a comma when a comma follows it too."""
    edge = scene.ends[at - 1]
    honorifics = scene.lexicon.titles.honorifics
    at = past_abbreviation(scene, at)
    comma = at < edge and scene.words[at] == ","
    at += comma
    ranks = at
    while at < edge and (scene.words[at] in honorifics or _is_rank(scene, at)):
        at += 1
    person = _person(board, at) if at < edge else None
    if person is None or person.first != at:
        return []
    names = [person, *_further(scene, board, person, edge)] if plural else [person]
    end = names[-1].last
    closed = end >= edge or scene.words[end] in (",", ".", ";", "-", "–", "—", ")", ":")
    listed = not closed and scene.lower[person.last] == "and" and _person(board, person.last + 1) is None
    closed = closed or scene.doc[person.last].tag_ in ("WP", "WP$") or (at > ranks and listed)
    subject = opening and not closed and scene.tags[person.last] in ("VERB", "AUX", "ADP", "ADV")
    if comma and not closed and not subject and not _opens_clause(scene, board, at, person):
        return []
    return names


def _is_rank(scene: Scene, at: int) -> bool:
    """Tell whether a rank stands in small letters before a name: "defence minister captain Ola Berg"."""
    rank = scene.words[at].islower() and scene.words[at].capitalize() in scene.lexicon.titles.honorifics
    return rank and at + 1 < scene.ends[at] and scene.capital(at + 1)


def _opens_clause(scene: Scene, board: Board, title_end: int, person: Mention) -> bool:
    """Tell whether title and name are the subject together, though the second comma is missing."""
    token = scene.doc[person.head]
    if person.last >= scene.ends[person.first] or scene.tags[person.last] not in ("VERB", "AUX"):
        return False
    title = token.head if token.dep_ == "appos" else token
    return token.dep_ == "appos" and title.dep_ == "nsubj" and title.i < title_end


def _further(scene: Scene, board: Board, person: Mention, edge: int) -> Iterator[Mention]:
    """Names coordinated with the first one."""
    at = _past_party(scene, person.last, edge)
    while at + 1 < edge and scene.words[at] in (",", "and", "&", "of"):
        if scene.words[at] == "of":
            home = board.taken.get(at + 1)
            if home is None:
                return
            at = home.last
            continue
        at += 1 + (scene.words[at + 1] == "and")
        following = _person(board, at)
        if following is None:
            return
        yield following
        at = _past_party(scene, following.last, edge)


def _past_party(scene: Scene, at: int, edge: int) -> int:
    """Step over a lawmaker's party and home in brackets: "(R-AZ)"."""
    if at >= edge or scene.words[at] != "(":
        return at
    close = next((i for i in range(at + 1, min(at + 8, edge)) if scene.words[i] == ")"), None)
    return at if close is None else close + 1


def _home(scene: Scene, board: Board, person: Mention) -> Entity | None:
    """The state behind a name: "of Japan", "of the United States"."""
    at = person.last
    if at + 1 >= scene.ends[person.first] or scene.lower[at] != "of":
        return None
    mention = board.taken.get(at + 2 if scene.lower[at + 1] == "the" and at + 2 < len(scene.words) else at + 1)
    return mention.entity if mention is not None and mention.entity.kind in (*STATES, *GROUPS) else None


def _name_before(scene: Scene, board: Board, title: Title) -> tuple[Mention | None, Entity | None]:
    """The name before a title in apposition, and whose it is: "Ola Berg, the Polish president", or "its old king"."""
    start = scene.starts[title.last - 1]
    at, owner = _phrase_start(scene, board, title.first, start)
    if at - 2 >= start and scene.words[at - 1] in (",", "(", "—", "–", "-", "--", ";"):
        aged = at - 4 >= start and scene.words[at - 2].isdecimal() and scene.words[at - 3] == ","
        return _person(board, at - 4 if aged else at - 2), owner
    if at - 1 >= start and scene.lower[at] == "the" and (title.of is not None or title.body is not None):
        person = _person(board, at - 1)
        return (person, None) if person is not None and person.last == at else (None, None)
    return None, None


def _phrase_start(scene: Scene, board: Board, at: int, start: int) -> tuple[int, Entity | None]:
    """Where the phrase of a title begins, before its determiner and other adjectives, and the owner among these."""
    for _ in range(_WORDS_BEFORE):
        if at <= start:
            break
        word, tag = scene.lower[at - 1], scene.tags[at - 1]
        if word in _DETERMINERS:
            return at - 1, None
        owner = board.taken.get(at - 2) if word in ("'s", "'") else None
        if owner is not None:
            return _past_courtesies(scene, owner.first, start), _owning(scene, owner.entity)
        if word in ("'s", "'") and at - 3 >= start and scene.lower[at - 3] == "the":
            return at - 3, None
        if word in ("'s", "'") and at - 2 >= start and scene.capital(at - 2):
            return at - 2, None
        if word == "and" and at - 3 >= start and scene.tags[at - 2] == "NOUN" and scene.words[at - 3] == ",":
            return at - 2, None
        if (tag not in ("ADJ", "ADV") and scene.doc[at - 1].tag_ != "VBN") or (at - 1) in board.taken:
            break
        at -= 1
    return at, None


def _past_courtesies(scene: Scene, at: int, start: int) -> int:
    """Step back over ranks and courtesies before a name: the "Mr." of "Mr. Berg's adviser"."""
    while at - 1 >= start and scene.words[at - 1] in scene.lexicon.titles.honorifics:
        at -= 1
    return at


def _owning(scene: Scene, owner: Entity) -> Entity | None:
    """Whose the office is that somebody owns: that of a leader's adviser is his state's."""
    if owner.kind == "Person":
        return scene.lexicon.gazetteer.states.get(owner.state)
    return owner if owner.kind in (*STATES, *GROUPS) else None


def _goes_on(scene: Scene, title: Title) -> bool:
    """Tell whether a verb follows, so that the title is the subject of a clause and no apposition."""
    at = title.end
    return at < scene.ends[title.last - 1] and scene.tags[at] in ("VERB", "AUX")


def _listed_body(scene: Scene, board: Board, title: Title) -> Entity | None:
    """The body behind a bare title in a list: "Ola Berg, Commander, Northern Fleet"."""
    at = title.end
    if at + 1 < scene.ends[title.first] and scene.words[at] == "," and title.of is None and title.body is None:
        mention = board.taken.get(at + 1)
        if mention is not None and mention.entity.kind in GROUPS:
            return mention.entity
    return None


def _shared_body(scene: Scene, board: Board, title: Title) -> Entity | None:
    """The body that two titles of one person share: "Ola Berg, president and chief executive of the Bergen Group"."""
    at = title.end
    if title.of is not None or title.body is not None or at + 1 >= scene.ends[title.first] or scene.words[at] != "and":
        return None
    for of in range(at + 2, min(at + _WORDS_BEFORE, scene.ends[title.first] - 1)):
        if scene.lower[of] == "of":
            mention = board.taken.get(of + 1 + (scene.lower[of + 1] == "the"))
            return mention.entity if mention is not None and mention.entity.kind in GROUPS else None
    return None


def _said_of(scene: Scene, board: Board, title: Title) -> Mention | None:
    """The subject of whom a title is said: "Ola Berg is president of Poland", "was named defence minister"."""
    token = scene.doc[title.last - 1]
    if token.i not in range(title.first, title.last):
        return None
    verb = token.head
    if token.dep_ == "pobj" and verb.lower_ == "as":
        verb = verb.head
    elif token.dep_ not in ("attr", "oprd", "dobj"):
        return None
    words = scene.lexicon.frames.words
    if verb.lemma_ not in words["naming-verbs"] or any(child.dep_ == "neg" for child in verb.children):
        return None
    if any(child.dep_ == "aux" and child.tag_ == "MD" for child in verb.children):
        return None
    if title.of is None and title.body is None and title.end == title.last and verb.lemma_ != "serve":
        return None
    passive = verb.dep_ == "acl" or any(child.dep_ == "auxpass" for child in verb.children)
    named = "dobj" if verb.lemma_ in words["appointing-verbs"] and not passive else "nsubj"
    places = (named, "nsubjpass") if named == "nsubj" else (named,)
    subject = next((child for child in verb.children if child.dep_ in places and child.i != token.i), None)
    return None if subject is None else _named_by(board, subject)


def _named_by(board: Board, subject: Token) -> Mention | None:
    """The person who is the subject, or to whom "who" or the noun beside the name points back."""
    if subject.tag_ == "WP" and subject.head.dep_ == "relcl":
        beside = _person(board, subject.i - 2) if subject.i > 1 and subject.nbor(-1).text == "," else None
        if beside is not None:
            return beside
        subject = subject.head.head
    person = _person(board, subject.i)
    if person is None and subject.dep_ in ("appos", "attr") and subject.head.pos_ in ("PROPN", "NOUN"):
        person = _person(board, subject.head.i)
    return person


def heading(scene: Scene, board: Board) -> Iterator[Holding]:
    """Yield the offices that verbs tell of: "Ola Berg, who heads the Bergen Institute"."""
    verbs = scene.lexicon.titles.verbs
    for at, tag in enumerate(scene.tags):
        token = scene.doc[at] if tag == "VERB" else None
        if token is None or token.dep_ != "relcl":
            continue
        title = verbs.get(token.lemma_)
        subject = next((child for child in token.lefts if child.tag_ == "WP"), None) if title else None
        body = next((child for child in token.rights if child.dep_ == "dobj"), None)
        if title is None or subject is None or body is None or subject.dep_ != "nsubj":
            continue
        if any(child.dep_ in ("aux", "neg") for child in token.lefts):
            continue
        person, house = _named_by(board, subject), board.taken.get(body.i)
        if person is not None and house is not None and house.entity.kind in GROUPS:
            of = scene.lexicon.gazetteer.states.get(house.entity.state) if house.entity.kind in BODIES else house.entity
            role = f"{title} of {scene.text(house.first, house.last)}"
            yield Holding(person.entity, role, of, house.entity, person.first, house.last, "title-verb")
