"""Arms in the text: which phrases name goods of war, in what words, of which system and make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.actors import actors_of
from kg.extract.reading import Reading, background
from kg.extract.syntax import arguments, conjuncts, governors, is_verb
from kg.model import Entity, Filler, Ref
from kg.parse import Token

_REACH = 16
_DEEPEST = 4
_LONGEST = 24
"""Tokens that a list of goods may have."""
_NAMED = {"amod", "compound", "nmod", "nummod", "appos"}


def goods(reading: Reading, heads: Sequence[Token]) -> list[Token]:
    """The heads of all phrases among these and what is coordinated with them that name arms."""
    found = [item for head in heads for token in conjuncts(head) for item in _counted(reading, token)]
    return list(dict.fromkeys(item for item in found if is_arms(reading, item)))


def goods_of_noun(reading: Reading, noun: Token, filled: Sequence[Token]) -> list[Token]:
    """What a transfer noun moves: what it is said to include, its own "of", else the first arms behind it."""
    contained = goods(reading, [*_contained(reading, noun), *_whose(noun)])
    items = contained or goods(reading, filled)
    if items:
        return list(dict.fromkeys([*items, *goods(reading, conjuncts(noun)[1:])]))
    return goods(reading, list(_behind(reading, noun)))


def plain_goods(reading: Reading, heads: Sequence[Token]) -> list[Token]:
    """Vessels, vehicles and aircraft, in a sentence that tells of a force or in the one after."""
    plain = reading.frames.words["plain-craft"]
    found = [item for head in heads for token in conjuncts(head) for item in _counted(reading, token)]
    told = [item for item in found if item.lemma_.lower() in plain and item.tag_ in ("NNS", "NN", "NNP", "NNPS")]
    return list(dict.fromkeys(told)) if told and _is_of_a_force(reading, told[0]) else []


def _is_of_a_force(reading: Reading, item: Token) -> bool:
    sentence = reading.sentence(item)
    before = reading.linked.annotation.sentences[max(0, sentence.index - 1)]
    words = reading.frames.words["force-words"]
    return any(token.lower_ in words for token in reading.tokens[before.first : sentence.last])


def _counted(reading: Reading, head: Token, depth: int = 0) -> list[Token]:
    """The goods behind "dozens of", "a new version of" and "hundreds of thousands of rounds of"."""
    if depth > _DEEPEST or head.lemma_.lower() not in reading.frames.words["quantities"]:
        return [head]
    behind = [noun for at in ("of", "in") for noun in arguments(head).get(at, []) if noun.i > head.i]
    found = [item for noun in behind for one in conjuncts(noun) for item in _counted(reading, one, depth + 1)]
    return found or [head]


def _whose(noun: Token) -> list[Token]:
    """The goods that a "whose" takes up: "two ships, whose sale was cancelled"."""
    if not any(child.lower_ == "whose" for child in noun.children):
        return []
    return next(([above.head] for above in noun.ancestors if above.dep_ == "relcl"), [])


def pointed_at(reading: Reading, heads: Sequence[Token]) -> list[Token]:
    """The goods that a pronoun takes up: the last plural told of before it, in its sentence or the one before."""
    pronoun = next((head for head in heads if head.lower_ in reading.frames.words["goods-pronouns"]), None)
    if pronoun is None:
        return []
    sentences = reading.linked.annotation.sentences
    first = sentences[max(0, reading.sentence(pronoun).index - 1)].first
    told = (token for token in reversed(reading.tokens[first : pronoun.i]) if token.tag_ in ("NNS", "NNPS"))
    last = next((token for token in told if token.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj")), None)
    return goods(reading, [last]) if last is not None else []


def _contained(reading: Reading, noun: Token) -> Iterator[Token]:
    """What the package or the aid holds."""
    yield from arguments(noun).get("including", [])
    for governor, place in governors(noun):
        if place == "subj" and governor.lemma_.lower() in reading.frames.words["containing"]:
            yield from arguments(governor).get("obj", [])


def _behind(reading: Reading, noun: Token) -> Iterator[Token]:
    """Heads behind an "of" that the parser hung elsewhere."""
    last, periods = min(reading.sentence(noun).last, noun.i + _REACH), reading.frames.words["periods"]
    for token in reading.doc[noun.i + 1 : last]:
        if token.pos_ in ("VERB", "AUX", "SCONJ") or token.text in ";:":
            return
        if token.lower_ == "of" and (token.head.pos_ == "PROPN" or token.head.lemma_.lower() in periods):
            yield from (child for child in token.children if child.dep_ == "pobj")


def is_arms(reading: Reading, head: Token) -> bool:
    """Tell whether the phrase names arms: a weapon system, a weapon noun, or goods with a military word before."""
    words = reading.frames.words
    tokens = [token for child in head.children if child.i < head.i for token in child.subtree]
    before = {token.lower_ for token in tokens}
    if before & words["not-of-war"] and "and" not in before:
        return False
    kept = any(token.lower_ in words["never-traded"] and token.nbor(1).text != "-" for token in tokens)
    if kept and head.lemma_.lower() not in words["platforms"]:
        return False
    entity = reading.entity_of(head)
    if entity is not None and entity.kind == "WeaponSystem":
        return True
    lemma = head.lemma_.lower()
    if lemma in words["strong-weapons"] or head.lower_ in words["strong-weapons"]:
        return True
    if lemma not in words["weapons"] and head.lower_ not in words["weapons"]:
        return any(_names_system(reading, child) for child in head.children if child.dep_ in ("compound", "nmod"))
    if before & words["military-goods"] or any(_names_system(reading, token) for token in [*tokens, *head.children]):
        return True
    return bool(_purposes(reading, head))


def _purposes(reading: Reading, head: Token) -> list[Token]:
    """The arms that weak goods are for: "spare parts for fighter jets"."""
    if head.lemma_.lower() not in reading.frames.words["weapons"]:
        return []
    heads = [one for child in head.children if child.lower_ == "for" for one in child.children if one.dep_ == "pobj"]
    return [one for one in heads if is_arms(reading, one)]


def _names_system(reading: Reading, token: Token) -> bool:
    entity = reading.entity_of(token)
    return entity is not None and entity.kind == "WeaponSystem"


def wordings(reading: Reading, heads: Sequence[Token]) -> list[Filler]:
    """The words for goods that go together: as one stretch where they are a list, else each its own."""
    extents = [_extent(reading, head) for head in heads]
    first, last = min(one for one, _ in extents), max(one for _, one in extents)
    listed = last - first <= _LONGEST and not any(is_verb(token) for token in reading.doc[first:last])
    return [reading.words(*one) for one in ([(first, last)] if listed else extents)]


def _extent(reading: Reading, head: Token) -> tuple[int, int]:
    """The tokens of one phrase for goods: numbers, models and adjectives before the noun, whose they are without."""
    mention = reading.mention(head)
    first, last = (mention.first, mention.last) if mention else (head.i, head.i + 1)
    inside = head.dep_ in ("compound", "nmod")
    own = {token.i for token in head.subtree}
    while first > 0 and (not inside or first - 1 in own or _is_military(reading, reading.doc[first - 1])):
        if not (_describes(reading, reading.doc[first - 1]) or _is_glued(reading.doc[first - 1])):
            break
        first -= 1
    while first < last - 1 and reading.doc[first].is_punct:
        first += 1
    for child in head.rights:
        if child.dep_ == "appos" and _names_system(reading, child):
            last = max(last, child.i + 1)
    if mention is not None:
        last = _goods_end(reading, last)
    return first, max([last, *(purpose.i + 1 for purpose in _purposes(reading, head))])


def _goods_end(reading: Reading, last: int) -> int:
    """Step over the noun that says what a system is: "Super Tucano light combat and reconnaissance aircraft"."""
    nouns, end = reading.frames.words["weapons"] | reading.frames.words["strong-weapons"], last
    for token in reading.tokens[last : last + _REACH // 2]:
        joins = token.pos_ == "CCONJ" and end == last and token.i > last
        if token.pos_ not in ("ADJ", "NOUN") and token.text != "-" and not joins:
            break
        end = token.i + 1 if token.lemma_.lower() in nouns else end
    return end


def _describes(reading: Reading, token: Token) -> bool:
    entity = reading.entity_of(token)
    if entity is not None:
        return entity.kind == "WeaponSystem"
    return token.pos_ in ("NUM", "ADJ", "NOUN", "PROPN", "SYM") or token.text in ("-", "/", "--")


def _is_military(reading: Reading, token: Token) -> bool:
    return token.lower_ in reading.frames.words["military-goods"]


def _is_glued(token: Token) -> bool:
    """Whether the token is inside a word that the tokeniser split: "surface-to-air"."""
    return not token.whitespace_ and (token.is_alpha or token.text == "-")


def is_specific(reading: Reading, item: Token) -> bool:
    """Whether the goods are named or counted, so that one side is enough."""
    return _names_system(reading, item) or any(
        child.pos_ == "NUM" or _names_system(reading, child) for child in item.lefts
    )


def systems(reading: Reading, item: Token) -> list[Entity]:
    """The weapon systems that the phrase names."""
    near = [item, *(child for child in item.children if child.dep_ in _NAMED)]
    found = [entity for token in near if (entity := reading.entity_of(token)) and entity.kind == "WeaponSystem"]
    return list(dict.fromkeys(found))


def makers(reading: Reading, item: Token) -> list[Entity]:
    """Whose make the phrase says that the goods are: "Turkish drones", "Russian-made missiles"."""
    places = arguments(item)
    made = [token for word in _of_make(reading, item) for token in word.children]
    return actors_of(reading, [*places.get("mod", []), *places.get("poss", []), *made])


def is_of_make(reading: Reading, item: Token) -> bool:
    """Tell whether the phrase says outright who made the goods: "Turkish-made drones", "Turkish Bayraktars"."""
    return bool(_of_make(reading, item)) or any(one.short in origins(reading, item) for one in makers(reading, item))


def _of_make(reading: Reading, item: Token) -> list[Token]:
    words = reading.frames.words["of-make"]
    return [child for child in item.children if child.dep_ == "amod" and child.lower_ in words]


def origins(reading: Reading, item: Token) -> set[str]:
    """Codes of the states that make the system, as far as is known beforehand."""
    return {code for system in systems(reading, item) for code in background(reading, system).origins}


def used_in(reading: Reading, item: Token) -> Ref | None:
    """The war in which the goods, by the sentence, were used."""
    for token in item.subtree:
        if token.lemma_.lower() in reading.frames.words["use"] and is_verb(token):
            for head in arguments(token).get("in", []):
                nouns = reading.frames.nouns.get(head.lemma_.lower(), ())
                if any(noun.family == "ArmedConflict" for noun in nouns):
                    return Ref(f"armedconflict@{reading.span(head.i, head.i + 1).start}")
    return None
