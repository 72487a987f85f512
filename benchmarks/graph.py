"""A graph of any size in our own model: articles with claims about bases, agreements and meetings, seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

DD, ID, GRAPH = "https://w3id.org/defdip/ontology#", "https://w3id.org/defdip/id/", "https://w3id.org/defdip/graph/"
RDF_TYPE, LABEL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#label"
STATES = 200
CLAIMS_PER_ARTICLE = 20
QUADS_PER_ARTICLE = 4 + CLAIMS_PER_ARTICLE * 19
KINDS = ("MilitaryBase", "DefenceCooperationAgreement", "Meeting")


def iri(name: str) -> str:
    """Return a thing of ours in N-Quads."""
    return f"<{ID}{name}>"


def term(name: str) -> str:
    """Return a term of ours in N-Quads."""
    return f"<{DD}{name}>"


def quads(count: int, seed: int = 1) -> Iterator[str]:
    """Yield about so many lines of N-Quads."""
    chance = random.Random(seed)
    reference = f"<{GRAPH}reference>"
    for number in range(STATES):
        yield f"{iri(f'state/S{number}')} <{RDF_TYPE}> {term('State')} {reference} ."
        yield f'{iri(f"state/S{number}")} <{LABEL}> "State {number}"@en {reference} .'
    for article in range(count // QUADS_PER_ARTICLE):
        yield from _article(article, chance)


def _article(number: int, chance: random.Random) -> Iterator[str]:
    graph = f"<{GRAPH}document/a{number}>"
    document = iri(f"document/a{number}")
    day = f"20{chance.randint(10, 25):02}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    yield f"{document} <{RDF_TYPE}> {term('Document')} {graph} ."
    yield f'{document} <{LABEL}> "Article {number} of that day"@en {graph} .'
    yield f'{document} {term("publishedOn")} "{day}T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> {graph} .'
    yield f"{document} {term('publishedBy')} {iri(f'organisation/outlet-{number % 50}')} {graph} ."
    for claim in range(CLAIMS_PER_ARTICLE):
        yield from _claim(number, claim, day, chance, graph, document)


def _claim(
    article: int, claim: int, day: str, chance: random.Random, graph: str, document: str
) -> Iterator[str]:
    kind = KINDS[claim % len(KINDS)]
    thing = iri(f"{kind.lower()}/{article // 3}-{claim}")
    node, proposition, passage = (
        iri(f"{name}/{article}-{claim}") for name in ("claim", "proposition", "passage")
    )
    state, other = (iri(f"state/S{int(chance.paretovariate(1)) % STATES}") for _ in range(2))
    accepted = f"<{GRAPH}accepted>"
    path = {"MilitaryBase": "hostState", "Meeting": "party"}.get(kind, "party")
    yield f"{thing} <{RDF_TYPE}> {term(kind)} {accepted} ."
    yield f'{thing} <{LABEL}> "{kind} {article // 3}-{claim}"@en {graph} .'
    yield f"{thing} {term(path)} {state} {accepted} ."
    yield f"{thing} {term('involvesParty')} {other} <{GRAPH}inferred> ."
    yield f'{thing} {term("year")} "{day[:4]}"^^<http://www.w3.org/2001/XMLSchema#integer> {accepted} .'
    yield f"{proposition} <{RDF_TYPE}> {term('Proposition')} {graph} ."
    yield f"{proposition} {term('propositionSubject')} {thing} {graph} ."
    yield f"{proposition} {term('propositionPredicate')} {term(path)} {graph} ."
    yield f"{proposition} {term('propositionObject')} {state} {graph} ."
    yield f"{node} <{RDF_TYPE}> {term('Claim')} {graph} ."
    yield f"{node} {term('content')} {proposition} {graph} ."
    yield f"{node} {term('modality')} {term(chance.choice(('Certain', 'Possible', 'Planned')))} {graph} ."
    yield f"{node} {term('polarity')} {term('Positive')} {graph} ."
    yield f"{node} {term('claimedBy')} {iri(f'person/p{chance.randint(0, 999)}')} {graph} ."
    yield f"{node} {term('evidence')} {passage} {graph} ."
    confidence = f"0.{chance.randint(400, 999)}"
    yield f'{node} {term("confidence")} "{confidence}"^^<http://www.w3.org/2001/XMLSchema#decimal> {graph} .'
    yield f"{passage} <{RDF_TYPE}> {term('Passage')} {graph} ."
    yield f"{passage} {term('passageOf')} {document} {graph} ."
    yield f'{passage} {term("text")} "Sentence {claim} of article {article} says so." {graph} .'


def write(path: Path, count: int) -> int:
    """Write a graph; return how many quads it has."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        for number, line in enumerate(quads(count), 1):  # noqa: B007
            file.write(line + "\n")
    return number
