"""Facts to flat tables: one line a fact of an article, as people in the field keep them by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from kg import archive
from kg.claims import assertions
from kg.confidence import Calibration, kin_of, read_calibration
from kg.errors import StoreError
from kg.model import Entity, Fact, Filler, Modality, Polarity, Ref, TimeExpression
from kg.naming import Names
from kg.rdf import statement_iri
from kg.reconcile import best_name, is_gap
from kg.terms import Terms, nearest

NAME = "records.jsonl.gz"
FIELDS: Mapping[str, tuple[str, ...]] = {
    "Base": ("name", "host", "operator", "place", "status", "agreement", "date"),
    "Agreement": ("name", "kind", "parties", "status", "date", "place"),
    "Meeting": ("series", "ordinal", "kind", "participants", "date", "place", "status", "topics"),
    "Exercise": ("name", "participants", "date", "place", "status"),
    "ArmsTransfer": ("supplier", "recipient", "item", "date", "status"),
    "Role": ("person", "role", "of"),
    "Statement": ("speaker", "outlet", "about", "stance"),
}
RECENCY = "recency"
"""Rule of a date that no words give: the thing is news of the day of publication."""
LISTS = ("parties", "participants", "topics")
Record = dict[str, Any]


def records(facts: Iterable[Fact], names: Names, calibration: Calibration | None = None) -> Iterator[Record]:
    """Yield one record for each fact of a type that has records; with a calibration, its confidence is a chance.

    The facts of an article must stand together.
    """
    for _, own in groupby(facts, key=lambda fact: fact.document):
        found = list(_plain(own, names))
        yield from calibrated(found, calibration) if calibration else found


def calibrated(found: Sequence[Record], calibration: Calibration) -> Iterator[Record]:
    """Yield the records of an article with the chance that they are right as their confidence."""
    kin = {kind: kin_of([record for record in found if record["type"] == kind]) for kind in FIELDS}
    for record in found:
        yield {**record, "confidence": round(calibration.chance(record, kin[record["type"]]), 3)}


def _plain(facts: Iterable[Fact], names: Names) -> Iterator[Record]:
    """Yield the records of an article with the confidence of their evidence."""
    for fact in facts:
        kind = names.terms.record_type(fact.kind)
        if kind in FIELDS:
            yield {
                "doc": fact.document,
                "type": kind,
                **{field: _field(fact, field, names) for field in FIELDS[kind]},
                "factuality": factuality(fact, names.terms),
                "evidence": [fact.evidence.start, fact.evidence.end],
                "confidence": round(fact.confidence, 3),
                "rules": sorted(_rules(fact)),
                "claims": [statement_iri(fact)] if kind == "Statement" else _claims(fact, names),
            }


def _rules(fact: Fact) -> set[str]:
    inferred = any(isinstance(filler, TimeExpression) and filler.inferred for filler in fact.roles.get("date", ()))
    return {claim.rule for claim in fact.claims} | ({RECENCY} if inferred else set())


def factuality(fact: Fact, terms: Terms) -> str:
    """Return how far the article commits to the fact as it is statused: certain, probable, possible or negated.

    "No meeting was held" is certain of its status; a plan that is announced is certain as a plan; a plan with a
    status that only real things have is unclear, and so no more than possible.
    """
    if fact.polarity is Polarity.NEGATIVE and not _says_no(fact, terms):
        return "negated"
    if fact.modality is Modality.PLANNED:
        return "certain" if terms.lies_ahead(fact.status) else "possible"
    return {Modality.CERTAIN: "certain", Modality.PROBABLE: "probable"}.get(fact.modality, "possible")


def _says_no(fact: Fact, terms: Terms) -> bool:
    """Tell whether the status itself says that there is none."""
    return is_gap(fact, terms) or terms.statuses.get(fact.status, (None, None))[1] is Polarity.NEGATIVE


def _claims(fact: Fact, names: Names) -> list[str]:
    return sorted({assertion.iri for assertion in assertions(fact, names)})


def _field(fact: Fact, field: str, names: Names) -> Any:
    if field == "status":
        return fact.status or None
    if field == "speaker" and (own := _own_words(fact.roles.get(field, ()))):
        return own
    values = [value for filler in fact.roles.get(field, ()) if (value := _value(filler, fact, names)) not in (None, "")]
    if field in LISTS:
        return list(dict.fromkeys(values))
    if field == "kind" and not values:
        return _kind_word(fact.kind, names.terms)
    return values[0] if values else None


def _own_words(fillers: tuple[Filler, ...]) -> str:
    """Return how the article itself calls the first of them ("Pentagon"), empty where it makes no difference."""
    return next((filler.label for filler in fillers if isinstance(filler, Entity)), "")


def _kind_word(kind: str, terms: Terms) -> str | None:
    holder = nearest(terms, kind, terms.record_kinds)
    return terms.record_kinds.get(holder)


def _value(filler: Filler, fact: Fact, names: Names) -> Any:
    if isinstance(filler, Entity):
        return filler.short
    if isinstance(filler, TimeExpression):
        return filler.value
    if isinstance(filler, Ref):
        other = names.world.place.fact(fact.document, filler.handle)
        return best_name([other]) if other else None
    return filler


def write(folder: Path, found: Iterable[Record]) -> None:
    """Keep records beside a generation."""
    archive.write_lines(folder / NAME, found)


def read(folder: Path, kind: str = "") -> Iterator[Record]:
    """Yield the records of a generation, those of one type when it is named.

    Raises:
        StoreError: there is no such type, or the file is damaged.

    """
    if kind and kind not in FIELDS:
        raise StoreError(f"no record type {kind!r}; there are {', '.join(FIELDS)}")
    try:
        for record in archive.read_lines(folder / NAME):
            if kind in ("", record["type"]):
                yield record
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise StoreError(f"{folder / NAME}: cannot be read: {error}") from error


def likely(
    found: Iterable[Record], least: float | None = None, calibration: Calibration | None = None
) -> Iterator[Record]:
    """Leave out records that are less sure than asked, or than their type must be to be listed."""
    known = calibration or read_calibration()
    floors = {kind: known.floor(kind) if least is None else least for kind in FIELDS}
    return (record for record in found if float(record["confidence"]) >= floors[str(record["type"])])


def write_jsonl(found: Iterable[Record], output: IO[str]) -> None:
    """Write records as JSON, one a line."""
    for record in found:
        output.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_csv(found: Iterable[Record], output: IO[str], kind: str = "") -> None:
    """Write records as a table: the columns of one type, or of all; lists joined by "; "."""
    fields = FIELDS[kind] if kind else dict.fromkeys(field for names in FIELDS.values() for field in names)
    columns = ["doc", "type", *fields, "factuality", "start", "end", "confidence", "rules", "claims"]
    table = csv.DictWriter(output, columns, extrasaction="ignore")
    table.writeheader()
    for record in found:
        start, end = record["evidence"]
        table.writerow({name: _cell(value) for name, value in {**record, "start": start, "end": end}.items()})


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value
