"""What the server itself is made of, in one short name: pages change with it although the graph does not."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from kg.ontology import FOLDER

PATTERNS = ("*.py", "templates/*", "queries/*.rq", "static/*.*", "static/vendor/manifest.json")


@cache
def release() -> str:
    """Return a hash of the program's files and of the ontology that it serves."""
    own = Path(__file__).parent
    paths = [*(path for pattern in PATTERNS for path in own.glob(pattern)), *FOLDER.rglob("*.ttl")]
    found = hashlib.blake2b(digest_size=4)
    for path in sorted(path for path in paths if path.is_file()):
        found.update(path.read_bytes())
    return found.hexdigest()
