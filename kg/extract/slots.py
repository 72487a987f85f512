"""A trigger, its thing and its arguments brought together into one claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.extract.factuality import Factuality, factuality
from kg.extract.reading import Reading
from kg.extract.syntax import Places, arguments, conjuncts, is_verb
from kg.extract.triggers import Hit, Nucleus
from kg.lexicon.cues import CERTAINTY
from kg.lexicon.frames import Frame
from kg.model import Claim, Filler, Modality, Polarity, roles
from kg.parse import Token

Slots = Mapping[str, list[Token]]
"""Record field to the heads of the phrases that fill it."""

UNREAL = {
    "MilitaryBase": ("proposed", "planned"),
    "Agreement": ("proposed", "proposed"),
    "Meeting": ("planned", "planned"),
    "MilitaryExercise": ("planned", "planned"),
    "ArmsTransfer": ("possible", "planned"),
}
"""Status of what is only possible, and of what is planned."""
SKIPPED = ("Meeting", "MilitaryExercise")
"""Families of which one can report as a fact that none took place."""
UNENDED = (*SKIPPED, "ArmsTransfer")
"""Families of which "did not cancel it" says that it goes on."""
CALLED_OFF = ("cancelled", "postponed")
KEPT = ("proposed", "planned", "negotiated", "postponed", "possible")
"""Statuses that already say that the thing is not there yet."""
ENDED = ("cancelled", "closed", "suspended", "terminated")
"""Statuses of an end; a planned end keeps its doubt."""
HAPPENED = ("held",)
"""Statuses of events; what somebody did not do on the occasion of one, or for it, says nothing of it."""
REFUSED = ("signed", "ratified")
"""Statuses of an agreement that somebody will not give it: "will not sign a pact"."""
FATES = (*ENDED, "postponed")
"""Statuses to which an adjective ("planned") yields."""
MOST_HITS = 3
REACH = 14
"""Tokens behind a thing within which a time or place may belong to it."""
LOWERED = {Modality.PLANNED: 0.9, Modality.PROBABLE: 0.8, Modality.POSSIBLE: 0.7}


@dataclass(frozen=True)
class Standing:
    """What a sentence commits to about a thing: status, modality, polarity, and on whose word."""

    status: str
    modality: Modality
    polarity: Polarity
    view: Factuality = field(repr=False)


def slots(reading: Reading, nucleus: Nucleus | None, found: Sequence[Hit]) -> Slots:
    """Return the heads that fill each field, those nearest to the thing first."""
    filled: defaultdict[str, list[Token]] = defaultdict(list)
    taken: set[int] = set() if nucleus is None else set(range(nucleus.first, nucleus.last))
    if nucleus is not None:
        frame = nucleus.noun.frame if nucleus.noun else reading.frames.defaults[nucleus.family]
        _fill(filled, frame, _who_meets(reading, arguments(nucleus.head)), taken)
    for hit in found[:MOST_HITS]:
        _fill(filled, hit.predicate.frame, _who_meets(reading, arguments(hit.token)), taken)
    if nucleus is not None:
        _fill(filled, frame, _who_meets(reading, trail(reading, nucleus)), taken)
    return filled


def _fill(filled: defaultdict[str, list[Token]], frame: Frame, places: Places, taken: set[int]) -> None:
    for place, heads in places.items():
        role = frame.slots.get(place)
        if role:
            filled[role] += [head for head in heads if head.i not in taken and head not in filled[role]]


def trail(reading: Reading, nucleus: Nucleus) -> Places:
    """Prepositional phrases right behind the thing, wherever the parser hung them."""
    places: defaultdict[str, list[Token]] = defaultdict(list)
    for token in reading.tokens[nucleus.last : min(trail_end(reading, nucleus), nucleus.last + REACH)]:
        if token.pos_ == "ADP" and token.lower_ != "of":
            places[token.lower_] += [
                other for child in token.children if child.dep_ == "pobj" for other in conjuncts(child)
            ]
    return places


def _who_meets(reading: Reading, places: Places) -> Places:
    """The places without neighbours: "drills in the waters between two states" says where, not who drills."""
    heads = [head for head in places.get("between", []) if not _is_neighbour(reading, head)]
    return {**places, "between": heads} if "between" in places else places


def _is_neighbour(reading: Reading, head: Token) -> bool:
    first = next((token for token in (head, *head.ancestors) if token.dep_ != "conj"), head)
    above = first.head.head
    return first.head.lower_ == "between" and above.lemma_.lower() in reading.frames.words["border-nouns"]


def trail_end(reading: Reading, nucleus: Nucleus) -> int:
    """Index of the first token behind the thing that begins something else."""
    last = reading.sentence(nucleus.head).last
    for token in reading.tokens[nucleus.last : last]:
        if (
            token.pos_ in ("VERB", "AUX", "SCONJ")
            or token.text in ",;:()"
            or (token.dep_ == "cc" and token.head.i < nucleus.last)
        ):
            return token.i
    return last


def main_hit(found: Sequence[Hit]) -> Hit | None:
    """The predicate that gives the status: the nearest that implies one; a planned summit that is called off is off."""
    telling = [hit for hit in found if hit.status]
    if telling and telling[0].place == "mod":
        telling = [hit for hit in telling if hit.status in FATES] or telling
    return telling[0] if telling else found[0] if found else None


def telling(nucleus: Nucleus, hit: Hit | None) -> Token:
    """The word whose certainty is the thing's: its predicate, or its own noun beside "is" and behind "continuing"."""
    aside = hit is not None and hit.token.dep_ == "relcl"
    if hit is None or (hit.token.lemma_ == "be" and hit.place == "subj" and not aside):
        return nucleus.head
    return nucleus.head if hit.place == "mod" and hit.token.tag_ == "VBG" else hit.token


def standing(
    reading: Reading, family: str, trigger: Token, status: str, default: str, thing: Token | None = None
) -> Standing | None:
    """Weigh the status that the words imply by how sure the sentence is; None where nothing may be claimed.

    ``thing`` is the noun of which a predicate is the trigger: "possible" and "any" before it count as well.
    """
    view = factuality(reading.linked, trigger.i, reading.lexicon)
    status = status or default
    if thing is not None and status not in (*KEPT, *ENDED):
        view = replace(view, modality=_doubted(reading, thing, trigger, view.modality))
        if family != "Agreement" and _is_scheduled(reading, thing):
            view = replace(view, modality=min(view.modality, Modality.PLANNED, key=CERTAINTY.index))
    if view.cue in CALLED_OFF and family in UNENDED:
        return Standing(view.cue, Modality.CERTAIN, Polarity.POSITIVE, view)
    if view.modality is Modality.UNSTATED or (family in SKIPPED and status in ENDED and _is_lifted(reading, trigger)):
        return None
    if view.polarity is Polarity.NEGATIVE:
        made = reading.lexicon.cues.at(trigger, "maker") is not None
        if thing is not None and thing.dep_ == "pobj" and thing.i != trigger.i and status in HAPPENED and not made:
            return standing(reading, family, thing, "", default)
        return _denied(family, status, view)
    if family in SKIPPED and status == "planned" and _is_wished(reading, trigger):
        return Standing(status, Modality.POSSIBLE, Polarity.POSITIVE, view)
    if view.modality is Modality.CERTAIN and status != "possible":
        return Standing(status, Modality.CERTAIN, Polarity.POSITIVE, view)
    if status == "possible" and view.modality in (Modality.CERTAIN, Modality.PLANNED):
        return Standing(status, Modality.POSSIBLE, Polarity.POSITIVE, view)
    if status in ENDED:
        if family in SKIPPED and view.modality is Modality.PLANNED and _is_settled(reading, trigger):
            return Standing(status, Modality.CERTAIN, Polarity.POSITIVE, view)
        return Standing(status, view.modality, Polarity.POSITIVE, view)
    if status in KEPT:
        kept = Modality.CERTAIN if view.modality is Modality.PLANNED else view.modality
        return Standing(status, kept, Polarity.POSITIVE, view)
    possible, planned = UNREAL.get(family, ("planned", "planned"))
    if view.modality is Modality.POSSIBLE:
        return Standing(possible, Modality.POSSIBLE, Polarity.POSITIVE, view)
    return Standing(planned, view.modality, Polarity.POSITIVE, view)


def _is_settled(reading: Reading, ending: Token) -> bool:
    """Tell whether those whose it is have settled upon the end of a thing: "agreed to end the drills"."""
    settling = ending.head if ending.dep_ == "xcomp" else ending
    past = settling.tag_ in ("VBD", "VBN") and settling.i != ending.i
    return past and reading.lexicon.cues.at(settling, "settling") is not None


def _is_lifted(reading: Reading, ending: Token) -> bool:
    """Tell whether an end is itself undone: "the suspension of the drills was lifted", "reversed the cancellation"."""
    above = ending.head
    acted = ending.dep_ in ("nsubjpass", "dobj") or (ending.dep_ == "nsubj" and above.lemma_ == "end")
    return acted and not is_verb(ending) and above.lemma_.lower() in reading.frames.words["lifting"]


def _is_wished(reading: Reading, planning: Token) -> bool:
    """Tell whether a thing is only thought of or proposed: "considered a drill", "a proposed visit"."""
    cue = reading.lexicon.cues.at(planning, "modifier" if planning.dep_ == "amod" else "verb")
    return cue is not None and cue.affirmed.modality is Modality.POSSIBLE


def doubt(reading: Reading, thing: Token) -> Modality:
    """Return how sure the words beside a noun leave it that it is there: "any base", "a base, allegedly built"."""
    clauses = [token for token in thing.subtree if token.dep_ == "acl" and token.i > thing.i]
    said = [child for clause in clauses for child in clause.lefts if child.dep_ == "advmod"]
    cues = (reading.lexicon.cues.at(child, "modifier") for child in (*thing.lefts, *said))
    return min((cue.affirmed.modality for cue in cues if cue), key=CERTAINTY.index, default=Modality.CERTAIN)


def _is_scheduled(reading: Reading, thing: Token) -> bool:
    beside = (noun for noun in (thing.head, *thing.children) if noun.dep_ == "appos" or thing.dep_ == "appos")
    nouns = [noun for noun in (thing, *beside) if noun.pos_ in ("NOUN", "PROPN")]
    return any(_schedules(reading, clause) for noun in nouns for clause in noun.rights)


def _schedules(reading: Reading, clause: Token) -> bool:
    """Tell whether a clause behind the noun puts the thing into the future: "which is scheduled for May"."""
    cue = reading.lexicon.cues.at(clause, "verb", "predicate") if clause.dep_ in ("relcl", "acl") else None
    past = any(child.tag_ == "VBD" for child in clause.lefts)
    past = past or clause.lemma_.lower() in reading.frames.words["purpose-verbs"]
    return cue is not None and cue.affirmed.modality is Modality.PLANNED and clause.tag_ == "VBN" and not past


def _doubted(reading: Reading, thing: Token, trigger: Token, told: Modality) -> Modality:
    """What is brought about is there, though it was but possible before; what is visited or praised is not."""
    own = doubt(reading, thing)
    made = own is Modality.POSSIBLE and reading.lexicon.cues.at(trigger, "maker") is not None
    counts = own in (Modality.POSSIBLE, Modality.UNSTATED)
    return min(told, own, key=CERTAINTY.index) if counts and not made else told


def _denied(family: str, status: str, view: Factuality) -> Standing | None:
    if family in UNENDED and status in CALLED_OFF:  # what is not called off is still to come
        still = min(view.modality, Modality.PLANNED, key=CERTAINTY.index)
        return Standing("planned", still, Polarity.POSITIVE, view)
    if view.modality is Modality.CERTAIN and family in SKIPPED and status == "held":
        return Standing("not held", Modality.CERTAIN, Polarity.POSITIVE, view)
    if view.modality is Modality.CERTAIN:
        return Standing(status, Modality.CERTAIN, Polarity.NEGATIVE, view)
    if family == "Agreement" and view.modality is Modality.PLANNED and status in REFUSED:
        return Standing(status, Modality.PLANNED, Polarity.NEGATIVE, view)
    planned = status if status in (*KEPT, *ENDED) else UNREAL.get(family, ("planned", "planned"))[1]
    return Standing(planned, view.modality, Polarity.NEGATIVE, view)


def claim(
    reading: Reading,
    *,
    kind: str,
    handle: str,
    trigger: tuple[int, int],
    rule: str,
    held: Standing,
    confidence: float,
    fillers: Mapping[str, tuple[Filler, ...]],
    chance: float | None = None,
) -> Claim:
    """Build the claim with the sentence of the trigger as its evidence."""
    sentence = reading.sentence(reading.doc[trigger[0]])
    return Claim(
        document=reading.linked.annotation.document.id,
        handle=handle,
        kind=kind,
        roles=roles(**fillers),
        modality=held.modality,
        polarity=held.polarity,
        status=held.status,
        evidence=sentence.span,
        trigger=reading.span(*trigger),
        rule=rule,
        confidence=round(confidence * LOWERED.get(held.modality, 1.0), 3),
        speaker=held.view.speaker,
        outlet=held.view.outlet,
        chance=None if chance is None else round(chance, 3),
        headline=sentence.headline,
    )


def extent(nucleus: Nucleus, hit: Hit | None) -> tuple[int, int]:
    """Tokens from the thing to its predicate, when they are close; else the thing alone."""
    if hit is None or abs(hit.token.i - nucleus.head.i) > 12:
        return nucleus.first, nucleus.last
    return min(nucleus.first, hit.token.i), max(nucleus.last, hit.token.i + 1)
