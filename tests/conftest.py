"""The files that take longest begin first: a worker takes whole files, and none should end long after the others."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
LONGEST = (
    "browser/test_query_page.py", "e2e/test_commands.py", "docs/test_sessions.py", "browser/test_hostile.py", "ontology/test_inference.py",
    "browser/test_browser.py", "server/test_writes.py", "ontology/test_checks.py", "server/test_clients.py", "ontology/test_owlapi.py",
    "server/test_conformance.py", "ontology/test_logistics_hub.py", "server/test_description.py", "ontology/test_open_from_url.py",
    "server/test_pages.py", "server/test_hardening.py", "ontology/test_leaks.py", "server/test_generations.py", "e2e/test_bad_ontology.py",
    "server/test_resource.py", "server/test_attacks.py", "server/test_fuzz.py",
)  # fmt: skip
"""Those that wait (for a browser, a registry, a server) and those that calculate (Java, builds) by turns."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {HERE / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))
