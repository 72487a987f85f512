"""How an agreement is made: which predicates count, who must have spoken, and what has not come about yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from kg.extract.draft import points_back
from kg.extract.reading import Reading
from kg.extract.slots import trail_end
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import ENDS, Hit, Nucleus, predicates_at
from kg.parse import Token

APPROVAL = "approve-agreement"
RATIFIED = "ratified"
CEASEFIRE = "Ceasefire"
ISSUE, LEAVING = "issue-declaration", "leave-agreement"
SIGNED = ("sign-agreement", "ratify-agreement")
"""Entries of verbs that are said of agreements alone."""
SIGNING = ("sign-agreement", "ratify-agreement", "pending-agreement")
PAPERS = ("document", "accession")
"""Entries of the nouns for whatever is signed."""
LEASE = "lease"
"""Entry of the noun for a lease of whatever."""
_BROKERS = ("subj", "by", "agent")


def counted(reading: Reading, nucleus: Nucleus, found: Sequence[Hit]) -> list[Hit]:
    """Return the predicates that say something of this agreement: of its kind, by those who can, and come about."""
    every = (*found, *_made_behind(reading, nucleus, found))
    return [hit for hit in every if _counts(reading, nucleus, hit)]


def _made_behind(reading: Reading, nucleus: Nucleus, found: Sequence[Hit]) -> Iterator[Hit]:
    """A clause on its signing that the parser hung on a noun inside the phrase: "a pact on arms that was signed"."""
    have = {hit.token.i for hit in found}
    for verb in nucleus.head.subtree:
        noun = verb.head
        if verb.dep_ not in ("relcl", "acl") or verb.i in have or noun.i <= nucleus.head.i or noun.pos_ != "NOUN":
            continue
        if any(other.family == nucleus.family for other in reading.frames.nouns.get(noun.lemma_.lower(), ())):
            continue
        if any(child.tag_ in ("MD", "TO") for child in verb.lefts):
            continue
        subject = next((child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
        passive = verb.tag_ == "VBN" and (subject is None or subject.tag_ in ("WDT", "WP"))
        if passive or (subject is not None and subject.tag_ not in ("WDT", "WP") and _is_object_clause(verb)):
            hits_here = predicates_at(reading, nucleus.family, verb, "obj")
            yield from (hit for hit in hits_here if hit.rule in SIGNED)


def is_astray(nucleus: Nucleus, hit: Hit | None) -> bool:
    """Tell whether the clause on its signing hangs on another noun: what is said around that tells nothing of it."""
    if hit is None or hit.rule not in SIGNED or hit.token.dep_ not in ("relcl", "acl"):
        return False
    return hit.token.head.i != nucleus.head.i and nucleus.head.is_ancestor(hit.token)


def _is_object_clause(verb: Token) -> bool:
    """Tell whether a clause has what it hangs on as its object: "which the two presidents signed"."""
    return any(child.tag_ in ("WDT", "WP") and child.dep_ in ("dobj", "pobj") for child in verb.lefts)


def _counts(reading: Reading, nucleus: Nucleus, hit: Hit) -> bool:
    if hit.predicate.entry.evokes == CEASEFIRE and nucleus.evokes != CEASEFIRE:
        return False
    if is_verb(hit.token) and hit.token.lemma_ in ("have", "share"):
        own = [nucleus.head, *(head for head in nucleus.head.ancestors if nucleus.head.dep_ == "conj")]
        return not points_back(nucleus) and any(head.head.i == hit.token.i and head.dep_ == "dobj" for head in own)
    if hit.rule == LEAVING and hit.place == "subj" and _does_to_another(hit.token):
        return False
    if hit.status in ENDS and is_of_prospect(reading, nucleus.head, hit.token):
        return False
    if hit.rule == ISSUE and nucleus.evokes == "Treaty" and hit.token.lemma_.lower() != "adopt":
        return False  # who "released a statement on its violations of the treaty" signed none
    if hit.rule == APPROVAL:
        return _by_legislature(reading, hit.token)
    return hit.status != RATIFIED or is_verb(hit.token) or not is_pending(reading, hit.token)


def _does_to_another(verb: Token) -> bool:
    """Tell whether what ends is another thing: "the pact ended the war", "a pact to end the war"."""
    aim = verb.dep_ == "acl" and any(child.tag_ == "TO" for child in verb.lefts)
    return is_verb(verb) and (aim or any(child.dep_ == "dobj" for child in verb.rights))


def is_of_prospect(reading: Reading, noun: Token, ending: Token) -> bool:
    """Tell whether what ends only might have led to the agreement: "plans for a pact were dropped"."""
    words = reading.frames.words["agreement-prospects"]
    path = [noun, *takewhile(lambda above: above.i != ending.i, noun.ancestors)]
    return ending.is_ancestor(noun) and any(one.lemma_.lower() in words for one in path[1:])


def _by_legislature(reading: Reading, approval: Token) -> bool:
    """Tell whether a parliament approves: what a cabinet approves may still have to be signed."""
    words = reading.frames.words["legislatures"]
    return any(
        token.lower_ in words or token.lemma_.lower() in words
        for head in arguments(approval).get("subj", ())
        for token in (head, *(child for child in head.subtree if child.dep_ in ("compound", "nmod", "pobj")))
    )


def is_pending(reading: Reading, ratification: Token) -> bool:
    """Tell whether a ratification has not come about: "is under way", "awaits ratification", "a vote on"."""
    words = reading.frames.words["pending"]
    above = ratification.head
    if above.pos_ == "ADP":
        return above.lower_ in ("for", "to", "on", "before", "pending", "until")
    beside = [above, *above.children] if is_verb(above) else []
    inner = [own for word in beside if word.i > ratification.i for own in word.rights]
    return any(word.lemma_.lower() in words or word.lower_ in words for word in (*beside, *inner))


def is_mere_paper(nucleus: Nucleus, hit: Hit | None) -> bool:
    """Tell whether a document is not told of as signed or ratified: it may be any paper."""
    paper = nucleus.noun is not None and nucleus.noun.entry in PAPERS and nucleus.entity is None
    return paper and (hit is None or hit.rule not in SIGNING)


def is_sort(reading: Reading, nucleus: Nucleus, found: Sequence[Hit]) -> bool:
    """Tell whether the phrase is but the name of a sort of agreement: "it is called a SOFA", "had heard of a SOFA"."""
    words = reading.words(nucleus.first, nucleus.last)
    some = any(child.dep_ == "det" and child.lower_ in ("a", "an") for child in nucleus.head.lefts)
    if not (some and words.isupper() and " " not in words) or any(hit.status for hit in found):
        return False
    return not any(child.lower_ in ("with", "between") for child in nucleus.head.rights)


def is_assembly(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a convention is a gathering: "told the party's annual convention", "at a convention of farmers"."""
    head = nucleus.head
    words = reading.frames.words
    if head.lemma_.lower() not in words["papers-or-assemblies"] or nucleus.entity is not None:
        return False
    gathered = head.dep_ == "dobj" and head.head.lemma_.lower() in words["gathering-deeds"]
    return gathered or any(child.lower_ in words["meeting-others"] | words["yearly"] for child in head.lefts)


def is_other_lease(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a lease is of something that is no base: its phrase and what hangs on it name none."""
    if nucleus.noun is None or nucleus.noun.entry != LEASE:
        return False
    words = reading.frames.words["leased-things"]
    behind = reading.tokens[nucleus.last : trail_end(reading, nucleus)]
    own = [*reading.tokens[nucleus.start : nucleus.last], *nucleus.head.subtree, *behind]
    entities = (reading.entity_of(token) for token in own)
    based = any(entity is not None and entity.kind == "MilitaryBase" for entity in entities)
    return not based and not any(token.lower_ in words or token.lemma_.lower() in words for token in own)


def without_broker(reading: Reading, found: Sequence[Hit], heads: list[Token]) -> list[Token]:
    """The heads without the one that brokers: two that do it together deal with each other."""
    verbs = [hit.token for hit in found if is_broking(reading, hit.token)]
    brokers = {head.i for verb in verbs for place in _BROKERS for head in arguments(verb).get(place, ())}
    states = [head for head in heads if head.i in brokers]
    return [head for head in heads if head.i not in brokers] if len(states) == 1 else heads


def brokers_of(reading: Reading, noun: Token) -> list[Token]:
    """Return the one who brings others to the agreement: "the envoy who helped to broker a truce"."""
    above = noun.head.head if noun.dep_ == "pobj" else noun.head
    verbs = [verb for verb in (above, *noun.rights) if is_broking(reading, verb)]
    found = {head.i: head for verb in verbs for place in _BROKERS for head in arguments(verb).get(place, ())}
    return list(found.values()) if len(found) == 1 else []


def is_broking(reading: Reading, verb: Token) -> bool:
    """Tell whether a verb tells of what a third does for an agreement; who arranges one with another is a side."""
    lemma = verb.lemma_.lower()
    own = lemma in reading.frames.words["arranging-verbs"] and bool(arguments(verb).get("with"))
    return is_verb(verb) and lemma in reading.frames.words["broking-verbs"] and not own


def notices(reading: Reading, hit: Hit | None) -> list[Token]:
    """Return the verbs by which an end is made known: "told Chad on Monday of its decision to quit the pact"."""
    if hit is None or hit.rule != LEAVING or hit.token.dep_ != "acl":
        return []
    noun = hit.token.head
    above = noun.head.head if noun.dep_ == "pobj" else noun.head
    if above.dep_ == "pobj":  # "told Chad on May 5 of its decision", taken for a May of its decision
        above = above.head.head
    made_known = is_verb(above) and above.lemma_.lower() in reading.frames.words["noticing-verbs"]
    return [noun, *([above] if made_known else [])] if noun.lemma_.lower() in reading.frames.words["decisions"] else []


def war_enders(reading: Reading, noun: Token) -> list[Token]:
    """Return the verbs by which a war ended with the agreement: "the truce that halted it", "it ended in a truce"."""
    words = reading.frames.words["war-ending-verbs"]
    above = [noun.head.head] if noun.dep_ == "pobj" and noun.head.lower_ in ("by", "in", "with") else []
    clauses = [child for child in noun.rights if child.dep_ in ("acl", "relcl")]
    return [verb for verb in (*above, *clauses) if verb.lemma_.lower() in words and verb.tag_ in ("VBD", "VBN")]
