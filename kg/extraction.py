"""One article to its facts: annotate, link, extract, merge, in a stream; what breaks stays with its article."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from kg.annotate import annotate_all
from kg.errors import KgError, SourceError
from kg.extract import extract
from kg.lexicon import Lexicon, load_lexicon
from kg.link import link
from kg.merge import merge
from kg.model import Annotation, Document, Fact
from kg.ontology import Ontology


def facts_of(documents: Iterable[Document], ontology: Ontology) -> Iterator[tuple[Document, list[Fact] | KgError]]:
    """Yield each article with its facts, or with what kept them from being read."""
    lexicon = load_lexicon(ontology)
    waiting: deque[Document] = deque()

    def passing() -> Iterator[Document]:
        for document in documents:
            waiting.append(document)
            yield document

    for annotation in annotate_all(passing(), lexicon):
        document = waiting.popleft()
        if isinstance(annotation, SourceError):
            yield document, annotation
        else:
            yield document, _facts(annotation, lexicon)


def _facts(annotation: Annotation, lexicon: Lexicon) -> list[Fact] | KgError:
    try:
        return merge(list(extract(link(annotation, lexicon), lexicon)))
    except KgError as error:
        return error
    except Exception as error:  # one article that a rule trips over must not cost the others their build
        return SourceError(f"cannot be understood: {type(error).__name__}: {error}")
