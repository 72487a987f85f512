"""What an exercise is called: in its phrase, behind it, in a clause of naming, by capitals alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import states_in_name
from kg.extract.capitals import capitalised
from kg.extract.reading import Reading, background
from kg.extract.triggers import Nucleus, is_description
from kg.lexicon.gazetteer import split_words
from kg.model import Entity
from kg.parse import Token

FAMILY = "MilitaryExercise"
TAKEN_FOR = ("Region", "Organization", "Person")
"""What linking takes names of exercises for that stand behind a word of naming."""
FAR = 18
"""Tokens behind the noun within which a clause of its own may name it."""
BEHIND = 6
"""Tokens behind the noun within which its name may follow: "drills, dubbed Sea Shield"."""
_YEAR = re.compile(r"[ -](?:19|20)?\d{2}$")


def each_name(reading: Reading, nucleus: Nucleus) -> Iterator[Nucleus]:
    """Yield the phrase under each of its names: "the Kamandag and Balikatan exercises" are two."""
    if (nucleus.entity is None or nucleus.noun is not None) and _opens_name(reading, nucleus):
        return
    counted = _counted(reading, nucleus) if nucleus.entity is None else []
    if counted:
        yield from (replace(nucleus, entity=entity) for entity in counted)
        return
    if nucleus.entity is None:
        named = _name_before(reading, nucleus) or _name_behind(reading, nucleus) or _title(reading, nucleus)
        yield replace(nucleus, entity=named)
        return
    if not nucleus.entity.iri and (series := _known(reading, _YEAR.sub("", nucleus.entity.name))):
        nucleus = replace(nucleus, entity=series)
    assert nucleus.entity is not None
    parts = [] if nucleus.entity.iri else nucleus.entity.name.split(" and ")
    known = [entity for part in parts if (entity := _known(reading, part))]
    if len(parts) > 1 and not known and _stands_behind_plural(reading, nucleus):
        known = [Entity(nucleus.entity.kind, part) for part in parts]
    if len(parts) > 1 and len(known) == len(parts):
        yield from (replace(nucleus, entity=entity) for entity in known)
    else:
        yield nucleus


def _counted(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    """The names that a plural noun counts up behind a dash or colon: "three drills - Sea Fox, Condor and Falcon"."""
    tokens, last = reading.tokens, reading.sentence(nucleus.head).last
    if nucleus.head.tag_ != "NNS" or nucleus.last >= last or tokens[nucleus.last].text not in ("-", "–", "—", ":"):
        return []
    names: list[list[Token]] = [[]]
    for token in tokens[nucleus.last + 1 : last]:
        entity = reading.entity_of(token)
        if token.text in (",", "and", "&"):
            names.append([])
        elif (token.pos_ in ("PROPN", "NUM") and token.text[0] not in "0123456789") or (token.like_num and names[-1]):
            if entity is not None and entity.iri and not is_exercise(reading, entity):
                return []
            names[-1].append(token)
        else:
            break
    found = [name for name in names if name]
    known = [reading.entity_of(name[0]) for name in found]
    words = [reading.words(name[0].i, name[-1].i + 1) for name in found]
    return [
        entity if entity is not None and entity.iri else Entity(nucleus.evokes, name)
        for name, entity in zip(words, known, strict=True)
        if len(found) > 1
    ]


def _name_before(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The name right before the noun, wherever the parser hung it: "its Sea Fox training exercise series"."""
    at, sorts = nucleus.first - 1, _sorts(reading)
    while at > 0 and reading.tokens[at].lower_ in sorts:
        at -= 1
    mention = reading.mention(reading.tokens[at]) if at >= 0 else None
    own = mention is not None and mention.last == at + 1 and not is_description(reading, mention)
    return mention.entity if mention is not None and own and is_exercise(reading, mention.entity) else None


def _opens_name(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether the noun is the first word of the name behind it, which is read by itself: "Exercise Sea Fox"."""
    behind = reading.mention(reading.tokens[nucleus.last]) if nucleus.last < len(reading.tokens) else None
    if behind is None or behind.first != nucleus.last or not is_exercise(reading, behind.entity):
        return False
    inner = nucleus.head.dep_ in ("compound", "nmod", "amod") and behind.first <= nucleus.head.head.i < behind.last
    return inner and nucleus.first == nucleus.head.i and nucleus.head.tag_ in ("NN", "NNP")


def _stands_behind_plural(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether the name is one of several that a plural noun counts up: "the exercises Sea Fox and River Fox"."""
    before = reading.tokens[nucleus.first - 1] if nucleus.first else None
    around = (nucleus.head, before) if before is not None else (nucleus.head,)
    nouns = reading.frames.nouns
    return any(
        token.tag_ in ("NNS", "NNPS") and any(noun.family == FAMILY for noun in nouns.get(token.lemma_.lower(), ()))
        for token in around
    )


def _known(reading: Reading, name: str) -> Entity | None:
    words = split_words(name)
    found = reading.lexicon.gazetteer.find(words, 0, len(words)) if words else ()
    return next((item.entity for item in found if item.words == words and is_exercise(reading, item.entity)), None)


def is_exercise(reading: Reading, entity: Entity) -> bool:
    """Tell whether the entity is an exercise or a series of them."""
    kind = background(reading, entity).edition_kind or entity.kind
    return reading.frames.families.get(kind) == FAMILY


def _name_behind(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The name that follows the noun, behind a comma, a dash, a mark or a word of naming."""
    if (told := _apposed(reading, nucleus)) is not None:
        return told
    beside = [child for child in nucleus.head.children if child.dep_ == "appos"]
    for entity in (reading.entity_of(child) for child in beside):
        if entity is not None and is_exercise(reading, entity):
            return entity
    naming = False
    for token in reading.tokens[nucleus.last : min(nucleus.last + BEHIND, reading.sentence(nucleus.head).last)]:
        entity = reading.entity_of(token)
        if entity is not None and is_exercise(reading, entity):
            return None if _has_own_noun(reading, token) else entity
        if token.lower_ in reading.frames.words["naming-words"]:
            naming = True
        elif naming and token.pos_ == "PROPN":
            return Entity(nucleus.evokes, reading.words(token.i, _name_end(reading, token)))
        elif not (token.is_punct or token.pos_ == "AUX" or token.lower_ in ("which", "that")):
            break
    return _called(reading, nucleus) or _bracketed(reading, nucleus)


def _bracketed(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The name in brackets right behind the noun: "a naval exercise (Silver Reef II)", but no mere short form of it."""
    tokens, first = reading.tokens, nucleus.last + 1
    if first >= len(tokens) or tokens[first - 1].text != "(" or tokens[first].lower_ in _sorts(reading):
        return None
    end = next((token.i for token in tokens[first : first + BEHIND] if token.text == ")"), first)
    inside = tokens[first:end]
    if any(item.first < end and first < item.last for item in reading.times):
        return None
    named = [token for token in inside if token.pos_ == "PROPN" and reading.mention(token) is None]
    plain = all(token.text[0].isupper() or token.text[0].isdigit() or token.text == "-" for token in inside)
    return Entity(nucleus.evokes, reading.words(first, end)) if named and plain and inside[0] in named else None


def _sorts(reading: Reading) -> frozenset[str]:
    """Words that say of which sort an exercise is, and are no name of it: "joint", "naval", "passex"."""
    words = reading.frames.words
    return words["plain-words"] | words["military-words"]


def _apposed(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The capitals that the phrase says to be an exercise: "Silver Reef, a drill off Tema"."""
    head, above = nucleus.head, nucleus.head.head
    if head.dep_ == "attr" and above.lemma_ == "be":
        above = next((child for child in above.lefts if child.dep_ == "nsubj"), head)
    elif head.dep_ != "appos":
        return None
    mention = reading.mention(above)
    unknown = mention is None or (not mention.entity.iri and mention.entity.kind in TAKEN_FOR)
    if above.i >= nucleus.start or above.pos_ != "PROPN" or not unknown:
        return None
    first = min((child.i for child in above.lefts if child.dep_ in ("compound", "nmod")), default=above.i)
    return Entity(nucleus.evokes, reading.words(first, above.i + 1)) if first < above.i or above.is_upper else None


def _called(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The name behind a word of naming in the phrase's own clause: "drills of Ghana and Togo dubbed Sea Fox"."""
    words = reading.frames.words["naming-words"]
    for token in reading.tokens[nucleus.last : min(nucleus.last + FAR, reading.sentence(nucleus.head).last)]:
        own = token.head.i == nucleus.head.i or (token.head.head.i == nucleus.head.i and token.dep_ != "pobj")
        if token.lower_ not in words or token.pos_ != "VERB" or not own:
            continue
        for named in reading.tokens[token.i + 1 : token.i + 4]:
            entity = reading.entity_of(named)
            if entity is not None and is_exercise(reading, entity):
                return entity
            if named.pos_ == "PROPN" and (entity is None or (not entity.iri and entity.kind in TAKEN_FOR)):
                return Entity(nucleus.evokes, reading.words(named.i, _name_end(reading, named)))
    return None


def _has_own_noun(reading: Reading, token: Token) -> bool:
    """Whether a name stands before a noun of its own: "several exercises, the Sea Fox drills among them"."""
    mention = reading.mention(token)
    outer = reading.doc[mention.head].head if mention is not None else token
    nouns = reading.frames.nouns.get(outer.lemma_.lower(), ())
    return mention is not None and outer.i >= mention.last and any(noun.family == FAMILY for noun in nouns)


def _title(reading: Reading, nucleus: Nucleus) -> Entity | None:
    """The phrase itself where capitals make a name of it: "a Multinational Maritime Security Exercise"."""
    name = capitalised(reading, nucleus.head, nucleus.last) if nucleus.head.lower_ == "exercise" else ""
    plain = _sorts(reading) | {"exercise", "training"}
    telling = [word for word in split_words(name.lower()) if word not in plain]
    states = {entity.name.lower() for entity in states_in_name(reading, nucleus.start, nucleus.last)}
    return Entity(nucleus.evokes, name) if set(telling) - states else None


def _name_end(reading: Reading, token: Token) -> int:
    last = token.i + 1
    while last < reading.sentence(token).last and reading.doc[last].pos_ == "PROPN":
        last += 1
    return last
