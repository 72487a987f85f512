"""What pages weigh and how long they take: ``python -m benchmarks.pages`` over the graph of the demo articles.

Weight is what a browser fetches for the page, with all that it loads at once, compressed, nothing remembered; time is that of
the page's own answer in milliseconds. Beside it the suggestions of the search box: the first after the start, and over
100,000 things that the benchmark names.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pyoxigraph as ox

from tests.browser.screenshots import pages
from tests.server.running import Running, publish, serving

ROUNDS = 20
THINGS = 100_000
LOADED = re.compile(r'<(?:link[^>]*rel="(?:stylesheet|preload|icon)"|script)[^>]*?(?:href|src)="([^"]+)"')
FONTS = re.compile(r"url\(\"?([^)\"]+)\"?\)")
SYLLABLES = ("ba", "den", "kor", "mi", "sal", "tur", "vo", "zen", "al", "ro", "the", "pan", "ul", "gar", "ne", "sha")
MORE = ("/browse", "/hosting", "/ontology", "/query", "/pair/TUR/AZE", "/search?q=base")


def weight(client: httpx.Client, path: str) -> tuple[int, int]:
    """Return the compressed bytes of a page and of all that it loads."""
    page = client.get(path)
    loaded = {str(page.url.join(address)) for address in LOADED.findall(page.text)}
    return size(page), size(page) + sum(size(client.get(address)) for address in loaded)


def size(answer: httpx.Response) -> int:
    """Return how many bytes of a body came over the wire."""
    return int(answer.headers.get("Content-Length", answer.num_bytes_downloaded))


def timed(client: httpx.Client, path: str) -> float:
    begin = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - begin) * 1000


def demo(folder: Path) -> Path:
    command = [sys.executable, "-m", "kg.cli", "build", "--store", str(folder), "kg/demo"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def named(count: int) -> str:
    """Return a graph of so many things with names of three words."""
    lines = []
    for at in range(count):
        words = " ".join(
            "".join(SYLLABLES[(at * step + shift) % 97 % 16] for shift in range(2 + (at + step) % 2)).title()
            for step in (1, 7, 31)
        )
        thing = f"<https://w3id.org/defdip/id/base/b{at}>"
        lines.append(f'{thing} a <https://w3id.org/defdip/ontology#MilitaryBase> ; <http://www.w3.org/2000/01/rdf-schema#label> "{words} {at}" .')
    return "<https://w3id.org/defdip/graph/accepted> {\n" + "\n".join(lines) + "\n}"


def suggestions(server: Running) -> tuple[float, list[float]]:
    """Return how long the first suggestion took, and those of many beginnings of names."""
    with server.client() as client:
        first = timed(client, "/suggest?q=ba")
        asked = [f"{one}{other}"[:length] for one in SYLLABLES for other in SYLLABLES[:6] for length in (2, 3, 5)]
        return first, sorted(timed(client, f"/suggest?q={text}") for text in asked)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        store = demo(Path(place) / "demo")
        with serving(store) as server, server.client(headers={"Accept-Encoding": "gzip"}) as client:
            time.sleep(2.0)
            print(f"first suggestion, two seconds after the start, demo graph: {suggestions(server)[0]:.1f} ms")
            print(f"{'page':50}{'page, kB':>10}{'all, kB':>10}{'p50, ms':>10}{'most, ms':>10}")
            for path in dict.fromkeys([path for _, path in pages(store)] + list(MORE)):
                times = sorted(timed(client, path) for _ in range(ROUNDS))
                own, everything = weight(client, path)
                print(f"{path[:48]:50}{own / 1000:>10.1f}{everything / 1000:>10.1f}{statistics.median(times):>10.1f}{times[-1]:>10.1f}")
        crowd = Path(place) / "crowd"
        with serving(publish(crowd, named(THINGS), ox.RdfFormat.TRIG)) as server:
            time.sleep(15.0)
            first, times = suggestions(server)
            print(f"suggestions over {THINGS:,} things: first {first:.1f} ms, p50 {statistics.median(times):.1f} ms, p99 {times[-len(times) // 100]:.1f} ms")


if __name__ == "__main__":
    main()
