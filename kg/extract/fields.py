"""Fields of cooperation: the concepts that a stretch of an article names as what talks or agreements are about."""

from __future__ import annotations

from kg.extract.reading import Reading
from kg.parse import Token

_ENDS = ("VERB", "AUX", "SCONJ")


def fields_behind(reading: Reading, head: Token) -> tuple[str, ...]:
    """Return the fields named from the phrase with the head to the next verb of the sentence."""
    last = reading.sentence(head).last
    stop = next(
        (t.i for t in reading.tokens[head.i + 1 : last] if t.pos_ in _ENDS or t.text in ";:()"),
        last,
    )
    return fields(reading, head.left_edge.i, stop)


def fields(reading: Reading, first: int, last: int) -> tuple[str, ...]:
    """Return the labels of the fields that the tokens name, the longest form at each place."""
    words = [token.lower_ for token in reading.tokens[first:last] if token.text not in "-–" and token.dep_ != "cc"]
    found, at = [], 0
    while at < len(words):
        forms = (form for form in reading.frames.fields.get(words[at], ()) if _stands(form[0], words, at))
        form, label = next(forms, (words[at : at + 1], ""))
        found.append(label)
        at += len(form)
    return tuple(dict.fromkeys(label for label in found if label))


def _stands(form: tuple[str, ...], words: list[str], at: int) -> bool:
    return tuple(words[at : at + len(form)]) == form
