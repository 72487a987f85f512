"""What a fact becomes in the graph: claims with evidence, shared propositions, plain facts only if accepted."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import iris, vocab
from kg.accept import refuse_leaks
from kg.assembly import assemble
from kg.errors import ShapeError
from kg.infer import infer, make_rules
from kg.model import Document, Entity, Fact, Modality, Polarity
from kg.ontology import FOLDER, PREFIXES, load_ontology
from kg.shapes import validate

HERE = Path(__file__).parent


def _seed():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("seed", HERE / "seed.py")
    assert spec and spec.loader
    module = sys.modules.setdefault("seed", importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


seed = _seed()
DIALOGUE = "azerbaijan-turkiye-high-level-military-dialogue"
SERIES, THIRTEENTH = f"<{iris.BASE}series/{DIALOGUE}>", f"<{iris.BASE}meeting/{DIALOGUE}/13>"
AFFIRMED = {"modality": Modality.CERTAIN, "status": "operational"}


def graph_of(*articles: tuple[Document, list[Fact]]) -> ox.Store:
    store = ox.Store()
    facts = [fact for _, own in articles for fact in own]
    assemble(store, [document for document, _ in articles], facts, load_ontology())
    return store


def ask(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(query, use_default_graph_as_union=True, prefixes={**PREFIXES, "id": iris.BASE})
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return sorted({tuple(getattr(row[name], "value", "") for name in names) for row in found})


def told(fact: Fact, document: str, **changes: object) -> tuple[Document, list[Fact]]:
    """Return an article of its own that tells the fact, changed."""
    inside = {name: value for name, value in changes.items() if name not in ("speaker", "outlet")}
    claims = tuple(replace(claim, document=document, **changes) for claim in fact.claims)  # type: ignore[arg-type]
    changed = replace(fact, document=document, claims=claims, **inside)  # type: ignore[arg-type]
    return replace(seed.DOCUMENT, id=document, outlet=f"{document} wire"), [changed]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return graph_of((seed.DOCUMENT, seed.seed_facts()))


@pytest.fixture
def base() -> Fact:
    return seed.seed_facts()[0]


def test_every_claim_has_content_voice_and_the_exact_words(store: ox.Store) -> None:
    passages = ask(
        store,
        "SELECT ?start ?end ?words "
        "WHERE { ?c a dd:Claim ; dd:content ?p ; dd:claimedBy ?w ; dd:evidence ?e "
        ". ?e dd:startOffset ?start ; dd:endOffset ?end ; dd:text ?words }",
    )
    assert passages and all(words == seed.TEXT[int(start) : int(end)] for start, end, words in passages)
    lacking = (
        "SELECT ?c WHERE { ?c a dd:Claim FILTER NOT EXISTS { ?c dd:content ?p ; dd:claimedBy ?w ; dd:evidence ?e } }"
    )
    assert ask(store, lacking) == []


def test_everything_that_is_spoken_of_has_a_label(store: ox.Store) -> None:
    assert (
        ask(
            store,
            "SELECT ?x "
            "WHERE { VALUES ?end { dd:propositionSubject dd:propositionObject }"
            " ?p ?end ?x FILTER NOT EXISTS { ?x rdfs:label ?label } }",
        )
        == []
    )


def test_the_shapes_and_the_guard_against_leaks_hold(store: ox.Store) -> None:
    assert validate(store) > 0
    refuse_leaks(store)


def test_a_possible_base_that_looks_like_a_base_is_refused(store: ox.Store) -> None:
    leaky = ox.Store()
    leaky.extend(store)
    leaky.add(
        ox.Quad(
            ox.NamedNode(f"{iris.BASE}prospect/base-tur-aze"),
            vocab.TYPE,
            vocab.dd("MilitaryBase"),
            ox.NamedNode(iris.ACCEPTED),
        )
    )
    with pytest.raises(ShapeError, match="base-tur-aze"):
        refuse_leaks(leaky)
    with pytest.raises(ShapeError):
        validate(leaky)


def test_two_articles_share_the_propositions_that_they_claim(base: Fact) -> None:
    store = graph_of(told(base, "one"), told(base, "two"))
    shared = ask(
        store, "SELECT ?p WHERE { ?a dd:content ?p ; dd:source ?d . ?b dd:content ?p ; dd:source ?e FILTER(?d != ?e) }"
    )
    assert len(shared) >= 3


def test_what_an_article_affirms_itself_is_accepted(base: Fact) -> None:
    store = graph_of(told(base, "one", **AFFIRMED, speaker=None, outlet=None))
    assert ask(
        store,
        "SELECT ?host "
        "WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?b a dd:MilitaryBase "
        "; dd:hostState ?host } }",
    ) == [(iris.state("AZE"),)]


def test_what_one_official_says_of_other_states_is_not_by_itself_accepted(base: Fact) -> None:
    lavrov = Entity("Person", "Sergei Lavrov", state="RUS")
    one = told(base, "one", **AFFIRMED, speaker=lavrov)
    asked = "SELECT ?b WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?b a dd:MilitaryBase } }"
    assert ask(graph_of(one), asked) == []
    assert len(ask(graph_of(one, told(base, "two", **AFFIRMED, speaker=seed.ALIYEV)), asked)) == 1


def test_an_official_of_a_state_concerned_is_believed(base: Fact) -> None:
    store = graph_of(told(base, "one", **AFFIRMED, speaker=seed.ALIYEV))
    assert (
        len(ask(store, "SELECT ?b WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?b a dd:MilitaryBase } }"))
        == 1
    )


def test_what_somebody_concerned_denies_is_disputed_and_not_accepted(base: Fact) -> None:
    store = graph_of(
        told(base, "one", **AFFIRMED, speaker=None, outlet=None),
        told(base, "two", **AFFIRMED, speaker=seed.ALIYEV, polarity=Polarity.NEGATIVE),
    )
    assert ask(store, "SELECT ?b WHERE { GRAPH ?g { ?b a dd:MilitaryBase } ?b a dd:Prospect }") == []
    assert (
        ask(store, "SELECT ?b WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?b a dd:MilitaryBase } }") == []
    )
    assert len(ask(store, "SELECT ?a ?b WHERE { ?a dd:contradicts ?b }")) >= 2


def test_that_a_treaty_is_not_ratified_does_not_deny_the_treaty() -> None:
    signed = next(fact for fact in seed.seed_facts() if fact.kind == "JointDeclaration")
    store = graph_of(told(signed, "one"), told(signed, "two", status="ratified", polarity=Polarity.NEGATIVE))
    assert (
        len(
            ask(
                store, "SELECT ?a WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?a a dd:JointDeclaration } }"
            )
        )
        == 1
    )
    assert ask(store, "SELECT ?a WHERE { ?a dd:contradicts ?b }") == []


def test_a_reviewer_can_reject_a_claim(base: Fact) -> None:
    from kg.accept import accept

    store = graph_of(told(base, "one", **AFFIRMED, speaker=None, outlet=None))
    for (claim,) in ask(store, "SELECT ?c WHERE { ?c a dd:Claim }"):
        store.add(
            ox.Quad(
                ox.NamedNode(claim),
                vocab.dd("rejectedBy"),
                ox.NamedNode(f"{iris.BASE}person/reviewer"),
                ox.NamedNode(iris.document_graph("one")),
            )
        )
    store.remove_graph(ox.NamedNode(iris.ACCEPTED))
    assert accept(store) == 0


def test_every_accepted_fact_leads_back_to_its_claims(store: ox.Store) -> None:
    accepted = ask(store, "SELECT ?s ?p ?o WHERE { GRAPH <https://w3id.org/defdip/graph/accepted> { ?s ?p ?o } }")
    led_back = {row[:3] for row in ask(store, (FOLDER / "rules" / "accepted-from.rq").read_text())}
    assert accepted and set(accepted) <= led_back


def test_inference_runs_until_nothing_follows(store: ox.Store) -> None:
    assert infer(store, make_rules(load_ontology())) == {}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("inverse", f"{SERIES} dd:hasEdition ?x"),
        ("chain over a place", f"{THIRTEENTH} dd:hostState <{iris.state('AZE')}>"),
        ("transitive superproperty", "?x dd:followsEdition ?y . ?x dd:editionNumber 13 . ?y dd:editionNumber 11"),
        ("definition by values", "?x a dd:AffirmedClaim"),
        ("definition by one of", "?x a dd:TentativeClaim"),
        ("definition by intersection", f"{SERIES} a dd:StandingDialogue"),
        ("chain over an inverse", f"<{iris.state('TUR')}> dd:suppliesArmsTo <{iris.state('AZE')}>"),
        ("chain over an office", f"<{iris.BASE}person/recep-tayyip-erdogan> dd:represents <{iris.state('TUR')}>"),
    ],
    ids=lambda value: value if " " not in value or len(value) < 40 else "",
)  # fmt: skip
def test_the_axioms_give_what_follows_from_them(store: ox.Store, name: str, pattern: str) -> None:
    assert store.query(f"ASK {{ {pattern} }}", use_default_graph_as_union=True, prefixes=PREFIXES), name
