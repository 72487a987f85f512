"""Linking: the lexicon's titles and heads by their own examples, then what words stand for."""

from __future__ import annotations

from datetime import date

import pytest

from kg.annotate import annotate
from kg.lexicon import load_lexicon
from kg.link import link, plural_set, states_in
from kg.model import Document, Linked
from kg.ontology import load_ontology

_PROOFS = """
PREFIX lex: <https://w3id.org/defdip/lexicon#>
SELECT ?entry ?example WHERE { ?entry a lex:%s ; skos:example ?example } ORDER BY ?entry
"""
TITLES = load_ontology().select(_PROOFS % "TitleHead")
HEADS = load_ontology().select(_PROOFS % "NameHead")
CUES = load_ontology().select(_PROOFS % "PlaceCue")
WORDS = load_lexicon(load_ontology()).frames.words


def linked(text: str, day: date = date(2021, 6, 17)) -> Linked:
    return link(annotate(Document("x", text, date=day)), load_lexicon(load_ontology()))


def stands_for(text: str) -> dict[str, str]:
    """Each mention's words to kind and short name (of a person with the state)."""
    return {m.span.of(text): f"{m.entity.kind}:{m.entity.short}" for m in linked(text).mentions}


@pytest.mark.parametrize("row", TITLES, ids=[row["entry"].rsplit("#", 1)[-1] for row in TITLES])
def test_title_gives_its_example_the_office(row: dict[str, str]) -> None:
    sentence, person, role, of = row["example"].split(" | ")
    held = [(h.person.name, h.title.lower(), h.of.short if h.of else "") for h in linked(sentence).holdings]
    assert (person, role, of) in held


@pytest.mark.parametrize("row", HEADS, ids=[row["entry"].rsplit("#", 1)[-1] for row in HEADS])
def test_head_makes_its_example_a_name(row: dict[str, str]) -> None:
    sentence, name = row["example"].split(" | ")
    assert name in [mention.span.of(sentence) for mention in linked(sentence).mentions]


@pytest.mark.parametrize("row", CUES, ids=[row["entry"].rsplit("#", 1)[-1] for row in CUES])
def test_cue_makes_a_capital_a_place(row: dict[str, str]) -> None:
    sentence, kind = row["example"].split(" | ")
    assert stands_for(sentence)["Warsaw"].split(":")[0] == kind


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Turkey and US officials told us so.", "Turkey", "State:TUR"),
        ("Turkey and US officials told us so.", "US", "State:USA"),
        ("The Russians left.", "Russians", "State:RUS"),
        ("Warsaw rejected the plan.", "Warsaw", "State:POL"),
        ("They met in Warsaw.", "Warsaw", "City:Warsaw"),
        ("Warsaw's policy is clear.", "Warsaw", "State:POL"),
        (
            "The Polish Ministry of Defence spoke.",
            "Polish Ministry of Defence",
            "DefenceMinistry:Polish Ministry of Defence",
        ),
        ("Poland's defence ministry spoke.", "Poland's defence ministry", "DefenceMinistry:Poland's defence ministry"),
        ("North and South Korea met.", "North", "State:PRK"),
        ("The South and North Koreans met.", "South", "State:KOR"),
        ("NATO forces trained.", "NATO", "InternationalOrganization:NATO"),
        ("They ratified the Bergen Declaration.", "Bergen Declaration", "JointDeclaration:Bergen Declaration"),
        ("They bought the F-16 Fighting Falcon jet.", "F-16 Fighting Falcon", "WeaponSystem:F-16 Fighting Falcon"),
    ],
)
def test_words_stand_for(text: str, words: str, expected: str) -> None:
    assert stands_for(text)[words] == expected


def test_agreement_is_no_person() -> None:
    assert not [m for m in linked("The Bergen Declaration was praised.").mentions if m.entity.kind == "Person"]


def test_surname_stands_for_the_full_name() -> None:
    found = linked("Polish Defence Minister Ola Berg spoke. Berg said she agreed.")
    assert [m.entity.name for m in found.mentions if m.entity.kind == "Person"] == ["Ola Berg"] * 3
    assert {m.entity.state for m in found.mentions if m.entity.kind == "Person"} == {"POL"}


def test_ministry_is_taken_up() -> None:
    text = "The Polish Defence Ministry spoke. The ministry said so."
    assert stands_for(text)["ministry"] == "DefenceMinistry:Polish Defence Ministry"


def test_title_is_taken_up() -> None:
    text = "Polish President Ola Berg met ministers. The Polish president left."
    assert stands_for(text)["president"] == "Person:Ola Berg"


def test_his_country_is_his_state() -> None:
    assert stands_for("Polish President Ola Berg said his country agreed.")["country"] == "State:POL"


def test_he_of_two_men_is_nobody() -> None:
    found = linked("The minister met Ola Berg and Kari Lund. It rained. Both told reporters that he agreed.")
    assert not [m for m in found.mentions if m.form == "pronoun"]


def test_two_countries_are_the_last_two_named() -> None:
    found = linked("Chile and Peru met on Monday. The two countries signed a treaty.")
    token = next(token for token in found.annotation.doc if token.text == "countries")
    assert [entity.code for entity in plural_set(found, token, WORDS)] == ["CHL", "PER"]


def test_two_countries_of_three_are_unknown() -> None:
    found = linked("Chile, Brazil and Peru met on Monday. The two countries signed a treaty.")
    token = next(token for token in found.annotation.doc if token.text == "countries")
    assert plural_set(found, token, WORDS) == ()


def test_states_inside_a_name_are_found() -> None:
    found = linked("The Polish-Czech Security Dialogue met.")
    assert [entity.code for entity in states_in(found, 0, len(found.annotation.doc))] == ["POL", "CZE"]


def test_known_person_is_named_in_full_when_in_office() -> None:
    found = linked("President Obama spoke.", date(2013, 3, 20))
    assert [(h.person.name, h.of.code if h.of else "") for h in found.holdings] == [("Barack Obama", "USA")]


OFFICES = [
    ("Secretary of State Ola Berg met his Chilean counterpart, Juan Cruz.", "Juan Cruz", "foreign minister", "CHL"),
    ("Polish President Ola Berg called his Chilean counterpart Juan Cruz.", "Juan Cruz", "president", "CHL"),
    ("Ola Berg, who heads the Bergen Institute, spoke.", "Ola Berg", "head of Bergen Institute", "Bergen Institute"),
    ("Ola Berg, Poland's mercurial foreign minister, spoke.", "Ola Berg", "foreign minister", "POL"),
    ("Ola Berg, who served as Poland's defence minister, spoke.", "Ola Berg", "defence minister", "POL"),
    ("The head of Poland's nuclear agency, Ola Berg, spoke.", "Ola Berg", "head of nuclear agency", "POL"),
    ("Iran's president, Hassan Rouhani said that the base was open.", "Hassan Rouhani", "president", "IRN"),
    ("Sens. Ola Berg (R-AZ) and Kari Lund (D-SC) agreed.", "Kari Lund", "senator", "USA"),
    ("Sen. Bill Berg said so.", "Bill Berg", "senator", "USA"),
    ("The team met Pak Son Hui, the Polish vice foreign minister.", "Pak Son Hui", "vice foreign minister", "POL"),
    ("The Ghana Army chief, General Ola Berg left on Sunday.", "Ola Berg", "army chief", "GHA"),
    ("OSLO: Indian Army chief, Ola Berg on Thursday presented kits.", "Ola Berg", "army chief", "IND"),
    (
        "Togo's Minister of Foreign Affairs and Regional Integration, Ola Berg, spoke.",
        "Ola Berg",
        "minister of foreign affairs and regional integration",
        "TGO",
    ),
    ("Togo's Defence and War Veterans Minister Ola Berg spoke.", "Ola Berg", "defence and war veterans minister", "TGO"),
    ("Togo's Prime Minister and Defence Minister Ola Berg spoke.", "Ola Berg", "prime minister", "TGO"),
    ("They quoted Commander Joint Forces New Zealand Major General Ola Berg.", "Ola Berg", "commander", "NZL"),
    (
        "The director of Centre for Peace in Togo, Ola Berg, spoke.",
        "Ola Berg",
        "director of Centre for Peace",
        "Centre for Peace",
    ),
    ("President Ola Berg of Togo met his counterpart Vladimir Putin.", "Vladimir Putin", "president", "RUS"),
    ("In Chad, Ola Berg met with defence minister captain Kari Lund.", "Kari Lund", "defence minister", "TCD"),
    ("President Ola Berg of Togo, Chief of Defense Staff, Gen. Kari Lund and others left.", "Kari Lund", "chief of defense staff", ""),
    (
        "Ola Berg, a professor of Latin American studies at the Bergen Institute, spoke.",
        "Ola Berg",
        "professor",
        "Bergen Institute",
    ),
    (
        "The spokesperson for the French-led Operation in Mali Brig. Gen. Ola Berg spoke.",
        "Ola Berg",
        "spokesperson for French-led Operation in Mali",
        "",
    ),
    ("Vice Admiral Ola-Kai Berg, the Chief of Naval Staff of Nigeria, spoke.", "Ola-Kai Berg", "chief of naval staff", "NGA"),
    ("OSCE Chairman-in-Office Ola Berg spoke.", "Ola Berg", "chairman-in-office", "OSCE"),
    ("Defence Minister Ola Berg-Dahl of Togo left. Minister Berg-Dahl spoke.", "Ola Berg-Dahl", "minister", "TGO"),
    (
        "General Ola Berg, commanding officer of the Norwegian brigade, spoke.",
        "Ola Berg",
        "commanding officer of brigade",
        "NOR",
    ),
    ("The Norwegian Chief of Defence (CHOD) Ola Berg, who was in Rome, spoke.", "Ola Berg", "chief of defence", "NOR"),
    (
        "The Chief of Defence Forces (CDF) of Norway, General Ola Berg, left.",
        "Ola Berg",
        "chief of defence forces",
        "NOR",
    ),
    ("Ola Berg, head of Norwegian military intelligence, spoke.", "Ola Berg", "head of military intelligence", "NOR"),
    (
        "Jan Berg met Rear Admiral Ali bin Nasser bin Hamad Al Harthi, commander of the Royal Navy of Oman.",
        "Ali bin Nasser bin Hamad Al Harthi",
        "commander of Royal Navy of Oman",
        "OMN",
    ),
    (
        "Defence Minister Ola Berg of Togo signed for Togo whereas his Chadian counterpart Kofi Issa signed for Chad.",
        "Kofi Issa",
        "defence minister",
        "TCD",
    ),
    ("OSLO, May 16 - Thai Defence Minister Ola Berg spoke.", "Ola Berg", "defence minister", "THA"),
    ("BANGKOK, Feb 16 - Thai Defence Minister Ola Berg spoke.", "Ola Berg", "defence minister", "THA"),
    (
        "He met Norwegian Minister of Defence Ola Berg and Chief of the Honduran Armed Forces Gen. Juan Cruz.",
        "Juan Cruz",
        "chief of Honduran Armed Forces",
        "HND",
    ),
    ("He met President Ola Berg, Togo's Premier Jan Dahl and Defence Minister Kari Lund.", "Ola Berg", "president", "TGO"),
    ("Togolese President Ola Berg and Defence Minister Kari Lund met.", "Kari Lund", "defence minister", "TGO"),
    ("Togolese President Ola Berg and Prime Minister Kari Lund met.", "Kari Lund", "prime minister", ""),
    ("Togo's Foreign Minister Ola Berg and Foreign Minister Kari Lund met.", "Kari Lund", "foreign minister", ""),
    ("The commander of French forces in Africa, General Ola Berg, left.", "Ola Berg", "commander of forces", "FRA"),
    ("Japanese Ambassador to Norway SATO Kazuya left.", "SATO Kazuya", "ambassador to Norway", "JPN"),
    (
        "Danish Defence Minister Ola Berg met with his Polish and Swedish counterparts, Jan Gram and Kari Lund.",
        "Kari Lund",
        "defence minister",
        "SWE",
    ),
]


@pytest.mark.parametrize(("text", "person", "title", "of"), OFFICES, ids=[case[0][:32] for case in OFFICES])
def test_office_is_read(text: str, person: str, title: str, of: str) -> None:
    held = [(h.person.name, h.title, h.of.short if h.of else "") for h in linked(text).holdings]
    assert (person, title, of) in held


def test_counterpart_is_his_who_was_named_last() -> None:
    found = linked("Foreign Minister Ola Berg of Togo came. Kofi Mensah met his counterpart, Kari Lund.").holdings
    assert "Kari Lund" not in [holding.person.name for holding in found]


def test_counterpart_of_nobody_in_office_holds_none() -> None:
    assert not linked("Ola Berg met his Chilean counterpart, Juan Cruz.").holdings


def test_title_without_a_name_is_his_who_is_known_to_hold_it_and_is_named() -> None:
    found = linked("Barack Obama arrived on Monday. The US president spoke.", date(2013, 3, 20))
    assert [(h.person.name, h.title) for h in found.holdings] == [("Barack Obama", "president")]
    assert not linked("Barack Obama arrived on Monday. The US president spoke.", date(2019, 3, 20)).holdings


def test_firm_before_its_rank_is_no_person() -> None:
    found = linked("Bergen Dynamics, the leader in the market, spoke.")
    assert not [m for m in found.mentions if m.entity.kind == "Person"]


def test_unnamed_holder_is_not_guessed() -> None:
    assert not linked("The Polish president spoke.").holdings


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Since President Reagan met his counterpart in Geneva, much has changed.", "Ronald Reagan"),
        ("British Prime Minister Theresa May called on China to act.", "Theresa May"),
        ("Sgt. Carter was wounded near the base.", "Carter"),
        ("President Johnson had sent troops to Vietnam.", "Johnson"),
    ],
)
def test_former_heads_keep_their_title_and_nobody_else_gets_their_name(text: str, name: str) -> None:
    assert [m.entity.name for m in linked(text).mentions if m.entity.kind == "Person"][:1] == [name]


def people_of(text: str, day: date) -> list[str]:
    return [m.entity.name for m in linked(text, day).mentions if m.entity.kind == "Person"]


def test_surname_is_of_the_one_in_office_beside_a_namesake_named_in_full() -> None:
    text = "President Trump and Melania Trump came to Oslo. Trump spoke first."
    assert people_of(text, date(2019, 5, 27)) == ["Donald Trump", "Melania Trump", "Donald Trump"]


def test_surname_before_the_name_is_its_bearers_who_is_named_more_often() -> None:
    text = "Kim Jong Un waved. Envoy Sung Kim bowed. Kim Jong Un left. Kim smiled."
    assert people_of(text, date(2018, 6, 12))[-1] == "Kim Jong Un"


def test_surname_of_a_namesake_out_of_office_stays_with_the_article() -> None:
    assert people_of("Governor Ana Trump came to Oslo. Trump spoke first.", date(1990, 5, 27))[-1] == "Ana Trump"


def test_adviser_of_a_head_is_not_the_head() -> None:
    held = linked("Ola Berg, son and adviser to the Nicaraguan dictator, Daniel Ortega, spoke.").holdings
    assert {(h.person.name, h.title.split()[0]) for h in held} >= {("Ola Berg", "adviser"), ("Daniel Ortega", "dictator")}
    assert ("Daniel Ortega", "adviser") not in {(h.person.name, h.title.split()[0]) for h in held}
