"""Files that another part of this process opens and closes by itself: told when it has."""

from __future__ import annotations

import asyncio
import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager

LIBC = ctypes.CDLL(None, use_errno=True)
IN_CLOSE_NOWRITE, IN_OPEN = 0x10, 0x20
EVENT = struct.Struct("=iIII")
BEGIN = 10.0
"""Seconds in which a file that is to be read must have been opened; else its reader had gone before."""


class News:
    """What is heard of one file."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._heard = {kind: loop.create_future() for kind in (IN_OPEN, IN_CLOSE_NOWRITE)}

    def hear(self, mask: int) -> None:
        """Take what the kernel tells."""
        for kind, come in self._heard.items():
            if mask & kind and not come.done():
                come.set_result(None)

    async def closed(self, seconds: float) -> None:
        """Wait until the file's only reader has closed it.

        Raises:
            TimeoutError: it has not, after so many seconds; or nobody has opened it.

        """
        async with asyncio.timeout(BEGIN):
            await self._heard[IN_OPEN]
        async with asyncio.timeout(seconds):
            await self._heard[IN_CLOSE_NOWRITE]


class Watch:
    """The kernel's news of files, heard by the event loop in which the watch was made.

    Granian opens a result by its name and does not say when it has done with it, or whether it ever will.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._news: dict[int, News] = {}
        self._handle = LIBC.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if self._handle < 0:
            raise OSError(ctypes.get_errno(), "this kernel has no news of files")
        self._loop.add_reader(self._handle, self._hear)

    def _hear(self) -> None:
        told = os.read(self._handle, 64 * 1024)
        for at in range(0, len(told), EVENT.size):
            number, mask, _, _ = EVENT.unpack_from(told, at)
            if news := self._news.get(number):
                news.hear(mask)

    @contextmanager
    def on(self, name: str) -> Iterator[News]:
        """Watch a file, from before its reader learns its name."""
        number = int(LIBC.inotify_add_watch(self._handle, name.encode(), IN_OPEN | IN_CLOSE_NOWRITE))
        if number < 0:
            raise OSError(ctypes.get_errno(), "too many files are watched", name)
        self._news[number] = News(self._loop)
        try:
            yield self._news[number]
        finally:
            del self._news[number]
            LIBC.inotify_rm_watch(self._handle, number)
