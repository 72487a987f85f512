"""What the server itself is made of, in one short name: pages change with it although the graph does not."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from kg.ontology import FOLDER

PATTERNS = ("*.py", "templates/*", "queries/*.rq", "static/*.*", "static/vendor/manifest.json")


def files() -> list[Path]:
    """Return the program's files, and those of the ontology that it serves."""
    own = Path(__file__).parent
    paths = [*(path for pattern in PATTERNS for path in own.glob(pattern)), *FOLDER.rglob("*.ttl")]
    return sorted(path for path in paths if path.is_file())


@cache
def released() -> float:
    """Return when the newest of these files was written, in seconds of the epoch."""
    return max(path.stat().st_mtime for path in files())


@cache
def release() -> str:
    """Return a hash of these files."""
    found = hashlib.blake2b(digest_size=4)
    for path in files():
        found.update(path.read_bytes())
    return found.hexdigest()
