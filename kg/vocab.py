"""Our terms and those of others that the graph uses, as nodes; a test holds ours equal to ontology/."""

from __future__ import annotations

import pyoxigraph as ox

from kg.model import Modality, Polarity
from kg.ontology import DD


def dd(name: str) -> ox.NamedNode:
    """Return the term of our ontology with the local name."""
    return ox.NamedNode(DD + name)


CLASSES = (
    "Agent",
    "Agreement",
    "ArmedConflict",
    "ArmsTransfer",
    "Claim",
    "CooperationField",
    "DeFactoEntity",
    "Document",
    "Event",
    "EventSeries",
    "GovernmentBody",
    "MediaOrganization",
    "Meeting",
    "MilitaryBase",
    "MilitaryExercise",
    "NonOccurrence",
    "Office",
    "Organization",
    "Passage",
    "Person",
    "Place",
    "PoliticalEntity",
    "Proposition",
    "Prospect",
    "State",
    "Statement",
    "WeaponSystem",
)
PROPERTIES = (
    "claimedAt",
    "claimedBy",
    "confidence",
    "content",
    "contradicts",
    "dateValue",
    "documentText",
    "earliest",
    "endOffset",
    "evidence",
    "holdsOffice",
    "isOfKind",
    "isoCode",
    "latest",
    "madeIn",
    "modality",
    "onBehalfOf",
    "organOf",
    "passageOf",
    "polarity",
    "propositionObject",
    "propositionPredicate",
    "propositionSubject",
    "propositionValue",
    "publishedBy",
    "publishedOn",
    "quotation",
    "realizedAs",
    "reportedBy",
    "rule",
    "source",
    "sourceLabel",
    "speaker",
    "startOffset",
    "text",
    "timeText",
    "triggerEnd",
    "triggerStart",
    "url",
    "withinState",
    "year",
)

CONTENT, MODALITY, POLARITY = dd("content"), dd("modality"), dd("polarity")
CLAIMED_BY, MADE_IN, REPORTED_BY, ON_BEHALF_OF = dd("claimedBy"), dd("madeIn"), dd("reportedBy"), dd("onBehalfOf")
CLAIMED_AT, EVIDENCE, RULE, CONFIDENCE = dd("claimedAt"), dd("evidence"), dd("rule"), dd("confidence")
TRIGGER_START, TRIGGER_END = dd("triggerStart"), dd("triggerEnd")
SUBJECT, PREDICATE = dd("propositionSubject"), dd("propositionPredicate")
OBJECT, VALUE = dd("propositionObject"), dd("propositionValue")
IS_OF_KIND, REALIZED_AS = dd("isOfKind"), dd("realizedAs")
PASSAGE_OF, START, END, TEXT = dd("passageOf"), dd("startOffset"), dd("endOffset"), dd("text")
DOCUMENT_TEXT, URL, PUBLISHED_BY, PUBLISHED_ON = dd("documentText"), dd("url"), dd("publishedBy"), dd("publishedOn")
SPEAKER, QUOTATION, TIME_TEXT = dd("speaker"), dd("quotation"), dd("timeText")
EARLIEST, LATEST, YEAR = dd("earliest"), dd("latest"), dd("year")
DATE_VALUE, SOURCE_LABEL = dd("dateValue"), dd("sourceLabel")
WITHIN_STATE, ORGAN_OF, ISO_CODE = dd("withinState"), dd("organOf"), dd("isoCode")

CLAIM, PROPOSITION, PASSAGE, DOCUMENT = dd("Claim"), dd("Proposition"), dd("Passage"), dd("Document")
STATEMENT, PROSPECT = dd("Statement"), dd("Prospect")
MODALITIES = {modality: dd(modality.value) for modality in Modality}
POLARITIES = {polarity: dd(polarity.value) for polarity in Polarity}

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
ALT_LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
TITLE = ox.NamedNode("http://purl.org/dc/terms/title")
XSD = "http://www.w3.org/2001/XMLSchema#"
DATE_TIME = ox.NamedNode(XSD + "dateTime")
INTEGER = ox.NamedNode(XSD + "integer")
DECIMAL = ox.NamedNode(XSD + "decimal")

TERMS = frozenset(
    dd(name).value for name in (*CLASSES, *PROPERTIES, *(m.value for m in Modality), *(p.value for p in Polarity))
)
