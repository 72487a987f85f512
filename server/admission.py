"""Who may run a query now: a bounded number at a time, fair between clients, the rest in a bounded queue."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict, deque
from typing import Protocol


class Busy(Exception):
    """There are more queries than the server takes on; the client should come back later."""


class Turn(Protocol):
    """What somebody waits for: a thread for an event, a coroutine for a call of its loop."""

    def set(self) -> None:
        """Say that the turn has come, from any thread."""

    def is_set(self) -> bool:
        """Tell whether it has come."""


class Call:
    """A turn that a coroutine waits for."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._come = False
        self._called = asyncio.Event()

    def set(self) -> None:
        """Say that the turn has come, from any thread."""
        self._come = True
        self._loop.call_soon_threadsafe(self._called.set)

    def is_set(self) -> bool:
        """Tell whether it has come."""
        return self._come

    async def wait(self, seconds: float) -> bool:
        """Wait so long for it; tell whether it came."""
        try:
            async with asyncio.timeout(seconds):
                await self._called.wait()
        except TimeoutError:
            return False
        return True


class Gate:
    """Lets a number of queries in at a time; those who wait are let in by turns of their clients."""

    def __init__(self, places: int, queue_limit: int) -> None:
        self._free = places
        self._queue_limit = queue_limit
        self._lock = threading.Lock()
        self._queues: OrderedDict[str, deque[Turn]] = OrderedDict()
        self._waiting = 0

    def try_enter(self) -> bool:
        """Take a place if one is free and nobody waits for it."""
        with self._lock:
            if self._free and not self._waiting:
                self._free -= 1
                return True
            return False

    def enter(self, client: str, patience: float) -> None:
        """Take a place, waiting for it in the client's queue.

        Raises:
            Busy: the queue is full, or no place came free in time.

        """
        if self.try_enter():
            return
        turn = threading.Event()
        self._line_up(client, turn)
        if not turn.wait(patience) and not self._withdraw(client, turn):
            raise Busy(f"No worker came free within {patience:g} seconds.")

    async def enter_soon(self, client: str, patience: float) -> None:
        """Take a place as ``enter`` does, without holding a thread meanwhile.

        Raises:
            Busy: the queue is full, or no place came free in time.

        """
        if self.try_enter():
            return
        turn = Call()
        self._line_up(client, turn)
        try:
            in_time = await turn.wait(patience)
        except asyncio.CancelledError:
            if self._withdraw(client, turn):
                self.leave()
            raise
        if not in_time and not self._withdraw(client, turn):
            raise Busy(f"No worker came free within {patience:g} seconds.")

    def _line_up(self, client: str, turn: Turn) -> None:
        with self._lock:
            if len(self._queues.get(client, ())) >= self._share(client):
                raise Busy("Too many queries are waiting.")
            self._queues.setdefault(client, deque()).append(turn)
            self._waiting += 1
            self._admit()

    def leave(self) -> None:
        """Give the place back."""
        with self._lock:
            self._free += 1
            self._admit()

    def _share(self, client: str) -> int:
        """Return how many may wait for this client: whoever fills the queue leaves room for those who come."""
        clients = len(self._queues) + (client not in self._queues)
        return max(1, self._queue_limit // clients) if self._waiting < 2 * self._queue_limit else 0

    def _admit(self) -> None:
        while self._free and self._queues:
            client, queue = self._queues.popitem(last=False)
            queue.popleft().set()
            if queue:
                self._queues[client] = queue  # to the end of the line of clients
            self._free -= 1
            self._waiting -= 1

    def _withdraw(self, client: str, turn: Turn) -> bool:
        """Stop waiting; tell whether the turn came at the last moment."""
        with self._lock:
            if turn.is_set():
                return True
            self._queues[client].remove(turn)
            if not self._queues[client]:
                del self._queues[client]
            self._waiting -= 1
            return False


class Place:
    """A place in a lane, given back once: early, or at the end of the block."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._held = False

    def __enter__(self) -> Place:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def enter(self, client: str, patience: float) -> None:
        """Take the place, or raise ``Busy``."""
        self._gate.enter(client, patience)
        self._held = True

    async def enter_soon(self, client: str, patience: float) -> None:
        """Take the place, or raise ``Busy``, without holding a thread meanwhile."""
        await self._gate.enter_soon(client, patience)
        self._held = True

    def leave(self) -> None:
        """Give it back, if it is held."""
        if self._held:
            self._held = False
            self._gate.leave()


class Clients:
    """Counts what each client has running or waiting."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}

    def enter(self, client: str) -> None:
        """Count one query more of the client.

        Raises:
            Busy: the client has as many as it may have.

        """
        with self._lock:
            count = self._counts.get(client, 0)
            if count >= self._limit:
                raise Busy(f"You have {count} queries running or waiting; wait for one to end.")
            self._counts[client] = count + 1

    def leave(self, client: str) -> None:
        """Count one query less."""
        with self._lock:
            self._counts[client] -= 1
            if not self._counts[client]:
                del self._counts[client]


class Remembered:
    """The most recent of some keys, such as queries known to run long."""

    def __init__(self, size: int, seconds: float) -> None:
        self._size, self._seconds = size, seconds
        self._lock = threading.Lock()
        self._keys: OrderedDict[int, float] = OrderedDict()

    def add(self, key: int) -> None:
        """Remember a key."""
        with self._lock:
            self._keys.pop(key, None)
            self._keys[key] = time.monotonic() + self._seconds
            if len(self._keys) > self._size:
                self._keys.popitem(last=False)

    def discard(self, key: int) -> None:
        """Forget a key."""
        with self._lock:
            self._keys.pop(key, None)

    def __len__(self) -> int:
        """Return how many are remembered, the outdated among them."""
        return len(self._keys)

    def __contains__(self, key: int) -> bool:
        return self._keys.get(key, 0.0) > time.monotonic()
