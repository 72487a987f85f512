"""Hostile names in every kind of page, in a real Chromium: no page breaks, no script runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="the tests need Playwright's Python package")

from playwright.sync_api import Browser, expect

from tests.browser import chromium
from tests.server.graph import HOSTILE, HOSTILE_KINDS

pytestmark = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "there is a browser")


HOSTILE_PAGES = [
    *(f"/page/base/hostile-{at}" for at in range(len(HOSTILE))),
    *(f"/page/{kind}/hostile" for kind in HOSTILE_KINDS),
    *(f"/page/claim/hostile-{at}" for at in (1, 4, 5, 6, 7)),
    "/page/document/hostile", "/page/state/AZE", "/pair/AZE/TUR", "/hosting", "/browse", "/search?q=long", "/search?q=emoji", "/",
    "/search?q=" + "x" * 2_000, "/id/" + "y" * 2_000, "/query?query=" + "z" * 2_000,
]  # fmt: skip
OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth, out = [];
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect();
    if (box.width && (box.right > wide + 1 || box.left < -1) && !one.closest(".scroll, .hidden, .skip, .sprite, .core, svg, pre, table.result, #yasgui, .canvas"))
      out.push(one.tagName + "." + one.className + ": " + one.textContent.slice(0, 40));
  }
  return out.slice(0, 3);
}"""
"""Elements that stand out of the page to the left or right; what scrolls within itself may."""


@pytest.fixture(scope="session")
def hostile_address(hostile_store: Path) -> Iterator[str]:
    with chromium.serving(hostile_store) as found:
        yield found


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_names_do_not_break_the_page(opened: Browser, hostile_address: str, width: int) -> None:
    context = opened.new_context(base_url=hostile_address, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.set_default_timeout(chromium.PATIENT)
    for path in HOSTILE_PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(OUTSIDE) == [], path
        head = page.locator("h1").bounding_box()
        assert head and head["height"] < 500, f"{path[:60]}: the heading fills the page"
        assert page.evaluate("document.documentElement.scrollHeight") < 60_000, path
        direction = "getComputedStyle(document.querySelector('footer p')).direction"
        assert page.evaluate(direction) == "ltr", path
    context.close()


def test_hostile_names_run_no_script(opened: Browser, hostile_address: str) -> None:
    context = opened.new_context(base_url=hostile_address)
    page = context.new_page()
    raised: list[str] = []
    page.on("dialog", lambda dialog: (raised.append(dialog.message), dialog.dismiss()))
    for path in HOSTILE_PAGES:
        page.goto(path, wait_until="networkidle")
    page.goto("/")
    page.locator("#q").press_sequentially("script")
    expect(page.get_by_role("option").first).to_be_visible()
    context.close()
    assert raised == []


def test_marks_of_direction_turn_nothing_around_them(opened: Browser, hostile_address: str) -> None:
    """The words after a name that turns the direction stand to its right, in the list as on its page."""
    context = opened.new_context(base_url=hostile_address)
    page = context.new_page()
    page.goto("/page/document/hostile")
    order = page.evaluate(
        """() => [...document.querySelectorAll(".sentence")].map((one) => {
          const own = one.querySelector("bdi").getBoundingClientRect(), mark = one.querySelector("sup").getBoundingClientRect();
          return mark.left >= own.left; })"""
    )
    assert order and all(order)
    context.close()
