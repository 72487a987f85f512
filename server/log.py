"""Logs for machines: one JSON object a line on standard error."""

from __future__ import annotations

import logging
import sys

from pythonjsonlogger.json import JsonFormatter


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
