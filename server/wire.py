"""Messages between a web process and a query worker: a JSON header, its bytes, sometimes an open file."""

from __future__ import annotations

import json
import os
import socket
import struct
from dataclasses import dataclass
from typing import Any

SIZES = struct.Struct("!IQ")
ENCODE, DECODE = json.JSONEncoder().encode, json.JSONDecoder().raw_decode
CHUNK = 256 * 1024
FIRST = 32 * 1024
"""Bytes of the first read, in which most messages come whole."""

Header = dict[str, Any]


class Hangup(Exception):
    """The other side is gone: a worker that was stopped, or a web process that ended."""


@dataclass(frozen=True, slots=True)
class Message:
    """What came over the channel; a result too large for it comes as an open file instead of bytes."""

    header: Header
    body: bytes = b""
    file: int | None = None


def send(channel: socket.socket, header: Header, body: bytes = b"", file: int | None = None) -> None:
    """Send one message."""
    text = ENCODE(header).encode()
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
        got, files, _, _ = socket.recv_fds(channel, FIRST, 1)
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
    return Message(DECODE(got[SIZES.size : end].decode())[0], got[end:], files[0] if files else None)


def _filled(channel: socket.socket, begun: bytes, size: int) -> bytes:
    got = bytearray(begun)
    while len(got) < size:
        data = channel.recv(min(CHUNK, size - len(got)))
        if not data:
            raise Hangup("the channel ended")
        got += data
    return bytes(got)
