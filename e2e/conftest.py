"""Journeys: a real browser, the real server, and no fault that goes unnoticed. See README.md beside this file."""

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright

from e2e.kit import runs
from e2e.kit.house import House, open_house
from e2e.kit.people import Person
from e2e.kit.portraits import ARTIFACTS, SCHEMES, WIDTHS, Scheme, portray
from e2e.kit.server import Server
from e2e.kit.watch import Watch
from steps.browser import find_browser

# For a machine that stands still for seconds; a journey never waits longer than it must.
PATIENCE_MS = 30_000
JOURNEY_LIMIT_S = 300
FAILED = pytest.StashKey[bool]()

OpenPage = Callable[..., Page]
MoveIn = Callable[[Page, str], Person]


class Portray(Protocol):
    """Keeps a page in light and dark, on a desk and on a phone; what axe finds fails the journey at its end."""

    def __call__(
        self, page: Page, name: str, widths: tuple[str, ...] = tuple(WIDTHS), schemes: tuple[Scheme, ...] = SCHEMES
    ) -> None: ...


expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.timeout(JOURNEY_LIMIT_S))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    arguments = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    try:
        started = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
    except Error as error:
        pytest.exit(f"No browser for the journeys. `make test ARGS=journeys` gets one.\n{error.message}", returncode=1)
    yield started
    started.close()


@pytest.fixture(scope="session")
def shared_house(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), playwright.request) as house:
        house.admit("keeper")
        yield house


@pytest.fixture
def house(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Iterator[House]:
    """The house that most journeys share, or with `@pytest.mark.own_house` one that nobody has moved into yet."""
    if request.node.get_closest_marker("own_house"):
        with open_house(tmp_path, playwright.request) as house:
            yield house
    else:
        yield request.getfixturevalue("shared_house")


@pytest.fixture
def server(house: House) -> Server:
    return house.server


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    watching = Watch(server.address)
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def open_page(request: pytest.FixtureRequest, browser: Browser, server: Server, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page in a browser profile of its own, with the looks that are wished."""
    first: list[Page] = []

    def opened(path: str = "/", **looks: Any) -> Page:
        usual: dict[str, Any] = {
            "viewport": WIDTHS["desktop"],
            "locale": "en-US",
            "color_scheme": "light",
            "reduced_motion": "reduce",
        }
        profile = browser.new_context(base_url=server.address, **(usual | looks))
        profile.set_default_timeout(PATIENCE_MS)
        watch.follow(profile)
        first.append(profile.new_page())
        first[-1].goto(path)
        return first[-1]

    yield opened
    if request.node.stash.get(FAILED, False):
        _keep_what_was_seen(request.node.name, [page for one in first for page in one.context.pages], server)
    for page in first:
        page.context.close()


def _keep_what_was_seen(journey: str, pages: list[Page], server: Server) -> None:
    folder = ARTIFACTS / "failed" / re.sub(r"\W+", "-", journey)
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages, 1):
        page.screenshot(path=folder / f"{number}.png")
    (folder / "server.log").write_bytes(server.log.read_bytes())


@pytest.fixture
def open_phone(open_page: OpenPage) -> OpenPage:
    def opened(path: str = "/", **looks: Any) -> Page:
        phone: dict[str, Any] = {"viewport": WIDTHS["phone"], "is_mobile": True, "has_touch": True}
        return open_page(path, **(phone | {"device_scale_factor": 2} | looks))

    return opened


@pytest.fixture
def move_in(house: House) -> MoveIn:
    return house.move_in


@pytest.fixture(name="portray")
def portray_fixture() -> Iterator[Portray]:
    faults: list[str] = []

    def portrayed(
        page: Page, name: str, widths: tuple[str, ...] = tuple(WIDTHS), schemes: tuple[Scheme, ...] = SCHEMES
    ) -> None:
        faults.extend(portray(page, name, widths, schemes))

    yield portrayed
    assert faults == []


@pytest.fixture
def count_up(open_page: OpenPage) -> Iterator[runs.CountUp]:
    """Runs that still count when the journey ends are cancelled."""
    started: list[tuple[Page, str]] = []

    def start(page: Page, *, steps: int, pause_ms: int, tokens: int = 2) -> str:
        run_id = runs.count_up(page, steps=steps, pause_ms=pause_ms, tokens=tokens)
        started.append((page, run_id))
        return run_id

    yield start
    for page, run_id in started:
        runs.cancel(page, run_id)


@pytest.fixture
def choose_registration(house: House) -> Iterator[Callable[[str], None]]:
    """Who may join, until the journey ends."""

    def choose(mode: str) -> None:
        assert house.admin_program.put("/api/admin/registration", data={"mode": mode}).ok

    yield choose
    choose("open")
