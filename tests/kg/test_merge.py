"""What one article says of one thing becomes one fact; what contradicts it stays apart."""

from __future__ import annotations

from kg.merge import merge
from kg.model import Claim, Entity, Modality, Polarity, Span, TimeExpression, roles
from kg.sameness import same_name, same_time

TUR = Entity("State", "Türkiye", code="TUR")
AZE = Entity("State", "Azerbaijan", code="AZE")
NATO = Entity("InternationalOrganization", "NATO", code="NATO")


def told(handle: str, start: int, status: str, modality: Modality = Modality.CERTAIN, **given) -> Claim:  # type: ignore[no-untyped-def]
    polarity = given.pop("polarity", Polarity.POSITIVE)
    kind = {"meeting": "Talks", "agreement": "Treaty", "militarybase": "MilitaryBase"}[handle.split("@")[0]]
    span = Span(start, start + 40)
    return Claim("a", handle, kind, roles(**given), modality, polarity, status, span, span, "rule", 0.8)


def day(value: str) -> TimeExpression:
    return TimeExpression(Span(0, 1), value, value)


def test_claims_of_one_handle_become_one_fact_with_the_roles_of_all() -> None:
    first = told("agreement@1", 0, "signed", name="Friendship Treaty", parties=(TUR, AZE))
    second = told("agreement@1", 90, "signed", date=day("2021-06-15"))
    (fact,) = merge([first, second])
    assert fact.status == "signed"
    assert {entity.short for entity in fact.roles["parties"] if isinstance(entity, Entity)} == {"TUR", "AZE"}
    assert fact.roles["date"][0] == day("2021-06-15")
    assert fact.evidence == first.evidence


def test_two_tellings_of_one_meeting_meet_by_their_sides_and_dates() -> None:
    one = told("meeting@1", 0, "held", participants=(TUR, AZE), date=day("2021-06"), kind="talks")
    two = told("meeting@9", 90, "held", participants=(TUR, AZE), date=day("2021-06-03"), kind="talks")
    (fact,) = merge([one, two])
    assert fact.roles["date"][0] == day("2021-06-03")


def test_editions_of_different_ordinals_stay_apart() -> None:
    claims = [told(f"meeting@{n}", n, "held", participants=(TUR, AZE), series="Dialogue", ordinal=n) for n in (12, 13)]
    assert len(merge(claims)) == 2


def test_denial_of_a_planned_base_decides_the_fact() -> None:
    plan = told("militarybase@1", 0, "planned", Modality.PLANNED, operator=NATO, place="Black Sea")
    denial = told("militarybase@1", 90, "planned", Modality.PLANNED, operator=NATO, polarity=Polarity.NEGATIVE)
    (fact,) = merge([plan, denial])
    assert fact.polarity is Polarity.NEGATIVE
    assert fact.evidence == denial.evidence


def test_denial_of_what_is_said_to_be_there_stays_a_fact_of_its_own() -> None:
    claim = told("militarybase@1", 0, "operational", host=AZE, operator=TUR)
    denial = told("militarybase@1", 90, "operational", host=AZE, operator=TUR, polarity=Polarity.NEGATIVE)
    facts = merge([claim, denial])
    assert {fact.polarity for fact in facts} == {Polarity.POSITIVE, Polarity.NEGATIVE}
    assert len({fact.handle for fact in facts}) == 2


def test_possible_meeting_is_not_made_real_by_a_mention_without_a_date() -> None:
    doubt = told("meeting@1", 0, "planned", Modality.POSSIBLE, participants=(TUR, AZE), place="Baku")
    mention = told("meeting@1", 90, "held", participants=(TUR, AZE))
    (fact,) = merge([doubt, mention])
    assert (fact.status, fact.modality) == ("planned", Modality.POSSIBLE)


def test_names_agree_when_one_holds_the_telling_words_of_the_other() -> None:
    assert same_name("Visiting Forces Agreement", "the 1998 Visiting Forces Agreement")
    assert not same_name("Open Skies Treaty", "Arms Trade Treaty")


def test_times_agree_when_one_holds_the_other() -> None:
    assert same_time("2021", "2021-06-03")
    assert same_time("2014-04/2014-05", "2014-05-02")
    assert not same_time("2019", "2020-01")
