"""Posts of social media within an article: their words, and the account whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Entity, Linked, Mention

_HANDLE = re.compile(r"\s*\(@\w{2,20}\)")
"""An account behind the name of its holder: "Kofi Berg (@kofiberg)"."""
_DASHES = ("-", "–", "—", "--")
_LABEL = re.compile(r"\s*:\s*$")
"""A colon behind a name."""
_REACH = 40
"""Tokens before a quotation in which its label ends."""


def posts(linked: Linked) -> Iterator[tuple[Entity, int, int]]:
    """Yield the holder of an account with the first and one past the last token of what is posted."""
    annotation = linked.annotation
    if "(@" not in annotation.document.text:
        return
    for mention in linked.mentions:
        account = _HANDLE.match(annotation.document.text, mention.span.end)
        if mention.entity.kind != "Person" or mention.form != "name" or account is None:
            continue
        here = annotation.sentence_of(mention.first).paragraph
        own = [sentence for sentence in annotation.sentences if sentence.paragraph == here]
        first, last = own[0].first, own[-1].last
        if mention.first > first and annotation.doc[mention.first - 1].text in _DASHES:
            yield mention.entity, first, mention.first - 1
        elif mention.first == first:
            behind = range(mention.last, last)
            words = (place for place in behind if annotation.span(place, place + 1).start >= account.end())
            yield mention.entity, next(words, last), last


def label(linked: Linked, quotation: int) -> Mention | None:
    """Return whose name stands with a colon before the quotation whose first token is given."""
    before = linked.annotation.doc[max(0, quotation - 1 - _REACH) : max(0, quotation - 1)]
    found = _LABEL.search(before.text)
    if found is None or not found.start():
        return None
    end = before[0].idx + found.start()
    return next((linked.at(token.i) for token in reversed(before) if token.idx < end), None)
