"""`fabula serve --workers 2`: one address, two processes, and a dead one is replaced."""

import asyncio
import os
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import httpx
import psutil
import pytest

from tests.app.test_server import FABULA, PATIENCE_S, address_of
from tests.core.runs.cluster import cluster

T = TypeVar("T")


def until(look: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes that serve; spawning brings a helper of Python's own along."""
    found: list[psutil.Process] = []
    for child in psutil.Process(process.pid).children():
        with suppress(psutil.NoSuchProcess):
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found


@pytest.mark.timeout(150)
async def test_two_processes_serve_one_address_and_a_dead_one_is_replaced(tmp_path: Path) -> None:
    async with cluster(tmp_path) as servers:
        settings = {"FABULA_DATABASE_URL": servers.database_url, "FABULA_BUS_URL": servers.bus_url}
        process = await asyncio.to_thread(_started, tmp_path, settings)
        try:
            await asyncio.to_thread(_look_at, process, tmp_path)
            process.terminate()
            said, _ = await asyncio.to_thread(process.communicate, timeout=PATIENCE_S)
        finally:
            process.kill()
            process.communicate()
    assert process.returncode == 0, said
    assert said.count("Fabula is ready") == 1
    assert "Traceback" not in said
    assert not (tmp_path / "server.json").exists()


@pytest.mark.timeout(150)
async def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    async with cluster(tmp_path) as servers:
        settings = {"FABULA_DATABASE_URL": servers.database_url, "FABULA_BUS_URL": servers.bus_url}
        process = await asyncio.to_thread(_started, tmp_path, settings)
        try:
            await asyncio.to_thread(address_of, process, tmp_path)
            workers = workers_of(process)
        finally:
            process.kill()
        _, alive = await asyncio.to_thread(psutil.wait_procs, workers, PATIENCE_S)
        process.communicate()
    assert alive == []


def _started(data: Path, settings: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [FABULA, "serve", "--data", data, "--port", "0", "--no-browser", "--workers", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("FABULA_")} | settings,
    )


def _look_at(process: subprocess.Popen[str], data: Path) -> None:
    address = address_of(process, data)
    assert httpx.get(f"{address}/api/auth/state").json()["first_start"] is True
    first, second = workers_of(process)
    first.kill()
    until(lambda: first not in workers_of(process) and len(workers_of(process)) == 2)
    assert second in workers_of(process)
    assert httpx.get(f"{address}/api/ready").status_code == 200
    assert (data / "server.json").exists()
