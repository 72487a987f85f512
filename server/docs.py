"""``communique docs``: the ontology page as a file that needs no server."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import jinja2
import pyoxigraph as ox

from kg.errors import StoreError
from kg.ontology import FOLDER
from kg.store import current
from server import panels
from server.glossary import Glossary
from server.panels import Row
from server.terms import DD

STYLE = Path(__file__).parent / "static" / "site.css"
GRAPHS = "https://w3id.org/defdip/graph/"


@click.command(epilog="Example: communique docs --out site --store data")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to.")
@click.option(
    "--store", type=click.Path(path_type=Path), default=None, help="Count things and claims of this data folder."
)
def docs(out: Path, store: Path | None) -> None:
    """Write the documentation of the ontology as HTML: every term, its axioms in words, the words that evoke it."""
    try:
        graph = current(store).open() if store else _ontology()
    except StoreError as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    out.mkdir(parents=True, exist_ok=True)
    (out / "index.html").write_text(page(asking(graph), counted=store is not None), encoding="utf-8")
    shutil.copy(FOLDER / "defdip.ttl", out)
    click.echo(f"{out / 'index.html'} written")


def page(ask: Callable[[str], Sequence[Row]], counted: bool) -> str:
    """Return the whole page."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("server"), autoescape=True)
    glossary = Glossary.read(ask)
    return environment.get_template("docs.html").render(
        glossary=glossary,
        vocabulary=glossary.vocabulary,
        base=DD,
        style=STYLE.read_text(encoding="utf-8"),
        version=_version(),
        counted=counted,
    )


def asking(graph: ox.Store) -> Callable[[str], Sequence[Row]]:
    """Return what answers a panel's question from a store at hand."""

    def ask(name: str) -> Sequence[Row]:
        found = graph.query(panels.text(name), use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in found]

    return ask


def _ontology() -> ox.Store:
    graph = ox.Store()
    for path in sorted(FOLDER.rglob("*.ttl")):
        name = "reference" if path.parent.name == "reference" else "ontology"
        graph.bulk_load(path=path, format=ox.RdfFormat.TURTLE, base_iri=DD, to_graph=ox.NamedNode(GRAPHS + name))
    return graph


def _version() -> str:
    quads = ox.parse(path=FOLDER / "defdip.ttl", format=ox.RdfFormat.TURTLE)
    version = "http://www.w3.org/2002/07/owl#versionInfo"
    return next((quad.object.value for quad in quads if quad.predicate.value == version), "")
