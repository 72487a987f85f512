"""A generation appears whole or not at all, and the one before it can be served again."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg import store
from kg.errors import StoreError

GRAPH = ox.NamedNode("https://example.org/g")


def quads(count: int, start: int = 0) -> list[ox.Quad]:
    node = "https://example.org/"
    return [
        ox.Quad(ox.NamedNode(f"{node}s{n}"), ox.NamedNode(f"{node}p"), ox.Literal(f"value {n} " * 20), GRAPH)
        for n in range(start, start + count)
    ]


def publish(folder: Path, count: int, start: int = 0, keep: int = 5) -> store.Generation:
    def fill(draft: store.Draft) -> Mapping[str, Any]:
        draft.store.bulk_extend(quads(count, start))
        return {"articles": count}

    return store.build(folder, fill, keep)


def test_what_was_built_can_be_read(tmp_path: Path) -> None:
    generation = publish(tmp_path, 3)
    assert len(store.open_current(tmp_path)) == 3
    assert store.current(tmp_path).id == generation.id == generation.report["generation"]
    assert generation.report["articles"] == 3


def test_the_same_content_is_the_same_generation_whatever_its_order(tmp_path: Path) -> None:
    def backwards(draft: store.Draft) -> Mapping[str, Any]:
        for quad in reversed(quads(3)):
            draft.store.add(quad)
        return {}

    assert publish(tmp_path, 3).id == store.build(tmp_path, backwards).id
    assert len(store.generations(tmp_path)) == 1


def test_a_file_is_loaded_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "graph.nq"
    file.write_bytes(ox.serialize(quads(3), format=ox.RdfFormat.N_QUADS))
    generation = store.load(tmp_path / "data", file)
    assert set(store.open_current(tmp_path / "data")) == set(quads(3))
    assert store.current(tmp_path / "data").id == generation.id == store.load(tmp_path / "data", file).id
    file.write_bytes(ox.serialize(quads(2), format=ox.RdfFormat.N_QUADS))
    assert store.load(tmp_path / "data", file).id != generation.id


@pytest.mark.parametrize(("name", "text"), [("graph.nq", "<a b"), ("graph.doc", "")])
def test_a_file_that_is_no_graph_leaves_the_old_one_serving(tmp_path: Path, name: str, text: str) -> None:
    before = publish(tmp_path / "data", 3).id
    (tmp_path / name).write_text(text)
    with pytest.raises(StoreError, match=name):
        store.load(tmp_path / "data", tmp_path / name)
    assert store.current(tmp_path / "data").id == before
    assert [path.name for path in (tmp_path / "data" / "generations").iterdir()] == [before]


def test_dumps_of_the_same_content_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    publish(tmp_path / "one", 30)
    publish(tmp_path / "two", 30)
    store.dump(store.open_current(tmp_path / "one"), first)
    assert store.dump(store.open_current(tmp_path / "two"), second) == 30
    assert first.getvalue() == second.getvalue()
    assert first.getvalue().splitlines() == sorted(first.getvalue().splitlines())


def test_a_build_that_fails_leaves_the_old_generation_serving_and_no_trace(tmp_path: Path) -> None:
    serving = publish(tmp_path, 3).id

    def breaks(draft: store.Draft) -> Mapping[str, Any]:
        draft.store.bulk_extend(quads(5))
        raise StoreError("stopped half-way")

    with pytest.raises(StoreError, match="half-way"):
        store.build(tmp_path, breaks)
    assert store.current(tmp_path).id == serving
    assert len(store.open_current(tmp_path)) == 3
    assert [path.name for path in (tmp_path / "generations").iterdir()] == [serving]


FILLING = """
import os, resource, signal, sys
from pathlib import Path
import pyoxigraph as ox
from kg import store
from kg.errors import StoreError

def fill(draft):
    name = ox.NamedNode("https://example.org/p")
    draft.store.bulk_extend(ox.Quad(name, name, ox.Literal(f"{n} " * 20), name) for n in range(50_000))
    if sys.argv[2] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return {}

if sys.argv[2] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    store.build(Path(sys.argv[1]), fill)
except StoreError as error:
    sys.exit(str(error))
"""


def build_elsewhere(folder: Path, how: str) -> subprocess.CompletedProcess[str]:
    """Build in a process of its own: its disk is full, or it is killed half-way."""
    return subprocess.run(
        [sys.executable, "-c", FILLING, str(folder), how], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_disk_that_fills_up_in_the_middle_leaves_the_old_generation_serving(tmp_path: Path) -> None:
    serving = publish(tmp_path, 3).id
    done = build_elsewhere(tmp_path, "full")
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr and "cannot be written" in done.stderr
    assert store.current(tmp_path).id == serving
    assert len(store.open_current(tmp_path)) == 3
    assert publish(tmp_path, 4).id != serving


def test_a_killed_build_leaves_the_old_generation_and_the_next_build_sweeps(tmp_path: Path) -> None:
    serving = publish(tmp_path, 3).id
    assert build_elsewhere(tmp_path, "die").returncode == -9
    assert store.current(tmp_path).id == serving
    assert list((tmp_path / "generations").glob(".building-*"))
    publish(tmp_path, 4)
    assert not list((tmp_path / "generations").glob(".building-*"))


def test_only_one_build_writes_at_a_time(tmp_path: Path) -> None:
    def nested(draft: store.Draft) -> Mapping[str, Any]:
        with pytest.raises(StoreError, match="another build"):
            publish(tmp_path, 1)
        return {}

    store.build(tmp_path, nested)


def test_a_reader_keeps_its_generation_while_the_next_is_published(tmp_path: Path) -> None:
    publish(tmp_path, 3)
    reader = store.open_current(tmp_path)
    publish(tmp_path, 5)
    assert len(reader) == 3
    assert len(store.open_current(tmp_path)) == 5


def test_rolling_back_serves_the_generation_before_and_any_that_is_named(tmp_path: Path) -> None:
    first, second = publish(tmp_path, 1), publish(tmp_path, 2)
    assert store.rollback(tmp_path).id == first.id
    assert store.rollback(tmp_path, second.id).id == second.id
    with pytest.raises(StoreError, match="no generation nowhere"):
        store.rollback(tmp_path, "nowhere")


def test_old_generations_go_and_the_current_one_stays(tmp_path: Path) -> None:
    for count in range(1, 5):
        publish(tmp_path, count, keep=2)
    left = [generation.id for generation in store.generations(tmp_path)]
    assert len(left) == 2 and store.current(tmp_path).id in left


def test_an_empty_folder_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="communique build"):
        store.open_current(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="file"):
        publish(tmp_path / "file", 1)
