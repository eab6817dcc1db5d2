"""The server as a process: how it starts, says where it is, and stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from fabula.app.running import find_running
from fabula.core.settings import Settings

FABULA = Path(sys.executable).with_name("fabula")
PATIENCE_S = 40


@contextmanager
def serving(data: Path, *words: str) -> Generator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FABULA_")}
    process = subprocess.Popen(
        [FABULA, "serve", "--data", data, "--port", "0", "--no-browser", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def address_of(process: subprocess.Popen[str], data: Path) -> str:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        if (data / "server.json").exists():
            return str(json.loads((data / "server.json").read_text())["address"])
        time.sleep(0.05)
    raise AssertionError(process.communicate(timeout=1))


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_cleanly(signum: signal.Signals, tmp_path: Path) -> None:
    with serving(tmp_path) as process:
        address = address_of(process, tmp_path)
        assert httpx.get(f"{address}/api/auth/state").json()["first_start"] is True
        process.send_signal(signum)
        said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert f"Fabula is ready: {address}" in said
    assert "the first one made there will be the admin" in said
    assert "Traceback" not in said
    assert not (tmp_path / "server.json").exists()


def test_a_taken_port_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with serving(tmp_path, "--port", str(port)) as process:
            said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert said.startswith(f"✗ Port {port} is taken")
    assert not (tmp_path / "fabula.db").exists()


def test_a_damaged_database_is_said_and_left_alone(tmp_path: Path) -> None:
    damaged = b"SQLite format 3\0" + bytes(4096)
    (tmp_path / "fabula.db").write_bytes(damaged)
    with serving(tmp_path) as process:
        said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "damaged" in said or "cannot be used" in said
    assert "Traceback" not in said
    assert (tmp_path / "fabula.db").read_bytes() == damaged


def test_a_note_left_behind_by_a_crash_does_not_count(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert find_running(settings) is None
    (tmp_path / "server.json").write_text('{"address": "http://127.0.0.1:9", "pid": 1}')
    assert find_running(settings) is None
    (tmp_path / "server.json").write_text("half a no")
    assert find_running(settings) is None
