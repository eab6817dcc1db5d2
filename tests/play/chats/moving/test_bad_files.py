"""Broken, hostile and endless files: each fault is told, and what can come in does."""

import json
import zipfile
from pathlib import Path

import pytest

from fabula.play.chats.moving.drafts import Draft
from fabula.play.chats.moving.readers.archives import opened
from fabula.play.chats.moving.readers.streams import Values
from fabula.play.chats.moving.readers.values import Unreadable
from tests.play.chats.moving.outlines import SAMPLES, items_of, outline

GOOD = {"title": "good", "mapping": {"a": {"message": {"author": {"role": "user"}, "content": {"parts": ["hi"]}}}}}

NEWER = "it was written by a newer Fabula than this one."
REST = "What follows it was not read."
TOO_DEEP = "something in it is nested too deeply, or is too large a number."


def told(path: Path, **bounds: int) -> list[str]:
    return [
        line for item in items_of(path, **bounds) for line in outline(item) if line.startswith(("refused", "#", "note"))
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["refused x.json: it is neither JSON nor an archive."]),
        (b"\x89PNG", ["refused x.json: it is neither JSON nor an archive."]),
        (b"[]", []),
        (b"{}", ["refused x.json: this is no chat of a program that is known here."]),
        (b'{"format": "fabula.chat", "version": 9}', [f"refused x.json: {NEWER}"]),
        (b'[{"a": ', [f"refused x.json: 1: the JSON is broken (Expecting value). {REST}"]),
        (b"[" * 100_000, [f"refused x.json: 1: {TOO_DEEP} {REST}"]),
        (b"[" + b"9" * 9000 + b"]", [f"refused x.json: 1: {TOO_DEEP} {REST}"]),
        (b"PK\x03\x04 no archive at all", ["refused x.json: the archive is damaged."]),
    ],
)  # fmt: skip
def test_each_fault_is_told(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    assert told(file) == expected


def test_what_stands_before_a_fault_comes_in(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(json.dumps([GOOD, 7, GOOD])[:-1].encode() + b', {"title": "cut off')
    assert told(file) == [
        "# good",
        "refused x.json: 2: this is no chat of a program that is known here.",
        "# good",
        "refused x.json: 4: the JSON is broken (Unterminated string starting at). What follows it was not read.",
    ]


def test_lines_before_a_broken_one_come_in(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes((SAMPLES / "sillytavern.jsonl").read_bytes() + b'{"mes": "br\n{"mes": "after", "is_user": true}')
    assert told(file)[0] == "# Captain Rook"
    assert told(file)[1].startswith("note: Line 5: the JSON is broken")


def test_numbers_that_json_does_not_know_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(
        '[{"title": "t", "create_time": 1e999, "update_time": NaN, "mapping": ' + json.dumps(GOOD["mapping"]) + "}]"
    )
    assert told(file) == ["# t"]


def test_values_are_read_across_the_borders_of_chunks(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    wanted = [{"text": "ж" * 300_000, "number": number} for number in range(5)]
    file.write_text(json.dumps(wanted, ensure_ascii=False), encoding="utf-8-sig")
    with file.open("rb") as opened_file:
        assert list(Values(opened_file).listed()) == wanted


def test_one_endless_value_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(b'["' + b"a" * 5_000_000)
    with file.open("rb") as endless, pytest.raises(Unreadable, match="larger than 1 MB"):
        list(Values(endless, largest=1024 * 1024).listed())


def archive(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return path


def test_an_export_in_an_archive_is_found_wherever_it_lies(tmp_path: Path) -> None:
    entries = {
        "export/conversations.json": json.dumps([GOOD]).encode(),
        "export/user.json": b'{"name": "me"}',
        "export/message_feedback.json": b"[]",
        "export/file-aaaaaaaaaa-lighthouse.png": b"picture",
        "export/more/broken.json": b'{"mapping": {',
        "export/story.jsonl": (SAMPLES / "sillytavern.jsonl").read_bytes(),
        "../../escape.json": json.dumps(GOOD).encode(),
    }
    file = archive(tmp_path / "x.zip", entries)
    assert told(file) == [
        "# good",
        "# good",
        "refused export/more/broken.json: the JSON is broken (Expecting property name enclosed in double quotes).",
        "# Captain Rook",
    ]
    assert not (tmp_path.parent / "escape.json").exists()
    with opened(file) as inside:
        assert inside.find("file-aaaaaaaaaa") == "export/file-aaaaaaaaaa-lighthouse.png"
        assert inside.find("file-cccccccccc") is None


def test_a_bomb_is_put_out(tmp_path: Path) -> None:
    file = archive(tmp_path / "x.zip", {"a.json": b"[" + b" " * 12_000_000, "b.json": json.dumps(GOOD).encode()})
    assert file.stat().st_size < 100_000
    assert told(file, unpacked=10_000_000) == [
        "refused x.zip: the archive unpacks to more than 9 MB; the rest was not read.",
    ]


def test_a_directory_of_a_million_names_is_not_even_read(tmp_path: Path) -> None:
    file = archive(tmp_path / "x.zip", {"a.json": b"{}"})
    content = bytearray(file.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = (200_000_000).to_bytes(4, "little")
    file.write_bytes(content)
    assert told(file) == ["refused x.zip: the archive has too many files."]


def test_a_damaged_entry_costs_only_itself(tmp_path: Path) -> None:
    file = archive(tmp_path / "x.zip", {"a.json": json.dumps(GOOD).encode() * 50, "b.json": json.dumps(GOOD).encode()})
    content = bytearray(file.read_bytes())
    content[45:60] = b"\xff" * 15
    file.write_bytes(content)
    assert told(file) == ["refused a.json: the archive is damaged there.", "# good"]


def test_too_many_messages_or_chats_are_refused(tmp_path: Path) -> None:
    long = {"title": "long", "chat": {"messages": [{"role": "user", "content": "x"}] * 4}}
    file = tmp_path / "x.json"
    file.write_text(json.dumps([long, GOOD, GOOD]))
    assert told(file, chats=2, messages=3) == [
        "refused long: it has more than 3 messages.",
        "# good",
        "refused x.json: only the first 2 chats of a file are read.",
    ]


def test_too_long_messages_are_cut_and_told(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps([{"title": "t", "chat": {"messages": [{"role": "user", "content": "x" * 200_001}]}}]))
    (item,) = items_of(file)
    assert isinstance(item, Draft)
    assert len(item.messages[0].content) == 200_000
    assert item.notes == ["1 messages were longer than 200,000 characters and were cut there."]
