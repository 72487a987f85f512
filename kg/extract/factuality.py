"""How sure a source is that what a word tells of is so: cues collected from the root of the sentence down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.attribution import attribution
from kg.extract.government import enter
from kg.extract.missed import CANCELLED, is_dropped
from kg.extract.saying import negates
from kg.extract.scope import GIVEN, PLANNED, UNSTATED, Scope, is_infinitive, within
from kg.lexicon.cues import Cue, Cues
from kg.model import Entity, Linked, Modality, Polarity
from kg.parse import Token

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

DEEPEST = 40
WIDEST = 120
"""Past these a parse is a list or a table, not a sentence: nothing is claimed from it."""


@dataclass(frozen=True, slots=True)
class Factuality:
    """Certainty and sign of what a trigger tells of, on whose word, and the lexicon entry that decided it."""

    modality: Modality
    polarity: Polarity
    speaker: Entity | None = None
    outlet: Entity | None = None
    hypothetical: bool = False
    tense: str = ""
    """past | present | future, or empty."""
    cue: str = ""


def factuality(linked: Linked, token: int, lexicon: Lexicon) -> Factuality:
    """Tell how surely, and whether at all, the sentence says that what the trigger token names is so.

    ``Unstated`` means that nothing may be claimed.
    """
    trigger = linked.annotation.doc[token]
    headline = linked.annotation.sentence_of(token).headline
    speaker, outlet = attribution(linked, token, lexicon)
    return replace(assess(trigger, lexicon.cues, headline=headline), speaker=speaker, outlet=outlet)


def assess(trigger: Token, cues: Cues, *, headline: bool = False) -> Factuality:
    """Tell the same from the parse alone, without looking for a speaker."""
    path = _path(trigger)
    if path is None:
        return Factuality(Modality.UNSTATED, Polarity.POSITIVE, cue="parse")
    scope = _descend(path, cues, headline)
    scope = _guarded(scope, trigger, path, cues)
    planned = scope.value.modality is Modality.PLANNED or _plans(trigger, cues)
    fate = is_dropped(path, cues) if planned and not scope.value.negative else ""
    if fate and (fate == CANCELLED or scope.value.modality is Modality.PLANNED):
        scope = replace(scope, value=UNSTATED, cue=fate)
    if _asked(trigger) and not (scope.cue == GIVEN and trigger.pos_ == "VERB"):
        scope = replace(scope, value=UNSTATED, cue="question", hypothetical=True)
    return Factuality(
        scope.value.modality,
        scope.value.polarity,
        hypothetical=scope.hypothetical,
        tense=_tense(path, headline),
        cue=scope.cue,
    )


def _plans(trigger: Token, cues: Cues) -> bool:
    """Tell whether the trigger is itself a verb of planning: "had scheduled drills but scrapped them"."""
    cue = cues.at(trigger, "verb") if trigger.pos_ == "VERB" else None
    return cue is not None and cue.affirmed.modality is Modality.PLANNED


def _asked(trigger: Token) -> bool:
    """Tell whether the sentence ends in a question mark, be it inside a quotation."""
    return any(token.text == "?" for token in trigger.sent[-2:])


def _path(trigger: Token) -> list[Token] | None:
    """Return the tokens from the root to the trigger; None where the parse is no sentence's."""
    path = [trigger]
    while path[-1].head != path[-1]:
        path.append(path[-1].head)
        if len(path) > DEEPEST:
            return None
    if any(token.n_lefts + token.n_rights > WIDEST for token in path):
        return None
    return path[::-1]


def _descend(path: list[Token], cues: Cues, headline: bool) -> Scope:
    scope = _opening(path[0], headline)
    for place, node in enumerate(path):
        below = path[place + 1] if place + 1 < len(path) else None
        here = within(node, below, scope, cues)
        if below is None:
            return here
        scope = enter(node, below, scope, here, cues)
    return scope


def _opening(root: Token, headline: bool) -> Scope:
    """A headline's bare infinitive is a plan ("Norway to buy missiles")."""
    if is_infinitive(root) and (headline or any(child.dep_ == "nsubj" for child in root.lefts)):
        return Scope(PLANNED, "headline-infinitive")
    return Scope()


# Guards -----------------------------------------------------------------------------------------------------


def _guarded(scope: Scope, trigger: Token, path: list[Token], cues: Cues) -> Scope:
    """Lower the certainty when a cue stands to the left in the same clause and the parse has lost it."""
    if scope.value.negative or scope.value.modality is Modality.UNSTATED:
        return scope
    heads = {token.i for token in path}
    for token in _leftwards(trigger):
        if token.i in scope.used or token.i in heads or token.head.i in heads or token.head.head.i in heads:
            continue
        if token.head.lower_ == "of" and token.head.head.head.i in heads:
            continue  # the "talks" of "a round of talks began" are what began
        if negates(token, cues):
            return scope.under(UNSTATED, "guard:not", token)
        if cue := _stray(token, cues):
            scope = scope.under(scope.value.at_most(cue.affirmed.modality), f"guard:{cue.name}", token)
    if cue := _in_headline(trigger, cues):
        scope = scope.under(scope.value.at_most(cue.affirmed.modality), f"guard:{cue.name}", trigger)
    return scope


def _in_headline(trigger: Token, cues: Cues) -> Cue | None:
    """Return the verb that the parser takes for a noun right behind the first name: "Oman eyes Typhoon deal"."""
    for token in trigger.sent[1:4]:
        verb = token.i < trigger.i and token.tag_ == "NNS" and token.dep_ == "compound" and not cues.at(token, "noun")
        if verb and token.nbor(-1).tag_ in ("NN", "NNP") and (cue := cues.at(token, "verb")):
            return cue
    return None


def _stray(token: Token, cues: Cues) -> Cue | None:
    """Return the modal, or the verb or noun with its complement right behind it, that the token is."""
    if token.tag_ == "MD":
        return cues.at(token, "auxiliary")
    after = token.nbor()
    if token.pos_ != "VERB" and after.tag_ == "IN" and cues.at(after, "adjunct"):
        return None
    return cues.at(token, "verb", "noun") if after.tag_ in ("TO", "IN") else None


def _leftwards(trigger: Token) -> list[Token]:
    """Return the tokens between the trigger and the border of its clause, nearest first."""
    found: list[Token] = []
    start = trigger.sent.start
    for token in reversed(trigger.doc[max(start, trigger.i - DEEPEST) : trigger.i]):
        if token.text in _BORDERS or token.tag_ in ("WDT", "WP", "WRB") or token.dep_ == "mark":
            break
        if (
            token.tag_ in ("VBD", "VBZ", "VBP")
            and token.dep_ not in ("aux", "auxpass")
            and not token.is_ancestor(trigger)
        ):
            break
        found.append(token)
    return found


_BORDERS = frozenset(',;:()[]–—-"“”')


# Tense ------------------------------------------------------------------------------------------------------


def _tense(path: list[Token], headline: bool) -> str:
    for node in reversed(path):
        if node.pos_ in ("VERB", "AUX") and (tense := _own_tense(node)):
            return "past" if headline and tense == "present" else tense
    return ""


def _own_tense(verb: Token) -> str:
    tags = {child.tag_: child.lower_ for child in verb.lefts if child.dep_ in ("aux", "auxpass")}
    if "MD" in tags or "TO" in tags:
        return "future"
    if verb.tag_ == "VBD" or "VBD" in tags or verb.tag_ == "VBN":
        return "past"
    return "present" if verb.tag_ in ("VBZ", "VBP") or {"VBZ", "VBP"} & tags.keys() else ""
