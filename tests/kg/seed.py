"""The facts of an article like the seed's, by hand, in sentences of our own."""

from __future__ import annotations

from datetime import date

from kg.model import Claim, Document, Entity, Fact, Modality, Polarity, Ref, Roles, Span, TimeExpression, roles

TEXT = (
    "Ankara may get a base in Azerbaijan, its president says\n"
    "\n"
    "President Recep Tayyip Erdogan of Turkey said that his army might one day open a base in Azerbaijan "
    "under the Shusha Declaration. Erdogan spoke to Hurriyet. The talks between President Ilham Aliyev "
    "and President Vladimir Putin could help.\n"
    "\n"
    "The 13th High-Level Military Dialogue of the two states began in Baku on 3 June, Azerbaijan's "
    "defence ministry said. Its 12th round was in Azerbaijan in 2019, the one before that in Turkey in "
    "2018; in 2020 there was none. The next one is due in Ankara in 2022.\n"
    "\n"
    "The dialogue is a consultative body that dates from 2007; it meets every year, behind closed doors. "
    "Azerbaijan has bought Bayraktar drones from Turkey and used them last fall against the breakaway "
    "Republic of Nagorno-Karabakh.\n"
)
DOCUMENT = Document(
    "seed", TEXT, "Ankara may get a base in Azerbaijan", "Example Wire", "https://example.org/1", date(2021, 6, 17)
)

TUR = Entity("State", "Türkiye", "TUR", iri="https://w3id.org/defdip/id/state/TUR")
AZE = Entity("State", "Azerbaijan", "AZE", iri="https://w3id.org/defdip/id/state/AZE")
RUS = Entity("State", "Russia", "RUS", iri="https://w3id.org/defdip/id/state/RUS")
ERDOGAN = Entity("Person", "Recep Tayyip Erdogan", state="TUR")
ALIYEV = Entity("Person", "Ilham Aliyev", state="AZE")
PUTIN = Entity("Person", "Vladimir Putin", state="RUS")
HURRIYET = Entity("MediaOrganization", "Hurriyet")
MINISTRY = Entity("GovernmentBody", "Azerbaijani Ministry of Defence", state="AZE")
BAKU = Entity("City", "Baku", state="AZE", iri="https://w3id.org/defdip/id/place/baku")
ANKARA = Entity("City", "Ankara", state="TUR", iri="https://w3id.org/defdip/id/place/ankara")
SHUSHA = Entity("Agreement", "Shusha Declaration")
KARABAKH = Entity("DeFactoEntity", "Republic of Nagorno-Karabakh", label="breakaway Republic of Nagorno-Karabakh")
BAYRAKTAR = Entity("WeaponSystem", "Bayraktar")
DIALOGUE = Entity("EventSeries", "Azerbaijani-Turkish High-Level Military Dialogue")


def when(text: str, value: str, document: Document = DOCUMENT) -> TimeExpression:
    start = document.text.index(text)
    return TimeExpression(Span(start, start + len(text)), text, value)


def sentence(words: str, text: str = TEXT) -> Span:
    """Return the sentence around the words."""
    at = text.index(words)
    start = max(text.rfind(". ", 0, at) + 2, text.rfind("\n", 0, at) + 1, 0)
    end = text.find(".", at + len(words) - 1)
    return Span(start, end + 1 if end >= 0 else len(text))


def fact(
    kind: str,
    words: str,
    filled: Roles,
    status: str = "",
    modality: Modality = Modality.CERTAIN,
    polarity: Polarity = Polarity.POSITIVE,
    speaker: Entity | None = None,
    outlet: Entity | None = None,
    document: Document = DOCUMENT,
) -> Fact:
    """Return a fact of one claim, with the words that evoke it as its trigger."""
    at = document.text.index(words)
    evidence, trigger = sentence(words, document.text), Span(at, at + len(words))
    handle = f"{kind}@{at}"
    claim = Claim(
        document.id,
        handle,
        kind,
        filled,
        modality,
        polarity,
        status,
        evidence,
        trigger,
        f"test-{kind.lower()}",
        0.8,
        speaker,
        outlet,
    )
    return Fact(document.id, handle, kind, filled, modality, polarity, status, evidence, trigger, 0.8, (claim,))


def seed_facts() -> list[Fact]:
    """Return what the article says, as extraction should give it."""
    both = (AZE, TUR)
    talks = fact("Negotiation", "The talks", roles(participants=(ALIYEV, PUTIN)), "planned", Modality.POSSIBLE)
    war = fact(
        "ArmedConflict",
        "used them last fall",
        roles(parties=(AZE, KARABAKH), date=when("last fall", "2020-09/2020-11")),
    )
    base = fact(
        "MilitaryBase",
        "open a base in Azerbaijan",
        roles(host=AZE, operator=TUR, agreement=SHUSHA),
        "proposed",
        Modality.POSSIBLE,
        speaker=ERDOGAN,
        outlet=HURRIYET,
    )
    thirteenth = fact(
        "DialogueMeeting",
        "13th High-Level",
        roles(
            series=DIALOGUE,
            ordinal=13,
            participants=both,
            date=when("3 June", "2021-06-03"),
            place=BAKU,
            topics=("military-medical", "defense industry"),
        ),
        "held",
        speaker=MINISTRY,
    )
    twelfth = fact(
        "DialogueMeeting",
        "12th round",
        roles(series=DIALOGUE, ordinal=12, participants=both, date=when("2019", "2019"), place=AZE),
        "held",
    )
    before = fact(
        "DialogueMeeting",
        "the one before that",
        roles(series=DIALOGUE, ordinal=11, participants=both, date=when("2018", "2018"), place=TUR),
        "held",
    )
    return [
        base,
        thirteenth,
        twelfth,
        before,
        talks,
        war,
        fact("JointDeclaration", "Shusha Declaration", roles(name=SHUSHA, parties=both), "signed"),
        fact(
            "DialogueMeeting",
            "there was none",
            roles(series=DIALOGUE, participants=both, date=when("2020", "2020")),
            "not held",
            polarity=Polarity.NEGATIVE,
        ),
        fact(
            "DialogueMeeting",
            "The next one",
            roles(series=DIALOGUE, participants=both, date=when("2022", "2022"), place=ANKARA),
            "planned",
            Modality.PLANNED,
            speaker=MINISTRY,
        ),
        fact(
            "ConsultativeBody",
            "a consultative body",
            roles(name=DIALOGUE, parties=both, established=when("2007", "2007"), recurrence="P1Y", closed_door=True),
        ),
        fact(
            "ArmsTransfer",
            "bought Bayraktar drones",
            roles(supplier=TUR, recipient=AZE, item=BAYRAKTAR, used_in=Ref(war.handle)),
            "delivered",
        ),
        fact("Office", "President Recep Tayyip Erdogan", roles(person=ERDOGAN, role="president", of=TUR)),
        fact("Office", "President Ilham Aliyev", roles(person=ALIYEV, role="president", of=AZE)),
        fact("Office", "President Vladimir Putin", roles(person=PUTIN, role="president", of=RUS)),
        fact(
            "Statement",
            "said that his army",
            roles(
                speaker=ERDOGAN,
                outlet=HURRIYET,
                about="a Turkish base in Azerbaijan",
                stance="asserts",
                quotation="his army might one day open a base in Azerbaijan",
            ),
        ),
    ]
