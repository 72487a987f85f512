"""What the parser made of a text, laid out: every word stands as the parser has it, and where it has it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from kg.annotate import pipeline
from kg.parse import Parse, parse

WORDS = ("text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "whitespace_", "idx", "i")
MARKS = ("is_stop", "is_punct", "is_title", "is_alpha", "is_lower", "is_upper", "is_space", "like_num")
NEIGHBOURS = ("lefts", "rights", "children", "subtree", "ancestors", "conjuncts")
TEXT = (
    "OSLO, May 3 - Norway's Defence Minister Ola Berg, who had flown in, and his 2 Danish peers weren't told "
    "what the U.S. will do.\n\n\"A base?\" he asked. Café-goers paid €5 - 10% more."
)


def test_words_marks_and_neighbours_are_the_parsers() -> None:
    doc = pipeline()(TEXT)
    found = parse(doc)
    assert found.text == doc.text and len(found) == len(doc)
    for token, own in zip(found, doc, strict=True):
        assert [getattr(token, name) for name in (*WORDS, *MARKS)] == [getattr(own, name) for name in (*WORDS, *MARKS)]
        for name in NEIGHBOURS:
            assert [one.i for one in getattr(token, name)] == [one.i for one in getattr(own, name)], (own, name)
        assert token.head.i == own.head.i and token.sent.root.i == own.sent.root.i
        assert (token.left_edge.i, token.right_edge.i) == (own.left_edge.i, own.right_edge.i)
        assert {name: list(values) for name, values in token.morph.items()} == {
            name: own.morph.get(name) for name in own.morph.to_dict()
        }
    assert [(one.start, one.end) for one in found.sents] == [(one.start, one.end) for one in doc.sents]
    assert list(found.ents) == [(one.start, one.end, one.label_) for one in doc.ents]


@st.composite
def trees(draw: st.DrawFn) -> list[int]:
    """Heads of up to twelve tokens: one root, every other token under one before it in a drawn order."""
    order = draw(st.permutations(range(draw(st.integers(1, 12)))))
    heads = {order[0]: order[0]}
    for place, token in enumerate(order[1:], 1):
        heads[token] = order[draw(st.integers(0, place - 1))]
    return [heads[token] for token in range(len(order))]


@settings(max_examples=200, deadline=None)
@given(trees(), st.data())
def test_any_tree_hangs_together_as_the_parser_says(heads: list[int], data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.sampled_from(["conj", "dobj"]), min_size=len(heads), max_size=len(heads)))
    doc = Doc(pipeline().vocab, words=[f"w{n}" for n in range(len(heads))], heads=heads, deps=labels)
    for token, own in zip(parse(doc), doc, strict=True):
        for name in NEIGHBOURS:
            assert [one.i for one in getattr(token, name)] == [one.i for one in getattr(own, name)], name
        below = [one.i for one in own.subtree]
        assert (token.left_edge.i, token.right_edge.i) == (min(below), max(below))
        assert [token.is_ancestor(other) for other in token.doc] == [own.is_ancestor(other) for other in doc]


def test_stretch_is_the_text_between_its_words() -> None:
    found = parse(pipeline()(TEXT))
    assert found[3:9].text == TEXT[found[3].idx : found[8].idx + len(found[8])]
    assert (found[3:9].start, found[3:9].end, found[3:9].start_char) == (3, 9, found[3].idx)
    assert found[4:4].text == ""
    assert [token.i for token in found[-2:]] == [len(found) - 2, len(found) - 1]


def test_token_of_a_character_and_none_between_two() -> None:
    found = parse(pipeline()("Oslo  met Lund"))
    assert [str(found.at(offset)) for offset in (0, 3, 6, 13)] == ["Oslo", "Oslo", "met", "Lund"]
    assert found.at(14) is None and Parse("").at(0) is None


def test_neighbour_outside_the_text_is_an_error() -> None:
    found = parse(pipeline()("Oslo met"))
    assert found[0].nbor().text == "met" and found[1].nbor(-1).text == "Oslo"
    with pytest.raises(IndexError):
        found[0].nbor(-1)
    with pytest.raises(IndexError):
        found[1].nbor()
