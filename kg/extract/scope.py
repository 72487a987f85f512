"""What the words above and beside a word make of its certainty: one step of the walk down the parse."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.extract.saying import negates
from kg.lexicon.cues import CERTAIN, Cue, Cues, Value
from kg.model import Modality
from kg.parse import Token

UNSTATED = Value(Modality.UNSTATED)
PLANNED = Value(Modality.PLANNED)
_DENIED = "deny"
GIVEN = "given"
"""Cue of what is certain only because the noun speaks of it as known, not because the sentence says so."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the words above a token have made of it so far."""

    value: Value = CERTAIN
    cue: str = ""
    hypothetical: bool = False
    reported: bool = False
    """Below a past verb of saying, where "would" is a future."""
    used: frozenset[int] = frozenset()
    """Tokens of the cues that have had their say."""

    def under(self, value: Value, cue: str, *tokens: Token) -> Scope:
        """Return the scope after one more cue."""
        changed = value != self.value
        return replace(
            self,
            value=value,
            cue=cue if changed or not self.cue else self.cue,
            used=self.used | {t.i for t in tokens},
        )

    def firm(self, modality: Modality = Modality.CERTAIN) -> Scope:
        """Return it affirmed again and as certain as told: what is presupposed escapes negation and doubt."""
        return replace(self, value=Value(modality), cue=GIVEN if modality is Modality.CERTAIN else self.cue)


def within(node: Token, below: Token | None, scope: Scope, cues: Cues) -> Scope:
    """Apply negators, auxiliaries, adverbs, adjectives and clause openers that hang from the node."""
    if node.pos_ in ("PRON", "NOUN") and negates(node, cues):
        scope = scope.under(scope.value.flipped(), "not", node)
    if _contrasted(node, cues):
        scope = scope.under(scope.value.flipped(), "not", node.doc[node.left_edge.i - 1])
    for child in node.children:
        if child != below and _negates(node, child, cues):
            late = any(cues.at(other, "limit") for other in node.rights) or _limited(node, cues)
            twice = scope.cue == _DENIED and scope.value.negative  # "denied that there was no base"
            scope = scope.under(UNSTATED if late or twice else scope.value.flipped(), "not", child)
    scope = _framed(node, below, scope, cues)
    scope = _rumoured(node, below, scope, cues)
    if is_inverted(node):
        scope = replace(scope.under(scope.value.at_most(Modality.POSSIBLE), "if", node), hypothetical=True)
    if any(_said_after(child, cues) for child in node.rights):
        scope = replace(scope, reported=True)
    for child in node.children:
        if child != below:
            scope = _modified(node, child, scope, cues)
    return _ahead(node, scope, cues) if below is None else scope


def _said_after(child: Token, cues: Cues) -> bool:
    """Tell whether the clause is followed by who said it (", the leaders said")."""
    if child.dep_ not in ("parataxis", "ccomp") or child.tag_ != "VBD" or cues.at(child, "report") is None:
        return False
    return any(own.dep_ == "nsubj" for own in child.children)


def _limited(node: Token, cues: Cues) -> bool:
    return any(
        cues.at(own, "limit") for clause in node.rights if clause.dep_ == "advcl" for own in clause.lefts
    )


def _contrasted(node: Token, cues: Cues) -> bool:
    """Tell whether the noun is what was not, behind what was: "a truce, not a treaty"."""
    if node.dep_ not in ("appos", "conj") or not node.left_edge.i:
        return False
    before = node.nbor(node.left_edge.i - 1 - node.i)
    return before.dep_ == "neg" and before.head == node.head and before.i > node.head.i and negates(before, cues)


def _negates(node: Token, child: Token, cues: Cues) -> bool:
    if child.i > node.i and (child.dep_ == "cc" or (child.dep_ == "neg" and node.pos_ in ("NOUN", "PROPN"))):
        return False
    if child.dep_ in ("neg", "det", "preconj", "advmod", "cc"):
        return negates(child, cues) or any(_whole(own, cues) for own in child.lefts)
    if child.dep_ == "compound":
        return any(negates(own, cues) for own in child.lefts if own.dep_ == "det")
    if child.dep_ in _ARGUMENTS and node.pos_ in ("VERB", "AUX"):
        return negates(child, cues) or any(
            negates(own, cues) for own in child.children if own.dep_ in ("det", "neg", "preconj", "cc")
        )
    return False


_ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "attr", "expl")


def _whole(token: Token, cues: Cues) -> bool:
    """Tell whether a negator of several words begins here ("no longer")."""
    cue = cues.at(token, "negator")
    return cue is not None and len(cue.words) > 1


def _modified(node: Token, child: Token, scope: Scope, cues: Cues) -> Scope:
    if child.dep_ in ("aux", "auxpass"):
        cue = cues.at(child, "auxiliary") if child.tag_ != "VBD" else None
    elif child.dep_ in ("advmod", "amod", "det", "compound", "nmod", "npadvmod"):
        cue = cues.at(child, "modifier") or _qualified(child, cues)
    elif child.dep_ in ("mark", "advmod"):
        cue = cues.at(child, "marker", "condition")
    elif child.dep_ == "advcl" and _conditional(child, cues) and not _is_aside(node, child):
        return replace(scope.under(scope.value.at_most(Modality.POSSIBLE), "if", child), hypothetical=True)
    else:
        return scope
    if cue is None:
        return scope
    scope = scope.under(cue.applied(scope.value, scope.reported), cue.name, child)
    return replace(scope, hypothetical=True) if cue.role == "condition" else scope


def _qualified(child: Token, cues: Cues) -> Cue | None:
    """Return the cue of "hardly ever", and of "rather than" before a verb."""
    if child.dep_ != "advmod":
        return None
    cue = cues.at(child, "preposition")
    if cue is not None and child.nbor(len(cue.words) - 1).dep_ == "mark":
        return cue
    return next((cue for own in child.lefts if (cue := cues.at(own, "modifier"))), None)


def _conditional(clause: Token, cues: Cues) -> bool:
    opened = any(
        cues.at(child, "condition") for child in clause.lefts if child.dep_ in ("mark", "advmod", "prep")
    )
    return opened or is_inverted(clause)


def _is_aside(node: Token, clause: Token) -> bool:
    """Tell whether an "if" without a subject only qualifies what is told as done: "if little noticed, they sold"."""
    told = node.tag_ == "VBD" and all(child.tag_ != "MD" for child in node.lefts)
    own = (child for child in clause.children if child.pos_ in ("NOUN", "PROPN", "PRON", "AUX"))
    return told and all(child.dep_ not in ("nsubj", "nsubjpass", "aux", "auxpass") for child in own)


def is_inverted(clause: Token) -> bool:
    """Tell whether the clause is a condition without a conjunction ("Had Oslo agreed, ...")."""
    first = next(iter(clause.lefts), clause)
    return clause.dep_ == "advcl" and first.dep_ in ("aux", "auxpass") and first.i == clause.sent.start


def _framed(node: Token, below: Token | None, scope: Scope, cues: Cues) -> Scope:
    """Apply "under the plan" to the verb that it accompanies."""
    for prep in node.children:
        if prep == below or prep.dep_ != "prep" or cues.at(prep, "frame-preposition") is None:
            continue
        for noun in (own for inner in (prep, *prep.rights) for own in inner.rights):
            if cue := cues.at(noun, "frame") or _doubted(noun, cues):
                return replace(scope.under(cue.applied(scope.value), cue.name, noun), reported=True)
    return scope


def _rumoured(node: Token, below: Token | None, scope: Scope, cues: Cues) -> Scope:
    """What rumours speak of may not be there, nor what an unconfirmed report tells, nor what "both deny"."""
    for child in node.children:
        if child == below:
            continue
        if child.dep_ in ("nsubj", "nsubjpass") and (cue := cues.at(child, "rumour") or _doubted(child, cues)):
            scope = scope.under(scope.value.at_most(cue.affirmed.modality), cue.name, child)
        elif child.dep_ == "relcl" and below is None and _is_denied(child, cues):
            scope = scope.under(scope.value.at_most(Modality.POSSIBLE), "deny", child)
    return scope


def _is_denied(clause: Token, cues: Cues) -> bool:
    """Tell whether a clause behind a noun says that it is denied: "a pact, which both deny"."""
    cue = cues.at(clause, "verb")
    if cue is None or cue.name != "deny":
        return False
    return any(child.tag_ in ("WDT", "WP") and child.dep_ in ("dobj", "nsubjpass") for child in clause.lefts)


def _doubted(noun: Token, cues: Cues) -> Cue | None:
    """Return the doubt that a source's own words cast on it ("according to an unconfirmed report")."""
    found = (cue for child in noun.lefts if (cue := cues.at(child, "unproven", "modifier")))
    source = cues.at(noun, "noun")
    tells = source is not None and source.affirmed.modality is Modality.PROBABLE
    return next((cue for cue in found if tells or cue.role == "unproven"), None)


def _ahead(noun: Token, scope: Scope, cues: Cues) -> Scope:
    """A noun with "to be held" behind it lies ahead."""
    for clause in noun.rights:
        if clause.dep_ in ("acl", "relcl") and is_infinitive(clause) and cues.at(clause, "maker"):
            return scope.under(scope.value.at_most(Modality.PLANNED), "be-to", clause)
    return scope


def is_infinitive(verb: Token) -> bool:
    """Tell whether the verb follows "to"."""
    return verb.tag_ in ("VB", "VBN", "VBG") and any(child.tag_ == "TO" for child in verb.lefts)
