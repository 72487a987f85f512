"""The reference data hold together: codes, labels, capitals, coordinates, and names that mean one thing."""

from __future__ import annotations

from collections import defaultdict

import pycountry
import pyoxigraph as ox
import pytest

from kg.ontology import FOLDER, PREFIXES

ID = "https://w3id.org/defdip/id/"
FILES = sorted((FOLDER / "reference").glob("*.ttl"))
ASSOCIATED = {"COK", "NIU"}
"""In free association with New Zealand: states here, territories of no one in ISO 3166-1."""
SHARED_DEMONYMS = {"Congolese": {"COD", "COG"}, "Dominican": {"DMA", "DOM"}, "Dominicans": {"DMA", "DOM"}}
"""Words for the people of more than one state; the text around them decides."""


def _graph() -> ox.Store:
    store = ox.Store()
    for path in [FOLDER / "defdip.ttl", *sorted((FOLDER / "concepts").glob("*.ttl")), *FILES]:
        store.load(path=path, format=ox.RdfFormat.TURTLE)
    return store


GRAPH = _graph()


def _rows(query: str) -> list[dict[str, str]]:
    solutions = GRAPH.query(query, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: getattr(row[name], "value", "") for name in names} for row in solutions]


def _codes(cls: str, code: str) -> list[str]:
    return [row["code"] for row in _rows(f"SELECT ?code WHERE {{ ?s a dd:{cls} ; dd:{code} ?code }}")]


@pytest.mark.parametrize("code", ["isoCode", "alpha2", "numericCode"])
def test_no_code_stands_for_two_entities(code: str) -> None:
    twice = _rows(
        f"SELECT ?code WHERE {{ ?s dd:{code} ?code }} GROUP BY ?code HAVING(COUNT(DISTINCT ?s) > 1)"
    )
    assert twice == []


def test_each_present_state_has_a_correlates_of_war_number_of_its_own() -> None:
    rows = _rows("SELECT ?s ?cow WHERE { ?s a dd:State ; dd:isoCode ?c ; dd:cowCode ?cow "
                 "FILTER NOT EXISTS { ?s dd:endYear ?year } }")
    numbers = [row["cow"] for row in rows]
    assert len(numbers) == len(set(numbers)) >= 194


@pytest.mark.parametrize("registry", ["http://www.wikidata.org/entity/Q", "https://sws.geonames.org/"])
def test_each_state_and_territory_of_iso_3166_is_linked_to_an_entry_of_its_own(registry: str) -> None:
    links = defaultdict(set)
    for row in _rows(
        "SELECT ?s ?link WHERE { VALUES ?class { dd:State dd:DependentTerritory } ?s a ?class ; dd:alpha2 ?code"
        " OPTIONAL { ?s rdfs:seeAlso ?link } }"
    ):
        links[row["s"]] |= {row["link"]} if row["link"].startswith(registry) else set()
    assert len(links) > 230
    assert [one for one, found in links.items() if len(found) != 1] == []
    assert len(set.union(*links.values())) == len(links)


def test_codes_agree_with_iso_3166() -> None:
    query = """SELECT ?three ?two ?number WHERE { ?s dd:isoCode ?three ; dd:alpha2 ?two ; dd:numericCode ?number
               FILTER NOT EXISTS { ?s dd:endYear ?year } }"""
    rows = _rows(query)
    assert len(rows) > 240
    for row in rows:
        country = pycountry.countries.get(alpha_3=row["three"])
        assert country is not None, row
        assert (country.alpha_2, country.numeric) == (row["two"], row["number"])


def test_no_country_of_iso_3166_is_missing() -> None:
    known = {row["code"] for row in _rows("SELECT ?code WHERE { ?s dd:isoCode ?code }")}
    missing = {country.alpha_3 for country in pycountry.countries} - known
    assert missing <= {"ATA", "BVT", "HMD", "UMI", "SHN", "SJM"}, "only uninhabited or composite territories"


def test_the_states_are_the_members_and_observers_of_the_united_nations_and_two_associated_ones() -> None:
    rows = _rows("SELECT ?code WHERE { ?s a dd:State ; dd:isoCode ?code FILTER NOT EXISTS { ?s dd:endYear ?y } }")
    codes = {row["code"] for row in rows}
    assert len(codes - ASSOCIATED - {"VAT", "PSE"}) == 193
    assert codes >= ASSOCIATED | {"VAT", "PSE"}
    assert not codes & {"TWN", "XKX", "ESH"}, "modelled as de facto entities"


def test_every_individual_has_one_english_label() -> None:
    query = """SELECT ?s (COUNT(?label) AS ?labels) WHERE { ?s a owl:NamedIndividual
               FILTER(STRSTARTS(STR(?s), "https://w3id.org/defdip/id/"))
               OPTIONAL { ?s rdfs:label ?label FILTER(LANG(?label) = "en") } }
               GROUP BY ?s HAVING(COUNT(?label) != 1)"""
    assert _rows(query) == []


def test_every_term_used_is_declared() -> None:
    declared = {row["p"] for row in _rows(
        "SELECT ?p WHERE { ?p a ?kind FILTER(?kind IN (owl:ObjectProperty, owl:DatatypeProperty, "
        "owl:AnnotationProperty, owl:Class)) }")}
    used = {row["p"] for row in _rows(
        'SELECT DISTINCT ?p WHERE { ?s a owl:NamedIndividual ; ?p ?o FILTER(STRSTARTS(STR(?p), STR(dd:))) }')}
    classes = {row["c"] for row in _rows(
        "SELECT DISTINCT ?c WHERE { ?s a owl:NamedIndividual, ?c FILTER(STRSTARTS(STR(?c), STR(dd:))) }")}
    assert used | classes <= declared


def test_every_individual_referred_to_exists() -> None:
    query = """SELECT DISTINCT ?o WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?o), "https://w3id.org/defdip/id/"))
               FILTER NOT EXISTS { ?o a owl:NamedIndividual } }"""
    assert _rows(query) == []


def test_no_name_means_two_states() -> None:
    query = """SELECT ?form ?s WHERE { ?s rdfs:label|skos:altLabel ?form
               { ?s a dd:State } UNION { ?s a dd:DeFactoEntity } UNION { ?s a dd:DependentTerritory } }"""
    assert _shared(query) == {}


def test_no_demonym_means_two_states_unless_listed() -> None:
    query = "SELECT ?form ?s WHERE { ?s dd:demonym ?form }"
    found = {word: {iri.removeprefix(ID + "state/") for iri in things} for word, things in _shared(query).items()}
    assert found == SHARED_DEMONYMS


def test_every_state_in_the_news_has_a_demonym() -> None:
    query = """SELECT ?code WHERE { ?s a dd:State ; dd:isoCode ?code
               FILTER NOT EXISTS { ?s dd:demonym ?word } }"""
    assert {row["code"] for row in _rows(query)} <= {"VAT", "SCG"}


def test_every_present_state_has_one_capital() -> None:
    query = """SELECT ?code (COUNT(?city) AS ?cities) WHERE { ?s a dd:State ; dd:isoCode ?code
               FILTER NOT EXISTS { ?s dd:endYear ?year } OPTIONAL { ?city a dd:City ; dd:capitalOf ?s } }
               GROUP BY ?code HAVING(COUNT(?city) != 1)"""
    assert {row["code"] for row in _rows(query)} == {"PSE"}


def test_coordinates_lie_on_the_globe_and_come_in_pairs() -> None:
    rows = _rows("SELECT ?s ?lat ?lon WHERE { ?s dd:latitude ?lat OPTIONAL { ?s dd:longitude ?lon } }")
    assert len(rows) > 1000
    for row in rows:
        assert -90 <= float(row["lat"]) <= 90, row
        assert -180 <= float(row["lon"]) <= 180, row


def test_every_base_has_host_operator_and_position() -> None:
    query = """SELECT ?base WHERE { ?base a owl:NamedIndividual FILTER(CONTAINS(STR(?base), "/id/base/"))
               FILTER NOT EXISTS { ?base dd:hostState ?host ; dd:operatedBy ?operator ; dd:latitude ?latitude } }"""
    assert _rows(query) == []


def test_a_base_with_an_end_is_closed_and_the_other_way_round() -> None:
    query = """SELECT ?base WHERE { ?base dd:hostState ?host
      BIND(EXISTS { ?base dd:endYear ?year } AS ?ended)
      BIND(EXISTS { ?base dd:status dd:StatusClosed ; a dd:ClosedBase } AS ?closed)
      FILTER(?ended != ?closed) }"""
    assert _rows(query) == []


def test_terms_of_office_begin_before_they_end() -> None:
    query = """SELECT ?t WHERE { ?t dd:termStart ?start ; dd:termEnd ?end FILTER(?end <= ?start) }"""
    assert _rows(query) == []
    years = "SELECT ?s WHERE { ?s dd:establishedYear ?from ; dd:endYear ?to FILTER(?to < ?from) }"
    assert _rows(years) == []


def test_an_office_has_one_holder_on_any_day_that_is_known() -> None:
    query = """SELECT ?a ?b WHERE { ?a dd:tenureOffice ?office ; dd:termStart ?startA ; dd:termEnd ?endA ;
                      dd:termEndText ?day .
      ?b dd:tenureOffice ?office ; dd:termStart ?startB ; dd:termStartText ?first
      FILTER(STRLEN(?day) = 10 && STRLEN(?first) = 10 &&
             ?a != ?b && ?startA <= ?startB && ?startB < ?endA) }"""
    clashes = [(row["a"].removeprefix(ID), row["b"].removeprefix(ID)) for row in _rows(query)]
    assert clashes == []


def test_a_name_of_two_things_carries_a_note_on_one_of_them() -> None:
    query = """SELECT ?form ?s WHERE { ?s a owl:NamedIndividual ; rdfs:label|skos:altLabel|dd:metonym ?form
               FILTER(STRSTARTS(STR(?s), "https://w3id.org/defdip/id/"))
               FILTER NOT EXISTS { ?s a dd:Tenure } FILTER NOT EXISTS { ?s dd:namePattern ?pattern } }"""
    noted = {row["s"] for row in _rows("SELECT DISTINCT ?s WHERE { ?s skos:scopeNote ?note }")}
    assert {form for form, things in _shared(query).items() if not things & noted} == set()


def test_a_name_that_needs_context_is_hidden_from_plain_matching() -> None:
    query = """SELECT ?s ?form WHERE { ?s a dd:EventSeries ; dd:contextWord ?word ; rdfs:label ?form
               FILTER NOT EXISTS { ?s skos:hiddenLabel ?hidden } }"""
    assert _rows(query) == []
    query = "SELECT ?s WHERE { ?s skos:hiddenLabel ?form FILTER EXISTS { ?s rdfs:label|skos:altLabel ?form } }"
    assert _rows(query) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_says_what_it_is_and_where_its_facts_come_from(path: object) -> None:
    name = getattr(path, "stem", "")
    query = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
      ASK {{ <https://w3id.org/defdip/reference/{name}> a owl:Ontology ;
             owl:imports <https://w3id.org/defdip/ontology> ;
             dcterms:title ?title ; dcterms:description ?about ; dcterms:source ?source ;
             dcterms:license <https://creativecommons.org/licenses/by/4.0/> }}"""
    assert bool(GRAPH.query(query, prefixes=PREFIXES))


def _shared(query: str) -> dict[str, set[str]]:
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(query):
        meanings[row["form"]].add(row["s"])
    return {form: things for form, things in meanings.items() if len(things) > 1}
