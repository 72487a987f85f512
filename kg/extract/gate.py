"""The gate: an article with hardly a word of defence or diplomacy has nothing to say of them."""

from __future__ import annotations

from kg.extract.reading import Reading

SHORTEST = 60
"""Words; what is shorter is a sentence or a headline, and is read whatever it speaks of."""
DENSITY = 0.0045
"""Share of words of the field below which an article is off the topic; sixty off-topic articles lie below
a third of what three hundred and forty of the field have."""


MARGIN = 0.014
"""Share of words of the field below which an article may as well be of another: there a mere mention is no news."""


def in_domain(reading: Reading) -> bool:
    """Tell whether the article is about defence or diplomacy at all."""
    return _is_short(reading) or reading.density >= DENSITY


def is_marginal(reading: Reading) -> bool:
    """Tell whether the article is hardly about defence or diplomacy."""
    return not _is_short(reading) and reading.density < MARGIN


def _is_short(reading: Reading) -> bool:
    return len(reading.words_alone) < SHORTEST
