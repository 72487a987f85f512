"""Checks without Java: the queries of ontology/checks, and what the lexicon must not say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.checks.findings import Finding, Level
from kg.checks.folder import FILE, Folder, check_imports, read_folder, short
from kg.errors import OntologyError
from kg.ontology import FOLDER, Ontology

QUERIES = FOLDER / "checks"
"""The checks are the program's, also where the ontology is somebody's own copy."""
FRAMES = "SELECT ?file ?entry ?class ?frame WHERE { GRAPH ?file { ?entry dd:evokes ?class ; dd:frame ?frame } }"
LABELS = """
SELECT DISTINCT ?file ?class ?label WHERE {
  GRAPH ?file { ?class a owl:Class ; rdfs:label|skos:altLabel ?label } FILTER(isIRI(?class)) }"""
LINES = "SELECT ?class ?above WHERE { ?class rdfs:subClassOf+ ?above FILTER(isIRI(?class) && isIRI(?above)) }"
DISJOINT = """
SELECT DISTINCT ?one ?two WHERE {
  { ?one owl:disjointWith|^owl:disjointWith ?two } UNION { ?group owl:members/rdf:rest*/rdf:first ?one , ?two }
  FILTER(isIRI(?one) && isIRI(?two) && ?one != ?two) }"""


@dataclass(frozen=True)
class Query:
    """One check that is a query: its name, how grave it is, and what it says of the terms that it finds."""

    name: str
    level: Level
    reason: str
    text: str


@cache
def read_queries(folder: Path = QUERIES) -> tuple[Query, ...]:
    """Read the checks; the first line of each is its level and its reason."""
    queries = []
    for path in sorted(folder.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        head = re.match(r"# (error|warning|note): (.+)", text)
        if head is None:
            raise OntologyError(f"{path}: the first line is not '# error: reason' or '# warning: reason'")
        queries.append(Query(path.stem, Level(head[1]), head[2], text))
    return tuple(queries)

BESIDE = frozenset({"=", "item", "munitions", "transfer"})
"""What stands beside the words and decides what they speak of."""


def check_queries(folder: Folder) -> Iterator[Finding]:
    """Run every query of ontology/checks."""
    for query in read_queries():
        for row in folder.rows(query.text):
            detail = f" ({row['detail']})" if row.get("detail") else ""
            file, term = row["file"].removeprefix(FILE), short(row.get("term", ""))
            yield Finding(query.level, file, term, query.reason + detail, query.name)


def check_entries(folder: Folder) -> Iterator[Finding]:
    """Find words that two entries of the lexicon take for things of disjoint classes.

    Only frames in which the words themselves name the thing can clash; where the thing stands beside the words
    (``=``), or the goods of a transfer do, these decide.
    """
    disjoint, evoking = _disjointness(folder), defaultdict(list)
    for row in folder.rows(FRAMES):
        for words in _naming(row["frame"]):
            evoking[words].append(row)
    for words, rows in sorted(evoking.items()):
        for one in rows:
            for two in rows:
                if one["class"] < two["class"] and disjoint(one["class"], two["class"]):
                    yield _clash(words, one, two)


def _naming(frame: str) -> Iterator[str]:
    """Give each trigger of a frame that names the thing, with its places: frames clash only when these agree too."""
    head, *places = (part.strip() for part in frame.split(";"))
    kind, _, words = head.partition(":")
    if BESIDE & {place.partition(":")[2].strip() for place in places}:
        return
    rest = "" if kind == "noun" else "; ".join(sorted(places))
    yield from (f"{kind}: {word.strip()}" + (f"; {rest}" if rest else "") for word in words.split(","))


def check_labels(folder: Folder) -> Iterator[Finding]:
    """Find labels that two disjoint classes share: the lexicon could not tell their things apart."""
    disjoint, named = _disjointness(folder), defaultdict(list)
    for row in folder.rows(LABELS):
        named[row["label"].casefold()].append(row)
    for label, rows in sorted(named.items()):
        for one in rows:
            for two in rows:
                if one["class"] != two["class"] and disjoint(one["class"], two["class"]):
                    reason = f"Its label '{label}' is also that of {short(two['class'])}; nothing can be both."
                    file = one["file"].removeprefix(FILE)
                    yield Finding(Level.ERROR, file, short(one["class"]), reason, "contradictory-labels")


def _disjointness(folder: Folder) -> Callable[[str, str], bool]:
    above: dict[str, set[str]] = defaultdict(set)
    for row in folder.rows(LINES):
        above[row["class"]].add(row["above"])
    pairs = {(row["one"], row["two"]) for row in folder.rows(DISJOINT)}

    def disjoint(one: str, two: str) -> bool:
        """Tell whether nothing can be of both classes."""
        return any((a, b) in pairs for a in above[one] | {one} for b in above[two] | {two})

    return disjoint


def _clash(words: str, one: dict[str, str], two: dict[str, str]) -> Finding:
    reason = (
        f"'{words}' evokes {short(one['class'])} here and {short(two['class'])} in {short(two['entry'])}; "
        "nothing can be both."
    )
    file = one["file"].removeprefix(FILE)
    return Finding(Level.ERROR, file, short(one["entry"]), reason, "contradictory-entries")


def check_folder(path: Path) -> list[Finding]:
    """Run all checks that need no Java; a file that cannot be parsed stops the rest."""
    folder = read_folder(path)
    if folder.broken:
        return list(folder.broken)
    findings = {*check_queries(folder), *check_imports(folder), *check_labels(folder), *check_entries(folder)}
    return sorted(findings)


def validate(ontology: Ontology | Path) -> None:
    """Refuse an ontology that the build must not use.

    Raises:
        OntologyError: one line for each error, with file, term and reason.

    """
    path = ontology if isinstance(ontology, Path) else ontology.folder
    errors = [str(finding) for finding in check_folder(path) if finding.level is Level.ERROR]
    if errors:
        raise OntologyError("\n".join(errors))
