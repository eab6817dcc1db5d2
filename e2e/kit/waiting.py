"""Waits for what the page does not show."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE_S = 60


def wait_until(page: Page, is_so: Callable[[], bool], what: str) -> None:
    """The page goes on meanwhile; `what` is said when it never comes."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, f"it never came to this: {what}"
        page.wait_for_timeout(100)
