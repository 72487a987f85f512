"""What hand-read articles have taught: which side is missing, what is worth a record, what is news of the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.logistic import Logistic, read_logistic

if TYPE_CHECKING:
    from kg.ontology import Ontology

SIDES = Path("rules") / "sides.csv"
WORTH = Path("rules") / "worth.csv"
RECENCY = Path("rules") / "recency.csv"


@dataclass(frozen=True)
class Judgement:
    """Three regressions, each empty where the ontology folder has no weights for it."""

    sides: Logistic = field(default_factory=Logistic)
    worth: Logistic = field(default_factory=Logistic)
    recency: Logistic = field(default_factory=Logistic)


def compile_judgement(ontology: Ontology) -> Judgement:
    """Read the weights of an ontology folder.

    Raises:
        OntologyError: a line of them is not feature and weight.

    """
    return Judgement(*(read_logistic(ontology.folder / name) for name in (SIDES, WORTH, RECENCY)))
