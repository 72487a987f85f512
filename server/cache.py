"""Answers remembered for as long as the graph stays as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole answer, ready to be sent."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def weight(self) -> int:
        """Bytes that the entry takes, roughly."""
        return len(self.body) + 1024


class Cache:
    """The most recently used answers, as many as fit; the generation is part of each key."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held = 0
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()

    def get(self, key: Hashable) -> Entry | None:
        """Return the answer, if it is remembered."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: Hashable, entry: Entry) -> None:
        """Remember an answer, forgetting those that were not used for longest."""
        if entry.weight > self._size:
            return
        with self._lock:
            if old := self._entries.pop(key, None):
                self._held -= old.weight
            self._entries[key] = entry
            self._held += entry.weight
            while self._held > self._size:
                _, gone = self._entries.popitem(last=False)
                self._held -= gone.weight
