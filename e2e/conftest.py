"""Journeys: a real browser, the real server on an empty data folder, and no fault that goes unnoticed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[1]
ARTIFACTS = Path(__file__).parent / "artifacts"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
FABULA = Path(sys.executable).with_name("fabula")
START_LIMIT_S = 60
STOP_LIMIT_S = 30
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}

Screenshot = Callable[[Page, str], Path]


@contextmanager
def running_server(data: Path, **settings: str) -> Generator[str]:
    """A Fabula of its own on this folder; yields its address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FABULA_")}
    with (data / "server.log").open("a") as log:
        process = subprocess.Popen(
            [FABULA, "serve", "--data", data, "--port", "0", "--no-browser"],
            stdout=log,
            stderr=log,
            env=environment | settings,
        )
        try:
            yield _address(process, data)
        finally:
            process.terminate()
            process.wait(STOP_LIMIT_S)


def _address(process: subprocess.Popen[bytes], data: Path) -> str:
    note, deadline = data / "server.json", time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < deadline:
        if note.exists():
            return str(json.loads(note.read_text(encoding="utf-8"))["address"])
        time.sleep(0.05)
    raise AssertionError((data / "server.log").read_text(encoding="utf-8"))


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
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a server that nobody has used yet."""
    with running_server(tmp_path) as address:
        yield address


class Watch:
    """Notes what a person would not see and still must not happen."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self.faults: list[str] = []
        self.expected: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("console", lambda message: self._note(f"console: {message.text}", of=message.type == "error"))
        context.on("weberror", lambda error: self._note(f"page: {error.error}"))
        context.on("request", lambda request: self._note(f"outside: {request.url}", of=self._is_outside(request.url)))

    def expect(self, part: str) -> None:
        """A fault that this journey brings about on purpose, such as a wrong password."""
        self.expected.append(part)

    def _is_outside(self, url: str) -> bool:
        address = urlsplit(url)
        return address.scheme in ("http", "https", "ws", "wss") and address.netloc != self._host

    def _note(self, fault: str, *, of: bool = True) -> None:
        if of:
            self.faults.append(fault)

    def unexpected(self) -> list[str]:
        return [fault for fault in self.faults if not any(part in fault for part in self.expected)]


@pytest.fixture
def watch(server: str) -> Iterator[Watch]:
    watching = Watch(server)
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def open_page(browser: Browser, server: str, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens one more page, in a browser profile of its own, with the looks that are wished."""
    contexts: list[BrowserContext] = []

    def opened(path: str = "/", **looks: Any) -> Page:
        looks = {"viewport": DESKTOP, "locale": "en-US"} | looks
        context = browser.new_context(base_url=server, **looks)
        contexts.append(context)
        watch.follow(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page(color_scheme="light")


@pytest.fixture
def dark(open_page: Callable[..., Page]) -> Page:
    return open_page(color_scheme="dark")


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(color_scheme="light", viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture
def screenshot() -> Screenshot:
    """Keeps a picture of a page in e2e/artifacts."""

    def keep(page: Page, name: str) -> Path:
        ARTIFACTS.mkdir(exist_ok=True)
        file = ARTIFACTS / f"{name}.png"
        page.screenshot(path=file, animations="disabled", full_page=True)
        return file

    return keep


@pytest.fixture
def is_accessible() -> Callable[[Page], None]:
    """Asserts that axe finds nothing wrong with the page as it is now."""

    def check(page: Page) -> None:
        # Evaluated, not added as a script: the page's own policy would rightly refuse that.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations")
        assert [f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:200]})" for one in found] == []

    return check
