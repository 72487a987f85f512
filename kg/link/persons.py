"""Persons: where their names stand, and which short form means whom within the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.lexicon.people import name_key
from kg.link.cast import Cast, NameSpan
from kg.link.scene import Candidate, Scene

PERSON = 40
_LONGEST = 8


def name_spans(
    scene: Scene, known: dict[int, Candidate], titles: dict[int, int], unseen: Iterable[int]
) -> list[NameSpan]:
    """Find names of persons: what the model takes for one, what follows a title (``titles``: ends to starts).

    ``unseen`` are starts of names that the model has missed.
    """
    found: dict[int, NameSpan] = {}
    for start, end, kind in scene.doc.ents:
        if kind == "PERSON":
            inside = max((at for at in range(start + 1, end) if at in titles), default=start)
            first = _after_titles(scene, inside, scene.ends[inside])
            if (
                first == scene.starts[first]
                and scene.tags[first] in ("VERB", "ADV", "ADP", "SCONJ")
                and first + 1 < end
            ):
                first += 1
            for span in _spans(scene, first, known, max(end, first), first in titles or first > start):
                found.setdefault(span.first, span)
    for last in titles:
        first = _after_titles(scene, last, min(len(scene.words), last + _LONGEST))
        if last < len(scene.words) and first < scene.ends[last - 1]:
            for span in _spans(scene, first, known, 0, True):
                if span.first not in found or len(found[span.first].words) < len(span.words):
                    found[span.first] = span
    for first in unseen:
        if first not in found:
            for span in _spans(scene, first, known, 0, True):
                found.setdefault(span.first, span)
    return [span for _, span in sorted(found.items())]


def honorific_ends(scene: Scene) -> Iterator[tuple[int, int]]:
    """Yield where names may begin behind ranks and courtesies, with the start of these."""
    honorifics, parts = scene.lexicon.titles.honorifics, scene.lexicon.titles.rank_parts
    for at, word in enumerate(scene.words):
        if (
            word in honorifics
            and word not in parts
            and at + 1 < scene.ends[at]
            and scene.words[at + 1] not in honorifics
        ):
            start = at
            while start > scene.starts[at] and scene.words[start - 1] in honorifics:
                start -= 1
            yield at + 1, start


def _after_titles(scene: Scene, first: int, last: int) -> int:
    """Step over ranks and courtesies before a name."""
    honorifics = scene.lexicon.titles.honorifics
    while first < last and (
        scene.words[first] in honorifics or scene.lower[first] in ("president", "minister", "secretary")
    ):
        first += 1
    return first


def _spans(scene: Scene, first: int, known: dict[int, Candidate], limit: int, titled: bool) -> Iterator[NameSpan]:
    """The run of name words from ``first``; a run such as "Trump-Kim" gives two names."""
    words: list[str] = []
    at = first
    end = scene.ends[first] if first < len(scene.words) else first
    while at < end and len(words) < _LONGEST:
        if words and scene.words[at].endswith(".") and scene.words[at] in scene.lexicon.titles.honorifics:
            words, first = [], at + 1
        elif _is_name_word(scene, at, known, at == first, titled):
            words.append(scene.doc[at].text)
        elif (
            scene.words[at] == "-"
            and words
            and at + 1 < end
            and scene.glued[at - 1]
            and scene.glued[at]
            and scene.words[at + 1].isalpha()
        ):
            single = len(words) == 1 and scene.capital(at + 1)
            if single and not _is_compound(scene, at, end if titled else limit) and not _is_surname(scene, at):
                break
            words[-1] += "-" + scene.doc[at + 1].text
            at += 1
        elif words and (_is_particle(scene, at, end) or _ends_known(scene, at, words)):
            words.append(scene.doc[at].text)
        else:
            break
        at += 1
    if words and _is_name(scene, first, at, words, titled):
        before = scene.lower[first - 1] if first else ""
        yield NameSpan(first, at, tuple(words), titled, before, _is_kin(scene, first))
    if at + 1 < end and scene.words[at] == "-" and len(words) == 1 and scene.capital(at + 1):
        yield from _spans(scene, at + 1, known, limit, False)


def _is_kin(scene: Scene, first: int) -> bool:
    """Tell whether the words before a name say whose kin somebody is: "his wife, Ama Berg"."""
    start = scene.starts[first]
    at = first - 1 - (first - 1 > start and scene.words[first - 1] == ",")
    return at >= start and scene.lower[at] in scene.lexicon.frames.words["kin-words"]


def _is_particle(scene: Scene, at: int, end: int) -> bool:
    """Tell whether a small word joins parts of a name: "van der Berg"."""
    if scene.lower[at] not in scene.lexicon.frames.words["name-particles"] or at + 1 >= end:
        return False
    hyphened = at + 2 < end and scene.words[at + 1] == "-" and scene.glued[at] and scene.capital(at + 2)
    return hyphened or scene.capital(at + 1) or scene.lower[at + 1] in scene.lexicon.frames.words["name-particles"]


def _ends_known(scene: Scene, at: int, words: list[str]) -> bool:
    """Tell whether a word of the calendar ends the name of somebody in the reference: "Theresa May"."""
    if scene.lower[at] not in scene.lexicon.names.calendar:
        return False
    words = [*words, scene.words[at]]
    return scene.lexicon.people.named(name_key(" ".join(words)), None) is not None


def _is_compound(scene: Scene, hyphen: int, limit: int) -> bool:
    """Tell whether "Jean-Yves" is one name: it goes on behind the hyphen with another capitalised word of the name."""
    return hyphen + 2 < limit and scene.capital(hyphen + 2)


def _is_surname(scene: Scene, hyphen: int) -> bool:
    """Tell whether another place of the article has a given name before the same two words: "Ola Berg-Dahl"."""
    pair = scene.words[hyphen - 1 : hyphen + 2]
    heads, honorifics = scene.lexicon.titles.heads, scene.lexicon.titles.honorifics
    return any(
        scene.words[at : at + 3] == pair
        and scene.tags[at - 1] == "PROPN"
        and scene.lower[at - 1] not in heads
        and scene.words[at - 1] not in honorifics
        for at in range(1, len(scene.words) - 2)
        if scene.words[at + 1] == "-" and scene.capital(at - 1)
    )


def _is_name_word(scene: Scene, at: int, known: dict[int, Candidate], begins: bool, titled: bool) -> bool:
    word, lower = scene.words[at], scene.lower[at]
    if not word[:1].isupper() or not all(c.isalpha() or c in ".'-" for c in word):
        return False
    names = scene.lexicon.names
    opens = _opens_name(scene, at)
    if (lower in names.not_person and not (opens and lower in names.given)) or lower in names.calendar:
        return False
    if scene.tags[at] in ("DET", "PRON", "ADP", "AUX", "CCONJ", "SCONJ") and not (opens and at > scene.starts[at]):
        return False
    if word.isupper() and len(word) > 3 and scene.doc[at].ent_type_ != "PERSON" and not _shouts(scene, at, titled):
        return False
    found = known.get(at)
    if found is None:
        return True
    if found.form == "demonym" or found.size > 1:
        return False
    if at > scene.starts[at] and scene.tags[at - 1] == "ADP":
        return False
    if not begins and _closes_name(scene, at):
        return True
    return begins and not titled and scene.doc[at].ent_type_ == "PERSON" and scene.doc[at].ent_iob_ == "B"


def _shouts(scene: Scene, at: int, titled: bool) -> bool:
    """Tell whether a surname in capitals stands between title and name: "Ambassador BERG Kazuya"."""
    if not titled or at + 1 >= scene.ends[at]:
        return False
    return scene.doc[at + 1].is_title and scene.words[at + 1] not in scene.lexicon.titles.honorifics


def _opens_name(scene: Scene, at: int) -> bool:
    """Tell whether the model takes the word for the first of a personal name of several words."""
    token = scene.doc[at]
    if token.ent_type_ != "PERSON" or at + 1 >= scene.ends[at]:
        return False
    following = scene.doc[at + 1]
    first = token.ent_iob_ == "B" or scene.words[at - 1] in scene.lexicon.titles.honorifics
    return first and following.ent_iob_ == "I" and scene.capital(at + 1)


def _closes_name(scene: Scene, at: int) -> bool:
    """Tell whether the model takes the word, which is a place as well, for the last of a name: "Ben Rhodes"."""
    token = scene.doc[at]
    ends = at + 1 >= len(scene.words) or scene.doc[at + 1].ent_iob_ != "I"
    return token.ent_type_ == "PERSON" and token.ent_iob_ == "I" and ends and scene.doc[at - 1].pos_ == "PROPN"


def _is_name(scene: Scene, first: int, last: int, words: list[str], titled: bool) -> bool:
    """Tell whether a run of words can be a personal name: no head of another name, no lone word of common use."""
    names = scene.lexicon.names
    if scene.lexicon.gazetteer.body(scene.lower, first, last) is not None:
        return False
    if scene.lower[last - 1] in names.last or (
        scene.lower[first] in names.first and len(words) < 3 and not titled
    ):
        return False
    lower = tuple(word.lower() for word in words)
    if any(head.words == lower for head in scene.lexicon.titles.heads.get(lower[-1], ()) if len(lower) > 1):
        return False
    if len(words) == 1:
        word = words[0].lower()
        return len(word) > 1 and "." not in word and (titled or word not in names.common)
    return any(len(word) > 2 for word in words)


def lone_names(scene: Scene, cast: Cast, taken: set[int]) -> Iterator[Candidate]:
    """Surnames of the cast that stand alone where the model saw no person."""
    for at, word in enumerate(scene.words):
        if at in taken or not word[:1].isupper() or word.lower() not in cast.surnames:
            continue
        if (
            at + 1 < len(scene.words)
            and at + 1 not in taken
            and scene.words[at + 1][:1].isupper()
            and at + 1 < scene.ends[at]
        ):
            continue
        if scene.tags[at] in ("PROPN", "NOUN", "ADJ", "X") or at > scene.starts[at]:
            yield Candidate(at, at + 1, cast.known(cast.surname(word, at)), "name", PERSON)
