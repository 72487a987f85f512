"""A benchmark that is told to end takes its servers with it, as one that is interrupted from the keyboard does."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unwinding() -> Iterator[None]:
    """Let SIGTERM leave the block like an exception, so that whatever was entered in it is left."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)
