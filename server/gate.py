"""The server's outermost part: granian's asynchronous protocol in front of the WSGI application.

Bodies are read here under a deadline, and long results leave as files, so that a client that drips or never reads
costs a connection, not a thread. Short queries, and what is remembered, are answered without a thread at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from server.admission import Busy
from server.engine import Answer, Engine
from server.front import Asked, Front
from server.problems import EXPLAINED, TooSlow
from server.request import TooLong
from server.watch import Watch

LOG = logging.getLogger("communique.server")
THREADS = 256
PENDING = 400
WITH_BODY = ("POST", "PUT", "PATCH", "QUERY", "DELETE")
SHORT = 8 * 1024
"""Characters of a request, and bytes of an answer to be compressed, up to which the event loop handles them itself."""
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Ready:
    """An answer that is ready to be sent."""

    status: int
    headers: Headers
    body: bytes = b""
    file: Answer | None = None


class Call:
    """One call of the WSGI application: the request, and what the application says."""

    def __init__(self, scope: Any, body: bytes) -> None:
        self.environ = environment(scope, body)
        self._status = 500
        self._headers: Headers = []

    @property
    def short(self) -> bool:
        """Tell whether reading the request takes no time worth a thread."""
        environ = self.environ
        given = len(environ["QUERY_STRING"]) + len(environ.get("HTTP_ACCEPT", ""))
        return given + int(environ["CONTENT_LENGTH"]) <= SHORT

    def start(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        """Take status and headers, as WSGI has it."""
        self._status, self._headers = int(status[:3]), headers
        return lambda data: None

    def close(self) -> None:
        """Let the request be counted: its answer is on the way."""
        self.environ["communique.visit"].close()

    def ready(self, made: Iterable[bytes]) -> Ready:
        """Gather the answer that the application has made."""
        file: Answer | None = self.environ.get("communique.file")
        try:
            body = b"" if file else b"".join(made)
        finally:
            if (close := getattr(made, "close", None)) and not file:
                close()
        return Ready(self._status, self._headers, body, file)


class Gate:
    """The RSGI application around the WSGI application."""

    def __init__(self, front: Front, engine: Engine) -> None:
        self._front = front
        self._engine = engine
        self._settings = engine.settings
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="view")
        self._pending = 0
        self._held = 0
        self._watch: Watch | None = None

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):  # the client has gone
            await self._answer(scope, proto)

    async def _answer(self, scope: Any, proto: Any) -> None:
        length = 0
        try:
            body = b""
            if scope.method in WITH_BODY or _has_body(scope):
                async with asyncio.timeout(self._settings.body_timeout):
                    body = await self._body(scope, proto)
                length = len(body)
                self._held += length
            if scope.method not in WITH_BODY:
                body = b""  # read all the same: a body left unread breaks the connection off
            call = Call(scope, body)
            await self._send(await self._ready(call), proto, call)
        except (TimeoutError, TooLong, Busy) as error:
            refused = TooSlow("The request came too slowly.") if isinstance(error, TimeoutError) else error
            call = Call(scope, b"")
            await self._send(call.ready(self._front.refused(call.environ, call.start, refused)), proto, call)
        finally:
            self._held -= length

    async def _body(self, scope: Any, proto: Any) -> bytes:
        """Read the body, as much of it as we take."""
        limit = self._settings.upload_limit
        announced = scope.headers.get("content-length") or "0"
        if announced.isascii() and announced.isdigit() and int(announced) > limit:
            raise TooLong(f"The body has {int(announced) >> 20} MB; this server takes {limit >> 20}.")
        parts, size = [], 0
        async for part in proto:
            parts.append(part)
            size += len(part)
            if size > limit:
                raise TooLong(f"The body is longer than the {limit >> 20} MB that this server takes.")
            if self._held + size > 4 * limit:
                raise Busy("Others are uploading; come back later.")
        return b"".join(parts)

    async def _ready(self, call: Call) -> Ready:
        """Answer at once, when a worker has answered, or in a thread."""
        if not call.short:
            return await self._in_thread(lambda: call.ready(self._front(call.environ, call.start)))
        begun = self._front.begin(call.environ, call.start)
        if begun is None:
            return await self._in_thread(lambda: call.ready(self._front.behind(call.environ)))
        return await self._asked(begun, call) if isinstance(begun, Asked) else call.ready(begun)

    async def _asked(self, asked: Asked, call: Call) -> Ready:
        outcome: Answer | Exception
        try:
            outcome = await self._engine.run_soon(asked.query, asked.request.client, self._threads)
        except EXPLAINED as error:
            outcome = error
        if isinstance(outcome, Exception) or (outcome.file is None and (outcome.size <= SHORT or not asked.zipped)):
            return call.ready(self._front.end(asked, outcome))
        try:  # it is to be read from a file, or compressed
            return await self._in_thread(lambda: call.ready(self._front.end(asked, outcome)))
        except Busy:
            outcome.close()
            raise

    async def _in_thread(self, work: Callable[[], Ready]) -> Ready:
        if self._pending >= PENDING:
            raise Busy("Too many requests at once; come back later.")
        self._pending += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._pending -= 1

    async def _send(self, ready: Ready, proto: Any, call: Call) -> None:
        if ready.file is None or ready.file.file is None:
            proto.response_bytes(ready.status, ready.headers, ready.body)
            call.close()
            return
        handle, ready.file.file = ready.file.file, None
        name = f"/proc/self/fd/{handle}"  # granian opens it again and reads at the pace of the client
        try:
            self._watch = self._watch or Watch()
            with self._watch.on(name) as news:
                proto.response_file(ready.status, ready.headers, name)
                call.close()
                await news.closed(self._settings.send_timeout)
        except TimeoutError:
            os.ftruncate(handle, 0)  # who has not read it by now gets no more of it, and the disk has its space back
        finally:
            os.close(handle)


def _has_body(scope: Any) -> bool:
    """Tell whether the request announces a body, whatever its method."""
    return (scope.headers.get("content-length") or "0") != "0" or scope.headers.get("transfer-encoding") is not None


def environment(scope: Any, body: bytes) -> dict[str, Any]:
    """Return the request as WSGI has it."""
    client, _, port = scope.client.rpartition(":")
    host, _, own_port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": port,
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": own_port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if key := variable(name):
            known = environ.get(key)
            environ[key] = f"{known}, {value}" if known else value
    return environ


@lru_cache(1024)
def variable(header: str) -> str:
    """Return the name of a header in WSGI; nothing for those of a body that has been read."""
    key = header.upper().replace("-", "_")
    if key in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
        return ""
    return key if key == "CONTENT_TYPE" else f"HTTP_{key}"
