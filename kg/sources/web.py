"""Pages, feeds and web archives; their libraries come with the extra ``web``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from kg.errors import SourceError
from kg.model import Document
from kg.sources.plain import article

Article = Document | SourceError


def html_article(raw: bytes, path: Path) -> Iterator[Article]:
    """Read the article of a saved page, without menus, adverts and comments."""
    if not raw.strip():
        yield SourceError(f"{path}: is empty")
        return
    yield _page(raw, path.name.split(".")[0], str(path), "")


def feed_articles(raw: bytes, path: Path) -> Iterator[Article]:
    """Read the entries of an RSS or Atom feed."""
    feedparser = _library("feedparser", path)
    if isinstance(feedparser, SourceError):
        yield feedparser
        return
    feed = feedparser.parse(io.BytesIO(raw))
    if not feed.entries:
        yield SourceError(
            f"{path}: is no feed with entries" + (f": {feed.bozo_exception}" if feed.bozo else "")
        )
        return
    stem, outlet = path.name.split(".")[0], str(feed.feed.get("title", ""))
    for number, entry in enumerate(feed.entries, 1):
        yield _entry(entry, outlet, f"{stem}-{number}", f"{path}:{number}")


def _entry(entry: Any, outlet: str, stem: str, where: str) -> Article:
    html = entry["content"][0]["value"] if entry.get("content") else entry.get("summary", "")
    text = _stripped(html, where)
    if isinstance(text, SourceError):
        return text
    fields = {
        "text": text,
        "title": entry.get("title", ""),
        "url": entry.get("link", ""),
        "outlet": outlet,
        "date": entry.get("published") or entry.get("updated") or "",
    }
    return article(fields, stem, where)


def _stripped(html: str, where: str) -> str | SourceError:
    """The text of a fragment of HTML, a line for each paragraph."""
    if "<" not in html:
        return html
    library = _library("lxml.html", where)
    if isinstance(library, SourceError):
        return library
    root = library.fromstring(f"<div>{html}</div>")
    for block in root.iter("p", "br", "li", "div", "h1", "h2", "h3", "blockquote"):
        block.tail = "\n" + (block.tail or "")
    return str(root.text_content()).strip()


def warc_articles(raw: bytes, path: Path) -> Iterator[Article]:
    """Read the pages of a web archive."""
    library = _library("warcio.archiveiterator", path)
    if isinstance(library, SourceError):
        yield library
        return
    from warcio.exceptions import ArchiveLoadFailed

    stem, number = path.name.split(".")[0], 0
    try:
        for record in library.ArchiveIterator(io.BytesIO(raw)):
            kind = record.http_headers.get_header("Content-Type", "") if record.http_headers else ""
            if record.rec_type == "response" and "html" in (kind or ""):
                number += 1
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                yield _page(record.content_stream().read(), f"{stem}-{number}", f"{path}:{number}", url)
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        yield SourceError(f"{path}: is no web archive, or a damaged one: {error}")
        return
    if not number:
        yield SourceError(f"{path}: holds no HTML page")


def _page(raw: bytes, stem: str, where: str, url: str) -> Article:
    library = _library("trafilatura", where)
    if isinstance(library, SourceError):
        return library
    found = library.bare_extraction(
        raw, url=url or None, with_metadata=True, include_comments=False, include_tables=False
    )
    if found is None or not found.text:
        return SourceError(f"{where}: no article was found on the page")
    fields = {
        "text": found.text,
        "title": found.title or "",
        "outlet": found.sitename or found.hostname or "",
        "url": url or found.url or "",
        "date": found.date or "",
    }
    return article(fields, stem, where)


def _library(name: str, where: object) -> ModuleType | SourceError:
    """Return the library, or say which extra brings it."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        return SourceError(f"{where}: this format needs the extra 'web': pip install 'communique[web]'")
