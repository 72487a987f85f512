"""Whether a base is there: told as standing, attacked or visited; or only wanted, planned, being built, given up."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.actors import actors_of, states_in_name
from kg.extract.base_doubt import MAKING, is_rented, is_spot
from kg.extract.draft import is_plural, points_back
from kg.extract.factuality import factuality
from kg.extract.occasion import is_over
from kg.extract.reading import Reading, background
from kg.extract.saying import negates
from kg.extract.slots import Standing, doubt, standing, telling
from kg.extract.syntax import arguments, is_verb
from kg.extract.topics import is_topic
from kg.extract.triggers import Hit, Nucleus
from kg.lexicon.cues import CERTAIN
from kg.model import STATES, Entity, Modality, Polarity, TimeExpression
from kg.parse import Token

FAMILY = "MilitaryBase"
OPERATIONAL = "operational"
CLOSED = "closed"
_WANTING = "want-base"
_HIGHEST = 6
"""Steps up from what is said of a base to the deal or talk of which it is the matter."""


def stand(reading: Reading, nucleus: Nucleus, hit: Hit | None) -> Standing | None:
    """What the sentence commits to: whoever attacks or visits a base, or may do so, takes it to be there."""
    implied = hit.status if hit else _by_then(reading, nucleus) or reading.frames.statuses.get(nucleus.evokes, "")
    held = standing(reading, FAMILY, telling(nucleus, hit), implied, OPERATIONAL, nucleus.head)
    acted_upon = hit is not None and _is_acted_upon(reading, hit)
    if prolonging(reading, nucleus) is not None or (hit is not None and _is_there_already(hit, held)):
        return _as_there(reading, nucleus)
    if hit is None and held is not None and held.modality is not Modality.CERTAIN and is_spot(reading, nucleus):
        return _as_there(reading, nucleus)
    if hit is None and (is_rented(reading, nucleus) or _remains(reading, nucleus)):
        return _as_there(reading, nucleus)
    if held is None and hit is not None:
        held = _left(reading, nucleus, hit) or _denied_or_wanted(reading, hit, implied)
    if hit is None and nucleus.entity is None and nucleus.head.dep_ in ("compound", "nmod"):
        return None
    if hit is None and (is_topic(reading, nucleus) or _is_listed(nucleus)):
        return None
    there = (hit is None or acted_upon) and _is_there(reading, nucleus, acted_upon=acted_upon)
    known = nucleus.entity is not None and bool(nucleus.entity.iri)
    if there and known and held is not None and held.modality is Modality.POSSIBLE and _by_then(reading, nucleus):
        return held
    if there and (acted_upon or known):
        view = held.view if held else factuality(reading.linked, nucleus.head.i, reading.lexicon)
        return Standing(_by_then(reading, nucleus) or OPERATIONAL, Modality.CERTAIN, Polarity.POSITIVE, view)
    if hit is None and nucleus.entity is None and not points_back(nucleus) and _is_asked_for(reading, nucleus):
        view = factuality(reading.linked, nucleus.head.i, reading.lexicon)
        return Standing("proposed", Modality.POSSIBLE, Polarity.POSITIVE, view)
    bare_owned = hit is None and there and _is_anybodys(reading, nucleus)
    if hit is not None and (_is_left_open(reading, hit, held) or _is_opposed(hit)):
        view = held.view if held else factuality(reading.linked, hit.token.i, reading.lexicon)
        return Standing("proposed", Modality.POSSIBLE, Polarity.POSITIVE, view)
    noun = hit is None or acted_upon or not is_verb(hit.token)
    unsure = held is None or held.status in ("proposed", "planned")
    if bare_owned or (noun and unsure and is_known_to_stand(reading, nucleus, [])):
        return _as_there(reading, nucleus)
    if held is None:
        return None
    if hit is None and known and held.modality is Modality.PLANNED and _was_there(reading, nucleus):
        return _as_there(reading, nucleus)
    if hit is not None and hit.rule == _WANTING and held.status == "proposed" and held.polarity is Polarity.POSITIVE:
        held = replace(held, modality=Modality.POSSIBLE)
    if hit is not None and held.modality is Modality.CERTAIN and _is_matter(reading, hit):
        return replace(held, status="planned")
    if held.status == OPERATIONAL and held.modality is Modality.CERTAIN and _is_former(reading, nucleus):
        return replace(held, status=CLOSED)
    if hit is not None and held.status == "under construction" and is_built(reading, hit):
        held = replace(held, status=OPERATIONAL)
    if hit is not None and held.polarity is Polarity.NEGATIVE and _is_to_be_made(hit) and held.status == OPERATIONAL:
        return replace(held, status="planned", modality=Modality.PLANNED)
    if hit is not None and hit.rule == "operate-base" and _is_over(hit, held):
        return Standing(CLOSED, Modality.CERTAIN, Polarity.POSITIVE, held.view)
    if _still_stands(reading, nucleus, hit, held):
        return Standing(OPERATIONAL, Modality.CERTAIN, Polarity.POSITIVE, held.view)
    if _is_to_be_used(reading, nucleus, hit, held):
        return None
    if hit is not None and held.status == OPERATIONAL and is_going_on(reading, hit):
        return replace(held, status="planned")
    if points_back(nucleus) and held.polarity is Polarity.NEGATIVE and held.status == "under construction":
        return None  # that work on "the base" has begun is denied, not that there is to be one
    mere = hit is not None and not is_verb(hit.token) and hit.token.lemma_.lower() not in reading.frames.words["access"]
    if points_back(nucleus) and mere and held.status in ("proposed", "planned"):
        return None  # "forces at the base will help": what they may do leaves open what of the base was told before
    return None if (there or acted_upon) and held.status in ("proposed", "planned") else held


def prolonging(reading: Reading, nucleus: Nucleus) -> Token | None:
    """The word by which a base's lease is prolonged, so that it is there: "agreed to extend the lease on its base"."""
    terms, above = reading.frames.words["base-terms"], list(nucleus.head.ancestors)[:_HIGHEST]
    for word in above:
        if word.lemma_.lower() in reading.frames.words["prolonging"]:
            around = arguments(word)
            told = [head for place in ("obj", "of", "to", "mod") for head in around.get(place, [])]
            if any(head.lemma_.lower() in terms and (head in above or is_verb(word)) for head in told):
                return word
    return None


def _is_asked_for(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether somebody is asked to take a base in: "pressed Kenya to accept a presence, including bases"."""
    words, above = reading.frames.words, list(nucleus.head.ancestors)
    taken = [verb for verb in above if verb.tag_ == "VB" and verb.lemma_.lower() in words["taking-in"]]
    return any(verb.head.lemma_.lower() in words["asking"] for verb in taken)


def _is_there_already(hit: Hit, held: Standing | None) -> bool:
    """Tell whether a base is held already, whatever is wanted besides: "need not open one as it already has one"."""
    beside = {child.lower_ for child in hit.token.children}
    modal = any(child.tag_ == "MD" for child in hit.token.lefts)
    told = "already" in beside and not modal and held is not None and not held.view.hypothetical
    return told and hit.rule == "operate-base" and is_verb(hit.token)


def _is_to_be_used(reading: Reading, nucleus: Nucleus, hit: Hit | None, held: Standing) -> bool:
    """Tell whether it is but said who will use a base told of before, which leaves open whether it is there."""
    if hit is None or held.status not in ("proposed", "planned") or not points_back(nucleus):
        return False
    used = reading.frames.words["using"] | reading.frames.words["manning"]
    return is_verb(hit.token) and hit.token.lemma_.lower() in used and nucleus.entity is None


def _is_listed(nucleus: Nucleus) -> bool:
    """Tell whether bases are an item of a list without a verb, of which one cannot tell who says it of them."""
    head = nucleus.head
    return nucleus.entity is None and is_plural(nucleus) and head.dep_ == "ROOT" and not any(map(is_verb, head.sent))


def _is_opposed(hit: Hit) -> bool:
    """Tell whether it is the founding of a base that somebody is against: "voted against the return of bases"."""
    return hit.rule in MAKING and hit.token.dep_ in ("pobj", "pcomp") and hit.token.head.lower_ == "against"


def _is_to_be_made(hit: Hit) -> bool:
    """Tell whether a base is one that somebody might found: "refused to open a base", "a ban on opening bases"."""
    verb = hit.token
    return hit.rule in MAKING and (not is_verb(verb) or verb.tag_ in ("VB", "VBG"))


def _is_matter(reading: Reading, hit: Hit) -> bool:
    """Tell whether the founding of a base is but what a decree or deal is about: "a decree on opening a base"."""
    noun, words = hit.token, reading.frames.words
    if hit.rule not in MAKING or is_verb(noun) or noun.dep_ != "pobj" or noun.head.lower_ == "against":
        return False
    return noun.head.lower_ in words["about"] or noun.head.head.lemma_.lower() in words["base-projects"]


def _is_former(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether it is a base no more: "its former base"; a former Soviet one may be another's today."""
    words = {token.lower_ for token in nucleus.head.lefts}
    gone = any((one := reading.entity_of(token)) is not None and one.code == "SUN" for token in nucleus.head.lefts)
    return bool(words & reading.frames.words["former"]) and not gone


def _denied_or_wanted(reading: Reading, hit: Hit, implied: str) -> Standing | None:
    """What is left of a base whose noun is in doubt: that there is not "any", or that somebody is to bring it about."""
    held = standing(reading, FAMILY, hit.token, implied, OPERATIONAL)
    if held is not None and held.polarity is Polarity.NEGATIVE:
        return held
    view = factuality(reading.linked, hit.token.i, reading.lexicon)
    if held is None and hit.rule in MAKING and not view.hypothetical and view.cue != "question":
        return Standing("proposed", Modality.POSSIBLE, Polarity.POSITIVE, view)
    return None


def _left(reading: Reading, nucleus: Nucleus, hit: Hit) -> Standing | None:
    """Bases that somebody is only about to leave are there: "progress in pulling out of bases in Chad"."""
    view = factuality(reading.linked, hit.token.i, reading.lexicon)
    behind = hit.token.dep_ == "pcomp" and hit.token.tag_ == "VBG" and not view.hypothetical
    sure = is_plural(nucleus) or points_back(nucleus) or nucleus.entity is not None
    left = hit.status == CLOSED and behind and sure and doubt(reading, nucleus.head) is Modality.CERTAIN
    return _as_there(reading, nucleus) if left else None


def _as_there(reading: Reading, nucleus: Nucleus) -> Standing:
    view = factuality(reading.linked, nucleus.head.i, reading.lexicon)
    return Standing(_by_then(reading, nucleus) or OPERATIONAL, Modality.CERTAIN, Polarity.POSITIVE, view)


def _is_anybodys(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a base is told of in passing as somebody's: "an alternative to its naval base at Simba"."""
    words = reading.frames.words["to-come-first"]
    owned = [child for child in nucleus.head.lefts if child.dep_ == "poss"]
    ahead = any(child.lower_ in words for child in nucleus.head.lefts)
    return bool(owned) and nucleus.head.dep_ == "pobj" and not ahead


def _remains(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a base is to go on being there, so that it is: "the Kenyan base at Kismayo would stay open"."""
    head, verb, words = nucleus.head, nucleus.head.head, reading.frames.words
    owned = any(child.dep_ == "poss" for child in head.lefts) or nucleus.entity is not None or points_back(nucleus)
    ahead = any(child.lower_ in words["to-come-first"] for child in head.lefts)
    if not (is_verb(verb) and head.dep_ == "nsubj" and verb.lemma_.lower() in words["remaining"]) or ahead:
        return False
    denied = any(negates(child, reading.lexicon.cues) for child in (*head.lefts, *verb.lefts))
    behind = [child for child in verb.rights if child.dep_ not in ("punct", "npadvmod", "advcl")]
    denied = denied or not all(_leaves_there(reading, child) for child in behind)
    return owned and not denied and doubt(reading, head) is Modality.CERTAIN


def _was_there(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a known base of which something else is to come was there: "Simba would not go to Chad"."""
    known, published = background(reading, nucleus.entity), reading.linked.annotation.document.date
    begun = not known.since or (published is not None and known.since < published.year)
    subject = nucleus.head.dep_ == "nsubj" and nucleus.head.head.lemma_ not in ("be", "become")
    return bool(known.hosts) and begun and subject


def _leaves_there(reading: Reading, word: Token) -> bool:
    """Tell whether what a base remains leaves it there: "open", "in Chad", not "an idea", "in doubt"."""
    lasting = word.dep_ == "prep" and word.lower_ in ("until", "till")
    placed = word.dep_ == "prep" and any(reading.mention(noun) for noun in word.rights)
    return lasting or placed or word.lower_ in reading.frames.words["remaining-so"]


def _is_over(hit: Hit, held: Standing) -> bool:
    """Tell whether the use of a base has ended: "had stopped using the base", not "wants to stop using it"."""
    stopped = held.view.cue == "stop" and held.view.tense == "past" and held.modality is Modality.CERTAIN
    above = hit.token.head
    infinitive = any(child.tag_ == "TO" for child in above.lefts)
    return stopped and held.polarity is Polarity.NEGATIVE and not infinitive and is_verb(hit.token)


def _by_then(reading: Reading, nucleus: Nucleus) -> str:
    """ "closed" for a base of which it is known that it had been given up a year before the article or earlier."""
    published, ended = reading.linked.annotation.document.date, background(reading, nucleus.entity).ended
    return CLOSED if published is not None and ended and ended < published.year else ""


def _is_left_open(reading: Reading, hit: Hit, held: Standing | None) -> bool:
    """Tell whether a base is but the matter of a deal or of talk that comes to nothing, or may: "a suspended deal"."""
    words, cues = reading.frames.words, reading.lexicon.cues
    above = [hit.token, *list(hit.token.ancestors)[:_HIGHEST]]
    nouns = [token for token in above if not is_verb(token) and token.lemma_.lower() in words["base-projects"]]
    if not nouns or hit.status == CLOSED or any(negates(child, cues) for noun in nouns for child in noun.lefts):
        return False
    if held is None:
        return True
    verbs = (token.lemma_.lower() for noun in nouns for token in noun.ancestors)
    return held.polarity is Polarity.NEGATIVE and any(verb in words["leaving-open"] for verb in verbs)


def is_known_to_stand(reading: Reading, nucleus: Nucleus, operators: list[Entity]) -> bool:
    """Tell whether a base is known to be there at the time, whatever its own owners want of it."""
    known, published = background(reading, nucleus.entity), reading.linked.annotation.document.date
    owners = {operator.code for operator in operators} <= {*known.hosts, *known.operators}
    since = known.ended or (published is not None and 0 < known.since < published.year)
    sentence = reading.sentence(nucleus.head)
    others = {entity.code for entity in states_in_name(reading, sentence.first, sentence.last)} - set(known.hosts)
    named = reading.mention(nucleus.head) is not None or points_back(nucleus)
    home = named and bool(known.operators) and set(known.operators) <= set(known.hosts)
    return owners and bool(since or (home and others.isdisjoint(reading.basing)))


def _still_stands(reading: Reading, nucleus: Nucleus, hit: Hit | None, held: Standing) -> bool:
    """Tell whether a base is only to be given up, or no longer to be used: "Kenya will leave its base"."""
    told = points_back(nucleus) or nucleus.entity is not None or (hit is not None and hit.token.tag_ != "VBN")
    told = told and doubt(reading, nucleus.head) is Modality.CERTAIN
    over = hit is not None and any(child.lower_ == "have" and child.dep_ == "aux" for child in hit.token.lefts)
    negative = held.polarity is Polarity.NEGATIVE
    over = over or (held.modality is Modality.PROBABLE and held.view.tense == "past" and not negative)
    if hit is not None and held.status == CLOSED and hit.token.head.lemma_.lower() in reading.frames.words["deadlines"]:
        return True
    if hit is not None and hit.rule == "improve-base":
        return told
    if hit is not None and hit.token.lemma_.lower() in reading.frames.words["using"]:
        denied = held.view.cue in ("deny", "false", "absence")
        return negative and not denied and (points_back(nucleus) or nucleus.entity is not None)
    return held.status == CLOSED and told and (negative or held.modality is not Modality.CERTAIN) and not over


def _is_acted_upon(reading: Reading, hit: Hit) -> bool:
    """Tell whether something is done to or at the base: it is fired at, not launched itself."""
    verb, words = hit.token.lemma_.lower(), reading.frames.words
    if verb == "leave" and hit.status == CLOSED and _is_withdrawn(reading, hit.token):
        return False
    return verb in words["acted-upon"] and (verb not in words["becoming"] or hit.place != "obj")


def _is_withdrawn(reading: Reading, leave: Token) -> bool:
    """Tell whether it is forces that leave, not a guest: "the last Kenyan troops left the base"."""
    forces = reading.frames.words["force-nouns"] | reading.frames.words["whole-forces"]
    subjects = arguments(leave).get("subj", [])
    states = any((entity := reading.entity_of(head)) and entity.kind in (*STATES, "ArmedForces") for head in subjects)
    return states or any(head.lemma_.lower() in forces for head in subjects)


def ending(reading: Reading, hit: Hit, held: Standing) -> TimeExpression | None:
    """When a base ended that was kept up to then: "ran a base until 1992", "leased the base from 1979 to 2004"."""
    verb = hit.token
    past = verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in verb.lefts if child.dep_ in ("aux", "auxpass"))
    if hit.rule != "operate-base" or not past or held.modality is not Modality.CERTAIN:
        return None
    known = reading.linked.annotation.document.date is not None
    for item in reading.times:
        prep = reading.tokens[item.first - 1] if item.first else None
        if prep is None or prep.pos_ not in ("ADP", "SCONJ") or prep.head not in (verb, *verb.children):
            continue
        last = prep.lower_ in ("until", "till") or (prep.lower_ in ("from", "between") and "/" in item.time.value)
        dated = is_over(reading, item.time) if known else verb.lemma_.lower() not in reading.frames.words["using"]
        if last and dated:
            return item.time
    return None


def is_built(reading: Reading, hit: Hit) -> bool:
    """Tell whether the building is over: "the base was built by Kenya", no "is being built", no "construction"."""
    verb = hit.token
    helpers = {child.lower_ for child in verb.lefts if child.dep_ in ("aux", "auxpass")}
    past = verb.tag_ == "VBD" or (verb.tag_ == "VBN" and bool(helpers & {"was", "were", "has", "have", "had"}))
    return is_verb(verb) and past and "being" not in helpers


def _is_there(reading: Reading, nucleus: Nucleus, *, acted_upon: bool) -> bool:
    """Tell whether the words are of bases that exist: a name, or "U.S. bases" that nobody wants, plans or builds."""
    head, cues = nucleus.head, reading.lexicon.cues
    if doubt(reading, head) is not Modality.CERTAIN or any(negates(child, cues) for child in head.lefts):
        return False
    first = head
    while first.dep_ in ("conj", "appos") or (nucleus.entity is not None and first.dep_ in ("compound", "nmod")):
        first = first.head
    above = first.head.head if first.dep_ == "pobj" else first.head
    to = first.dep_ == "pobj" and first.head.lower_ == "to"
    governing = cues.at(above, "verb", "noun") if above is not first else None
    made = not acted_upon and first.dep_ != "pobj" and cues.at(above, "maker") is not None
    if made or (governing is not None and governing.affirmed != CERTAIN and not (to or acted_upon)):
        return False
    owned = any(actors_of(reading, arguments(head).get(place, [])) for place in ("mod", "poss"))
    owned = owned or any(child.dep_ == "poss" for child in head.lefts)
    return nucleus.entity is not None or (owned and (is_plural(nucleus) or points_back(nucleus)))


def is_going_on(reading: Reading, hit: Hit) -> bool:
    """Tell whether what brings the base about is not over: "is opening a base", "announced it is deploying radars"."""
    verb = hit.token
    held = verb.dep_ == "acl" and verb.head.lemma_.lower() in ("ceremony", "event")
    begun = verb.tag_ == "VBG" and verb.dep_ not in ("pcomp", "amod") and not held
    return begun and verb.lemma_ in reading.frames.words["becoming"]
