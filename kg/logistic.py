"""Chances learned from hand-read articles: weighted features, kept as a table of weights that people can read."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import OntologyError

LEAST, MOST = 0.01, 0.99
Features = Mapping[str, float]


@dataclass(frozen=True)
class Logistic:
    """A logistic regression: weights by feature; what has no weight counts nothing."""

    weights: Mapping[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether anything has been learned."""
        return bool(self.weights)

    def chance(self, features: Features) -> float:
        """Return the chance that a thing with the features is right, never nought nor one."""
        total = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return min(max(1 / (1 + math.exp(-max(min(total, 50.0), -50.0))), LEAST), MOST)


def read_logistic(path: Path) -> Logistic:
    """Read the weights of a file of features and weights; none where there is no such file.

    Raises:
        OntologyError: a line is not feature and weight.

    """
    weights: dict[str, float] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                try:
                    weights[row["feature"]] = float(row["weight"])
                except (KeyError, TypeError, ValueError) as error:
                    raise OntologyError(f"{path}:{number}: {row!r} is not feature and weight") from error
    return Logistic(weights)


def write_logistic(path: Path, model: Logistic) -> None:
    """Write the weights, the heaviest first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["feature", "weight"])
        heaviest = sorted(model.weights.items(), key=lambda item: (-abs(item[1]), item[0]))
        table.writerows([name, f"{weight:.3f}"] for name, weight in heaviest if abs(weight) >= 0.0005)
