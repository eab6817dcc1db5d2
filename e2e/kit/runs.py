"""Runs that only count, started as a program would start them."""

from typing import Any, Protocol, cast

from playwright.sync_api import Page

from e2e.kit.waiting import wait_until


class CountUp(Protocol):
    """Starts a run for the person at this page; answers with its id."""

    def __call__(self, page: Page, *, steps: int, pause_ms: int, tokens: int = 2) -> str: ...


def count_up(page: Page, *, steps: int, pause_ms: int, tokens: int = 2) -> str:
    answer = page.request.post("/api/demo/counter", data={"steps": steps, "pause_ms": pause_ms, "tokens": tokens})
    assert answer.status == 202, answer.text()
    return str(answer.json()["id"])


def cancel(page: Page, run_id: str) -> None:
    """A person who has signed out in the meantime may not; then nothing happens."""
    page.request.post(f"/api/runs/{run_id}/cancel")


def run_of(page: Page, run_id: str) -> dict[str, Any]:
    return cast(dict[str, Any], page.request.get(f"/api/runs/{run_id}").json())


def expect_state(page: Page, run_id: str, state: str) -> None:
    """Wait until the server says so."""
    wait_until(page, lambda: run_of(page, run_id)["state"] == state, f"the run is {state}")
