"""Pictures of the pages, light, dark, on a phone and on paper, so that a person can look.

``python -m tests.browser.screenshots OUTDIR [STORE]``
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import browser, missing, serving

WIDE, PHONE, PAPER = {"width": 1280, "height": 900}, {"width": 390, "height": 844}, {"width": 720, "height": 1020}


def pages(store: Path) -> list[tuple[str, str]]:
    """Choose the pages: those of the things that the graph says most about."""
    import pyoxigraph as ox

    graph = ox.Store.read_only(str(store / "current" / "store"))

    def richest(pattern: str) -> str:
        query = f"""PREFIX dd: <https://w3id.org/defdip/ontology#>
            SELECT ?x (COUNT(?p) AS ?n) WHERE {{ {pattern} {{ ?p dd:propositionSubject ?x }} UNION {{ ?p dd:propositionObject ?x }}
            UNION {{ ?p dd:passageOf ?x }} UNION {{ ?x dd:content ?p }} }} GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1"""
        rows = list(graph.query(query, use_default_graph_as_union=True))  # type: ignore[arg-type]
        return rows[0]["x"].value.removeprefix("https://w3id.org/defdip/id/") if rows else ""  # type: ignore[index]

    prospect = "?k dd:propositionPredicate dd:isOfKind ; dd:propositionSubject ?x ; dd:propositionObject dd:MilitaryBase . ?x a dd:Prospect ."
    things = {
        "2-state": richest("?x a dd:State ."),
        "3-possible-base": richest(prospect),
        "4-article": richest("?x a dd:Document ."),
        "5-agreement": richest("?x a dd:Agreement ."),
        "6-series": richest("?x a dd:EventSeries ."),
        "7-person": richest("?x a dd:Person ."),
        "11-dispute": richest("?x a dd:Prospect . ?c dd:contradicts ?d ; dd:content/dd:propositionSubject ?x ."),
        "12-claim": richest("?x dd:contradicts ?other ."),
        "13-transfer": richest("?x a dd:ArmsTransfer ."),
        "14-exercise": richest("?x a dd:MilitaryExercise ."),
    }
    chosen = [("1-start", "/"), *((name, f"/page/{path}") for name, path in things.items() if path)]
    lists = [("8-hosting", "/hosting"), ("9-browse", "/browse"), ("10-query", "/query?panel=hosting")]
    return [*chosen, *lists, ("15-pair", "/pair/USA/JPN"), ("16-search", "/search?q=base"), ("17-unknown", "/id/nobody")]


def shoot(page: Page, address: str, target: Path) -> None:
    page.goto(address, wait_until="networkidle", timeout=15_000)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(400)
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=str(target), full_page=True)


def _for_readme(page: Page, address: str, store: Path, folder: Path) -> None:
    """The picture in the README: the top of the page of a base that is only possible, as a light file."""
    path = dict(pages(store)).get("3-possible-base", "/")
    page.goto(address + path, wait_until="networkidle", timeout=15_000)
    page.screenshot(path=str(folder / "readme.jpg"), type="jpeg", quality=70)


def main(folder: Path, store: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with serving(store) as address, browser() as opened:
        for suffix, options in {
            "": {"viewport": WIDE},
            "-dark": {"viewport": WIDE, "color_scheme": "dark"},
            "-phone": {"viewport": PHONE},
            "-print": {"viewport": PAPER},
        }.items():
            context = opened.new_context(**options)  # type: ignore[arg-type]
            page = context.new_page()
            page.emulate_media(media="print" if suffix == "-print" else "screen")
            for name, path in pages(store):
                shoot(page, address + path, folder / f"{name}{suffix}.png")
            context.close()
        _for_readme(opened.new_page(viewport={"width": 1040, "height": 780}), address, store, folder)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    if reason := missing():
        sys.exit(reason)
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "data"))
