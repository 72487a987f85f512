"""Confidence that means something: the chance that a record is right, learned from articles that people have read.

``ontology/rules/confidence.csv`` holds the weights of a logistic regression, one line for each type and feature of a
record; ``python -m tests.gold.calibrate`` fits them anew and prints how reliable they are.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Mapping, Sequence
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
PAIR = 2
FAR = 8.0
"""Logarithm of the offset at which an article is over."""


Record = Mapping[str, Any]


@dataclass(frozen=True)
class Kin:
    """The records of one type in an article: the more there are, the likelier some are one thing told twice."""

    size: int
    sides: Mapping[frozenset[str], int]
    """How many have these sides."""

    def repeat(self, record: Record) -> bool:
        """Tell whether another one has all sides that the record has."""
        own = sides(record)
        return bool(own) and (self.sides.get(own, 0) > 1 or any(own < other for other in self.sides))


def kin_of(records: Sequence[Record]) -> Kin:
    """Return the kin that the records of one type in an article are to each other."""
    return Kin(len(records), Counter(map(sides, records)))


def features(record: Record, kin: Kin) -> dict[str, float]:
    """Return what of a record tells how likely it is right, each between about -1 and 1."""
    raw = min(max(float(record["confidence"]), LEAST), MOST)
    filled = [name for name, value in record.items() if name not in HIDDEN and value not in (None, [], "")]
    return {
        "bias": 1.0,
        "evidence": math.log(raw / (1 - raw)) / 4,
        "claims": math.log1p(len(record["claims"])) / 3 - 1,
        "rules": (min(len(record["rules"]), 4) - 1) / 3,
        "slots": len(filled) / 6,
        "named": float(any(name in filled for name in ("name", "series", "item", "person"))),
        "sides": min(len(set(record.get("parties") or record.get("participants") or ())), 3) / 3,
        "dated": float("date" in filled),
        "placed": float("place" in filled),
        "certain": float(record["factuality"] == "certain"),
        "late": math.log1p(record["evidence"][0]) / FAR - 1,
        "whole": float(is_whole(record)),
        "kin": math.log(max(kin.size, 1)) / 2,
        "repeat": float(kin.repeat(record)),
    }


def sides(record: Record) -> frozenset[str]:
    """Return between whom the thing is; of a base only where it is."""
    names = [record.get(name) for name in ("host", "supplier", "recipient", "of")]
    return frozenset([*(record.get("parties") or record.get("participants") or ()), *(name for name in names if name)])


def is_whole(record: Record) -> bool:
    """Tell whether it says which thing it is of: its name, or both its sides, or whose base it is.

    "A base in Mali" and "an agreement with Oman" do not: readers seldom keep them.
    """
    if record.get("name") or record.get("series"):
        return True
    match record["type"]:
        case "Base":
            return bool(record.get("operator"))
        case "ArmsTransfer":
            return bool(record.get("supplier") and record.get("recipient"))
        case "Role":
            return bool(record.get("of"))
        case _:
            return len(sides(record)) >= PAIR


@dataclass(frozen=True)
class Calibration:
    """Weights of the features, by type of record; a type without weights keeps the evidence's own confidence."""

    weights: Mapping[str, Mapping[str, float]]

    def floor(self, kind: str) -> float:
        """Return the confidence from which records of a type are listed unless another is asked for."""
        return self.weights.get(kind, {}).get(FLOOR, LIKELY)

    def chance(self, record: Record, kin: Kin) -> float:
        """Return the chance that the record, one of its kin, is right."""
        own = self.weights.get(str(record["type"]))
        if own is None:
            return float(record["confidence"])
        total = sum(own.get(name, 0.0) * value for name, value in features(record, kin).items())
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
