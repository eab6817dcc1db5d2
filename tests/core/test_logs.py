"""The log: readable, in one line each, with the request's id and without secrets."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fabula.core import logs
from fabula.core.logs import Logging, Redactor, configure_logging, request_id
from fabula.core.settings import Settings


class Said:
    """What has been logged, once it is closed."""

    def __init__(self, data: Path) -> None:
        self.terminal = io.StringIO()
        self.settings = Settings.model_validate(
            {"data": data, "jwt_secret": "the-signing-key", "database_url": "postgresql://me:db-pass-word@host/x"}
        )
        self._logging: Logging | None = configure_logging(self.settings, self.terminal)

    def close(self) -> None:
        if self._logging is not None:
            self._logging.close()
            self._logging = None

    def lines(self) -> list[dict[str, Any]]:
        self.close()
        return [json.loads(line) for line in (self.settings.data / "logs" / logs.FILE).read_text("utf-8").splitlines()]


@pytest.fixture
def said(tmp_path: Path) -> Iterator[Said]:
    said = Said(tmp_path)
    yield said
    said.close()


log = logging.getLogger("fabula.test")


def test_a_line_tells_when_who_what_and_for_which_request(said: Said) -> None:
    token = request_id.set("abc12345")
    log.info("hello %s", "world", extra={"fields": {"status": 200}})
    request_id.reset(token)
    [line] = said.lines()
    assert line == {
        "at": line["at"],
        "level": "info",
        "logger": "fabula.test",
        "message": "hello world",
        "request_id": "abc12345",
        "status": 200,
    }
    assert said.terminal.getvalue().endswith(" info    hello world  [abc12345]\n")


def test_a_failure_brings_its_trace_without_what_it_held(said: Said) -> None:
    try:
        raise ValueError("password=hunter22")
    except ValueError:
        log.exception("it broke")
    [line] = said.lines()
    assert line["trace"].endswith(f"ValueError: password={logs.HIDDEN}")
    assert "Traceback" in said.terminal.getvalue()
    assert "hunter22" not in said.terminal.getvalue()


def test_the_installations_own_secrets_are_hidden(said: Said) -> None:
    fields = {"path": "/the-signing-key"}
    log.warning("key the-signing-key and db-pass-word in %s", {"x": "the-signing-key"}, extra={"fields": fields})
    [line] = said.lines()
    assert "the-signing-key" not in json.dumps(line)
    assert "db-pass-word" not in json.dumps(line)


def test_a_message_cannot_forge_a_line_or_colour_it(said: Said) -> None:
    log.info("name %s", "a\n12:00:00 error   forged\x1b[31m\u202e")
    assert len(said.lines()) == 1
    assert len(said.terminal.getvalue().splitlines()) == 1
    assert "\x1b" not in said.terminal.getvalue()


def test_half_a_character_is_told_as_it_is(said: Said) -> None:
    log.info("half %s", "\ud83d")
    assert [line["message"] for line in said.lines()] == ["half \ud83d"]


def test_the_servers_own_loggers_go_the_same_way(said: Said) -> None:
    logging.getLogger("uvicorn.error").info("started")
    logging.getLogger("uvicorn.access").info("not again")
    assert [line["message"] for line in said.lines()] == ["started"]


def test_the_folder_of_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    said = Said(tmp_path / "data")
    log.info("x")
    assert len(said.lines()) == 1
    for folder in (tmp_path / "data", tmp_path / "data" / "logs"):
        assert folder.stat().st_mode & 0o077 == 0


def test_the_level_of_the_settings_counts(said: Said) -> None:
    log.debug("nobody asked")
    log.info("x")
    assert [line["message"] for line in said.lines()] == ["x"]


def test_afterwards_the_loggers_are_as_before(tmp_path: Path) -> None:
    before = logging.getLogger().handlers[:]
    said = Said(tmp_path)
    assert logging.getLogger().handlers != before
    said.close()
    assert logging.getLogger().handlers == before


def test_the_file_is_turned_over_and_never_grows_without_end(tmp_path: Path) -> None:
    running = configure_logging(Settings(data=tmp_path), io.StringIO(), file_bytes=20_000)
    for n in range(1000):
        log.info("%s %s", n, "x" * 200)
    running.close()
    files = list((tmp_path / "logs").iterdir())
    assert len(files) == logs.FILES
    assert sum(file.stat().st_size for file in files) <= logs.FILES * 20_000


def test_too_many_lines_at_once_are_counted_not_kept(tmp_path: Path) -> None:
    class Slow(io.StringIO):
        def write(self, s: str) -> int:
            gate.wait(5)
            return super().write(s)

    gate = threading.Event()
    running = configure_logging(Settings(data=tmp_path), Slow())
    for n in range(logs.WAITING + 2 * logs.AT_ONCE):
        log.info("%s", n)
    gate.set()
    running.close()
    lines = (tmp_path / "logs" / logs.FILE).read_text().splitlines()
    assert logs.WAITING <= len(lines) <= logs.WAITING + logs.AT_ONCE + 5


def test_a_disk_that_takes_nothing_leaves_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "logs" / logs.FILE).mkdir(parents=True)
    said = Said(tmp_path)
    log.info("still here")
    said.close()
    assert "still here" in said.terminal.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer SECRETSECRET",
        "authorization: Basic SECRETSECRET=",
        "'authorization': 'Bearer SECRETSECRET'",
        "(b'authorization', b'Bearer SECRETSECRET')",
        "Cookie: fabula_access=SECRETSECRET; other=SECRETSECRET",
        "{'set-cookie': 'fabula_refresh=SECRETSECRET; Path=/'}",
        '{"password": "SECRET SECRET"}',
        "{'new_password': 'SECRETSECRET', 'x': 1}",
        "password=SECRETSECRET&x=1",
        "api_key: SECRETSECRET",
        "X-API-Key: SECRETSECRET",
        "aws_secret_access_key=SECRETSECRET",
        "/register?invitation=SECRETSECRET",
        "/x?access_token=SECRETSECRET",
        "key fab_SECRETSECRET used",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJTRUNSRVQifQ.SECRETSECRET",
        "postgresql+asyncpg://me:SECRETSECRET@host/db",
        "redis://:SECRETSECRET@host:6379/0",
        "[SQL: INSERT INTO users VALUES (?, ?)]\n[parameters: ('me', 'SECRETSECRET')]\n(Background on this error)",
    ],
)
def test_secrets_are_known_by_their_shape(text: str) -> None:
    hidden = Redactor()(text)
    assert "SECRET" not in hidden
    assert logs.HIDDEN in hidden


@pytest.mark.parametrize(
    "text", ["GET /api/runs 200 3 ms", "the password is wrong", "see https://example.org:8080/a@b", "token limit 4096"]
)
def test_plain_words_stay(text: str) -> None:
    assert Redactor()(text) == text
