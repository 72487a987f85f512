"""What a run can be told: one frozen value, handed in, never global."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.ontology import FOLDER


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how careful a build is."""

    store: Path = Path("data")
    """The data folder: generations and the link to the current one."""
    ontology: Path = FOLDER
    """The folder of Turtle files that the program obeys."""
    keep: int = 5
    """How many generations stay when older ones are pruned."""
    shapes: str = "none"
    """How much of a build SHACL judges: none, sample or full."""
    longest: int = 2_000_000
    """Articles of more characters than this are refused."""
    threshold: float = 0.0
    """Facts of less confidence than this are left out of the graph."""
