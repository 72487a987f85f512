"""Parts of speech, features and irregular lemmas, by the parser's own table, each kind of word looked up once.

The model's table (its "attribute ruler") goes through all its 180 patterns at every word anew, an eighth of all the
time that a text takes. All but a few look at one word alone: what they make of a form, a tag and a label is the same
every time, and kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.vocab import Vocab

NAME = "communique_attributes"
MOST = 200_000
"""Words and kinds of words kept; then it begins anew, so that odd text does not fill the memory."""
_PLAIN, _SPACE = "x", " "
"""What stands for all words that no pattern names."""
_OF_ALL = ("TAG", "DEP", "IS_SPACE")
"""What a pattern asks that may be asked of any word."""
_Kind = tuple[str, int, int]
_Made = tuple[int, int, int, bool]
"""Part of speech, features, lemma, and whether a late pattern had a say."""


class Attributes:
    """The pipeline's component; what it makes of a text is what the model's own would make."""

    def __init__(self, vocab: Vocab, ruler: AttributeRuler) -> None:
        self._vocab, self._ruler = vocab, ruler
        self._alone, self._beside, self._naming = AttributeRuler(vocab), AttributeRuler(vocab), Matcher(vocab)
        self._late: list[bool] = []
        """Of each pattern of one word, whether it comes behind one of several, which it then overrules."""
        rules: Any = ruler.patterns
        for rule in rules:
            for pattern in rule["patterns"]:
                one = self._alone if len(pattern) == 1 else self._beside
                one.add([pattern], rule["attrs"], rule["index"])
                if len(pattern) > 1:
                    continue
                self._late.append(bool(self._beside.attrs))
                if asked := {name: value for name, value in pattern[0].items() if name not in _OF_ALL}:
                    self._naming.add("named", [[asked]])
        self._words: dict[int, str] = {}
        self._known: dict[_Kind, _Made | None] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of all words."""
        rows = doc.to_array(["LOWER", "TAG", "DEP", "IS_SPACE"]).tolist()
        if len(self._words) > MOST or len(self._known) > MOST:
            self._words.clear()
            self._known.clear()
        for word, space in {(row[0], row[3]) for row in rows if row[0] not in self._words}:
            self._words[word] = self._named(self._vocab.strings[word], space=bool(space))
        kinds = [(self._words[word], tag, label) for word, tag, label, _ in rows]
        for kind in set(kinds) - self._known.keys():
            self._known[kind] = self._made(*kind)
        made = [found for kind in kinds if (found := self._known[kind]) is not None]
        beside = self._beside.match(doc)
        if len(made) < len(kinds) or any(made[at][-1] for _, _, first, last in beside for at in range(first, last)):
            return self._ruler(doc)
        if made:
            values = np.array([found[:-1] for found in made], dtype=np.uint64)
            doc.from_array(["POS", "MORPH", "LEMMA"], values)  # type: ignore[arg-type]
        self._beside.set_annotations(doc, beside)  # type: ignore[no-untyped-call]
        return doc

    def _named(self, word: str, *, space: bool) -> str:
        """The word itself where a pattern names it, else the one that stands for all others."""
        if self._naming(Doc(self._vocab, words=[word], spaces=[False]), allow_missing=True):
            return word
        return _SPACE if space else _PLAIN

    def _made(self, word: str, tag: int, label: int) -> _Made | None:
        """What becomes of a kind of word; None where its tag or label change, too."""
        tags, labels = [self._vocab.strings[tag]], [self._vocab.strings[label]]
        doc = Doc(self._vocab, words=[word], spaces=[False], tags=tags, heads=[0], deps=labels)
        matches = self._alone.match(doc)
        self._alone.set_annotations(doc, matches)  # type: ignore[no-untyped-call]
        [[pos, morph, lemma, *found]] = doc.to_array(["POS", "MORPH", "LEMMA", "TAG", "DEP"]).tolist()
        late = any(self._late[number] for number, *_ in matches)
        return (pos, morph, lemma, late) if found == [tag, label] else None


@Language.factory(NAME)
def attributes(nlp: Language, name: str) -> Attributes:
    """Make the component from the model's own table, which it replaces."""
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    return Attributes(nlp.vocab, ruler)
