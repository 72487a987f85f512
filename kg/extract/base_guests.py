"""Named bases that another state may come to use: such use is told as possible, planned or denied, not as there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.base_doubt import as_granted, is_passing
from kg.extract.base_grants import owning
from kg.extract.base_places import place_of
from kg.extract.basing import host_of
from kg.extract.reading import Reading, background
from kg.extract.slots import Slots, Standing, standing
from kg.extract.syntax import arguments, governors, is_verb
from kg.extract.triggers import Nucleus
from kg.model import STATES, Entity, Modality, Polarity
from kg.parse import Token

OPERATIONAL, FAMILY = "operational", "MilitaryBase"
_STEPS = 4
"""Steps up from a base to what is to be done with it, and from there to who lets it be done."""


def to_come(reading: Reading, nucleus: Nucleus, filled: Slots) -> tuple[Standing, list[Entity]] | None:
    """Return how sure the use of a named base by other states is, and by whom; None where it is no prospect."""
    deed = _deed(reading, nucleus) if nucleus.entity is not None else None
    if deed is None or is_passing(reading, deed):
        return None
    known = background(reading, nucleus.entity)
    host = host_of(reading, nucleus, filled, place_of(reading, nucleus, filled))
    own = {*known.hosts, *known.operators, *([host.code] if host is not None else [])}
    guests = _guests(reading, deed, own) if own else []
    if not guests:
        return None
    held = standing(reading, FAMILY, deed, OPERATIONAL, OPERATIONAL)
    if held is not None and not is_verb(deed):
        held = as_granted(reading, deed, held)
    if held is None or (held.modality is Modality.CERTAIN and held.status == OPERATIONAL):
        return None
    if held.polarity is Polarity.NEGATIVE and held.status == OPERATIONAL:
        held = replace(held, status="planned")
    return held, guests


def _deed(reading: Reading, nucleus: Nucleus) -> Token | None:
    """What is to be done with or at the base: the verb or noun of use or stay of which it is an argument."""
    words = reading.frames.words
    through = words["transparent"] | words["site-parts"] | words["force-nouns"]
    for above, place in governors(nucleus.head):
        lemma = above.lemma_.lower()
        if place == "mod":
            continue
        if is_verb(above):
            using = place == "obj" and (lemma in words["using-as-guest"] or _is_opened(reading, above))
            if using or (lemma in words["staying-as-guest"] and place in words["staying-at"]):
                return above
        elif lemma in words["access"] | words["stays"]:
            return above
        elif above.i < nucleus.start and lemma not in through:
            return None
    first = nucleus.start - (nucleus.start > 0 and reading.tokens[nucleus.start - 1].lower_ == "the")
    before = reading.tokens[max(first - 2, 0) : first]
    loose = len(before) == 2 and before[1].lower_ in ("of", "to") and before[0].lemma_.lower() in words["access"]
    return before[0] if loose and not is_verb(before[0]) else None


def _is_opened(reading: Reading, verb: Token) -> bool:
    """Tell whether a base is opened to somebody: "may open the base to warships of Kenya"."""
    return verb.lemma_.lower() in reading.frames.words["opening-to"] and bool(arguments(verb).get("to"))


def _guests(reading: Reading, deed: Token, own: set[str]) -> list[Entity]:
    """The other states that are to use the base, none where its own hosts act with them."""
    for heads in _candidates(reading, deed):
        found = [one for one in owning(reading, heads) if one.kind in STATES or one.kind == "InternationalOrganization"]
        others = [one for one in found if one.code not in own]
        if others:
            return [] if len(others) < len(found) else others
    return []


def _candidates(reading: Reading, deed: Token) -> Iterator[list[Token]]:
    """The phrases that may name who is to use the base, the likeliest first."""
    words, around = reading.frames.words, arguments(deed)
    if not is_verb(deed):
        yield [head for place in ("mod", "poss", "by", "for", "of", "to") for head in around.get(place, [])]
    elif deed.lemma_.lower() in words["staying-as-guest"]:
        for place in ("obj", "subj"):
            yield [head for head in around.get(place, []) if _are_forces(reading, head)]
    else:
        yield [*around.get("subj", []), *around.get("by", [])]
    if is_verb(deed) and _is_opened(reading, deed):
        yield list(around["to"])
    for above in list(deed.ancestors)[:_STEPS]:
        near = arguments(above)
        if is_verb(above) and above.lemma_.lower() in words["giving-land"] | words["letting"] | words["refusing"]:
            whom = [*near.get("dative", []), *near.get("to", []), *near.get("obj", [])]
            yield [head for head in whom if deed not in head.subtree and head not in deed.subtree]
        elif is_verb(above) and above.lemma_.lower() in words["getting"] | words["asking"] | words["topic-words"]:
            yield [*near.get("subj", []), *near.get("with", [])]
        elif not is_verb(above) and above.lemma_.lower() in words["base-projects"]:
            yield [head for place in ("mod", "poss", "by", "with") for head in near.get(place, [])]
            verb = next((token for token in above.ancestors if is_verb(token)), None)
            if verb is not None and (verb.lemma_ in ("be", "have") or verb.lemma_.lower() in words["beginning"]):
                yield [*arguments(verb).get("subj", [])]


def _are_forces(reading: Reading, head: Token) -> bool:
    """Tell whether those who are to stay are forces, or a state for its forces, and no guests of an hour."""
    entity = reading.entity_of(head)
    named = entity is not None and entity.kind in (*STATES, "ArmedForces", "InternationalOrganization")
    nouns = reading.frames.words["force-nouns"] | reading.frames.words["whole-forces"]
    return named or head.lemma_.lower() in nouns
