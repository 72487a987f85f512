"""Answers as tables for reading on a terminal."""

from __future__ import annotations

import click
import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from kg.ontology import PREFIXES


def show(found: ox.QuerySolutions | ox.QueryBoolean) -> None:
    """Print the answer of a query."""
    if isinstance(found, ox.QueryBoolean):
        click.echo("yes" if found else "no")
        return
    names = [variable.value for variable in found.variables]
    table = Table(*names, show_lines=False)
    count = 0
    for row in found:
        table.add_row(*(shown(row[name]) for name in names))
        count += 1
    console = Console()
    if count:
        console.print(table)
    console.print(f"{count} rows" if count != 1 else "1 row")


def shown(term: object) -> str:
    """Return a term as short as it can be read: a prefixed name, or the words of a literal."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    if isinstance(term, ox.NamedNode):
        for prefix, start in PREFIXES.items():
            if term.value.startswith(start):
                return f"{prefix}:{term.value.removeprefix(start)}"
        return term.value
    return str(term)
