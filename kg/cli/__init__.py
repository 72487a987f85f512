"""``communique``: from articles to a graph, and from the graph to answers.

Exit codes: 0 all done; 1 done, but something was left out or found wrong; 2 not done.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points, version
from typing import Any

import click

from kg.errors import KgError

HERE = {
    "build": "kg.cli.build:build",
    "add": "kg.cli.build:add",
    "load": "kg.cli.build:load",
    "rollback": "kg.cli.build:rollback",
    "query": "kg.cli.answers:query",
    "ask": "kg.cli.answers:ask",
    "records": "kg.cli.answers:records",
    "export": "kg.cli.answers:export",
    "explain": "kg.cli.judging:explain",
    "evaluate": "kg.cli.judging:evaluate",
    "check": "kg.cli.judging:check",
}
"""Commands by where they are: loaded when called, so that asking the graph does not wait for the parser."""
GROUP = "communique.commands"


class Commands(click.Group):
    """The commands here and those of installed packages; what goes wrong is said in one line."""

    def _points(self) -> dict[str, EntryPoint]:
        own = {name: EntryPoint(name, place, GROUP) for name, place in HERE.items()}
        return {**own, **{point.name: point for point in entry_points(group=GROUP) if point.name not in own}}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the work."""
        names = self._points()
        return [*(name for name in HERE if name in names), *sorted(set(names) - set(HERE))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command when it is wanted."""
        point = self._points().get(cmd_name)
        if point is None:
            return None
        try:
            command = point.load()
        except ImportError as error:
            raise Failure(f"{cmd_name}: cannot be loaded ({error}); is everything installed?") from error
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the program's own errors become one line and exit code 2."""
        try:
            return super().invoke(ctx)
        except KgError as error:
            raise Failure(str(error)) from error
        except BrokenPipeError:
            ctx.exit(0)


class Failure(click.ClickException):
    """Something that was not done."""

    exit_code = 2


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: communique build --store data articles/*.txt && communique serve --store data",
)
@click.version_option(version("communique"), message="communique %(version)s")
def main() -> None:
    """Build a knowledge graph of defence diplomacy from news, and ask it."""
