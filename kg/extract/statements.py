"""Statements: who said what, sentence by sentence, as claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from kg.extract.attribution import sayings
from kg.extract.saying import Saying, said_at
from kg.model import Claim, Entity, Linked, Modality, Polarity, roles

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

RELAYED = frozenset({"saying-words", "headline", "according-to"})
"""Cues by which an outlet tells what others have said."""
LONGEST_GIST = 240
"""Characters of the words said that a record shows."""


def extract_statements(linked: Linked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield one claim for each thing that somebody says; a sentence's quoted and reported words are one."""
    for _, group in groupby(sayings(linked, lexicon), key=lambda saying: saying.sentence):
        told = [saying for saying in map(_voiced, group) if saying.speaker]
        reported = {saying.speaker: saying for saying in told if not saying.quoted}
        quoted = {saying.speaker: saying for saying in told if saying.quoted}
        seen: set[tuple[Entity | None, int]] = set()
        for saying in told:
            key = (saying.speaker, saying.verb)
            if key in seen or (saying.quoted and saying.speaker in reported):
                continue
            seen.add(key)
            yield _claim(linked, saying, quoted.get(saying.speaker))


def _voiced(saying: Saying) -> Saying:
    """Let an outlet speak for itself ("the agency accused Japan"), but for what it only passes on."""
    return saying if saying.speaker or saying.cue in RELAYED else replace(saying, speaker=saying.outlet)


def _claim(linked: Linked, saying: Saying, quoted: Saying | None) -> Claim:
    annotation = linked.annotation
    evidence = annotation.sentences[saying.sentence].span
    trigger = annotation.span(saying.verb, saying.verb + 1)
    return Claim(
        document=annotation.document.id,
        handle=f"statement@{trigger.start}",
        kind="Statement",
        roles=roles(
            speaker=saying.speaker,
            outlet=saying.outlet,
            about=_gist(linked, saying) or None,
            stance=saying.stance,
            quotation=_quotation(linked, quoted) or None,
            said_at=said_at(annotation, saying),
        ),
        modality=Modality.CERTAIN,
        polarity=Polarity.POSITIVE,
        status="",
        evidence=evidence,
        trigger=trigger,
        rule=saying.cue,
        confidence=0.9 if saying.quoted else 0.85,
        speaker=None,
        outlet=saying.outlet,
    )


def _gist(linked: Linked, saying: Saying) -> str:
    """Return the words said, without quotation marks and the conjunction that opens them."""
    if saying.last <= saying.first:
        return ""
    tokens = linked.annotation.doc[saying.first : saying.last]
    start = next(
        (t.i for t in tokens if not t.is_punct and not t.is_space and t.dep_ != "mark"), saying.first
    )
    words = " ".join(linked.annotation.doc[start : saying.last].text.split()).strip(" ,;:\"'“”‘’.")
    return words if len(words) <= LONGEST_GIST else words[:LONGEST_GIST].rsplit(" ", 1)[0] + " …"


def _quotation(linked: Linked, quoted: Saying | None) -> str:
    if quoted is None:
        return ""
    return " ".join(linked.annotation.doc[quoted.first : quoted.last].text.split()).strip("\"“”‘’'")
