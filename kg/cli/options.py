"""Options that many commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kg.ontology import FOLDER

Command = Callable[..., Any]

STORE = click.option(
    "--store", type=click.Path(path_type=Path), default=Path("data"), show_default=True, help="The data folder."
)
ONTOLOGY = click.option(
    "--ontology",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=FOLDER,
    help="The folder of the ontology, when it is not the one that ships with the program.",
)
OUTPUT = click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default=Path("-"),
    help="Where to write; standard output when left out.",
)  # fmt: skip
