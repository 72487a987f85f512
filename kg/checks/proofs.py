"""Every entry of the lexicon held against its own sentences: the example gives a claim of its class, the other none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kg.checks.findings import Finding, Level
from kg.errors import OntologyError, SourceError
from kg.ontology import load_ontology

CHECK = "proof"
DAY = date(2024, 6, 17)
"""Day of publication of the sentences: a Monday."""


def check_proofs(folder: Path) -> Iterator[Finding]:
    """Read all examples and counter-examples as articles of one sentence."""
    from kg.annotate import annotate_all
    from kg.extract import extract
    from kg.lexicon import load_lexicon
    from kg.link import link
    from kg.model import Document

    try:
        lexicon = load_lexicon(load_ontology(folder))
    except OntologyError:
        return  # the other checks say why it cannot be read
    proofs = [
        (entry, sentence, wanted)
        for entry in lexicon.frames.entries
        for sentences, wanted in ((entry.examples, True), (entry.counter_examples, False))
        for sentence in sentences
    ]
    documents = (Document(f"proof-{number}", sentence, date=DAY) for number, (_, sentence, _) in enumerate(proofs))
    for annotation, (entry, sentence, wanted) in zip(annotate_all(documents, lexicon), proofs, strict=True):
        if isinstance(annotation, SourceError):
            yield Finding(Level.ERROR, "lexicon", entry.name, str(annotation), CHECK)
            continue
        claims = extract(link(annotation, lexicon), lexicon)
        if any(lexicon.frames.families.get(claim.kind) == entry.family for claim in claims) is not wanted:
            said = "gives no claim" if wanted else "is a counter-example, yet gives a claim"
            yield Finding(Level.ERROR, "lexicon", entry.name, f"“{sentence}” {said} of {entry.evokes}.", CHECK)
