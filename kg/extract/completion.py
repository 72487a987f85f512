"""The side that a phrase leaves out: of those told of nearby the likeliest, by weights that hand-read articles taught.

"Mr Okoye, who flew home after a summit in Accra": grammar gives the summit one side, the article around it the other.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kg.extract.actors import actors_of, standing_for, state
from kg.extract.draft import Draft
from kg.extract.making import brokers_of, is_broking
from kg.extract.reading import Reading
from kg.extract.syntax import is_verb
from kg.model import STATES, Entity, Filler, Mention
from kg.parse import Token

ROLES = {"Agreement": "parties", "Meeting": "participants"}
"""Roles of which a fact needs two or more fillers; a state may well exercise alone."""
SIDES = (*STATES, "InternationalOrganization", "ArmedGroup")
EXERCISE = "MilitaryExercise"
LIKELY = 0.6
"""Chance from which a side is taken for one."""
BACK = 2
"""Sentences before the phrase in which a side may be told of."""
LEAD = 3
"""Sentences at the head of an article."""
_HIGHEST = 25
_PLACES = frozenset(
    ["about", "against", "among", "at", "between", "by", "for", "from", "in", "of", "on", "over", "to", "with"]
)
_MODIFIERS = ("amod", "compound", "nmod")
_CROSSED = (
    ("same", "known0"), ("same", "known1"), ("same", "subject"), ("prev1", "subject"), ("prev1", "known1"),
    ("pair", "same"), ("place", "visit"), ("first", "known1"), ("second", "known0"), ("in", "visit"), ("to", "visit"),
)  # fmt: skip
_OF_FAMILY = ("subject", "person", "same", "pair", "first", "second", "known0", "known1")


@dataclass(frozen=True)
class Surroundings:
    """Who is told of in an article, how often and where, and what its drafts already say of each other's sides."""

    reading: Reading
    drafts: Sequence[Draft] = field(repr=False)

    @cached_property
    def told(self) -> list[tuple[Mention, Entity, int]]:
        """Every side that a mention stands for, with the index of its sentence, in text order."""
        reading, found = self.reading, []
        for mention in reading.linked.mentions:
            sides = [entity for entity in standing_for(mention.entity, reading) if entity.kind in SIDES]
            if sides:
                index = reading.sentence(reading.tokens[mention.head]).index
                found += [(mention, entity, index) for entity in sides]
        return found

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each side is told of."""
        return Counter(entity.short for _, entity, _ in self.told)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Each side's place when they are ordered by how often they are told of."""
        return {short: rank for rank, (short, _) in enumerate(self.counts.most_common())}

    @cached_property
    def lead(self) -> set[str]:
        """Sides told of at the head of the article."""
        return {entity.short for _, entity, index in self.told if index < LEAD}

    @cached_property
    def by_sentence(self) -> dict[int, set[str]]:
        """Sides told of in each sentence."""
        found: defaultdict[int, set[str]] = defaultdict(set)
        for _, entity, index in self.told:
            found[index].add(entity.short)
        return found


def with_sides(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """Give drafts that lack a side the likeliest of those told of nearby; nothing where nothing has been learned."""
    drafts = _hosted(reading, drafts)
    model = reading.lexicon.judgement.sides
    if not model:
        return drafts
    around = Surroundings(reading, drafts)
    return [_completed(draft, around) for draft in drafts]


def _hosted(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """Give an exercise of which nobody is told the state on whose soil it is: hosts take part."""
    manned = {draft.handle for draft in drafts if draft.family == EXERCISE and draft.codes("participants")}
    found = []
    for draft in drafts:
        lands = [place.code if place.kind in STATES else place.state for place in draft.entities("place")]
        if draft.family == EXERCISE and draft.handle not in manned and lands and lands[0]:
            draft = draft.with_fillers({"participants": (state(lands[0], reading),)})
        found.append(draft)
    return found


def _completed(draft: Draft, around: Surroundings) -> Draft:
    role = ROLES.get(draft.family)
    if role is None:
        return draft
    missing = 2 - len(sides(draft, role))
    if missing <= 0 or draft.fillers.get("series"):
        return draft
    model = around.reading.lexicon.judgement.sides
    told = [(model.chance(features(draft, mention, side, around)), side) for mention, side in candidates(draft, around)]
    ranked = sorted(told, key=lambda item: -item[0])
    more = [entity for chance, entity in ranked[:missing] if chance >= LIKELY]
    if not more:
        return draft
    given: tuple[Filler, ...] = draft.fillers.get(role, ())
    own = [entity for entity in draft.entities(role) if entity.kind == "Person"]
    return draft.with_fillers({role: (*(filler for filler in given if filler not in own), *more, *own)})


def sides(draft: Draft, role: str) -> set[str]:
    """Return the states and bodies in a role, without the persons who stand for them."""
    return {entity.short for entity in draft.entities(role) if entity.kind != "Person"}


def candidates(draft: Draft, around: Surroundings) -> list[tuple[Mention, Entity]]:
    """Return those told of in the draft's sentence and shortly before, each by its nearest mention."""
    own, index = draft.codes(ROLES[draft.family]), around.reading.sentence(draft.head).index
    best: dict[str, tuple[int, int, Mention, Entity]] = {}
    for mention, entity, at in around.told:
        if entity.short in own or not index - BACK <= at <= index:
            continue
        if not any(is_aside(draft, mention, around.reading) for is_aside in _ASIDES):
            found = (index - at, abs(mention.head - draft.head.i), mention, entity)
            if entity.short not in best or found[:2] < best[entity.short][:2]:
                best[entity.short] = found
    return [(mention, entity) for *_, mention, entity in best.values()]


def _is_place(draft: Draft, mention: Mention, reading: Reading) -> bool:
    """Tell whether the mention says where something is; who is visited, or has a meeting in his capital, takes part."""
    token = reading.tokens[mention.head]
    capital = token.head.lower_ in reading.frames.words["towns"]  # "in the Togolese capital"
    town = capital and draft.family != "Meeting" and token.dep_ in (*_MODIFIERS, "poss")
    token = token.head if town else token
    return token.dep_ == "pobj" and token.head.lower_ in ("in", "at") and draft.kind != "Visit"


def _is_force(draft: Draft, mention: Mention, reading: Reading) -> bool:
    """Tell whether the mention only says whose troops are told of: they pay no visits."""
    above = reading.tokens[mention.head].head
    return draft.kind == "Visit" and above.lemma_.lower() in reading.frames.words["force-nouns"]


def _is_broker(draft: Draft, mention: Mention, reading: Reading) -> bool:
    """Tell whether the mention only says who brought others to an agreement: "a truce mediated by Chad"."""
    token = reading.tokens[mention.head]
    above = token.head.head if token.head.dep_ == "agent" else token.head
    alone = not any(child.dep_ == "conj" for child in token.children)
    if draft.family != "Agreement":
        return False
    if alone and token.dep_ != "dobj" and is_broking(reading, above):
        return True
    own = {actor.short for actor in actors_of(reading, brokers_of(reading, draft.head))}
    return any(actor.short in own for actor in standing_for(mention.entity, reading))


def _is_qualifier(draft: Draft, mention: Mention, reading: Reading) -> bool:
    """Tell whether a state only says of what sort others are: "the U.S.-led coalition", "pro-Russian rebels"."""
    tokens = reading.tokens
    before = [token.lower_ for token in tokens[max(mention.first - 2, 0) : mention.first]]
    behind = tokens[mention.last : mention.last + 2]
    led = [token.tag_ for token in behind] == ["HYPH", "VBN"]
    noun = behind[1].head if led else tokens[mention.head]
    of_them = led and noun.dep_ == "pobj" and noun.head.lower_ in ("from", "of")
    return draft.family == "Agreement" and (of_them or before in (["pro", "-"], ["anti", "-"]))


_ASIDES = (_is_place, _is_force, _is_broker, _is_qualifier)


def features(draft: Draft, mention: Mention, side: Entity, around: Surroundings) -> dict[str, float]:
    """Return what speaks for a side being one of the draft's: place, grammar, prominence, its other dealings."""
    reading, role = around.reading, ROLES[draft.family]
    token = reading.tokens[mention.head]
    gap = reading.sentence(draft.head).index - reading.sentence(token).index
    known = sides(draft, role)
    rank = around.ranks.get(side.short, len(around.ranks))
    others = [other for other in around.drafts if other.handle != draft.handle and other.family == draft.family]
    beside = [codes for other in others if side.short in (codes := other.codes(role))]
    found = {
        "bias": 1.0,
        "same": float(gap == 0),
        "prev1": float(gap == 1),
        "prev2": float(gap > 1),
        "distance": math.log1p(abs(token.i - draft.head.i)) / 4,
        "before": float(token.i < draft.head.i),
        "share": around.counts[side.short] / max(around.counts.total(), 1),
        "first": float(rank == 0),
        "second": float(rank <= 1),
        "lead": float(side.short in around.lead),
        "known0": float(not known),
        "known1": float(len(known) == 1),
        "pair": min(sum(bool(codes & known) for codes in beside), 3) / 3,
        "deals": min(len(beside), 3) / 3,
        "place": float(side.code != "" and side.code in _places(draft)),
        "crowd": min(len(around.by_sentence.get(reading.sentence(token).index, ())), 5) / 5,
        "visit": float(draft.kind == "Visit"),
        "bare": float(draft.bare),
        draft.family: 1.0,
        _manner(mention): 1.0,
        **dict.fromkeys(_grammar(token), 1.0),
    }
    if gap == 0:
        found |= _path(reading, draft.head, token)
    found |= {f"{a} {b}": found[a] * found[b] for a, b in _CROSSED if found.get(a) and found.get(b)}
    found |= {f"{draft.family} {name}": found[name] for name in _OF_FAMILY if found.get(name)}
    return {name: value for name, value in found.items() if value}


def _places(draft: Draft) -> set[str]:
    places = draft.entities("place")
    return {place.code if place.kind in STATES else place.state for place in places}


def _manner(mention: Mention) -> str:
    if mention.entity.kind == "Person":
        return "person"
    if mention.form == "demonym":
        return "demonym"
    if mention.entity.kind in STATES:
        return "state"
    return "city" if mention.entity.kind in ("City", "Place") else "body"


def _grammar(token: Token) -> Iterator[str]:
    if token.dep_ in ("nsubj", "nsubjpass"):
        yield "subject"
    elif token.dep_ in _MODIFIERS:
        yield "modifier"
    elif token.dep_ in ("poss", "conj", "dobj"):
        yield token.dep_
    elif token.dep_ == "pobj" and token.head.lower_ in _PLACES:
        yield token.head.lower_


def _path(reading: Reading, head: Token, token: Token) -> dict[str, float]:
    """The way from the phrase to the mention over the parse: up to what governs both, and down again."""
    up, down = list(_chain(head)), list(_chain(token))
    above = {item.i: steps for steps, item in enumerate(up)}
    steps, meeting = next(((n, item) for n, item in enumerate(down) if item.i in above), (0, None))
    if meeting is None:
        return {}
    climbed = above[meeting.i]
    between = reading.tokens[min(head.i, token.i) : max(head.i, token.i)]
    return {
        "path": (climbed + steps) / 10,
        "up": climbed / 6,
        "down": steps / 6,
        "verbs up": min(sum(is_verb(item) for item in up[:climbed]), 3) / 3,
        "verbs down": min(sum(is_verb(item) for item in down[:steps]), 3) / 3,
        "under verb": float(is_verb(meeting)),
        "own subject": float(token.dep_ in ("nsubj", "nsubjpass") and token.head.i == meeting.i),
        "under phrase": float(meeting.i == head.i),
        "behind preposition": float(meeting.i == head.i and steps == 2),
        "parted": float(any(item.text in (";", ":", '"') for item in between)),
    }


def _chain(token: Token) -> Iterable[Token]:
    """The token and what is above it."""
    yield token
    for _ in range(_HIGHEST):
        if token.head.i == token.i:
            return
        token = token.head
        yield token
