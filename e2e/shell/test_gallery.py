"""Every page of the shell in every state: kept in light and dark, on a desk and on a phone, without what axe finds."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.house import House
from e2e.kit.people import sign_in
from e2e.kit.runs import CountUp, cancel, expect_state
from e2e.kit.words import not_russian


@pytest.mark.thorough
def test_the_shell_looks_right(open_page: OpenPage, move_in: MoveIn, portray: Portray, count_up: CountUp) -> None:
    page = open_page()
    move_in(page, "mira")
    portray(page, "home-empty")
    page.goto("/runs")
    expect(page.get_by_text("Nothing here")).to_be_visible()
    portray(page, "runs-empty")
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="Nothing is kept here")).to_be_visible()
    portray(page, "missing")

    _set_runs_going(page, count_up)
    page.goto("/runs")
    expect(page.get_by_text("Cancelled", exact=True).first).to_be_visible()
    portray(page, "runs")
    page.goto("/")
    expect(page.get_by_role("heading", name="Lately")).to_be_visible()
    portray(page, "home-runs")

    page.get_by_role("navigation").get_by_role("button", name="Under way").click()
    expect(page.get_by_role("dialog", name="Under way")).to_be_visible()
    portray(page, "tray", ("desktop",))


@pytest.mark.thorough
def test_what_floats_looks_right(open_page: OpenPage, move_in: MoveIn, portray: Portray) -> None:
    page = open_page()
    move_in(page, "mira")
    page.get_by_title("Engines").click()
    expect(page.get_by_role("dialog").get_by_text("The built-in painter draws. It only sketches.")).to_be_visible()
    portray(page, "engine-pill", ("desktop",))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Your account").click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    portray(page, "account-menu", ("desktop",))
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    portray(page, "palette")
    page.get_by_role("combobox").fill("dark")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Dark")
    portray(page, "palette-found", ("desktop",))
    page.get_by_role("combobox").fill("no such words")
    expect(page.get_by_role("option")).to_have_count(0)
    portray(page, "palette-none", ("phone",))


@pytest.mark.thorough
def test_the_sheets_of_a_phone_look_right(
    open_phone: OpenPage, move_in: MoveIn, portray: Portray, count_up: CountUp
) -> None:
    phone = open_phone()
    move_in(phone, "mira")
    _set_runs_going(phone, count_up)
    bar = phone.get_by_role("navigation", name="Main")
    bar.get_by_role("button", name="More").tap()
    expect(phone.get_by_role("dialog", name="More")).to_be_visible()
    portray(phone, "more-sheet", ("phone",))
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("dialog")).to_be_hidden()
    bar.get_by_role("button", name="Under way").tap()
    expect(phone.get_by_role("dialog", name="Under way")).to_be_visible()
    portray(phone, "tray-sheet", ("phone",))


# Those that no journey of their own comes by.
ADMIN: dict[str, tuple[Literal["button", "link", "region"], str]] = {
    "people": ("link", "Anton"),
    "usage": ("button", "CSV"),
    "audit": ("region", "Today"),
    "runs": ("button", "Cancel: Demo counter"),
}


@pytest.mark.thorough
def test_the_administration_looks_right(
    open_page: OpenPage, house: House, move_in: MoveIn, portray: Portray, count_up: CountUp
) -> None:
    anton = open_page()
    move_in(anton, "anton")
    _set_runs_going(anton, count_up)
    page = open_page()
    sign_in(page, house.admin)
    for part, (role, name) in ADMIN.items():
        page.goto(f"/admin/{part}")
        expect(page.get_by_role(role, name=name).first).to_be_visible()
        portray(page, f"admin-{part}")


RUSSIAN = {
    "": "home", "runs": "runs", "account": "account", "images": "images", "images/scripts": "scripts",
    "library/templates": "templates", "chats/new": "chat-new", "welcome/engines": "found-engines",
    "settings/models": "models", "no/such/page": "missing",
    **{f"admin/{part}": f"admin-{part}" for part in ("people", "invitations", "registration", "limits", "usage")},
    **{f"admin/{part}": f"admin-{part}" for part in ("announcements", "engines", "gpu", "runs", "audit")},
}  # fmt: skip


@pytest.mark.own_house
@pytest.mark.thorough
def test_all_of_it_speaks_russian(
    open_page: OpenPage, house: House, move_in: MoveIn, portray: Portray, count_up: CountUp
) -> None:
    page = open_page(locale="ru-RU")
    mira = move_in(page, "mira")
    _set_runs_going(page, count_up)
    templates = page.request.get("/api/templates/shipped").json()
    own = [mira.name, mira.called, "home.example", "Demo counter", "steps", "Counting", "journeys", "no/such/page"]
    own += sorted((template["name"] for template in templates), key=len, reverse=True)
    left: dict[str, set[str]] = {}
    for path, name in RUSSIAN.items():
        page.goto(f"/{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        # Russian is longer, a phone is narrower: where both fit, everything does.
        portray(page, f"ru-{name}", ("phone",), ("light",))
        left |= {path: found} if (found := not_russian(page, *own)) else {}
    page.goto("/")
    for opener in ("В работе", "Вы"):
        page.get_by_role("navigation").get_by_role("button", name=opener).click()
        left |= {opener: found} if (found := not_russian(page, *own)) else {}
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    left |= {"palette": found} if (found := not_russian(page, *own)) else {}
    assert left == {}


def _set_runs_going(page: Page, count_up: CountUp) -> None:
    """One done, one cancelled, two under way."""
    expect_state(page, count_up(page, steps=2, pause_ms=10), "done")
    cancelled = count_up(page, steps=5000, pause_ms=1000)
    cancel(page, cancelled)
    expect_state(page, cancelled, "cancelled")
    count_up(page, steps=5000, pause_ms=1000)
    expect_state(page, count_up(page, steps=5000, pause_ms=700), "running")
