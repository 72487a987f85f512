"""A reader's ways through the site, in a real Chromium: by keyboard, by eye in two themes, on paper."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("playwright", reason="the tests need Playwright's Python package")

from playwright.sync_api import Browser, Page, expect

from server import assets
from tests.browser import chromium
from tests.server.graph import POSSIBLE_BASE

pytestmark = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "there is a browser")
needs_scripts = pytest.mark.skipif(
    not assets.built(), reason="server/static/vendor was not built (python -m server.assets)"
)
PROSPECTS = "SELECT ?what ?name WHERE { ?what a <https://w3id.org/defdip/ontology#Prospect> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name }"
CLAIM = "a claim of the article"
PAGES = {
    "start": "/", "state": "/page/state/AZE", "possible base": f"/page/{POSSIBLE_BASE}", "article": "/page/document/seed",
    "agreement": "/page/agreement/shusha-declaration", "hosting": "/hosting", "browse": "/browse", "pair": "/pair/AZE/TUR",
    "claim": CLAIM, "person": "/page/person/recep-tayyip-erdogan", "organisation": "/page/organisation/hurriyet",
    "series": "/page/series/azerbaijan-turkiye-high-level-military-dialogue",
    "meeting": "/page/meeting/azerbaijan-turkiye-high-level-military-dialogue/13", "exercise": "/page/exercise/falcon-shield-2020",
    "transfer": "/page/transfer/tur-bayraktar-aze-ab33d6c7", "merged": "/id/base/merged", "result": "/sparql?query=" + quote(PROSPECTS), "wrong query": "/sparql?query=" + quote("SELECT * WHERE {\n ?s ?p }"),
    "ontology": "/ontology", "reading": "/reading", "search": "/search?q=azer", "query": "/query", "missing": "/id/nobody",
}  # fmt: skip


def visit(page: Page, path: str) -> None:
    """Open a page; that of a claim by way of its article."""
    page.goto("/page/document/denial" if path == CLAIM else path)
    if path == CLAIM:
        page.locator("a.pilcrow").first.click()
        expect(page).to_have_url(re.compile("/page/claim/"))


def test_search_by_keyboard_leads_to_the_thing(page: Page) -> None:
    page.goto("/", wait_until="networkidle")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("azerbaijn", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Azerbaijan")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/page/state/AZE$"))


def test_escape_closes_the_suggestions(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("shus")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()


def test_the_possible_base_leads_to_its_underlined_sentence(page: Page) -> None:
    page.goto("/page/state/AZE")
    page.locator(f'a.is-prospect[href="/page/{POSSIBLE_BASE}"]').first.click()
    expect(page.get_by_text("not known to exist")).to_be_visible()
    page.locator('.notice a[href^="/page/document/seed#s"]').first.click()
    sentence = page.locator(".sentence:target")
    expect(sentence).to_contain_text("might one day open a base")
    expect(sentence).to_be_in_viewport()
    line = sentence.evaluate(
        "element => [getComputedStyle(element).textDecorationLine, getComputedStyle(element).textDecorationStyle]"
    )
    assert line == ["underline", "dashed"]


def test_sentence_and_card_light_up_together(page: Page) -> None:
    page.goto("/page/document/seed")
    page.locator(".sentence").first.hover()
    expect(page.locator(".card.lit")).to_have_count(1)


def test_the_first_key_leads_past_the_head_of_the_page(page: Page) -> None:
    page.goto("/browse")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_the_first_page_is_light(page: Page) -> None:
    """200 kB compressed is the limit of the first page; nothing is in this browser's cache."""
    page.goto("/", wait_until="networkidle")
    sizes = page.evaluate("performance.getEntries().filter((one) => 'encodedBodySize' in one).map((one) => [one.name, one.encodedBodySize])")
    assert len(sizes) > 4
    assert sum(size for _, size in sizes) < 200_000, sizes


def test_a_list_downloads_as_csv(page: Page) -> None:
    page.goto("/page/state/AZE")
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").first.click()
    rows = list(csv.reader(Path(started.value.path()).read_text().splitlines()))
    assert len(rows) > 1


@needs_scripts
def test_the_map_shows_what_exists_in_full_and_what_is_spoken_of_dashed(page: Page) -> None:
    page.goto("/hosting")
    expect(page.locator("svg.map")).to_be_visible()
    dashes = page.locator(".arc.spoken").first.evaluate(
        "element => getComputedStyle(element).strokeDasharray"
    )
    assert dashes != "none"
    assert (
        page.locator(".arc.real").first.evaluate("element => getComputedStyle(element).strokeDasharray")
        == "none"
    )


@needs_scripts
def test_the_small_graph_is_drawn_when_it_comes_into_view(page: Page) -> None:
    page.goto(f"/page/{POSSIBLE_BASE}")
    page.locator("section.graph").scroll_into_view_if_needed()
    expect(page.locator(".canvas[data-drawn]")).to_be_visible()


def test_dark_stays_dark_on_the_next_page(page: Page) -> None:
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.goto("/browse")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark != light


def test_printing_leaves_the_content_and_its_marks(page: Page) -> None:
    page.goto(f"/page/{POSSIBLE_BASE}")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator(".notice")).to_contain_text("possible")
    assert len(page.pdf()) > 5_000


def test_printing_opens_what_is_folded(page: Page) -> None:
    page.goto("/page/state/AZE")
    folded = page.locator("details.background table")
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    assert folded.evaluate("table => table.getBoundingClientRect().height") > 20


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_pages_fit_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    visit(page, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.skipif(not chromium.AXE.exists(), reason="axe-core is not installed (npm ci)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_serious(page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit(page, path)
    page.wait_for_load_state("networkidle")
    if path == "/query" and assets.built():
        expect(page.locator("#yasgui[data-ready]")).to_be_attached()
    assert chromium.grave(page) == []


def test_pages_work_without_javascript(opened: Browser, address: str) -> None:
    context = opened.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#q").fill("shusha")
    page.locator("#q").press("Enter")
    page.get_by_role("link", name="Shusha Declaration").first.click()
    expect(page.locator("h1")).to_have_text("Shusha Declaration")
    expect(page.locator("table.facts").first).to_be_visible()
    context.close()
