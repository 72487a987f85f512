"""Who speaks: the subject of a verb of saying, as the article knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.extract.subjects import SUBJECTS, subject_of
from kg.lexicon.cues import Cues
from kg.model import Entity, Linked, Mention
from kg.parse import Token

LONGEST_NAME = 10
LONGEST_APPOSITION = 16
REACH = 160
"""Tokens that a pronoun looks back."""
MEDIA = "MediaOrganization"
SPEAKING = frozenset(("Person", "State", "DeFactoEntity", MEDIA))
BODIES = frozenset(("Organization", "InternationalOrganization", "GovernmentBody", "ArmedForces", "ArmedGroup"))
SILENT = frozenset(
    ("City", "Place", "Agreement", "EventSeries", "MilitaryBase", "WeaponSystem", "MilitaryExercise", "Facility")
)
"""Kinds of things that cannot speak."""
_BARE = ("det", "predet", "nummod", "punct", "cc", "advmod")


@dataclass(slots=True)
class Memory:
    """Who has spoken so far, for "he said" and "the official said" where linking has left the words alone."""

    latest: Entity | None = None
    person: Entity | None = None
    named: Entity | None = None
    group: Entity | None = None
    known: dict[str, Entity] = field(default_factory=dict)
    """Persons of the article by the last word of their names."""
    leaders: frozenset[str] = frozenset()
    """Last words of the titles of whom "the Swedish leader" may mean."""
    unnamed: dict[str, Entity] = field(default_factory=dict)
    """Last unnamed speaker under each noun ("official")."""
    voice: Entity | None = None
    """The single person who spoke last, told by a verb."""
    spoke: int = -1
    """Token at which he did."""
    told: set[int] = field(default_factory=set)
    """Tokens of what somebody has said: their subjects are not who speaks next."""

    def note(self, speaker: Entity, verb: Token, told: range) -> None:
        """Remember a speaker, and what he has said."""
        self.latest = speaker
        self.told.update(told)
        if speaker.kind != "Person":
            self.group = speaker
            return
        last = speaker.name.split()[-1] if speaker.name else ""
        self.person = speaker
        self.group = speaker if last.islower() and last.endswith("s") else self.group
        if verb.pos_ != "NOUN" and not (last.islower() and last.endswith("s")):
            self.spoke, self.voice = verb.i, speaker
        if last.islower():
            self.unnamed[last] = speaker
        else:
            self.named = speaker


def persons(linked: Linked) -> dict[str, Entity]:
    """Return the persons of the article by the last word of their names, where it is one person's alone."""
    found: dict[str, set[Entity]] = {}
    for mention in linked.mentions:
        if mention.entity.kind == "Person" and mention.form == "name" and mention.entity.name:
            last = mention.entity.name.casefold().replace("-", " ").split()[-1]
            found.setdefault(last, set()).add(mention.entity)
    return {name: next(iter(entities)) for name, entities in found.items() if len(entities) == 1}


def speakers(linked: Linked, subject: Token, cues: Cues, memory: Memory) -> Iterator[Entity]:
    """Yield the entities for which the subject stands; nothing when it cannot speak."""
    subject = _listed(linked, subject) or subject
    for token in (subject, *subject.conjuncts):
        if token.dep_ == "conj" and (token.i < subject.i or _only_described(linked, token, subject)):
            continue
        if found := _speaker(linked, token, cues, memory):
            yield found


def _listed(linked: Linked, noun: Token) -> Token | None:
    """Return the first state or body named behind a common noun: "its allies China and Iran said"."""
    if noun.pos_ != "NOUN" or linked.at(noun.i) is not None:
        return None
    for child in noun.rights:
        mention = linked.at(child.i) if child.dep_ == "appos" else None
        if mention and (mention.entity.kind in BODIES or mention.entity.kind in ("State", "DeFactoEntity")):
            return child
    return None


def _only_described(linked: Linked, token: Token, subject: Token) -> bool:
    """In "Ernst, an Iowa Republican and a member, said" the member is no second speaker."""
    return subject.pos_ == "PROPN" and token.pos_ == "NOUN" and linked.at(token.i) is None


def _speaker(linked: Linked, token: Token, cues: Cues, memory: Memory) -> Entity | None:
    if token.pos_ == "PRON":
        return _pronoun(linked, token, memory)
    if mention := _named(linked, token):
        short = token.text.isupper() and not mention.entity.iri and mention.entity.name == token.text
        return _unknown(token, memory) if short else worded(linked, mention)
    if cues.at(token, "document"):
        return _author(linked, token) or _issuer(linked, token, cues, memory) or memory.latest
    if counted := _counted(token):
        token = counted
    if token.pos_ in ("NOUN", "PROPN") and (cue := cues.at(token, "speaker", "collective")):
        return _described(linked, token, cues, memory, person=cue.role == "speaker")
    return _unknown(token, memory) if token.pos_ == "PROPN" and _is_stray(linked, token) else None


def _counted(number: Token) -> Token | None:
    """Return the noun of "two of the diplomats"."""
    parts = (child for child in number.rights if child.lower_ == "of") if number.pos_ in ("NUM", "DET", "PRON") else ()
    return next((noun for part in parts for noun in part.rights if noun.dep_ == "pobj"), None)


def _is_stray(linked: Linked, token: Token) -> bool:
    """Tell whether linking has left the name alone, or has taken a surname for a place."""
    mention = linked.at(token.i)
    if mention is None:
        return True
    before = linked.at(mention.first - 1) if mention.entity.kind in SILENT and mention.first else None
    return before is not None and before.entity.kind == "Person"


def worded(linked: Linked, mention: Mention) -> Entity:
    """Return the entity with the article's own words for it, where it is a body with many names."""
    entity = mention.entity
    if (entity.kind in SPEAKING and entity.kind != MEDIA) or mention.form != "name":
        return entity
    words = linked.annotation.doc[mention.first : mention.last].text
    return entity if words == entity.name else replace(entity, label=" ".join(words.split()))


def _named(linked: Linked, token: Token) -> Mention | None:
    """Return the mention at the word, or of the person whose name stands beside it."""
    mention = linked.at(token.i)
    if (mention is None or mention.entity.kind != "Person") and (apposed := _apposed(linked, token)):
        return apposed
    if mention is not None:
        return None if mention.entity.kind in SILENT else mention
    if token.pos_ != "PROPN":
        return None
    last = linked.at(token.right_edge.i)
    closes = last is not None and last.entity.kind == "Person" and last.last == token.right_edge.i + 1
    return last if last and closes and linked.annotation.doc[last.first].nbor(-1).pos_ == "PROPN" else None


def _apposed(linked: Linked, token: Token) -> Mention | None:
    """Return the person named between commas behind the noun ("the envoy to the UN, Jane Doe, ...")."""
    doc = linked.annotation.doc
    for place in range(token.i + 1, min(token.right_edge.i, token.i + LONGEST_APPOSITION) + 1):
        mention = linked.at(place)
        if mention is None or mention.entity.kind != "Person" or mention.first != place:
            continue
        before, name = doc[place - 1], doc[mention.head]
        joined = before.text == "," or place == token.i + 1 or before.head.i == mention.head
        if joined and name.dep_ in ("appos", "flat"):
            return mention
    return None


def _unknown(name: Token, memory: Memory) -> Entity | None:
    """Return a name that linking has not told of: a person of the article, or whom the parser takes it for."""
    if person := memory.known.get(name.lower_):
        return person
    doc, first = name.doc, name.i
    while first > name.sent.start and name.i - first < LONGEST_NAME and doc[first - 1].pos_ == "PROPN":
        first -= 1
    text = " ".join(doc[first : name.i + 1].text.split())
    if not any(letter.isupper() for letter in text):
        return None
    if spelled := _spelled_out(name) if text.isupper() and first == name.i else "":
        return Entity("Organization", spelled)
    alone = first == name.i and not text.isupper() and not any(child.dep_ == "det" for child in name.lefts)
    return Entity("Person" if name.ent_type_ == "PERSON" or alone else "Organization", text)


def _spelled_out(short: Token) -> str:
    """Return the name whose initials stand in brackets behind it where it is first told."""
    told = next((token for token in short.doc[1 : short.i] if token.text == short.text), None)
    if told is None or told.i < 2 or told.nbor(-1).text != "(":
        return ""
    last = first = told.i - 1
    while first and last - first < LONGEST_NAME and (short.doc[first - 1].is_title or short.doc[first - 1].is_stop):
        first -= 1
    words = short.doc[first:last]
    starts = [token.i for token in words if token.is_title and token.text[0] == short.text[0]]
    fits = (at for at in starts if "".join(t.text[0] for t in short.doc[at:last] if t.is_title) == short.text)
    return next((short.doc[at:last].text for at in fits), "")


def _pronoun(linked: Linked, token: Token, memory: Memory) -> Entity | None:
    gendered = token.morph.get("Gender", []) in (["Masc"], ["Fem"])
    if gendered and token.i not in memory.told and (found := _speaking_on(linked, token, memory)):
        return found
    if (mention := linked.at(token.i)) and mention.entity.kind not in SILENT:
        return mention.entity
    if token.morph.get("Person", []) != ["3"]:
        return None
    if gendered:
        return memory.person
    singular = token.morph.get("Number", []) == ["Sing"]
    return memory.group if singular or token.morph.get("Case", []) == ["Nom"] else None


def _speaking_on(linked: Linked, pronoun: Token, memory: Memory) -> Entity | None:
    """Return who has spoken last, or has since been the subject of a clause that nobody has said."""
    subject = _recent_subject(linked, pronoun, memory)
    annotation = linked.annotation
    if memory.voice is None or (subject and subject.head > memory.spoke):
        return subject.entity if subject else None
    here, then = annotation.sentence_of(pronoun.i).paragraph, annotation.sentence_of(memory.spoke).paragraph
    return memory.voice if then >= here - 1 else None


def accused(linked: Linked, pronoun: Token) -> Entity | None:
    """Return the last state or body of the sentence before: "It denies" is said of the one accused there."""
    here = linked.annotation.sentence_of(pronoun.i)
    if here.index == 0 or pronoun.morph.get("Gender", []) != ["Neut"]:
        return None
    before = linked.annotation.sentences[here.index - 1]
    if before.paragraph != here.paragraph:
        return None
    for place in range(before.last - 1, before.first - 1, -1):
        mention = linked.at(place)
        if mention and (mention.entity.kind in BODIES or mention.entity.kind in ("State", "DeFactoEntity")):
            return mention.entity if mention.form == "name" else None
    return None


def _recent_subject(linked: Linked, token: Token, memory: Memory) -> Mention | None:
    """Return the person who was last the subject of a clause, in this paragraph or the one before."""
    annotation = linked.annotation
    here = annotation.sentence_of(token.i).paragraph
    for before in range(token.i - 1, max(-1, token.i - REACH), -1):
        mention = linked.at(before)
        if mention is None or mention.entity.kind != "Person" or mention.head != before or before in memory.told:
            continue
        if annotation.sentence_of(before).paragraph < here - 1:
            return None
        if mention.form != "pronoun" and _is_subject(annotation.doc[before]):
            return mention
    return None


def _is_subject(name: Token) -> bool:
    return name.dep_ in SUBJECTS or (name.dep_ in ("appos", "compound") and name.head.dep_ in SUBJECTS)


def _author(linked: Linked, document: Token) -> Entity | None:
    """Return whose statement it is: "a ministry statement", "a statement from the ministry"."""
    if document.dep_ == "dobj" and document.head.pos_ == "VERB" and (issuer := subject_of(document.head)):
        mention = linked.at(issuer.i)
        if mention and mention.entity.kind not in SILENT:
            return worded(linked, mention)
    near = list(document.lefts)
    near += [own for prep in document.rights if prep.dep_ == "prep" for own in prep.rights]
    for token in near:
        if (mention := linked.at(token.i)) and mention.entity.kind not in SILENT:
            return worded(linked, mention)
    return None


def _issuer(linked: Linked, document: Token, cues: Cues, memory: Memory) -> Entity | None:
    """Return the unnamed body whose paper it is: "the embassy statement", "a statement issued by the presidency"."""
    near = [child for child in document.lefts if child.dep_ in ("compound", "nmod", "poss")]
    for child in document.rights:
        if child.dep_ == "prep" and cues.at(child, "author"):
            near += [own for own in child.rights if own.dep_ == "pobj"]
        elif child.dep_ == "acl":
            near += [own for agent in child.rights if agent.dep_ in ("agent", "prep") for own in agent.rights]
    for token in near:
        if found := _named(linked, token):
            return worded(linked, found)
        if token.pos_ in ("NOUN", "PROPN") and cues.at(token, "collective"):
            return _described(linked, token, cues, memory, person=False)
    return None


def _described(linked: Linked, noun: Token, cues: Cues, memory: Memory, *, person: bool) -> Entity | None:
    """Return an unnamed speaker under the words that describe him ("senior Nato official")."""
    words = list(noun.doc[max(noun.left_edge.i, noun.i - LONGEST_NAME) : noun.i + 1])
    while words and (words[0].dep_ in _BARE or words[0].tag_ == "PRP$"):
        words.pop(0)
    full = _title(noun)
    pointing = not full and any(
        child.tag_ == "PRP$" or child.morph.get("Definite", []) == ["Def"] for child in noun.lefts
    )
    if len(words) <= 1 and pointing and (known := _pointed_at(linked, noun, cues, memory, person=person)):
        return known
    inside = [mention for token in words if (mention := linked.at(token.i))]
    state = next(
        (m.entity.state or m.entity.code for m in inside if m.entity.kind == "State" or m.entity.state), ""
    )
    definite = any(child.morph.get("Definite", []) == ["Def"] for child in noun.lefts)
    if person and definite and not cues.at(noun, "anonymous"):
        titles = memory.leaders if noun.lower_ == "leader" and state else frozenset((noun.lower_,))
        if holder := _holder(linked, noun, titles, state, {m.entity for m in inside if m.entity.kind != "State"}):
            return holder
    name = noun.doc[words[0].i : (full or noun.i) + 1].text if words else noun.text
    return Entity("Person" if person else "Organization", " ".join(name.split()), state=state)


def _holder(linked: Linked, noun: Token, titles: frozenset[str], state: str, bodies: set[Entity]) -> Entity | None:
    """Return the one person named before of whose office "the Swedish senator" speaks."""
    found = {
        holding.person
        for holding in linked.holdings
        if holding.first < noun.i and titles.intersection(holding.title.lower().split()[-1:])
        if not state or state in (holding.person.state, holding.of.code if holding.of else "")
        if bodies <= {holding.of, holding.organisation}
    }
    return next(iter(found)) if len(found) == 1 and noun.tag_ in ("NN", "NNP") else None


def _title(noun: Token) -> int | None:
    """Return the last word of a name that goes on behind its noun ("Committee for the Defence of Peace")."""
    if noun.pos_ != "PROPN":
        return None
    ends = [prep.right_edge for prep in noun.rights if prep.dep_ == "prep" and prep.i == noun.i + 1]
    return ends[0].i if ends and ends[0].pos_ == "PROPN" and ends[0].i - noun.i < LONGEST_NAME else None


def _pointed_at(linked: Linked, noun: Token, cues: Cues, memory: Memory, *, person: bool) -> Entity | None:
    """Return the speaker of before whom "the official", "the minister" or "the ministry" means."""
    if not person:
        return memory.group
    if same := memory.unnamed.get(noun.lower_):
        return same
    if cues.at(noun, "anonymous"):
        return None
    titled = [h.person for h in linked.holdings if h.first < noun.i and h.title.lower().split()[-1:] == [noun.lower_]]
    return memory.named if not titled or memory.named in titled else titled[-1]
