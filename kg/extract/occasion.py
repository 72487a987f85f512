"""When and where: the time and the place that belong to a trigger, not to the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.extract.reading import Reading, When
from kg.extract.syntax import is_verb
from kg.lexicon.gazetteer import split_words
from kg.model import PLACES, STATES, Entity, TimeExpression
from kg.parse import Token

_REACH = 14
_NEAR = 8
_HIGHEST = 10


def when(
    reading: Reading, nucleus: Token, triggers: Iterable[Token], first: int, last: int, reach: int = 0
) -> TimeExpression | None:
    """Return the time of the event: inside its phrase, hanging on a trigger, or right behind it up to ``reach``."""
    inside = next(reading.times_in(first, last), None)
    if inside:
        return inside.time
    sentence = reading.sentence(nucleus)
    owners = {nucleus.i, *(token.i for token in triggers)}
    for item in reading.times_in(sentence.first, sentence.last):
        if _is_border(reading, item):
            continue
        if _is_gap(reading, item) or _is_of_another(reading, item, owners):
            continue
        if _hangs_on(reading, item, owners) or (last <= item.first and item.last <= reach):
            return item.time
    return None


def _is_border(reading: Reading, item: When) -> bool:
    """Tell whether the time is the border of a span, or says more of one: "until Friday next week"."""
    borders = reading.frames.words["borders-of-time"]
    before = next((other for other in reading.times if other.last == item.first), item)
    return any(one.first > 0 and reading.tokens[one.first - 1].lower_ in borders for one in (item, before))


def is_over(reading: Reading, time: TimeExpression | None) -> bool:
    """Tell whether a time lies wholly before the day of publication."""
    published = reading.linked.annotation.document.date
    return time is not None and published is not None and time.latest < published.isoformat()[: len(time.latest)]


def is_ahead_of_us(reading: Reading, time: TimeExpression) -> bool:
    """Tell whether a time lies wholly behind the day of publication."""
    published, first = reading.linked.annotation.document.date, time.value.split("/")[0]
    return published is not None and first > published.isoformat()[: len(first)]


def _is_gap(reading: Reading, item: When) -> bool:
    """Tell how long there had been none from when it is: "the first summit in a decade", "to visit in 18 years"."""
    tokens = reading.tokens[max(item.first - 2, 0) : item.last]
    last = tokens[-1].lemma_.lower()
    words = {token.lower_ for token in tokens}
    spanning = any(token.lower_ in ("in", "for") for token in tokens[:4])
    spanning = spanning and not words & reading.frames.words["span-pointers"]
    if last not in reading.frames.words["spans-of-time"] or not spanning:
        return False
    first = reading.sentence(tokens[0]).first
    return any(token.lower_ in ("first", "only") or token.tag_ == "JJS" for token in reading.tokens[first : item.first])


def _is_of_another(reading: Reading, item: When, owners: set[int]) -> bool:
    """Whether the time stands before another noun and is that one's: "the 2015 nuclear deal", "the 1950-53 war"."""
    root = _root(reading, item)
    noun = root.head
    if root.dep_ not in ("nummod", "compound", "nmod", "amod", "poss") or noun.i < item.last:
        return False
    if noun.lemma_.lower() in reading.frames.words["parts-of-day"]:
        return False
    mention = reading.mention(noun)
    own = range(mention.first, mention.last) if mention else range(noun.i, noun.i + 1)
    return noun.pos_ in ("NOUN", "PROPN") and owners.isdisjoint(own)


def _hangs_on(reading: Reading, item: When, owners: set[int]) -> bool:
    """Whether the way up from the time meets an owner before another verb."""
    token = _root(reading, item)
    for _ in range(_HIGHEST):
        if token.i in owners:
            return True
        if is_verb(token) and token.dep_ not in ("aux", "auxpass") and not _carries(token, owners):
            return False
        if token.head is token:
            return False
        token = token.head
    return False


def _carries(verb: Token, owners: set[int]) -> bool:
    """Whether an owner depends on the verb without a clause between ("is due to visit next week")."""
    return any(child.i in owners and child.dep_ in ("xcomp", "dobj", "nsubj", "nsubjpass") for child in verb.children)


def _root(reading: Reading, item: When) -> Token:
    span = reading.doc[item.first : item.last]
    return span.root


def where(reading: Reading, heads: Iterable[Token]) -> Entity | str | None:
    """Return the first phrase that names a place: a city before its state, else the words as they stand."""
    towns, lands = reading.frames.words["towns"], reading.frames.words["lands"]
    for head in heads:
        entity = reading.entity_of(head)
        if any(child.lower_ == "this" for child in head.lefts) and head.lower_ in towns | lands:
            return dateline(reading, head.lower_ in lands)
        if entity is not None and entity.kind in (*PLACES, *STATES):
            return _with_modifier(reading, head, entity)
        if entity is not None and (building := building_of(reading, head)):
            return building
        if (
            entity is None
            and head.pos_ in ("PROPN", "NOUN")
            and not _is_time(reading, head)
            and not _is_direction(head)
        ):
            inner = _inner(reading, head)
            if inner is not None:
                return inner
    return None


def here(reading: Reading, triggers: Iterable[Token]) -> Entity | str | None:
    """Return the place of the dateline where the words are that something happened "here"."""
    found = any(child.lower_ == "here" for trigger in triggers for child in _beside(trigger))
    return dateline(reading) if found else None


def dateline(reading: Reading, whole: bool = False) -> Entity | str | None:
    """Return the place of the dateline, or the state that it lies in."""
    town = reading.linked.annotation.dateline
    if not town:
        return None
    words = split_words(town)
    names = reading.lexicon.gazetteer.names.get(words[0], ()) if words else ()
    known = [name.entity for name in names if name.words == words and name.entity.kind in (*PLACES, *STATES)]
    if whole:
        state = known[0].code if known and known[0].kind in STATES else known[0].state if known else ""
        return reading.lexicon.gazetteer.states.get(state)
    return known[0] if known else town.title()


def _beside(trigger: Token) -> Iterable[Token]:
    """What hangs on a trigger, and on what it is told of with: "met the minister here"."""
    for child in trigger.subtree if is_verb(trigger) else trigger.children:
        if abs(child.i - trigger.i) <= _REACH:
            yield child


def building_of(reading: Reading, head: Token) -> str:
    """The words for the seat of a body where they are the name of a building: "at the White House"."""
    mention = reading.mention(head)
    words = reading.words(mention.first, mention.last) if mention else ""
    return words if words.lower().removeprefix("the ") in reading.frames.words["building-names"] else ""


def _is_time(reading: Reading, head: Token) -> bool:
    return head.ent_type_ in ("DATE", "TIME") or any(item.first <= head.i < item.last for item in reading.times)


def _is_direction(head: Token) -> bool:
    return head.lower_ in ("north", "south", "east", "west")


def _with_modifier(reading: Reading, head: Token, entity: Entity) -> Entity | str:
    """Keep "western" of "western Ukraine": it is a part, not the state."""
    mention = reading.mention(head)
    assert mention is not None
    before = reading.doc[mention.first - 1] if mention.first else None
    if entity.kind not in STATES or before is None or before.head.i not in range(mention.first, mention.last):
        return entity
    if before.pos_ == "ADJ" and before.dep_ == "amod" and reading.mention(before) is None:
        return reading.words(before.i, mention.last)
    return entity


def _inner(reading: Reading, head: Token) -> Entity | str | None:
    """A place inside the phrase ("the Turkish capital of Ankara"), else a proper name as it stands."""
    for token in head.subtree:
        entity = reading.entity_of(token)
        if entity is not None and entity.kind in PLACES:
            return entity
    capital = _capital(reading, head)
    if capital is not None:
        return capital
    if head.pos_ == "NOUN":
        owner = next((t for c in head.children if c.lower_ == "of" for t in c.children if t.dep_ == "pobj"), head)
        land = reading.entity_of(owner)
        if land is not None and land.kind in STATES and head.lemma_.lower() in reading.frames.words["territory-nouns"]:
            return land
        names = [
            t for c in head.children if c.lower_ == "of" for t in c.children if t.dep_ == "pobj" and t.pos_ == "PROPN"
        ]
        head = names[0] if names else head
    if head.pos_ == "PROPN" and not _is_no_place(reading, head):
        first = min((t.i for t in head.lefts if t.dep_ in ("compound", "amod")), default=head.i)
        return reading.words(first, head.i + 1)
    return None


def _capital(reading: Reading, head: Token) -> Entity | None:
    """The city meant by "the Kazakh capital", "the capital of Togo"."""
    if head.lower_ != "capital" and not any(child.lower_ == "capital" for child in head.lefts):
        return None
    gazetteer = reading.lexicon.gazetteer
    codes = {entity.code for token in head.subtree if (entity := reading.entity_of(token)) and entity.kind in STATES}
    cities = (name.entity for names in gazetteer.names.values() for name in names if name.entity.kind == "City")
    own = [city for city in cities if gazetteer.capitals.get(city.iri) in codes]
    return own[0] if len(codes) == 1 and own else None


def _is_no_place(reading: Reading, head: Token) -> bool:
    """Tell a name that is no place by its words: of an office, a body, a document, a meeting."""
    words = reading.frames.words
    own = [head, *(token for token in head.lefts if token.dep_ in ("compound", "nmod", "amod"))]
    known = words["actor-nouns"] | words["session-bodies"]
    return any(
        token.lower_ in known or (token.i == head.i and token.lemma_.lower() in reading.frames.nouns) for token in own
    )


def nearest(tokens: Sequence[Token], index: int) -> Token | None:
    """Return the token nearest to the index, within reach."""
    close = [token for token in tokens if abs(token.i - index) <= _REACH]
    return min(close, key=lambda token: abs(token.i - index), default=None)
