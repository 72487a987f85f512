"""What a query or upload may not contain: SERVICE, LOAD, depths and lengths that crash or stall a parser.

Text is judged in two ways. Counting (nesting, patterns) goes over the tokens that SPARQL's grammar would see.
Whether SERVICE or LOAD stand there as keywords is asked of the parser itself: the word is misspelt wherever it could
be read, escapes included; a query in which it was only part of a name, a string or a comment parses as before,
and one that used the keyword no longer does. No disguise can be invented that the parser does not see through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

TOKEN = re.compile(
    r"""
      \#[^\r\n]*+                                                 # comment
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
    | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+'
    | <(?![<(])[^<>"{}|^`\\\x00-\x20]*+>                          # IRI
    | (?P<word>[?$@]?[^\W\d][\w-]*+(?!:))                         # variable, keyword, language
    | (?:[^\W\d][\w-]*+)?:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*+         # prefixed name
    | [+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?               # number
    | (?P<open><<\(?|[{(\[])
    | (?P<close>\)?>>|[})\]])
    | (?P<mark>[.;,!])
    """,
    re.VERBOSE | re.DOTALL,
)
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
UNREPEATABLE = frozenset(
    {"rand", "uuid", "struuid", "now", "limit", "offset", "sample", "group_concat", "sum", "avg", "bnode"}
)
UNCACHEABLE = frozenset({"rand", "uuid", "struuid", "now", "bnode"})


class Forbidden(Exception):
    """A query asks for what this server does not do: reach other servers."""


class TooComplex(Exception):
    """A query is nested deeper, or has more patterns, than this server takes on."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a query looks to the counter of brackets and patterns."""

    depth: int
    patterns: int
    words: frozenset[str]


def shape(text: str) -> Shape:
    """Count nesting and triple patterns, and gather the bare words, all lower case."""
    deepest = bangs = most = patterns = 0
    inside: list[str] = []
    words: set[str] = set()
    for match in TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        bangs = bangs + 1 if token == "!" else 0
        most = max(most, bangs)
        if kind == "word":
            words.add(token.lower())
        elif kind == "open":
            inside.append(token[0])
            deepest = max(deepest, len(inside))
        elif kind == "close" and inside:
            inside.pop()
        elif token in (".", ";") or (token == "," and "(" not in inside[-1:]):
            patterns += 1
    return Shape(max(deepest, most), patterns, frozenset(words))


def check_shape(text: str, nesting: int, patterns: int) -> None:
    """Refuse a query that would crash or stall the parser or the planner.

    Raises:
        TooComplex: it is nested too deeply or has too many patterns.

    """
    check_nesting(text, nesting)
    if sum(map(text.count, ".;,")) <= patterns:
        return
    found = shape(text)
    if found.patterns > patterns:
        raise TooComplex(f"There are about {found.patterns} triple patterns; this server takes {patterns}.")


def check_nesting(text: str, nesting: int) -> None:
    """Refuse a text whose brackets (or negations) are nested deeper than this."""
    if sum(map(text.count, ("{", "(", "[", "<<", "!"))) > nesting and (depth := shape(text).depth) > nesting:
        raise TooComplex(f"The brackets are nested {depth} deep; this server takes {nesting}.")


def unrepeatable(update: str) -> bool:
    """Tell whether an update may come out differently when it is applied again to the same graph."""
    return _uses(update, UNREPEATABLE)


def changing(query: str) -> bool:
    """Tell whether a query may have another answer the next time, though the graph is the same."""
    return _uses(query, UNCACHEABLE)


def _uses(text: str, words: frozenset[str]) -> bool:
    lower = text.lower()
    if "\\u" in lower:  # an escape may spell any word
        return True
    for word in words:
        if word in lower:
            return not words.isdisjoint(shape(text).words)
    return False


def _letters(word: str) -> str:
    each = [(f"{ord(c):02x}", f"{ord(c.upper()):02x}") for c in word]
    forms = [rf"(?:{c}|\\u00(?:{a}|{b})|\\U000000(?:{a}|{b}))" for c, (a, b) in zip(word, each, strict=True)]
    return "".join(forms)


WORDS = {word: re.compile(_letters(word), re.IGNORECASE) for word in ("service", "load", "from")}
WRONG = {"service": "servixe", "load": "loxd", "from": "frxm"}


def check_keywords(
    words: Iterable[str],
    text: str,
    complaint: Callable[[str], SyntaxError | None],
    allowed: Iterable[str] = (),
) -> None:
    """Refuse a text in which one of the words is the keyword, except before an IRI that is allowed.

    Args:
        words: ``service``, and in updates ``load``.
        text: a query or update; it is not evaluated.
        complaint: what the parser says of a text in which the words are misspelt.
        allowed: the IRIs that may follow the keyword.

    Raises:
        Forbidden: a keyword is there.
        SyntaxError: something else is wrong with the text.

    """
    lower = text.lower()
    suspects = [word for word in words if word in lower or "\\u" in lower]
    changed = text
    for word in suspects:
        for iri in allowed:
            changed = _without(word, changed, iri)
        changed = WORDS[word].sub(WRONG[word], changed)
    if changed == text or (error := complaint(changed)) is None:
        return
    found = shape(changed).words
    culprit = next((word for word in suspects if WRONG[word] in found), None)
    if culprit is None:
        raise error
    raise Forbidden(
        f"{culprit.upper()} is available only for: {', '.join(allowed)}."
        if allowed
        else f"{culprit.upper()} is not available here: this server does not reach out to others."
    )


def names_dataset(text: str, complaint: Callable[[str], SyntaxError | None]) -> bool:
    """Tell whether a well-formed query says itself, with FROM, which graphs it is asked of."""
    lower = text.lower()
    if "from" not in lower and "\\u" not in lower:
        return False
    return complaint(WORDS["from"].sub(WRONG["from"], text)) is not None


def place(message: str) -> tuple[int, int] | None:
    """Return line and column from the parser's message."""
    found = re.search(r"error at (\d+):(\d+)", message)
    return (int(found[1]), int(found[2])) if found else None


def _without(word: str, text: str, iri: str) -> str:
    """Replace the keyword before an allowed IRI by one that parses alike."""
    target = f"<{re.escape(iri)}>"
    if word == "service":
        return re.sub(rf"\bservice\s+(?:silent\s+)?({target})", r"GRAPH \1", text, flags=re.IGNORECASE)
    into = r"(?:\s+into\s+graph\s+<[^<>\s]*>)?"
    return re.sub(rf"\bload\s+(?:silent\s+)?{target}{into}", "CLEAR SILENT ALL", text, flags=re.IGNORECASE)


def check_upload(data: bytes, media: str, nesting: int) -> None:
    """Refuse an upload that expands or nests without bound.

    Raises:
        Forbidden: RDF/XML with a document type, whose entities may expand to any size.
        TooComplex: it is nested too deeply.

    """
    if media == "application/rdf+xml" and (DOCTYPE.search(data) or b"\0" in data):
        raise Forbidden(
            "RDF/XML with a document type declaration is not taken: its entities may expand to any size."
        )
    if media == "application/rdf+xml" or data.count(b"(") + data.count(b"[") + data.count(b"{") <= nesting:
        return
    if shape(data.decode("utf-8", "replace")).depth > nesting:
        raise TooComplex(f"The upload is nested more than {nesting} deep.")
