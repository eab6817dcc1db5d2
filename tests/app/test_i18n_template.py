"""An empty language pack has every key and no word."""

import json
from pathlib import Path

import pytest

from fabula.app.commands.i18n import WebAppNotBuilt, template


def test_every_key_is_there_and_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = tmp_path / "en.json"
    words.write_text(json.dumps({"language": {"name": "English"}, "home": {"tiles": {"chat": "Chat"}}}))
    empty = {"language": {"name": ""}, "home": {"tiles": {"chat": ""}}}
    template(None, words)
    assert json.loads(capsys.readouterr().out) == empty
    template(tmp_path / "de.json", words)
    assert json.loads((tmp_path / "de.json").read_text()) == empty


def test_without_a_built_web_app_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(WebAppNotBuilt):
        template(None, tmp_path / "en.json")
