"""Names that only their capitals give away."""

from __future__ import annotations

from kg.extract.reading import Reading
from kg.parse import Token


def capitalised(reading: Reading, head: Token, last: int) -> str:
    """A name that only its capitals give away: "the Joint Security Agreement", "the Cyprus-Greece Dialogue"."""
    sentence = reading.sentence(head)
    if not head.text[0].isupper() or head.is_upper or sentence.headline:
        return ""
    first = head.i
    while first > sentence.first and _joins(reading, reading.doc[first - 1]):
        first -= 1
    while first < head.i and reading.doc[first].lower_ in ("the", "a", "an", "-"):
        first += 1
    return reading.words(first, last) if head.i - first >= 2 else ""


def _joins(reading: Reading, token: Token) -> bool:
    """Whether the token carries on a name to the left: capitals, hyphens, but no person."""
    entity = reading.entity_of(token)
    person = entity is not None and entity.kind == "Person"
    return (token.text[0].isupper() or token.text == "-") and not person and token.pos_ != "VERB"
