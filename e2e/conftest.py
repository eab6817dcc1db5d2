"""Journeys: a real browser, the real server on an empty data folder, and no fault that goes unnoticed."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from e2e.server import Server
from e2e.watch import Watch

PATIENCE_MS = 20_000
JOURNEY_LIMIT_S = 300
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.timeout(JOURNEY_LIMIT_S))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    arguments = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        program = os.environ.get("FABULA_TEST_BROWSER") or None
        started = playwright.chromium.launch(executable_path=program, args=arguments)
        yield started
        started.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has used yet, with runs to try things out."""
    serving = Server(tmp_path, FABULA_DEMO_RUNS="1")
    serving.start()
    yield serving
    serving.stop()


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    watching = Watch(server.address)
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def open_page(browser: Browser, server: Server, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page in a browser profile of its own, with the looks that are wished."""
    profiles: list[BrowserContext] = []

    def opened(path: str = "/", **looks: Any) -> Page:
        looks = {"viewport": DESKTOP, "locale": "en-US", "color_scheme": "light", "reduced_motion": "reduce"} | looks
        profile = browser.new_context(base_url=server.address, **looks)
        profile.set_default_timeout(PATIENCE_MS)
        profiles.append(profile)
        watch.follow(profile)
        page = profile.new_page()
        page.goto(path)
        return page

    yield opened
    for profile in profiles:
        profile.close()


@pytest.fixture
def open_phone(open_page: OpenPage) -> OpenPage:
    def opened(path: str = "/", **looks: Any) -> Page:
        phone = {"viewport": PHONE, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
        return open_page(path, **(phone | looks))

    return opened
