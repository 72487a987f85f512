"""The query page in a real Chromium: examples, completion, results, and what works without built scripts."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("playwright", reason="the tests need Playwright's Python package")

from playwright.sync_api import Browser, Page, Route, expect

from server import assets
from tests.browser import chromium

pytestmark = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "there is a browser")
needs_scripts = pytest.mark.skipif(
    not assets.built(), reason="server/static/vendor was not built (python -m server.assets)"
)


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
        page.set_default_timeout(chromium.PATIENT)
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
    for _ in range(200):
        if held:
            break
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator("#yasgui[data-ready]")).to_be_attached()
    expect(page.locator(".CodeMirror-code")).to_contain_text("?mine")
    page.keyboard.type(" # typed on")
    expect(page.locator(".CodeMirror-code")).to_contain_text("} # typed on")


BASES = "SELECT ?base ?host ?year WHERE { ?base a dd:MilitaryBase ; dd:hostState ?host OPTIONAL { ?base dd:year ?year } }"
ANSWERED = {
    "table": BASES, "yes or no": "ASK { ?s ?p ?o }", "graph": "CONSTRUCT WHERE { ?base dd:hostState ?host }", "wrong": "SELECT * WHERE { ?s ?p }",
}  # fmt: skip


@needs_scripts
@pytest.mark.skipif(not chromium.AXE.exists(), reason="axe-core is not installed (npm ci)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ANSWERED.values(), ids=ANSWERED.keys())
def test_axe_finds_nothing_serious_in_the_editor_and_its_results(page: Page, query: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/query?query=" + quote(query))
    expect(page.locator("#yasgui[data-ready]")).to_be_attached()
    expect(page.locator(".yasr_results > *").first).to_be_visible()
    assert chromium.grave(page) == []
    for view in page.locator(".yasr_btn.select_Map, .yasr_btn.select_Graph, .yasr_btn.select_Timeline, .yasr_btn.select_response").all():
        if "disabled" not in (view.get_attribute("class") or "").split():
            view.click()
            expect(page.locator(".yasr_results > *").first).to_be_visible()
            assert chromium.grave(page) == [], view.inner_text()


@needs_scripts
def test_a_yes_or_no_is_said_and_a_wrong_query_is_explained_in_words(page: Page) -> None:
    page.goto("/query?query=" + quote("ASK { ?s ?p ?o }"))
    expect(page.locator(".yasr_results")).to_contain_text("True")
    page.goto("/query?query=" + quote("SELECT * WHERE { ?s ?p }"))
    expect(page.locator(".errorResult pre")).to_contain_text("Not well-formed: error at 1:")
    expect(page.locator(".errorResult pre")).not_to_contain_text("{")


@needs_scripts
@pytest.mark.parametrize("width", [360, 1280])
def test_a_wide_result_scrolls_within_itself_and_its_columns_can_be_read(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/query?panel=hosting")
    expect(page.locator("#yasgui[data-ready]")).to_be_attached()
    expect(page.locator(".yasr table tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    widths = page.locator(".yasr table tbody tr").first.locator("td").evaluate_all("cells => cells.slice(1).map(cell => cell.offsetWidth)")
    assert min(widths) > 60
