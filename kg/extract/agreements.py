"""Agreements: treaties, pacts, declarations and deals between states, and what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import actors_of, state, states_in_name, unique
from kg.extract.alliances import each_pair, is_body
from kg.extract.capitals import capitalised
from kg.extract.draft import Draft, fillers, is_plural, points_back
from kg.extract.endings import BINDING, has_run_out, is_kept, is_no_party, is_pondered, is_told_before
from kg.extract.known import before, called, identified, is_namesake, living
from kg.extract.making import (
    counted,
    is_assembly,
    is_astray,
    is_mere_paper,
    is_other_lease,
    is_sort,
    notices,
    war_enders,
    without_broker,
)
from kg.extract.matters import PAPERS, is_ours
from kg.extract.occasion import is_ahead_of_us, is_over, when, where
from kg.extract.reading import Reading, background
from kg.extract.slots import Standing, doubt, extent, main_hit, slots, standing, telling
from kg.extract.syntax import arguments
from kg.extract.topics import is_topic
from kg.extract.triggers import Hit, Nucleus, hits
from kg.extract.unsigned import denied_noun, is_dated_aside, is_promised, is_put_off, is_title
from kg.lexicon.cues import CERTAINTY
from kg.model import STATES, Entity, Filler, Modality, Polarity
from kg.parse import Token

FAMILY = "Agreement"
IN_FORCE = "in force"
SIGNED = "signed"
PROPOSED = "proposed"
NEGOTIATED = "negotiated"
PARTIES = (*STATES, "InternationalOrganization", "ArmedGroup")
FEW = 3
NEWS = 4
"""Sentences at the head of an article, which tell what is new in it."""
GENERAL = frozenset({"the", "a", "of", "on", "and", "agreement", "treaty"})
MADE = ("signed", "ratified", "negotiated")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SUSPENDED = "suspended"
_LEAVING = ("terminated", _SUSPENDED)
_OF_MANY = ("Treaty", "ArmsControlTreaty", "Alliance")
"""Kinds of agreement that often have many parties, of which one may leave."""


def read(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of the agreement that the phrase names."""
    if nucleus.family != FAMILY or is_namesake(reading, nucleus) or is_body(reading, nucleus):
        return
    if is_other_lease(reading, nucleus) or is_title(reading, nucleus) or is_assembly(reading, nucleus):
        return
    draft = _draft(reading, nucleus, counted(reading, nucleus, hits(reading, nucleus)))
    if draft is not None:
        yield from each_pair(reading, nucleus, draft)


def _draft(reading: Reading, nucleus: Nucleus, found: list[Hit]) -> Draft | None:
    hit = _signed_first(nucleus, found) or _ended_last(nucleus, found) or main_hit(found)
    talk = hit is None and is_topic(reading, nucleus)
    if nucleus.entity is not None and is_plural(nucleus) and " and " in nucleus.entity.name and not nucleus.entity.iri:
        nucleus = replace(nucleus, entity=None)  # "the VFA and ACSA agreements" are two, of one name each
    by_name, nucleus = nucleus.entity is not None, identified(reading, _of_its_parties(reading, nucleus), hit)
    trigger = hit.token if hit else nucleus.head
    named = denied_noun(reading, nucleus) if hit is None else None
    told = standing(
        reading,
        FAMILY,
        nucleus.head if is_astray(nucleus, hit) else named or telling(nucleus, hit),
        hit.status if hit else "",
        SIGNED if nucleus.evokes in PAPERS else IN_FORCE,
        named or nucleus.head,
    )
    if hit is not None and hit.status == IN_FORCE and nucleus.head.is_ancestor(hit.token):
        whole = standing(reading, FAMILY, nucleus.head, "", IN_FORCE, nucleus.head)
        told = whole if whole and whole.polarity is Polarity.NEGATIVE else told  # "no pact that lets troops in"
    if told and hit and is_astray(nucleus, hit):  # "loyal to the pact on arms that was signed": it was, come what may
        told = replace(told, status=hit.status, modality=Modality.CERTAIN, polarity=Polarity.POSITIVE)
    bare = hit is None or not hit.status
    if told and is_put_off(reading, hit):
        told = replace(told, status=SIGNED, modality=Modality.CERTAIN, polarity=Polarity.NEGATIVE)
    if told and (bare or told.status == PROPOSED) and is_ahead(reading, nucleus):
        told = replace(told, status=PROPOSED, modality=min(told.modality, Modality.POSSIBLE, key=CERTAINTY.index))
    if told and told.status in _LEAVING and hit and (is_kept(reading, hit.token) or is_pondered(hit.token)):
        told = replace(told, status=IN_FORCE, modality=Modality.CERTAIN, polarity=Polarity.POSITIVE)
    if told and told.status in _LEAVING and told.modality is Modality.PLANNED and hit and is_told_before(hit.token):
        told = replace(told, modality=Modality.CERTAIN)
    if told and hit and hit.rule == BINDING and told.status == PROPOSED and told.polarity is Polarity.NEGATIVE:
        return None  # "no longer held itself bound by the pact"
    if talk and told is not None and told.modality is Modality.CERTAIN and told.status != PROPOSED:
        return None
    if (
        is_mere_paper(nucleus, hit)
        or is_sort(reading, nucleus, found)
        or (nucleus.evokes == "JointDeclaration" and _is_own(reading, nucleus, hit))
    ):
        return None
    if bare and is_no_party(reading, nucleus):
        return None
    held = _settled(reading, nucleus, told, made=hit is not None and hit.status in MADE, bare=bare)
    if held and held.status == IN_FORCE and held.modality is Modality.CERTAIN and has_run_out(reading, nucleus, found):
        held = replace(held, status="terminated")
    filled = slots(reading, nucleus, found)
    sides = without_broker(reading, found, filled.get("parties", []))
    parties = _parties(reading, nucleus, sides, by_name=by_name)
    leaving = _leavers(reading, nucleus, hit) if hit and held and held.status in _LEAVING else []
    announced = held is not None and held.modality is Modality.PLANNED and held.status == _SUSPENDED
    if leaving and (announced or reading.sentence(trigger).index < NEWS):
        parties = leaving
    elif leaving and held is not None:  # that one party left before does not end a pact of many
        held = replace(held, status=IN_FORCE, modality=Modality.CERTAIN, polarity=Polarity.POSITIVE)
    aside = not parties and nucleus.entity is None and hit is not None and is_told_before(hit.token)
    if held is None or not is_ours(reading, nucleus, parties) or (aside and held.status in _LEAVING):
        return None
    own = nucleus.head.i if held.status in (*_LEAVING, "ratified") else nucleus.start
    triggers = [trigger, *war_enders(reading, nucleus.head), *notices(reading, hit)]
    time = when(reading, nucleus.head, triggers, own, own if own == nucleus.head.i else nucleus.last)
    if time is not None and held.status in MADE and held.modality is Modality.CERTAIN and is_ahead_of_us(reading, time):
        time = None  # "sign 2019 cooperation plan", in 2018
    if hit is not None and hit.status in MADE and is_over(reading, time) and is_dated_aside(reading, hit):
        held = replace(held, status=hit.status, modality=Modality.CERTAIN, polarity=Polarity.POSITIVE)
    if held.status in _LEAVING and held.modality is Modality.PLANNED and not is_promised(reading, trigger):
        held = replace(held, modality=Modality.PROBABLE)
    unproposed = bare and held.status == PROPOSED and doubt(reading, nucleus.head) is Modality.CERTAIN
    if unproposed and is_over(reading, time):  # "under a treaty of 2012" it is there, whatever the clause plans
        held = replace(held, status=IN_FORCE, modality=Modality.CERTAIN, polarity=Polarity.POSITIVE)
    return Draft(
        family=FAMILY,
        kind=nucleus.evokes,
        trigger=extent(nucleus, hit),
        rule=hit.rule if hit else nucleus.noun.entry if nucleus.noun else "named-agreement",
        held=held,
        confidence=0.9 if nucleus.entity else 0.8 if len(parties) > 1 else 0.6,
        fillers=fillers(
            name=_names(reading, nucleus),
            kind=reading.frames.kind_of(nucleus.evokes),
            parties=parties,
            date=time,
            place=where(reading, filled.get("place", [])) if held.status not in (IN_FORCE, *_LEAVING) else None,
        ),
        head=nucleus.head,
        bare=bare,
        definite=points_back(nucleus),
        plural=is_plural(nucleus),
        own=_own_states(reading, nucleus),
    )


def _of_its_parties(reading: Reading, nucleus: Nucleus) -> Nucleus:
    """The phrase without the known agreement where it is one with another state: "a VFA with France"."""
    known = set(background(reading, nucleus.entity).parties)
    if nucleus.entity is None or not 1 < len(known) <= FEW or not _is_some(nucleus.head):
        return nucleus
    above = nucleus.head.head.head if nucleus.head.dep_ == "pobj" else nucleus.head.head
    with_ = [child for noun in (nucleus.head, above) for child in noun.rights if child.lower_ == "with"]
    beside = [head for child in with_ for head in child.rights]
    others = {entity.code for entity in actors_of(reading, beside) if entity.kind in STATES} - known
    return replace(nucleus, entity=None) if others else nucleus


def _signed_first(nucleus: Nucleus, found: list[Hit]) -> Hit | None:
    """That it was signed, told in a clause of its own, before what it does: "the pact, signed in May, allows ..."."""
    telling = [hit for hit in found if hit.status]
    inside = bool(telling) and telling[0].status == PROPOSED and nucleus.head.is_ancestor(telling[0].token)
    if not telling or not (telling[0].status == IN_FORCE or inside):
        return None
    return next((hit for hit in telling if hit.status in MADE and nucleus.head.is_ancestor(hit.token)), None)


def _ended_last(nucleus: Nucleus, found: list[Hit]) -> Hit | None:
    """That it ended, where a clause of its own tells of before: "the pact, renewed in May, expired in June"."""
    telling = [hit for hit in found if hit.status]
    if not telling or telling[0].status != IN_FORCE or not nucleus.head.is_ancestor(telling[0].token):
        return None
    return next((hit for hit in telling if hit.status in _LEAVING and not nucleus.head.is_ancestor(hit.token)), None)


def _settled(reading: Reading, nucleus: Nucleus, held: Standing | None, *, made: bool, bare: bool) -> Standing | None:
    """A known agreement is there, however unsure what is said around it, but for its making and its own words."""
    if held is not None and bare and held.polarity is Polarity.POSITIVE and _is_presupposed(reading, nucleus):
        return Standing(IN_FORCE, Modality.CERTAIN, Polarity.POSITIVE, held.view)
    if held is None or nucleus.entity is None or not nucleus.entity.iri:
        return held
    if _is_to_come(reading, nucleus.entity):
        coming = Standing(NEGOTIATED, Modality.POSSIBLE, held.polarity, held.view)
        return coming if held.status == IN_FORCE else held
    if held.status == IN_FORCE and held.polarity is Polarity.NEGATIVE:
        return None
    if held.status in (IN_FORCE, PROPOSED) and _may_be_to_come(reading, nucleus):
        return None
    unsure = held.polarity is Polarity.NEGATIVE or held.modality is not Modality.CERTAIN
    if held.status in _LEAVING and held.polarity is Polarity.NEGATIVE and held.modality is Modality.CERTAIN:
        return Standing(IN_FORCE, Modality.CERTAIN, Polarity.POSITIVE, held.view)
    if held.status != PROPOSED and not (held.status == NEGOTIATED and unsure):
        return held
    dated = any(reading.times_in(nucleus.start, nucleus.head.i))
    if made or doubt(reading, nucleus.head) is Modality.POSSIBLE or (_is_some(nucleus.head) and not dated):
        return None  # of one that is there already nothing can be told that is still to come
    return Standing(IN_FORCE, Modality.CERTAIN, Polarity.POSITIVE, held.view)


def _is_presupposed(reading: Reading, nucleus: Nucleus) -> bool:
    """An alliance that is spoken of as somebody's is there, whatever is planned around it: "to deepen their alliance".

    So is a treaty that somebody has: "to keep its peace treaty with Israel".
    """
    head = nucleus.head
    if _is_some(head) or doubt(reading, head) is not Modality.CERTAIN or is_plural(nucleus):
        return False
    if any(child.lower_ in reading.frames.words["other-edition"] for child in head.lefts):
        return False
    owned = any(child.dep_ == "poss" for child in head.lefts)
    if nucleus.evokes == "Alliance":
        return owned or points_back(nucleus) or len(states_in_name(reading, nucleus.start, nucleus.last)) > 1
    return owned and reading.frames.kind_of(nucleus.evokes) == "treaty"


def _is_own(reading: Reading, nucleus: Nucleus, hit: Hit | None) -> bool:
    """Tell whether several persons of one state made the statement: a minister with his own prime minister."""
    places = arguments(nucleus.head), arguments(hit.token) if hit else {}
    heads = [head for place in places for role in ("subj", "by", "from", "of", "poss") for head in place.get(role, ())]
    told = actors_of(reading, heads)
    persons = [entity for entity in told if entity.kind == "Person"]
    return len(persons) > 1 and len([entity for entity in told if entity.kind in PARTIES]) == 1


def is_ahead(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether it is only near, or would go beyond one that is there: "close to a deal", "a wider pact"."""
    words, head = reading.frames.words, nucleus.head
    if before(reading, nucleus) & words["agreement-to-come"] and not points_back(nucleus):
        return True
    near = words["agreement-nearing"]
    above = head.head.head if head.head.pos_ == "ADP" and head.head.lower_ != "of" else head.head
    below = (child for prep in above.rights if head.dep_ == "nsubj" for child in (prep, *prep.rights))
    return above.lemma_.lower() in near or above.lower_ in near or any(word.lower_ in near for word in below)


def _is_some(noun: Token) -> bool:
    """Tell whether the phrase speaks of a thing to come, whatever its name: "a final nuclear deal with Iran"."""
    return any(child.dep_ == "det" and child.lower_ in ("a", "an", "any", "some") for child in noun.lefts)


def _is_to_come(reading: Reading, entity: Entity) -> bool:
    """Tell whether the article is no younger than the agreement, which it then speaks of before or as it is made."""
    made, published = background(reading, entity).year, reading.linked.annotation.document.date
    return bool(made and published and published.year <= made)


def _may_be_to_come(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether an article without a date only describes it, without its name or a year since it was made."""
    document, entity = reading.linked.annotation.document, nucleus.entity
    made = background(reading, entity).year
    if document.date is not None or not made or entity is None:
        return False
    named = (mention for mention in reading.linked.mentions if mention.entity.iri == entity.iri)
    if any(reading.doc[mention.head].text[:1].isupper() for mention in named):
        return False
    return all(int(year) < made for year in _YEAR.findall(document.text))


def _leavers(reading: Reading, nucleus: Nucleus, hit: Hit) -> list[Entity]:
    """Who leaves or suspends a pact of many: not all of its parties."""
    known = background(reading, nucleus.entity).parties
    if (len(known) and len(known) <= FEW) or _is_of_two(reading, nucleus, hit):
        return []
    heads = [head for role, places in slots(reading, None, [hit]).items() if role == "parties" for head in places]
    return [entity for entity in actors_of(reading, heads) if entity.kind in STATES]


def _own_states(reading: Reading, nucleus: Nucleus) -> frozenset[str]:
    """The states in the phrase or behind its "with": "the China deal", "the deal with Chad"."""
    within = states_in_name(reading, nucleus.start, nucleus.last)
    behind = [head for child in nucleus.head.rights if child.lower_ == "with" for head in child.rights]
    return frozenset(entity.short for entity in (*within, *actors_of(reading, behind)) if entity.kind in STATES)


def _is_of_two(reading: Reading, nucleus: Nucleus, hit: Hit) -> bool:
    """Tell whether one party alone ends an accord like any between two: to cancel it ends it, to leave does not."""
    if nucleus.entity is not None or nucleus.evokes in _OF_MANY:
        return False
    if hit.token.lemma_.lower() in reading.frames.words["leaving"]:
        return False
    return not any(len(background(reading, mention.entity).parties) > FEW for mention in reading.linked.mentions)


def _parties(reading: Reading, nucleus: Nucleus, heads: list[Token], *, by_name: bool) -> list[Entity]:
    within = reading.doc[nucleus.start : nucleus.last]
    named = [entity for token in within if (entity := reading.entity_of(token)) and entity.kind in STATES]
    own = states_in_name(reading, nucleus.start, nucleus.last)
    told = unique([*own, *named, *actors_of(reading, heads)])
    found = [entity for entity in told if entity.kind in PARTIES]
    return _known_parties(reading, nucleus, found, by_name=by_name)


def _known_parties(reading: Reading, nucleus: Nucleus, found: list[Entity], *, by_name: bool) -> list[Entity]:
    """Add those who are known to be parties: of a pact of few all, of one of many those told of."""
    known = living(reading, background(reading, nucleus.entity).parties)
    if not known:
        return found
    if len(known) <= FEW and (by_name or nucleus.evokes != "Ceasefire"):
        return [state(code, reading) for code in known]
    sentence = reading.sentence(nucleus.head)
    here = {entity.code for entity in states_in_name(reading, sentence.first, sentence.last)}
    if len(found) > 1:
        return found
    found = unique([*found, *(state(code, reading) for code in known if code in here)])
    told = [code for code, _ in reading.states_told.most_common(FEW) if code in known]
    more = [state(code, reading) for code in told if code not in {entity.code for entity in found}]
    return [*found, *more[: 2 - len(found)]] if len(found) < 2 else found


def _names(reading: Reading, nucleus: Nucleus) -> tuple[Filler, ...]:
    """The name as linking knows it; before it the article's own words where they are quite others."""
    entity = nucleus.entity
    if entity is None:
        own = capitalised(reading, nucleus.head, nucleus.last)
        return (own,) if own else ()
    mention = reading.mention(nucleus.head)
    words = reading.words(mention.first, mention.last) if mention else called(reading, nucleus)
    if mention is None and words != entity.name:
        return (words, entity)
    if shares_words(words, entity.name) or words.isupper():
        return (entity,)
    return (words, entity)


def shares_words(a: str, b: str) -> bool:
    """Tell whether most words of the shorter of two names are in the other."""
    x, y = set(re.findall(r"\w+", a.lower())) - GENERAL, set(re.findall(r"\w+", b.lower())) - GENERAL
    return bool(x and y) and len(x & y) / min(len(x), len(y)) >= 0.6
