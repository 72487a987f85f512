"""Names known beforehand, found in the words of an article, and bodies of states named by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kg.lexicon.gazetteer import Name
from kg.link.scene import Candidate, Scene
from kg.model import PLACES, STATES, Entity

KNOWN, BODY = 20, 60
CONTESTED = 4
"""Words before the name of an entity that may tell how the source sees it."""
_RANK = {"State": 0, "DeFactoEntity": 1, "InternationalOrganization": 2, "DependentTerritory": 3}
_NOUNS = ("NOUN", "PROPN")


def known_names(scene: Scene) -> list[Candidate]:
    """Find names of the gazetteer, longest first at each place; homonyms go to the one that the article is about."""
    found = list(_matches(scene))
    states = Counter(names[0].entity.code for _, names in found if len(names) == 1 and names[0].entity.kind in STATES)
    return [
        Candidate(at, at + len(names[0].words), _as_worded(scene, at, name), name.form, KNOWN)
        for at, names in found
        if (name := _likeliest(names, states)) and _meant(scene, at, name)
    ]


def _as_worded(scene: Scene, at: int, name: Name) -> Entity:
    """Keep with an entity whose standing is contested how the source contests it: "the breakaway Republic of ..."."""
    entity = name.entity
    if entity.kind != "DeFactoEntity":
        return entity
    contesting, first = scene.lexicon.frames.words["contesting-words"], at
    for before in range(at - 1, max(scene.starts[at], at - CONTESTED) - 1, -1):
        first = before if scene.lower[before] in contesting else first
    return entity if first == at else replace(entity, label=scene.text(first, at + len(name.words)))


def _matches(scene: Scene) -> Iterator[tuple[int, tuple[Name, ...]]]:
    words, ends, gazetteer = scene.words, scene.ends, scene.lexicon.gazetteer
    index = gazetteer.names
    at, size = 0, len(words)
    while at < size:
        names = gazetteer.find(words, at, ends[at]) if words[at] in index else ()
        if (
            names
            and len(names[0].words) > 1
            and _is_adjective(scene, at + len(names[0].words), names[0].words[-1].lower())
        ):
            names = gazetteer.find(words, at, at + len(names[0].words) - 1)
        if names:
            yield at, names
            at += len(names[0].words)
        else:
            at += 1


def _likeliest(names: tuple[Name, ...], states: Counter[str]) -> Name:
    return min(names, key=lambda name: (_RANK.get(name.entity.kind, 4), -states[name.entity.state], name.entity.iri))


def _meant(scene: Scene, at: int, name: Name) -> bool:
    """Tell whether a word that is also a common one stands here as the name."""
    if len(name.words) > 1:
        return True
    word = name.words[0]
    if name.entity.kind in STATES:
        return not (word.isupper() and len(word) < 5 and _shouted(scene, at))
    if name.entity.kind in PLACES or not word.isascii() or word.lower() not in scene.lexicon.names.common:
        return True
    return at > scene.starts[at] and scene.doc[at].ent_type_ in ("ORG", "PRODUCT", "WORK_OF_ART")


def _shouted(scene: Scene, at: int) -> bool:
    """Tell whether the words around stand in capitals, so that US may be "us"."""
    near = [word for word in scene.words[max(scene.starts[at], at - 3) : min(scene.ends[at], at + 4)] if len(word) > 3]
    return bool(near) and all(word.isupper() for word in near)


def bodies(scene: Scene, known: list[Candidate]) -> Iterator[Candidate]:
    """Find bodies of states: the state's name or adjective beside the name of a body that every state has."""
    gazetteer, lower, ends = scene.lexicon.gazetteer, scene.lower, scene.ends
    ending = {candidate.last: candidate for candidate in known if candidate.entity.kind in STATES}
    beginning = {candidate.first: candidate for candidate in known if candidate.entity.kind in STATES}
    styles = scene.lexicon.frames.words["styles-of-forces"]
    for at, word in enumerate(lower):
        if word not in gazetteer.bodies:
            continue
        kind = gazetteer.body(lower, at, ends[at])
        if kind is None or _is_adjective(scene, at + len(kind.words), kind.label):
            continue
        first, last = at, at + len(kind.words)
        owner = _owner_before(scene, first, ending)
        if owner:
            first = owner.first
        else:
            owner = _owner_behind(scene, last, beginning)
            last = owner.last if owner else last
            first -= bool(owner) and at > scene.starts[at] and scene.capital(at - 1) and lower[at - 1] in styles
        if owner and owner.entity.code:
            yield Candidate(
                first, last, gazetteer.body_of(kind, owner.entity.code, scene.text(first, last)), "name", BODY
            )


def _is_adjective(scene: Scene, last: int, label: str) -> bool:
    bodies = scene.lexicon.frames.words["adjectival-bodies"]
    if label not in bodies or last >= len(scene.words) or scene.words[last] in scene.lexicon.titles.honorifics:
        return False
    return (scene.tags[last] in _NOUNS and last < scene.ends[last - 1]) or scene.words[last] == "-"


def _owner_before(scene: Scene, first: int, ending: dict[int, Candidate]) -> Candidate | None:
    """The state named right before: "Polish", "Poland's", "Polish national", never across a sentence."""
    start = scene.starts[first]
    at = first
    if at > start and scene.lower[at - 1] in ("national", "federal", "royal", "imperial"):
        at -= 1
    if at > start and scene.words[at - 1] in ("'s", "'"):
        at -= 1
    owner = ending.get(at)
    return owner if owner and owner.first >= start else None


def _owner_behind(scene: Scene, last: int, beginning: dict[int, Candidate]) -> Candidate | None:
    """The state named behind "of": "Ministry of Defence of Poland", "army of the Philippines"."""
    if last >= len(scene.words) or scene.lower[last] != "of":
        return None
    at = last + 1
    if at < len(scene.words) and scene.lower[at] == "the":
        at += 1
    owner = beginning.get(at)
    return owner if owner and owner.form == "name" and at < scene.ends[last - 1] else None


def states_inside(candidate: Candidate, by_token: Mapping[int, Candidate]) -> Iterator[tuple[int, Entity]]:
    """States that stand inside a longer name; ``by_token`` has the known names by their tokens."""
    for at in range(candidate.first, candidate.last):
        other = by_token.get(at)
        if other is not None and other.first == at and other.last <= candidate.last and other.entity.kind in STATES:
            yield at, other.entity
