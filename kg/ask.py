"""Plain questions: words for kinds and names of states to a query; other words to a competency question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from kg import iris
from kg.infer import read_query
from kg.ontology import DD, PREFIXES, load_ontology
from kg.terms import Terms, read_terms

KINDS = """
SELECT ?class ?word WHERE {
  ?class a owl:Class . { ?class rdfs:label ?word } UNION { ?class skos:altLabel ?word } }"""
SPEAKS_OF = ("Place", "Agreement", "Event", "Office", "EventSeries")
ENDINGS = (("ies", "y"), ("ss", "ss"), ("s", ""))


@dataclass(frozen=True)
class Answer:
    """The lines to show, and whether there was anything to say."""

    lines: tuple[str, ...]
    known: bool


@dataclass(frozen=True)
class Question:
    """A competency question: its sentence and its query."""

    name: str
    sentence: str
    query: str


def answer(question: str, store: ox.Store, folder: Path) -> Answer:
    """Answer a plain question from the graph: what is there first, then what is only possible."""
    ontology = load_ontology(folder)
    terms = read_terms(ontology)
    kinds = _kinds(question, ontology.select(KINDS), terms)
    states = _states(question, terms)
    if kinds:
        return _of_kinds(kinds, states, store, terms, folder)
    return _of_question(question, store, folder)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'’-]+", text.lower())


def _singular(word: str) -> str:
    return next((word.removesuffix(old) + new for old, new in ENDINGS if word.endswith(old) and len(word) > 3), word)


def _kinds(question: str, rows: list[dict[str, str]], terms: Terms) -> list[str]:
    """Return the classes that the question names, the longest names first; a word belongs to one class only."""
    asked = [_singular(word) for word in _words(question)]
    text = f" {' '.join(asked)} "
    found: list[str] = []
    for row in sorted(rows, key=lambda row: -len(row["word"])):
        kind = row["class"].removeprefix(DD)
        if not any(terms.is_a(kind, name) for name in SPEAKS_OF):
            continue
        for name in _names(row["word"], kind in terms.record_types):
            if f" {name} " in text:
                found.append(kind)
                text = text.replace(f" {name} ", " ")
                break
    return list(dict.fromkeys(found))


def _names(words: str, alone: bool) -> Iterator[str]:
    """Yield a class's name in the singular; of the main classes also its last word ("military base", "base")."""
    parts = [_singular(word) for word in _words(words)]
    yield " ".join(parts)
    if alone:
        yield parts[-1]


def _states(question: str, terms: Terms) -> list[str]:
    words = re.findall(r"[\w.'’&-]+", question)
    found = []
    for size in (4, 3, 2, 1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size]).lower().removesuffix("'s").removesuffix("’s")
            if name in terms.states:
                found.append(terms.states[name])
    return list(dict.fromkeys(found))


def _of_kinds(kinds: list[str], states: list[str], store: ox.Store, terms: Terms, folder: Path) -> Answer:
    query = read_query("ask", folder)
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for kind in kinds:
        matching = [set(_run(store, query, kind, state, rows)) for state in states] or [
            set(_run(store, query, kind, "", rows))
        ]
        kept = set.intersection(*matching)
        for key in [key for key in rows if key[0] not in kept and rows[key]["kind"] == kind]:
            del rows[key]
    found = sorted(rows.values(), key=lambda row: (row["there"] != "true", row["label"], row["thing"]))
    about = " and ".join(terms.names.get(code, code) for code in states)
    asked = ", ".join(terms.labels.get(kind, kind) for kind in kinds) + (f"; {about}" if about else "")
    return Answer((f"Asked for: {asked}", *_listing(found)), bool(found))


def _run(
    store: ox.Store, query: str, kind: str, state: str, rows: dict[tuple[str, str], dict[str, str]]
) -> Iterator[str]:
    bound = {ox.Variable("kind"): ox.NamedNode(DD + kind)}
    if state:
        bound[ox.Variable("about")] = ox.NamedNode(iris.state(state))
    solutions = store.query(query, use_default_graph_as_union=True, substitutions=dict(bound))
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        row = {name: getattr(solution[name], "value", "") for name in names}
        rows[row["thing"], row["sentence"] + row["voice"]] = {**row, "kind": kind}
        yield row["thing"]


def _listing(rows: list[dict[str, str]]) -> Iterator[str]:
    for there, title in (("true", "There, by accepted claims:"), ("false", "Only possible, planned or denied:")):
        chosen = [row for row in rows if row["there"] == there]
        yield f"\n{title}{'' if chosen else ' none'}"
        for (thing, label), told in groupby(chosen, key=lambda row: (row["thing"], row["label"])):
            yield f"  {label}  <{thing}>"
            for row in told:
                yield f"    {_manner(row)}: “{' '.join(row['sentence'].split())}” ({_source(row)})"


def _manner(row: dict[str, str]) -> str:
    modality, polarity = row["modality"].removeprefix(DD).lower(), row["polarity"].removeprefix(DD)
    through = f", reported by {row['outlet']}" if row["outlet"] and row["outlet"] != row["voice"] else ""
    return f"{'denied' if polarity == 'Negative' else modality}, says {row['voice']}{through}"


def _source(row: dict[str, str]) -> str:
    return ", ".join(filter(None, (row["article"], row["published"][:10])))


def questions(folder: Path) -> list[Question]:
    """Return the competency questions of the ontology."""
    found = []
    for path in sorted((folder / "questions").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        found.append(Question(path.stem, text.splitlines()[0].lstrip("# ").strip(), text))
    return found


def _of_question(asked: str, store: ox.Store, folder: Path) -> Answer:
    known = questions(folder)
    words = {_singular(word) for word in _words(asked)}
    scored = sorted(known, key=lambda question: -_share(words, question.sentence))
    if not scored or not _share(words, scored[0].sentence):
        return Answer(
            ("No word of the question is known. Try one of these:", *(f"  {q.sentence}" for q in known)), False
        )
    chosen = scored[0]
    solutions = store.query(chosen.query, use_default_graph_as_union=True, prefixes=PREFIXES)
    lines = [f"Answered: {chosen.sentence} (ontology/questions/{chosen.name}.rq)"]
    if isinstance(solutions, ox.QuerySolutions):
        names = [variable.value for variable in solutions.variables]
        rows = ["  " + " | ".join(_shown(row[name], store) for name in names) for row in solutions]
        lines += ["  " + " | ".join(names), *rows] if rows else ["  nothing"]
    lines.append("Others: " + "; ".join(question.sentence for question in scored[1:4]))
    return Answer(tuple(lines), len(lines) > 2)


def _share(words: set[str], sentence: str) -> float:
    own = {_singular(word) for word in _words(sentence)}
    rare = {word for word in words & own if len(word) > 3}
    return len(rare) / (1 + math.sqrt(len(own)))


def _shown(term: object, store: ox.Store) -> str:
    if isinstance(term, ox.NamedNode):
        label = next(iter(store.quads_for_pattern(term, ox.NamedNode(PREFIXES["rdfs"] + "label"), None, None)), None)
        return label.object.value if label is not None and isinstance(label.object, ox.Literal) else term.value
    return getattr(term, "value", "")
