"""Who hosts whom, however many bases there are: one line of the map for each pair, a table that leads on, bounded lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.pages import LISTED
from server.settings import Settings
from server.worldmap import world
from tests.once import once
from tests.server import graph
from tests.server.graph import ACCEPTED, LABEL, TYPE, iri, term

BASES = 450


def stationed() -> list[ox.Quad]:
    """Turkish bases in Azerbaijan that exist, many more than a page may list."""
    made = []
    for number in range(BASES):
        base = iri(f"militarybase/post-{number}")
        made += [
            ox.Quad(base, TYPE, term("MilitaryBase"), ACCEPTED),
            ox.Quad(base, LABEL, ox.Literal(f"Post {number}"), ACCEPTED),
            ox.Quad(base, term("hostState"), iri("state/AZE"), ACCEPTED),
            ox.Quad(base, term("operatedBy"), iri("state/TUR"), ACCEPTED),
        ]
    return made


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    store: Path = once(tmp_path_factory, "stationed", lambda place: graph.publish(place, stationed()))
    yield create_app(Settings(store=store, deadline=60.0)).test_client()


def cells(page: str) -> list[tuple[str, str, str]]:
    """The counts of the table: whether of existing bases, where they lead, how many."""
    found = re.findall(r'<td>(.*?)</td>', page, re.S)
    links = [re.findall(r'<a class="count-(real|spoken)" href="([^"]+)"[^>]*>.*?</svg>(\d+)', cell, re.S) for cell in found]
    return [link for cell in links for link in cell]


def test_a_cell_counts_and_leads_to_all_between_the_two_states(many: FlaskClient) -> None:
    found = cells(many.get("/hosting").text)
    assert ("real", "/pair/AZE/TUR", str(BASES)) in found
    assert ("spoken", "/pair/AZE/TUR", "1") in found
    assert "Post 449" in many.get("/pair/AZE/TUR").text
    assert all(many.get(address).status_code == 200 for _, address, _ in found)


def test_what_exists_between_two_states_is_one_line_of_the_map_and_what_is_spoken_of_another(many: FlaskClient) -> None:
    if world() is None:
        pytest.skip("the map's shapes are not built here")
    lines = re.findall(r'<a href="/pair/AZE/TUR" [^>]*><path class="arc (real|spoken)"[^>]*><title>(.*?)</title>', many.get("/hosting").text)
    assert sorted(kind for kind, _ in lines) == ["real", "spoken"]
    [title] = [title for kind, title in lines if kind == "real"]
    assert title.startswith(f"{BASES} exist: Post 0, ") and len(title) < 500


def test_long_lists_end_and_say_so_while_downloads_have_all(many: FlaskClient) -> None:
    page = many.get("/hosting").text
    assert len(set(re.findall(r'/page/militarybase/post-\d+', page))) <= LISTED
    assert f"The first {LISTED} are listed here." in page
    assert len(page) < 600_000
    assert len(many.get("/panel/hosting.csv").text.splitlines()) > BASES


def test_a_short_list_does_not_say_that_it_ends(site: FlaskClient) -> None:
    assert "are listed here" not in site.get("/hosting").text
