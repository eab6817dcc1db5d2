"""Whatever is sent to the API, it answers as its OpenAPI says, and never with a fault of its own."""

import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from fastapi import FastAPI

from fabula.core.background import in_thread
from fabula.core.settings import Settings
from tests.servers import served
from tests.visitors import newcomer

SCHEMATHESIS = Path(sys.executable).with_name("st")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture
async def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"demo_runs": True})


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
@pytest.mark.every_database
async def test_strange_requests_are_answered_as_declared(address: str, key: str, tmp_path: Path) -> None:
    command = [str(SCHEMATHESIS), "run", f"http://{address}/openapi.json", "-H", f"Authorization: Bearer {key}"]
    command += ["--checks", CHECKS, "--phases", "coverage,fuzzing", "--max-examples", "5", "--seed", "5573"]
    # Its requests would use up what one address may try to sign in, and the stream of a run ends with the run.
    command += ["--exclude-path-regex", "/api/auth/(login|register|refresh)|/events$", "--no-color"]
    done = await in_thread(
        subprocess.run, command, cwd=tmp_path, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]
