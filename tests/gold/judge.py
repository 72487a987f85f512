"""Fit which side is missing, which phrases are worth a record, what is news of the day, on hand-read articles.

python -m tests.gold.judge          fits on all folders and writes ontology/rules/sides.csv, worth.csv and recency.csv
python -m tests.gold.judge --check  fits on all folders but one, in turn, and prints what comes of that one

Afterwards ``python -m tests.gold.calibrate`` fits the confidence of what is listed then.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from kg.agreement import Comparison, Row, likeness, right_answers, same_date
from kg.annotate import annotate_all
from kg.errors import SourceError
from kg.extract import recency
from kg.extract.completion import ROLES, Surroundings, candidates, features
from kg.extract.draft import Draft
from kg.extract.frames import drafts_of, is_enough, unfinished
from kg.extract.gate import in_domain
from kg.extract.reading import Reading
from kg.extract.worth import LIKELY, rows
from kg.lexicon import Lexicon, load_lexicon
from kg.lexicon.judgement import RECENCY, SIDES, WORTH, Judgement
from kg.link import link
from kg.logistic import Features, Logistic, write_logistic
from kg.model import Entity, Linked, TimeExpression
from kg.ontology import FOLDER, load_ontology
from kg.terms import default_terms
from tests.gold.blind import documents, labelled, web_folders

ROUNDS = ("dev", *(f"round{number}" for number in range(1, 17)))
FOLDERS = (*ROUNDS, *web_folders())
RECORDS = {
    "Agreement": "Agreement",
    "Meeting": "Meeting",
    "MilitaryBase": "Base",
    "MilitaryExercise": "Exercise",
}
NEAR = 25
"""Characters by which a phrase may lie beside the words that the reader marked."""
RIDGE = {"sides": 3.0, "worth": 2.0, "recency": 4.0}
SMALLEST = 1e-6
"""Change of a weight at which fitting ends."""
Example = tuple[Features, bool]


@dataclass(frozen=True)
class Read:
    """An article as linked, and what a person has read in it."""

    linked: Linked
    gold: Sequence[Row]


@cache
def articles(folder: str) -> list[Read]:
    """Return the linked articles of a folder that the gate lets in."""
    lexicon, (sources, gold) = load_lexicon(load_ontology()), documents(folder)
    parsed = [item for item in annotate_all(iter(sources), lexicon) if not isinstance(item, SourceError)]
    found = [Read(link(item, lexicon), gold[item.document.id]) for item in parsed]
    return [item for item in found if in_domain(Reading(item.linked, lexicon, lexicon.frames))]


def fit(examples: Sequence[Example], ridge: float) -> Logistic:
    """Fit a ridge-penalised logistic regression by Newton's method."""
    names = sorted({name for row, _ in examples for name in row})
    column = {name: number for number, name in enumerate(names)}
    table, right = np.zeros((len(examples), len(names))), np.array([float(truth) for _, truth in examples])
    for number, (row, _) in enumerate(examples):
        for name, value in row.items():
            table[number, column[name]] = value
    found = np.zeros(len(names))
    for _ in range(40):
        chance = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (right - chance) - ridge * found
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + ridge * np.eye(len(names))
        step = np.linalg.solve(curve, slope)
        found += step
        if np.abs(step).max() < SMALLEST:
            break
    return Logistic(dict(zip(names, (float(one) for one in found), strict=True)))


def learn(folders: Iterable[str]) -> Judgement:
    """Fit all three on folders."""
    names = list(folders)
    return Judgement(
        fit([one for name in names for one in side_examples_of(name)], RIDGE["sides"]),
        fit([one for name in names for one in examples_of(name).worth], RIDGE["worth"]),
        fit([one for name in names for one in examples_of(name).recency], RIDGE["recency"]),
    )


@dataclass(frozen=True)
class Examples:
    """What the drafts of a folder teach, their sides completed by what the other folders teach."""

    worth: Sequence[Example]
    recency: Sequence[Example]


@cache
def examples_of(folder: str) -> Examples:
    """Return the examples of all articles of a folder."""
    judgement = Judgement(sides_without(group(folder)))
    worth: list[Example] = []
    recent: list[Example] = []
    for item in articles(folder):
        reading = _reading(item, judgement)
        drafts = drafts_of(reading)
        worth += [one for kind, one in worth_examples(item, reading, drafts) if kind in labelled(folder)]
        recent += recency_examples(item, reading, drafts)
    return Examples(worth, recent)


def group(folder: str) -> str:
    """Return what is left out together with a folder: of web pages all sets of one turn."""
    return folder if folder in ROUNDS else folder.rsplit("-", 1)[-1]


@cache
def sides_without(left: str) -> Logistic:
    """Return what all folders but those of one group teach of missing sides."""
    return fit([one for name in FOLDERS if group(name) != left for one in side_examples_of(name)], RIDGE["sides"])


@cache
def learned_without(left: str) -> Judgement:
    """Return what all folders but those of one group teach."""
    return learn(name for name in FOLDERS if group(name) != left)


def lexicon_with(judgement: Judgement) -> Lexicon:
    """Return the lexicon with another judgement."""
    return replace(load_lexicon(load_ontology()), judgement=judgement)


def _reading(item: Read, judgement: Judgement) -> Reading:
    lexicon = lexicon_with(judgement)
    return Reading(item.linked, lexicon, lexicon.frames)


@cache
def side_examples_of(folder: str) -> list[Example]:
    """Return the examples of all articles of a folder; in web pages readers marked no words, only sentences."""
    return [example for item in articles(folder) for example in side_examples(item)] if folder in ROUNDS else []


def side_examples(item: Read) -> Iterator[Example]:
    """Yield for each draft that a reader's record fits those told of nearby, and whether the record has them."""
    reading = _reading(item, Judgement())
    drafts = unfinished(reading)
    around = Surroundings(reading, drafts)
    for draft in drafts:
        role = ROLES.get(draft.family, "")
        fact = _fact_of(reading, draft, role, item.gold) if role else None
        if fact is not None:
            wanted = _members(fact, role)
            for mention, side in candidates(draft, around):
                yield features(draft, mention, side, around), side.short in wanted


def _fact_of(reading: Reading, draft: Draft, role: str, gold: Sequence[Row]) -> Row | None:
    start, known = reading.span(draft.head.i, draft.head.i + 1).start, draft.codes(role)

    def rank(fact: Row) -> tuple[int, int]:
        return len(known & _members(fact, role)), -abs(fact["trigger_offset"][0] - start)

    fitting = [
        fact
        for fact in gold
        if fact["type"] == RECORDS[draft.family]
        and fact["evidence_offset"][0] <= start < fact["evidence_offset"][1]
        and fact["trigger_offset"][0] - NEAR <= start < fact["trigger_offset"][1] + NEAR
    ]
    best = max(fitting, key=rank, default=None)
    return best if best is not None and (not known or rank(best)[0]) else None


def _members(fact: Row, role: str) -> set[str]:
    return {member for members in (fact.get(role), *fact.get(f"{role}_alt", ())) for member in members or ()}


def worth_examples(item: Read, reading: Reading, drafts: Sequence[Draft]) -> Iterator[tuple[str, Example]]:
    """Yield for each thing its type of record, how it is told of, and whether a reader has listed it."""
    compare = Comparison(default_terms().states)
    for handle, row in rows(reading, drafts, is_enough).items():
        told = [draft for draft in drafts if draft.handle == handle]
        kind = RECORDS[told[0].family]
        wanted = [fact for fact in item.gold if fact["type"] == kind]
        views = [_record(reading, draft, told) for draft in told]
        yield kind, (row, any(likeness(kind, fact, view, compare) > 0 for fact in wanted for view in views))


def recency_examples(item: Read, reading: Reading, drafts: Sequence[Draft]) -> Iterator[Example]:
    """Yield how each undated thing that a reader lists is told of, and whether it took place about publication."""
    published, compare = item.linked.annotation.document.date, Comparison(default_terms().states)
    for handle, row in recency.rows(reading, drafts).items() if published else ():
        told = [draft for draft in drafts if draft.handle == handle]
        kind, views = RECORDS[told[0].family], [_record(reading, draft, told) for draft in told]
        ranked = [
            (max(likeness(kind, fact, view, compare) for view in views), number)
            for number, fact in enumerate(item.gold)
            if fact["type"] == kind
        ]
        best, number = max(ranked, default=(0.0, 0))
        if published is not None and best > 0:
            about = recency.about(published, told[0].held.status in recency.AHEAD)
            yield row, any(same_date(day, about) for day in right_answers(item.gold[number], "date") if day)


def _record(reading: Reading, draft: Draft, told: Sequence[Draft]) -> Row:
    """What the thing would be as a record, with the draft's sentence as its evidence."""
    span = reading.sentence(draft.head).span
    record: dict[str, object] = {"evidence": [span.start, span.end]}
    for one in (draft, *told):
        for role, fillers in one.fillers.items():
            values = [_value(filler) for filler in fillers]
            record.setdefault(role, values if role in ("participants", "parties", "topics") else values[0])
    return record


def _value(filler: object) -> object:
    if isinstance(filler, Entity):
        return filler.short
    return filler.value if isinstance(filler, TimeExpression) else filler


def main() -> None:
    """Fit and write, or fit and test."""
    if "--check" not in sys.argv:
        learned = learn(FOLDERS)
        write_logistic(FOLDER / SIDES, learned.sides)
        write_logistic(FOLDER / WORTH, learned.worth)
        write_logistic(FOLDER / RECENCY, learned.recency)
        return
    counts: dict[str, list[int]] = {kind: [0] * 4 for kind in RECORDS.values()}
    for left in FOLDERS:
        learned = learned_without(group(left))
        for item in articles(left):
            reading = _reading(item, learned)
            drafts = drafts_of(reading)
            enough = {draft.handle for draft in drafts if is_enough(draft)}
            pairs = zip(rows(reading, drafts, is_enough).items(), worth_examples(item, reading, drafts), strict=True)
            for (handle, row), (kind, (_, right)) in pairs:
                if kind not in labelled(left):
                    continue
                own, listed = counts[kind], learned.worth.chance(row) >= LIKELY
                for place, chosen in enumerate((handle in enough, listed)):
                    own[2 * place] += chosen
                    own[2 * place + 1] += chosen and right
    for kind, (by_rule, right_by_rule, learned_, right_learned) in counts.items():
        print(f"{kind:10} by rule {right_by_rule:4} of {by_rule:4} right, learned {right_learned:4} of {learned_:4} right")


if __name__ == "__main__":
    main()
