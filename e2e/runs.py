"""Runs that only count, started as a program would start them."""

import time
from typing import Any, cast

from playwright.sync_api import Page

LIMIT_S = 30


def count_up(page: Page, *, steps: int, pause_ms: int, tokens: int = 2) -> str:
    """Start a run for the person at this page; answers with its id."""
    answer = page.request.post("/api/demo/counter", data={"steps": steps, "pause_ms": pause_ms, "tokens": tokens})
    assert answer.status == 202, answer.text()
    return str(answer.json()["id"])


def run_of(page: Page, run_id: str) -> dict[str, Any]:
    return cast(dict[str, Any], page.request.get(f"/api/runs/{run_id}").json())


def expect_state(page: Page, run_id: str, state: str) -> None:
    """Wait until the server says so."""
    deadline = time.monotonic() + LIMIT_S
    while (now := run_of(page, run_id)["state"]) != state:
        assert time.monotonic() < deadline, f"the run is {now}, not {state}"
        time.sleep(0.1)
