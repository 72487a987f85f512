"""Descriptions that mean a known agreement, and such as mean another."""

from __future__ import annotations

from datetime import date

import pytest

from kg.annotate import annotate
from kg.extract import extract
from kg.lexicon import load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Document, Entity, Modality
from kg.ontology import load_ontology

LEXICON = load_lexicon(load_ontology())
SCENE = "Iran and the United States spoke in Muscat. Iran and the United States will speak again. "
JCPOA = "Joint Comprehensive Plan of Action"
ARMISTICE = "Korean Armistice Agreement"
INF = "Intermediate-Range Nuclear Forces Treaty"


def known(text: str, year: int) -> set[str]:
    """Names of the known agreements that the claims of an article are about."""
    document = Document("known", text, date=date(year, 6, 1))
    claims = extract(link(annotate(document, lexicon=LEXICON), LEXICON), LEXICON)
    named = (filler for claim in claims for filler in claim.roles.get("name", ()))
    return {filler.name for filler in named if isinstance(filler, Entity) and "/id/agreement/" in filler.iri}


@pytest.mark.parametrize(
    ("sentence", "year", "meant"),
    [
        pytest.param(SCENE + "Iran violated the nuclear deal, Washington said.", 2019, {JCPOA}, id="by its matter"),
        pytest.param(SCENE + "Iran violated the 2015 nuclear accord.", 2019, {JCPOA}, id="by its year"),
        pytest.param(SCENE + "Iran violated the nuclear deal.", 2014, set(), id="before it was made"),
        pytest.param(SCENE + "They want a new nuclear deal with Iran.", 2019, set(), id="a new one"),
        pytest.param(SCENE + "They signed the 2016 nuclear accord.", 2019, set(), id="of another year"),
        pytest.param("Russia broke the 1987 pact with the United States.", 2018, {INF}, id="by its year and parties"),
        pytest.param("North Korea tore up the armistice.", 2013, {ARMISTICE}, id="the one armistice of a state"),
        pytest.param("Israel and Lebanon signed a truce in 1953.", 2013, set(), id="a truce of others"),
    ],
)
def test_description_means_the_one_known_agreement_that_it_fits(sentence: str, year: int, meant: set[str]) -> None:
    assert known(sentence, year) == meant


@pytest.mark.parametrize(
    ("more", "statuses"),
    [
        pytest.param("", set(), id="may be older"),
        pytest.param(" The deal has held since 2016.", {"in force"}, id="a later year"),
        pytest.param(" The JCPOA is hard to keep.", {"in force"}, id="its name"),
    ],
)
def test_article_without_a_date_tells_of_a_deal_only_when_it_must_be_younger(more: str, statuses: set[str]) -> None:
    text = SCENE + "Critics of the nuclear deal with Iran were angry, Washington said." + more
    claims = extract(link(annotate(Document("known", text), lexicon=LEXICON), LEXICON), LEXICON)
    assert {claim.status for claim in claims if claim.handle.startswith("agreement@")} == statuses


@pytest.mark.parametrize(
    "doubt",
    [
        "Russia may leave the New START treaty with the United States, a senator said.",
        "Russia might never have ratified the New START treaty with the United States, a senator said.",
    ],
)
def test_doubts_about_a_known_agreement_do_not_undo_that_it_is_there(doubt: str) -> None:
    text = "Russia and the United States signed the New START treaty in Prague in April 2010. " + doubt
    document = Document("known", text, date=date(2022, 6, 1))
    facts = merge(list(extract(link(annotate(document, lexicon=LEXICON), LEXICON), LEXICON)))
    pacts = [fact for fact in facts if fact.handle.startswith("agreement@")]
    assert [(fact.status, fact.modality) for fact in pacts] == [("signed", Modality.CERTAIN)]


def test_parties_told_of_most_stand_in_where_the_sentence_of_a_known_agreement_names_none() -> None:
    text = SCENE + "France and Britain sat with them once. Egypt said on Monday that the nuclear deal still stands."
    document = Document("parties", text, date=date(2019, 6, 1))
    claims = extract(link(annotate(document, lexicon=LEXICON), LEXICON), LEXICON)
    deals = [claim for claim in claims if "/id/agreement/" in str(claim.roles.get("name", ""))]
    parties = {filler.code for claim in deals for filler in claim.roles["parties"] if isinstance(filler, Entity)}
    assert parties == {"IRN", "USA"}
