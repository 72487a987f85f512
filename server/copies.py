"""How much of the shared graph a worker has copied.

A fork shares the graph's memory until it writes there, and reading writes: the store counts who refers to what it hands
out. A query over the whole graph comes to copy some six tenths of it, which no limit of memory counts.
"""

from __future__ import annotations

import os
import resource
from pathlib import Path

from server.settings import PROCESSES, Settings

LOADED = 2.2
"""Bytes of memory that the graph takes for each byte of its store folder."""
COPIED = 0.6
"""Part of it that one query may come to copy."""
STEP = 8 * 1024 * 1024
"""Bytes of new pages after which it is worth some milliseconds to look again."""


class Copies:
    """What this process holds for itself, as far as it has changed since that was told last."""

    def __init__(self) -> None:
        self._met = _met()

    def news(self) -> dict[str, int]:
        """Return the bytes under ``copied`` if many pages have come; else nothing."""
        if (met := _met()) - self._met < STEP:
            return {}
        self._met = met
        return {"copied": _private()}


def _private() -> int:
    """Return the bytes of memory that this process shares with no other."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


def needed(stored: int, settings: Settings) -> int:
    """Return the bytes that a graph of so many in its store folder may need.

    That is when all workers are at work over the whole of it, and as many idle ones have been.
    """
    graph = stored * LOADED
    copied = graph * COPIED * (settings.fast_workers + settings.slow_workers)
    return int(graph + PROCESSES * (copied + min(copied, settings.warm_memory)))


def allowed(settings: Settings) -> int:
    """Return the bytes that the graph may take with all that is copied of it."""
    return settings.memory_limit or os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2


def _met() -> int:
    """Bytes of all pages that this process has ever made its own."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize()
