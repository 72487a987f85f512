"""The reference of commands, settings and routes, written from the program itself.

``python -m tests.docs.reference`` writes ``docs/reference.md`` anew; a test holds the file equal to what it would write.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from kg.cli import main
from server import graphstore, ops, pages, resource, signs, sparql
from server.settings import Settings

FILE = Path(__file__).parents[2] / "docs" / "reference.md"
ROOMS = (sparql.blueprint, graphstore.blueprint, ops.blueprint, resource.resource, pages.pages, signs.signs)


def commands() -> Iterator[str]:
    """Yield each command with its arguments and options."""
    context = click.Context(main, info_name="communique")
    for name in sorted(main.list_commands(context)):
        command = main.get_command(context, name)
        assert command is not None
        yield f"### communique {name}\n\n{_line(command.help)}\n"
        rows = [row for parameter in command.params if (row := _parameter(parameter))]
        if rows:
            yield "| argument or option | what it does | default |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"
        yield f"`{_line(command.epilog).removeprefix('Example: ')}`\n" if command.epilog else ""


def _parameter(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return f"| {parameter.make_metavar(click.Context(main))} | argument | |"
    if not isinstance(parameter, click.Option) or parameter.hidden:
        return ""
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    shown = isinstance(parameter.default, str | int | float | Path) and not parameter.is_flag and parameter.default != ""
    plain = shown and not Path(str(parameter.default)).is_absolute()
    worded = getattr(parameter, "show_default", None)
    default = worded if isinstance(worded, str) else f"`{parameter.default}`" if plain else ""
    return f"| {names} | {_line(parameter.help)} | {default} |"


def settings() -> Iterator[str]:
    """Yield each setting of the server with its default."""
    tree = ast.parse(inspect.getsource(Settings))
    body = tree.body[0].body  # type: ignore[attr-defined]
    told = {
        field.target.id: ast.literal_eval(following.value)
        for field, following in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(following, ast.Expr)
    }
    yield "| setting | what it decides | default |\n| --- | --- | --- |"
    for field in dataclasses.fields(Settings):
        yield f"| `{field.name}` | {_line(told[field.name])} | `{field.default!r}` |"


def routes() -> Iterator[str]:
    """Yield each address of the server with its methods."""
    app = Flask("reference")
    for room in ROOMS:
        app.register_blueprint(room)
    yield "| address | methods | what it is |\n| --- | --- | --- |"
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint != "static":
            methods = ", ".join(sorted((rule.methods or set()) - {"OPTIONS"}))
            words = _line(app.view_functions[rule.endpoint].__doc__)
            yield f"| `{rule.rule}` | {methods} | {words} |"


def _line(text: str | None) -> str:
    """Return the first paragraph on one line, fit for a cell."""
    first = inspect.cleandoc(text or "").split("\n\n")[0]
    return re.sub(r"\s+", " ", first).replace("|", "\\|").strip()


def document() -> str:
    """Return the whole reference."""
    parts = [
        "# Reference\n",
        "Written by `python -m tests.docs.reference` from the program itself; a test holds the two equal.\n",
        "## Commands\n",
        *commands(),
        "## Settings of the server\n",
        "`communique serve --settings FILE` takes a JSON object with any of these by name.\n",
        *settings(),
        "\n## Addresses of the server\n",
        *routes(),
    ]
    return "\n".join(part for part in parts if part) + "\n"


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
