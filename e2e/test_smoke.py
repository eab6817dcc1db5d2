"""The front door opens: the page comes up, in light, dark and on a phone, and asks nobody outside for anything."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("looks", ["page", "dark", "phone"])
def test_the_first_page_comes_up(
    looks: str, request: pytest.FixtureRequest, screenshot: Callable[[Page, str], Path]
) -> None:
    page: Page = request.getfixturevalue(looks)
    expect(page).to_have_title("Fabula")
    expect(page.locator("body")).not_to_be_empty()
    kept = screenshot(page, f"first-{looks}")
    assert kept.stat().st_size > 1000
