"""Nouns that name things, and the words around them that say what becomes of the things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.actors import states_in_name
from kg.extract.capitals import capitalised
from kg.extract.clauses import is_aim
from kg.extract.idioms import complete, is_parted, is_working, read_as
from kg.extract.missed import fails_to_come
from kg.extract.reading import Reading, background
from kg.extract.syntax import governors, is_verb, phrase_start
from kg.lexicon.frames import Noun, Predicate
from kg.model import Entity, Mention
from kg.parse import Token

_MOST_WORDS = 8
SERIES = "MeetingSeries"
DEALS = "Agreement"
DRILLS, BASES = "MilitaryExercise", "MilitaryBase"
EVENTS = ("Meeting", "MilitaryExercise")
ENDS = ("terminated", "suspended")


@dataclass(frozen=True)
class Nucleus:
    """A noun phrase that names a thing of some family, by a class noun or by its own name."""

    family: str
    evokes: str
    head: Token
    first: int
    last: int
    noun: Noun | None = None
    entity: Entity | None = None
    """The named thing, where linking has found one."""

    @property
    def start(self) -> int:
        """First token of the phrase with its determiner and modifiers."""
        return min(self.first, phrase_start(self.head))


@dataclass(frozen=True)
class Hit:
    """A predicate of the lexicon found at a token, and the place in which the thing stands to it."""

    predicate: Predicate
    token: Token
    place: str

    @property
    def rule(self) -> str:
        """Name of the lexicon entry."""
        return self.predicate.entry.name

    @property
    def status(self) -> str:
        """Status that the entry implies."""
        return self.predicate.entry.status


def nuclei(reading: Reading) -> Iterator[Nucleus]:
    """Go through all phrases that name a thing of a known family, in text order."""
    covered = -1
    for token in reading.tokens:
        if token.i <= covered:
            continue
        nucleus = _named(reading, token) or _common(reading, token)
        if nucleus and nucleus.entity is None:
            nucleus = _longer(reading, nucleus)
        if nucleus and nucleus.first > covered and not _only_qualifies(reading, nucleus):
            covered = max(covered, nucleus.last - 1)
            yield nucleus


def _longer(reading: Reading, nucleus: Nucleus) -> Nucleus:
    """The phrase with the word behind it, where both together are one noun: "joint vision statement", "war games"."""
    behind = _common(reading, reading.tokens[nucleus.last]) if nucleus.last < len(reading.tokens) else None
    return behind if behind and behind.first <= nucleus.first else nucleus


def _named(reading: Reading, token: Token) -> Nucleus | None:
    mention = reading.mention(token)
    if mention is None or mention.first != token.i:
        return None
    if is_description(reading, mention):
        return None
    kind = background(reading, mention.entity).edition_kind or mention.entity.kind
    family = reading.frames.families.get(kind, "")
    if family == "Meeting":
        kind, family = mention.entity.kind, reading.frames.families.get(mention.entity.kind, "")
    if not family and _is_assembly(reading, mention):
        series = Entity(SERIES, mention.entity.name)
        head = reading.doc[mention.head]
        return Nucleus("EventSeries", "Conference", head, mention.first, mention.last, entity=series)
    if not family or mention.form == "pronoun" or _has_outer_head(reading, mention, family):
        return None
    head = reading.doc[mention.head]
    noun = _sort_in_name(reading, mention) if kind == DEALS and not mention.entity.iri else None
    return Nucleus(
        family, noun.evokes if noun else kind, head, mention.first, mention.last, noun=noun, entity=mention.entity
    )


def _sort_in_name(reading: Reading, mention: Mention) -> Noun | None:
    """The noun that tells of what sort an agreement with a name of its own is: "Status of Forces Agreement"."""
    last = reading.tokens[mention.last - 1]
    for noun in reading.frames.nouns.get(last.lower_, ()):
        first = _first_word(last, noun)
        if noun.family == DEALS and noun.evokes != DEALS and first is not None and first >= mention.first:
            return noun
    return None


def _is_assembly(reading: Reading, mention: Mention) -> bool:
    """Whether a body's name stands for its meeting: "in his speech to the General Assembly on Tuesday"."""
    head = reading.doc[mention.head]
    words = reading.frames.words
    occasion = head.dep_ == "pobj" and head.head.lower_ in words["occasion-prepositions"] | {"to"}
    return occasion and mention.entity.code in words["assemblies"]


def _has_outer_head(reading: Reading, mention: Mention, family: str) -> bool:
    """Whether the name only stands before a class noun: "the Balikatan exercises"."""
    outer = reading.doc[mention.head].head
    if (
        outer.i < mention.last
        or outer.i - mention.last > 6
        or reading.doc[mention.head].dep_ not in ("compound", "nmod", "amod", "poss")
    ):
        return False
    return any(noun.family == family for noun in reading.frames.nouns.get(outer.lemma_.lower(), ()))


def _common(reading: Reading, token: Token) -> Nucleus | None:
    if token.pos_ not in ("NOUN", "PROPN") and not (token.tag_ == "VBZ" and token.dep_ in ("dobj", "pobj", "nsubj")):
        return None
    mention = reading.mention(token)
    if mention is not None and mention.form in ("name", "demonym", "metonym") and not is_description(reading, mention):
        return _organised(reading, token, mention)
    for form in dict.fromkeys((token.lemma_.lower(), token.lower_)):
        for noun in reading.frames.nouns.get(form, ()):
            first = _first_word(token, noun)
            if first is not None:
                noun, first = _told_before(reading, token, noun, first)
                head = _top(token, first) if noun.family == DEALS else token
                named = _name_inside(reading, head, noun.family)
                title = capitalised(reading, token, token.i + 1) if noun.family == "Meeting" and named is None else ""
                if title:
                    series = Entity(SERIES, title)
                    return Nucleus("EventSeries", SERIES, token, first, token.i + 1, noun=noun, entity=series)
                return Nucleus(noun.family, noun.evokes, head, first, token.i + 1, noun=noun, entity=named)
    return None


def _top(token: Token, first: int) -> Token:
    """The word on which the others of a noun of several hang: the letter of a "letter of intent"."""
    top = token
    while first <= top.head.i <= token.i and top.head.i != top.i:
        top = top.head
    return top if top.dep_ != "nsubj" else token


def _only_qualifies(reading: Reading, nucleus: Nucleus) -> bool:
    """Whether a noun only says of what sort the next one is: the "truce" of "a truce deal"."""
    outer = nucleus.head.head
    if nucleus.entity is not None or nucleus.head.dep_ not in ("compound", "nmod", "amod"):
        return False
    if nucleus.family == DRILLS:  # the "joint training" of "a joint training exercise"
        nouns = reading.frames.nouns.get(outer.lemma_.lower(), ())
        return outer.i == nucleus.last and any(noun.family == DRILLS for noun in nouns)
    if nucleus.family != DEALS:
        return False
    plain = reading.frames.nouns.get(outer.lemma_.lower(), ())
    return outer.i == nucleus.last and any(noun.evokes == DEALS and len(noun.words) == 1 for noun in plain)


def _told_before(reading: Reading, token: Token, noun: Noun, first: int) -> tuple[Noun, int]:
    """The noun that says of what sort a plain agreement is, with its first word: "armistice agreement"."""
    if noun.evokes != DEALS or first != token.i or not token.i:
        return noun, first
    before = reading.tokens[token.i - 1]
    for form in dict.fromkeys((before.lemma_.lower(), before.lower_)):
        for sort in reading.frames.nouns.get(form, ()):
            start = _first_word(before, sort)
            if sort.family == DEALS and sort.evokes != DEALS and start is not None and before.head.i == token.i:
                return sort, start
    return noun, first


def is_description(reading: Reading, mention: Mention) -> bool:
    """Whether a supposed name only says what the thing is and whose: "U.S. Air Force base", "Tactical drills"."""
    if mention.entity.iri or mention.entity.kind not in reading.frames.families:
        return False
    words = reading.frames.words
    general = words["military-words"] | words["other-edition"] | words["ongoing-words"]
    if reading.doc[mention.last - 1].text.islower():
        general |= words["agreement-wide"]
    last = mention.first if reading.doc[mention.last - 1].dep_ == "cc" else mention.last  # "Training and Exercises"
    for token in reading.tokens[mention.first : last]:
        designed = any(c.isupper() for c in token.text) and any(c.isdigit() for c in token.text)
        plain = (not token.is_alpha and not designed) or token.lower_ in general
        plain = plain or token.lemma_.lower() in reading.frames.nouns
        entity = reading.entity_of_inner(token)
        if not plain and entity is None and not _state_word(reading, token):
            return False
    return True


def _state_word(reading: Reading, token: Token) -> bool:
    return bool(states_in_name(reading, token.i, token.i + 1))


def _organised(reading: Reading, token: Token, mention: Mention) -> Nucleus | None:
    """A name that linking took for a body, though states made it: "the Japan-Australia Alliance"."""
    if mention.entity.kind != "Organization" or mention.entity.iri or token.i != mention.last - 1:
        return None
    for noun in reading.frames.nouns.get(token.lower_, ()):
        if noun.family == "Agreement" and _first_word(token, noun) is not None and _of_states(reading, mention):
            named = Entity(noun.evokes, mention.entity.name)
            return Nucleus(noun.family, noun.evokes, token, mention.first, mention.last, noun=noun, entity=named)
    return None


def _of_states(reading: Reading, mention: Mention) -> bool:
    return len(states_in_name(reading, mention.first, mention.last)) > 1


def _name_inside(reading: Reading, head: Token, family: str) -> Entity | None:
    """The name before a class noun: "the joint Balikatan exercises"."""
    for token in reading.tokens[phrase_start(head) : head.i]:
        entity = reading.entity_of(token)
        mention = reading.mention(token)
        if entity is not None and mention is not None and not is_description(reading, mention):
            kind = background(reading, entity).edition_kind or entity.kind
            if reading.frames.families.get(kind) == family:
                return entity
    return None


def _first_word(token: Token, noun: Noun) -> int | None:
    """Index of the first word, when the words before the token complete the noun."""
    wanted = "".join("".join(noun.words[:-1]).split("-"))
    index = token.i
    while wanted and index > 0 and token.i - index < _MOST_WORDS:
        index -= 1
        word = token.doc[index].lower_.replace("-", "")
        if not wanted.endswith(word):
            return None
        wanted = wanted[: len(wanted) - len(word)]
    return None if wanted else index


def hits(reading: Reading, nucleus: Nucleus) -> list[Hit]:
    """Return the predicates of the lexicon that the nucleus is an argument of, the nearest first."""
    found = list(_before(reading, nucleus))
    opaque = works = False
    for governor, place in governors(nucleus.head):
        above = governor.is_ancestor(nucleus.head)
        if above and opaque:
            continue
        here = list(predicates_at(reading, nucleus.family, governor, place))
        if above and works:
            here = [hit for hit in here if hit.status in ENDS]
        found += here
        working = nucleus.family == DEALS and is_working(reading, governor)
        works = above and (works or working)
        closed = is_aim(governor) if is_verb(governor) else not _is_transparent(reading, governor, place)
        opaque = above and not here and closed and not working
    found += _in_question(reading, nucleus)
    if nucleus.family in EVENTS:
        come = [more for verb, place in governors(nucleus.head) for more in _to_come(reading, nucleus, verb, place)]
        failed = any(fails_to_come(hit.token.head, reading.lexicon.cues) for hit in come)
        found = [*come, *found] if failed else [*found, *come]
    if not found and not opaque:
        found += _behind(reading, nucleus)
    return found


def _to_come(reading: Reading, nucleus: Nucleus, above: Token, place: str) -> Iterator[Hit]:
    """The predicate of what is planned: "scheduled to take place in Accra", "was to be held in May"."""
    for verb in above.children if is_verb(above) and place in ("subj", "obj") else ():
        ending = verb.lemma_.lower() in reading.frames.words["ending-words"]
        if verb.dep_ != "xcomp" or not is_verb(verb) or ending:
            continue
        if not any(child.dep_ == "dobj" for child in above.children):
            passive = any(child.dep_ == "auxpass" for child in verb.children)
            yield from predicates_at(reading, nucleus.family, verb, "obj" if passive else "subj")


def _is_transparent(reading: Reading, noun: Token, place: str) -> bool:
    """Whether what is said of the noun is said of the thing: "a round of talks", not "the future of the treaty"."""
    return noun.pos_ in ("ADP", "NUM") or place == "appos" or noun.lemma_.lower() in reading.frames.words["transparent"]


def predicates_at(reading: Reading, family: str, token: Token, place: str) -> Iterator[Hit]:
    """Yield the predicates of a word; an idiom ("leave in place") goes before the word alone."""
    verbal = is_verb(token) or read_as(token) != token.lemma_.lower()
    kind = "adj" if place == "mod" else "verb" if verbal else "noun"
    found = [
        predicate
        for predicate in reading.frames.predicates.get((kind, read_as(token)), ())
        if predicate.entry.family == family and place in predicate.frame.thing_slots
        and complete(token, predicate)
        and not (place == "obj" and is_parted(token, predicate))
    ]
    idioms = [predicate for predicate in found if len(predicate.words) > 1 or predicate.frame.fixed]
    for predicate in idioms or found:
        yield Hit(predicate, token, place)


def _before(reading: Reading, nucleus: Nucleus) -> Iterator[Hit]:
    """A verb right before the phrase has it as its object, whatever the parser made of it."""
    index, above = nucleus.start - 1, nucleus.head.head
    within = nucleus.family == BASES and nucleus.head.dep_ == "compound" and above.pos_ == "NOUN"
    small = above.tag_ == "VB" or (nucleus.family == DEALS and above.dep_ == "ccomp")
    small = small or (nucleus.family == BASES and any(child.tag_ == "TO" for child in above.lefts))
    doing = nucleus.head.dep_ in ("nsubj", "nsubjpass") and small and above.head.i == index
    if index >= 0 and reading.doc[index].pos_ == "VERB" and above.i != index and not (within or doing):
        sentence = reading.sentence(nucleus.head)
        if index >= sentence.first:
            yield from predicates_at(reading, nucleus.family, reading.doc[index], "obj")


def _in_question(reading: Reading, nucleus: Nucleus) -> Iterator[Hit]:
    """What is wanted, where a clause asks it and the phrase answers: "what they seek is a treaty"."""
    verb = nucleus.head.head
    if nucleus.head.dep_ != "attr" or verb.lemma_ != "be":
        return
    for subject in verb.lefts:
        if subject.dep_ in ("csubj", "nsubj") and any(token.lower_ == "what" for token in subject.subtree):
            for token in subject.subtree:
                if token.pos_ == "VERB" and any(child.lower_ == "what" for child in token.children):
                    yield from predicates_at(reading, nucleus.family, token, "obj")


def _behind(reading: Reading, nucleus: Nucleus) -> Iterator[Hit]:
    """The first verb behind the phrase, passive or intransitive, when the parser left the phrase hanging."""
    sentence = reading.sentence(nucleus.head)
    for token in reading.tokens[nucleus.last : min(sentence.last, nucleus.last + 8)]:
        if token.text in (",", ";", ":") or token.dep_ in ("mark", "cc"):
            return
        if token.pos_ == "VERB":
            passive = token.tag_ == "VBN" and any(child.dep_ == "auxpass" for child in token.children)
            yield from predicates_at(reading, nucleus.family, token, "obj" if passive else "subj")
            return
