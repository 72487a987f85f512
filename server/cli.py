"""``communique serve``: the graph over HTTP."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from kg.errors import StoreError
from server import keeper
from server.settings import PROCESSES, VARIABLE, Settings

CONNECTIONS = 4096


@click.command(epilog="Example: communique serve --store data --port 8000")
@click.option("--store", type=click.Path(path_type=Path), default=Path("data"), help="The data folder.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--base-iri", default="", help="Public address of this server, when it is behind a proxy.")
@click.option(
    "--deadline", default=Settings().deadline, show_default=True, help="Seconds that a query may run."
)
@click.option("--token-hash", multiple=True, help="SHA-256 of a token that may write; may be repeated.")
@click.option("--plain-dataset", is_flag=True, help="Do not make the default graph the union of all graphs.")
@click.option("--settings", "more", type=click.File(), help="JSON file with further settings by name.")
def serve(**options: object) -> None:
    """Serve the graph: SPARQL at /sparql, graphs at /graph, pages at /."""
    host, port = str(options.pop("host")), int(str(options.pop("port")))
    settings = _settings(options)
    if not (settings.store / "current" / "store").is_dir():
        click.echo(
            f"{settings.store}: no graph here yet; build one with: communique build ARTICLE...", err=True
        )
        raise SystemExit(1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    settings, process = keeper.start(settings)
    try:
        keeper.wait(settings, process)
        _web(settings, host, port)
    except StoreError as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    finally:
        keeper.end(process)


def _settings(options: dict[str, object]) -> Settings:
    more = options.pop("more")
    given = Settings(
        store=Path(str(options["store"])).absolute(),
        base_iri=str(options["base_iri"]).rstrip("/"),
        deadline=float(str(options["deadline"])),
        tokens=tuple(options["token_hash"]),  # type: ignore[arg-type]
        union_default_graph=not options["plain_dataset"],
    )
    return given.with_file(more.read()) if more else given  # type: ignore[attr-defined]


def _web(settings: Settings, host: str, port: int) -> None:
    """Run granian's web processes until they are told to end."""
    assert settings.runtime
    os.environ[VARIABLE] = settings.to_json()
    counts = settings.runtime / "counts"
    counts.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)
    click.echo(f"Serving {settings.store} at http://{host}:{port}/ (SPARQL at /sparql)")
    Server(
        "server.wsgi:gate",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        workers=PROCESSES,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        loop=Loops.uvloop,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
