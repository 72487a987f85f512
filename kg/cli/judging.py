"""Commands that show reasons and measure: explain, evaluate, check."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TextIO

import click

from kg.cli.options import ONTOLOGY, STORE
from kg.errors import SourceError


@click.command(epilog='Example: communique explain "Russia may open a naval base in Sudan." --date 2021-06-17')
@click.argument("text", nargs=-1, required=True)
@ONTOLOGY
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Day of publication, for times like last fall.",
)
def explain(text: tuple[str, ...], ontology: Path, day: object) -> None:
    """Show why a sentence gives a claim or does not: words, mentions, the rule that fired, claims, quads.

    TEXT is one sentence or several; - reads it from standard input.
    """
    from kg.explain import explain as lines
    from kg.model import Document
    from kg.ontology import load_ontology

    words = sys.stdin.read() if text == ("-",) else " ".join(text)
    published = getattr(day, "date", date.today)()
    for line in lines(Document("text", words, date=published), load_ontology(ontology)):
        click.echo(line)


@click.command(epilog="Example: communique evaluate tests/gold --store data --verbose")
@click.argument("gold", type=click.Path(path_type=Path, exists=True, file_okay=False))
@STORE
@ONTOLOGY
@click.option(
    "--records", "file", type=click.File("r", encoding="utf-8"), help="Records to judge, instead of those of the graph."
)
@click.option(
    "--build",
    "anew",
    is_flag=True,
    help="Read the articles beside the hand-read facts first (NAME.txt), without publishing them.",
)
@click.option("--rules", is_flag=True, help="Show what each rule gets right and wrong.")
@click.option("--reliability", "sure", is_flag=True, help="Show how often records of each confidence are right.")
@click.option("--verbose", "-v", is_flag=True, help="Show every fact that was missed or invented.")
def evaluate(
    gold: Path, store: Path, ontology: Path, file: TextIO | None, anew: bool, rules: bool, sure: bool, verbose: bool
) -> None:
    """Compare records with the facts that people read: GOLD is a folder of NAME.gold.json files."""
    from kg.evaluate import evaluate as judge
    from kg.evaluate import read_gold, rightness, rule_table, table
    from kg.evaluate import reliability as reliable
    from kg.ontology import load_ontology
    from kg.terms import read_terms

    wanted, states = read_gold(gold), read_terms(load_ontology(ontology)).states
    found = _given(file) if file else _built(gold, ontology) if anew else _stored(store)
    result = judge(wanted, found, states)
    for line in (*(result.remarks if verbose else ()), *table(result), *(rule_table(result) if rules else ())):
        click.echo(line)
    if sure:
        pairs = ((row, right) for row, right in rightness(wanted, found, states) if row["type"] != "Statement")
        for line in reliable((float(row.get("confidence") or 0), right) for row, right in pairs):
            click.echo(line)


def _given(file: TextIO) -> list[dict[str, object]]:
    rows = []
    for number, line in enumerate(file, 1):
        try:
            row = json.loads(line)
            if line.strip() and not {"doc", "type"} <= set(row):
                raise ValueError("doc or type is missing")
        except (ValueError, TypeError) as error:
            raise SourceError(f"{file.name}, line {number}: {error}") from error
        rows.append(row)
    return rows


def _stored(store: Path) -> list[dict[str, object]]:
    from kg import records
    from kg.store import current

    return list(records.likely(records.read(current(store).folder)))


def _built(gold: Path, ontology: Path) -> list[dict[str, object]]:
    from kg.confidence import read_calibration
    from kg.pipeline import records_of
    from kg.records import likely
    from kg.settings import Settings

    texts = [
        str(path.with_name(path.name.removesuffix(".gold.json") + ".txt")) for path in sorted(gold.glob("*.gold.json"))
    ]
    found, report = records_of(texts, Settings(ontology=ontology))
    for line in report.skipped:
        click.echo(f"skipped {line['source']}: {line['reason']}", err=True)
    return list(likely(found, calibration=read_calibration(ontology)))


@click.command(epilog="Example: communique check --store data")
@click.option(
    "--store", type=click.Path(path_type=Path), default=None, help="Also judge the graph of this data folder."
)
@ONTOLOGY
@click.option("--fix", is_flag=True, help="Write the ontology's files in the form that Protégé saves.")
@click.option(
    "--java/--no-java", default=True, help="Run the checks that need Java (profile, HermiT), or leave them out."
)
def check(store: Path | None, ontology: Path, fix: bool, java: bool) -> None:
    """Judge the ontology, and a graph built with it: terms, lexicon, questions, profile, consistency."""
    from kg.checks import Level, run_checks

    found = run_checks(ontology, store, fix=fix, java=java)
    for finding in found:
        click.echo(str(finding))
    errors = sum(finding.level is Level.ERROR for finding in found)
    click.echo(f"{errors} errors, {len(found) - errors} notes" if found else "nothing found wrong")
    sys.exit(1 if errors else 0)
