"""Claims: what an article says of bases, agreements, meetings, exercises, arms and offices, on whose word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.frames import read_frames
from kg.extract.gate import in_domain
from kg.extract.reading import Reading
from kg.extract.roles import extract_roles
from kg.extract.statements import extract_statements
from kg.model import Claim, Linked

if TYPE_CHECKING:
    from kg.lexicon import Lexicon


def extract(linked: Linked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield the claims of an article: of offices, of statements, of things; nothing from one off the topic."""
    reading = Reading(linked, lexicon, lexicon.frames)
    if in_domain(reading):
        yield from extract_roles(linked, lexicon)
        yield from read_frames(reading)
        yield from extract_statements(linked, lexicon)
