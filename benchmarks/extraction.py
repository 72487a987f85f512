"""Extraction against the bare parser: words per CPU second, memory, and time over the length of the text.

python -m benchmarks.extraction [--rounds N] [--long MEGABYTES]

Reads the articles of ../shared/corpus where they are beside the checkout, else the demo articles. All run in one
process over the same texts, turn by turn, so that the ratios are worth something on a noisy machine: the parser as its
package ships it, the same with the matrix library that the pipeline takes for it, and the whole pipeline.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import spacy
from spacy.language import Language

from kg.annotate import MODEL, annotate_all, model, pipeline
from kg.extraction import facts_of
from kg.lexicon import load_lexicon
from kg.model import Document
from kg.ontology import load_ontology

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[2] / "shared" / "corpus" / "unlabelled.jsonl.gz"
DEMO = HERE.parents[1] / "kg" / "demo"
CURVE = (1, 3, 10, 30, 100)
"""Multiples of the first article's text, read as one article."""


def articles(most: int) -> list[Document]:
    """Return texts to read, from the corpus or the demo."""
    if CORPUS.exists():
        with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines][:most]
    else:
        texts = [path.read_text(encoding="utf-8") for path in sorted(DEMO.glob("*.txt"))] * 5
    return [Document(f"a{number}", text, date=date(2021, 6, 17)) for number, text in enumerate(texts)]


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def memory() -> int:
    """Return the most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bare(documents: list[Document], parser: Language) -> None:
    """Parse the texts, and nothing more."""
    for _ in parser.pipe((document.text for document in documents), batch_size=8):
        pass


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--long", type=float, default=0.6, help="length of the curve's longest text in MB")
    asked = parser.parse_args()
    ontology, documents = load_ontology(), articles(asked.articles)
    load_lexicon(ontology), pipeline()
    shipped, like_ours = spacy.load(MODEL), model()
    words = sum(len(document.text.split()) for document in documents)
    works: dict[str, Callable[[list[Document]], object]] = {
        "bare parser": lambda texts: bare(texts, shipped),
        "  with numpy": lambda texts: bare(texts, like_ours),
        "whole pipeline": lambda texts: list(facts_of(texts, ontology)),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work(documents[:5])
    for _ in range(asked.rounds):
        for name, work in works.items():
            times[name].append(cpu(lambda work=work: work(documents)))  # type: ignore[misc]
    parse, fast, whole = (statistics.median(taken) for taken in times.values())
    print(f"{len(documents)} articles, {words:,} words, {asked.rounds} rounds")
    for name, taken in zip(works, (parse, fast, whole), strict=True):
        print(f"{name:14} {words / taken:8,.0f} words per CPU second: {parse / taken:.2f} of the bare parser")
    print(f"  the pipeline is {fast / whole:.2f} of the parser with numpy's matrix library")
    only = statistics.median(cpu(lambda: list(annotate_all(documents, load_lexicon(ontology)))) for _ in range(1))
    print(f"  of it normalising and parsing {only / whole:.2f}, linking and extracting {1 - only / whole:.2f}")
    print(f"memory at most  {memory():,} MiB")
    unit = documents[0].text + "\n\n"
    longest = int(asked.long * 1_000_000)
    for part in CURVE:
        text = (unit * (longest * part // CURVE[-1] // len(unit) + 1))[: longest * part // CURVE[-1]]
        seconds = cpu(lambda text=text: list(facts_of([Document("long", text)], ontology)))  # type: ignore[misc]
        print(f"one article of {len(text):9,} characters: {seconds:7.2f} s, {seconds / len(text) * 1e6:6.2f} s per MB")
    print(f"memory at most  {memory():,} MiB")


if __name__ == "__main__":
    main()
