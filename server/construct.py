"""Large graphs that a query constructs, without keeping their triples in memory.

The engine keeps each triple that it has made, 500 bytes of it, so that none comes twice. Of a graph that has grown
large we ask for the solutions instead, put them into the template ourselves, and keep a number of each triple.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import Match

import pyoxigraph as ox

from server.guard import TOKEN

VARIABLE = "urn:variable:"
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Slot = int | Term
"""A place in the template: the number of a variable, or what stands there."""
Template = list[list[Slot]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A CONSTRUCT query as the query for its solutions, and what triples each of them makes."""

    select: str
    template: Template


def plan(text: str, base: str | None) -> Plan | None:
    """Return how to construct the graph of a query that is well-formed; None if we leave it to the engine."""
    parts = None if "\\u" in text.lower() else _parts(text)
    if parts is None:
        return None
    head, inside, rest = parts
    triples = _triples(head, TOKEN.sub(_named, inside), base)
    names: dict[str, int] = {}
    template = []
    for triple in triples:
        slots = [_slot(term, names) for term in (triple.subject, triple.predicate, triple.object)]
        if any(isinstance(slot, ox.Triple) for slot in slots):
            return None
        template.append(slots)
    if not names:
        return None
    variables = " ".join(f"?{name}" for name in names)
    return Plan(f"{head}SELECT {variables} {rest}", template)


def _parts(text: str) -> tuple[str, str, str] | None:
    """Return what stands before CONSTRUCT, in the brackets of its template, and behind them."""
    tokens = TOKEN.finditer(text)
    word = next((token for token in tokens if token.group().lower() == "construct"), None)
    depth = begin = 0
    for token in tokens if word else ():
        if token.lastgroup == "open":
            begin = begin or token.end()
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
            if depth == 0:
                assert word
                return text[: word.start()], text[begin : token.start()], text[token.end() :]
        elif depth == 0 and not token.group().startswith("#"):
            return None  # CONSTRUCT WHERE: the pattern is the template
    return None


def _named(token: Match[str]) -> str:
    """Write a variable as an IRI, so that the template reads as Turtle."""
    word = token.group()
    return f"<{VARIABLE}{word[1:]}>" if word[0] in "?$" else word


def _triples(head: str, template: str, base: str | None) -> list[ox.Triple]:
    for end in ("\n.", "\n"):  # the last full stop may be left out
        try:
            return [quad.triple for quad in ox.parse(f"{head}\n{template}{end}", ox.RdfFormat.TURTLE, base_iri=base)]
        except SyntaxError:
            continue
    return []


def _slot(term: Term, names: dict[str, int]) -> Slot:
    if isinstance(term, ox.NamedNode) and term.value.startswith(VARIABLE):
        return names.setdefault(term.value.removeprefix(VARIABLE), len(names))
    return term


def triples(solutions: Iterable[ox.QuerySolution], template: Template) -> Iterator[ox.Triple]:
    """Make the triples of all solutions, each once.

    Of a triple its hash of 64 bits is kept: that two of a million have the same is as likely as a broken machine.
    """
    made: set[int] = set()
    for solution in solutions:
        blanks: dict[Slot, ox.BlankNode] = {}
        for slots in template:
            terms = [_term(slot, solution, blanks) for slot in slots]
            try:
                triple = ox.Triple(*terms)  # type: ignore[arg-type]
            except TypeError:  # unbound, or a literal where none may stand: no triple
                continue
            number = hash(triple)
            if number not in made:
                made.add(number)
                yield triple


def _term(slot: Slot, solution: ox.QuerySolution, blanks: dict[Slot, ox.BlankNode]) -> object:
    if isinstance(slot, int):
        return solution[slot]
    if isinstance(slot, ox.BlankNode):
        return blanks.setdefault(slot, ox.BlankNode())
    return slot
