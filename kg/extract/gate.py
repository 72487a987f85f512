"""The gate: an article with hardly a word of defence or diplomacy, or all of civil matters, says nothing of them."""

from __future__ import annotations

from kg.extract.reading import Reading

SHORTEST = 60
"""Words; what is shorter is a sentence or a headline, and is read whatever it speaks of."""
DENSITY = 0.0045
"""Share of words of the field below which an article is off the topic; sixty off-topic articles lie below
a third of what three hundred and forty of the field have."""


MARGIN = 0.014
"""Share of words of the field below which an article may as well be of another: there a mere mention is no news."""

SENTENCE = 30
"""Words; in what is shorter, one word of trade or sport need not tell the matter."""
FEW, OUTWEIGHED = 2, 4
"""An article with this many words of civil matters, and for each of security so many more, is not of the field:
true of none of three hundred articles of it and of two in three on other matters that speak of talks and deals."""
ARMED = frozenset(("ArmedForces", "ArmedGroup", "MilitaryBase", "MilitaryExercise", "WeaponSystem"))


def in_domain(reading: Reading) -> bool:
    """Tell whether the article is about defence or diplomacy at all."""
    if is_civil(reading):
        return False
    share = reading.density + armed(reading) / max(len(reading.words_alone), 1)
    return _is_short(reading) or share >= DENSITY


def is_marginal(reading: Reading) -> bool:
    """Tell whether the article is hardly about defence or diplomacy."""
    return not _is_short(reading) and reading.density < MARGIN


def is_civil(reading: Reading) -> bool:
    """Tell whether words of trade, sport, health and the like far outweigh those of security."""
    words = reading.words_alone
    if len(words) < SENTENCE:
        return False
    civil, security = (reading.frames.words[name] for name in ("civil-words", "security-words"))
    weight = armed(reading) + sum(word in security for word in words)
    return sum(word in civil for word in words) >= FEW + OUTWEIGHED * weight


def armed(reading: Reading) -> int:
    """How often the article names forces, bases, exercises or known weapons."""
    named = (mention.entity for mention in reading.linked.mentions)
    return sum(entity.kind in ARMED and (entity.kind != "WeaponSystem" or bool(entity.iri)) for entity in named)


def _is_short(reading: Reading) -> bool:
    return len(reading.words_alone) < SHORTEST
