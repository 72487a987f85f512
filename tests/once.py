"""What is dear to make is made once for all workers of a run; whoever needs it gets a copy of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Let ``make`` fill a folder, if no worker has yet; return a copy of it."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # each worker has a folder in that of the run
    made, draft = base / f"once-{name}", base / f"once-{name}.draft"
    with (base / f"once-{name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(draft, ignore_errors=True)  # of a worker that failed at it
            draft.mkdir()
            make(draft)
            draft.rename(made)
    return Path(shutil.copytree(made, factory.mktemp(name) / "copy", symlinks=True))
