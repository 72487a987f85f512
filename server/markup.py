"""What pages tell search engines about themselves, in schema.org's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from server.panels import Row
from server.terms import Vocabulary, local
from server.view import Claim, get
from server.words import clip

JSON = "application/sparql-results+json"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SCHEMA = {
    "Document": "NewsArticle",
    "Person": "Person",
    "State": "Country",
    "City": "City",
    "Place": "Place",
    "Organization": "Organization",
    "Meeting": "Event",
    "Event": "Event",
    "EventSeries": "EventSeries",
    "Agreement": "Legislation",
    "MilitaryBase": "Place",
}


def block(kind: str, fields: Mapping[str, Any]) -> str:
    """Return a script element's content; what is empty is left out."""
    made = {"@context": "https://schema.org", "@type": kind} | {key: value for key, value in fields.items() if value}
    # A closing tag inside a name must not end the script element.
    return json.dumps(made, ensure_ascii=False).replace("<", "\\u003c")


def of_thing(thing: str, label: str, kinds: Iterable[str], vocabulary: Vocabulary, page: str) -> str:
    """Describe a thing by the nearest of its kinds that schema.org has a word for."""
    chain = [kind for one in kinds for kind in (one, *vocabulary.ancestors(one))]
    found = next((SCHEMA[local(kind)] for kind in chain if local(kind) in SCHEMA), "Thing")
    return block(found, {"@id": thing, "name": clip(label, 300), "url": page})


def of_article(thing: str, meta: Row, page: str) -> str:
    """Describe an article: headline, day, publisher."""
    title = clip(get(meta, "title") or local(thing), 300)
    outlet = get(meta, "outlet")
    publisher = {"@type": "Organization", "@id": outlet, "name": clip(get(meta, "outletLabel") or local(outlet), 120)}
    address = get(meta, "url")
    return block("NewsArticle", {
        "@id": thing, "name": title, "headline": clip(title, 110), "url": page,
        "datePublished": get(meta, "published")[:10], "publisher": publisher if outlet else None,
        "sameAs": address if address.startswith(("http:", "https:")) else "",
    })  # fmt: skip


def of_claim(own: Claim, page: str) -> str:
    """Describe a claim: its sentence and the article that it appears in."""
    return block("Claim", {
        "@id": own.iri, "name": clip(own.subject.text, 120), "text": clip(own.source.text, 500), "url": page,
        "appearance": {"@type": "NewsArticle", "@id": own.source.document, "name": clip(own.source.title, 300)},
    })  # fmt: skip


def of_graph(home: str, endpoint: str, search: str, changed: str) -> str:
    """Describe the whole: a data set with its endpoint, and the site with its search."""
    return block("Dataset", {
        "@id": home, "name": "Communiqué: a knowledge graph of defence diplomacy", "url": home, "license": LICENCE,
        "description": "Agreements, bases, meetings, exercises and arms transfers as news articles tell of them, "
        "each fact with who says so, how surely, and the sentence it comes from.",
        "dateModified": changed, "isAccessibleForFree": True,
        "distribution": {"@type": "DataDownload", "contentUrl": endpoint, "encodingFormat": JSON},
        "potentialAction": {"@type": "SearchAction", "target": search + "?q={q}", "query-input": "required name=q"},
    })  # fmt: skip
