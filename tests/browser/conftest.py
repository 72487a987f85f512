"""The browser reads the stores of the server's tests; each is built once for a session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.server.conftest import hostile_store, site_store

__all__ = ["hostile_store", "site_store"]

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@dataclass
class Seen:
    """What went wrong while a page was open, and whom it called."""

    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@pytest.fixture(scope="session")
def address(site_store: Path) -> Iterator[str]:
    from tests.browser import chromium

    with chromium.serving(site_store) as found:
        yield found


@pytest.fixture(scope="session")
def opened() -> Iterator[Browser]:
    from tests.browser import chromium

    with chromium.browser() as found:
        yield found


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def page(opened: Browser, seen: Seen, address: str) -> Iterator[Page]:
    """A fresh page, which must end without an error and without a call to another host."""
    from tests.browser import chromium

    context = opened.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(chromium.PATIENT)
    page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on(
        "request",
        lambda asked: seen.hosts.add(asked.url.split("/")[2]) if asked.url.startswith("http") else None,
    )
    yield page
    context.close()
    # A page that is not there, or no longer, is an error to the console, but not of ours.
    assert [error for error in seen.errors if not re.search("status of (400|404|410)", error)] == []
    assert seen.hosts <= {address.split("/")[2]}
