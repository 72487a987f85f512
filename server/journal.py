"""Writes kept on disk before they are acknowledged, and applied again to whatever generation is served."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError


@dataclass(frozen=True, slots=True)
class Write:
    """One change of the graph as it was asked for.

    ``kind`` is ``update`` (``text`` is SPARQL), ``put``, ``post`` or ``delete`` (of ``graph``, "" being the default
    graph, with ``text`` in the RDF syntax ``media``), or ``delta``: N-Quads to delete, a form feed, N-Quads to add.
    """

    kind: str
    text: str = ""
    graph: str = ""
    media: str = ""
    base: str = ""


class Journal:
    """The file of writes; its lock makes whoever holds it the only writer."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only writer."""
        with self.path.with_suffix(".lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @property
    def size(self) -> int:
        """Bytes of all writes so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def written(self) -> float:
        """When the last write was made, in seconds of the epoch; 0 before the first."""
        return self.path.stat().st_mtime if self.size else 0.0

    def read(self, after: int = 0, mend: bool = True) -> list[Write]:
        """Return the writes after the first so many.

        A half-written last line was never acknowledged; it is cut off by ``mend``, for which the lock must be
        held: otherwise the line may be one that is just being written.

        Raises:
            StoreError: a line before the last is damaged.

        """
        if not self.path.exists():
            return []
        writes: list[Write] = []
        with self.path.open("r+b") as file:
            good = 0
            for number, line in enumerate(file, 1):
                write = _parse(line)
                if write is None:
                    if file.read(1):
                        raise StoreError(f"{self.path}: line {number} is damaged; restore it from a backup")
                    if mend:
                        file.truncate(good)
                    break
                good += len(line)
                writes.append(write)
        return writes[after:]

    def append(self, write: Write) -> None:
        """Write one line and wait until the disk has it; on failure the journal is as before."""
        text = json.dumps(dataclasses.asdict(write)).encode()
        line = hashlib.sha256(text).hexdigest().encode() + b" " + text + b"\n"
        fresh = not self.path.exists()
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(handle).st_size
            try:
                _write_all(handle, line)
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)
        if fresh:
            _sync_folder(self.path.parent)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _parse(line: bytes) -> Write | None:
    digest, _, text = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or hashlib.sha256(text).hexdigest().encode() != digest:
        return None
    return Write(**json.loads(text))
