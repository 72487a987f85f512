"""How many sides a phrase speaks of, and which they are: "trilateral drills" of three states named before."""

from __future__ import annotations

from kg.extract.actors import states_in_name, unique
from kg.extract.reading import Reading
from kg.extract.triggers import Nucleus
from kg.model import STATES, Entity


def sides_of_number(reading: Reading, nucleus: Nucleus, told: list[Entity]) -> list[Entity]:
    """Return the sides told; where the phrase says of how many it is and too few are told, those named so before."""
    wanted = number_of_sides(reading, nucleus)
    if not wanted or len(told) >= wanted:
        return told
    have = {entity.short for entity in told}
    sentence = reading.sentence(nucleus.head)
    for index in range(sentence.index, -1, -1):
        here = reading.linked.annotation.sentences[index]
        states = [entity for entity in states_in_name(reading, here.first, here.last) if entity.kind in STATES]
        if len(states) == wanted and have <= {entity.short for entity in states}:
            return unique(states)
    return told


def number_of_sides(reading: Reading, nucleus: Nucleus) -> int:
    """Return how many sides a word before the head gives ("trilateral": 3), 0 where none does."""
    known = {word: int(number) for number, word in (item.split() for item in reading.frames.words["side-numbers"])}
    return next((known[t.lower_] for t in reading.tokens[nucleus.start : nucleus.head.i] if t.lower_ in known), 0)
