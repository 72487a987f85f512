"""Logs for machines: one JSON object a line on standard error."""

from __future__ import annotations

import json
import logging
import sys
import time
from functools import lru_cache

from pythonjsonlogger.json import JsonFormatter

ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def line(logger: logging.Logger, level: int, message: str, about: dict[str, str | float]) -> None:
    """Write one line past the machinery of logging, in a fifth of its time: for what is written of every request."""
    if not logger.isEnabledFor(level):
        return
    now = time.time()
    head = f'"time": "{_second(int(now))},{int(now % 1 * 1000):03}", "level": "{logging.getLevelName(level)}"'
    rest = ", ".join([f'"{name}": {_value(value)}' for name, value in about.items()])
    sys.stderr.write(f'{{{head}, "logger": "{logger.name}", "message": "{message}", {rest}}}\n')


def _value(value: str | float) -> str:
    return ENCODE(value) if isinstance(value, str) else repr(value)


@lru_cache(2)
def _second(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


def configure(level: int = logging.INFO) -> None:
    """Send the server's loggers to standard error; a second call changes nothing."""
    logger = logging.getLogger("communique")
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    names = {"levelname": "level", "asctime": "time", "name": "logger"}
    handler.setFormatter(JsonFormatter("{asctime}{levelname}{name}{message}", style="{", rename_fields=names))
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
