"""Which facts are about the same thing, and what is only a prospect."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kg.model import Entity, Fact, Modality, Polarity, Span, Thing, TimeExpression, roles
from kg.reconcile import reconcile, reconciled

HERE = Path(__file__).parent


def _seed():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("seed", HERE / "seed.py")
    assert spec and spec.loader
    module = sys.modules.setdefault("seed", importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


seed = _seed()
ID = "https://w3id.org/defdip/id/"


def thing_of(things: list[Thing], fact: Fact) -> Thing:
    return next(thing for thing in things if fact in thing.facts)


def elsewhere(fact: Fact, document: str = "other", **changes: object) -> Fact:
    """Return the same fact as another article tells it."""
    claims = tuple(replace(claim, document=document) for claim in fact.claims)
    return replace(fact, document=document, claims=claims, **changes)  # type: ignore[arg-type]


def made(kind: str, status: str, document: str = "a", modality: Modality = Modality.CERTAIN, **fillers: object) -> Fact:
    filled = roles(**fillers)  # type: ignore[arg-type]
    return Fact(
        document, f"{kind}@1", kind, filled, modality, Polarity.POSITIVE, status, Span(0, 9), Span(0, 4), 0.9, ()
    )


def day(value: str) -> TimeExpression:
    return TimeExpression(Span(0, 1), value, value)


def test_the_seed_gives_its_things_under_readable_addresses() -> None:
    found = {thing.iri.removeprefix(ID) for thing in reconcile(seed.seed_facts())}
    series = "azerbaijan-turkiye-high-level-military-dialogue"
    assert found >= {
        "agreement/shusha-declaration",
        f"series/{series}",
        f"meeting/{series}/11",
        f"meeting/{series}/12",
        f"meeting/{series}/13",
        f"gap/{series}/2020",
        f"prospect/meeting-{series}-2022",
        "prospect/base-tur-aze",
        "office/president-of-tur",
    }


def test_only_what_no_source_commits_to_is_a_prospect() -> None:
    prospects = {thing.label for thing in reconcile(seed.seed_facts()) if thing.prospect}
    assert len(prospects) == 3
    assert all(label.endswith(("(possible)", "(planned)")) for label in prospects)


def test_two_articles_that_hold_the_same_base_possible_speak_of_one_prospect() -> None:
    base = seed.seed_facts()[0]
    things = reconcile([base, elsewhere(base)])
    assert len(things) == 1 and len(things[0].facts) == 2 and things[0].prospect


def test_a_prospect_that_came_about_leads_to_the_real_thing_and_stays_a_prospect() -> None:
    base = seed.seed_facts()[0]
    later = elsewhere(base, modality=Modality.CERTAIN, status="operational")
    world = reconciled([base, later])
    prospect, real = world.by_handle["seed", base.handle], world.by_handle["other", base.handle]
    assert prospect.prospect and not real.prospect and prospect.iri != real.iri
    assert world.realized == {prospect.iri: real.iri}


def test_a_denial_is_about_the_thing_that_others_affirm() -> None:
    affirmed = elsewhere(seed.seed_facts()[0], modality=Modality.CERTAIN, status="operational")
    denied = elsewhere(affirmed, "third", polarity=Polarity.NEGATIVE)
    assert thing_of(reconcile([affirmed, denied]), denied).iri == thing_of(reconcile([affirmed, denied]), affirmed).iri


def test_a_series_is_one_however_its_parties_are_called_and_ordered() -> None:
    named = ["Turkish-Azerbaijani High-Level Military Dialogue", "Azerbaijan–Turkey High-Level Military Dialogue"]
    facts = [
        made(
            "Meeting",
            "held",
            f"d{n}",
            series=Entity("EventSeries", name),
            ordinal=13,
            participants=(seed.AZE, seed.TUR),
        )
        for n, name in enumerate(named)
    ]
    assert len(reconcile(facts)) == 1


def test_a_series_named_without_its_parties_takes_them_from_the_meeting() -> None:
    full = made("Meeting", "held", "a", series=seed.DIALOGUE, ordinal=13, participants=(seed.AZE, seed.TUR))
    short = made(
        "Meeting",
        "held",
        "b",
        series=Entity("EventSeries", "High-Level Military Dialogue"),
        ordinal=13,
        participants=(seed.TUR, seed.AZE),
    )
    assert len(reconcile([full, short])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [({"ordinal": 12}, {"ordinal": 13}), ({"date": day("2021-05")}, {"date": day("2021-11")})],
    ids=["ordinals", "months"],
)
def test_editions_that_clash_stay_apart(one: dict[str, object], other: dict[str, object]) -> None:
    facts = [made("Meeting", "held", name, series=seed.DIALOGUE, **more) for name, more in (("a", one), ("b", other))]
    assert len(reconcile(facts)) == 2


def test_a_coarser_date_meets_the_finer_one() -> None:
    facts = [
        made("Meeting", "held", name, series=seed.DIALOGUE, date=day(value))
        for name, value in (("a", "2021"), ("b", "2021-06-03"))
    ]
    assert len(reconcile(facts)) == 1


def test_transfers_of_other_years_stay_apart() -> None:
    facts = [
        made("ArmsTransfer", "delivered", name, supplier=seed.RUS, recipient=seed.TUR, item="S-400", date=day(value))
        for name, value in (("a", "2019"), ("b", "2021"))
    ]
    assert len(reconcile(facts)) == 2


def test_unnamed_agreements_without_a_date_are_not_taken_for_one() -> None:
    facts = [made("Treaty", "signed", name, parties=(seed.RUS, seed.TUR)) for name in ("a", "b")]
    assert len({thing.iri for thing in reconcile(facts)}) == 2


def test_the_order_of_articles_changes_nothing() -> None:
    facts = seed.seed_facts() + [elsewhere(fact) for fact in seed.seed_facts()]
    assert [thing.iri for thing in reconcile(facts)] == [thing.iri for thing in reconcile(reversed(facts))]


def test_doubt_about_a_thing_of_the_reference_data_does_not_make_it_a_prospect() -> None:
    known = Entity("MilitaryBase", "Incirlik Air Base", iri=f"{ID}base/incirlik-air-base")
    doubted = made("MilitaryBase", "proposed", modality=Modality.POSSIBLE, name=known, operator=seed.RUS)
    found = reconcile([doubted])[0]
    assert (found.iri, found.prospect) == (known.iri, False)


def test_an_exercise_that_goes_by_its_series_name_is_no_series() -> None:
    named = Entity("EventSeries", "Sea Guardian", iri=f"{ID}series/sea-guardian")
    found = reconcile([made("MilitaryExercise", "held", name=named, date=day("2023-11"))])[0]
    assert found.iri == f"{ID}exercise/sea-guardian-2023"
