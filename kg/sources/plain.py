"""Plain text with metadata beside or before it, and lines of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.errors import SourceError
from kg.model import Document
from kg.sources.checks import day_in, day_of, decoded

Article = Document | SourceError

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*\r?\n", re.DOTALL)
_FIELD = re.compile(r"^(\w+)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_TEXT = ("text", "body", "content", "maintext")
_OUTLET = ("outlet", "publisher", "sitename", "site", "source")
_DATE = ("date", "published", "published_on", "date_publish", "publication_date")


def text_article(raw: bytes, path: Path) -> Iterator[Article]:
    """Read one article; its metadata stand in NAME.json beside it, or in front matter between lines of dashes."""
    text = decoded(raw, path)
    if isinstance(text, SourceError):
        yield text
        return
    front = _FRONT.match(text)
    fields: dict[str, object] = {}
    if front:
        fields.update({name: value.strip("\"'") for name, value in _FIELD.findall(front.group(1))})
        text = text[front.end() :]
    beside = path.with_name(path.name.split(".")[0] + ".json")
    if str(path) != "-" and beside.exists():
        found = _metadata(beside)
        if isinstance(found, SourceError):
            yield found
            return
        fields.update(found)
    yield article(
        {**fields, "text": text}, path.name.split(".")[0] if str(path) != "-" else "stdin", str(path)
    )


def _metadata(path: Path) -> Mapping[str, object] | SourceError:
    try:
        fields = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        return SourceError(f"{path}: metadata cannot be read: {error}")
    return fields if isinstance(fields, dict) else SourceError(f"{path}: metadata must be one JSON object")


def jsonl_articles(raw: bytes, path: Path) -> Iterator[Article]:
    """Read an article from each line, or from the one JSON object that the file is."""
    text = decoded(raw, path)
    if isinstance(text, SourceError):
        yield text
        return
    stem = path.name.split(".")[0] if str(path) != "-" else "stdin"
    whole = _object(text)
    if whole is not None:
        yield article(whole, stem, str(path))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            fields = _object(line)
            where = f"{path}:{number}"
            yield (
                article(fields, f"{stem}-{number}", where)
                if fields
                else SourceError(f"{where}: is no JSON object")
            )


def _object(text: str) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def article(fields: Mapping[str, object], stem: str, where: str) -> Article:
    """Make a document of named fields; unknown ones are passed over."""
    text = _first(fields, _TEXT)
    if not text.strip():
        return SourceError(f"{where}: has no text (looked for {', '.join(_TEXT)})")
    return Document(
        id=str(fields.get("id") or stem),
        text=text,
        title=_first(fields, ("title", "headline")),
        outlet=_first(fields, _OUTLET),
        url=(address := _first(fields, ("url", "link"))),
        date=day_of(_first(fields, _DATE), where) or day_in(address),
        origin=where,
    )


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> str:
    return next((value for name in names if isinstance(value := fields.get(name), str) and value), "")
