"""Alliances that are bodies, and so no agreements, and alliances told of in one breath."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kg.extract.actors import states_in_name
from kg.extract.draft import Draft, is_plural, points_back
from kg.extract.reading import Reading
from kg.extract.triggers import Nucleus
from kg.model import STATES, Entity

DASHES = ("-", "–", "—", "/")


def is_body(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether an alliance is but what an organisation is called: "the alliance NATO", "NATO, an alliance"."""
    head = nucleus.head
    if nucleus.evokes != "Alliance" or (nucleus.entity is not None and nucleus.entity.iri):
        return False
    if nucleus.entity is None and _means_it(reading, nucleus):
        return True
    beside = [token for token in head.children if token.dep_ in ("appos", "nmod", "compound")]
    beside += [head.head] if head.dep_ in ("appos", "compound", "nmod") else []
    beside += [token for token in head.head.lefts if head.dep_ == "attr" and token.dep_ == "nsubj"]
    beside += reading.tokens[nucleus.last : nucleus.last + 1]
    found = (reading.entity_of(token) for token in beside)
    return any(entity is not None and entity.kind == "InternationalOrganization" for entity in found)


def _means_it(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether "the alliance", of nobody's, is the body that the article tells of, or but a coalition that is led.

    Nothing in the phrase says whose it is: no two states, no "with" or "between".
    """
    head = nucleus.head
    if head.lower_ != "alliance":
        return False
    if any(token.lower_ == "led" or token.lower_.endswith("-led") for token in reading.tokens[nucleus.start : head.i]):
        return True
    sided = len(states_in_name(reading, nucleus.start, nucleus.last)) > 1
    if sided or not points_back(nucleus) or any(child.lower_ in ("with", "between", "among") for child in head.rights):
        return False
    allied = reading.frames.words["allied-bodies"]
    told = [m for m in reading.linked.mentions if m.entity.short in allied and m.first < reading.sentence(head).last]
    of_two = any(
        token.lower_ == "alliance" and len(states_in_name(reading, token.i - 4, token.i)) > 1
        for token in reading.tokens[4 : head.i]
    )
    return bool(told) and not of_two


def each_pair(reading: Reading, nucleus: Nucleus, draft: Draft) -> Iterator[Draft]:
    """Yield the draft for each of two or more pairs before a plural: "the Peru-Chile and Peru-Brazil alliances"."""
    pairs = _pairs(reading, nucleus) if is_plural(nucleus) and not draft.fillers.get("name") else []
    if len(pairs) < 2:
        yield draft
    for words, sides in pairs if len(pairs) > 1 else ():
        named = draft.with_fillers({"name": (f"{words} {nucleus.head.lemma_.lower()}",), "parties": tuple(sides)})
        yield replace(named, plural=False, own=frozenset(side.short for side in sides))


def _pairs(reading: Reading, nucleus: Nucleus) -> list[tuple[str, list[Entity]]]:
    """The words and the states of each pair that a dash joins before the head of the phrase."""
    mentions = [m for m in reading.linked.mentions if nucleus.start <= m.first and m.last <= nucleus.head.i]
    states = [m for m in mentions if m.entity.kind in STATES]
    return [
        (reading.words(one.first, two.last), [one.entity, two.entity])
        for one, two in pairwise(states)
        if two.first - one.last == 1 and reading.tokens[one.last].text in DASHES
    ]
