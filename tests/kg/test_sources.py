"""Sources: every format gives documents, every bad input a message that names file and reason."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.model import Document
from kg.sources import read

ENGLISH = "Norway opened a base in Iceland on Friday, the ministry said in a statement to reporters in Oslo."


def one(path: Path) -> Document:
    (found,) = read([path])
    assert isinstance(found, Document), found
    return found


def refusal(path: Path) -> str:
    (found,) = read([path])
    assert isinstance(found, SourceError), found
    return str(found)


def test_text_takes_its_metadata_from_the_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Norway met Poland.\n")
    (tmp_path / "a.json").write_text(json.dumps({"title": "T", "outlet": "O", "url": "u", "date": "2021-06-17"}))
    (found,) = read([tmp_path])
    assert isinstance(found, Document)
    assert (found.id, found.text, found.title) == ("a", "Norway met Poland.\n", "T")
    assert (found.outlet, found.url, found.date) == ("O", "u", date(2021, 6, 17))


def test_text_takes_its_metadata_from_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("---\ntitle: T\ndate: 17 June 2021\n---\nNorway met Poland.")
    assert one(path) == Document("a", "Norway met Poland.", title="T", date=date(2021, 6, 17), origin=str(path))


def test_lines_of_json_are_articles_and_a_bad_line_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = [json.dumps({"id": "x", "text": "Norway met Poland."}), "nonsense", json.dumps({"text": "They left."})]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    first, second, third = read([path])
    assert isinstance(first, Document) and first.id == "x"
    assert isinstance(second, SourceError) and "a.jsonl.gz:2" in str(second)
    assert isinstance(third, Document) and third.id == "a-3"


def test_page_gives_its_article_and_date(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    body = "".join(f"<p>{ENGLISH} It was day {number}.</p>" for number in range(5))
    head = '<title>Base</title><meta property="article:published_time" content="2020-05-05">'
    path = tmp_path / "p.html"
    path.write_text(f"<html><head>{head}</head><body><nav>Home</nav><article>{body}</article></body></html>")
    found = one(path)
    assert "Norway opened a base" in found.text and "Home" not in found.text
    assert found.date == date(2020, 5, 5)


def test_feed_gives_its_entries(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    item = "<item><title>T</title><link>http://example.org/1</link><pubDate>Fri, 05 Jun 2020 10:00:00 GMT</pubDate>"
    item += "<description>&lt;p&gt;Norway met Poland.&lt;/p&gt;&lt;p&gt;They left.&lt;/p&gt;</description></item>"
    path = tmp_path / "f.xml"
    path.write_text(f'<rss version="2.0"><channel><title>News</title>{item}</channel></rss>')
    found = one(path)
    assert (found.id, found.text, found.outlet) == ("f-1", "Norway met Poland.\nThey left.", "News")
    assert (found.url, found.date) == ("http://example.org/1", date(2020, 6, 5))


def test_web_archive_gives_its_pages(tmp_path: Path) -> None:
    writer = pytest.importorskip("warcio.warcwriter")
    pytest.importorskip("trafilatura")
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders

    body = "<html><body><article>" + f"<p>{ENGLISH}</p><p>{ENGLISH[::-1]}</p>" * 3 + "</article></body></html>"
    path = tmp_path / "w.warc.gz"
    with path.open("wb") as stream:
        warc = writer.WARCWriter(stream, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
        url = "http://example.org/a"
        record = warc.create_warc_record(url, "response", payload=BytesIO(body.encode()), http_headers=headers)
        warc.write_record(record)
    (found,) = read([path])
    assert isinstance(found, Document) and found.url == "http://example.org/a" and ENGLISH in found.text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n ", "is empty"),
        ("binary.txt", bytes(range(256)) * 40, "is binary"),
        ("line.txt", b"word " * 1_048_576, "longest line 5,242,880"),
        ("latin.txt", "Der Präsident".encode("latin-1"), "byte 0xe4 at 6"),
        ("future.txt", b"---\ndate: 2999-01-01\n---\nNorway met Poland.", "lies in the future"),
        (
            "french.txt",
            "Le président de la République a signé un accord de paix. ".encode() * 5,
            "another language (fr)",
        ),
        ("bad.xml", b"<rss><channel></channel></rss>", "no feed"),
        ("bad.warc", b"nothing", "no web archive"),
        ("bad.html", b"<html></html>", "no article"),
        ("bad.jsonl", b'{"title": "no text"}', "has no text"),
        ("bad.gz", b"no gzip", "cannot be read"),
    ],
)
def test_bad_input_is_named_with_its_reason(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    message = refusal(path)
    assert message.startswith(str(path)) and reason in message


def test_missing_date_is_allowed_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Norway met Poland.")
    assert one(path).date is None
    assert "a.txt: no date of publication" in caplog.text


def test_date_with_time_and_weekday_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("---\ndate: 08:48 AM, Monday, September 09, 2024\n---\nNorway met Poland.")
    assert one(path).date == date(2024, 9, 9)


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.txt").endswith("none.txt: no such file or folder")


def test_unreadable_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", denied)
    assert refusal(tmp_path).endswith("cannot be listed: Permission denied")


def test_bad_file_in_a_folder_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Norway met Poland.")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01")
    (tmp_path / "c.txt").write_text("They left.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    kinds = [type(item).__name__ for item in read([tmp_path])]
    assert kinds == ["Document", "SourceError", "Document"]


@pytest.mark.parametrize(
    ("metadata", "day"),
    [
        ('date: "2024-09-09T08:48:00Z"', "2024-09-09"),
        ('date: "08:48 AM, Monday, September 09, 2024"', "2024-09-09"),
        ('date: "Published 9th Sept. 2024 at noon"', "2024-09-09"),
        ('date: "Mon, 09 Sep 2024 08:48:00 +0000"', "2024-09-09"),
        ("url: https://example.org/world/2024/09/09/talks", "2024-09-09"),
        ("url: https://example.org/world/2024/09/talks", None),
        ('date: "between May 1, 2024 and May 3, 2024"', None),
        ('date: "Marble 09, 2024"', None),
        ('date: "03/04/2024"', None),
    ],
)
def test_the_day_is_read_where_it_is_written_without_doubt(tmp_path: Path, metadata: str, day: str | None) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"---\n{metadata}\n---\nNorway met Poland.")
    found = one(path).date
    assert (found.isoformat() if found else None) == day
