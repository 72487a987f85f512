"""Bases: who operates one where, whether it stands, is planned, only possible, denied or closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import actors_of
from kg.extract.base_doubt import doubted
from kg.extract.base_grants import OWNERS, owning
from kg.extract.base_guests import to_come
from kg.extract.base_phrases import (
    as_site,
    behind_project,
    is_deed,
    is_deployment,
    needs_site,
    of_direction,
    site_of_weapons,
    unread_verb,
    with_name,
)
from kg.extract.base_shares import each
from kg.extract.basing import host_of, sides
from kg.extract.draft import Draft, fillers, is_plural, points_back
from kg.extract.occasion import when, where
from kg.extract.presence import FAMILY, OPERATIONAL, ending, is_going_on, is_known_to_stand, stand
from kg.extract.reading import Reading, background
from kg.extract.slots import Standing, extent, main_hit, slots, standing
from kg.extract.syntax import arguments, is_verb
from kg.extract.triggers import Hit, Nucleus, hits
from kg.lexicon.frames import Predicate
from kg.model import PLACES, STATES, Entity, Modality, Polarity
from kg.parse import Token

AHEAD = ("proposed", "planned", "under construction")


def read(reading: Reading, nucleus: Nucleus) -> Iterator[Draft]:
    """Yield what the sentence says of the base that the phrase names."""
    nucleus = as_site(reading, nucleus)
    if nucleus.family != FAMILY or not is_ours(reading, nucleus) or _only_names(reading, nucleus):
        return
    if is_deed(reading, nucleus):
        return
    nucleus = with_name(reading, nucleus)
    found = hits(reading, nucleus) or of_direction(reading, nucleus)
    found = found or unread_verb(reading, nucleus) or behind_project(reading, nucleus)
    found = [hit for hit in found if not (_is_given_back(nucleus, hit) or _gives_else(reading, nucleus, hit))]
    hit = main_hit(found)
    filled = slots(reading, nucleus, found)
    prospect = to_come(reading, nucleus, filled)
    held = prospect[0] if prospect else stand(reading, nucleus, hit)
    if not prospect:
        held = held and doubted(reading, nucleus, hit, held)
    if held is None:
        return
    trigger = hit.token if hit else nucleus.head
    host, operators, place = sides(
        reading, nucleus, filled, trigger, there=held.status == OPERATIONAL, wanted=_is_wanted(nucleus, hit, held)
    )
    operators = prospect[1] if prospect else operators
    again = (trigger.i > 1 and trigger.nbor(-2).lower_ == "re") or trigger.lemma_ == "reopen"
    if not prospect and is_known_to_stand(reading, nucleus, operators) and held.status in AHEAD and not again:
        held = replace(held, status=OPERATIONAL, modality=Modality.CERTAIN, polarity=Polarity.POSITIVE)
    if held.status == "closed" and not owning(reading, filled.get("operator", [])):
        operators = _without_host(reading, nucleus, host, operators)
    time = when(reading, nucleus.head, [item.token for item in found], nucleus.start, nucleus.last)
    if hit is not None and held.status == OPERATIONAL and (end := ending(reading, hit, held)) is not None:
        held, time = replace(held, status="closed"), end
    draft = Draft(
        family=FAMILY,
        kind=nucleus.evokes,
        trigger=extent(nucleus, hit),
        rule="operate-base" if prospect else hit.rule if hit else nucleus.noun.entry if nucleus.noun else "named-base",
        held=held,
        confidence=0.9 if nucleus.entity else 0.75,
        fillers=fillers(
            name=nucleus.entity or _deployed(reading, nucleus),
            host=host,
            operator=tuple(operators),
            place=place,
            agreement=_agreement(reading, trigger) or _agreement(reading, nucleus.head),
            date=time if held.status in ("planned", "under construction", "closed") else None,
        ),
        head=nucleus.head,
        bare=hit is None,
        definite=points_back(nucleus),
        plural=is_plural(nucleus),
    )
    yield from each(reading, draft, filled)


def _without_host(
    reading: Reading, nucleus: Nucleus, host: Entity | None, operators: list[Entity]
) -> list[Entity]:
    """Whose base it was that is given up: not its host's, for all that is known, where others hand it over."""
    own = host is not None and background(reading, nucleus.entity).operators == (host.code,)
    return [] if own and host is not None and [one.code for one in operators] == [host.code] else operators


def _only_names(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a name only says of a base told of before it which one it is: "the base at Simba"."""
    above = nucleus.head.head
    if nucleus.entity is None or nucleus.head.dep_ != "pobj" or above.lower_ not in ("at", "in"):
        return False
    known = reading.frames.nouns.get(above.head.lower_, ()) if above.head.pos_ == "NOUN" else ()
    plain = any(noun.family == FAMILY and len(noun.words) == 1 for noun in known)
    return bool(nucleus.entity.iri) and above.head.i < above.i and plain


def _gives_else(reading: Reading, nucleus: Nucleus, hit: Hit) -> bool:
    """Tell whether it is not the base that is given: "gave it the right to use a base"."""
    first = next(token for token in (nucleus.head, *nucleus.head.ancestors) if token.dep_ != "conj")
    giving = is_verb(hit.token) and hit.token.lemma_ in reading.frames.words["providing"]
    return giving and hit.token not in (first.head, first.head.head)


def _is_given_back(nucleus: Nucleus, hit: Hit) -> bool:
    """Tell "the return of the base", which is handed over, from "the return of foreign bases", which come again."""
    known = nucleus.entity is not None or points_back(nucleus)
    return known and not is_verb(hit.token) and hit.token.lemma_ == "return"


def is_ours(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell a base of forces from one of a pyramid, a team or a tax."""
    if nucleus.entity is not None:
        other = _name_words(reading, nucleus) & reading.frames.words["no-site"]
        return not other and _is_site(reading, nucleus)
    if nucleus.noun and is_deployment(nucleus.noun):
        return site_of_weapons(reading, nucleus) is not None
    before = {token.lower_ for token in reading.tokens[nucleus.start : nucleus.head.i]}
    if nucleus.noun and len(nucleus.noun.words) == 1 and any(_is_abstract(reading, c) for c in nucleus.head.children):
        return False
    return not before & reading.frames.words["other-matters"]


def _is_site(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell a base from the town or bay that it is named after: "released from Guantanamo Bay"."""
    nouns = reading.frames.nouns.items()
    bases = [noun for noun, known in nouns if any(item.family == FAMILY and len(item.words) == 1 for item in known)]
    named = _name_words(reading, nucleus)
    general = reading.frames.words["site-words"] | set(bases)
    if named & general:
        return True
    near = {token.lemma_.lower() for token in reading.sentence_tokens(nucleus.head)}
    return bool(near & set(bases)) or bool(hits(reading, nucleus))


def _is_wanted(nucleus: Nucleus, hit: Hit | None, held: Standing) -> bool:
    """Tell whether one base is told of that somebody is to have: then who has no bases abroad is to host it."""
    sought = hit is not None and hit.rule not in ("operate-base", "improve-base", "attack-base")
    return sought and held.status in AHEAD and nucleus.entity is None and not is_plural(nucleus)


def _name_words(reading: Reading, nucleus: Nucleus) -> set[str]:
    return {token.lower_ for token in reading.doc[nucleus.first : nucleus.last]}


def _deployed(reading: Reading, nucleus: Nucleus) -> str:
    """The name of the weapon system whose deployment the noun tells of."""
    system = site_of_weapons(reading, nucleus) if nucleus.noun and is_deployment(nucleus.noun) else None
    return _system_name(reading, system) if system is not None else ""


def _is_abstract(reading: Reading, child: Token) -> bool:
    """ "A base of operations", "a base of support": no site."""
    return child.lower_ == "of" and not any(reading.mention(token) for token in child.children)


def _agreement(reading: Reading, trigger: Token) -> Entity | None:
    """The agreement under which the base stands or might stand."""
    for place in ("under", "in", "of"):
        for head in arguments(trigger).get(place, []):
            for token in head.subtree:
                entity = reading.entity_of(token)
                if entity is not None and reading.frames.families.get(entity.kind) == "Agreement":
                    return entity
    return None


def read_verb(reading: Reading, token: Token, predicate: Predicate) -> Draft | None:
    """Return the site at which a weapon system is deployed."""
    filled = slots(reading, None, [Hit(predicate, token, "")])
    system = next((head for head in filled.get("weapon", []) if needs_site(reading, head)), None)
    place = where(reading, filled.get("place", []))
    if system is None or place is None or (isinstance(place, Entity) and place.kind == "Region" and not place.state):
        return None
    held = standing(reading, FAMILY, token, predicate.entry.status, OPERATIONAL)
    if held is None:
        return None
    if held.status == OPERATIONAL and is_going_on(reading, Hit(predicate, token, "")):
        held = replace(held, status="planned")
    host = host_of(reading, Nucleus(FAMILY, FAMILY, system, system.i, system.i + 1), filled, place)
    owners = actors_of(reading, [*filled.get("operator", []), *arguments(system).get("mod", [])])
    if not owners and reading.mention(system) is None:
        return None
    return Draft(
        family=FAMILY,
        kind="MissileDefenceSite",
        trigger=(token.i, token.i + 1),
        rule=predicate.entry.name,
        held=held,
        confidence=0.7,
        fillers=fillers(
            name=_system_name(reading, system),
            host=host,
            operator=tuple(e for e in owners if e.kind in OWNERS),
            place=None if isinstance(place, Entity) and place.kind in STATES else place,
        ),
        head=token,
    )


def _system_name(reading: Reading, head: Token) -> str:
    mention = reading.mention(head)
    if mention is not None:
        return reading.words(mention.first, mention.last)
    first = min((child.i for child in head.lefts if child.dep_ in ("compound", "nmod")), default=head.i)
    return reading.words(first, head.i + 1)


__all__ = ["PLACES", "read", "read_verb"]
