"""Messages between a web process and a query worker: a header, its bytes, sometimes an open file.

Both ends are processes of one server that run the same Python, so headers go in its own notation, ``marshal``, which
is five times as fast as JSON. It must not be read from strangers; what they sent is in it as text only.
"""

from __future__ import annotations

import marshal
import os
import socket
import struct
from typing import Any, NamedTuple

SIZES = struct.Struct("!IQ")
HANDLE = struct.Struct("=i")
ROOM = socket.CMSG_SPACE(HANDLE.size)
CHUNK = 256 * 1024
FIRST = 32 * 1024
"""Bytes of the first read, in which most messages come whole."""

Header = dict[str, Any]


class Hangup(Exception):
    """The other side is gone: a worker that was stopped, or a web process that ended."""


class Message(NamedTuple):
    """What came over the channel; a result too large for it comes as an open file instead of bytes."""

    header: Header
    body: bytes = b""
    file: int | None = None


def send(channel: socket.socket, header: Header, body: bytes = b"", file: int | None = None) -> None:
    """Send one message."""
    text = marshal.dumps(header)
    head = SIZES.pack(len(text), len(body)) + text
    try:
        if file is not None:
            socket.send_fds(channel, [head], [file])
        elif len(body) < CHUNK:
            channel.sendall(head + body)
        else:
            channel.sendall(head)
            channel.sendall(body)
    except OSError as error:
        raise Hangup(str(error)) from error


def receive(channel: socket.socket) -> Message:
    """Wait for one message.

    Raises:
        Hangup: the channel ends before the message does.

    """
    files: list[int] = []
    try:
        got, extra, _, _ = channel.recvmsg(FIRST, ROOM)
        files = [HANDLE.unpack(data)[0] for _, _, data in extra]
        if len(got) < SIZES.size:
            got = _filled(channel, got, SIZES.size)
        head, size = SIZES.unpack_from(got)
        end = SIZES.size + head
        if len(got) < end + size:
            got = _filled(channel, got, end + size)
    except (OSError, Hangup) as error:
        for file in files:
            os.close(file)
        raise Hangup(str(error)) from error
    return Message(marshal.loads(got[SIZES.size : end]), got[end:], files[0] if files else None)


def _filled(channel: socket.socket, begun: bytes, size: int) -> bytes:
    got = bytearray(begun)
    while len(got) < size:
        data = channel.recv(min(CHUNK, size - len(got)))
        if not data:
            raise Hangup("the channel ended")
        got += data
    return bytes(got)
