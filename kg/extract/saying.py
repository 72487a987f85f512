"""An act of saying: what is said, and what the speaker does by saying it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.lexicon.cues import Cue, Cues
from kg.model import Annotation, Entity, Quotation, Sentence, TimeExpression
from kg.parse import Parse, Token

ASSERTS = "asserts"
_COMPLEMENTS = ("dobj", "xcomp", "prep", "oprd", "dative", "advcl", "acomp")
_ARGUMENTS = ("attr", "nsubj", "nsubjpass", "dobj")


@dataclass(frozen=True, slots=True)
class Saying:
    """One speaker saying one thing."""

    verb: int
    """Token of the word that tells of it; of a quotation without one, the first token quoted."""
    speaker: Entity | None
    """None when only an outlet is named."""
    outlet: Entity | None
    first: int
    last: int
    """Tokens said, one past the last."""
    stance: str
    cue: str
    sentence: int
    quoted: bool = False

    def covers(self, token: int) -> bool:
        """Tell whether the token belongs to what is said."""
        return self.first <= token < self.last


def content(verb: Token, sentence: Sentence, quote: Quotation | None) -> tuple[int, int]:
    """Return the tokens of what the verb says: its clause, the quotation, its object, or what is left."""
    clauses = [child for child in verb.children if child.dep_ in ("ccomp", "parataxis")]
    if clauses:
        return min(c.left_edge.i for c in clauses), max(c.right_edge.i for c in clauses) + 1
    if verb.dep_ in ("parataxis", "ccomp") and verb.head.i < verb.i:
        return verb.head.left_edge.i, verb.left_edge.i
    if quote:
        return quote.first, quote.last
    after = [child for child in verb.rights if child.dep_ in _COMPLEMENTS]
    if after:
        return after[0].left_edge.i, max(child.right_edge.i for child in after) + 1
    if verb.i + 4 > sentence.last or verb.nbor().is_punct:
        return sentence.first, verb.left_edge.i if verb.left_edge.i > sentence.first else verb.i
    return verb.i + 1, sentence.last


def stance(cue: Cue, doc: Parse, first: int, last: int, cues: Cues) -> str:
    """Return the verb's stance, or that of the words said when the verb is neutral."""
    if cue.stance != ASSERTS or cue.role != "report":
        return cue.stance
    return content_stance(doc, first, last, cues)


def content_stance(doc: Parse, first: int, last: int, cues: Cues) -> str:
    """Return what the words said do by themselves: "we hope", "they should", "there are no plans"."""
    for token in doc[first:last]:
        if cue := cues.at(token, "content"):
            return cue.stance
    tops = (t for t in doc[first:last] if t.dep_ == "ROOT" or not first <= t.head.i < last)
    return "denies" if any(_denied(top, cues) for top in tops if top.pos_ in ("VERB", "AUX")) else ASSERTS


def _denied(verb: Token, cues: Cues) -> bool:
    own = list(verb.children)
    own += [det for child in own if child.dep_ in _ARGUMENTS for det in child.lefts]
    return any(negates(token, cues) for token in own)


def negates(token: Token, cues: Cues) -> bool:
    """Tell whether the token is a negator and not one in name only ("not only")."""
    return cues.at(token, "negator") is not None and cues.at(token, "pseudo") is None


def happens(verb: Token, cues: Cues) -> bool:
    """Tell whether the saying takes place: neither denied nor merely possible, asked or planned."""
    for child in verb.lefts:
        if child.tag_ in ("MD", "TO") or cues.at(child, "condition", "marker"):
            return False
        if negates(child, cues):
            return False
    return True


def said_at(annotation: Annotation, saying: Saying) -> TimeExpression | None:
    """Return the time that hangs on the word of saying, outside what is said: "announced on Thursday that ..."."""
    if saying.quoted or saying.first <= saying.verb < saying.last:
        return None
    word = annotation.doc[saying.verb]
    said = {annotation.doc[index].idx for index in range(saying.first, saying.last)}
    behind = [deeper for child in word.children if child.dep_ == "prep" for deeper in child.children]
    for token in (*word.children, *behind):
        start = annotation.offsets[token.idx]
        times = (time for time in annotation.times if time.span.start <= start < time.span.end)
        if token.idx not in said and (found := next(times, None)):
            return found
    return None
