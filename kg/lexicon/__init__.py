"""What the program knows of words, compiled once from the ontology folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.lexicon.clock import TimeWords, compile_times
from kg.lexicon.cues import Cues, compile_cues
from kg.lexicon.frames import FrameLexicon, compile_frames
from kg.lexicon.gazetteer import Gazetteer, compile_gazetteer
from kg.lexicon.judgement import Judgement, compile_judgement
from kg.lexicon.names import NameWords, compile_names
from kg.lexicon.people import People, compile_people
from kg.lexicon.titles import Titles, compile_titles

if TYPE_CHECKING:
    from kg.ontology import Ontology

__all__ = [
    "Cues",
    "FrameLexicon",
    "Gazetteer",
    "Judgement",
    "Lexicon",
    "NameWords",
    "People",
    "TimeWords",
    "Titles",
    "load_lexicon",
]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Names known beforehand, how names and titles are built, what evokes what, how sure it is."""

    gazetteer: Gazetteer
    names: NameWords
    titles: Titles
    people: People
    frames: FrameLexicon
    cues: Cues
    times: TimeWords
    judgement: Judgement


@cache
def load_lexicon(ontology: Ontology) -> Lexicon:
    """Compile the lexicon of an ontology folder.

    Raises:
        OntologyError: an entry does not say what its kind must say; the message names it.

    """
    return Lexicon(
        gazetteer=compile_gazetteer(ontology),
        names=compile_names(ontology),
        people=compile_people(ontology),
        titles=compile_titles(ontology),
        frames=compile_frames(ontology),
        cues=compile_cues(ontology),
        times=compile_times(ontology),
        judgement=compile_judgement(ontology),
    )
