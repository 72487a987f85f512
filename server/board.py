"""What all processes of a server see at a glance: which state of the graph is served, and by whom."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

SIZE = 4096
FIELDS = struct.Struct("=QQQd")
NUMBER = struct.Struct("=Q")
NAME = 64
SLOTS = (SIZE - 64) // NAME


class Board:
    """A page of shared memory; one process writes it at a time (the holder of the journal's lock)."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(SIZE))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), SIZE)
        self._read = (0, "")

    @property
    def number(self) -> int:
        """Count of the states published since the server started; 0 while there is none yet."""
        return int(NUMBER.unpack_from(self._page)[0])

    @property
    def generation(self) -> str:
        """Name of the state: the generation's id and, after writes on top of it, their count."""
        number, name = self._read
        if number != self.number:
            number = self.number
            start = 64 + number % SLOTS * NAME
            name = self._page[start : start + NAME].rstrip(b"\0").decode()
            self._read = (number, name)
        return name

    @property
    def holder(self) -> int:
        """Process that holds the graph and forks workers."""
        return int(FIELDS.unpack_from(self._page)[1])

    @property
    def quads(self) -> int:
        """Number of quads in the graph."""
        return int(FIELDS.unpack_from(self._page)[2])

    @property
    def published(self) -> float:
        """When the state was published, in seconds of the epoch."""
        return float(FIELDS.unpack_from(self._page)[3])

    def publish(self, generation: str, holder: int, quads: int, when: float) -> int:
        """Show a state and since when it stands; readers see the old one or the new one: the number is written last."""
        number = self.number + 1
        name = generation.encode()[:NAME]
        start = 64 + number % SLOTS * NAME
        self._page[start : start + NAME] = name.ljust(NAME, b"\0")
        FIELDS.pack_into(self._page, 0, self.number, holder, quads, when)
        NUMBER.pack_into(self._page, 0, number)
        return number
