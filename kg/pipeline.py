"""The corridor, wired: sources to a published generation, and the report of the run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pyoxigraph as ox

from kg import archive, iris, records
from kg.archive import Article
from kg.assembly import Assembled, assemble, name_all
from kg.checks import validate as validate_ontology
from kg.confidence import read_calibration
from kg.errors import KgError, SourceError, StoreError
from kg.model import Document
from kg.ontology import Ontology, load_ontology
from kg.settings import Settings
from kg.store import Draft, Generation, current
from kg.store import build as publish

IN_MEMORY = 100_000
"""Facts: about two million quads."""
Note = Callable[[str], None]
Read = Iterable["Document | SourceError"]


@dataclass
class Report:
    """What a run did: what it took in, what it left out and why."""

    articles: int = 0
    new: int = 0
    words: int = 0
    facts: int = 0
    claims: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)
    duplicates: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    built: str = ""

    def skip(self, source: str, reason: str) -> None:
        """Note an article that was left out."""
        self.skipped.append({"source": source, "reason": reason})


@dataclass(frozen=True)
class Run:
    """A published generation and the report of the run that made it."""

    generation: Generation
    report: Report
    graph: Assembled


def build(sources: Sequence[str], settings: Settings, note: Note = lambda step: None, add: bool = False) -> Run:
    """Read the sources and publish a generation of them; with ``add``, of them and the articles already there.

    Raises:
        OntologyError: the ontology cannot be obeyed; nothing is built.
        SourceError: there is nothing to build from.
        StoreError: the store cannot be written; the old generation keeps serving.
        ShapeError: the graph breaks its contract; the old generation keeps serving.

    """
    began, report = time.perf_counter(), Report(built=datetime.now(UTC).isoformat(timespec="seconds"))
    ontology = load_ontology(settings.ontology)
    validate_ontology(ontology)
    held = _held(settings) if add else []
    fresh = _distinct(read_sources(sources, settings), held, report)
    articles = [*held, *extract_all(fresh, ontology, report, note)]
    if not articles:
        raise SourceError(_nothing(sources, report))
    articles.sort(key=lambda article: article[0].id)
    _count(articles, report)
    graph = Assembled()

    def fill(draft: Draft) -> dict[str, Any]:
        nonlocal graph
        graph = _fill(draft, articles, ontology, settings, note)
        report.seconds = round(time.perf_counter() - began, 3)
        return {**asdict(report), "graph": asdict(graph)}

    return Run(publish(settings.store, fill, settings.keep), report, graph)


def _held(settings: Settings) -> list[Article]:
    try:
        generation = current(settings.store)
    except StoreError:
        return []  # nothing there yet: adding is building
    return list(archive.read(generation.folder))


def _nothing(sources: Sequence[str], report: Report) -> str:
    first = report.skipped[0] if report.skipped else None
    why = f"; {first['source']}: {first['reason']}" if first else ""
    return f"no article could be read from {', '.join(map(str, sources)) or 'nothing'}{why}"


def _distinct(documents: Read, held: Iterable[Article], report: Report) -> Iterator[Document]:
    """Pass on what is new: the same text twice is one article; the same id with another text is another article."""
    texts = {iris.digest(document.text): document.id for document, _ in held}
    ids = set(texts.values())
    for document in documents:
        if isinstance(document, SourceError):
            source, _, reason = str(document).partition(": ")
            report.skip(source, reason or source)
            continue
        mark = iris.digest(document.text)
        if mark in texts:
            report.duplicates.append({"source": document.origin or document.id, "same_as": texts[mark]})
            continue
        if document.id in ids:
            document = replace(document, id=f"{document.id}-{mark[:8]}")
        texts[mark] = document.id
        ids.add(document.id)
        yield document


def _count(articles: list[Article], report: Report) -> None:
    report.articles = len(articles)
    report.facts = sum(len(facts) for _, facts in articles)
    report.claims = sum(len(fact.claims) for _, facts in articles for fact in facts)


def _fill(draft: Draft, articles: list[Article], ontology: Ontology, settings: Settings, note: Note) -> Assembled:
    facts = [fact for _, own in articles for fact in own if fact.confidence >= settings.threshold]
    # Rules run several times faster in memory (some 400 bytes a quad); a graph that is too big for that runs on disk.
    store = ox.Store() if len(facts) < IN_MEMORY else draft.store
    graph = assemble(store, (document for document, _ in articles), facts, ontology, note)
    if settings.shapes != "none":
        from kg.shapes import validate

        note("shapes")
        validate(store, ontology.folder, sample=settings.shapes == "sample")
    if store is not draft.store:
        note("writing")
        draft.store.bulk_extend(store)
    archive.write(draft.folder, articles)
    calibration = read_calibration(ontology.folder)
    records.write(draft.folder, records.records(facts, name_all(facts, ontology), calibration))
    return graph


def read_sources(sources: Sequence[str], settings: Settings) -> Read:
    """Yield the articles of the sources, and in their place what is wrong with those that cannot be taken in."""
    from kg.sources import read

    yield from read(sources)


def extract_all(
    documents: Iterable[Document], ontology: Ontology, report: Report, note: Note = lambda step: None
) -> Iterator[Article]:
    """Yield each article with the facts that it states; what breaks on the way is reported and left out."""
    from kg.extraction import facts_of

    for document, facts in facts_of(documents, ontology):
        if isinstance(facts, KgError):
            report.skip(document.origin or document.id, str(facts))
            continue
        report.new += 1
        report.words += len(document.text.split())
        note(document.id)
        yield document, tuple(facts)


def records_of(
    sources: Sequence[str], settings: Settings, calibrated: bool = True
) -> tuple[list[records.Record], Report]:
    """Return the records of articles, without publishing anything."""
    report, ontology = Report(), load_ontology(settings.ontology)
    calibration = read_calibration(ontology.folder) if calibrated else None
    articles = list(extract_all(_distinct(read_sources(sources, settings), [], report), ontology, report))
    facts = [fact for _, own in articles for fact in own]
    return list(records.records(facts, name_all(facts, ontology), calibration)), report
