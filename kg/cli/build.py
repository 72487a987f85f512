"""Commands that write generations: build, add, rollback."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import ONTOLOGY, STORE
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.pipeline import Run

SOURCES = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
SHAPES = click.option(
    "--shapes", type=click.Choice(["none", "sample", "full"]), default="none", show_default=True,
    help="How much of the graph SHACL judges before it is published.",
)  # fmt: skip
KEEP = click.option("--keep", type=click.IntRange(1), default=5, show_default=True, help="How many generations stay.")
THRESHOLD = click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.0, show_default=True,
    help="Leave out facts of less confidence.",
)  # fmt: skip


def _run(sources: tuple[str, ...], settings: Settings, add: bool) -> None:
    from kg.pipeline import build as run  # the parser is slow to load, and only builds need it

    with progress() as note:
        done = run(sources, settings, note, add)
    _tell(done)
    sys.exit(1 if done.report.skipped else 0)


@click.command(epilog="Example: communique build --store data articles/*.txt feed.jsonl")
@SOURCES
@STORE
@ONTOLOGY
@SHAPES
@KEEP
@THRESHOLD
def build(sources: tuple[str, ...], store: Path, ontology: Path, shapes: str, keep: int, threshold: float) -> None:
    """Read articles and publish a graph of them.

    A SOURCE is a file (.txt with its .json beside it, .html, .jsonl, .xml feed, .warc), a folder of such files, or -
    for JSON lines on standard input. Articles that cannot be read are named, with the reason; the rest is built.
    """
    _run(sources, Settings(store, ontology, keep, shapes, threshold=threshold), add=False)


@click.command(epilog="Example: communique add --store data today.jsonl")
@SOURCES
@STORE
@ONTOLOGY
@SHAPES
@KEEP
@THRESHOLD
def add(sources: tuple[str, ...], store: Path, ontology: Path, shapes: str, keep: int, threshold: float) -> None:
    """Read further articles and publish a graph of them and of those already there."""
    _run(sources, Settings(store, ontology, keep, shapes, threshold=threshold), add=True)


@click.command(epilog="Example: communique load --store data graph.nq")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@STORE
@KEEP
def load(file: Path, store: Path, keep: int) -> None:
    """Publish a graph that is there already: a FILE in N-Quads, TriG, Turtle or another RDF syntax, told by its suffix.

    Nothing is added to it and nothing inferred.
    """
    from kg.store import load as publish

    click.echo(f"generation {publish(store, file, keep).id}")


@click.command(epilog="Example: communique rollback --store data")
@click.argument("generation", default="")
@STORE
def rollback(generation: str, store: Path) -> None:
    """Serve an earlier GENERATION again: the one before the current one when none is named."""
    from kg.store import rollback as back

    click.echo(f"{store}: serving generation {back(store, generation).id}")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update


def _tell(done: Run) -> None:
    """Say what was left out and why, then what came of the rest."""
    report, graph = done.report, done.graph
    for line in report.skipped:
        click.echo(f"skipped {line['source']}: {line['reason']}", err=True)
    for line in report.duplicates:
        click.echo(f"duplicate {line['source']}: the same text as {line['same_as']}", err=True)
    click.echo(
        f"{report.articles} articles, {report.facts} facts, {graph.things} things "
        f"({graph.prospects} of them prospects), {graph.accepted} accepted and {graph.inferred} inferred facts, "
        f"{graph.contradictions} contradictions, {graph.quads} quads in {report.seconds:.1f} s"
    )
    click.echo(f"generation {done.generation.id}")
