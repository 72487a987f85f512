"""Every entry of the lexicon proves itself: its example gives a claim of its class, its counter-example gives none."""

from __future__ import annotations

from datetime import date

import pytest

from kg.annotate import annotate
from kg.errors import OntologyError
from kg.extract import extract
from kg.lexicon import load_lexicon
from kg.lexicon.frames import parse_frame
from kg.link import link
from kg.model import Claim, Document
from kg.ontology import load_ontology

LEXICON = load_lexicon(load_ontology())
ENTRIES = LEXICON.frames.entries


def claims(text: str, day: date = date(2024, 6, 17)) -> list[Claim]:
    document = Document("sentence", text, date=day)
    return list(extract(link(annotate(document, lexicon=LEXICON), LEXICON), LEXICON))


def of_family(found: list[Claim], family: str) -> list[Claim]:
    return [claim for claim in found if LEXICON.frames.families.get(claim.kind) == family]


@pytest.mark.parametrize(
    ("family", "sentence"),
    [pytest.param(e.family, s, id=f"{e.name}-{n}") for e in ENTRIES for n, s in enumerate(e.examples)],
)
def test_example_of_an_entry_gives_a_claim_of_its_class(family: str, sentence: str) -> None:
    assert of_family(claims(sentence), family)


@pytest.mark.parametrize(
    ("family", "sentence"),
    [pytest.param(e.family, s, id=f"{e.name}-{n}") for e in ENTRIES for n, s in enumerate(e.counter_examples)],
)
def test_counter_example_of_an_entry_gives_no_claim_of_its_class(family: str, sentence: str) -> None:
    assert not of_family(claims(sentence), family)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_has_an_example_and_a_counter_example(entry) -> None:  # type: ignore[no-untyped-def]
    assert entry.examples
    assert entry.counter_examples


@pytest.mark.parametrize("line", ["sign: parties", "verb:", "verb: sign; subj parties"])
def test_frame_that_is_not_in_the_notation_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"begins|place"):
        parse_frame(line)


def test_frame_gives_places_fields_and_fixed_words() -> None:
    frame = parse_frame("verb: be, come into; subj: =; with|alongside: parties; in: 'force|effect'")
    assert frame.triggers == (("be",), ("come", "into"))
    assert frame.thing_slots == {"subj"}
    assert dict(frame.slots) == {"with": "parties", "alongside": "parties"}
    assert frame.fixed["in"] == {"force", "effect"}


def test_entry_for_an_unknown_class_is_refused_by_name(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from kg.lexicon.frames import compile_frames

    (tmp_path / "bad.ttl").write_text(
        "@prefix dd: <https://w3id.org/defdip/ontology#> .\n"
        "@prefix lex: <https://w3id.org/defdip/lexicon#> .\n"
        'lex:odd a dd:LexicalEntry ; dd:evokes dd:Starship ; dd:frame "noun: starship" .\n'
    )
    with pytest.raises(OntologyError, match=r"odd.*Starship"):
        compile_frames(load_ontology(tmp_path))
