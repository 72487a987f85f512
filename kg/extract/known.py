"""Which agreement, of those known beforehand, a description means: "the 1987 pact", "the nuclear deal"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from kg.extract.actors import states_in_name
from kg.extract.draft import is_plural, points_back
from kg.extract.occasion import when
from kg.extract.reading import Reading, When, background
from kg.extract.triggers import DEALS, Hit, Nucleus
from kg.lexicon.pacts import Pact
from kg.model import Entity

CEASEFIRE = "Ceasefire"
WAR = "ArmedConflict"
LOOSE = frozenset({DEALS, "Treaty", "Alliance", CEASEFIRE, "JointDeclaration", "MemorandumOfUnderstanding"})
"""Kinds of which the same two states may well have made several."""
GONE = frozenset({"SUN", "YUG", "CSK", "DDR"})
"""States of the past, for which the text may name who followed them."""
OFTEN = 3
"""How many of the states that an article tells of most it is about."""
_MADE = ("signed", "ratified", "negotiated")
BREAKING, LEAVING = "break-agreement", "leave-agreement"
_SHORT = 3
ACRONYM = 5
"""Letters of a name that other things may bear as well."""


def identified(reading: Reading, nucleus: Nucleus, hit: Hit | None) -> Nucleus:
    """Return the phrase with the known agreement that it means; without one where it means another than its name."""
    if is_another(reading, nucleus):
        return replace(nucleus, entity=None) if nucleus.entity and nucleus.entity.iri else nucleus
    if nucleus.entity is not None and nucleus.entity.iri and is_of_others(reading, nucleus):
        return replace(nucleus, entity=Entity(nucleus.entity.kind, reading.words(nucleus.first, nucleus.last)))
    if nucleus.entity is not None or is_plural(nucleus):
        return nucleus
    meant = _meant(reading, nucleus, hit)
    return replace(nucleus, entity=meant) if meant else nucleus


def called(reading: Reading, nucleus: Nucleus) -> str:
    """What the article calls a known agreement that the phrase only describes, else its name most like the phrase."""
    entity = nucleus.entity
    assert entity is not None
    own = next((mention for mention in reading.linked.mentions if mention.entity.iri == entity.iri), None)
    if own is not None:
        return reading.words(own.first, own.last)
    words = {token.lower_ for token in reading.tokens[nucleus.start : nucleus.last]}
    words = words.union(*_wars(reading, nucleus)) if nucleus.evokes == CEASEFIRE else words
    forms = next((pact.forms for pact in reading.frames.pacts if pact.entity.iri == entity.iri), {})
    best = max(forms, key=lambda form: len(form & words), default=frozenset[str]())
    return forms[best] if len(best & words) > 1 else entity.name


def is_another(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether the phrase speaks of an agreement beside one that is there: "a second deal", "a final treaty"."""
    return bool(before(reading, nucleus) & reading.frames.words["other-agreement"])


def is_namesake(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a short name such as "SORT" stands in an article that tells of none of the treaty's states."""
    words = reading.words(nucleus.first, nucleus.last)
    parties = background(reading, nucleus.entity).parties
    short = words.isupper() and " " not in words and len(words) <= ACRONYM
    return short and bool(parties) and not any(code in reading.states_told for code in parties)


def is_of_others(reading: Reading, nucleus: Nucleus) -> bool:
    """Tell whether a name that many pacts bear stands in an article on quite other states than the known one's."""
    parties = background(reading, nucleus.entity).parties
    others = [code for code in reading.states_told if code not in parties]
    return 1 < len(parties) <= OFTEN and len(others) > 1 and len(others) == len(reading.states_told)


def living(reading: Reading, parties: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parties, in place of a state that is no more its successor, if that is none and told of more."""
    heirs, told = dict(item.split() for item in reading.frames.words["successors"]), reading.states_told
    heirs = {code: heir for code, heir in heirs.items() if heir not in parties and told[heir] > told[code]}
    return tuple(heirs.get(code, code) for code in parties)


def before(reading: Reading, nucleus: Nucleus) -> set[str]:
    """The words of the phrase before its noun, or before its name; "follow-on" is one."""
    last = nucleus.last if nucleus.entity is None else nucleus.first
    return set(re.findall(r"[\w-]+", reading.words(nucleus.start, last)))


def _meant(reading: Reading, nucleus: Nucleus, hit: Hit | None) -> Entity | None:
    phrase = Phrase(reading, nucleus, hit)
    pacts = [pact for pact in reading.frames.pacts if _may_be(phrase, pact)]
    for choose in (_of_war, _of_year, _of_topic, _of_kind):
        found = {pact.entity for pact in pacts if choose(phrase, pact)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


@dataclass(frozen=True)
class Phrase:
    """What a description says, looked up once for all pacts that it may mean."""

    reading: Reading
    nucleus: Nucleus
    hit: Hit | None

    @cached_property
    def told(self) -> frozenset[str]:
        """Codes of the states in the phrase."""
        return self._states(self.nucleus.start, self.nucleus.last)

    @cached_property
    def here(self) -> frozenset[str]:
        """Codes of the states in its sentence."""
        sentence = self.reading.sentence(self.nucleus.head)
        return self._states(sentence.first, sentence.last)

    def _states(self, first: int, last: int) -> frozenset[str]:
        return frozenset(entity.code for entity in states_in_name(self.reading, first, last) if entity.code)

    @cached_property
    def about(self) -> frozenset[str]:
        """Codes of the states that the article tells of most."""
        return frozenset(code for code, _ in self.reading.states_told.most_common(OFTEN))

    @cached_property
    def year(self) -> int:
        """The year in the phrase or of what made the agreement, 0 where none is told."""
        reading, nucleus, hit = self.reading, self.nucleus, self.hit
        made = [hit.token] if hit and hit.status in _MADE else []
        inside = next(reading.times_in(nucleus.start, nucleus.last), None) or _behind(reading, nucleus)
        other = when(reading, nucleus.head, made, nucleus.start, nucleus.last) if made and not inside else None
        time = inside.time if inside else other
        value = time.value[:4] if time else ""
        return int(value) if value.isdigit() and "/" not in (time.value if time else "") else 0

    @cached_property
    def topics(self) -> frozenset[str]:
        """The words before the noun that say on what matter the agreement is."""
        words = (token.lower_ for token in self.reading.tokens[self.nucleus.start : self.nucleus.last])
        return frozenset(words) & self.reading.frames.words["agreement-matters"]

    @property
    def is_presupposed(self) -> bool:
        """Whether what is said of it takes for granted that it is there: who breaks or leaves it."""
        return self.hit is not None and self.hit.rule in (BREAKING, LEAVING)

    @cached_property
    def matters(self) -> frozenset[str]:
        """The matters of agreements that its sentence tells of."""
        words = frozenset(token.lower_ for token in self.reading.sentence_tokens(self.nucleus.head))
        return words & self.reading.frames.words["agreement-matters"]

    @cached_property
    def wars(self) -> list[frozenset[str]]:
        """The names, word by word, of the wars that its sentence tells of."""
        return _wars(self.reading, self.nucleus)

    @cached_property
    def named(self) -> frozenset[str]:
        """Addresses of all things that the article names."""
        return frozenset(mention.entity.iri for mention in self.reading.linked.mentions)


def _may_be(phrase: Phrase, pact: Pact) -> bool:
    """Tell whether it is of the phrase's kind, made by then, and between states that the article is about."""
    published = phrase.reading.linked.annotation.document.date
    if (pact.entity.kind == CEASEFIRE) is not (phrase.nucleus.evokes == CEASEFIRE):
        return False
    return (not published or pact.year < published.year) and phrase.told <= pact.parties


def _are_told(phrase: Phrase, pact: Pact) -> bool:
    """Tell whether the states that its names give, "Iran" in one of the nuclear deal, are told of beside it."""
    names = {code: phrase.reading.lexicon.gazetteer.states[code].name.lower() for code in pact.parties}
    own = {code for code, name in names.items() if any(name in form for form in pact.forms)}
    return not own or bool(own & (phrase.here | phrase.about))


def _is_about(phrase: Phrase, pact: Pact) -> bool:
    """Tell whether two of its parties are among the states that the article tells of most; of a ceasefire one."""
    return len(phrase.about & pact.parties) > (pact.entity.kind != CEASEFIRE)


def _of_war(phrase: Phrase, pact: Pact) -> bool:
    """The ceasefire that ended the war which its sentence tells of, or of its state the only armistice."""
    if phrase.nucleus.evokes != CEASEFIRE:
        return False
    return any(war <= form for war in phrase.wars for form in pact.forms)


def _wars(reading: Reading, nucleus: Nucleus) -> list[frozenset[str]]:
    """The names, word by word, of the wars that the sentence tells of."""
    sentence = reading.sentence(nucleus.head)
    return [
        frozenset(mention.entity.name.lower().split())
        for mention in reading.linked.mentions
        if mention.entity.kind == WAR and sentence.first <= mention.first < sentence.last
    ]


def _of_year(phrase: Phrase, pact: Pact) -> bool:
    """The one made in the year that the phrase gives, by the parties that it names or on its matter."""
    if phrase.year != pact.year:
        return False
    if pact.entity.iri in phrase.named:
        return True
    if phrase.topics:
        return _is_about(phrase, pact) and any(phrase.topics <= form for form in pact.forms)
    small = 1 < len(pact.parties) <= OFTEN and pact.parties - GONE <= phrase.here
    return small or (_is_about(phrase, pact) and any(phrase.matters & form for form in pact.forms))


def _of_topic(phrase: Phrase, pact: Pact) -> bool:
    """The one of which a name says no more than the matter in the phrase and whose it is: "the nuclear deal"."""
    reading, head, topics = phrase.reading, phrase.nucleus.head, phrase.topics
    if not topics or phrase.year or not _is_about(phrase, pact) or not _are_told(phrase, pact):
        return False
    if not (points_back(phrase.nucleus) or (phrase.is_presupposed and len(pact.parties) > OFTEN)):
        return False
    known = {head.lower_, head.lemma_.lower(), *topics}
    return any(
        topics <= form and all(_is_party(reading, word, pact) for word in form - known - reading.frames.words["deals"])
        for form in pact.forms
    )


def _of_kind(phrase: Phrase, pact: Pact) -> bool:
    """The only one of its kind between two states: "its peace treaty with Israel"."""
    nucleus = phrase.nucleus
    if nucleus.evokes in LOOSE or nucleus.evokes != pact.entity.kind or len(pact.parties) != 2:
        return False
    return points_back(nucleus) and pact.parties <= phrase.here


def _behind(reading: Reading, nucleus: Nucleus) -> When | None:
    """The time right behind the phrase: "an armistice in 1953"."""
    after = reading.tokens[nucleus.last : nucleus.last + 1]
    joined = bool(after) and after[0].pos_ == "ADP"
    return next(reading.times_in(nucleus.last, nucleus.last + 2), None) if joined else None


def _is_party(reading: Reading, word: str, pact: Pact) -> bool:
    """Tell whether a word of a name says whose it is: "Iran", "Iranian", "US"."""
    names = [reading.lexicon.gazetteer.states[code].name.lower() for code in pact.parties]
    return len(word) <= _SHORT or any(part.startswith(word[:4]) for name in names for part in name.split())
