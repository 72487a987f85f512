"""The gate: an article with hardly a word of defence or diplomacy has nothing to say of them."""

from __future__ import annotations

from kg.extract.reading import Reading

SHORTEST = 60
"""Words; what is shorter is a sentence or a headline, and is read whatever it speaks of."""
DENSITY = 0.0045
"""Share of words of the field below which an article is off the topic; sixty off-topic articles lie below
a third of what three hundred and forty of the field have."""


def in_domain(reading: Reading) -> bool:
    """Tell whether the article is about defence or diplomacy at all."""
    words = [token.lower_ for token in reading.tokens if token.is_alpha]
    if len(words) < SHORTEST:
        return True
    known = reading.frames.words["domain-words"]
    return sum(word in known for word in words) >= DENSITY * len(words)
