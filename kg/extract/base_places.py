"""Where a base lies: the town or land that its own words, or those right behind it, tell of."""

from __future__ import annotations

from kg.extract.draft import points_back
from kg.extract.occasion import where
from kg.extract.reading import Reading
from kg.extract.slots import Slots
from kg.extract.syntax import arguments
from kg.extract.triggers import Nucleus, hits
from kg.lexicon.gazetteer import split_words
from kg.model import PLACES, STATES, Entity, Filler
from kg.parse import Token

_NEAR = 9
"""Tokens behind a base within which "north of" a town may belong to it."""


def place_of(reading: Reading, nucleus: Nucleus, filled: Slots) -> Filler | None:
    """The place named right behind a base, with its site, in a preposition, or before it ("a Black Sea base")."""
    city = city_in_name(reading, nucleus)
    if city is not None:
        return city
    apposed = reading.mention(reading.doc[nucleus.last + 1]) if _comma(reading, nucleus) else None
    if apposed is not None and apposed.entity.kind in (*PLACES, *STATES):
        return apposed.entity
    beside = _beside(reading, nucleus)
    if beside is not None:
        return beside
    sites = [hit.token.head for hit in hits(reading, nucleus) if hit.token.dep_ == "appos"]
    found = where(reading, [*sites, *filled.get("place", [])])
    if found is not None or nucleus.entity is not None:
        return found
    last = next(iter(sorted(nucleus.head.conjuncts, key=lambda other: -other.i)), None)
    shared = arguments(last).get("in", []) if last is not None and last.i > nucleus.head.i else []
    if shared and (found := where(reading, shared)) is not None:
        return found
    before = (reading.entity_of(token) for token in arguments(nucleus.head).get("mod", []))
    return next((entity for entity in before if entity is not None and entity.kind in PLACES), None)


def city_in_name(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The town that a base nobody knows is called after: "the Kismayo base"; of namesakes the one told of."""
    if nucleus.entity is None or nucleus.entity.iri:
        return None
    words = split_words(reading.words(nucleus.first, nucleus.last))
    names = [name for name in reading.lexicon.gazetteer.names.get(words[0], ()) if name.entity.kind == "City"]
    towns = [name.entity for name in names if words[: len(name.words)] == name.words]
    told = [town for town in towns if town.state in reading.states_told]
    return told[0] if len(told) == 1 else None


def _beside(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The town that the base lies north or outside of: "a base housing troops north of Baghdad"."""
    last = min(reading.sentence(nucleus.head).last, nucleus.last + _NEAR)
    for token in reading.tokens[nucleus.last : last] if nucleus.entity is None or not nucleus.entity.iri else ():
        if token.text in ",;:" or (token.pos_ == "VERB" and token.tag_ != "VBG"):
            return None
        before = reading.entity_of(reading.tokens[token.i - 1])
        if before is not None and before.kind in PLACES:
            return None  # "at Kismayo south of Mogadishu" says where Kismayo is
        if token.lower_ in reading.frames.words["directions"]:
            heads = [one for child in token.children if child.lower_ == "of" for one in child.children]
            towns = (entity for head in heads if (entity := reading.entity_of(head)) and _is_town(head, entity))
            return next(towns, None)
    return None


def _is_town(head: Token, entity: Entity) -> bool:
    """Tell whether it is a town, a capital among them that stands for its state elsewhere."""
    return entity.kind == "City" or (entity.kind in STATES and head.lower_ not in entity.name.lower().split())


def _comma(reading: Reading, nucleus: Nucleus) -> bool:
    last = reading.sentence(nucleus.head).last
    return nucleus.entity is not None and nucleus.last + 1 < last and reading.doc[nucleus.last].text == ","


def is_neighbour(reading: Reading, head: Token) -> bool:
    """Tell whether a state is but what a base lies near to: "a base near Kenya"."""
    entity = reading.entity_of(head)
    return entity is not None and entity.kind in STATES and head.head.lower_ in ("near", "outside", "off", "along")


def is_elsewhere(reading: Reading, nucleus: Nucleus, head: Token) -> bool:
    """Tell whether it is a deed that is told to be there, not the base: "the base for strikes in Kenya"."""
    deeds = reading.frames.words["deeds-elsewhere"]
    first = next((token for token in (head, *head.ancestors) if token.dep_ != "conj"), head)
    prep = first.head
    if prep.pos_ != "ADP" or prep.i < nucleus.last:
        return False
    before = reading.tokens[prep.i - 1]
    told = {token.lemma_.lower() for token in (first, prep.head, before) if token.i >= nucleus.last}
    return bool(told & deeds) or _is_scene_of_saying(reading, nucleus, prep)


def _is_scene_of_saying(reading: Reading, nucleus: Nucleus, prep: Token) -> bool:
    """Tell whether something was said there of a base told of before: "plans to shut the base on Friday in Accra"."""
    timed = any(item.last == prep.i for item in reading.times)
    said = any(reading.lexicon.cues.at(above, "report", "verb") for above in nucleus.head.ancestors)
    return timed and said and nucleus.entity is None and points_back(nucleus)
