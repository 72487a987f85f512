"""Confidence that means something: the chance that a record is right, learned from articles that people have read.

``ontology/rules/confidence.csv`` holds the weights of a logistic regression, one line for each type and feature of a
record; ``python -m tests.gold.calibrate`` fits them anew and prints how reliable they are.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import OntologyError
from kg.ontology import FOLDER

FILE = Path("rules") / "confidence.csv"
LEAST, MOST = 0.01, 0.99
LIKELY = 0.5
"""Confidence below which a record is likelier wrong than right."""
FLOOR = "floor"
"""Stands for a feature in the file: the confidence from which records of a type are listed."""
HIDDEN = frozenset({"doc", "type", "factuality", "evidence", "confidence", "rules", "claims", "status", "kind"})
"""Fields of a record that are no slots filled from the text."""
FAR = 8.0
"""Logarithm of the offset at which an article is over."""


def features(record: Mapping[str, Any]) -> dict[str, float]:
    """Return what of a record tells how likely it is right, each between about -1 and 1."""
    raw = min(max(float(record["confidence"]), LEAST), MOST)
    filled = [name for name, value in record.items() if name not in HIDDEN and value not in (None, [], "")]
    sides = max((len(record.get(name) or ()) for name in ("parties", "participants")), default=0)
    return {
        "bias": 1.0,
        "evidence": math.log(raw / (1 - raw)) / 4,
        "claims": math.log1p(len(record["claims"])) / 3 - 1,
        "rules": (min(len(record["rules"]), 4) - 1) / 3,
        "slots": len(filled) / 6,
        "named": float(any(name in filled for name in ("name", "series", "item", "person"))),
        "sides": min(sides, 3) / 3,
        "dated": float("date" in filled),
        "placed": float("place" in filled),
        "certain": float(record["factuality"] == "certain"),
        "late": math.log1p(record["evidence"][0]) / FAR - 1,
    }


@dataclass(frozen=True)
class Calibration:
    """Weights of the features, by type of record; a type without weights keeps the evidence's own confidence."""

    weights: Mapping[str, Mapping[str, float]]

    def floor(self, kind: str) -> float:
        """Return the confidence from which records of a type are listed unless another is asked for."""
        return self.weights.get(kind, {}).get(FLOOR, LIKELY)

    def chance(self, record: Mapping[str, Any]) -> float:
        """Return the chance that the record is right."""
        own = self.weights.get(str(record["type"]))
        if own is None:
            return float(record["confidence"])
        total = sum(own.get(name, 0.0) * value for name, value in features(record).items())
        return min(max(1 / (1 + math.exp(-total)), LEAST), MOST)


def read_calibration(folder: Path = FOLDER) -> Calibration:
    """Read the weights that stand beside the rules of an ontology folder; none where there is no such file.

    Raises:
        OntologyError: a line is not type, feature and weight.

    """
    path = folder / FILE
    weights: dict[str, dict[str, float]] = {}
    if not path.exists():
        return Calibration(weights)
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            try:
                weights.setdefault(row["type"], {})[row["feature"]] = float(row["weight"])
            except (KeyError, TypeError, ValueError) as error:
                raise OntologyError(f"{path}:{number}: {row!r} is not type, feature and weight") from error
    return Calibration(weights)
