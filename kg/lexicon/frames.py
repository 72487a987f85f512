"""Which words evoke which class: the frames of the lexicon, compiled, and the nouns that class labels give.

A frame is written in the ontology as one line, its parts parted by semicolons. The first part names the
triggers, the others say which syntactic place fills which field of the record::

    verb: sign, ink; subj: parties; obj|to: =; with: parties; in|at: place
    noun: talks, negotiation; between|among: participants; with: participants; in|at: place
    noun: signing, signature; of: =; by: parties
    adj: sign, propose; mod: =

``verb``, ``noun`` or ``adj`` (a participle or adjective before a noun) is followed by lemmas, several words
allowed. Places are ``subj``, ``obj`` (also the subject of a passive), ``dative``, ``agent``, ``poss``, ``mod``
(a modifier before the noun) and prepositions; ``|`` parts alternatives. ``=`` stands for the thing itself: a
phrase whose head names something of the class that the entry evokes. A word in single quotes must stand there
as written (``in: 'force|effect'``). A noun frame without ``=`` says that its nouns name the thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.errors import OntologyError
from kg.lexicon.background import Background, compile_background
from kg.lexicon.pacts import Pact, compile_pacts

if TYPE_CHECKING:
    from kg.ontology import Ontology

LEX = "https://w3id.org/defdip/lexicon#"
DD = "https://w3id.org/defdip/ontology#"
THING = "="
FAMILIES = (
    "MilitaryBase",
    "Agreement",
    "Meeting",
    "MilitaryExercise",
    "ArmsTransfer",
    "ArmedConflict",
    "EventSeries",
)
"""Classes at the head of a frame family; what lies below one of them is read by its module."""

_ENTRIES = """
SELECT ?entry ?class ?status ?frame WHERE {
  ?entry a dd:LexicalEntry ; dd:evokes ?class ; dd:frame ?frame . OPTIONAL { ?entry dd:impliesStatus ?status }
} ORDER BY ?entry ?frame
"""
_PROOFS = """
SELECT ?entry ?example ?counter WHERE {
  ?entry a dd:LexicalEntry . { ?entry skos:example ?example } UNION { ?entry dd:counterExample ?counter }
} ORDER BY ?entry
"""
_CLASSES = """
SELECT ?class ?parent WHERE { ?class rdfs:subClassOf* ?parent . FILTER(isIRI(?class) && isIRI(?parent))
  FILTER(STRSTARTS(STR(?class), STR(dd:)) && STRSTARTS(STR(?parent), STR(dd:))) }
"""
_LABELS = """
SELECT ?class ?label WHERE {
  VALUES (?property ?rank) { (rdfs:label 1) (skos:altLabel 2) }
  ?class a owl:Class ; ?property ?label .
  FILTER(isIRI(?class) && (LANG(?label) = "en" || LANG(?label) = "")) } ORDER BY ?rank ?class ?label
"""
_KINDS = "SELECT ?class ?kind WHERE { ?class dd:recordKind ?kind }"
_CLASS_STATUS = """
SELECT ?class ?status WHERE { ?class a owl:Class ; dd:impliesStatus ?status }
"""
_FIELDS = """
SELECT ?field ?label ?form WHERE { ?field a dd:CooperationField ; rdfs:label ?label ; rdfs:label|skos:altLabel ?form }
ORDER BY ?field ?form
"""
_WORDS = "SELECT ?list ?form WHERE { ?list a dd:WordList ; lex:form ?form } ORDER BY ?list ?form"

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of the notation, compiled."""

    kind: str
    triggers: tuple[Words, ...]
    slots: Mapping[str, str]
    """Syntactic place to record field."""
    thing_slots: frozenset[str]
    """The places in which the thing itself may stand."""
    fixed: Mapping[str, frozenset[str]]
    """Syntactic place to the words that must stand there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the lexicon."""

    name: str
    evokes: str
    family: str
    status: str
    frames: tuple[Frame, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noun:
    """Words that name a thing of a class, with the frame that says how its arguments stand."""

    words: Words
    evokes: str
    family: str
    frame: Frame
    entry: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """Words that say something of a thing, with the frame and entry that they belong to."""

    words: Words
    frame: Frame
    entry: Entry


@dataclass(frozen=True, slots=True)
class FrameLexicon:
    """All entries, found by the words that trigger them."""

    entries: tuple[Entry, ...]
    nouns: Mapping[str, tuple[Noun, ...]]
    """By last word, longest first."""
    predicates: Mapping[tuple[str, str], tuple[Predicate, ...]]
    """By kind of frame and first word, longest first."""
    families: Mapping[str, str]
    """Class to the family that it belongs to."""
    kinds: Mapping[str, str]
    """Class to the kind that records show ("treaty")."""
    statuses: Mapping[str, str]
    """Class to the status that its nouns imply ("former base": closed)."""
    defaults: Mapping[str, Frame]
    """Family to the noun frame that serves its named things and the labels of its classes."""
    words: Mapping[str, frozenset[str]]
    """Named word lists ("defence-matters")."""
    background: Mapping[str, Background]
    """IRI to what is known of it beforehand."""
    pacts: tuple[Pact, ...]
    """Agreements known beforehand, which descriptions may mean."""
    verbs: Mapping[str, str]
    """Regular forms of the verbs that trigger a frame, to their lemma: the parser's own lemmas fail on some."""
    fields: Mapping[str, tuple[tuple[Words, str], ...]]
    """First word of each form of a field of cooperation to the forms, longest first, with the field's label."""

    def kind_of(self, name: str) -> str:
        """Return the kind that records show for a class, "other" when there is none."""
        return self.kinds.get(name, "other")


def compile_frames(ontology: Ontology) -> FrameLexicon:
    """Compile the frames of the lexicon and the nouns from class labels.

    Raises:
        OntologyError: an entry evokes an unknown class, or its frame is not in the notation.

    """
    ancestors = _ancestors(ontology)
    families = {name: family for name, above in ancestors.items() if (family := _family(above))}
    entries = tuple(_entries(ontology, families))
    return FrameLexicon(
        entries=entries,
        nouns=_nouns(entries, ontology, families),
        predicates=_predicates(entries),
        families=MappingProxyType(families),
        kinds=_kinds(ontology, ancestors),
        statuses=MappingProxyType(
            {row["class"].removeprefix(DD): row["status"] for row in ontology.select(_CLASS_STATUS)}
        ),
        defaults=_defaults(entries),
        words=_word_lists(ontology),
        background=compile_background(ontology),
        pacts=compile_pacts(ontology),
        verbs=_verb_forms(entries),
        fields=_fields(ontology),
    )


def parse_frame(line: str) -> Frame:
    """Read one line of the notation.

    Raises:
        ValueError: it is not in the notation; the message says which part.

    """
    parts = [part.strip() for part in line.split(";") if part.strip()]
    kind, _, lemmas = parts[0].partition(":")
    if kind not in ("verb", "noun", "adj") or not lemmas.strip():
        raise ValueError(f"begins with {parts[0]!r}, not with verb:, noun: or adj: and lemmas")
    slots: dict[str, str] = {}
    fixed: dict[str, frozenset[str]] = {}
    things: set[str] = set()
    for part in parts[1:]:
        places, colon, role = (piece.strip() for piece in part.partition(":"))
        if not colon or not places or not role:
            raise ValueError(f"part {part!r} is not 'place: field'")
        for place in places.split("|"):
            if role == THING:
                things.add(place)
            elif role.startswith("'"):
                fixed[place] = frozenset(role.strip("'").split("|"))
            else:
                slots[place] = role
    triggers = tuple(tuple(lemma.split()) for lemma in lemmas.split(",") if lemma.strip())
    return Frame(kind, triggers, MappingProxyType(slots), frozenset(things), MappingProxyType(fixed))


def _ancestors(ontology: Ontology) -> dict[str, set[str]]:
    above: defaultdict[str, set[str]] = defaultdict(set)
    for row in ontology.select(_CLASSES):
        above[row["class"].removeprefix(DD)].add(row["parent"].removeprefix(DD))
    return above


def _family(above: set[str]) -> str:
    return next((family for family in FAMILIES if family in above), "")


def _entries(ontology: Ontology, families: Mapping[str, str]) -> Iterator[Entry]:
    rows: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in ontology.select(_ENTRIES):
        rows[row["entry"]].append(row)
    proofs = list(ontology.select(_PROOFS))
    for iri, lines in rows.items():
        name, evokes = iri.removeprefix(LEX), lines[0]["class"].removeprefix(DD)
        if evokes not in families:
            raise OntologyError(f"{ontology.folder}: lexicon entry {name!r} evokes unknown class {evokes!r}")
        yield Entry(
            name=name,
            evokes=evokes,
            family=families[evokes],
            status=lines[0].get("status", ""),
            frames=tuple(_frame(ontology, name, line["frame"]) for line in lines),
            examples=tuple(row["example"] for row in proofs if row["entry"] == iri and "example" in row),
            counter_examples=tuple(row["counter"] for row in proofs if row["entry"] == iri and "counter" in row),
        )


def _frame(ontology: Ontology, name: str, line: str) -> Frame:
    try:
        return parse_frame(line)
    except ValueError as error:
        raise OntologyError(f"{ontology.folder}: lexicon entry {name!r}: frame {line!r} {error}") from error


def _names_things(entry: Entry, frame: Frame) -> bool:
    return frame.kind == "noun" and not frame.thing_slots and entry.family != "ArmsTransfer"


def _defaults(entries: Iterable[Entry]) -> Mapping[str, Frame]:
    """For each family the noun frame of the entry that evokes its head class, else its first."""
    frames: dict[str, Frame] = {}
    for entry in sorted(entries, key=lambda item: item.evokes != item.family):
        for frame in entry.frames:
            if _names_things(entry, frame):
                frames.setdefault(entry.family, frame)
    return MappingProxyType(frames)


def _word_lists(ontology: Ontology) -> Mapping[str, frozenset[str]]:
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for row in ontology.select(f"PREFIX lex: <{LEX}> {_WORDS}"):
        lists[row["list"].removeprefix(LEX)].add(row["form"])
    return MappingProxyType({name: frozenset(forms) for name, forms in lists.items()})


def _verb_forms(entries: Iterable[Entry]) -> Mapping[str, str]:
    lemmas = {words[0] for e in entries for frame in e.frames if frame.kind == "verb" for words in frame.triggers}
    return MappingProxyType({form: lemma for lemma in sorted(lemmas) for form in inflected(lemma)})


def inflected(lemma: str) -> tuple[str, ...]:
    """Return the regular past and participle of a verb that ends in "e", "ch" or "sh", which taggers mix up."""
    if lemma.endswith(("ch", "sh")):
        return (f"{lemma}ed", f"{lemma}ing")
    if not lemma.endswith("e") or lemma.endswith(("ee", "ye", "oe")):
        return ()
    return (f"{lemma}d", f"{lemma[:-1]}ing")


def _fields(ontology: Ontology) -> Mapping[str, tuple[tuple[Words, str], ...]]:
    """Forms of fields of cooperation without their hyphens, which the tokeniser parts from the words."""
    index: defaultdict[str, list[tuple[Words, str]]] = defaultdict(list)
    for row in ontology.select(_FIELDS):
        words = tuple(row["form"].lower().replace("-", " ").split())
        index[words[0]].append((words, row["label"]))
    return MappingProxyType(
        {word: tuple(sorted(forms, key=lambda form: (-len(form[0]), form))) for word, forms in index.items()}
    )


def _parted(words: Words) -> Words:
    """Return words as the tokeniser parts them: "cease-fire" is two."""
    return tuple(part for word in words for part in word.split("-") if part)


def _nouns(entries: Iterable[Entry], ontology: Ontology, families: Mapping[str, str]) -> Mapping[str, tuple[Noun, ...]]:
    """Nouns that name things: those of noun frames, then all classes by their names, then by their other names."""
    found: dict[tuple[str, Words], Noun] = {}
    frames = _defaults(entries)
    for entry in entries:
        for frame in entry.frames:
            if _names_things(entry, frame):
                for words in map(_parted, frame.triggers):
                    found[entry.family, words] = Noun(words, entry.evokes, entry.family, frame, entry.name)
    for row in ontology.select(_LABELS):
        name, words = row["class"].removeprefix(DD), tuple(row["label"].lower().split())
        family = families.get(name, "")
        if family in frames and (family, words) not in found:
            last = found.get((family, words[-1:]))
            frame = last.frame if last and last.evokes == name else frames[family]
            found[family, words] = Noun(words, name, family, frame, f"label {row['label']}")
    index: defaultdict[str, list[Noun]] = defaultdict(list)
    for noun in found.values():
        index[noun.words[-1]].append(noun)
    return MappingProxyType(
        {word: tuple(sorted(nouns, key=lambda noun: -len(noun.words))) for word, nouns in index.items()}
    )


def _predicates(entries: Iterable[Entry]) -> Mapping[tuple[str, str], tuple[Predicate, ...]]:
    index: defaultdict[tuple[str, str], list[Predicate]] = defaultdict(list)
    for entry in entries:
        for frame in entry.frames:
            if _names_things(entry, frame):
                continue
            for words in frame.triggers:
                index[frame.kind, words[0]].append(Predicate(words, frame, entry))
    return MappingProxyType(
        {key: tuple(sorted(found, key=lambda item: -len(item.words))) for key, found in index.items()}
    )


def _kinds(ontology: Ontology, ancestors: Mapping[str, set[str]]) -> Mapping[str, str]:
    own = {row["class"].removeprefix(DD): row["kind"] for row in ontology.select(_KINDS)}
    inherited = {
        name: next(own[above] for above in sorted(own) if above in parents)
        for name, parents in ancestors.items()
        if name not in own and any(above in parents for above in own)
    }
    return MappingProxyType(inherited | own)
