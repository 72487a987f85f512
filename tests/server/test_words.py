"""How sure a claim is, in words."""

from __future__ import annotations

import pytest

from server import words


@pytest.mark.parametrize("modality", ["Certain", "Planned", "Probable", "Possible", "Unstated"])
def test_a_prospect_is_never_accepted_or_certain(modality: str) -> None:
    total = words.summed([words.said(modality, "Positive")], accepted=True, prospect=True)
    assert total.key not in ("accepted", "certain")


def test_the_firmest_of_several_affirmations_counts() -> None:
    assert (
        words.summed([words.said("Possible", "Positive"), words.said("Probable", "Positive")]).key
        == "probable"
    )


def test_one_denial_makes_it_disputed_however_accepted() -> None:
    given = [words.said("Certain", "Positive"), words.said("Possible", "Negative")]
    assert words.summed(given, accepted=True).key == "disputed"


def test_denials_alone_are_a_denial() -> None:
    assert words.summed([words.said("Planned", "Negative")]).word == "not planned"


def test_an_unknown_modality_promises_nothing() -> None:
    assert words.said("Sworn", "Positive").key == "unstated"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2021", "2021"),
        ("2021-06", "Jun 2021"),
        ("2021-06-03", "3 Jun 2021"),
        ("2021-06-03T00:00:00Z", "3 Jun 2021"),
        ("2020-09/2020-11", "Sep 2020 – Nov 2020"),
        ("soon", "soon"),
        ("2021-13-45", "2021-13-45"),
    ],
)
def test_a_date_is_as_precise_as_given(value: str, said: str) -> None:
    assert words.dated(value) == said


@pytest.mark.parametrize(
    ("earliest", "latest", "said"),
    [
        ("2019-01-01T00:00:00Z", "2019-12-31T23:59:59Z", "2019"),
        ("2021-06-01T00:00:00Z", "2021-06-30T23:59:59Z", "Jun 2021"),
        ("2021-06-03T00:00:00Z", "2021-06-03T23:59:59Z", "3 Jun 2021"),
        ("2021-06-03T00:00:00Z", "2021-07-05T00:00:00Z", "3 Jun 2021 – 5 Jul 2021"),
    ],
)
def test_a_range_says_no_more_than_it_knows(earliest: str, latest: str, said: str) -> None:
    assert words.period(earliest, latest) == said


def test_a_long_label_is_cut_at_a_word() -> None:
    assert words.clip("one two three", 9) == "one two…"
