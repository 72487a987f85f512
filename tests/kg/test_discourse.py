"""What sentences say of a thing that another sentence named: agendas, bodies, aims, contested names."""

from __future__ import annotations

from datetime import date

import pytest

from kg.annotate import annotate
from kg.extract import extract
from kg.extract.statements import extract_statements
from kg.lexicon import Lexicon, load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Claim, Document, Entity, Modality, Ref, TimeExpression
from kg.ontology import load_ontology

PUBLISHED = date(2022, 5, 12)
DIALOGUE = "the 4th session of the Ghana-Togo Security Dialogue"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(load_ontology())


def claims(text: str, lexicon: Lexicon) -> list[Claim]:
    return list(extract(link(annotate(Document("a", text, date=PUBLISHED), lexicon=lexicon), lexicon), lexicon))


def topics(text: str, lexicon: Lexicon) -> set[str]:
    return {str(topic) for claim in claims(text, lexicon) for topic in claim.roles.get("topics", ())}


def test_what_a_meeting_discusses_becomes_fields_of_cooperation(lexicon: Lexicon) -> None:
    text = f"The ministers opened {DIALOGUE} in Accra on May 10. The meeting will discuss cooperation in the "
    assert topics(text + "security, military-medical and defense industry spheres.", lexicon) == {
        "security",
        "military-medical",
        "defence industry",
    }


def test_a_verb_ends_what_the_meeting_is_about(lexicon: Lexicon) -> None:
    text = f"{DIALOGUE.capitalize()} in Accra discussed border security and helped the peacekeeping mission."
    assert topics(text, lexicon) == {"border security"}


def test_a_past_session_is_not_the_one_still_to_come(lexicon: Lexicon) -> None:
    text = (
        f"{DIALOGUE.capitalize()} was held in Accra on May 10. The next session of the Ghana-Togo Security Dialogue "
        "will be held in Lome in 2023. The session focused on border security."
    )
    [held] = [fact for fact in merge(claims(text, lexicon)) if fact.status == "held"]
    assert held.roles["ordinal"] == (4,) and held.roles["topics"] == ("border security",)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The Ghana-Togo Security Dialogue is a consultative agency, established in 2007.", {"ConsultativeBody"}),
        ("The Ghana-Togo Security Dialogue is an annual event, established in 2007.", set()),
        ("The Ghana-Togo Security Dialogue is a talking agency, established in 2007.", set()),
    ],
)
def test_a_series_that_is_called_a_body_is_one(sentence: str, expected: set[str], lexicon: Lexicon) -> None:
    assert {claim.kind for claim in claims(sentence, lexicon)} & {"ConsultativeBody"} == expected


AIM = "Ghana may open a military base in Togo, the minister said. "


@pytest.mark.parametrize(
    "sentence",
    [
        "The negotiations between Ghana and Togo can contribute to developing this topic.",
        "The talks between Ghana and Togo in Lome may lead to a Ghanaian military base in Togo.",
    ],
)
def test_talks_may_help_to_bring_a_base_about(sentence: str, lexicon: Lexicon) -> None:
    found = claims(AIM + sentence, lexicon)
    handles = {claim.handle for claim in found if claim.kind == "MilitaryBase"}
    [aiming] = [claim for claim in found if "contributes_to" in claim.roles]
    [aim] = aiming.roles["contributes_to"]
    assert isinstance(aim, Ref) and aim.handle in handles
    assert aiming.modality is not Modality.CERTAIN


def test_talks_that_contribute_to_something_else_bring_no_base_about(lexicon: Lexicon) -> None:
    found = claims(AIM + "The negotiations between Ghana and Togo can contribute to trade.", lexicon)
    assert [claim for claim in found if "contributes_to" in claim.roles] == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("the self-proclaimed Republic of Somaliland", "self-proclaimed Republic of Somaliland"),
        ("the Republic of Somaliland", ""),
    ],
)
def test_how_a_source_contests_an_entity_stays_with_its_name(name: str, label: str, lexicon: Lexicon) -> None:
    text = f"Ethiopia fought a war against {name} in 2021."
    mentions = link(annotate(Document("a", text, date=PUBLISHED), lexicon=lexicon), lexicon).mentions
    [entity] = [mention.entity for mention in mentions if mention.entity.kind == "DeFactoEntity"]
    assert entity.label == label
    assert entity == Entity(entity.kind, entity.name, entity.code, entity.state, entity.iri), "wording is not identity"


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Ghana’s president said on Tuesday that a base would open in June.", "2022-05-10"),
        ("Ghana’s president said that a base would open on Friday.", None),
    ],
)
def test_a_statement_was_made_when_the_word_of_saying_tells(sentence: str, day: str | None, lexicon: Lexicon) -> None:
    linked = link(annotate(Document("a", sentence, date=PUBLISHED), lexicon=lexicon), lexicon)
    [statement] = extract_statements(linked, lexicon)
    times = [time.value for time in statement.roles.get("said_at", ()) if isinstance(time, TimeExpression)]
    assert times == ([day] if day else [])


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (date(2014, 4, 14), ("negotiated", Modality.POSSIBLE)),
        (date(2016, 4, 14), ("in force", Modality.CERTAIN)),
    ],
)
def test_an_agreement_is_not_in_force_before_it_was_made(
    published: date, expected: tuple[str, Modality], lexicon: Lexicon
) -> None:
    document = Document("a", "France and Germany defended the Iran nuclear deal on Monday.", date=published)
    facts = merge(list(extract(link(annotate(document, lexicon=lexicon), lexicon), lexicon)))
    [fact] = [fact for fact in facts if fact.handle.startswith("agreement@")]
    assert (fact.status, fact.modality) == expected
