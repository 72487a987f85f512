"""Updates with a dataset from the protocol: using-graph-uri written into the update as USING."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.guard import TOKEN
from server.request import BadRequest


@dataclass(slots=True)
class _Place:
    """Where USING clauses belong, and for DELETE WHERE the pattern that becomes the template."""

    at: int
    pattern: tuple[int, int] | None = None


def with_using(text: str, default: Iterable[str], named: Iterable[str]) -> str:
    """Return the update with the graphs as its USING and USING NAMED clauses.

    Raises:
        BadRequest: the update names graphs itself, with USING or WITH.

    """
    clauses = [f"USING <{iri}>" for iri in default] + [f"USING NAMED <{iri}>" for iri in named]
    if not clauses:
        return text
    using = " " + " ".join(clauses) + " "
    for place in reversed(_places(text)):
        template = ""
        if place.pattern:
            template = text[slice(*place.pattern)] + " "
        text = text[: place.at] + template + using + text[place.at :]
    return text


def _places(text: str) -> list[_Place]:
    places: list[_Place] = []
    depth, last, short = 0, "", None
    for match in TOKEN.finditer(text):
        token = match.group()
        if match.lastgroup == "word" and depth == 0:
            last, before = token.lower(), last
            if last in ("using", "with"):
                raise BadRequest("An update with USING or WITH takes no using-graph-uri.")
            if last == "where":
                places.append(_Place(match.start()))
                short = match.end() if before == "delete" else None
        elif token == "{":
            if depth == 0 and short is not None:
                places[-1].pattern = (match.start(), match.start())
            depth += 1
            last = "" if depth == 1 else last
        elif token == "}":
            depth -= 1
            if depth == 0 and short is not None:
                start = places[-1].pattern
                places[-1].pattern = (start[0] if start else short, match.end())
                short = None
    return places
