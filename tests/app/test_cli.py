"""The command line: what it prints, and the exit codes that scripts rely on."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import fabula
from fabula.app.cli import main

FABULA = Path(sys.executable).with_name("fabula")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Done]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls `fabula` in this process, with nothing of the outside environment."""
    for name in list(os.environ):
        if name.startswith("FABULA_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FABULA_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path, **settings: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["fabula", *map(str, words)])
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        said = capsys.readouterr()
        return Done(ended.value.code, said.out, said.err)

    return run


def test_version(call: Call) -> None:
    done = call("version")
    assert (done.returncode, done.stdout) == (0, f"{fabula.__version__}\n")


@pytest.mark.parametrize("words", [["nonsense"], ["serve", "--port", "many"], ["db", "restore", "missing.db"]])
def test_wrong_usage_exits_with_2(words: list[str], call: Call) -> None:
    done = call(*words)
    assert done.returncode == 2
    assert "Usage: fabula" in done.stderr


@pytest.mark.parametrize(
    ("words", "settings", "reason"),
    [
        (["config"], {"FABULA_PORT": "70000"}, "✗ A setting is wrong: port"),
        (["db", "upgrade"], {"FABULA_DATABASE_URL": "oracle://x"}, "✗ FABULA_DATABASE_URL is not a database address"),
        (["db", "backup"], {}, "✗ There is no database yet"),
        (["db", "backup"], {"FABULA_DATABASE_URL": "postgresql://u@localhost/x"}, "✗ The database is not a file"),
    ],
)
def test_a_failure_is_one_sentence_and_a_hint(
    words: list[str], settings: dict[str, str], reason: str, call: Call
) -> None:
    done = call(*words, **settings)
    assert done.returncode == 1
    assert done.stderr.startswith(reason)
    assert len(done.stderr.splitlines()) == 2
    assert "  → " in done.stderr


def test_a_failed_start_ends_the_process_with_1(tmp_path: Path) -> None:
    words = [FABULA, "serve", "--data", tmp_path, "--workers", "2"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=50)
    assert done.returncode == 1
    assert done.stderr.startswith("✗ Several server processes need PostgreSQL")


def test_config_tells_value_origin_and_meaning(call: Call, tmp_path: Path) -> None:
    (tmp_path / "fabula.toml").write_text('session_days = 7\nport = 8000\njwt_secret = "from the file"\n')
    done = call("config", "--json", FABULA_PORT="9000", DB_HOST="db.example")
    settings = {setting.pop("name"): setting for setting in json.loads(done.stdout)}
    assert settings["FABULA_PORT"] == {
        "value": "9000",
        "origin": "environment FABULA_PORT",
        "meaning": "Port to listen on; 0 takes a free one.",
    }
    assert settings["FABULA_SESSION_DAYS"]["origin"] == "fabula.toml"
    assert settings["FABULA_DB_HOST"]["origin"] == "environment DB_HOST"
    assert settings["FABULA_HOST"]["origin"] == "default"
    assert "from the file" not in done.stdout
    assert call("config", "--data", tmp_path / "other").stdout.count("command line") == 1


def test_config_hides_secrets(call: Call, tmp_path: Path) -> None:
    secrets = {
        "FABULA_JWT_SECRET": "a-secret-of-mine",
        "DB_PASSWORD": "another-secret",
        "FABULA_DATABASE_URL": "postgresql://me:hush-hush@localhost/x",
    }
    for words in (["config"], ["config", "--json"]):
        shown = call(*words, **secrets).stdout
        assert "postgresql://me:••••••@localhost/x" in shown
        assert not any(secret in shown for secret in ("a-secret-of-mine", "another-secret", "hush-hush"))


def test_openapi_is_json_and_touches_nothing(call: Call, tmp_path: Path) -> None:
    document = json.loads(call("openapi").stdout)
    assert "/api/auth/login" in document["paths"]
    assert list(tmp_path.iterdir()) == []


def test_a_backup_can_be_restored(call: Call, tmp_path: Path) -> None:
    assert call("db", "upgrade").returncode == 0
    file, copy = tmp_path / "fabula.db", tmp_path / "copy.db"
    assert call("db", "backup", copy).stdout.strip() == str(copy)
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM alembic_version")
    connection.close()
    restored = call("db", "restore", copy)
    assert restored.returncode == 0
    assert "What was there is kept in" in restored.stdout
    assert call("db", "restore", Path(__file__)).returncode == 1
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    connection.close()


def test_doctor_finds_what_is_wrong(call: Call, tmp_path: Path) -> None:
    (tmp_path / "fabula.db").write_text("no database at all, and long enough to be looked at")
    done = call("doctor", FABULA_PROT="1", FABULA_PORT="0")
    assert done.returncode == 1
    assert "✗ settings     FABULA_PROT is not a setting." in done.stdout
    assert "file is not a database" in done.stdout
    assert "✓ port" in done.stdout


def test_doctor_says_which_setting_is_wrong(call: Call, tmp_path: Path) -> None:
    done = call("doctor", FABULA_PORT="x")
    assert done.returncode == 1
    assert "✗ settings     A setting is wrong: port" in done.stdout
