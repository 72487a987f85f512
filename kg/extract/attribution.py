"""Whose words they are: every act of saying in an article, who does it, who passes it on and what is said."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.posts import label, posts
from kg.extract.saying import Saying, content, content_stance, happens, stance
from kg.extract.speakers import MEDIA, SPEAKING, Memory, accused, persons, speakers, worded
from kg.extract.subjects import apposed_before, beside, outer_subject, subject_of
from kg.extract.transcripts import Turn, turns
from kg.lexicon.cues import Cue, Cues
from kg.model import Entity, Linked, Quotation, Sentence
from kg.parse import Parse, Token

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

SHORTEST_QUOTE = 4
"""Tokens; what is shorter is a word in scare quotes."""
QUOTE = "quote"
FIRST_PERSON = "first-person"
HEADLINE = "headline"
POST = "post"
DASHES = ("-", "–", "—", ":", "--")
Voices = tuple[list[Entity | None], list[Entity | None]]
"""For each token its speaker and the outlet that passes him on."""


def attribution(linked: Linked, token: int, lexicon: Lexicon) -> tuple[Entity | None, Entity | None]:
    """Return speaker and outlet on whose word the token stands; both None for the article's own voice."""
    kept = linked.annotation.doc.memo[attribution]
    if lexicon not in kept:
        kept[lexicon] = _voices(sayings(linked, lexicon), len(linked.annotation.doc))
    speakers, outlets = kept[lexicon]
    return speakers[token], outlets[token]


def _voices(told: tuple[Saying, ...], size: int) -> Voices:
    """Give every token said to the innermost saying around it; what that leaves open, the next one out tells."""
    speakers: list[Entity | None] = [None] * size
    outlets: list[Entity | None] = [None] * size
    inwards = sorted(told, key=lambda saying: saying.last - saying.first)
    for saying in reversed(inwards):
        for voices, entity in ((speakers, saying.speaker), (outlets, saying.outlet)):
            if entity is not None:
                voices[saying.first : saying.last] = [entity] * (saying.last - saying.first)
    return speakers, outlets


def sayings(linked: Linked, lexicon: Lexicon) -> tuple[Saying, ...]:
    """Return all acts of saying in text order; found once an article and kept with its parse."""
    kept = linked.annotation.doc.memo[sayings]
    if lexicon not in kept:
        kept[lexicon] = tuple(_Article(linked, lexicon).read())
    found: tuple[Saying, ...] = kept[lexicon]
    return found


class _Article:
    """One reading of an article from its first sentence to its last, remembering who spoke."""

    def __init__(self, linked: Linked, lexicon: Lexicon) -> None:
        self.linked = linked
        self.cues: Cues = lexicon.cues
        self.doc: Parse = linked.annotation.doc
        self.memory = Memory(known=persons(linked), leaders=lexicon.frames.words["heads-of-states"])
        self.turns = turns(linked, lexicon)
        self.quotes = [q for q in linked.annotation.quotations if q.last - q.first >= SHORTEST_QUOTE]
        self.quoted = {i for quote in self.quotes for i in range(quote.first, quote.last)}
        self.quotes_of = self._by_sentence(self.quotes)
        self.short_of = self._by_sentence(linked.annotation.quotations)
        self.memory.told.update(self.quoted)
        self.unsaid: set[int] = set()
        """Sentences with a saying whose speaker is not known: their quotations are nobody else's."""

    def read(self) -> Iterator[Saying]:
        """Yield the sayings of every sentence, then those of quotations and of speeches."""
        told: list[Saying] = []
        for sentence in self.linked.annotation.sentences:
            found = list(self._sentence(sentence))
            for saying in found:
                if saying.speaker and not sentence.headline:
                    self.memory.note(saying.speaker, self.doc[saying.verb], range(saying.first, saying.last))
            told.extend(found)
        told.extend([*self._quotations(told), *self._speech(), *self._posts(), *self._headlines()])
        return iter(sorted(told, key=lambda saying: (saying.sentence, saying.verb)))

    # Sayings told by a word -----------------------------------------------------------------------------

    def _sentence(self, sentence: Sentence) -> Iterator[Saying]:
        outlet = self._outlet(sentence)
        for token in self.linked.annotation.tokens[sentence.first : sentence.last]:
            if cue := self.cues.at(token, "source"):
                yield from self._source(token, cue, sentence, outlet)
            elif token.pos_ in ("VERB", "AUX"):
                yield from self._verb(token, sentence, outlet)
            elif token.pos_ == "NOUN" and token.i not in self.quoted:
                yield from self._noun(token, sentence)

    def _verb(self, verb: Token, sentence: Sentence, outlet: Entity | None) -> Iterator[Saying]:
        cues = (self._uttered(verb), self.cues.at(verb, "report"), self.cues.at(verb, "stance"))
        cue = next((cue for cue in cues if cue and self._governs(verb, cue, sentence)), None)
        if cue is None or not happens(verb, self.cues):
            return
        subject = subject_of(verb) or beside(self.linked, verb)
        if subject is None or subject.i in self.quoted or self._in_speech(verb, subject):
            return
        if subject.head.dep_ == "agent" and not any(child.dep_ == "ccomp" for child in verb.children):
            return
        first, last = content(verb, sentence, self._touching(sentence))
        held = stance(cue, self.doc, first, last, self.cues)
        found = list(self._speakers(verb, subject, cue))
        if not found and cue.role == "report" and subject.pos_ in ("PRON", "PROPN", "NOUN"):
            self.unsaid.add(sentence.index)
        for entity in found:
            yield self._said(verb, entity, outlet, first, last, held, cue, sentence)

    def _speakers(self, verb: Token, subject: Token, cue: Cue) -> Iterator[Entity]:
        if cue.stance == "denies" and subject.pos_ == "PRON" and (blamed := accused(self.linked, subject)):
            yield blamed
            return
        if (named := apposed_before(self.linked, verb, self.cues)) and subject.pos_ == "NOUN":
            yield named
            return
        found = list(speakers(self.linked, subject, self.cues, self.memory))
        outer = outer_subject(verb) if not found else None
        yield from found or (speakers(self.linked, outer, self.cues, self.memory) if outer else ())

    def _said(
        self,
        word: Token,
        entity: Entity,
        outlet: Entity | None,
        first: int,
        last: int,
        held: str,
        cue: Cue,
        sentence: Sentence,
    ) -> Saying:
        """Build the saying; what an outlet says has no speaker but the article's own sources."""
        if entity.kind == MEDIA:
            return Saying(word.i, None, entity, first, last, held, cue.name, sentence.index)
        return Saying(word.i, entity, outlet, first, last, held, cue.name, sentence.index)

    def _in_speech(self, verb: Token, subject: Token) -> bool:
        """In a speech "I say" and "we urge" are the speech itself."""
        return subject.morph.get("Person", []) == ["1"] and self._turn(verb.i) is not None

    def _governs(self, verb: Token, cue: Cue, sentence: Sentence) -> bool:
        if not cue.links or any(child.dep_ in cue.links for child in verb.children):
            return True
        return QUOTE in cue.links and bool(self.short_of.get(sentence.index))

    def _uttered(self, verb: Token) -> Cue | None:
        """Return the noun that carries the saying of a light verb ("voiced concern")."""
        if self.cues.at(verb, "utter") is None:
            return None
        objects = (child for child in verb.rights if child.dep_ == "dobj")
        return next((cue for child in objects if (cue := self.cues.at(child, "speech"))), None)

    def _noun(self, noun: Token, sentence: Sentence) -> Iterator[Saying]:
        """A noun of saying with its speaker: "Moscow's opposition to ...", "concerns raised by Israel"."""
        cue = self.cues.at(noun, "speech")
        if cue is None or (noun.dep_ == "dobj" and self.cues.at(noun.head, "utter")):
            return
        told = [child for child in noun.rights if child.dep_ in ("acl", "prep", "ccomp", "relcl")]
        if not told:
            return
        last = max(child.right_edge.i for child in told) + 1
        for token in _owners(noun, self.cues):
            if self.linked.at(token.i) is None:
                continue
            for entity in speakers(self.linked, token, self.cues, self.memory):
                yield self._said(noun, entity, None, noun.i + 1, last, cue.stance, cue, sentence)

    def _source(self, word: Token, cue: Cue, sentence: Sentence, outlet: Entity | None) -> Iterator[Saying]:
        """Yield what "according to the ministry" says: its whole sentence."""
        noun = next((t for t in self.doc[word.i : sentence.last] if t.dep_ == "pobj"), None)
        if noun is None or noun.i in self.quoted:
            return
        held = content_stance(self.doc, sentence.first, sentence.last, self.cues)
        for entity in speakers(self.linked, noun, self.cues, self.memory):
            yield self._said(word, entity, outlet, sentence.first, sentence.last, held, cue, sentence)

    def _outlet(self, sentence: Sentence) -> Entity | None:
        """Return the outlet that passes the sentence's words on ("told Reuters", "as quoted by Hurriyet")."""
        for token in self.linked.annotation.tokens[sentence.first : sentence.last]:
            mention = self.linked.at(token.i)
            if mention is None or mention.entity.kind != MEDIA or mention.head != token.i:
                continue
            named = _whole(token)
            above = named.head.head if named.dep_ == "pobj" else named.head
            if self.cues.at(above, "relay", "source") or named.dep_ in ("nsubj", "pobj"):
                return worded(self.linked, mention)
        return None

    def _touching(self, sentence: Sentence) -> Quotation | None:
        return next(iter(self.quotes_of.get(sentence.index, ())), None)

    def _by_sentence(self, quotes: Iterable[Quotation]) -> dict[int, list[Quotation]]:
        found: defaultdict[int, list[Quotation]] = defaultdict(list)
        for quote in quotes:
            for sentence in self._sentences(quote.first, quote.last):
                found[sentence.index].append(quote)
        return found

    def _headlines(self) -> Iterator[Saying]:
        """Yield what a headline says on the word of the name behind its dash: "Base May Open – Minister Berg"."""
        annotation = self.linked.annotation
        for index, sentence in enumerate(annotation.sentences):
            following = annotation.sentences[index + 1 : index + 2]
            if not sentence.headline or (following and following[0].paragraph == sentence.paragraph):
                continue
            first = next(s.first for s in annotation.sentences if s.paragraph == sentence.paragraph)
            mention = self.linked.at(sentence.last - 1)
            dash = mention.first - 1 if mention else 0
            if mention is None or dash - first < SHORTEST_QUOTE or self.doc[dash].text not in DASHES:
                continue
            speaker, outlet = (None, mention.entity) if mention.entity.kind == MEDIA else (mention.entity, None)
            if mention.entity.kind in SPEAKING:
                held = content_stance(self.doc, first, dash, self.cues)
                place = annotation.sentence_of(first).index
                yield Saying(dash, speaker, outlet, first, dash, held, HEADLINE, place)

    # Quotations and speeches ----------------------------------------------------------------------------

    def _quotations(self, told: list[Saying]) -> Iterator[Saying]:
        """Give every quotation to a speaker of its sentences, else of its paragraph, else the last quoted."""
        named: defaultdict[int, list[Saying]] = defaultdict(list)
        for saying in told:
            if saying.speaker:
                named[self.linked.annotation.sentences[saying.sentence].paragraph].append(saying)
        last: Saying | None = None
        for quote in self.quotes:
            if self._turn(quote.first):
                continue
            last = self._labelled(quote) or self._owner(quote, named, last)
            if last is None:
                continue
            for sentence in self._sentences(quote.first, quote.last):
                last = self._voiced(
                    last, sentence, max(quote.first, sentence.first), min(quote.last, sentence.last)
                )
                yield last

    def _labelled(self, quote: Quotation) -> Saying | None:
        """Return the saying of a name with a colon before the quotation."""
        mention = label(self.linked, quote.first)
        if mention is None or mention.entity.kind not in SPEAKING or mention.entity.kind == MEDIA:
            return None
        place = self.linked.annotation.sentence_of(quote.first).index
        return Saying(mention.head, mention.entity, None, quote.first, quote.last, "asserts", "label", place)

    def _posts(self) -> Iterator[Saying]:
        """Yield each sentence of a post of social media."""
        for holder, start, end in posts(self.linked):
            for sentence in self._sentences(start, end):
                first, last = max(sentence.first, start), min(sentence.last, end)
                if last - first >= SHORTEST_QUOTE:
                    held = content_stance(self.doc, first, last, self.cues)
                    yield Saying(first, holder, None, first, last, held, POST, sentence.index)

    def _voiced(self, owner: Saying, sentence: Sentence, first: int, last: int) -> Saying:
        held = content_stance(self.doc, first, last, self.cues)
        return replace(
            owner, verb=first, first=first, last=last, sentence=sentence.index, stance=held, quoted=True
        )

    def _sentences(self, first: int, last: int) -> Iterator[Sentence]:
        annotation = self.linked.annotation
        index = annotation.sentence_of(first).index
        while index < len(annotation.sentences) and annotation.sentences[index].first < last:
            yield annotation.sentences[index]
            index += 1

    def _owner(
        self, quote: Quotation, named: Mapping[int, list[Saying]], last: Saying | None
    ) -> Saying | None:
        annotation = self.linked.annotation
        opening, closing = annotation.sentence_of(quote.first), annotation.sentence_of(quote.last - 1)
        within = range(opening.index, closing.index + 1)
        places = range(opening.paragraph, closing.paragraph + 1)
        if own := [s for place in places for s in named.get(place, ()) if s.sentence in within]:
            return min(own, key=lambda s: min(abs(s.verb - quote.last), abs(s.verb - quote.first)))
        if self.unsaid.intersection(within):
            return None
        same = named.get(opening.paragraph, [])
        if before := [saying for saying in same if saying.sentence < opening.index]:
            return before[-1]
        if same:
            return same[0]
        if last and opening.paragraph - annotation.sentences[last.sentence].paragraph <= 1:
            return last
        earlier = named.get(opening.paragraph - 1)
        return earlier[-1] if earlier else None

    def _turn(self, token: int) -> Turn | None:
        place = bisect_right(self.turns, token, key=lambda turn: turn.first) - 1
        turn = self.turns[place] if place >= 0 else None
        return turn if turn and token < turn.last else None

    def _speech(self) -> Iterator[Saying]:
        """Yield each sentence of a speech that says something."""
        for turn in self.turns:
            if turn.speaker is None:
                continue
            for sentence in self._sentences(turn.first, turn.last):
                first, last = max(sentence.first, turn.first), min(sentence.last, turn.last)
                if not sentence.headline and last - first > SHORTEST_QUOTE and self._tells(first, last):
                    held = content_stance(self.doc, first, last, self.cues)
                    yield Saying(first, turn.speaker, None, first, last, held, FIRST_PERSON, sentence.index)

    def _tells(self, first: int, last: int) -> bool:
        """Tell whether the words hold a verb with its subject and are no question."""
        words = self.doc[first:last]
        return any(t.dep_ in ("nsubj", "nsubjpass", "csubj", "expl") for t in words) and not any(
            t.text == "?" for t in words
        )


def _whole(token: Token) -> Token:
    """Return the head of the phrase in which a name only modifies what it names: "Hurriyet newspaper"."""
    while token.dep_ in ("compound", "nmod", "appos") and token.head.i != token.i:
        token = token.head
    return token


def _owners(noun: Token, cues: Cues) -> Iterator[Token]:
    """Yield the words for whose saying it is."""
    for child in noun.children:
        if child.dep_ in ("poss", "amod", "compound", "nmod"):
            yield child
        elif child.dep_ in ("agent", "prep") and cues.at(child, "author"):
            yield from (own for own in child.rights if own.dep_ == "pobj")
        elif child.dep_ == "acl":
            yield from (own for agent in child.rights if agent.dep_ == "agent" for own in agent.rights)
