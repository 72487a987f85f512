"""A reader's ways through the site, in a real Chromium: by keyboard, by eye in two themes, on paper."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("playwright", reason="the tests need Playwright's Python package")

from playwright.sync_api import Browser, Page, Route, expect

from server import assets
from tests.browser import chromium
from tests.server.graph import HOSTILE, HOSTILE_KINDS, POSSIBLE_BASE

pytestmark = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "there is a browser")
PATIENT = 60_000
"""Milliseconds that a page may take on a machine that is busy: what is slow is measured elsewhere."""
expect.set_options(timeout=PATIENT)
needs_scripts = pytest.mark.skipif(
    not assets.built(), reason="server/static/vendor was not built (python -m server.assets)"
)
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
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


@dataclass
class Seen:
    """What went wrong while a page was open, and whom it called."""

    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@pytest.fixture(scope="session")
def address(site_store: Path) -> Iterator[str]:
    with chromium.serving(site_store) as found:
        yield found


@pytest.fixture(scope="session")
def opened() -> Iterator[Browser]:
    with chromium.browser() as found:
        yield found


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def page(opened: Browser, seen: Seen, address: str) -> Iterator[Page]:
    """A fresh page, which must end without an error and without a call to another host."""
    context = opened.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENT)
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


@needs_scripts
def test_an_example_query_runs_and_its_address_can_be_shared(page: Page) -> None:
    query = "PREFIX dd: <https://w3id.org/defdip/ontology#> SELECT ?base ?host WHERE { ?base a dd:MilitaryBase ; dd:hostState ?host } LIMIT 5"
    page.goto("/query?query=" + quote(query))
    expect(page.locator("#yasgui[data-ready]")).to_be_attached()
    expect(page.locator(".yasr table tbody tr").first).to_be_visible()  # a query that came with the address runs at once
    assert "query=" in page.url
    link = page.locator(".yasr table tbody a").first
    link.hover()
    assert (link.get_attribute("href") or "").startswith("/page/")
    page.get_by_role("button", name="Map").click()
    expect(page.locator(".yasr svg.map .here").first).to_be_attached()
    page.get_by_role("button", name="Graph").click()
    expect(page.locator(".yasr .canvas canvas").first).to_be_visible()


@needs_scripts
def test_an_example_of_the_list_runs_at_a_click_and_changes_the_address(page: Page) -> None:
    page.goto("/query")
    expect(page.locator("#yasgui[data-ready]")).to_be_attached()
    page.locator(".examples a").first.click()
    expect(page.locator(".yasr table tbody tr").first).to_be_visible()
    assert "query=" in page.url
    shared = page.url
    page.goto("/")
    page.goto(shared)
    expect(page.locator(".yasr table tbody tr").first).to_be_visible()


@needs_scripts
def test_the_editor_completes_the_ontologys_terms(page: Page) -> None:
    page.goto("/query")
    expect(page.locator("#yasgui[data-ready]")).to_be_attached()
    page.locator(".CodeMirror").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("PREFIX dd: <https://w3id.org/defdip/ontology#> SELECT * WHERE { ?x dd:hostSt")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hints")).to_contain_text("dd:hostState")


def test_without_built_scripts_the_query_page_still_answers(page: Page) -> None:
    page.route("**/vendor/yasgui*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/query")
    page.locator("#sparql").fill("SELECT ?s WHERE { ?s a <https://w3id.org/defdip/ontology#Prospect> }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result table.result")).to_contain_text("id:prospect/")


@needs_scripts
def test_our_prefixes_need_no_declaration(page: Page) -> None:
    page.goto("/query?query=" + quote("SELECT ?s WHERE { ?s a dd:Prospect ; rdfs:label ?name }"))
    expect(page.locator(".yasr table tbody tr").first).to_be_visible()
    expect(page.locator(".CodeMirror-code")).to_contain_text("PREFIX dd: <https://w3id.org/defdip/ontology#>")
    assert quote("PREFIX rdfs:").replace("%20", "+") in page.url


@needs_scripts
def test_years_in_a_result_are_a_timeline(page: Page) -> None:
    page.goto("/query?query=" + quote("SELECT ?what ?year WHERE { ?what dd:year ?year }"))
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator(".yasr ol.years li").first).to_be_visible()
    years = [text.strip()[:4] for text in page.locator(".yasr ol.years .year").all_inner_texts()]
    assert years == sorted(years, reverse=True) and len(set(years)) > 2


@needs_scripts
def test_behind_a_proxys_prefix_the_query_page_asks_there(opened: Browser, site_store: Path) -> None:
    with chromium.serving(site_store, prefix="/graph") as address:
        context = opened.new_context()
        page = context.new_page()
        page.set_default_timeout(PATIENT)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
        page.goto(f"{address}/graph/query?query=" + quote("SELECT ?base ?host WHERE { ?base a dd:MilitaryBase ; dd:hostState ?host } LIMIT 5"))
        expect(page.locator(".yasr table tbody tr").first).to_be_visible()
        link = page.locator(".yasr table tbody a").first
        link.hover()
        assert (link.get_attribute("href") or "").startswith("/graph/page/")
        page.get_by_role("button", name="Map").click()
        expect(page.locator(".yasr svg.map .here").first).to_be_attached()
        page.goto(f"{address}/graph/")
        page.locator("#q").press_sequentially("shus")
        page.get_by_role("option").first.click()
        expect(page).to_have_url(re.compile("/graph/page/agreement/"))
        context.close()
    assert [path for path in asked if not path.startswith("/graph/")] == []


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


@needs_scripts
def test_the_query_page_is_usable_before_its_editor_has_come(page: Page) -> None:
    asked: list[str] = []
    page.route("**/vendor/yasgui*.js", lambda route: asked.append(route.request.url))  # it never comes
    page.goto("/query")
    page.locator("#sparql").fill("SELECT ?s WHERE { ?s a <https://w3id.org/defdip/ontology#Prospect> }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result table.result")).to_contain_text("id:prospect/")
    assert "query=SELECT" in page.url
    page.wait_for_function("performance.getEntriesByType('resource').length > 0")
    assert all("/vendor/yasgui" in one for one in asked)


@needs_scripts
def test_the_editor_takes_over_what_was_typed(page: Page) -> None:
    held: list[Route] = []
    page.route("**/vendor/yasgui*.js", lambda route: held.append(route))
    page.goto("/query")
    page.locator("#sparql").fill("ASK { ?this ?is ?mine }")
    page.locator("#sparql").press("End")
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(page.locator("#yasgui[data-ready]")).to_be_attached()
    expect(page.locator(".CodeMirror-code")).to_contain_text("?mine")
    page.keyboard.type(" # typed on")
    expect(page.locator(".CodeMirror-code")).to_contain_text("} # typed on")


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


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_pages_fit_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    visit(page, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm ci)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_serious(page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit(page, path)
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text())
    # What YASGUI draws is its own affair; everything around it is ours.
    found = page.evaluate("axe.run({ exclude: [['#yasgui'], ['.canvas']] })")
    grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in grave] == []


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
    page.set_default_timeout(PATIENT)
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
