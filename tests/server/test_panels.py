"""The queries behind pages: files that parse, take terms by substitution, and can be shown and run."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from server import lists, panels

NAMES = sorted(panels.names())


@pytest.mark.parametrize("name", NAMES)
def test_panel_says_in_words_what_it_asks(name: str) -> None:
    assert panels.title(name).endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_panel_is_sparql_and_takes_its_terms_by_substitution(name: str) -> None:
    taken = [one for one in panels.parameters(name) if one in lists.PARAMETERS]
    terms = {ox.Variable(one): ox.NamedNode("https://w3id.org/defdip/id/state/AZE") for one in taken}
    list(ox.Store().query(panels.text(name), use_default_graph_as_union=True, substitutions=terms))  # type: ignore[arg-type]


def test_a_shown_query_cannot_be_ended_early_by_a_term() -> None:
    harm = ox.Literal('x") } DROP ALL #')
    shown = panels.shown("items", {"standing": harm})
    list(ox.Store().query(shown, use_default_graph_as_union=True))  # type: ignore[arg-type]
    assert '\\")' in shown


def test_no_query_is_put_together_outside_the_files() -> None:
    code = {path.name: path.read_text() for path in Path(panels.FOLDER).parent.glob("*.py")}
    own = (
        "pages.py",
        "resource.py",
        "entity.py",
        "relations.py",
        "view.py",
        "description.py",
        "site.py",
        "search.py",
    )
    for name in own:
        assert not re.search(
            r"\b(SELECT|CONSTRUCT|ASK) [^\n]*[?*{][^\n]*\b(WHERE|\{)", code[name].replace("SELECT iri", "")
        ), name
