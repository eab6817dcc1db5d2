"""Tables of every kind give the same rows, whatever their encoding, and say where they are wrong."""

import json
from pathlib import Path

import pytest

from fabula.imaging.scripts import Problem, Row, Table, TableTooLarge, TableUnreadable

SAME = [
    {"key": "a", "prompt": "a castle, by night", "seed": "1"},
    {"key": "b", "prompt": 'he said "no"', "seed": "2"},
]
TABLES = {
    "rows.csv": 'key,prompt,seed\na,"a castle, by night",1\nb,"he said ""no""",2\n',
    "semicolons.csv": 'key;prompt;seed\r\na;a castle, by night;1\r\nb;"he said ""no""";2\r\n',
    "rows.tsv": 'key\tprompt\tseed\na\ta castle, by night\t1\nb\t"he said ""no"""\t2\n',
    "rows.json": json.dumps(SAME),
    "indented.json": json.dumps(SAME, indent=2),
    "rows.jsonl": "\n\n".join(map(json.dumps, SAME)),
    "rows.yaml": "- {key: a, prompt: 'a castle, by night', seed: '1'}\n"
    "- key: b\n  prompt: he said \"no\"\n  seed: '2'\n",
    "documents.yml": 'key: a\nprompt: a castle, by night\nseed: "1"\n---\nkey: b\nprompt: he said "no"\nseed: "2"\n',
}


def table(folder: Path, name: str, content: str | bytes, **options: str) -> Table:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Table.of(path, **options)


def rows(read: Table) -> list[dict[str, object]]:
    return [dict(each.cells) for each in read.rows() if isinstance(each, Row)]


def problems(read: Table) -> list[Problem]:
    return [each for each in read.rows() if isinstance(each, Problem)]


@pytest.mark.parametrize("name", TABLES)
def test_the_same_rows_in_every_format(tmp_path: Path, name: str) -> None:
    assert rows(table(tmp_path, name, TABLES[name])) == SAME


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("ending", ["csv", "jsonl", "json", "yaml"])
def test_encodings_are_found_out(tmp_path: Path, encoding: str, ending: str) -> None:
    texts = {
        "csv": "промпт;seed\nзамок на холме, ночь;1\n",
        "jsonl": '{"промпт": "замок на холме, ночь", "seed": "1"}\n',
        "json": '[{"промпт": "замок на холме, ночь", "seed": "1"}]',
        "yaml": "- промпт: замок на холме, ночь\n  seed: '1'\n",
    }
    content = texts[ending].encode(encoding)
    assert rows(table(tmp_path, f"rows.{ending}", content)) == [{"промпт": "замок на холме, ночь", "seed": "1"}]


def test_cp1251_far_behind_plain_letters_is_found_out(tmp_path: Path) -> None:
    content = "prompt\n" + "castle\n" * 100_000 + "замок\n"
    assert rows(table(tmp_path, "rows.csv", content.encode("cp1251")))[-1] == {"prompt": "замок"}


def test_a_named_encoding_is_believed_and_checked(tmp_path: Path) -> None:
    assert rows(table(tmp_path, "rows.csv", "prompt\nзамок\n".encode("koi8-r"), encoding="koi8-r")) == [
        {"prompt": "замок"}
    ]
    with pytest.raises(TableUnreadable, match="not text in utf-8"):
        table(tmp_path, "rows.csv", "prompt\nзамок\n".encode("cp1251"), encoding="utf-8")
    with pytest.raises(TableUnreadable, match="no encoding"):
        table(tmp_path, "rows.csv", "prompt\n", encoding="base64")


def test_a_cell_may_span_lines_and_lines_are_still_counted(tmp_path: Path) -> None:
    read = table(tmp_path, "rows.csv", 'key,prompt\na,"one\ntwo"\nb\nc,three\n')
    found = list(read.rows())
    assert [each.line for each in found] == [2, 4, 5]
    assert isinstance(found[0], Row)
    assert found[0].cells["prompt"] == "one\ntwo"


def test_ragged_and_empty_rows_name_line_column_and_way_out(tmp_path: Path) -> None:
    read = table(tmp_path, "rows.csv", "key,prompt,seed\na,x,1,extra\nb,y\n,,\n\nc,z,3\n")
    long, short, empty, blank = problems(read)
    assert long.sentence == "Line 2: the row has 4 cells, the header has 3."
    assert short.sentence == "Line 3, column “seed”: the row ends after 2 of 3 cells."
    assert (empty.is_note, blank.is_note, long.is_note) == (True, True, False)
    assert all(each.way_out for each in (long, short, empty, blank))
    assert rows(read) == [{"key": "c", "prompt": "z", "seed": "3"}]


def test_columns_without_or_with_the_same_name_are_problems(tmp_path: Path) -> None:
    found = problems(table(tmp_path, "rows.csv", "key,,key\na,b,c\n"))
    assert [each.sentence for each in found] == [
        "Line 1: column 2 has no name.",
        "Line 1, column “key”: two columns have this name.",
    ]


def test_an_open_quote_is_a_problem_and_not_a_flood(tmp_path: Path) -> None:
    read = table(tmp_path, "rows.csv", 'key,prompt\na,x\nb,"open\nc,y\n')
    assert [each.sentence for each in problems(read)] == ["Line 3: the row cannot be read: unexpected end of data."]


def test_lines_of_json_that_are_none_do_not_stop_the_others(tmp_path: Path) -> None:
    read = table(tmp_path, "rows.jsonl", '{"a": 1}\n{"a": \n[1]\n{"a": 2, "a": 3}\n{"a": NaN}\n{"a": 4} x\n{"a": 5}\n')
    assert rows(read) == [{"a": 1}, {"a": 5}]
    assert [(each.line, each.column) for each in problems(read)] == [(2, ""), (3, ""), (4, "a"), (5, ""), (6, "")]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("rows.json", '[{"a": 1},\n{"a": }]', "Line 2: this is not JSON"),
        ("rows.json", '[{"a": 1}\n{"a": 2}]', "Line 2: between two rows stands no comma"),
        ("rows.json", '[{"a": 1},]', "a row is missing after the comma"),
        ("rows.json", '[{"a": 1}', "has no end"),
        ("rows.json", "[]\n[]", "Line 2: something follows"),
        ("rows.json", '"a"', "no list of rows"),
        ("rows.json", "", "empty"),
        ("rows.yaml", "- a: 1\n- a: [", "Line 3: this is not YAML"),
        ("rows.yaml", "- a: &x 1\n- a: *x\n", "Line 1: the file uses & or"),
        ("rows.yaml", "just words", "no list of rows"),
        ("rows.yaml", "", "empty"),
        ("rows.csv", "", "empty"),
        ("rows.png", "x", "does not tell what kind"),
    ],
)
def test_what_cannot_be_read_further_says_where_and_why(tmp_path: Path, name: str, content: str, told: str) -> None:
    with pytest.raises(TableUnreadable, match=told) as failure:
        rows(table(tmp_path, name, content))
    assert failure.value.way_out


def test_values_of_yaml_keep_their_kind_and_dates_stay_words(tmp_path: Path) -> None:
    read = table(tmp_path, "rows.yaml", "- {seed: 7, cfg: 3.5, on: true, none: ~, day: 2026-01-02, text: '7'}\n")
    assert rows(read) == [{"seed": 7, "cfg": 3.5, "on": True, "none": None, "day": "2026-01-02", "text": "7"}]


def test_an_array_is_read_in_pieces_of_any_size(tmp_path: Path) -> None:
    many = [{"key": f"row {number}", "prompt": "ночь " * (number % 700)} for number in range(400)]
    read = table(tmp_path, "rows.json", json.dumps(many, ensure_ascii=False, indent=1))
    assert rows(read) == many
    lines = [each.line for each in read.rows()]
    assert lines == [2 + 4 * number for number in range(400)]


def test_more_rows_than_allowed_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableTooLarge, match="more than 2 rows"):
        list(table(tmp_path, "rows.csv", "a\n1\n2\n3\n").rows(most=2))
