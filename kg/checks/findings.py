"""What a check has found: in which file, about which term, and why it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is: an error refuses the build, a warning does not, a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a check has to say."""

    level: Level
    file: str
    """Path below the ontology folder, or the store that was judged."""
    term: str
    """Local name or IRI, or line and column; empty when the whole file is meant."""
    reason: str
    check: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.term}" if self.term else self.file
        return f"{place}: {self.reason}"
