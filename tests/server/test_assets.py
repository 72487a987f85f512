"""Scripts from the npm registry, by lock file and integrity, and from nowhere else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from server import assets
from server.worldmap import world

ROOT = Path(__file__).parents[2]
LOCK = json.loads((ROOT / "package-lock.json").read_text())
needs_build = pytest.mark.skipif(
    not assets.built(), reason="server/static/vendor was not built (python -m server.assets)"
)


def test_every_locked_package_has_its_integrity_and_no_host() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert packages
    assert [
        name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")
    ] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


@needs_build
def test_built_files_are_named_by_their_content() -> None:
    for name, hashed in assets.built().items():
        content = (assets.VENDOR / hashed).read_bytes()
        assert hashlib.sha256(content).hexdigest()[:12] in hashed, name


@needs_build
def test_points_lie_on_the_shapes() -> None:
    earth = world()
    assert earth
    x, y = earth.project(49.89, 40.38)
    left, top, right, bottom = earth.shapes["AZE"].box
    assert left - 1 <= x <= right + 1
    assert top - 1 <= y <= bottom + 1


def test_own_files_change_their_address_with_their_content() -> None:
    digest = hashlib.sha256((assets.STATIC / "site.css").read_bytes()).hexdigest()[:12]
    assert assets.address("site.css") == f"site.css?v={digest}"
