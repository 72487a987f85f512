"""Records against facts that people read: found, missed, invented, how sure; and what each rule gets right."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.agreement import SLOTS, TYPES, Comparison, Row, likeness
from kg.errors import SourceError

UNREAL = {"proposed", "planned", "possible", "negotiated", "postponed", "unknown", "none", ""}
"""Statuses under which an uncertain fact told as certain is no false certainty: they do not make the thing real."""


@dataclass
class Counts:
    """Found, invented and missed facts of one type."""

    found: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Which part of the records is right."""
        return ratio(self.found, self.found + self.invented)

    @property
    def recall(self) -> float:
        """Which part of the facts is found."""
        return ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return harmonic(self.precision, self.recall)


@dataclass
class Evaluation:
    """The outcome over all articles."""

    documents: int = 0
    types: dict[str, Counts] = field(default_factory=lambda: {kind: Counts() for kind in (*TYPES, "Statement")})
    slots_right: int = 0
    slots_wanted: int = 0
    slots_given: int = 0
    factuality_right: int = 0
    factuality_judged: int = 0
    unsure: int = 0
    false_certainty: int = 0
    rules: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    remarks: list[str] = field(default_factory=list)

    @property
    def macro_f1(self) -> float:
        """The mean of the types' F1."""
        return sum(self.types[kind].f1 for kind in TYPES) / len(TYPES)

    @property
    def slot_precision(self) -> float:
        """Which part of the filled slots is right."""
        return ratio(self.slots_right, self.slots_given)

    @property
    def slot_recall(self) -> float:
        """Which part of the wanted slots is filled rightly."""
        return ratio(self.slots_right, self.slots_wanted)


def ratio(part: int, whole: int) -> float:
    """Return part of whole, 0 of nothing."""
    return part / whole if whole else 0.0


def harmonic(one: float, other: float) -> float:
    """Return the harmonic mean."""
    return 2 * one * other / (one + other) if one + other else 0.0


def read_gold(folder: Path) -> dict[str, list[Row]]:
    """Return the hand-read facts by article: ``NAME.gold.json`` holds those of NAME.

    Raises:
        SourceError: there are none, or one cannot be read.

    """
    paths = sorted(folder.glob("*.gold.json"))
    if not paths:
        raise SourceError(f"{folder}: no *.gold.json files")
    return {path.name.removesuffix(".gold.json"): _facts(path) for path in paths}


def _facts(path: Path) -> list[Row]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if not all("type" in fact for fact in facts):
            raise ValueError("a fact without type")
    except (OSError, ValueError, TypeError) as error:
        raise SourceError(f"{path}: {error}") from error
    return list(facts)


def evaluate(gold: Mapping[str, Sequence[Row]], records: Iterable[Row], states: Mapping[str, str]) -> Evaluation:
    """Compare records with hand-read facts, article by article and type by type."""
    by_document: dict[str, list[Row]] = defaultdict(list)
    for record in records:
        by_document[str(record["doc"])].append(record)
    result, compare = Evaluation(documents=len(gold)), Comparison(states)
    for document, facts in gold.items():
        for kind in (*TYPES, "Statement"):
            wanted = [fact for fact in facts if fact["type"] == kind]
            given = [record for record in by_document[document] if record["type"] == kind]
            _judge(kind, wanted, given, compare, result, document)
    return result


def rightness(
    gold: Mapping[str, Sequence[Row]], records: Iterable[Row], states: Mapping[str, str]
) -> Iterator[tuple[Row, bool]]:
    """Yield each record of the hand-read articles with whether it fits a fact, those that may be told included."""
    compare = Comparison(states)
    by_kind: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for record in records:
        if str(record["doc"]) in gold:
            by_kind[str(record["doc"]), record["type"]].append(record)
    for (document, kind), given in by_kind.items():
        wanted = [fact for fact in gold[document] if fact["type"] == kind]
        taken = {number for _, number in _pairs(kind, wanted, given, compare)}
        yield from ((record, number in taken) for number, record in enumerate(given))


def _judge(
    kind: str, wanted: list[Row], given: list[Row], compare: Comparison, result: Evaluation, document: str
) -> None:
    pairs = dict(_pairs(kind, wanted, given, compare))
    counts = result.types[kind]
    for number, fact in enumerate(wanted):
        record = given[pairs[number]] if number in pairs else None
        if fact.get("optional"):
            continue
        counts.found += record is not None
        counts.missed += record is None
        if record is None:
            result.remarks.append(f"missed {document} {kind}: {_brief(fact)}")
        elif kind in SLOTS:
            _judge_certainty(fact, record, compare, result)
        if kind in SLOTS:
            _judge_slots(kind, fact, record or {}, compare, result)
    taken = set(pairs.values())
    for number, record in enumerate(given):
        for rule in record.get("rules", ()):
            result.rules[rule]["right" if number in taken else "wrong"] += kind != "Statement"
        if number not in taken and kind != "Statement":
            counts.invented += 1
            result.remarks.append(f"invented {document} {kind}: {_brief(record)}")
            result.slots_given += sum(map(_filled, (record.get(slot) for slot in SLOTS.get(kind, ()))))


def _pairs(kind: str, wanted: list[Row], given: list[Row], compare: Comparison) -> Iterator[tuple[int, int]]:
    """Pair facts with records, best first; facts that must be found before those that may."""
    scored = [
        (score, -bool(fact.get("optional")), i, j)
        for i, fact in enumerate(wanted)
        for j, record in enumerate(given)
        if (score := likeness(kind, fact, record, compare)) > 0
    ]
    used_facts: set[int] = set()
    used_records: set[int] = set()
    for _, _, i, j in sorted(scored, reverse=True):
        if i not in used_facts and j not in used_records:
            used_facts.add(i)
            used_records.add(j)
            yield i, j


def _judge_certainty(fact: Row, record: Row, compare: Comparison, result: Evaluation) -> None:
    if "factuality" not in fact:
        return
    result.factuality_judged += 1
    result.factuality_right += compare.equal("factuality", fact, record)
    if fact["factuality"] != "certain":
        result.unsure += 1
        told_certain = compare.plain(record.get("factuality") or "certain") == "certain"
        real = compare.plain(record.get("status") or "") not in UNREAL
        result.false_certainty += told_certain and (fact["factuality"] == "negated" or real)


def _judge_slots(kind: str, fact: Row, record: Row, compare: Comparison, result: Evaluation) -> None:
    for slot in SLOTS[kind]:
        wanted, given = _filled(fact.get(slot)), _filled(record.get(slot))
        result.slots_wanted += wanted
        result.slots_given += given
        result.slots_right += wanted and given and compare.equal(slot, fact, record)


def _filled(value: Any) -> bool:
    return value not in (None, [])


def _brief(row: Row) -> str:
    hidden = {
        "doc",
        "type",
        "evidence",
        "evidence_offset",
        "trigger",
        "trigger_offset",
        "claims",
        "note",
        "rules",
        "confidence",
    }
    return json.dumps(
        {name: value for name, value in row.items() if name not in hidden and _filled(value)}, ensure_ascii=False
    )


def table(result: Evaluation) -> Iterator[str]:
    """Yield the lines of the outcome's table."""
    for kind, counts in result.types.items():
        precision, f1 = ("  -  ", "  -  ") if kind == "Statement" else (f"{counts.precision:.3f}", f"{counts.f1:.3f}")
        yield (
            f"{kind:13} P {precision}  R {counts.recall:.3f}  F1 {f1}   "
            f"found {counts.found} invented {counts.invented} missed {counts.missed}"
        )
    total = [sum(getattr(result.types[kind], name) for kind in TYPES) for name in ("found", "invented", "missed")]
    micro = Counts(*total)
    yield (
        f"records: macro F1 {result.macro_f1:.3f}, micro P {micro.precision:.3f} R {micro.recall:.3f} "
        f"F1 {micro.f1:.3f} over {result.documents} articles"
    )
    slot_f1 = harmonic(result.slot_precision, result.slot_recall)
    yield f"slots:   P {result.slot_precision:.3f} R {result.slot_recall:.3f} F1 {slot_f1:.3f}"
    yield (
        f"factuality: {result.factuality_right}/{result.factuality_judged} right; "
        f"false certainty {result.false_certainty} of {result.unsure} unsure facts found"
    )


def rule_table(result: Evaluation) -> Iterator[str]:
    """Yield what each rule gives: records that fit a fact, and others; the worst first."""
    for rule, counts in sorted(result.rules.items(), key=lambda item: (-item[1]["wrong"], -item[1]["right"], item[0])):
        yield f"{rule:40} right {counts['right']:4} wrong {counts['wrong']:4}"


def reliability(judged: Iterable[tuple[float, bool]]) -> Iterator[str]:
    """Yield a line for each tenth of confidence: how many records, how sure they are told, how many are right."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for chance, right in judged:
        bins[min(int(chance * 10), 9)].append((chance, right))
    for tenth, found in sorted(bins.items()):
        told, right_part = (sum(pair[side] for pair in found) / len(found) for side in (0, 1))
        span = f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}"
        yield f"confidence {span}  {len(found):4} records  told {told:.2f}  right {right_part:.2f}"
