"""How certainty passes from a word to the one below it in the parse: embedding, clauses, arguments."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.adverbials import backshifts, gives_reason, in_the_past, is_already, wanted_then
from kg.extract.clauses import is_content
from kg.extract.givenness import exists, is_any, is_definite, is_known, is_named
from kg.extract.missed import fails_to_come, is_missed
from kg.extract.saying import negates
from kg.extract.scope import UNSTATED, Scope, is_infinitive
from kg.lexicon.cues import CERTAIN, Cue, Cues, Value
from kg.model import Modality
from kg.parse import Token


def enter(node: Token, below: Token, incoming: Scope, here: Scope, cues: Cues) -> Scope:
    """Return the scope of the lower word; ``incoming`` is that of the node, ``here`` with its own cues."""
    if below.dep_ in ("ccomp", "parataxis") and _stands_alone(node, below):
        return incoming
    if below.dep_ == "conj":
        if below.pos_ in ("VERB", "AUX") and any(child.lower_ == "nor" for child in node.rights if child.i < below.i):
            return here if here.value.negative else here.under(here.value.flipped(), "not", below)
        if node.pos_ in ("VERB", "AUX") and below.pos_ in ("NOUN", "PROPN"):
            return here.under(UNSTATED, "parse", below)
        if any(child.dep_ == "cc" and child.lower_ == "nor" for child in node.rights):
            return here
        if below.pos_ == "NOUN" and any(child.dep_ == "det" and negates(child, cues) for child in below.lefts):
            return incoming  # "no handshake and no meeting"
        if node.tag_ in ("VBZ", "VBD") and below.tag_ == "VB" and _shares(below):  # "is due to visit Chad and go on"
            return here.under(here.value.at_most(Modality.PLANNED), "parse", below)
        return here if _shares(below) else incoming
    if cue := _embedding(node, below, cues):
        if is_missed(node, below, cue):
            return here.under(UNSTATED.flipped(), "was-to-have", node)
        return _embedded(node, below, here, cue.applied(here.value, here.reported), cue.name)
    if below.dep_ == "ccomp" and node.pos_ == "AUX" and (said := _predicated(node, here, cues)):
        return said
    if below.dep_ in ("advcl", "acl", "relcl", "xcomp", "ccomp", "pcomp", "parataxis"):
        return _clause(node, below, incoming, here, cues)
    if below.dep_ in ("nsubj", "nsubjpass", "csubj") and (said := _predicated(node, here, cues)):
        return said
    if node.dep_ in ("prep", "agent") and below.dep_ in ("pobj", "pcomp"):
        return _oblique(node, below, here, cues)
    if below.pos_ in ("NOUN", "PROPN") and node.pos_ in ("VERB", "AUX"):
        return _argument(node, below, here, cues)
    if below.dep_ == "amod" and below.tag_ == "VBG" and node.dep_ == "pobj" and below.i == node.head.i + 1:
        return here if node.head.i in here.used else _gerund(node.head, here, cues)
    if below.dep_ == "amod" and below.tag_ == "VBN":
        return here.firm() if is_definite(node, cues) or here.value == CERTAIN else here
    return here


def _stands_alone(node: Token, clause: Token) -> bool:
    """Tell whether a semicolon parts a clause from the one behind it: "they met; they could not agree"."""
    return clause.i < node.i and any(child.text == ";" for child in node.lefts if child.i > clause.i)


def _shares(conjunct: Token) -> bool:
    """Tell whether a conjunct lives on the first one's auxiliaries ("will meet and discuss")."""
    if conjunct.pos_ not in ("VERB", "AUX"):
        return True
    own = any(child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for child in conjunct.children)
    return not own and (conjunct.lower_ == conjunct.lemma_ or conjunct.tag_ not in ("VBD", "VBZ"))


def _embedding(node: Token, below: Token, cues: Cues) -> Cue | None:
    """Return the cue that the node is, when it governs the lower word through this link."""
    role, links = _LINKS.get(node.pos_, ("", frozenset()))
    if not role or below.dep_ not in links:
        return None
    gerund = _is_what_it_governs(node, below)
    link = "xcomp" if gerund or (below.dep_ == "ccomp" and is_infinitive(below)) else below.dep_
    cue = cues.at(node, role, link=link) or (cues.at(node, "auxiliary") if node.pos_ == "AUX" else None)
    if cue is None:
        return None
    if role == "verb" and below.dep_ == "dobj" and is_named(below, cues):
        return None
    if below.dep_ == "prep" and (_adjunct(below, cues) or _accompanies_content(node, below)):
        return None
    if below.dep_ == "advcl" and not (gerund or is_infinitive(below)):
        return None
    if role == "noun" and _describes(node, below, cues):
        return None
    if below.dep_ == "prep" and any(child.dep_ == "nsubjpass" for child in node.lefts) and not _governs_gerund(below):
        return None
    if below.dep_ == "nsubjpass" and any(child.dep_ == "oprd" for child in node.rights):
        return None
    return cue


def _is_what_it_governs(verb: Token, clause: Token) -> bool:
    """Tell whether a gerund right behind a phrasal verb is its object: "ruled out sending arms"."""
    before = clause.nbor(-1) if clause.i else clause
    behind = before.dep_ == "prt" and before.head.i == verb.i
    return clause.dep_ == "advcl" and clause.tag_ == "VBG" and behind


def _accompanies_content(verb: Token, prep: Token) -> bool:
    """Tell whether a phrase stands beside what is said or wanted, told by a clause: "told her in a call that ..."."""
    if verb.pos_ != "VERB":
        return False
    below = (is_content(clause) for noun in prep.children for clause in noun.subtree)
    return prep.i < verb.i or any(child.dep_ == "ccomp" for child in verb.children) or any(below)


_OF_CLAUSES = ("nsubj", "nsubjpass", "aux", "mark")
"""What a whole clause has and a mere participle lacks."""


def _describes(noun: Token, clause: Token, cues: Cues) -> bool:
    """Tell what is said of the noun itself ("the contract signed in May") from its content ("a contract to buy")."""
    if clause.dep_ == "acl":
        return clause.tag_ == "VBN" and all(child.dep_ not in _OF_CLAUSES for child in clause.lefts)
    if clause.dep_ != "relcl" or cues.at(noun, "lasting") is None or not is_definite(noun, cues):
        return False
    own = any(child.dep_ in ("nsubj", "nsubjpass") and child.tag_ in ("WDT", "WP") for child in clause.lefts)
    return own or _tells_what_was_done(clause)


def _tells_what_was_done(clause: Token) -> bool:
    """Tell whether a clause without a pronoun says what somebody did with its noun: "the accord they have signed"."""
    auxiliaries = {child.tag_ for child in clause.lefts if child.dep_ in ("aux", "auxpass")}
    perfect = clause.tag_ == "VBN" and bool(auxiliaries & {"VBP", "VBZ", "VBD"}) and "MD" not in auxiliaries
    past = clause.tag_ == "VBD" or perfect
    return past and all(child.dep_ not in ("dobj", "ccomp", "xcomp") for child in clause.rights)


def _governs_gerund(prep: Token) -> bool:
    return any(child.dep_ == "pcomp" for child in prep.rights)


_LINKS = {
    "VERB": (
        "verb",
        frozenset(
            {"xcomp", "ccomp", "dobj", "prep", "nsubjpass", "oprd", "advcl", "parataxis", "dative", "attr"}
        ),
    ),
    "AUX": ("verb", frozenset({"xcomp", "ccomp"})),
    "NOUN": ("noun", frozenset({"acl", "prep", "compound", "appos", "ccomp", "relcl", "xcomp", "advcl"})),
    "ADJ": ("predicate", frozenset({"xcomp", "ccomp", "prep", "advcl"})),
    "ADV": ("predicate", frozenset({"xcomp", "ccomp", "prep"})),
}


def _embedded(node: Token, below: Token, here: Scope, value: Value, cue: str) -> Scope:
    scope = here.under(value, cue, node)
    past = node.tag_ in ("VBD", "VBN") and below.dep_ in ("ccomp", "parataxis")
    return replace(scope, reported=scope.reported or past)


def _clause(node: Token, below: Token, incoming: Scope, here: Scope, cues: Cues) -> Scope:
    """Return the scope of a clause that no cue governs."""
    if below.dep_ in ("xcomp", "pcomp") and node.dep_ == "prep":
        return _oblique(node, below, here, cues)
    if is_infinitive(below):
        return _purpose(node, here, cues)
    if below.dep_ == "ccomp" or below.dep_ == "parataxis":
        unsaid = here.value.negative and below.dep_ == "ccomp"
        return here.under(UNSTATED, "not", node) if unsaid else replace(here, reported=True)
    if below.dep_ == "xcomp":
        return here if below.pos_ not in ("VERB", "AUX") else here.under(UNSTATED, "unknown-verb", node)
    if below.dep_ == "advcl":
        return _adverbial(below, incoming, here, cues)
    if cues.at(node, "occasion") or (below.dep_ == "acl" and below.tag_ == "VBG" and not _apart(below)):
        return here
    if cues.at(below, "naming"):
        return here
    untrue = here.value.negative and here.cue in ("deny", "false") and cues.at(node, "noun") is not None
    if untrue and any(child.dep_ == "nsubj" and child.tag_ not in ("WDT", "WP") for child in below.lefts):
        return here  # "the report that they had given it access is false"
    return here.firm() if is_definite(node, cues) or _apart(below) else here


def _apart(clause: Token) -> bool:
    """Tell whether a comma parts the clause from its noun, so that it tells a fact of its own."""
    first = clause.left_edge.i
    return first > 0 and clause.doc[first - 1].text == ","


def _purpose(node: Token, here: Scope, cues: Cues) -> Scope:
    if any(cues.at(child, "achiever") for child in node.lefts) or cues.at(node, "achiever"):
        return here
    if here.value.negative:
        return here.under(UNSTATED, "purpose", node)
    return here.under(here.value.at_most(Modality.PLANNED), "purpose", node)


def _adverbial(below: Token, incoming: Scope, here: Scope, cues: Cues) -> Scope:
    """A clause of reason or in the past stands by itself; others share the main clause's doubt, not its denial."""
    if is_already(below, cues):
        return incoming.firm()
    told_then = in_the_past(below) and not any(backshifts(child, cues) for child in below.head.lefts)
    if told_then or gives_reason(below, cues):
        return incoming.under(UNSTATED, "not") if incoming.value.negative else incoming.firm()
    cue = wanted_then(below, cues)
    return here.firm(cue.applied(here.value, here.reported).modality if cue else here.value.modality)


def _predicated(node: Token, here: Scope, cues: Cues) -> Scope | None:
    """Return what is said of the subject: "is likely", "is on the table", "is a possibility"."""
    for child in node.children:
        if child.dep_ == "xcomp" and is_infinitive(child) and node.lemma_ == "be":
            return here.under(here.value.at_most(Modality.PLANNED), "be-to", child)
        if child.dep_ in ("acomp", "attr", "prep", "advmod", "oprd", "xcomp") and (
            cue := cues.at(child, "predicate", "noun")
        ):
            if child.dep_ == "prep" and len(cue.words) == 1 and not here.value.negative:
                continue
            return here.under(cue.applied(here.value), cue.name, child)
    return None


def _oblique(prep: Token, below: Token, here: Scope, cues: Cues) -> Scope:
    if _preposition(prep, cues, "opposing") and below.dep_ == "pobj" and not is_definite(below, cues):
        return here.under(UNSTATED, "against", prep)
    if _preposition(prep, cues, "opposing") and below.tag_ == "VBG":  # "decided against buying tanks"
        return here.under(here.value.flipped(), "against", prep)
    if prep.lower_ == "for" and below.tag_ == "VBG" and cues.at(prep.head, "deed"):
        return here.firm()
    if prep.lower_ == "for" and below.dep_ == "pobj" and _is_aim(prep, below, cues):
        return here.under(here.value.at_most(Modality.POSSIBLE), "for", prep)
    if cue := _preposition(prep, cues, "preposition"):
        apart = cue.links and below.dep_ not in cue.links
        return here if apart else here.under(cue.applied(here.value), cue.name, prep)
    if below.dep_ == "pobj" and _adjunct(prep, cues):
        return _presupposed(below, here, cues, told=True)
    if (governing := _embedding(prep.head, prep, cues)) and governing.affirmed != CERTAIN:
        return here
    if below.dep_ in ("pcomp", "xcomp") and below.tag_ == "VBG":
        return _gerund(prep, here, cues)
    if here.value.modality is Modality.UNSTATED and prep.head.pos_ == "VERB" and is_known(below, cues):
        return here.firm()
    beside = here.value.negative and _accompanies(prep.head, below)
    if below.dep_ == "pobj" and (beside or not _makes(prep.head, cues)):
        return _presupposed(below, here, cues, told=beside)
    return here


def _is_aim(prep: Token, noun: Token, cues: Cues) -> bool:
    """Tell whether "for" names what is wanted: "a study for a base"; a rent or a journey is for one that is there.

    A word that is a cue itself has said already how sure it is.
    """
    there = cues.at(prep.head, "bound", "noun" if prep.head.pos_ == "NOUN" else "verb") is not None
    some = is_any(noun) or (noun.tag_ == "NNS" and not is_definite(noun, cues))
    return cues.at(noun, "lasting") is not None and some and not there and not exists(noun, cues)


def _accompanies(verb: Token, noun: Token) -> bool:
    """Tell whether somebody's own thing goes with what a verb does to another ("did not join them on their trip")."""
    return any(child.dep_ == "dobj" for child in verb.rights) and any(child.dep_ == "poss" for child in noun.lefts)


def _gerund(prep: Token, here: Scope, cues: Cues) -> Scope:
    """What was done before or beside the main clause escapes its denial; of any other gerund one cannot tell."""
    if _preposition(prep, cues, "foregoing"):
        return here.firm(here.value.modality)
    if prep.lower_ == "to" and (near := cues.at(prep.head, "nearing")) and _is_still(prep.head.head):
        return here.under(near.applied(here.value), near.name, prep.head)
    plain = _preposition(prep, cues, "means") and not here.value.negative
    return here if plain else here.under(UNSTATED, "gerund", prep)


def _is_still(verb: Token) -> bool:
    """Tell whether something is near now: "came close to signing" says that it did not come about."""
    return verb.lemma_ == "be" or verb.tag_ in ("VBZ", "VBP", "VBG")


def _preposition(prep: Token, cues: Cues, role: str) -> Cue | None:
    """Return the cue that ends at or begins with the preposition ("instead of")."""
    for start in range(max(prep.sent.start, prep.i - 2), prep.i + 1):
        cue = cues.at(prep.doc[start], role)
        if cue is not None and start + len(cue.words) > prep.i:
            return cue
    return None


def _adjunct(prep: Token, cues: Cues) -> bool:
    return _preposition(prep, cues, "adjunct") is not None


def _makes(head: Token, cues: Cues) -> bool:
    return head.pos_ not in ("VERB", "AUX", "NOUN") or cues.at(head, "maker") is not None


def _presupposed(noun: Token, here: Scope, cues: Cues, *, told: bool) -> Scope:
    """What is known already is real; what merely is the occasion of a future clause lies ahead with it."""
    if is_known(noun, cues):
        return here.firm()
    if not told and not is_definite(noun, cues):
        open_ = here.value.negative and (_of_noun(noun, cues) or noun.dep_ == "pobj")
        return here.under(UNSTATED, "not", noun.head) if open_ else here
    past = here.value.negative or here.value.modality is Modality.CERTAIN
    return here.firm(Modality.CERTAIN if past else Modality.PLANNED)


def _of_noun(noun: Token, cues: Cues) -> bool:
    """Tell whether the noun hangs from another that does not bring it about ("no guidance on exercises")."""
    above = noun.head.head
    return noun.dep_ == "pobj" and above.pos_ == "NOUN" and cues.at(above, "maker") is None


def _would(verb: Token, cues: Cues) -> bool:
    """Tell whether a "would" below a verb of saying may tell of what depends on much: "a base would pay for itself"."""
    found = (cues.at(child, "auxiliary") for child in verb.lefts if child.dep_ == "aux")
    return any(cue is not None and cue.reported is not None for cue in found)


def _comes(noun: Token, cues: Cues) -> bool:
    """Tell whether a noun is of what comes and goes, not of what stays: "the visit depends on the weather"."""
    return noun.pos_ == "NOUN" and cues.at(noun, "lasting") is None


def _argument(verb: Token, noun: Token, here: Scope, cues: Cues) -> Scope:
    """A verb that makes its object shares its doubt with it; what others act upon is there already."""
    if noun.dep_ in ("nsubj", "nsubjpass"):
        cue = cues.at(verb, "contingent")
        if cue and not (exists(noun, cues) if cue.affirmed.negative or _comes(noun, cues) else is_definite(noun, cues)):
            return here.under(cue.applied(here.value), cue.name, verb)
        if cue := fails_to_come(verb, cues):
            return here.under(cue.applied(here.value), cue.name, verb)
        if verb.pos_ != "AUX" and cues.at(verb, "maker"):
            return here
        if here.value.modality is Modality.PLANNED and is_any(noun) and _would(verb, cues):
            return here.under(here.value.at_most(Modality.POSSIBLE), "would", verb)
        if exists(noun, cues):
            return here.firm()
        return here.firm(here.value.modality) if here.value.negative else here
    return here if cues.at(verb, "maker", "naming") else _presupposed(noun, here, cues, told=False)
