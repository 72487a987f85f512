"""Published stores for the tests of pages: three articles of our own, and one full of hostile names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import store
from kg.assembly import assemble
from kg.model import Document, Entity, Fact, Modality, Polarity, roles
from kg.ontology import load_ontology
from tests.kg.seed import AZE, BAYRAKTAR, DOCUMENT, RUS, TUR, fact, seed_facts, when

DD = "https://w3id.org/defdip/ontology#"
ID = "https://w3id.org/defdip/id/"
POSSIBLE_BASE = "prospect/base-tur-aze"

DENIAL = Document(
    "denial",
    "Moscow hears no talk of a base\n\n"
    "Foreign Minister Sergei Lavrov said there will be no Turkish base in Azerbaijan. "
    "Azerbaijan did not buy Bayraktar drones from Turkey, he added.\n",
    "Moscow hears no talk of a base", "Northern Courier", "https://example.org/2", date(2021, 7, 2),
)  # fmt: skip
GULF = Document(
    "gulf",
    "Where the troops train\n\n"
    "Turkey has run the Tariq base in Qatar since 2015. The Falcon Shield exercise of the two armies was held in March 2020.\n",
    "Where the troops train", "Example Wire", "https://example.org/3", date(2020, 9, 1),
)  # fmt: skip
LAVROV = Entity("Person", "Sergei Lavrov", state="RUS")
QAT = Entity("State", "Qatar", "QAT", iri=ID + "state/QAT")
TARIQ = Entity("MilitaryBase", "Tariq base")
FALCON = Entity("MilitaryExercise", "Falcon Shield")


def articles() -> list[tuple[Document, list[Fact]]]:
    no = {"polarity": Polarity.NEGATIVE, "speaker": LAVROV, "document": DENIAL}
    denied = [
        fact(
            "MilitaryBase",
            "no Turkish base",
            roles(host=AZE, operator=TUR),
            "planned",
            Modality.PLANNED,
            **no,
        ),
        fact(
            "ArmsTransfer",
            "did not buy Bayraktar",
            roles(supplier=TUR, recipient=AZE, item=BAYRAKTAR),
            "delivered",
            **no,
        ),
        fact(
            "Office",
            "Foreign Minister",
            roles(person=LAVROV, role="foreign minister", of=RUS),
            document=DENIAL,
        ),
    ]
    gulf = [
        fact("MilitaryBase", "Tariq base", roles(name=TARIQ, host=QAT, operator=TUR), "operational", document=GULF),
        fact(
            "MilitaryExercise", "Falcon Shield",
            roles(name=FALCON, participants=(TUR, QAT), date=when("March 2020", "2020-03", GULF)), "held", document=GULF,
        ),
    ]  # fmt: skip
    return [(DOCUMENT, seed_facts()), (DENIAL, denied), (GULF, gulf)]


def publish(folder: Path, more: Iterable[ox.Quad] = ()) -> Path:
    """Build and publish the articles with some quads more; return the data folder."""

    def fill(draft: store.Draft) -> dict[str, Any]:
        found, made = articles(), ox.Store()  # rules run several times faster in memory, as in a build
        assemble(
            made,
            [document for document, _ in found],
            [one for _, own in found for one in own],
            load_ontology(),
        )
        made.extend(more)
        draft.store.bulk_extend(made)
        return {}

    store.build(folder, fill)
    return folder


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if ":" in name else ID + name)


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(DD + name)


LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TITLE = ox.NamedNode("http://purl.org/dc/terms/title")
ACCEPTED = ox.NamedNode("https://w3id.org/defdip/graph/accepted")
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></script><script>alert(2)</script>",
    "{{ 7 * 7 }}{% raise %}",
    "evil \u202egpj.exe\u202c \u2066name\u2069",
    "Long " * 20_000,
    "🦅🧨 emoji base \U000e0001",
    "nul\x01\x08control",
    "=HYPERLINK(\"http://x\")",
    "]]>&amp;&lt;b&gt;",
    "W" * 100_000,
    "قاعدة عسكرية ‮(possible) שלום",
    "e" + "̣́" * 400,
]  # fmt: skip


def hostile() -> list[ox.Quad]:
    """A base for each hostile name, in a state, with a claim in an article that is hostile as well."""
    made = []
    graph = ox.NamedNode("https://w3id.org/defdip/graph/document/hostile")

    def say(
        subject: str, property_: ox.NamedNode, value: ox.NamedNode | ox.Literal, where: ox.NamedNode = graph
    ) -> None:
        made.append(ox.Quad(iri(subject), property_, value, where))

    text = "A <b>bold</b> sentence & \u202emore</p><script>alert(3)</script>. Another one."
    say("document/hostile", TYPE, term("Document"))
    say("document/hostile", TITLE, ox.Literal(HOSTILE[2]))
    say("document/hostile", term("documentText"), ox.Literal(text))
    say("document/hostile", term("url"), ox.Literal("javascript:alert(4)"))
    say("passage/hostile/0-30", TYPE, term("Passage"))
    say("passage/hostile/0-30", term("passageOf"), iri("document/hostile"))
    say("passage/hostile/0-30", term("text"), ox.Literal(text[:30]))
    say("passage/hostile/0-30", term("startOffset"), ox.Literal(0))
    say("passage/hostile/0-30", term("endOffset"), ox.Literal(30))
    for at, name in enumerate(HOSTILE):
        base, claim, content = f"base/hostile-{at}", f"claim/hostile-{at}", f"proposition/hostile-{at}"
        say(base, TYPE, term("MilitaryBase"), ACCEPTED)
        say(base, LABEL, ox.Literal(name))
        say(base, term("hostState"), iri("state/AZE"), ACCEPTED)
        say(base, term("operatedBy"), ox.NamedNode("javascript:alert(5)"), ACCEPTED)
        say(content, TYPE, term("Proposition"))
        say(content, term("propositionSubject"), iri(base))
        say(content, term("propositionPredicate"), term("isOfKind"))
        say(content, term("propositionObject"), term("MilitaryBase"))
        say(claim, TYPE, term("Claim"))
        say(claim, term("content"), iri(content))
        say(claim, term("modality"), term("Certain"))
        say(claim, term("polarity"), term("Positive"))
        say(claim, term("evidence"), iri("passage/hostile/0-30"))
        say(claim, term("rule"), ox.Literal(HOSTILE[0]))
        say(claim, term("claimedBy"), ox.NamedNode("javascript:alert(6)"))
    for at, (kind, (class_, tie)) in enumerate(HOSTILE_KINDS.items()):
        thing, claim, content = f"{kind}/hostile", f"claim/hostile-{kind}", f"proposition/hostile-{kind}"
        for name in (HOSTILE[at % len(HOSTILE)], HOSTILE[0]):
            say(thing, LABEL, ox.Literal(name))
        say(thing, TYPE, term(class_), ACCEPTED)
        say(thing, term(tie), iri("state/AZE"), ACCEPTED)
        for name in ("statusText", "timeText", "roleTitle", "statementText"):
            say(thing, term(name), ox.Literal(HOSTILE[1]), ACCEPTED)
        say(content, TYPE, term("Proposition"))
        say(content, term("propositionSubject"), iri(thing))
        say(content, term("propositionPredicate"), term(tie))
        say(content, term("propositionObject"), iri("state/AZE"))
        say(claim, TYPE, term("Claim"))
        say(claim, term("content"), iri(content))
        say(claim, term("modality"), term("Possible"))
        say(claim, term("polarity"), term("Positive"))
        say(claim, term("evidence"), iri("passage/hostile/0-30"))
        say(claim, term("claimedBy"), iri("person/hostile"))
    return made


HOSTILE_KINDS = {
    "person": ("Person", "citizenOf"), "agreement": ("Agreement", "party"), "meeting": ("Meeting", "participant"),
    "series": ("MeetingSeries", "participant"), "exercise": ("MilitaryExercise", "participant"), "transfer": ("ArmsTransfer", "recipient"),
    "organisation": ("InternationalOrganization", "hasMember"), "statement": ("Statement", "speaker"), "conflict": ("ArmedConflict", "participant"),
}  # fmt: skip
"""Kinds of page beside those of bases and articles: class, and the property that ties a thing of it to a state."""


DEPRECATED = ox.NamedNode("http://www.w3.org/2002/07/owl#deprecated")
REPLACED = ox.NamedNode("http://purl.org/dc/terms/isReplacedBy")
TRUE = ox.Literal(True)


def moved() -> list[ox.Quad]:
    """A renamed thing, a merged one and a withdrawn one."""
    return [
        ox.Quad(iri("base/old-name"), REPLACED, iri(POSSIBLE_BASE), ACCEPTED),
        ox.Quad(iri("base/merged"), REPLACED, iri("state/QAT"), ACCEPTED),
        ox.Quad(iri("base/merged"), DEPRECATED, TRUE, ACCEPTED),
        ox.Quad(iri("base/withdrawn"), DEPRECATED, TRUE, ACCEPTED),
    ]


def crowded(count: int) -> list[ox.Quad]:
    """A state that is the subject of very many claims."""
    graph = ox.NamedNode("https://w3id.org/defdip/graph/document/crowd")
    made = [
        ox.Quad(iri("passage/crowd/0-9"), term("passageOf"), iri("document/crowd"), graph),
        ox.Quad(iri("passage/crowd/0-9"), term("text"), ox.Literal("A sentence."), graph),
        ox.Quad(iri("document/crowd"), TYPE, term("Document"), graph),
    ]
    for at in range(count):
        content, claim = iri(f"proposition/crowd-{at}"), iri(f"claim/crowd-{at}")
        made += [
            ox.Quad(content, term("propositionSubject"), iri("state/NRU"), graph),
            ox.Quad(content, term("propositionPredicate"), term("establishedYear"), graph),
            ox.Quad(content, term("propositionValue"), ox.Literal(1000 + at), graph),
            ox.Quad(claim, TYPE, term("Claim"), graph),
            ox.Quad(claim, term("content"), content, graph),
            ox.Quad(claim, term("modality"), term("Certain"), graph),
            ox.Quad(claim, term("polarity"), term("Positive"), graph),
            ox.Quad(claim, term("evidence"), iri("passage/crowd/0-9"), graph),
        ]
    return made
