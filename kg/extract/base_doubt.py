"""What leaves a base in doubt or takes the doubt from it: access that may be granted, a nameless creation, a spot."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.actors import actors_of
from kg.extract.draft import is_plural, points_back
from kg.extract.factuality import factuality
from kg.extract.reading import Reading
from kg.extract.slots import Standing, doubt
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import Hit, Nucleus
from kg.lexicon.cues import CERTAINTY
from kg.model import STATES, Modality, Polarity
from kg.parse import Token

MAKING = ("build-base", "establish-base")
USE = "operate-base"
OPERATIONAL = "operational"
_NEAR = 9
"""Tokens behind a base within which a time may be that of its making."""
_TALK = ("about", "against", "for", "of", "over")


def doubted(reading: Reading, nucleus: Nucleus, hit: Hit | None, held: Standing) -> Standing | None:
    """Return the standing with the doubt that the words around leave; None where they leave all open."""
    if _is_sure(held) and _is_in_denied_words(reading, nucleus):
        return None
    if hit is not None and hit.place == "as" and is_plural(nucleus):
        return None  # "ports that they can use as bases" are none
    if _is_to_be_undone(reading, nucleus, held):
        return replace(held, status="planned", modality=Modality.POSSIBLE, polarity=Polarity.POSITIVE)
    if _is_sure(held) and _is_unfinished(reading, nucleus):
        return replace(held, status="under construction")
    if hit is None:
        return _only_new(reading, nucleus, held)
    if hit.token.lemma_.lower() in reading.frames.words["moving"] and arguments(hit.token).get("to"):
        return _moved(reading, nucleus, hit, held)
    if hit.rule in MAKING and _is_regained(reading, nucleus, hit):
        return None
    if hit.rule in MAKING and _is_undated_deed(reading, nucleus, hit, held):
        return replace(held, status="planned", modality=Modality.POSSIBLE)
    if hit.rule in MAKING and not is_verb(hit.token) and held.modality is Modality.PLANNED and held.view.cue == "would":
        return replace(held, status="proposed", modality=Modality.POSSIBLE)
    if held.status == "closed" and is_verb(hit.token) and _is_partly(reading, nucleus, hit):
        return replace(held, status=OPERATIONAL, modality=Modality.CERTAIN, polarity=Polarity.POSITIVE)
    if "over" in hit.predicate.words[1:] and not _changes_hands(reading, nucleus, hit):
        over = held.status == "closed" and held.modality is Modality.CERTAIN
        return replace(held, status=OPERATIONAL) if over else held
    if hit.rule == USE and held.modality is not Modality.CERTAIN and is_passing(reading, hit.token):
        return None
    if hit.rule == USE and _is_sure(held) and _is_of_an_era(reading, hit):
        return replace(held, status="closed")
    if hit.rule == USE and not is_verb(hit.token):
        denied = held.polarity is Polarity.NEGATIVE and hit.token.lemma_.lower() in reading.frames.words["forces-there"]
        return None if denied else as_granted(reading, hit.token, held)
    return held


def _is_in_denied_words(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether it is what a denied claim says, wherever the parser hung it: "denied claims by some that ..."."""
    sentence, cues = reading.sentence(nucleus.head), reading.lexicon.cues
    said = [token for token in reading.tokens[sentence.first : nucleus.first] if token.lower_ == "that"]
    for verb in reading.tokens[sentence.first : said[-1].i] if said else ():
        cue = cues.at(verb, "verb") if is_verb(verb) else None
        if cue is not None and cue.name == "deny":
            claims = (child for child in verb.rights if child.dep_ in ("dobj", "pobj") and child.i < said[-1].i)
            if any(claim.lemma_.lower() in reading.frames.words["base-projects"] for claim in claims):
                return not any(token.text == "," for token in reading.tokens[verb.i : nucleus.first])
    return False


def _is_unfinished(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether it is still being built: "a base under construction", "is almost complete", "work began on"."""
    head, words = nucleus.head, reading.frames.words
    under = arguments(head).get("under", [])
    if any(noun.lemma_.lower() in words["building-nouns"] for noun in under):
        return True
    verb = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "on" else None
    subjects = arguments(verb).get("subj", []) if verb is not None and is_verb(verb) else []
    if any(noun.lemma_.lower() in words["building-nouns"] for noun in subjects):
        return True
    said = head.head.children if head.dep_ in ("nsubj", "nsubjpass") and is_verb(head.head) else ()
    ends = [word for word in (head.head, *said) if word.lemma_.lower() in words["finished"] and word is not head]
    return any(child.lower_ in words["not-quite"] for word in ends for child in (*word.lefts, *word.head.lefts))


def _moved(reading: Reading, nucleus: Nucleus, hit: Hit, held: Standing) -> Standing | None:
    """Where a base is moved to there is none yet, unless it has been moved: "the relocation of bases to Kismayo"."""
    view = factuality(reading.linked, hit.token.i, reading.lexicon)
    over = is_verb(hit.token) and view.modality is Modality.CERTAIN and view.tense == "past"
    if over or nucleus.entity is not None or not _is_sure(held):
        return held
    return None if points_back(nucleus) else replace(held, status="planned")


def _is_regained(reading: Reading, nucleus: Nucleus, hit: Hit) -> bool:
    """Tell whether bases told of as there pass into other hands: "voted to take back the bases built by Kenya"."""
    words = reading.frames.words["regaining"]
    return is_verb(hit.token) and hit.token.lemma_.lower() in words and nucleus.entity is None and points_back(nucleus)


def _is_undated_deed(reading: Reading, nucleus: Nucleus, hit: Hit, held: Standing) -> bool:
    """Tell whether a noun leaves open when some base comes about: "the creation of a base there worried Chad"."""
    if is_verb(hit.token) or not _is_sure(held) or nucleus.entity is not None or points_back(nucleus):
        return False
    return not _is_dated(reading, hit.token, nucleus)


def _is_sure(held: Standing) -> bool:
    """Tell whether the base is told as there."""
    return held.status == OPERATIONAL and held.modality is Modality.CERTAIN and held.polarity is Polarity.POSITIVE


def _is_dated(reading: Reading, deed: Token, nucleus: Nucleus) -> bool:
    """Tell whether a time stands with the deed: "the creation of a base there in 2016"."""
    first, last = deed.left_edge.i, nucleus.last + _NEAR
    clause = (token.i for token in reading.tokens[nucleus.last : last] if token.text == "," or token.tag_ == "VBD")
    last = min(clause, default=last)
    return any(first <= item.first < last for item in reading.times)


def _is_of_an_era(reading: Reading, hit: Hit) -> bool:
    """Tell whether a base was in use in an age that is over: "was home to a Kenyan base during World War Two"."""
    verb = hit.token if is_verb(hit.token) else hit.token.head
    past = verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in verb.lefts if child.dep_ in ("aux", "auxpass"))
    around = (word for child in verb.rights for word in child.subtree) if is_verb(verb) and past else ()
    named = [word for word in around if word.lower_ == "war" and word.dep_ in ("pobj", "compound", "nmod")]
    return any(
        word.i > 1 and word.nbor(-1).lower_ in reading.frames.words["past-wars"] and _is_during(word) for word in named
    )


def _is_during(war: Token) -> bool:
    prep = next((above.head for above in (war, war.head) if above.dep_ == "pobj"), None)
    return prep is not None and prep.lower_ in ("during", "in", "throughout")


def as_granted(reading: Reading, use: Token, held: Standing) -> Standing:
    """Access to a base is no surer than that it is given: "may grant the Kenyan military access to a base"."""
    verb, words = use.head, reading.frames.words
    if _is_sure(held) and is_verb(verb) and _is_of_project(reading, verb):
        stopped = any(word.lemma_.lower() in words["leaving-open"] for word in verb.ancestors)
        doubted_now = replace(held, status="proposed", modality=Modality.POSSIBLE)
        return doubted_now if stopped else replace(held, status="planned")
    if use.dep_ == "pobj" and _is_sure(held) and _is_talked_about(reading, verb):
        return replace(held, status="proposed", modality=Modality.POSSIBLE)
    if is_verb(verb) and verb.lemma_.lower() in words["refusing"] and _is_sure(held):
        return replace(held, status="planned", polarity=Polarity.NEGATIVE)
    if use.dep_ not in ("dobj", "nsubjpass") or not is_verb(verb) or held.polarity is not Polarity.POSITIVE:
        return held
    above = factuality(reading.linked, verb.i, reading.lexicon)
    giving = verb.lemma_.lower() in words["giving-land"]
    if giving and above.polarity is Polarity.NEGATIVE and above.modality is not Modality.UNSTATED:
        return replace(held, status="planned", polarity=Polarity.NEGATIVE)
    firmer = CERTAINTY.index(held.modality) > CERTAINTY.index(above.modality)
    if firmer and giving and above.modality is Modality.PLANNED and _is_sure(held):
        return replace(held, status="planned")
    if not firmer or above.modality is not Modality.POSSIBLE:
        return held
    return replace(held, status="proposed", modality=Modality.POSSIBLE)


def _is_to_be_undone(reading: Reading, nucleus: Nucleus, held: Standing) -> bool:
    """Tell whether plans for a base are but to be dropped, so that they stand: "urged Kenya to scrap the plan"."""
    denied = held.polarity is Polarity.NEGATIVE and held.status in ("planned", "proposed")
    if not denied or held.view.cue != "cancel":
        return False
    cues = reading.lexicon.cues
    verbs = (token for token in nucleus.head.ancestors if is_verb(token))
    undoing = next((token for token in verbs if (cue := cues.at(token, "verb")) and cue.name == "cancel"), None)
    view = factuality(reading.linked, undoing.i, reading.lexicon) if undoing is not None else None
    return view is not None and view.modality is not Modality.CERTAIN


def _is_partly(reading: Reading, nucleus: Nucleus, hit: Hit) -> bool:
    """Tell whether but a part of a base is closed, or to some: "closed part of its base", "closed it to jets"."""
    words = reading.frames.words
    closed = [child for child in hit.token.rights if child.dep_ == "dobj" and nucleus.head in child.subtree]
    part = any(child.lemma_.lower() in words["parts"] for child in closed)
    return part or (hit.token.lemma_.lower() in words["closing-to"] and bool(arguments(hit.token).get("to")))


def _changes_hands(reading: Reading, nucleus: Nucleus, hit: Hit) -> bool:
    """Tell whether who takes a base over is another than whose it is: "Chad took over the French base"."""
    if hit.token.lemma_ != "take":
        return True
    owners = actors_of(reading, arguments(nucleus.head).get("mod", []))
    takers = actors_of(reading, arguments(hit.token).get("subj", []))
    return bool(owners) and bool(takers) and {one.short for one in owners}.isdisjoint(one.short for one in takers)


def is_passing(reading: Reading, use: Token) -> bool:
    """Tell whether a base is but to be called at: "interested in using the base for port calls"."""
    purposes = arguments(use).get("for", [])
    return any(noun.lemma_.lower() in reading.frames.words["passing-uses"] for noun in purposes)


def _is_talked_about(reading: Reading, prep: Token) -> bool:
    """Tell whether it is what talks or plans are about: "the talks are about the stationing of troops at bases"."""
    words, above = reading.frames.words, prep.head
    subjects = arguments(above).get("subj", []) if is_verb(above) and above.lemma_ == "be" else []
    nouns = [*subjects, *([] if is_verb(above) else [above])]
    return prep.lower_ in words["about"] and any(noun.lemma_.lower() in words["base-projects"] for noun in nouns)


def _is_of_project(reading: Reading, verb: Token) -> bool:
    """Tell whether a deal or plan is to do it: "suspended a deal on Monday giving Kenya access to bases"."""
    above = list(verb.ancestors)[:2] if verb.tag_ == "VBG" or verb.dep_ in ("acl", "relcl") else []
    nouns = [child for word in above for child in (word, *word.children) if child.dep_ in ("dobj", "nsubjpass", "pobj")]
    return any(noun.lemma_.lower() in reading.frames.words["base-projects"] and noun.i < verb.i for noun in nouns)


def _only_new(reading: Reading, nucleus: Nucleus, held: Standing) -> Standing:
    """Some new base that is only talked of need not be there: "is worried about a new Kenyan base"."""
    head, words = nucleus.head, reading.frames.words
    talked = head.dep_ == "pobj" and head.head.lower_ in _TALK and nucleus.entity is None and not points_back(nucleus)
    ahead = any(child.lower_ in words["to-come-first"] for child in head.lefts)
    if not (talked and ahead and _is_sure(held)) or any(child.dep_ == "poss" for child in head.lefts):
        return held
    return replace(held, status="proposed", modality=Modality.POSSIBLE)


def is_spot(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether something is to be at a base, which is there: "will gather at the Kenyan base near Kismayo"."""
    head, words = nucleus.head, reading.frames.words
    at = head.dep_ == "pobj" and (head.head.lower_ in words["at-a-site"] or _gives_example(head.head))
    the = any(child.lower_ == "the" for child in head.lefts)
    owned = any(one.kind in STATES for one in actors_of(reading, arguments(head).get("mod", [])))
    placed = head.dep_ == "pobj" and head.head.lower_ == "at" and _has_place(reading, head)
    ahead = any(child.lower_ in words["to-come-first"] for child in head.lefts)
    return at and ((the and owned) or placed) and not ahead and doubt(reading, head) is Modality.CERTAIN


def _has_place(reading: Reading, head: Token) -> bool:
    """Tell whether the base's own words say where it is: "at a naval base in Kismayo"."""
    inside = [noun for child in head.rights if child.lower_ in ("in", "near") for noun in child.rights]
    return any((one := reading.entity_of(noun)) is not None and one.kind in ("City", "Place") for noun in inside)


def is_rented(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether it is a base for which rent is paid: "raised the rent for the Kenyan navy's base"."""
    head, prep = nucleus.head, nucleus.head.head
    known = points_back(nucleus) or nucleus.entity is not None or any(child.dep_ == "poss" for child in head.lefts)
    paid = head.dep_ == "pobj" and prep.lower_ in ("for", "on") and known
    rent = paid and prep.head.pos_ == "NOUN" and prep.head.lemma_.lower() in reading.frames.words["rents"]
    return rent and doubt(reading, head) is Modality.CERTAIN


def _gives_example(prep: Token) -> bool:
    """Tell whether a thing that is there is named as one of a kind: "options such as the Kenyan base"."""
    return prep.lower_ == "including" or (prep.lower_ == "as" and prep.i > 0 and prep.nbor(-1).lower_ == "such")
