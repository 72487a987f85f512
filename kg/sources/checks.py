"""What may be taken in: text in English, of bearable length, from a past day."""

from __future__ import annotations

import contextlib
import logging
import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import SourceError
from kg.model import Document

LONGEST = 2_000_000
"""Characters of an article."""
LONG_ENOUGH = 200
"""Characters from which on the language of a text can be told."""
SURE = 0.9
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}
_WRITTEN = re.compile(
    r"\b(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})\b"
    r"|\b(?P<day_>\d{1,2})(?:st|nd|rd|th)? (?P<month_>[A-Z][a-z]{2,8})\.?,? (?P<year_>\d{4})\b"
)
_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:/|$)")
_FORMS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d")

log = logging.getLogger(__name__)


def decoded(raw: bytes, path: Path) -> str | SourceError:
    """Return the text of a file, or why it is none."""
    if not raw.strip():
        return SourceError(f"{path}: is empty")
    head = raw[:8192]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in head or sum(byte in _CONTROL for byte in head) > len(head) // 20:
        return SourceError(f"{path}: is binary, not text")
    else:
        encoding = "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        byte = raw[error.start]
        return SourceError(
            f"{path}: is not {encoding.removesuffix('-sig').upper()} (byte 0x{byte:02x} at {error.start}); "
            f"convert it first, for example: iconv -f windows-1252 -t utf-8"
        )


def accepted(article: Document | SourceError) -> Document | SourceError:
    """Return the article, or why it must not be taken in."""
    if isinstance(article, SourceError):
        return article
    where = article.origin or article.id
    if not article.text.strip():
        return SourceError(f"{where}: is empty")
    if len(article.text) > LONGEST:
        longest = max(map(len, article.text.splitlines()))
        return SourceError(
            f"{where}: {len(article.text):,} characters (longest line {longest:,}) are no article; "
            f"the limit is {LONGEST:,}"
        )
    if article.date is not None and article.date > datetime.now(UTC).date() + timedelta(days=1):
        return SourceError(f"{where}: its date {article.date.isoformat()} lies in the future")
    if language := foreign(article.text):
        return SourceError(f"{where}: is in another language ({language}), not in English")
    if article.date is None:
        log.warning(
            "%s: no date of publication; words such as 'on Friday' and 'last year' stay unresolved", where
        )
    return article


def foreign(text: str) -> str:
    """Return the code of the language when it is surely not English, else an empty string."""
    sample = text[:6000]
    if len(sample) < LONG_ENOUGH and sample.isascii():
        return ""
    language, sureness = _identifier().classify(sample)
    return str(language) if language != "en" and float(sureness) > SURE else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def day_of(value: object, where: str) -> date | None:
    """Return the day that metadata give, None (with a warning) when they give none that can be read."""
    text = str(value or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    with contextlib.suppress(ValueError, TypeError):
        return parsedate_to_datetime(text).date()
    written = {day for match in _WRITTEN.finditer(text) if (day := _written(match))}
    if len(written) == 1:
        return written.pop()
    log.warning("%s: the date %r cannot be read", where, text)
    return None


def _written(match: re.Match[str]) -> date | None:
    """Return the day of a date written out amid other words: "08:48 AM, Monday, September 09, 2024"."""
    parts = (match[name] or match[f"{name}_"] for name in ("day", "month", "year"))
    text = " ".join(parts).replace("Sept ", "Sep ")
    for form in ("%d %B %Y", "%d %b %Y"):
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, form).date()
    return None


def day_in(address: str) -> date | None:
    """Return the day that an article's address tells, as many outlets write it: ".../2024/09/09/..."."""
    match = _IN_ADDRESS.search(address)
    if match is None:
        return None
    with contextlib.suppress(ValueError):
        return date(*(int(part) for part in match.groups()))
    return None
