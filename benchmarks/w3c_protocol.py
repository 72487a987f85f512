"""The W3C's protocol suites: lists of HTTP requests, and what the answers must be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox

from benchmarks.w3c import canonical
from benchmarks.w3c_manifest import MF, RDF, UT, Suite, items, named, one, values
from tests.server.running import TOKEN

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}  # fmt: skip
CODES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
GROUPS = {
    "protocol": "protocol/manifest.ttl",
    "graph store, indirect": "graph-store-protocol/manifest-indirect.ttl",
    "graph store, direct": "graph-store-protocol/manifest-direct.ttl",
}


def outcomes(folder: Path, url: str, group: str) -> Iterator[tuple[str, str]]:
    """Yield (name, what went wrong) for the tests of a group; "" for those that pass."""
    suite = Suite(folder)
    store = suite.load(folder / "sparql" / "sparql11" / GROUPS[group])
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30) as http:
        for entry in items(store, one(store, None, MF + "entries")):
            name = one(store, entry, MF + "name").value  # type: ignore[attr-defined]
            http.post("/sparql", data={"update": "DROP ALL"}).raise_for_status()
            for graph, file in named(store, entry, UT):
                body = suite.path(file).read_bytes()
                http.put("/graph", params={"graph": graph}, content=body, headers={"Content-Type": "text/turtle"})
            yield name, _play(store, one(store, entry, MF + "action"), http)


def _play(store: ox.Store, action: object, http: httpx.Client) -> str:
    location = ""
    for request in items(store, one(store, action, HT + "requests")):
        path = _text(store, request, HT + "absolutePath").replace("$LOCATION$", location)
        path = path.replace("/sparql/", "/sparql").replace("/gsp", "/graph", 1)
        body = one(store, request, HT + "body")
        encoding = _text(store, body, CNT + "characterEncoding") or "UTF-8" if body else "UTF-8"
        content = _text(store, body, CNT + "chars").encode(encoding) if body else b""
        method = _text(store, request, HT + "methodName")
        response = http.request(method, path, content=content, headers=_headers(store, request))
        location = response.headers.get("Location", location)
        if wrong := _wrong(store, one(store, request, HT + "resp"), response):
            return f"{method} {path[:60]}: {wrong}"
    return ""


def _headers(store: ox.Store, request: object) -> dict[str, str]:
    listed = items(store, one(store, request, HT + "headers"))
    return {_text(store, header, HT + "fieldName"): _text(store, header, HT + "fieldValue") for header in listed}


def _wrong(store: ox.Store, expected: object, response: httpx.Response) -> str:
    allowed = [status.rpartition("#")[2] for status in values(store, expected, MF + "expectedStatus")]
    if not any(_fits(status, response.status_code) for status in allowed):
        return f"status {response.status_code}, not {' or '.join(allowed)}"
    kind = response.headers.get("Content-Type", "")
    format_ = _text(store, expected, MF + "expectedFormat")
    if format_ and kind.split(";")[0] not in FORMATS[format_]:
        return f"{kind} is not {format_}"
    truth = one(store, expected, MF + "expectedBoolean")
    if truth is not None and response.json()["boolean"] is not (truth.value == "true"):  # type: ignore[attr-defined]
        return f"not {truth}"
    for name, value in _headers(store, expected).items() if one(store, expected, HT + "headers") else ():
        if name.lower() == "content-type" and response.headers.get(name) != value:
            return f"{name} is {response.headers.get(name)}, not {value}"
    body = one(store, expected, HT + "body")
    if body is not None and not _same_graph(_text(store, body, CNT + "chars"), response.content):
        return "another graph"
    return ""


def _fits(status: str, code: int) -> bool:
    if status.startswith("StatusCode"):
        return str(code)[0] == status.removeprefix("StatusCode")[0]
    return CODES.get(status) == code


def _same_graph(expected: str, found: bytes) -> bool:
    graphs = []
    for data in (expected.encode(), found):
        parsed = ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri="http://www.example/")
        graphs.append(canonical([ox.Quad(q.subject, q.predicate, q.object) for q in parsed]))
    return graphs[0] == graphs[1]


def _text(store: ox.Store, subject: object, predicate: str) -> str:
    return str(getattr(one(store, subject, predicate), "value", ""))


def description_outcomes(url: str) -> dict[str, bool]:
    """Return the three points of the service description suite."""
    sd = "http://www.w3.org/ns/sparql-service-description#"
    response = httpx.get(f"{url}/sparql", headers={"Accept": "text/turtle"})
    store = ox.Store()
    try:
        store.load(response.content, format=ox.RdfFormat.TURTLE)
    except SyntaxError:
        return {"returns-rdf": False, "has-endpoint-triple": False, "conforms-to-schema": False}
    endpoint = ox.NamedNode(f"{url}/sparql")
    service = one(store, endpoint, RDF + "type")
    conforms = store.query(
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#>"
        " ASK { ?s a sd:Service ; sd:endpoint ?e ; sd:supportedLanguage ?l ; sd:resultFormat ?f ; sd:defaultDataset ?d ."
        " ?d a sd:Dataset ; sd:defaultGraph ?g . ?g a sd:Graph ; void:triples ?n . FILTER(ISIRI(?e) && ISIRI(?l))"
        " FILTER NOT EXISTS { ?d sd:namedGraph ?ng FILTER NOT EXISTS { ?ng a sd:NamedGraph ; sd:name ?name } } }"
    )
    return {
        "returns-rdf": response.status_code == 200 and len(store) > 0,
        "has-endpoint-triple": one(store, endpoint, sd + "endpoint") == endpoint,
        "conforms-to-schema": bool(conforms) and service == ox.NamedNode(sd + "Service"),
    }


def protocol_table(folder: Path, url: str) -> str:
    """Return the table of the protocol suites."""
    lines = [""]
    for group in GROUPS:
        found = list(outcomes(folder, url, group))
        failed = "; ".join(f"{name}: {wrong}" for name, wrong in found if wrong)
        lines.append(f"{group:24}{sum(not wrong for _, wrong in found):>8}{len(found):>6}  {failed}")
    points = description_outcomes(url)
    lines.append(f"{'service description':24}{sum(points.values()):>8}{len(points):>6}")
    return "\n".join(lines)
