"""Whom a pronoun stands for, where the sentence or the one before leaves little doubt."""

from __future__ import annotations

from kg.extract.reading import Reading
from kg.extract.syntax import is_verb
from kg.parse import Token

_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "dative", "pobj")
"""Places in which a pronoun does not mean the subject of its own clause: that would be "themselves"."""
_PERSONAL = {"he", "his", "him", "she", "her"}
_SEVERAL = {"they", "their", "them"}
_SINGLE = {"it", "its"}
_HIGHEST = 8


def antecedent(reading: Reading, pronoun: Token) -> list[Token]:
    """Return the heads that the pronoun points back to: the subject of the clause above, or of the sentence before."""
    word = "it" if is_state_noun(reading, pronoun) else pronoun.lower_
    if word not in _PERSONAL | _SEVERAL | _SINGLE or "'" in word:
        return []
    above = _subjects_above(pronoun)
    described = pronoun.pos_ == "NOUN" and pronoun.n_lefts > 1
    near = [] if described else [*_judged(pronoun), *above]
    for subject in near or _subjects_before(reading, pronoun):
        head = _named(reading, subject)
        if described and not _is_described(reading, head):
            continue
        if _agrees(reading, head, word):
            return [head]
        if word in _PERSONAL and {head.lemma_.lower(), head.lower_} & reading.frames.words["actor-nouns"]:
            return []
    return []


def is_state_noun(reading: Reading, noun: Token) -> bool:
    """Tell whether the words are "the country" or "the nation", which stand for the state told of like a pronoun."""
    before = list(noun.lefts)
    alone = bool(before) and before[0].lower_ == "the" and not any(child.dep_ == "prep" for child in noun.rights)
    alone = alone and all(_says_which(reading, child) for child in before[1:])
    return alone and noun.tag_ == "NN" and noun.lower_ in reading.frames.words["state-nouns"]


def _says_which(reading: Reading, child: Token) -> bool:
    """Tell whether a word says which state is meant: "the West African nation"; not another one, nor whose it is."""
    entity, other = reading.entity_of(child), reading.frames.words["other-states"]
    plain = child.dep_ in ("amod", "compound", "nmod") and child.pos_ in ("ADJ", "PROPN", "NOUN")
    return plain and not (entity is not None and entity.code) and child.lower_ not in other


def _named(reading: Reading, subject: Token) -> Token:
    """The name beside a title: "the director, Chung Eui-yong"."""
    if reading.entity_of(subject) is not None:
        return subject
    return next((c for c in subject.children if c.dep_ == "appos" and reading.entity_of(c) is not None), subject)


def _judged(pronoun: Token) -> list[Token]:
    """Whose the deed is for which somebody is thanked or blamed: "praised Chad for its help"."""
    deed = pronoun.head
    if pronoun.dep_ != "poss" or deed.dep_ != "pobj" or deed.head.lower_ not in ("for", "over"):
        return []
    verb = deed.head.head
    return [child for child in verb.children if child.dep_ == "dobj" and child.pos_ == "PROPN"] if is_verb(verb) else []


def _subjects_above(pronoun: Token) -> list[Token]:
    found: list[Token] = []
    current, own = pronoun, pronoun.dep_ in _OBJECTS
    for _ in range(_HIGHEST):
        if is_verb(current):
            subjects = [c for c in current.children if c.dep_ in _SUBJECTS and c.i < pronoun.i and c is not pronoun]
            found += [] if own and subjects else subjects
            own = own and not subjects and not _is_done_by_object(current)
        elif current.dep_ != "poss" and current is not pronoun.head:
            found += [child for child in current.lefts if child.dep_ == "poss" and child.i < pronoun.i]
        if current.head is current:
            break
        current = current.head
    return [token for token in found if token.pos_ != "PRON"]


def _is_done_by_object(verb: Token) -> bool:
    """Tell whether the object of the verb above does the deed: "Chad asked Mali to help it"."""
    return verb.dep_ == "xcomp" and any(child.dep_ == "dobj" and child.i < verb.i for child in verb.head.children)


def _subjects_before(reading: Reading, pronoun: Token) -> list[Token]:
    """Subjects of the sentence before, in the same paragraph or next to it; its main one first."""
    index = reading.sentence(pronoun).index
    if index == 0:
        return []
    before = reading.linked.annotation.sentences[index - 1]
    tokens = [token for token in reading.tokens[before.first : before.last] if token.dep_ in _SUBJECTS]
    return sorted((token for token in tokens if token.pos_ != "PRON"), key=lambda token: token.head.dep_ != "ROOT")


def _is_described(reading: Reading, head: Token) -> bool:
    """Tell whether it is a state that may be described instead of named; those with bases abroad seldom are."""
    entity = reading.entity_of(head)
    return entity is not None and bool(entity.code) and entity.code not in reading.basing


def _agrees(reading: Reading, subject: Token, word: str) -> bool:
    entity = reading.entity_of(subject)
    several = bool(subject.conjuncts) or subject.tag_ in ("NNS", "NNPS")
    if word in _PERSONAL:
        return entity is not None and entity.kind == "Person" and not several
    if word in _SEVERAL:
        return several
    return entity is not None and entity.kind != "Person" and not several
