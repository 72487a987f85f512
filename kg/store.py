"""Store generations: written beside the old one, made durable, and swapped in by one rename."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from kg.errors import StoreError

CURRENT = "current"
DRAFT = ".building-"
HELD = 4 << 30
"""Bytes of a file whose graph a server will hold in memory; its store on disk is read once, and need not be compact."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A published state of the graph; its id is made from its content."""

    id: str
    folder: Path

    @property
    def store(self) -> Path:
        """The folder of the quad store."""
        return self.folder / "store"

    @property
    def report(self) -> dict[str, Any]:
        """The report of the run that built it."""
        try:
            return dict(json.loads((self.folder / "report.json").read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise StoreError(f"{self.folder / 'report.json'}: cannot be read: {error}") from error

    def open(self) -> ox.Store:
        """Open the graph for reading; any number of processes may."""
        try:
            return ox.Store.read_only(str(self.store))
        except OSError as error:
            raise StoreError(f"{self.store}: cannot be opened: {error}") from error


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation that is being written; nobody reads it."""

    folder: Path
    store: ox.Store


def build(
    directory: Path, fill: Callable[[Draft], Mapping[str, Any]], keep: int = 5, compact: bool = True
) -> Generation:
    """Let ``fill`` write a new generation, then publish it; ``fill`` returns what its report shall say.

    The id is made from the stored quads, unless the report has made one from what they were read from.

    Whatever goes wrong on the way, the old generation keeps serving and no trace of the new one stays.

    Raises:
        StoreError: the folder cannot be written, the disk is full, or another build is running.

    """
    with _only_writer(directory) as generations:
        folder = Path(tempfile.mkdtemp(prefix=DRAFT, dir=generations))
        try:
            report = dict(_filled(folder, fill, compact))
            return _publish(directory, folder, report, keep)
        except OSError as error:
            raise StoreError(f"{directory}: the new generation cannot be written: {error}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def load(directory: Path, path: Path, keep: int = 5) -> Generation:
    """Publish the quads of an RDF file as a new generation.

    Its id is made from the file, read by a second thread meanwhile: made from the stored quads, as that of a built
    graph is, it would take half as long as loading them.

    Raises:
        StoreError: the file cannot be read, or what ``build`` says.

    """
    syntax = ox.RdfFormat.from_extension(path.suffix[1:])
    if syntax is None:
        raise StoreError(f"{path}: no RDF syntax is known by the suffix {path.suffix!r}")

    def fill(draft: Draft) -> Mapping[str, Any]:
        with ThreadPoolExecutor(1) as beside:
            identity = beside.submit(_digest, path)
            try:
                draft.store.bulk_load(path=str(path), format=syntax)
            except (SyntaxError, ValueError) as error:
                raise StoreError(f"{path}: {error}") from error
            return {"generation": identity.result(), "loaded": path.name}

    return build(directory, fill, keep, compact=path.stat().st_size > HELD)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _filled(folder: Path, fill: Callable[[Draft], Mapping[str, Any]], compact: bool) -> Mapping[str, Any]:
    store = ox.Store(str(folder / "store"))
    report = fill(Draft(folder, store))
    store.flush()
    if compact:
        store.optimize()
    identity = report.get("generation") or fingerprint(store)
    del store
    gc.collect()  # RocksDB writes its last files when the store object goes
    return {**report, "generation": identity}


def _publish(directory: Path, folder: Path, report: dict[str, Any], keep: int) -> Generation:
    target = directory / "generations" / str(report["generation"])
    (folder / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
    if not target.exists():  # the same content again is the same generation
        _sync_tree(folder)
        folder.chmod(0o755)
        folder.rename(target)
        _sync(target.parent)
    _point(directory, target.name)
    prune(directory, keep)
    return Generation(target.name, target)


def _point(directory: Path, identity: str) -> None:
    """Make ``current`` lead to the generation; readers see the old one or the new one, never neither.

    A link that leads there already is left alone: its own time says since when this content is served.
    """
    target = Path("generations") / identity
    if (directory / CURRENT).is_symlink() and (directory / CURRENT).readlink() == target:
        return
    link = directory / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    link.replace(directory / CURRENT)
    _sync(directory)


@contextlib.contextmanager
def _only_writer(directory: Path) -> Iterator[Path]:
    generations = directory / "generations"
    try:
        generations.mkdir(parents=True, exist_ok=True)
        lock = (directory / ".lock").open("wb")
    except OSError as error:
        raise StoreError(f"{directory}: cannot be written: {error}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"{directory}: another build is writing here; try again when it is done") from error
        for left in generations.glob(DRAFT + "*"):  # a crash left it; whoever holds the lock may sweep
            shutil.rmtree(left, ignore_errors=True)
        yield generations


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_tree(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def current(directory: Path) -> Generation:
    """Return the generation that is being served.

    Raises:
        StoreError: there is none yet.

    """
    link = directory / CURRENT
    if not (link / "store").is_dir():
        raise StoreError(
            f"{directory}: no graph here yet; build one with: communique build --store {directory} ARTICLE..."
        )
    folder = link.resolve()
    return Generation(folder.name, folder)


def published(directory: Path) -> float:
    """Return since when the current generation is served, in seconds of the epoch: a build or a rollback said so.

    Raises:
        StoreError: there is none yet.

    """
    current(directory)
    return (directory / CURRENT).lstat().st_mtime


def open_current(directory: Path) -> ox.Store:
    """Open the current generation for reading."""
    return current(directory).open()


def generations(directory: Path) -> list[Generation]:
    """Return all generations, oldest first."""
    folders = [path for path in (directory / "generations").glob("*") if (path / "report.json").is_file()]
    folders.sort(key=lambda path: ((path / "report.json").stat().st_mtime_ns, path.name))
    return [Generation(path.name, path) for path in folders]


def rollback(directory: Path, identity: str = "") -> Generation:
    """Serve the named generation again, or the one before the current one.

    Raises:
        StoreError: there is no such generation.

    """
    known = generations(directory)
    serving = current(directory).id
    if not identity:
        place = [generation.id for generation in known].index(serving)
        if place == 0:
            raise StoreError(f"{directory}: {serving} is the oldest generation; there is none to go back to")
        identity = known[place - 1].id
    chosen = next((generation for generation in known if generation.id == identity), None)
    if chosen is None:
        raise StoreError(f"{directory}: no generation {identity}; there are {', '.join(g.id for g in known)}")
    _point(directory, chosen.id)
    return chosen


def prune(directory: Path, keep: int) -> list[str]:
    """Delete the oldest generations beyond the number to keep; never the current one."""
    serving = current(directory).id
    others = [generation for generation in generations(directory) if generation.id != serving]
    doomed = others[: max(0, len(others) - max(0, keep - 1))]
    for generation in doomed:
        shutil.rmtree(generation.folder, ignore_errors=True)
    return [generation.id for generation in doomed]


def _lines(store: ox.Store, folder: Path | None = None) -> Iterator[bytes]:
    with tempfile.TemporaryFile(dir=folder) as file:
        store.dump(file, format=ox.RdfFormat.N_QUADS)
        file.seek(0)
        yield from file


def fingerprint(store: ox.Store) -> str:
    """Return an identity of the graph's content, whatever the order of its quads."""
    total = 0
    for line in _lines(store):
        total += int.from_bytes(hashlib.sha256(line).digest())
    return hashlib.sha256((total % (1 << 256)).to_bytes(32)).hexdigest()[:16]


def dump(store: ox.Store, output: IO[bytes]) -> int:
    """Write the graph as sorted N-Quads, the same bytes for the same content; return the number of quads."""
    lines = sorted(_lines(store))
    output.writelines(lines)
    return len(lines)
