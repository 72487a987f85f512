"""What pages weigh and how long they take: ``python -m benchmarks.pages`` over the graph of the demo articles.

Weight is what a browser fetches for the page, with all that it loads at once, compressed as it is over TLS, nothing
remembered by the browser; what scripts fetch later (the query page's editor, the library of the small graph) stands apart.
Time is that of the page's own answer in milliseconds: made anew, and remembered by the server. Beside it what a storm of
unknown addresses costs, and the suggestions of the search box: the first after the start, and over 100,000 things that the
benchmark names.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox

from benchmarks.ending import unwinding
from server import assets
from tests.browser import chromium
from tests.browser.screenshots import pages
from tests.server.running import Running, publish, serving

ROUNDS = 20
THINGS = 100_000
LOADED = re.compile(r'<(?:link[^>]*rel="(?:stylesheet|preload|icon)"|script)[^>]*?(?:href|src)="([^"]+)"')
FONTS = re.compile(r"url\(\"?([^)\"]+)\"?\)")
ASKED = 400
STORM = 300
LATER = ("yasgui.js", "yasgui.css", "cytoscape.js")
STARTS = ["b", "d", "f", "g", "k", "l", "m", "n", "r", "s", "t", "v", "z", "sh", "th"]
MORE = ("/browse", "/hosting", "/ontology", "/query", "/pair/TUR/AZE", "/search?q=base")


def weight(client: httpx.Client, path: str) -> tuple[int, int]:
    """Return the compressed bytes of a page and of all that it loads."""
    page = client.get(path)
    loaded = {str(page.url.join(address)) for address in LOADED.findall(page.text)}
    return size(page), size(page) + sum(size(client.get(address)) for address in loaded)


def size(answer: httpx.Response) -> int:
    """Return how many bytes of a body came over the wire."""
    return int(answer.headers.get("Content-Length", answer.num_bytes_downloaded))


def timed(client: httpx.Client, path: str, anew: bool = False, status: int = 200) -> float:
    begin = time.perf_counter()
    answer = client.get(path, headers={"Cache-Control": "no-cache"} if anew else {})
    spent = (time.perf_counter() - begin) * 1000
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return spent


def later(client: httpx.Client) -> str:
    """Say what scripts fetch after a page is there."""
    weights = {name: size(client.get(f"/static/{assets.address(name)}")) for name in LATER if name in assets.built()}
    return ", ".join(f"{name} {weight / 1000:.0f} kB" for name, weight in weights.items())


SEEN = """() => {
  const page = performance.getEntriesByType("navigation")[0], paint = performance.getEntriesByName("first-contentful-paint")[0];
  const bytes = performance.getEntries().reduce((sum, one) => sum + (one.encodedBodySize ?? 0), 0);
  return [bytes / 1000, paint.startTime, page.domInteractive, page.loadEventEnd];
}"""


def seen(address: str) -> Iterator[str]:
    """Tell how soon a browser with an empty cache shows a page, and can use it."""
    with chromium.browser() as opened:
        for path in ("/", "/page/state/USA", "/hosting", "/query"):
            page = opened.new_context().new_page()
            page.goto(address + path, wait_until="load")
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length && performance.getEntriesByType('navigation')[0].loadEventEnd")
            weight, painted, usable, loaded = page.evaluate(SEEN)
            line = f"{path:20}{weight:7.0f} kB, painted after {painted:4.0f} ms, usable after {usable:4.0f} ms, whole after {loaded:4.0f} ms"
            if path == "/query":
                page.locator("#yasgui[data-ready]").wait_for(state="attached")
                line += f", editor after {page.evaluate('performance.now()'):4.0f} ms"
            yield line


def storm(client: httpx.Client) -> str:
    """Say what unknown addresses cost, one after another, beside a known thing's."""
    unknown = [timed(client, f"/id/base/nobody-{at}", status=404) for at in range(STORM)]
    browser = {"headers": {"Accept": "text/html"}}
    begin = time.perf_counter()
    for at in range(STORM):
        assert client.get(f"/no/such/{at}", **browser).status_code == 404  # type: ignore[arg-type]
    pages = (time.perf_counter() - begin) * 1000 / STORM
    return f"{statistics.median(unknown):.1f} ms for a thing (p50 of {STORM}), {pages:.1f} ms for a page (mean)"


def demo(folder: Path) -> Path:
    command = [sys.executable, "-m", "kg.cli", "build", "--store", str(folder), "kg/demo"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def words(draw: random.Random) -> list[str]:
    """Return as many words as 100,000 names have among them."""
    ends = ("", "n", "r", "l")
    syllables = [start + vowel + end for start in STARTS for vowel in "aeiou" for end in ends]
    return ["".join(draw.choices(syllables, k=draw.randint(1, 3))).title() for _ in range(THINGS // 2)]


def names() -> list[str]:
    """Return a name of one to four words for each thing."""
    draw = random.Random(5)
    known = words(draw)
    return [" ".join(draw.choices(known, k=draw.randint(1, 4))) for _ in range(THINGS)]


def named(given: list[str]) -> str:
    """Return a graph of things with these names."""
    lines = [
        f'<https://w3id.org/defdip/id/base/b{at}> a <https://w3id.org/defdip/ontology#MilitaryBase> ; '
        f'<http://www.w3.org/2000/01/rdf-schema#label> "{name}" .'
        for at, name in enumerate(given)
    ]
    return "<https://w3id.org/defdip/graph/accepted> {\n" + "\n".join(lines) + "\n}"


def slip(draw: random.Random, name: str) -> str:
    """Leave out a letter, hit another one, or swap two."""
    at = draw.randrange(len(name))
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    return draw.choice((name[:at] + name[at + 1 :], name[:at] + draw.choice("aeiourst") + name[at + 1 :], swapped))


def typed(given: list[str]) -> dict[str, list[str]]:
    """Return what people may type of some names: their beginning, the whole, with a slip, with one in each word."""
    draw = random.Random(7)
    some = draw.sample(given, ASKED)
    return {
        "beginnings of one to six letters": [name[: 1 + at % 6] for at, name in enumerate(some)],
        "whole names": some,
        "one slip": [slip(draw, name) for name in some],
        "a slip in each word": [" ".join(slip(draw, word) for word in name.split()) for name in some],
    }


def suggestions(server: Running, asked: list[str]) -> list[float]:
    """Return the times that suggestions took, in the order in which they were asked for."""
    with server.client() as client:
        return [timed(client, f"/suggest?q={quote(text)}") for text in asked]


def told(asked: str, times: list[float]) -> str:
    ordered = sorted(times)
    return f"{asked:40} p50 {statistics.median(ordered):5.1f} ms  p99 {ordered[-(len(ordered) // 100) - 1]:5.1f} ms  most {ordered[-1]:5.1f} ms"


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as place:
        store = demo(Path(place) / "demo")
        with serving(store) as server, server.client(headers={"Accept-Encoding": "gzip, br"}) as client:
            time.sleep(2.0)
            print(f"first suggestion, two seconds after the start, demo graph: {suggestions(server, ['ba'])[0]:.1f} ms")
            print(f"{'page':50}{'page, kB':>10}{'all, kB':>10}{'anew p50':>10}{'most, ms':>10}{'again p50':>10}")
            for path in dict.fromkeys([path for name, path in pages(store) if "unknown" not in name] + list(MORE)):
                times = sorted(timed(client, path, anew=True) for _ in range(ROUNDS))
                again = statistics.median(timed(client, path) for _ in range(ROUNDS))
                own, everything = weight(client, path)
                figures = (own / 1000, everything / 1000, statistics.median(times), times[-1], again)
                print(f"{path[:48]:50}" + "".join(f"{figure:>10.1f}" for figure in figures))
            print(f"fetched later: {later(client)}")
            print("in Chromium, nothing in its cache:" if not chromium.missing() else chromium.missing())
            for line in seen(server.url) if not chromium.missing() else ():
                print(f"  {line}")
            print(f"a storm of unknown addresses: {storm(client)}")
        crowd = Path(place) / "crowd"
        given = names()
        with serving(publish(crowd, named(given), ox.RdfFormat.TRIG)) as server:
            time.sleep(15.0)
            print(f"suggestions over {THINGS:,} things: first {suggestions(server, ['ba'])[0]:.1f} ms")
            for what, asked in typed(given).items():
                print(told(what, suggestions(server, asked)))


if __name__ == "__main__":
    with unwinding():
        main()
