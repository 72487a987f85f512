"""IRIs come from content, are plain ASCII, and two things do not share one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import iris
from kg.model import Entity, Span


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
        ("Türkiye", "turkiye"),
        ("İlham Əliyev", "ilham-aliyev"),
        ("People's Liberation Army", "peoples-liberation-army"),
        ("S-400 Triumf", "s-400-triumf"),
    ],
)
def test_names_become_plain_words(name: str, slug: str) -> None:
    assert iris.slug(name) == slug


@given(st.text(min_size=1))
def test_any_name_becomes_a_path_segment(name: str) -> None:
    made = iris.slug(name)
    assert made and made.isascii() and "/" not in made and " " not in made


def test_names_in_other_scripts_do_not_collide() -> None:
    assert iris.slug("北京") != iris.slug("東京")


def test_a_series_is_named_by_its_parties_in_either_order() -> None:
    one = iris.series("High-Level Military Dialogue", ["Türkiye", "Azerbaijan"])
    assert one == iris.series("High-Level Military Dialogue", ["Azerbaijan", "Türkiye"])
    assert one == "https://w3id.org/defdip/id/series/azerbaijan-turkiye-high-level-military-dialogue"


def test_reference_data_keep_their_own_iri() -> None:
    known = Entity("State", "Türkiye", "TUR", iri="https://w3id.org/defdip/id/state/TUR")
    assert iris.entity(known, "state") == known.iri == iris.state("TUR")


def test_ids_that_are_no_path_segment_stay_apart() -> None:
    assert iris.document("a b") != iris.document("a/b")
    assert iris.document("00") == "https://w3id.org/defdip/id/document/00"


def test_a_proposition_is_shared_by_whoever_claims_it() -> None:
    assert iris.proposition("s", "p", "o") == iris.proposition("s", "p", "o") != iris.proposition("s", "p", "x")


def test_a_passage_is_named_by_its_place() -> None:
    assert iris.passage("00", Span(91, 311)).endswith("/passage/00/91-311")
