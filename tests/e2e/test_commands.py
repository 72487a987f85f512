"""The command line as its users meet it: what each command does, and what each bad input is answered with."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kg.cli import HERE as COMMANDS
from kg.cli import main
from kg.store import current

Command = Callable[..., Result]
ARTICLE = (
    "Russia and Syria signed an agreement on the naval base in Tartus on 18 January 2017. "
    "The Russian navy operates the base. "
    "Egypt and Russia will hold a joint exercise next year, the defence ministry said."
)
METADATA = {
    "title": "A base in Tartus",
    "outlet": "Example Wire",
    "date": "2017-01-20",
    "url": "https://example.org/tartus",
}


@pytest.fixture
def communique(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Run a command in an empty folder, in which the store is ``data``."""
    monkeypatch.chdir(tmp_path)
    return lambda *words, **more: CliRunner().invoke(main, list(words), **more)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one article and the graph of it."""
    folder = tmp_path_factory.mktemp("built")
    write_article(folder / "tartus.txt")
    done = CliRunner().invoke(main, ["build", "--store", str(folder / "data"), str(folder / "tartus.txt")])
    assert done.exit_code == 0, done.output
    return folder


def write_article(path: Path, text: str = ARTICLE, **changes: object) -> Path:
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps({**METADATA, **changes}), encoding="utf-8")
    return path


def write_bad(folder: Path, name: str) -> Path:
    """Write an article that must not be taken in."""
    contents: dict[str, bytes] = {
        "empty": b"",
        "binary": bytes(range(256)) * 64,
        "one-line-of-5-MB": b"word " * 1_000_000,
        "wrong-encoding": "Türkiye und Aserbaidschan. ".encode("utf-16-le") * 20,
        "another-language": "Russland und Syrien haben am Mittwoch in Damaskus ein Abkommen über den Stützpunkt "
        "in Tartus unterzeichnet, wie das russische Verteidigungsministerium in Moskau mitteilte.".encode(),
        "future": ARTICLE.replace("Syria", "Libya").encode(),
    }  # fmt: skip
    path = folder / f"{name}.txt"
    path.write_bytes(contents[name])
    date = "2131-01-01" if name == "future" else "2017-01-20"
    path.with_suffix(".json").write_text(json.dumps({**METADATA, "date": date}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty", "empty"),
        ("binary", "binary"),
        ("one-line-of-5-MB", "5,000,000"),
        ("wrong-encoding", "binary"),
        ("another-language", "language"),
        ("future", "future"),
    ],
)
def test_a_bad_article_is_named_with_its_reason_and_the_rest_is_built(
    communique: Command, tmp_path: Path, name: str, reason: str
) -> None:
    good, bad = write_article(tmp_path / "good.txt"), write_bad(tmp_path, name)
    done = communique("build", str(good), str(bad))
    assert done.exit_code == 1
    line = next(line for line in done.stderr.splitlines() if str(bad) in line)
    assert line.startswith("skipped") and reason in line
    assert "1 articles" in done.stdout and "Traceback" not in done.output
    assert len(current(tmp_path / "data").open()) > 0


def test_nothing_but_bad_articles_builds_nothing_and_says_why(communique: Command, tmp_path: Path) -> None:
    done = communique("build", str(write_bad(tmp_path, "empty")))
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1 and "empty.txt" in done.stderr
    assert not (tmp_path / "data" / "current").exists()


def test_a_missing_file_is_named(communique: Command, tmp_path: Path) -> None:
    done = communique("build", str(write_article(tmp_path / "good.txt")), str(tmp_path / "nowhere.txt"))
    assert done.exit_code == 1 and "nowhere.txt: no such file" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_named(communique: Command, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    done = communique("build", str(write_article(tmp_path / "good.txt")), str(locked))
    assert done.exit_code == 1 and str(locked) in done.stderr


def test_an_article_without_date_is_taken_in(communique: Command, tmp_path: Path) -> None:
    undated = tmp_path / "undated.txt"
    undated.write_text(ARTICLE, encoding="utf-8")
    assert communique("build", str(undated)).exit_code == 0


def test_a_duplicate_article_does_not_change_the_graph_by_one_quad(communique: Command, tmp_path: Path) -> None:
    first = write_article(tmp_path / "one.txt")
    communique("build", str(first))
    before = current(tmp_path / "data").id
    done = communique("add", str(first), str(write_article(tmp_path / "two.txt")))
    assert done.exit_code == 0 and "duplicate" in done.stderr
    assert current(tmp_path / "data").id == before


def test_two_articles_of_one_name_and_different_texts_do_not_collide(communique: Command, tmp_path: Path) -> None:
    for folder, state in (("a", "Syria"), ("b", "Libya")):
        (tmp_path / folder).mkdir()
        write_article(tmp_path / folder / "same.txt", ARTICLE.replace("Syria", state))
    done = communique("build", "a/same.txt", "b/same.txt")
    assert done.exit_code == 0 and "2 articles" in done.stdout


def test_the_same_build_twice_gives_the_same_bytes(communique: Command, tmp_path: Path) -> None:
    article = write_article(tmp_path / "one.txt")
    dumps = []
    for name in ("first", "second"):
        assert communique("build", "--store", name, str(article)).exit_code == 0
        assert communique("export", "--store", name, "-o", f"{name}.nq").exit_code == 0
        dumps.append((tmp_path / f"{name}.nq").read_bytes())
    assert dumps[0] == dumps[1]


def test_adding_gives_what_building_all_at_once_gives(communique: Command, tmp_path: Path) -> None:
    one = write_article(tmp_path / "one.txt")
    two = write_article(tmp_path / "two.txt", ARTICLE.replace("Syria", "Libya").replace("Tartus", "Tobruk"))
    communique("build", "--store", "at-once", str(one), str(two))
    communique("build", "--store", "in-turn", str(one))
    communique("add", "--store", "in-turn", str(two))
    assert current(tmp_path / "in-turn").id == current(tmp_path / "at-once").id


def test_a_generation_can_be_rolled_back(communique: Command, tmp_path: Path) -> None:
    communique("build", str(write_article(tmp_path / "one.txt")))
    first = current(tmp_path / "data").id
    communique("add", str(write_article(tmp_path / "two.txt", ARTICLE.replace("Syria", "Libya"))))
    assert current(tmp_path / "data").id != first
    assert communique("rollback").exit_code == 0
    assert current(tmp_path / "data").id == first


def test_a_syntax_error_in_the_ontology_refuses_the_build_and_the_old_graph_serves(
    communique: Command, tmp_path: Path
) -> None:
    from kg.ontology import FOLDER

    article = write_article(tmp_path / "one.txt")
    communique("build", str(article))
    before = current(tmp_path / "data").id
    shutil.copytree(FOLDER, tmp_path / "ontology")
    with (tmp_path / "ontology" / "defdip.ttl").open("a") as file:
        file.write("\ndd:Broken a owl:Class ;;; oops\n")
    done = communique("build", "--ontology", "ontology", str(article))
    assert done.exit_code == 2 and "defdip.ttl" in done.stderr and "line" in done.stderr
    assert current(tmp_path / "data").id == before


def test_articles_come_from_standard_input_too(communique: Command) -> None:
    line = json.dumps({"id": "piped", "text": ARTICLE, **METADATA})
    done = communique("build", "-", input=line + "\n")
    assert done.exit_code == 0 and "1 articles" in done.stdout


def test_records_are_one_json_object_a_line_or_a_table(built: Path) -> None:
    lines = CliRunner().invoke(main, ["records", "--store", str(built / "data")]).stdout.splitlines()
    records = [json.loads(line) for line in lines]
    assert {record["doc"] for record in records} == {"tartus"}
    for record in records:
        start, end = record["evidence"]
        assert 0 <= start < end <= len(ARTICLE) and record["claims"]
    table = CliRunner().invoke(main, ["records", "Agreement", "--store", str(built / "data"), "--format", "csv"]).stdout
    assert table.splitlines()[0].startswith("doc,type,name,kind,parties")


def test_an_unknown_record_type_is_answered_with_those_that_there_are(built: Path) -> None:
    done = CliRunner().invoke(main, ["records", "Treaty", "--store", str(built / "data")])
    assert done.exit_code == 2 and "Agreement" in done.stderr


def test_a_query_is_answered_and_a_malformed_one_gets_its_line(built: Path) -> None:
    store = ["--store", str(built / "data")]
    good = CliRunner().invoke(
        main, ["query", "-", *store, "--format", "csv"], input="SELECT (COUNT(*) AS ?n) WHERE { ?c a dd:Claim }"
    )
    assert good.exit_code == 0 and int(good.stdout.split()[1]) > 0
    bad = CliRunner().invoke(main, ["query", "-", *store], input="SELECT ?x WHERE { ?x a }")
    assert bad.exit_code == 2 and "error at 1:" in bad.stderr


def test_a_plain_question_lists_what_is_there_and_what_is_not_apart(built: Path) -> None:
    done = CliRunner().invoke(main, ["ask", "--store", str(built / "data"), "bases", "in", "Syria"])
    assert done.output.index("There, by accepted claims") < done.output.index("Only possible, planned or denied")


def test_a_question_of_unknown_words_is_answered_with_those_that_can_be_asked(built: Path) -> None:
    done = CliRunner().invoke(main, ["ask", "--store", str(built / "data"), "zzyzx"])
    assert done.exit_code == 1 and "Try one of these" in done.output


def test_a_sentence_is_explained_down_to_its_quads() -> None:
    done = CliRunner().invoke(main, ["explain", "Russia may open a naval base in Sudan.", "--date", "2021-06-17"])
    assert done.exit_code == 0
    assert "Possible" in done.output and "a prospect, no plain fact" in done.output and "dd:Claim" in done.output


def test_a_sentence_that_gives_nothing_is_told_why() -> None:
    done = CliRunner().invoke(main, ["explain", "The weather was fine in Paris."])
    assert "Claims: none" in done.output and "Why nothing" in done.output


def test_no_graph_yet_says_how_to_build_one(communique: Command) -> None:
    done = communique("query", "-", input="ASK {}")
    assert done.exit_code == 2 and "communique build" in done.stderr


@pytest.mark.parametrize("name", [*COMMANDS, "serve"])
def test_every_command_shows_an_example_in_its_help(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0 and "Example: " in done.output and "communique" in done.output
    assert isinstance(main.get_command(click.Context(main), name), click.Command)


def test_records_below_a_confidence_are_left_out(built: Path) -> None:
    every, sure, none = (
        CliRunner().invoke(main, ["records", "--store", str(built / "data"), "--min-confidence", least]).output.splitlines()
        for least in ("0", "0.9", "1")
    )
    assert len(every) > len(sure) >= len(none) == 0
