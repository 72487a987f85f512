"""Where the arguments of a word stand: subjects, objects, prepositions and modifiers, over the dependency parse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.clauses import (
    RELATIVES,
    above_compounds,
    given_to,
    is_clause_of,
    is_contact_clause,
    is_content,
    is_infinitive,
    name_before,
    shared_objects,
)
from kg.parse import Token, once

Places = Mapping[str, Sequence[Token]]
"""Syntactic place ("subj", "obj", "with") to the heads of the phrases that stand there."""

_DIRECT = {
    "dobj": "obj",
    "nsubjpass": "obj",
    "nsubj": "subj",
    "csubj": "subj",
    "dative": "dative",
    "attr": "attr",
}
_MODIFIERS = {"amod", "compound", "nmod", "nummod"}
_WIDEST = 40
_DEEPEST = 8


@once
def conjuncts(token: Token) -> Sequence[Token]:
    """Return the token and what is coordinated with it behind it, in text order; names in a row count as a list."""
    found = {token.i: token}
    todo = [token]
    while todo and len(found) < _WIDEST:
        current = todo.pop()
        row = [child for child in current.children if child.dep_ == "appos" and child.pos_ == current.pos_ == "PROPN"]
        for other in (*(other for other in current.conjuncts if other.i > token.i), *row):
            if other.i not in found and other.i > token.i:
                found[other.i] = other
                todo.append(other)
    return [found[index] for index in sorted(found)]


def is_verb(token: Token) -> bool:
    """Tell whether the token heads a clause or is a participle, a clause with its subject also under a noun's tag."""
    if token.pos_ == "NOUN" and token.dep_ in ("advcl", "ccomp", "relcl"):
        return token.tag_ == "NN" and any(child.dep_ == "nsubj" for child in token.lefts) and not _is_said(token)
    return token.pos_ in ("VERB", "AUX")


def _is_said(noun: Token) -> bool:
    """Whether a noun tells what somebody is: it has words of its own before it."""
    return any(child.dep_ in ("det", "amod", "compound", "poss", "nummod", "cop") for child in noun.lefts)


@once
def arguments(word: Token) -> Places:
    """Return what stands in each place around a verb or noun, coordinated heads one by one."""
    places: defaultdict[str, list[Token]] = defaultdict(list)
    for place, head in [*_heads(word), *_loose(word)]:
        for token in conjuncts(head):
            if token not in places[place]:
                places[place].append(token)
    return places


def _heads(word: Token) -> Iterator[tuple[str, Token]]:
    if is_verb(word) or word.dep_ in ("relcl", "advcl", "ccomp"):
        yield from _verb_heads(word)
    else:
        yield from _noun_heads(word)


def _loose(word: Token) -> Iterator[tuple[str, Token]]:
    """Prepositions behind the word that the parser hung one step too high or too low."""
    if not is_verb(word) and word.dep_ in ("dobj", "nsubjpass", "nsubj", "attr", "pobj"):
        verb = word.head if word.dep_ != "pobj" else word.head.head
        if is_verb(verb):
            for child in verb.children:
                if child.i > word.i and child.dep_ != "agent":
                    yield from _prepositional(child)
    for other in word.conjuncts if not is_verb(word) else ():
        if other.i > word.i:
            yield from (item for item in _shared(other) if item[0] in ("between", "among", "with"))
    for child in word.children:
        if child.dep_ in ("dobj", "nsubjpass", "attr") and child.i > word.i - 12:
            yield from _nested(child, 2)
        elif child.dep_ in ("prep", "agent") and child.i > word.i:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from _nested(inner, 2)


def _shared(noun: Token) -> Iterator[tuple[str, Token]]:
    """Prepositions behind the last of several coordinated nouns, also one "of" deeper."""
    for child in noun.children:
        if child.dep_ == "prep":
            yield from _prepositional(child)
            if child.lower_ == "of":
                for inner in child.children:
                    yield from _nested(inner, 0)


def _nested(noun: Token, depth: int) -> Iterator[tuple[str, Token]]:
    for token in conjuncts(noun):
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ != "of":
                yield from _prepositional(child)
                if depth:
                    for inner in child.children:
                        if inner.dep_ == "pobj":
                            yield from _nested(inner, depth - 1)


def _verb_heads(verb: Token) -> Iterator[tuple[str, Token]]:
    for child in verb.children:
        if child.dep_ in _DIRECT:
            yield _DIRECT[child.dep_], _antecedent(child)
        yield from _prepositional(child)
    yield from shared_objects(verb)
    if verb.dep_ == "acl" and not is_infinitive(verb):
        yield ("subj" if verb.tag_ == "VBG" or _is_finite(verb) else "obj"), verb.head
    elif is_clause_of(verb):
        yield "subj", verb.head
    elif is_contact_clause(verb) or verb.dep_ == "amod":
        doers = name_before(verb) if verb.dep_ == "amod" else []
        yield "obj", above_compounds(verb.head) if doers else verb.head
        yield from (("subj", token) for token in doers)
    elif verb.dep_ != "ccomp" and not any(c.dep_ in ("nsubj", "nsubjpass", "csubj", "agent") for c in verb.children):
        yield from (("subj", token) for token in inherited_subjects(verb))


def _noun_heads(noun: Token) -> Iterator[tuple[str, Token]]:
    if noun.dep_ == "attr" or (noun.dep_ == "advmod" and noun.head.lemma_ == "be"):
        yield from (("subj", _antecedent(child)) for child in noun.head.children if child.dep_ == "nsubj")
    for child in noun.children:
        if child.dep_ == "poss":
            yield "poss", child
        elif child.dep_ in _MODIFIERS and child.i < noun.i:
            yield "mod", child
            yield from (("mod", deeper) for deeper in child.subtree if deeper.dep_ in _MODIFIERS and deeper != child)
        yield from _prepositional(child)
        if child.dep_ == "acl" and child.tag_ == "VBG":
            yield from ((child.lemma_.lower(), token) for token in child.children if token.dep_ == "dobj")
            yield from ((child.lower_, token) for token in child.children if token.dep_ == "dobj")


def _prepositional(child: Token) -> Iterator[tuple[str, Token]]:
    """Heads behind a preposition; of "out of the treaty" both "of" and "out of"."""
    if child.dep_ not in ("prep", "agent", "dative") or child.pos_ not in ("ADP", "SCONJ", "VERB", "ADV"):
        return
    name = child.lower_
    for token in child.children:
        if token.dep_ == "pobj":
            yield name, token
            if child.dep_ == "agent":
                yield "subj", token
            yield from ((place, head) for place, head in _chained(token))
        elif token.dep_ == "pcomp" and token.lower_ == "visiting":
            yield from ((name, guest) for guest in token.children if guest.dep_ == "dobj")
        elif token.dep_ == "prep":
            for place, head in _prepositional(token):
                if name != "according":
                    yield place, head
                yield f"{name} {place}", head


def _chained(noun: Token) -> Iterator[tuple[str, Token]]:
    """Prepositions that the parser hung on a name before them: "in Baku on Monday with the minister"."""
    if noun.pos_ == "PROPN":
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ not in ("of", "'s"):
                yield from _prepositional(child)


def _antecedent(token: Token) -> Token:
    """A relative pronoun's noun, a name right before it if it is none of things, else the token itself."""
    clause = token.head
    if clause.dep_ == "ccomp" and clause.head.dep_ == "relcl" and token.i < clause.head.i:  # "which some say is"
        clause = clause.head
    if token.lower_ in RELATIVES and clause.dep_ == "relcl":
        before = token.nbor(-1) if token.i else token
        return before if before.pos_ == "PROPN" and before.i > clause.head.i and token.dep_ == "nsubj" else clause.head
    return token


def _is_finite(participle: Token) -> bool:
    """Tell whether what the parser took for a participle is the verb of the sentence: "The chief called on ..."."""
    return participle.tag_ == "VBD" and participle.head.dep_ == "ROOT" and participle.head.i < participle.i


def _doers(noun: Token) -> list[Token]:
    """Whose bid, plan or request it is: the names behind its "by", "of" or "from"."""
    return [
        token
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ in ("by", "from")
        for inner in child.children
        if inner.dep_ == "pobj"
        for token in conjuncts(inner)
    ]


def _named_beside(verb: Token) -> list[Token]:
    """Whose deed it is: "for Japan to buy arms", "accused Mali of buying arms"."""
    to = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ == "to" and c.i > 1), None)
    if to is not None:
        for token in (to.nbor(-1), *to.nbor(-1).ancestors):
            if token.dep_ == "pobj" and token.head.lower_ == "for":
                return [token] if token.right_edge.i == to.i - 1 or token.i == to.i - 1 else []
    above = verb.head.head
    behind = verb.dep_ == "pcomp" and verb.head.lower_ in ("of", "from", "into", "for")
    if behind and above.pos_ == "ADJ" and above.dep_ in ("ccomp", "oprd"):
        near = (*above.children, *above.head.children)
        return [child for child in near if child.dep_ in ("nsubj", "dobj") and child.i > above.head.i]
    if behind and is_verb(above):
        return [child for child in above.children if child.dep_ == "dobj" and child.pos_ in ("PROPN", "PRON")]
    return []


def inherited_subjects(verb: Token) -> list[Token]:
    """Subjects that a verb without its own takes from the clause above ("agreed to hold", "after signing")."""
    current = verb
    told = _named_beside(verb)
    if told:
        return told
    for _ in range(_DEEPEST):
        head = current.head
        if head is current:
            return []
        if current.dep_ in ("acl", "relcl") and not is_verb(head):
            owners = [child for child in head.children if child.dep_ == "poss"] or _doers(head)
            owners = owners if head.head.lemma_ != "accept" else []  # who takes up an invitation of another's
            if owners or (is_infinitive(current) and (owners := given_to(head))):
                return owners
        if is_verb(head):
            if current.dep_ == "xcomp":
                controlled = [child for child in head.children if child.dep_ == "dobj" and child.i < verb.i]
                if controlled and controlled[0].pos_ != "NOUN":
                    return controlled
            own = [child for child in head.children if child.dep_ in ("nsubj", "nsubjpass", "csubj")]
            if own:
                return [_antecedent(own[0])]
            agents = [token for child in head.children if child.dep_ == "agent" for token in child.children]
            if agents and head.dep_ != "amod":
                return agents[:1]
            if head.dep_ == "acl" and head.tag_ == "VBG":
                return [head.head]
        current = head
    return []


def governors(noun: Token) -> Iterator[tuple[Token, str]]:
    """Words that the noun is an argument of, each with its place: before it, above it, then in its own clauses."""
    for child in noun.children:
        if child.dep_ in _MODIFIERS and child.i < noun.i:
            yield child, "mod"
    yield from _above(noun)
    for child in noun.children:
        if child.dep_ == "relcl" and not is_content(child):
            yield child, _relative_place(child)
        elif child.dep_ == "acl" and not is_infinitive(child):
            places = ["subj", "obj"] if child.tag_ in ("VBG", "VBD") else ["obj", "subj"]
            own = child.tag_ == "VBG" and _has_object(child)
            yield from ((child, place) for place in (places[:1] if own else places))


def _above(noun: Token) -> Iterator[tuple[Token, str]]:
    current = noun
    for _ in range(_DEEPEST):
        step = _place(current)
        if step is None:
            return
        yield from step[1]
        current = step[0]
        if is_verb(current) and current.dep_ not in ("amod", "acl"):
            return


def _relative_place(clause: Token) -> str:
    for child in clause.children:
        if child.lower_ in RELATIVES and child.dep_ in _DIRECT:
            return _DIRECT[child.dep_]
    return "subj" if _has_object(clause) and not any(child.dep_ == "nsubj" for child in clause.children) else "obj"


def _has_object(clause: Token) -> bool:
    """Tell whether a clause behind a noun has an object of its own: "a treaty to end the war" ends no treaty."""
    return any(child.dep_ == "dobj" and child.i > clause.i for child in clause.children)


def _place(token: Token) -> tuple[Token, list[tuple[Token, str]]] | None:
    """One step up: the governor, and the places in which the token stands to it."""
    first = token
    for _ in range(_DEEPEST):
        if first.dep_ not in ("conj", "appos"):
            break
        first = first.head
    head = first.head
    if head is first:
        return None
    if first.dep_ in ("pobj", "pcomp"):
        return _behind_preposition(head)
    if first.dep_ in _DIRECT:
        return head, [(head, _DIRECT[first.dep_])]
    if first.dep_ == "poss":
        return head, [(head, "poss")]
    if first.dep_ in _MODIFIERS:
        return head, [(head, "of")]
    return head, []


def _behind_preposition(preposition: Token) -> tuple[Token, list[tuple[Token, str]]] | None:
    name, head = preposition.lower_, preposition.head
    if head is preposition:
        return None
    places = [(head, name)]
    if preposition.dep_ == "agent":
        places.append((head, "subj"))
    if head.pos_ == "ADP" and head.head is not head:
        places = [(head.head, name), (head.head, f"{head.lower_} {name}")]
        head = head.head
    return head, places


@once
def phrase_start(noun: Token) -> int:
    """Index of the first token of the noun's own words: determiner, adjectives, possessor."""
    start = noun.i
    for child in noun.lefts:
        if child.dep_ in _MODIFIERS or child.dep_ in ("det", "poss", "predet"):
            start = min(start, child.left_edge.i)
    return start


def particles(verb: Token) -> set[str]:
    """Words that belong to a phrasal verb: particles, prepositions, and objects that make it an idiom."""
    return {
        child.lower_
        for child in verb.children
        if child.dep_ in ("prt", "prep", "advmod", "dobj", "acomp", "oprd", "pobj", "attr") and child.i > verb.i
    }
