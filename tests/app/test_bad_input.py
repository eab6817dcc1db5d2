"""Whatever is sent to the API, it answers as its OpenAPI says, and never with a fault of its own."""

import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from fastapi import FastAPI

from fabula.core.background import in_thread
from fabula.core.settings import Settings
from tests.app import strange_requests
from tests.servers import served
from tests.visitors import newcomer

ROOT = Path(__file__).parents[2]
SCHEMATHESIS = Path(sys.executable).with_name("st")
CHECKS = "no_fault_of_its_own,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture
def engines() -> bool:
    """Whether the demo engines run."""
    return False


@pytest.fixture
async def settings(settings: Settings, engines: bool) -> Settings:
    return settings.model_copy(update={"demo_runs": True, "demo_engines": engines})


@pytest.fixture
async def key(app: FastAPI) -> str:
    """An admin's key: it opens everything, and no request of the test can end it."""
    ann = await newcomer(app, "Ann")
    return (await ann.http.post("/api/auth/keys", json={"name": "bad input"})).json()["key"]


@pytest.fixture
async def address(app: FastAPI) -> AsyncGenerator[str]:
    async with served(app) as address:
        yield address


@pytest.mark.timeout(300)
async def test_strange_requests_are_answered_as_declared(address: str, key: str, tmp_path: Path) -> None:
    await search(address, key, tmp_path, "--phases", "fuzzing", "--max-examples", "3")


@pytest.mark.timeout(1800)
@pytest.mark.thorough
async def test_every_border_of_every_value_is_answered_as_declared(address: str, key: str, tmp_path: Path) -> None:
    await search(address, key, tmp_path, "--phases", "coverage,fuzzing", "--max-examples", "10", within_s=1700)


@pytest.mark.timeout(300)
@pytest.mark.thorough
@pytest.mark.every_database
@pytest.mark.parametrize("engines", [True], ids=["demo"])
async def test_with_engines_and_on_every_database_too(address: str, key: str, tmp_path: Path) -> None:
    await search(address, key, tmp_path, "--phases", "fuzzing", "--max-examples", "1")


async def search(address: str, key: str, folder: Path, *how: str, within_s: float = 280) -> None:
    """Look for faults, in bounded time: what is slow in the whole belongs to the tests of its room."""
    command = [str(SCHEMATHESIS), "run", f"http://{address}/openapi.json", "-H", f"Authorization: Bearer {key}"]
    command += ["--checks", CHECKS, *how, "--seed", "5573", "--no-color"]
    # Its requests would use up what one address may try to sign in, and the stream of a run ends with the run.
    command += ["--exclude-path-regex", "/api/auth/(login|register|refresh)|/events$"]
    surroundings = os.environ | {"SCHEMATHESIS_HOOKS": strange_requests.__name__, "PYTHONPATH": str(ROOT)}
    done = await in_thread(
        subprocess.run,
        command,
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )
    assert done.returncode == 0, _faults_told(done.stdout) + done.stderr[-2000:]


def _faults_told(report: str) -> str:
    """What it found, without the advice that stands behind."""
    _, head, faults = report.partition("= FAILURES =")
    return (faults.partition("= WARNINGS =")[0] if head else report)[-6000:]
