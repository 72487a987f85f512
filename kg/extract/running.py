"""Which exercise of an article a phrase speaks of: the one told of just before, without its name, or until its end."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.draft import Draft, Thing
from kg.extract.reading import Reading

EXERCISE = "MilitaryExercise"
DAY = len("2021-06-17")
NEAR = 2
"""Sentences behind the news of an exercise within which it is called by its name."""


def christened(reading: Reading, draft: Draft, things: Sequence[Thing]) -> tuple[Thing, bool] | None:
    """The exercise told of just before without the name that this phrase gives: "A drill began. Exercise X is ..."."""
    last = next((thing for thing in reversed(things) if thing.family == EXERCISE), None)
    if draft.family != EXERCISE or last is None or not draft.text("name") or last.texts("name"):
        return None
    before, here = last.drafts[-1], reading.sentence(draft.head).index
    near = here - reading.sentence(before.head).index <= NEAR
    mine, theirs = draft.codes("participants"), last.codes("participants")
    sides = not mine or not theirs or bool(mine & theirs)
    stages = {before.held.status, draft.held.status} <= {"held", "planned"} or draft.bare
    told_once = not (before.plural and before.shifted) and not draft.shifted
    fits = near and sides and stages and told_once and same_dates(draft, last)
    return (last, True) if fits and here > reading.sentence(before.head).index else None


def by_salience(things: Sequence[Thing]) -> list[Thing]:
    """The exercises in the order in which "the exercise" means them: not last year's first, then the last told of."""
    return sorted(things, key=lambda thing: (thing.drafts[0].shifted, -max(draft.head.i for draft in thing.drafts)))


def beside(draft: Draft) -> set[int]:
    """The phrase; of an exercise also what it is said to be: "Sea Fox, a drill off Tema", "Sea Fox is a drill"."""
    head = draft.head
    found = {head.i}
    if draft.family == EXERCISE and head.dep_ == "appos":
        found.add(head.head.i)
    elif draft.family == EXERCISE and head.dep_ == "attr":
        found |= {child.i for child in head.head.lefts if child.dep_ == "nsubj"}
    return found


def start(draft: Draft, thing: Thing) -> str:
    """The day on which what ends with the draft's date began, where the article tells it."""
    starts = [text.split("/")[0] for text in thing.texts("date") if len(text) >= DAY]
    return next((start for start in starts if start < draft.text("date") and len(draft.text("date")) == DAY), "")


def same_dates(draft: Draft, thing: Thing) -> bool:
    """Tell whether the draft's date, or the day on which it says the thing ends, fits what is told of the thing."""
    mine, theirs = draft.text("date"), thing.texts("date")
    if draft.ends and any(date.split("/")[0] <= mine for date in theirs):
        return True
    return draft.family == "Agreement" or not mine or not theirs or any(overlap(mine, date) for date in theirs)


def overlap(a: str, b: str) -> bool:
    """Tell whether two dates or ranges of dates share a day."""
    a0, a1, b0, b1 = a.split("/")[0], a.split("/")[-1], b.split("/")[0], b.split("/")[-1]
    return a0.ljust(10, "-") <= b1.ljust(10, "~") and b0.ljust(10, "-") <= a1.ljust(10, "~")
