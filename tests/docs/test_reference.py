"""The reference knows every command, option, setting and address, since it is written from them."""

from __future__ import annotations

import dataclasses

from server.settings import Settings
from tests.docs.reference import FILE, document


def test_the_reference_is_what_the_program_would_write() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "python -m tests.docs.reference writes it anew"


def test_it_tells_of_commands_settings_and_addresses() -> None:
    text = document()
    for name in ("build", "serve", "docs", "records", "check", "evaluate"):
        assert f"### communique {name}\n" in text
    assert all(f"| `{field.name}` |" in text for field in dataclasses.fields(Settings))
    assert all(f"| `{address}`" in text for address in ("/sparql", "/graph", "/healthz", "/id/<path:path>", "/"))
