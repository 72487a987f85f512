"""What keeps an agreement from being told as made: put off, named in a denial or in a title."""

from __future__ import annotations

from kg.extract.making import SIGNED
from kg.extract.reading import Reading
from kg.extract.syntax import particles
from kg.extract.triggers import DEALS, Hit, Nucleus
from kg.parse import Token

_FAR = 14
"""Tokens before a name within which its title may begin."""
_QUOTES = frozenset("'\"‘’“”`")


def is_put_off(reading: Reading, hit: Hit | None) -> bool:
    """Tell whether the signing is left for later: "put off signing a pact", "the signing was delayed"."""
    if hit is None or hit.rule not in SIGNED:
        return False
    signing = hit.token
    above = signing.head.head if signing.dep_ in ("pcomp", "pobj") else signing.head
    subjects = ("nsubjpass", "dobj", "xcomp", "ccomp", "pcomp", "pobj", "advcl")
    governed = above is not signing and signing.dep_ in subjects and above.i < signing.i
    passive = signing.dep_ == "nsubjpass"
    verbs = [above] if governed or passive else []
    if signing.tag_ == "VBG" and signing.i:  # "Chad Delays Signing Pact"
        verbs.append(reading.tokens[signing.i - 1])
    return any(delays(reading, verb) for verb in verbs)


def delays(reading: Reading, verb: Token) -> bool:
    """Tell whether the verb leaves for later what it governs."""
    words = reading.frames.words["delaying-verbs"]
    lemma = verb.lemma_.lower()
    return not words.isdisjoint((lemma, lemma.rstrip("s"), *(f"{lemma} {word}" for word in particles(verb))))


def denied_noun(reading: Reading, nucleus: Nucleus) -> Token | None:
    """The noun to which the phrase only gives a name: "no agreement known as the Accra Pact" denies the pact."""
    head = nucleus.head
    naming = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "as" else head.head
    if naming.dep_ not in ("acl", "relcl") or naming.lower_ not in reading.frames.words["naming-words"]:
        return None
    noun = naming.head
    families = {known.family for known in reading.frames.nouns.get(noun.lemma_.lower(), ())}
    return noun if DEALS in families and head.dep_ in ("pobj", "oprd", "attr", "dobj") else None


def is_title(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether the name stands in the title of a text: "an article entitled 'Secrets of the Accra Pact'"."""
    tokens, words = reading.tokens, reading.frames.words["titling-words"]
    first = reading.sentence(nucleus.head).first
    for index in range(nucleus.start - 1, max(first, nucleus.start - _FAR), -1):
        if tokens[index].text in _QUOTES:
            before = [token for token in tokens[max(first, index - 3) : index] if token.text not in (",", ":")]
            return bool(before) and before[-1].lower_ in words
    return False


def is_dated_aside(reading: Reading, hit: Hit) -> bool:
    """Tell whether a participle behind the phrase dates it: "would break a truce signed on May 5" tells of one."""
    verb = hit.token
    behind = verb.dep_ == "acl" and verb.tag_ == "VBN" and all(child.dep_ not in ("aux", "neg") for child in verb.lefts)
    return behind and any(reading.times_in(verb.i, verb.right_edge.i + 1))


def is_promised(reading: Reading, trigger: Token) -> bool:
    """Tell whether somebody only promises or means to do it: "has vowed to quit the pact", no decision to quit it."""
    words = reading.frames.words["promising-words"]
    above = [trigger.head, trigger.head.head] if trigger.head.pos_ == "ADP" else [trigger.head]
    return any(word.lemma_.lower() in words for word in above)
