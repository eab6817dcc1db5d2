"""`fabula template`: workflows as graphs and inputs, without a database."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fabula.app.cli import main
from tests.engines.comfy.formats.samples import GOLDEN, golden_pairs

INFO = str(GOLDEN / "object_info.json")
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """`call("convert", …)` answers exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("FABULA_")]:
        monkeypatch.delenv(name)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["fabula", "template", *words])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def workflow(tmp_path: Path) -> Callable[[str], str]:
    def write(case: str) -> str:
        file = tmp_path / f"{case}.json"
        file.write_text(json.dumps(golden_pairs()[case]["workflow"]), encoding="utf-8")
        return str(file)

    return write


def test_convert_prints_the_api_graph(call: Call, workflow: Callable[[str], str]) -> None:
    code, out, _ = call("convert", workflow("plain"), "--object-info", INFO)
    assert (code, json.loads(out)) == (0, golden_pairs()["plain"]["output"])


def test_convert_names_every_reason(call: Call, workflow: Callable[[str], str], tmp_path: Path) -> None:
    code, out, err = call("convert", workflow("missing_node_type"), "--object-info", INFO)
    assert (code, out) == (1, "")
    assert "Node 2, MissingNodeX: the server does not know this class. Install" in err
    code, _, err = call("convert", workflow("plain"))
    assert code == 1
    assert "only a server's node definitions can explain" in err
    (tmp_path / "broken.json").write_text('{"1": ')
    code, _, err = call("convert", "broken.json")
    assert code == 1
    assert "is not JSON: line 1" in err


def test_inspect_prints_what_was_found(call: Call, workflow: Callable[[str], str]) -> None:
    code, out, _ = call("inspect", workflow("plain"), "--object-info", INFO)
    found = json.loads(out)
    assert code == 0
    by_name = {each["name"]: each for each in found["inputs"]}
    assert by_name["steps"] == {
        "role": "steps",
        "name": "steps",
        "node": "6",
        "input": "steps",
        "type": "integer",
        "default": 2,
        "title": "Steps",
        "required": False,
        "minimum": 1,
        "maximum": 10000,
        "step": 1,
    }
    assert by_name["prompt"]["default"] == "a lighthouse"
    assert [output["node"] for output in found["outputs"]] == ["8"]
    assert (found["style"], found["purpose"]) == ("tags", "text_to_image")


def test_check_says_whether_the_server_can_run_it(call: Call, workflow: Callable[[str], str]) -> None:
    assert call("check", workflow("plain"), "--object-info", INFO)[:2] == (0, "The server can run it.\n")
    code, out, _ = call("check", workflow("legacy_combo_value_not_on_server"), "--object-info", INFO)
    assert code == 1
    assert "upscale_method cannot be no-such-method" in out


def test_a_file_that_is_not_there_is_said(call: Call) -> None:
    code, _, err = call("convert", "nowhere.json")
    assert code == 2
    assert "nowhere.json cannot be read" in err
