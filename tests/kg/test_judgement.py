"""What hand-read articles have taught: the side that a phrase leaves out, and what is worth a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.annotate import annotate
from kg.errors import OntologyError
from kg.extract import extract
from kg.extract.frames import drafts_of
from kg.extract.reading import Reading
from kg.lexicon import Judgement, Lexicon, load_lexicon
from kg.link import link
from kg.logistic import LEAST, MOST, Logistic, read_logistic, write_logistic
from kg.model import Claim, Document, Linked
from kg.ontology import load_ontology

NEWS = (
    "Ghanaian President Nana Akufo-Addo flew to Lome on Tuesday for talks with Togolese President Faure Gnassingbe on "
    "border security. The two men last met in Accra in March. "
)
WEIGHTS = st.dictionaries(st.sampled_from("abcd"), st.floats(-1e6, 1e6), max_size=4)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def linked(text: str, lexicon: Lexicon) -> Linked:
    return link(annotate(Document("a", text, date=date(2022, 5, 12)), lexicon=lexicon), lexicon)


def claims(text: str, lexicon: Lexicon) -> list[Claim]:
    return list(extract(linked(text, lexicon), lexicon))


def untaught(lexicon: Lexicon) -> Lexicon:
    return replace(lexicon, judgement=Judgement())


@given(WEIGHTS, WEIGHTS)
def test_a_chance_is_never_nought_nor_one(weights: dict[str, float], features: dict[str, float]) -> None:
    assert LEAST <= Logistic(weights).chance(features) <= MOST


@given(st.floats(-5, 5), st.floats(0, 5), st.floats(0, 5))
def test_more_of_what_speaks_for_it_makes_it_no_less_likely(bias: float, weight: float, value: float) -> None:
    model = Logistic({"bias": bias, "more": weight})
    assert model.chance({"bias": 1, "more": value}) <= model.chance({"bias": 1, "more": value + 1})


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_logistic(tmp_path / "weights.csv", Logistic({"near": 0.25, "far": -1.5, "nothing": 0.0}))
    assert (tmp_path / "weights.csv").read_text(encoding="utf-8") == "feature,weight\nfar,-1.500\nnear,0.250\n"
    assert read_logistic(tmp_path / "weights.csv") == Logistic({"far": -1.5, "near": 0.25})


def test_a_folder_without_weights_has_learned_nothing(tmp_path: Path) -> None:
    assert not read_logistic(tmp_path / "weights.csv")


def test_weights_that_are_none_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "weights.csv").write_text("feature,weight\nnear,0.1\nfar,much\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"weights\.csv:3: .*much"):
        read_logistic(tmp_path / "weights.csv")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("A July summit in Lome brought no result, Akufo-Addo said.", set()),
        ("Speaking after a summit in Lome, Akufo-Addo praised Gnassingbe.", {"GHA"}),
    ],
)
def test_the_side_that_grammar_leaves_out_is_the_likeliest_of_those_nearby(
    sentence: str, told: set[str], lexicon: Lexicon
) -> None:
    def sides(known: Lexicon) -> list[set[str]]:
        found = drafts_of(reading(NEWS + sentence, known))
        return [draft.codes("participants") & {"GHA", "TGO"} for draft in found if draft.kind == "Summit"]

    assert sides(untaught(lexicon)) == [told]
    assert sides(lexicon) == [{"GHA", "TGO"}]


def test_a_phrase_that_has_its_sides_gets_no_more(lexicon: Lexicon) -> None:
    text = NEWS + "Benin and Nigeria held talks in Cotonou."
    [found] = [draft for draft in drafts_of(reading(text, lexicon)) if "BEN" in draft.codes("participants")]
    assert found.codes("participants") == {"BEN", "NGA"}


def test_the_place_of_signing_is_no_party(lexicon: Lexicon) -> None:
    [found] = drafts_of(reading("The two signed a joint statement on disarmament in Singapore.", lexicon))
    assert found.text("place") == "SGP" and not found.codes("parties")


def test_every_claim_of_a_judged_family_tells_the_chance_of_its_thing(lexicon: Lexicon) -> None:
    found = [claim for claim in claims(NEWS, lexicon) if claim.handle.startswith("meeting@")]
    assert found and all(claim.chance is not None and LEAST <= claim.chance <= MOST for claim in found)
    assert {claim.chance for claim in claims(NEWS, untaught(lexicon))} == {None}


def test_what_is_most_unlikely_is_left_out_and_what_is_likely_let_in(lexicon: Lexicon) -> None:
    def meetings(bias: float) -> set[str]:
        judged = replace(lexicon, judgement=Judgement(worth=Logistic({"bias": bias})))
        text = NEWS + "The minister spoke of a conference in Accra."
        return {claim.handle for claim in claims(text, judged) if claim.handle.startswith("meeting@")}

    assert meetings(-1) == set() < meetings(-0.1) < meetings(0.1)
    assert len(meetings(0.1)) > len({claim.handle for claim in claims(NEWS, untaught(lexicon)) if claim.handle.startswith("meeting@")})


def reading(text: str, lexicon: Lexicon) -> Reading:
    return Reading(linked(text, lexicon), lexicon, lexicon.frames)
