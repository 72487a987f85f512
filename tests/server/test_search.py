"""The search box: all names, however typed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from server.search import Names, folded
from server.spelling import Spelling

CASES = [
    ("Azerbaijan", "state/AZE"),
    ("azerbaid", "state/AZE"),
    ("AZERBAIJAN", "state/AZE"),
    ("azerbaijn", "state/AZE"),
    ("Republic of Azerbaijan", "state/AZE"),
    ("turkiye", "state/TUR"),
    ("Türkiye", "state/TUR"),
    ("shusha decl", "agreement/shusha-declaration"),
    ("erdogan", "person/recep-tayyip-erdogan"),
    ("erdoğan", "person/recep-tayyip-erdogan"),
    ("tayip erdogan", "person/recep-tayyip-erdogan"),
    ("high-level military", "series/azerbaijan-turkiye-high-level-military-dialogue"),
]


@pytest.mark.parametrize(("typed", "thing"), CASES)
def test_what_one_types_finds_the_thing(site: FlaskClient, typed: str, thing: str) -> None:
    found = [hit["href"] for hit in site.get("/suggest", query_string={"q": typed}).get_json()]
    assert f"/page/{thing}" in found[:3]


@pytest.mark.parametrize(
    "typed", ["", " ", "\x00", "'", '"', "*", "a" * 10_000, "NEAR(", "🦅", "%", "name: x", "-"]
)
def test_odd_questions_get_an_answer(site: FlaskClient, typed: str) -> None:
    assert site.get("/suggest", query_string={"q": typed}).status_code == 200
    assert site.get("/search", query_string={"q": typed}).status_code == 200


def test_suggestions_say_what_is_only_spoken_of(site: FlaskClient) -> None:
    hits = site.get("/suggest?q=military base of").get_json()
    assert any(hit["prospect"] for hit in hits)


def test_a_thing_is_suggested_once_by_its_best_name() -> None:
    names = Names.of([("x:1", "Ankara", "Ankara", "c", 1), ("x:1", "Ankara", "Angora", "c", 1)])
    assert [(hit.iri, hit.name) for hit in names.find("ango")] == [("x:1", "Angora")]


def test_the_better_known_of_two_comes_first() -> None:
    names = Names.of([("x:1", "Georgia", "Georgia", "c", 2), ("x:2", "Georgia", "Georgia", "c", 90)])
    assert [hit.iri for hit in names.find("georg")] == ["x:2", "x:1"]


def known(*names: str) -> Names:
    """An index of things with these names, the first the best known."""
    return Names.of([(f"x:{name}", name, name, "c", 1000 - at) for at, name in enumerate(names)])


@pytest.mark.parametrize("typed", ["Camp Lemonier", "camp lemmonier", "Camp Lemonnire", "Cmap Lemonnier", "lemonn", "Lemonnier Camp", "Base Lemonnier"])
def test_a_slip_or_a_wrong_word_still_finds_the_name(typed: str) -> None:
    names = known("Camp Bondsteel", "Camp Humphreys", "Ramstein Air Base", "Camp Lemonnier")
    assert names.find(typed)[0].label == "Camp Lemonnier"


def test_what_is_nothing_like_any_name_finds_nothing() -> None:
    assert known("Camp Lemonnier", "Ramstein Air Base").find("qqxxzz vvww") == []


def test_a_hundred_better_known_names_do_not_hide_the_one_that_was_typed() -> None:
    names = known(*(f"Treaty of Mali {at}" for at in range(100)), "Mali", "Malian Air Base")
    assert [hit.label for hit in names.find("mali")][:2] == ["Mali", "Malian Air Base"]


def test_numbers_are_taken_at_their_word() -> None:
    names = known("Resolution 1701", "Resolution 1702")
    assert [hit.label for hit in names.find("resolution 1702")] == ["Resolution 1702"]


def test_words_of_like_spelling_come_by_likeness() -> None:
    spelling = Spelling(["ramstein", "ramsund", "rammstein", "holstein", "ab", "f16"])
    assert list(spelling.like("ramstien"))[:2] == ["ramstein", "rammstein"]
    assert spelling.like("f18") == {}


def test_folding_takes_accents_and_letters_of_their_own_apart() -> None:
    assert folded("Şuşa  Bəyannaməsi – Łódź Straße") == "susa bayannamasi lodz strasse"
