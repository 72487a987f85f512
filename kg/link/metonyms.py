"""Capitals, the government when they act and else a place; and the first half of "North and South Korea"."""

from __future__ import annotations

from collections.abc import Mapping

from kg.link.scene import Board, Candidate, Scene
from kg.model import Mention
from kg.parse import Token

_ACTING = frozenset({"nsubj", "nsubjpass", "dative", "agent"})
_ALWAYS = frozenset(
    {
        "with",
        "between",
        "by",
        "against",
        "among",
        "like",
        "than",
        "on",
        "about",
        "behind",
        "despite",
        "without",
    }
)


_HALVES = {"KOR": ("north", "PRK"), "PRK": ("south", "KOR")}


def read_capitals(scene: Scene, board: Board) -> None:
    """Let the capitals that act stand for their states."""
    gazetteer = scene.lexicon.gazetteer
    for mention in list(board.mentions()):
        code = gazetteer.capitals.get(mention.entity.iri)
        state = gazetteer.states.get(code or "")
        if state is not None and not _named_as_city(scene, board, mention, code or "") and _acts(scene, mention):
            board.replace(mention, state, "metonym")


def read_halves(scene: Scene, board: Board) -> None:
    """Give "North" in "North and South Korea" its state."""
    states = scene.lexicon.gazetteer.states
    for mention in list(board.mentions()):
        other = _HALVES.get(mention.entity.code)
        first = mention.first - 2
        if other is None or first < scene.starts[mention.first] or scene.lower[first + 1] not in ("and", "or", "&"):
            continue
        state = states.get(other[1])
        if state is not None and scene.lower[first] == other[0] and scene.lower[mention.first] != other[0]:
            board.place(Candidate(first, first + 1, state, mention.form))


def _named_as_city(scene: Scene, board: Board, mention: Mention, code: str) -> bool:
    """Tell whether its country follows behind a comma ("Baku, Azerbaijan"), or a date as in a dateline."""
    if mention.last + 1 >= scene.ends[mention.first] or scene.words[mention.last] != ",":
        return False
    following = board.taken.get(mention.last + 1)
    return following is not None and following.entity.code == code


def _acts(scene: Scene, mention: Mention) -> bool:
    token = scene.doc[mention.head]
    for _ in range(6):
        if token.dep_ not in ("conj", "appos") or token.head is token:
            break
        token = token.head
    if token.dep_ in _ACTING:
        return not _is_said_to_be(token)
    cues = scene.lexicon.names.place_cues
    if token.dep_ in ("poss", "compound", "nmod", "amod"):
        joined = mention.last < len(scene.words) and scene.words[mention.last] in ("-", "–")
        return (token.dep_ == "poss" or joined) and token.head.lemma_.lower() not in cues["noun"]
    if token.dep_ == "dobj":
        return token.head.lemma_.lower() not in cues["verb"]
    if token.dep_ == "pobj":
        return _acts_behind(token.head, cues)
    return False


def _is_said_to_be(token: Token) -> bool:
    """Tell whether the sentence says what the city is: "Ankara is the capital"."""
    verb = token.head
    return verb.lemma_ == "be" and any(child.lemma_.lower() in ("capital", "city") for child in verb.children)


def _acts_behind(preposition: Token, cues: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a capital acts: "with Ankara", "a warning to Ankara", not "a visit to Ankara"."""
    word, governor = preposition.lower_, preposition.head
    if word in cues["preposition"]:
        return False
    if word in _ALWAYS:
        return True
    lemma = governor.lemma_.lower()
    if governor.pos_ in ("VERB", "AUX"):
        return word in ("to", "of", "for") and lemma not in cues["verb"] and lemma != "be"
    return (
        word in ("to", "of", "from", "for", "towards", "toward")
        and lemma not in cues["noun"]
        and governor.pos_ != "PROPN"
    )
