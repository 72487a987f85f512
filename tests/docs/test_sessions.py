"""The README, the tutorial and the guides do what they show: every console block is run and compared."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.sessions import DOCUMENTS, builds_demo, demo_graph, masked, session, steps, steps_of
from tests.once import once


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "demo", demo_graph)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_commands_print_what_the_document_shows(path: Path, request: pytest.FixtureRequest) -> None:
    text = path.read_text(encoding="utf-8")
    todo = list(steps_of(text))
    if not todo:
        pytest.skip("shows no commands")
    if any("curl " in step.command for step in todo) and not shutil.which("curl"):
        pytest.skip("needs curl")
    with session(None if builds_demo(text) else request.getfixturevalue("demo")) as opened:
        for step in todo:
            code, said = opened.run(step.command)
            where = f"{path.name}:{step.line}: {step.command}"
            assert code == 0, f"{where}\n{said}"
            assert masked(said) == masked(step.shown), where


def test_a_wrong_output_is_noticed() -> None:
    [step] = steps("$ echo one\ntwo\n")
    with session() as opened:
        assert opened.run(step.command) == (0, "one")
    assert masked("one") != masked(step.shown)


def test_masks_hide_only_what_differs_from_run_to_run() -> None:
    said = "2 articles, 20 facts, 7 quads in 4.6 s\ngeneration 750642675cf0efb6"
    assert masked(said) == "2 articles, 20 facts, N quads in N s\ngeneration HASH"


def test_a_continued_command_is_one_command() -> None:
    [first, second] = steps("$ cat <<END\n> one\n> END\none\n$ true\n")
    assert (first.command, first.shown, second.command) == ("cat <<END\none\nEND", "one", "true")
