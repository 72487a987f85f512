"""No sentence of an article is kept here: gold holds offsets and facts, the rest of the project its own words."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.gold.blind import HERE, SHARED

IN_A_ROW = 10
ROOT = HERE.parents[1]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[at : at + IN_A_ROW]) for at in range(len(found) - IN_A_ROW + 1))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def articles() -> Iterator[str]:
    for name in ("unlabelled.jsonl.gz", "offtopic.jsonl.gz"):
        with gzip.open(SHARED / "corpus" / name, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    yield from (path.read_text(encoding="utf-8") for path in (SHARED / "corpus" / "dev").glob("*.txt"))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


@pytest.mark.parametrize("path", sorted(HERE.glob("*/*.gold.json")), ids=lambda path: path.stem)
def test_gold_holds_names_not_sentences(path: Path) -> None:
    facts = json.loads(path.read_text(encoding="utf-8"))
    assert [text for text in strings(facts) if len(words(text)) >= IN_A_ROW] == []
    assert [fact for fact in facts if fact["type"] == "Statement" and "about" in fact] == []


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_no_ten_words_of_an_article_stand_here_in_a_row() -> None:
    theirs = {run for text in articles() for run in runs(text)}
    found = []
    for path in tracked():
        try:
            own = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {' '.join(run)}" for run in runs(own) if run in theirs]
    assert found == []


def test_runs_are_told_from_shorter_ones() -> None:
    text = " ".join(map(str, range(12)))
    assert len(list(runs(text))) == 3
    assert not list(runs(" ".join(map(str, range(9)))))
    assert all(first[1:] == second[:-1] for first, second in pairwise(runs(text)))
