"""The ontology folder file by file: each file is a named graph, so that a finding can name it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.checks.findings import Finding, Level
from kg.ontology import PREFIXES

FILE = "file:"
KNOWN = PREFIXES | {
    "lex": "https://w3id.org/defdip/lexicon#",
    "dcterms": "http://purl.org/dc/terms/",
    "id": "https://w3id.org/defdip/id/",
    "sh": "http://www.w3.org/ns/shacl#",
    "vann": "http://purl.org/vocab/vann/",
}
HEADERS = """
SELECT ?file ?iri ?version WHERE { GRAPH ?file { ?iri a owl:Ontology OPTIONAL { ?iri owl:versionIRI ?version } } }"""
IMPORTS = "SELECT ?file ?iri WHERE { GRAPH ?file { ?ontology owl:imports ?iri } }"
CATALOG = "catalog-v001.xml"
XML = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}"


@dataclass(frozen=True)
class Folder:
    """The Turtle files of an ontology folder; those that could not be read are in ``broken``."""

    path: Path
    store: ox.Store
    broken: tuple[Finding, ...]

    def files(self) -> list[Path]:
        """Return every file that holds OWL, the shapes left out."""
        return sorted(path for path in self.path.rglob("*.ttl") if path.name != "shapes.ttl")

    def terms(self) -> list[Path]:
        """Return the files of terms alone, without lexicon and reference data."""
        return [path for path in self.files() if path.parent == self.path or path.parent.name == "concepts"]

    def rows(self, query: str) -> Iterator[dict[str, str]]:
        """Run a SELECT over the union of all files; the usual prefixes are known."""
        found = self.store.query(query, prefixes=KNOWN, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        plain = ox.NamedNode | ox.Literal
        for row in found:
            yield {name: term.value for name, term in zip(names, row, strict=True) if isinstance(term, plain)}

    def iris(self) -> dict[str, Path]:
        """Map the IRIs and version IRIs of the ontologies to their files, as the catalog must."""
        found: dict[str, Path] = {}
        for row in self.rows(HEADERS):
            path = self.path / row["file"].removeprefix(FILE)
            found |= {row[name]: path for name in ("iri", "version") if name in row}
        return found


def read_folder(path: Path) -> Folder:
    """Read every Turtle file of the folder; what cannot be parsed becomes a finding with line and column."""
    store, broken = ox.Store(), []
    for file in sorted(path.rglob("*.ttl")):
        name = file.relative_to(path).as_posix()
        try:
            store.load(path=file, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(FILE + name))
        except (SyntaxError, OSError, ValueError) as error:
            place = f"line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            reason = error.msg if isinstance(error, SyntaxError) else str(error)
            broken.append(Finding(Level.ERROR, name, place, reason, "parse"))
    if not len(store) and not broken:
        reason = "There is no Turtle file; is this the ontology folder?"
        broken.append(Finding(Level.ERROR, str(path), "", reason, "parse"))
    return Folder(path, store, tuple(broken))


def short(iri: str) -> str:
    """Return the IRI with a usual prefix in the place of its namespace."""
    for prefix, space in KNOWN.items():
        if iri.startswith(space) and iri != space:
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri


def read_catalog(folder: Path) -> dict[str, Path]:
    """Return the files that the catalog gives for IRIs."""
    file = folder / CATALOG
    if not file.exists():
        return {}
    entries = ElementTree.parse(file).getroot().iter(f"{XML}uri")
    return {entry.attrib["name"]: folder / entry.attrib["uri"] for entry in entries}


def catalog_text(folder: Folder) -> str:
    """Return the catalog that lets Protégé resolve every import without the web."""
    lines = ['<?xml version="1.0" encoding="UTF-8" standalone="no"?>', f'<catalog prefer="public" xmlns="{XML[1:-1]}">']
    for iri, path in sorted(folder.iris().items()):
        if path.name != "shapes.ttl":
            place = path.relative_to(folder.path).as_posix()
            lines.append(f'    <uri id="User Entered Import Resolution" name="{iri}" uri="{place}"/>')
    return "\n".join([*lines, "</catalog>", ""])


def check_imports(folder: Folder) -> Iterator[Finding]:
    """Find imports that no file of the folder answers, and a catalog that has fallen behind."""
    known = folder.iris()
    for row in folder.rows(IMPORTS):
        if row["iri"] not in known:
            name = row["file"].removeprefix(FILE)
            yield Finding(Level.ERROR, name, row["iri"], "It is imported, and no file here is it.", "imports")
    listed = read_catalog(folder.path)
    for iri, path in known.items():
        if path.name != "shapes.ttl" and listed.get(iri) != path:
            reason = "The catalog does not lead to its file; `communique check --fix` mends it."
            yield Finding(Level.WARNING, CATALOG, iri, reason, "catalog")
