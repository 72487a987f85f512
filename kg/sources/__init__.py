"""Sources to documents: articles from files and folders, whatever their format; what cannot be read says why.

``read`` yields for each article its document, and for whatever cannot be taken in a ``SourceError`` in its place,
so that one bad file costs no other. An article is text with its metadata in ``NAME.json`` beside it or in front
matter, a saved page, a line of JSON, an entry of a feed, a page of a web archive.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from kg.errors import SourceError
from kg.model import Document
from kg.sources.checks import accepted, decoded
from kg.sources.plain import jsonl_articles, text_article
from kg.sources.web import feed_articles, html_article, warc_articles

__all__ = ["FORMATS", "read"]

Article = Document | SourceError
Reader = Callable[[bytes, Path], Iterator[Article]]

FORMATS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": text_article,
        ".text": text_article,
        ".md": text_article,
        ".json": jsonl_articles,
        ".jsonl": jsonl_articles,
        ".ndjson": jsonl_articles,
        ".html": html_article,
        ".htm": html_article,
        ".xml": feed_articles,
        ".rss": feed_articles,
        ".atom": feed_articles,
        ".warc": warc_articles,
    }
)
"""Reader by the ending of the file's name; behind it there may be ".gz"."""


def read(paths: Iterable[str | Path]) -> Iterator[Article]:
    """Yield the articles of files, folders and, for "-", the standard input."""
    for path in paths:
        if str(path) == "-":
            yield from map(accepted, _standard_input())
        else:
            for file in _files(Path(path)):
                yield from [file] if isinstance(file, SourceError) else map(accepted, _read_file(file))


def _files(path: Path) -> Iterator[Path | SourceError]:
    """The file itself, or the articles below a folder in the order of their names."""
    if not path.exists():
        yield SourceError(f"{path}: no such file or folder")
    elif not path.is_dir():
        yield path
    else:
        try:
            entries = sorted(path.iterdir())
        except OSError as error:
            yield SourceError(f"{path}: cannot be listed: {error.strerror or error}")
            return
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry)
            elif _ending(entry) in FORMATS and not _is_metadata(entry):
                yield entry


def _is_metadata(path: Path) -> bool:
    """Tell whether the file describes an article beside it ("NAME.json", "NAME.gold.json")."""
    if path.suffix != ".json":
        return False
    stem = path.name.split(".")[0]
    return any(path.with_name(stem + ending).exists() for ending in (".txt", ".text", ".md", ".html", ".htm"))


def _ending(path: Path) -> str:
    return Path(path.stem).suffix.lower() if path.suffix.lower() == ".gz" else path.suffix.lower()


def _read_file(path: Path) -> Iterator[Article]:
    reader = FORMATS.get(_ending(path), text_article)
    try:
        raw = path.read_bytes()
        if path.suffix.lower() == ".gz" and reader is not warc_articles:
            raw = gzip.decompress(raw)
    except (OSError, EOFError) as error:
        yield SourceError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}")
        return
    yield from reader(raw, path)


def _standard_input() -> Iterator[Article]:
    raw = sys.stdin.buffer.read()
    path = Path("-")
    text = decoded(raw, path)
    if isinstance(text, SourceError):
        yield text
    elif text.lstrip().startswith("{"):
        yield from jsonl_articles(raw, path)
    else:
        yield from text_article(raw, path)
