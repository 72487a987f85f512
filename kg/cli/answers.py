"""Commands that read a generation: query, ask, records, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO, TextIO, cast

import click
import pyoxigraph as ox

from kg.cli import Failure
from kg.cli.options import ONTOLOGY, OUTPUT, STORE
from kg.cli.tables import show
from kg.ontology import PREFIXES

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
DUMPS = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, **GRAPHS}


@click.command(epilog='Example: echo "SELECT ?b WHERE { ?b a dd:MilitaryBase }" | communique query -')
@click.argument("file", type=click.File("r", encoding="utf-8"))
@STORE
@click.option(
    "--format", "form", type=click.Choice(["table", *RESULTS, *GRAPHS]), default=None,
    help="Form of the answer; a table on a terminal, else csv, or ttl for a graph.",
)  # fmt: skip
def query(file: TextIO, store: Path, form: str | None) -> None:
    """Answer the SPARQL query in FILE (- for standard input), over all graphs together."""
    from kg.store import open_current

    text = file.read()
    try:
        found = open_current(store).query(text, use_default_graph_as_union=True, prefixes=PREFIXES)
    except SyntaxError as error:
        raise Failure(f"{file.name}: {error.msg}") from error
    except (ValueError, OSError, RuntimeError) as error:
        raise Failure(f"{file.name}: {error}") from error
    _write(found, form, file.name)


def _write(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, form: str | None, name: str) -> None:
    terminal = sys.stdout.isatty()
    if isinstance(found, ox.QueryTriples):
        if form in RESULTS or form == "table":
            raise Failure(f"{name}: gives a graph; choose one of {', '.join(GRAPHS)}")
        found.serialize(sys.stdout.buffer, format=GRAPHS[form or "ttl"])
    elif form == "table" or (form is None and terminal):
        show(found)
    elif form in GRAPHS:
        raise Failure(f"{name}: gives a table; choose one of table, {', '.join(RESULTS)}")
    elif isinstance(found, ox.QueryBoolean) and form in (None, "csv", "tsv"):
        click.echo("true" if found else "false")
    else:
        found.serialize(sys.stdout.buffer, format=RESULTS[form or "csv"])


@click.command(epilog='Example: communique ask "bases in Azerbaijan"')
@click.argument("question", nargs=-1, required=True)
@STORE
@ONTOLOGY
def ask(question: tuple[str, ...], store: Path, ontology: Path) -> None:
    """Answer a plain QUESTION: what is there and what is only possible apart, each with its sentence.

    Words for kinds of things (bases, meetings, arms deals ...) and names of states are understood; for other words the
    competency question that has most of them is answered.
    """
    from kg.ask import answer
    from kg.store import open_current

    found = answer(" ".join(question), open_current(store), ontology)
    for line in found.lines:
        click.echo(line)
    sys.exit(0 if found.known else 1)


@click.command(epilog="Example: communique records Base --store data --format csv")
@click.argument("kind", metavar="[TYPE]", default="")
@STORE
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="Form of the table.",
)
@click.option(
    "--min-confidence",
    "least",
    type=click.FloatRange(0, 1),
    show_default="what its type is listed from",
    help="Leave out records whose chance to be right is smaller; 0 shows all.",
)
@OUTPUT
def records(kind: str, store: Path, form: str, least: float | None, output: Path) -> None:
    """Write the facts as flat tables, one line a fact: all, or those of one TYPE."""
    from kg import records as flat
    from kg.store import current

    found = flat.likely(flat.read(current(store).folder, kind), least)
    with click.open_file(str(output), "w", encoding="utf-8") as file:
        flat.write_jsonl(found, file) if form == "jsonl" else flat.write_csv(found, file, kind)


@click.command(epilog="Example: communique export --store data --format trig -o graph.trig")
@STORE
@ONTOLOGY
@click.option(
    "--format",
    "form",
    type=click.Choice(list(DUMPS)),
    default="nq",
    show_default=True,
    help="nq is sorted: the same graph gives the same bytes.",
)
@click.option(
    "--graph", default="", help="Only this graph: accepted, inferred, reference, ontology, document/ID or an IRI."
)
@click.option("--protege", is_flag=True, help="Terms and individuals as one OWL file that Protégé opens.")
@OUTPUT
def export(store: Path, ontology: Path, form: str, graph: str, protege: bool, output: Path) -> None:
    """Write the graph to a file."""
    from kg import iris
    from kg.store import dump, open_current

    opened = open_current(store)
    with click.open_file(str(output), "wb") as opened_file:
        file = cast("BinaryIO", opened_file)
        if protege:
            from kg.protege import write_protege

            write_protege(opened, file, ontology)
        elif graph or form in GRAPHS:
            named = ox.NamedNode(graph if "://" in graph else iris.GRAPHS + graph) if graph else None
            _export(opened, named, form, file)
        elif form == "nq":
            dump(opened, file)
        else:
            opened.dump(file, format=DUMPS[form])


def _export(opened: ox.Store, graph: ox.NamedNode | None, form: str, file) -> None:  # type: ignore[no-untyped-def]
    quads = opened.quads_for_pattern(None, None, None, graph)
    if form in GRAPHS:
        triples = {quad.triple for quad in quads}
        ox.serialize(sorted(triples, key=str), file, format=GRAPHS[form], prefixes=PREFIXES)
    else:
        ox.serialize(sorted(quads, key=str), file, format=DUMPS[form], prefixes=PREFIXES)
