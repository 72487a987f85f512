"""The competency questions: SPARQL files of the ontology, each beginning with its question in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.ontology import FOLDER

QUESTIONS = FOLDER / "questions"
CHOSEN = ("cq01", "cq06", "cq14")
"""The three on the start page: what may come, what met when, who arms whom."""
PREFIXES = {
    "dd": "https://w3id.org/defdip/ontology#",
    "id": "https://w3id.org/defdip/id/",
    "graph": "https://w3id.org/defdip/graph/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words and in SPARQL."""

    name: str
    text: str
    query: str


@cache
def read(folder: Path = QUESTIONS) -> tuple[Question, ...]:
    """Read all questions in the order of their names."""
    return tuple(_read(path) for path in sorted(folder.glob("*.rq")))


def _read(path: Path) -> Question:
    query = path.read_text(encoding="utf-8")
    return Question(path.stem, query.split("\n", 1)[0].lstrip("# ").strip(), query)


def chosen() -> list[Question]:
    """Return the three questions of the start page, or the first three where those are gone."""
    found = [question for question in read() if question.name in CHOSEN]
    return found or list(read()[:3])
