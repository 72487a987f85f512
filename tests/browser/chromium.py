"""Debian's Chromium, driven by Playwright, and a server on a free port of this machine."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from server.app import create_app
from server.settings import Settings

PATIENT = 60_000
"""Milliseconds that a page may take on a machine that is busy: what is slow is measured elsewhere."""
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
EXECUTABLE = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing() -> str:
    """Say why there is no browser here, or nothing when there is one."""
    return "" if Path(EXECUTABLE).exists() else "no Chromium on this machine: apt-get install chromium"


@contextmanager
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENT)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        try:
            yield opened
        finally:
            opened.close()


def grave(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds serious or worse on the whole page, with an element that has it."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found["violations"] if one["impact"] in ("serious", "critical")]


@contextmanager
def serving(store: Path, prefix: str = "", **settings: object) -> Iterator[str]:
    """Serve a store on the loopback interface, below a prefix as behind a proxy; yield the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(Settings(store=store, **{"deadline": 60.0, **settings}))  # type: ignore[arg-type]
    mounted = DispatcherMiddleware(NotFound(), {prefix: app}) if prefix else app
    server = make_server("127.0.0.1", port, mounted, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
