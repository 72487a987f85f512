"""What a phrase calls a base: by a noun that has other senses, by a name beside or behind the noun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.draft import is_plural, points_back
from kg.extract.presence import FAMILY
from kg.extract.reading import Reading
from kg.extract.syntax import arguments, governors, is_verb, phrase_start
from kg.extract.triggers import Hit, Nucleus, predicates_at
from kg.lexicon.frames import Noun
from kg.model import STATES, Entity
from kg.parse import Token


def as_site(reading: Reading, nucleus: Nucleus) -> Nucleus:
    """The phrase with the noun's sense of a site, where it tells of no deployment: "a Kenyan installation"."""
    if nucleus.noun is None or not is_deployment(nucleus.noun) or site_of_weapons(reading, nucleus) is not None:
        return nucleus
    senses = reading.frames.nouns.get(nucleus.head.lemma_.lower(), ())
    site = next((noun for noun in senses if noun.family == FAMILY and not is_deployment(noun)), nucleus.noun)
    return replace(nucleus, noun=site, evokes=site.evokes)


def is_deed(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether the noun is what is done with a base, not a base: "the installation of a Kenyan base"."""
    both = nucleus.head.lemma_.lower() in reading.frames.words["sites-or-deeds"]
    if nucleus.entity is not None or is_plural(nucleus) or not both:
        return False
    behind = arguments(nucleus.head).get("of", [])
    return any(noun.family == FAMILY for head in behind for noun in reading.frames.nouns.get(head.lemma_.lower(), ()))


def with_name(reading: Reading, nucleus: Nucleus) -> Nucleus:
    """The phrase with the name beside or behind it: "Camp Simba, a Kenyan base", "a base at Camp Simba"."""
    if nucleus.entity is not None or is_plural(nucleus):
        return nucleus
    beside = next(_named(reading, _beside(reading, nucleus)), None)
    behind = next((one for one in _named(reading, _behind(nucleus.head)) if one.iri), None)
    entity = beside or behind
    return replace(nucleus, entity=entity) if entity is not None else nucleus


def _named(reading: Reading, heads: list[Token]) -> Iterator[Entity]:
    entities = (reading.entity_of(head) for head in heads)
    return (one for one in entities if one is not None and reading.frames.families.get(one.kind) == FAMILY)


def _beside(reading: Reading, nucleus: Nucleus) -> list[Token]:
    """What the phrase is in apposition to, or has in apposition, whatever the parser made of the comma before it."""
    head, comma = nucleus.head, nucleus.start - 1
    above = [head.head] if head.dep_ == "appos" else []
    set_off = comma > 0 and reading.tokens[comma].text == "," and head.dep_ != "conj"
    told = [reading.tokens[comma - 1]] if set_off and any(child.dep_ in ("det", "poss") for child in head.lefts) else []
    return [*above, *told, *(child for child in head.rights if child.dep_ == "appos")]


def _behind(head: Token) -> list[Token]:
    at = (child for child in head.rights if child.dep_ == "prep" and child.lower_ in ("at", "in"))
    return [noun for prep in at for noun in prep.rights if noun.dep_ == "pobj"]


def of_direction(reading: Reading, nucleus: Nucleus) -> list[Hit]:
    """The predicates of a base that the parser hung on where it lies: "put a base southwest of Kismayo"."""
    towards = nucleus.head.head
    if nucleus.head.dep_ != "compound" or towards.lower_ not in reading.frames.words["directions"]:
        return []
    return [hit for above, place in governors(towards) for hit in predicates_at(reading, FAMILY, above, place)]


def behind_project(reading: Reading, nucleus: Nucleus) -> list[Hit]:
    """The predicates of a noun right before whose phrase the parser hung on the verb: "signed a deal on a base"."""
    prep = nucleus.head.head if nucleus.head.dep_ == "pobj" else None
    if prep is None or points_back(nucleus) or prep.i != nucleus.start - 1 or not is_verb(prep.head) or prep.i < 1:
        return []
    noun = prep.nbor(-1)
    told = noun.dep_ in ("dobj", "nsubjpass", "pobj", "conj", "attr") and noun.pos_ == "NOUN"
    of = noun.dep_ == "pobj" and noun.head.lower_ == "of"
    noun = noun.head.head if of else noun
    stay = noun.lemma_.lower() in reading.frames.words["stays"] and not is_plural(nucleus)
    found = predicates_at(reading, FAMILY, noun, prep.lower_) if told and not is_verb(noun) else ()
    return [hit for hit in found if stay or hit.status in ("proposed", "planned")]


def unread_verb(reading: Reading, nucleus: Nucleus) -> list[Hit]:
    """The verb of a headline that the parser took for a noun: "Kenya eyes naval base in Chad"."""
    sentence = reading.sentence_tokens(nucleus.head)
    if nucleus.head.dep_ != "ROOT" or any(token.pos_ in ("VERB", "AUX") for token in sentence):
        return []
    found = []
    for token in reading.tokens[nucleus.start + 1 : nucleus.head.i]:
        before = reading.entity_of(reading.tokens[token.i - 1])
        if token.tag_ in ("NNS", "NNPS", "VBZ") and before is not None and before.kind in STATES:
            known = reading.frames.predicates.get(("verb", token.lemma_.lower()), ())
            plain = [one for one in known if len(one.words) == 1 and not one.frame.fixed and one.entry.family == FAMILY]
            found += [Hit(one, token, "obj") for one in plain if "obj" in one.frame.thing_slots]
    return found


def is_deployment(noun: Noun) -> bool:
    """Tell whether the noun tells of a deployment of weapons to a site."""
    return "weapon" in noun.frame.slots.values()


def site_of_weapons(reading: Reading, nucleus: Nucleus) -> Token | None:
    """The weapon system whose deployment a noun tells of: "the deployment of THAAD"."""
    around = arguments(nucleus.head)
    return next((head for at in ("of", "mod") for head in around.get(at, []) if needs_site(reading, head)), None)


def needs_site(reading: Reading, head: Token) -> bool:
    """Tell whether the phrase names a weapon system with a site of its own."""
    words = {token.lower_ for token in reading.tokens[min(phrase_start(head), head.left_edge.i) : head.i + 1]}
    named = words & reading.frames.words["site-names"]
    heavy = {head.lemma_.lower(), head.lower_} & reading.frames.words["site-systems"]
    return bool(named or (heavy and words & reading.frames.words["site-matters"]))
