"""New generations are taken up while clients ask: no request fails, none is answered from an old one for long."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import httpx

from kg import store
from tests.server.running import Running, publish, serving

SWAPS = 100
MARK = "SELECT ?x {{ <http://example.org/mark> <http://example.org/is> ?x }} # {}"


def marked(folder: Path, mark: str) -> str:
    publish(folder, f'<http://example.org/g> {{ <http://example.org/mark> <http://example.org/is> "{mark}" }}')
    return store.current(folder).id


def served(client: httpx.Client, identity: str) -> bool:
    """Wait until a generation is served."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if client.get("/readyz").json().get("generation") == identity:
            return True
        time.sleep(0.02)
    return False


def test_no_request_fails_while_generations_are_swapped_a_hundred_times(tmp_path: Path) -> None:
    second, first = marked(tmp_path, "two"), marked(tmp_path, "one")
    over, answered, wrong = threading.Event(), [0] * 3, list[str]()

    def ask(number: int, server: Running) -> None:
        paths = ["/sparql", "/readyz", "/sparql"]
        with server.client(f"127.0.0.{number + 2}") as client:
            while not over.is_set():
                answered[number] += 1
                same = number == 2  # one client repeats itself: what is remembered must go with its generation
                query = MARK.format("" if same else f"{number} {answered[number]}")
                try:
                    answer = client.get(paths[number], params={"query": query})
                except httpx.TransportError as error:
                    wrong.append(repr(error))
                    continue
                if answer.status_code != 200:
                    wrong.append(f"{answer.status_code} {answer.text}")
                elif number != 1 and answer.json()["results"]["bindings"][0]["x"]["value"] not in ("one", "two"):
                    wrong.append(answer.text)

    with serving(tmp_path) as server, server.client() as client:
        threads = [threading.Thread(target=ask, args=(number, server)) for number in range(3)]
        for thread in threads:
            thread.start()
        try:
            for swap in range(SWAPS):
                new, old, mark = (first, second, "one") if swap % 2 else (second, first, "two")
                settled = swap % 10 == 0
                assert not settled or served(client, old)
                store.rollback(tmp_path, new)
                if settled:
                    assert served(client, new)
                    found = client.get("/sparql", params={"query": MARK.format("")}).json()["results"]["bindings"]
                    assert found[0]["x"]["value"] == mark, "an old generation is remembered"
                else:
                    time.sleep(0.12)
        finally:
            over.set()
            for thread in threads:
                thread.join()
    assert wrong == []
    assert min(answered) > 20
