"""Run the whole corridor over one round of hand-read articles and print the scorer's table.

python -m tests.gold.blind round1 [-v]
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kg.agreement import TYPES, Row
from kg.evaluate import read_gold
from kg.model import Document
from kg.sources import read

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
TEXTS = Path(os.environ["COMMUNIQUE_TEXTS"]) if "COMMUNIQUE_TEXTS" in os.environ else None
"""Where the texts of the hand-read web pages are, if they are: SET/ID.txt and ID.json."""


def articles(round_: Path, folder: Path) -> list[Path]:
    """Write the round's articles as text with metadata beside it, as a user would have them."""
    wanted = {path.name.split(".")[0] for path in round_.glob("*.gold.json")}
    with gzip.open(SHARED / "corpus" / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for line in lines if (row := json.loads(line))["id"] in wanted]
    for row in rows:
        (folder / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
        metadata = {key: row[key] for key in ("title", "outlet", "url", "date")}
        (folder / f"{row['id']}.json").write_text(json.dumps(metadata), encoding="utf-8")
    return sorted(folder.glob("*.txt"))


def web_folders() -> tuple[str, ...]:
    """Return the names of the hand-read web pages whose texts are at hand; see the README beside this file."""
    return tuple(path.stem for path in sorted((HERE / "web").glob("*.jsonl")) if TEXTS and (TEXTS / path.stem).is_dir())


def web_pages(name: str) -> tuple[list[Document], dict[str, list[Row]]]:
    """Return the web pages of a set and what people have read in them."""
    assert TEXTS is not None
    rows = [json.loads(line) for line in (HERE / "web" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    sources = [str(TEXTS / name / f"{row['id']}.txt") for row in rows]
    found = [item for item in read(sources) if isinstance(item, Document)]
    return found, {row["id"]: row["facts"] for row in rows}


def labelled(name: str) -> frozenset[str]:
    """Return the types of record that were read in the articles of a folder: of web pages often one alone."""
    file = HERE / "web" / f"{name}.jsonl"
    if not file.exists():
        return frozenset(TYPES)
    return frozenset(json.loads(file.read_text(encoding="utf-8").split("\n", 1)[0])["types"])


def documents(name: str) -> tuple[list[Document], dict[str, list[Row]]]:
    """Return the articles of a folder ("dev" is the shared one) and what people have read in them, by id."""
    if (HERE / "web" / f"{name}.jsonl").exists():
        return web_pages(name)
    gold = SHARED / "corpus" / "dev" if name == "dev" else HERE / name
    with tempfile.TemporaryDirectory() as place:
        texts = sorted(gold.glob("*.txt")) or articles(gold, Path(place))
        found = [item for item in read([str(text) for text in texts]) if isinstance(item, Document)]
    return found, read_gold(gold)


def main() -> int:
    round_ = HERE / sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [str(path) for path in articles(round_, folder)]
        store = str(folder / "store")
        subprocess.run([sys.executable, "-m", "kg.cli", "build", "--store", store, *sources], check=False)
        records = folder / "records.jsonl"
        with records.open("w", encoding="utf-8") as out:
            command = [sys.executable, "-m", "kg.cli", "records", "--store", store, "--format", "jsonl"]
            subprocess.run(command, stdout=out, check=True)
        scorer = [sys.executable, str(SHARED / "score" / "score.py"), str(round_), str(records), *sys.argv[2:]]
        return subprocess.run(scorer, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
