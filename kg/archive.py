"""Articles and facts kept beside a generation, so that a later run adds to them without reading the articles again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from kg.errors import StoreError
from kg.model import (
    Claim,
    Document,
    Entity,
    Fact,
    Filler,
    Modality,
    Polarity,
    Ref,
    Roles,
    Span,
    TimeExpression,
)

NAME = "articles.jsonl.gz"
Article = tuple[Document, tuple[Fact, ...]]
ENTITY = ("kind", "name", "code", "state", "iri", "label")


def write(folder: Path, articles: Iterable[Article]) -> None:
    """Write articles with their facts, the same bytes for the same articles."""
    write_lines(folder / NAME, (_article(document, facts) for document, facts in articles))


def read(folder: Path) -> Iterator[Article]:
    """Yield the articles and facts that were written.

    Raises:
        StoreError: the file is damaged or of another form.

    """
    path = folder / NAME
    try:
        for line in read_lines(path):
            yield _document(line["document"]), tuple(_fact(fact) for fact in line["facts"])
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: cannot be read, build anew: {error}") from error


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Write JSON lines, compressed, without the time of writing."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0, compresslevel=6) as file:
        for line in lines:
            file.write(
                json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
            )


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON lines of a compressed file."""
    with gzip.open(path, "rb") as file:
        for line in file:
            yield json.loads(line.decode("utf-8", "surrogatepass"))


def _article(document: Document, facts: Iterable[Fact]) -> dict[str, Any]:
    head = {name: getattr(document, name) for name in ("id", "text", "title", "outlet", "url", "language", "origin")}
    head["date"] = document.date.isoformat() if document.date else None
    return {"document": head, "facts": [_fact_line(fact) for fact in facts]}


def _document(line: dict[str, Any]) -> Document:
    return Document(**{**line, "date": date.fromisoformat(line["date"]) if line["date"] else None})


def _core(part: Claim | Fact) -> dict[str, Any]:
    return {
        "document": part.document,
        "handle": part.handle,
        "kind": part.kind,
        "roles": {name: [_filler_line(filler) for filler in fillers] for name, fillers in part.roles.items()},
        "modality": part.modality.value,
        "polarity": part.polarity.value,
        "status": part.status,
        "evidence": [part.evidence.start, part.evidence.end],
        "trigger": [part.trigger.start, part.trigger.end],
        "confidence": part.confidence,
    }


def _fact_line(fact: Fact) -> dict[str, Any]:
    return {**_core(fact), "claims": [_claim_line(claim) for claim in fact.claims]}


def _claim_line(claim: Claim) -> dict[str, Any]:
    voices = {name: _entity_line(voice) for name in ("speaker", "outlet") if (voice := getattr(claim, name))}
    judged = {} if claim.chance is None else {"chance": claim.chance}
    headline = {"headline": True} if claim.headline else {}
    return {**_core(claim), "rule": claim.rule, **voices, **judged, **headline}


def _entity_line(entity: Entity) -> dict[str, str]:
    return {name: value for name in ENTITY if (value := getattr(entity, name))}


def _filler_line(filler: Filler) -> Any:
    if isinstance(filler, Entity):
        return {"entity": _entity_line(filler)}
    if isinstance(filler, TimeExpression):
        return {"time": [filler.span.start, filler.span.end, filler.text, filler.value]}
    return {"ref": filler.handle} if isinstance(filler, Ref) else filler


def _filler(line: Any) -> Filler:
    if not isinstance(line, dict):
        return cast("Filler", line)
    if "entity" in line:
        return Entity(**line["entity"])
    if "time" in line:
        start, end, text, value = line["time"]
        return TimeExpression(Span(start, end), text, value)
    return Ref(line["ref"])


def _roles(line: dict[str, list[Any]]) -> Roles:
    return MappingProxyType({name: tuple(_filler(filler) for filler in fillers) for name, fillers in line.items()})


def _parts(line: dict[str, Any]) -> dict[str, Any]:
    return dict(
        line,
        roles=_roles(line["roles"]),
        modality=Modality(line["modality"]),
        polarity=Polarity(line["polarity"]),
        evidence=Span(*line["evidence"]),
        trigger=Span(*line["trigger"]),
    )


def _claim(line: dict[str, Any]) -> Claim:
    parts = _parts(line)
    for name in ("speaker", "outlet"):
        parts[name] = Entity(**line[name]) if name in line else None
    return Claim(**parts)


def _fact(line: dict[str, Any]) -> Fact:
    return Fact(**{**_parts(line), "claims": tuple(_claim(claim) for claim in line["claims"])})
