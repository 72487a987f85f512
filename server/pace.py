"""How often a second something costly may be done; what comes more often does without."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Pace:
    """A number of turns that is filled up anew each second."""

    turns: int
    clock: Callable[[], float] = time.monotonic
    _second: float = 0.0
    _left: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """Take a turn, if one is left in this second."""
        with self._lock:
            second = int(self.clock())
            if second != self._second:
                self._second, self._left = second, self.turns
            self._left -= 1
            return self._left >= 0
