"""Parts of speech, features and lemmas are those that the model's own table gives, whatever the text."""

from __future__ import annotations

from functools import cache

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from kg import attributes
from kg.annotate import MODEL
from kg.attributes import Attributes

SENTENCES = (
    "Norway and Chad signed a pact. There's a base; there are two.",
    "Let's see: they're gonna meet, y'all gotta come. C'mon, it ain't nothin'.",
    "Who's he?\n\nHe'd said\tthat the U.S.' bases weren't hers -  £5m,  3rd, “this” & #that…",
    "",
    "\n",
)
NAMED = """
let 's gon na got ta y' all ai n't there is are was that this his her more better be 'd has had nothin' base bases
Bases the 3rd £ whom because who which a Oslo met
"""
WORDS = st.sampled_from([*NAMED.split(), "\n", "\t"])


@cache
def model() -> Language:
    return spacy.load(MODEL, exclude=["ner", "lemmatizer"])


def ruler() -> AttributeRuler:
    found = model().get_pipe("attribute_ruler")
    assert isinstance(found, AttributeRuler)
    return found


@cache
def own() -> Attributes:
    return Attributes(model().vocab, ruler())


def shown(doc: Doc) -> list[tuple[object, ...]]:
    return [(t.text, t.pos_, str(t.morph), t.lemma_, t.tag_, t.dep_, t.head.i, t.is_sent_start, t.ent_type_) for t in doc]


def parsed(doc: Doc) -> Doc:
    for name, component in model().pipeline:
        if name != "attribute_ruler":
            doc = component(doc)
    return doc


@pytest.mark.parametrize("text", SENTENCES)
def test_sentence_gets_what_the_models_table_gives(text: str) -> None:
    doc = parsed(model().make_doc(text))
    assert shown(own()(doc.copy())) == shown(ruler()(doc.copy()))


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12), st.randoms())
def test_words_in_any_order_with_any_label_get_what_the_table_gives(words: list[str], chance: object) -> None:
    assert hasattr(chance, "choice")
    tags = [chance.choice(["NN", "VBZ", "VBP", "_SP", "PRP", "EX", "DT", "NNS", "NNPS"]) for _ in words]
    labels = [chance.choice(["expl", "nsubj", "aux", "det", "ROOT"]) for _ in words]
    doc = Doc(model().vocab, words=words, tags=tags, heads=[0] * len(words), deps=labels)
    assert shown(own()(doc.copy())) == shown(ruler()(doc.copy()))


def test_pattern_of_one_word_overrules_one_of_several_before_it() -> None:
    doc = Doc(model().vocab, words=["There", "'s"], tags=["EX", "_SP"], heads=[1, 1], deps=["expl", "ROOT"])
    assert shown(own()(doc.copy())) == shown(ruler()(doc.copy()))


def test_what_is_kept_begins_anew_when_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributes, "MOST", 3)
    fresh = Attributes(model().vocab, ruler())
    for text in SENTENCES[:3]:
        doc = parsed(model().make_doc(text))
        assert shown(fresh(doc.copy())) == shown(ruler()(doc.copy()))
