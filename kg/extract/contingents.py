"""Whose forces take part in an exercise, by its phrase, its predicates, a roll call; and who stays away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.extract.actors import actors_of, state, states_in_name, states_of, unique
from kg.extract.factuality import factuality
from kg.extract.reading import Reading, background
from kg.extract.sides import sides_of_number
from kg.extract.slots import FATES, Slots, Standing, main_hit
from kg.extract.syntax import conjuncts, is_verb
from kg.extract.triggers import Hit, Nucleus
from kg.model import STATES, Entity, Mention, Modality, Polarity
from kg.parse import Token

FEW = 3
"""Most members of a standing exercise that are all taken to be there whenever it is named."""
LEAST = 3
"""States in a row from which they are a list: what the parser cuts off belongs to it."""
_GLUE = frozenset({",", "and", "the", "&", "'s", ";", ":"})
HELD, PLANNED = "held", "planned"


def participants(reading: Reading, nucleus: Nucleus, filled: Slots) -> list[Entity]:
    """Return the states and organisations that the phrase and its predicates name as taking part."""
    within = list(reading.doc[nucleus.start : nucleus.last])
    named = [entity for token in within if (entity := reading.entity_of(token)) and entity.kind in STATES]
    heads = [
        head
        for head in filled.get("participants", [])
        if not _is_deal(reading, head) and not _is_border(reading, head)
    ]
    named = [entity for entity in named if entity.code not in _borders(reading, within)]
    found = unique([*named, *actors_of(reading, heads), *_before_bodies(reading, heads), *listed_with(reading, heads)])
    told = [entity for entity in found if entity.kind in STATES or entity.kind == "InternationalOrganization"]
    told = told or _of_forces(reading, nucleus) or _beside(reading, nucleus)
    known = background(reading, nucleus.entity).parties
    if 0 < len(known) <= FEW and {entity.code for entity in told} <= set(known):
        return [state(code, reading) for code in known]
    return sides_of_number(reading, nucleus, told)


def _before_bodies(reading: Reading, heads: Iterable[Token]) -> Iterator[Entity]:
    """Whose forces share their noun with others', and the state in a body's name: "Chinese and Cambodian forces"."""
    for mention in (reading.mention(head) for head in heads):
        if mention is None or mention.entity.kind in STATES:
            continue
        if mention.entity.kind == "Organization" and not mention.entity.state:
            inside = states_in_name(reading, mention.first, mention.last)
            yield from inside[:1] if len(inside) == 1 else []
        at = mention.first - 1
        while mention.entity.state and at > 0 and reading.tokens[at].lower_ in ("and", ","):
            before = reading.mention(reading.tokens[at - 1])
            if before is None or before.entity.kind not in STATES or before.form != "demonym":
                break
            yield before.entity
            at = before.first - 1


def _is_deal(reading: Reading, head: Token) -> bool:
    """Whether the head is an agreement, whose sides are not for that those of the exercise."""
    nouns = reading.frames.nouns.get(head.lemma_.lower(), ())
    return reading.mention(head) is None and any(noun.family == "Agreement" for noun in nouns)


def _is_border(reading: Reading, head: Token) -> bool:
    """Whether the head only says at whose border: "drills along the border with Togo", "Togolese border drills"."""
    borders = reading.frames.words["border-nouns"]
    before = reading.doc[head.head.i - 1] if head.dep_ == "pobj" and head.head.i else head
    above = head.head.head if head.dep_ == "pobj" else head.head
    return any(noun.lemma_.lower() in borders and noun.i != head.i for noun in (above, before))


def _borders(reading: Reading, tokens: Iterable[Token]) -> set[str]:
    beside = (reading.entity_of(token) for token in tokens if _is_border(reading, token))
    return {entity.code for entity in beside if entity is not None}


def _beside(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    """Who is listed beside an exercise in which something is done: "ships of Ghana, Togo and Benin are used in it"."""
    if nucleus.head.dep_ != "pobj" or nucleus.head.head.lower_ not in ("in", "during"):
        return []
    tokens, watching = reading.sentence_tokens(nucleus.head), reading.frames.words["watching-nouns"]
    return [] if any(token.lemma_.lower() in watching for token in tokens) else _rows(reading, tokens)


def listed_with(reading: Reading, heads: Iterable[Token]) -> list[Entity]:
    """The states that stand in one list with those under the heads, which the parser may have broken."""
    return _rows(reading, (token for head in heads for token in head.subtree))


def _rows(reading: Reading, tokens: Iterable[Token]) -> list[Entity]:
    runs = (run for token in tokens if (run := _run(reading, token)))
    listed = (mention.entity for run in runs if len(run) >= LEAST for mention in run)
    return unique(entity if entity.kind in STATES else state(entity.state, reading) for entity in listed)


def _is_body(mention: Mention) -> bool:
    """Whether the name is that of the forces of a state, with which a list may begin: "the army of Ghana, Togo ..."."""
    return mention.entity.kind == "ArmedForces" and bool(mention.entity.state)


def _run(reading: Reading, token: Token) -> list[Mention]:
    """The states named in a row from the token on: "Ghana, Togo, Benin and the Gambia"."""
    found: list[Mention] = []
    at, last = token.i, reading.sentence(token).last
    while at < last:
        mention = reading.mention(reading.tokens[at])
        if mention is not None and (mention.entity.kind in STATES or _is_body(mention)) and mention.first >= token.i:
            found.append(mention)
            at = mention.last
        elif found and reading.tokens[at].lower_ in _GLUE:
            at += 1
        else:
            break
    return found


def _of_forces(reading: Reading, nucleus: Nucleus) -> list[Entity]:
    """Whose forces act in the clause or take part in what the exercise is part of: "landed as part of a drill"."""
    if nucleus.entity is not None or not (_is_part(nucleus.head) or _has_clause(nucleus.head)):
        return []
    forces = reading.frames.words["force-nouns"]
    heads = [token for token in reading.sentence_tokens(nucleus.head) if token.lemma_.lower() in forces]
    return [entity for entity in actors_of(reading, heads) if entity.kind in STATES]


def _is_part(noun: Token) -> bool:
    return noun.head.lower_ == "of" and noun.head.head.lower_ == "part"


def _has_clause(noun: Token) -> bool:
    """Whether a clause says what is done in it: "an exercise in which forces stormed beaches"."""
    return any(child.dep_ == "relcl" and any(word.lower_ == "which" for word in child.subtree) for child in noun.rights)


def joining(reading: Reading, told: Sequence[Hit]) -> list[Hit]:
    """Return the predicates without those of who stays away, and of what is not called off."""
    away = [hit for hit in told if _is_declined(reading, hit)]
    above = {token.i for hit in away if not is_verb(hit.token) for token in hit.token.ancestors}
    gone = {(hit.rule, hit.token.i) for hit in away}
    return [
        hit
        for hit in told
        if (hit.rule, hit.token.i) not in gone and hit.token.i not in above and not _is_spared(reading, hit)
    ]


def turns_down(reading: Reading, told: Sequence[Hit]) -> bool:
    """Tell whether somebody stays away, and nothing is said of what is not called off."""
    spared = any(_is_spared(reading, hit) for hit in told)
    return not spared and any(_is_declined(reading, hit) for hit in told)


def untold(reading: Reading, told: Sequence[Hit], found: Sequence[Hit]) -> Standing | None:
    """How an exercise stands of which is only said who stays away, or that it is not called off; else None."""
    hit = main_hit(found)
    open_to = hit is not None and factuality(reading.linked, hit.token.i, reading.lexicon).polarity is Polarity.POSITIVE
    if open_to or len(found) == len(told):
        return None
    view = factuality(reading.linked, told[0].token.i, reading.lexicon)
    ahead = view.modality is not Modality.CERTAIN or any(_is_spared(reading, hit) for hit in told)
    status, modality = (PLANNED, Modality.PLANNED) if ahead else (HELD, Modality.CERTAIN)
    return Standing(status, modality, Polarity.POSITIVE, view)


def _is_declined(reading: Reading, hit: Hit) -> bool:
    """Tell whether somebody does not join: "will not take part in the drills", "cancelled its participation"."""
    if hit.rule == "leave-exercise":
        return True
    joins = hit.token.lemma_.lower() in reading.frames.words["joining-words"]
    watching = reading.frames.words["watching-nouns"]
    if joins and any(token.lemma_.lower() in watching and token.head.lower_ == "as" for token in hit.token.subtree):
        return True
    if not joins or hit.place not in ("in", "for", "at", "obj"):
        return False
    verb = hit.token if is_verb(hit.token) else hit.token.head
    fates = reading.frames.predicates.get(("verb", verb.lemma_.lower()), ())
    given_up = verb.i != hit.token.i and any(predicate.entry.status in FATES for predicate in fates)
    return given_up or factuality(reading.linked, verb.i, reading.lexicon).polarity is Polarity.NEGATIVE


def _is_spared(reading: Reading, hit: Hit) -> bool:
    """Tell whether a predicate says that the thing is not called off: "has not cancelled the drills"."""
    denied = factuality(reading.linked, hit.token.i, reading.lexicon).polarity is Polarity.NEGATIVE
    return hit.status in FATES and denied


def is_joined(reading: Reading, hits: Sequence[Hit], filled: Slots) -> bool:
    """Tell whether those told of join what others do: "France takes part in the drill", "the drill involves France"."""
    words = reading.frames.words
    joins = any(
        hit.token.lemma_.lower() in words["joining-words"]
        or (hit.place == "subj" and hit.token.lemma_.lower() in words["gathering-verbs"])
        for hit in hits
        if hit.status
    )
    return joins and bool(filled.get("participants"))


def roll_calls(reading: Reading) -> Iterator[tuple[Token, list[Entity]]]:
    """Yield the word and the states of "the participating countries are ...", "Ghana and Togo will take part in it"."""
    words = reading.frames.words
    for token in reading.tokens:
        if token.pos_ == "VERB":
            states = states_of(_joined_by(reading, token))
        elif token.dep_ in ("nsubj", "ROOT", "attr", "nsubjpass") and (
            token.lemma_.lower() in words["roll-nouns"]
            or (token.tag_ in ("NNS", "NNPS") and any(child.lower_ in words["roll-modifiers"] for child in token.lefts))
        ):
            states = _called(reading, token)
        else:
            continue
        if any(child.lower_ in words["other-edition"] - {"other"} for child in token.lefts):
            continue
        if states and (token.pos_ == "VERB" or len(states) > 1):
            yield token, states


def _joined_by(reading: Reading, verb: Token) -> list[Entity]:
    """Who takes part in what a pronoun stands for, or in nothing that is named."""
    lemma = verb.lemma_.lower()
    watching = any(token.lemma_.lower() in reading.frames.words["watching-nouns"] for token in verb.subtree)
    if verb.dep_ == "relcl" or watching:
        return []
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    if lemma in ("participate", "take"):
        part = lemma == "participate" or any(noun.lower_ == "part" for noun in objects)
        inside = [noun for prep in verb.subtree if prep.lower_ == "in" for noun in prep.children if noun.dep_ == "pobj"]
        if not part or any(noun.pos_ != "PRON" for noun in inside):
            return []
        heads = [head for subject in subjects for head in conjuncts(subject)]
    elif lemma in reading.frames.words["gathering-verbs"] and any(noun.pos_ == "PRON" for noun in subjects):
        forces = reading.frames.words["force-nouns"]
        if not any(token.lemma_.lower() in forces for noun in objects for token in noun.subtree):
            return []
        heads = [head for noun in objects for head in conjuncts(noun)]
        heads += reading.tokens[verb.i + 1 : reading.sentence(verb).last]
        heads = [head for head in heads if not _is_border(reading, head)]
    else:
        return []
    if factuality(reading.linked, verb.i, reading.lexicon).polarity is Polarity.NEGATIVE:
        return []
    return unique([*actors_of(reading, heads), *listed_with(reading, heads)])


def _called(reading: Reading, noun: Token) -> list[Entity]:
    """The states behind the noun, up to those who only watch."""
    sentence, words = reading.sentence(noun), reading.frames.words
    found: list[Entity] = []
    verb = False
    for token in reading.tokens[noun.i + 1 : sentence.last]:
        mention = reading.mention(token)
        if token.lemma_.lower() in words["roll-verbs"] or token.text == ":":
            verb = True
        elif token.lemma_.lower() in words["watching-nouns"] or (is_verb(token) and verb and token.tag_ != "VBG"):
            break
        elif mention is not None and mention.entity.kind in STATES and verb:
            found.append(mention.entity)
    return unique(found)


def carried(reading: Reading, nucleus: Nucleus, found: Sequence[Hit]) -> list[Token]:
    """The verbs below the predicates and in the clause behind the phrase: "which was scheduled to take place"."""
    behind = next((token for token in reading.tokens[nucleus.last : nucleus.last + 3] if token.is_alpha), None)
    clause = behind.head if behind is not None and behind.lower_ in ("which", "that") else None
    own = [child for child in nucleus.head.children if child.dep_ in ("relcl", "acl")]
    todo = [*(hit.token for hit in found), *own, *([clause] if clause is not None else [])]
    verbs: dict[int, Token] = {}
    while todo:
        verb = todo.pop(0)
        known = reading.frames.predicates.get(("verb", verb.lemma_.lower()), ())
        if verb.i in verbs or not any(predicate.entry.family == nucleus.family for predicate in known):
            continue
        verbs[verb.i] = verb
        todo += [child for child in verb.children if child.dep_ in ("xcomp", "conj")]
    taken = {hit.token.i for hit in found}
    return [verb for verb in verbs.values() if verb.i not in taken]
