"""An admin sees to the people of the house, and nobody else can."""

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.house import House
from e2e.kit.people import Person, enter_credentials, expect_home, sign_in
from e2e.kit.runs import CountUp, expect_state
from e2e.kit.watch import Watch

ENDED = "Your session has ended."


def test_an_admin_helps_a_person_and_sets_their_role(
    open_page: OpenPage, house: House, move_in: MoveIn, portray: Portray, watch: Watch
) -> None:
    anton = open_page()
    person = move_in(anton, "anton")
    page = open_page()
    sign_in(page, house.admin)
    panel = _find(page, person)
    portray(page, "admin-person")

    watch.expect("401 .*/api/|WebSocket connection")
    password = _reset_password(page, panel)
    expect(anton.get_by_text(ENDED)).to_be_visible()
    enter_credentials(anton, person, password)
    expect_home(anton, person)

    admin = anton.get_by_role("navigation", name="Main").get_by_role("link", name="Admin")
    _choose_role(page, panel, "Administrator")
    expect(admin).to_be_visible()
    _choose_role(page, panel, "Author")
    expect(admin).to_be_hidden()


def test_an_account_is_closed_opened_and_deleted_for_good(
    open_page: OpenPage, house: House, move_in: MoveIn, portray: Portray, count_up: CountUp, watch: Watch
) -> None:
    anton = open_page()
    person = move_in(anton, "anton")
    run = count_up(anton, steps=2, pause_ms=10)
    expect_state(anton, run, "done")
    page = open_page()
    sign_in(page, house.admin)
    panel = _find(page, person)

    watch.expect("401 .*/api/|WebSocket connection|403 .*/api/auth/login")
    panel.get_by_role("button", name="Close account").click()
    page.get_by_role("dialog").get_by_role("button", name="Close account").click()
    expect(panel.get_by_text("This account is closed")).to_be_visible()
    expect(anton.get_by_text(ENDED)).to_be_visible()
    enter_credentials(anton, person)
    expect(anton.get_by_text("This account is closed.")).to_be_visible()
    panel.get_by_role("button", name="Open account").click()
    expect(panel.get_by_text("This account is closed")).to_be_hidden()
    enter_credentials(anton, person)
    expect_home(anton, person)

    _delete(page, panel, person, portray)
    expect(anton.get_by_text(ENDED)).to_be_visible()
    assert page.request.get(f"/api/runs/{run}").status == 404
    expect(page.get_by_text("Nobody fits")).to_be_visible()


def _find(page: Page, person: Person) -> Locator:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Admin").click()
    field = page.get_by_role("searchbox", name="Name or e-mail")
    field.fill("nobody at all")
    expect(page.get_by_text("Nobody fits")).to_be_visible()
    field.fill(person.email)
    found = page.locator("[data-people] [data-person]")
    expect(found).to_have_count(1)
    found.click()
    panel = page.get_by_role("complementary", name=person.called)
    expect(panel).to_be_visible()
    return panel


def _reset_password(page: Page, panel: Locator) -> str:
    panel.get_by_role("button", name="Reset password").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new password").click()
    expect(panel.get_by_text("shown only now")).to_be_visible()
    return panel.locator("code").inner_text()


def _choose_role(page: Page, panel: Locator, role: str) -> None:
    panel.get_by_label("Role").first.click()
    page.get_by_role("option", name=role).click()


def _delete(page: Page, panel: Locator, person: Person, portray: Portray) -> None:
    panel.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete for good").click()
    dialog = page.get_by_role("dialog")
    delete = dialog.get_by_role("button", name="Delete for good")
    expect(delete).to_be_disabled()
    dialog.get_by_role("textbox").fill(person.name)
    portray(page, "admin-delete")
    expect(dialog.get_by_role("textbox")).to_have_value(person.name)
    delete.click()
    expect(panel).to_be_hidden()


@pytest.mark.own_house
def test_the_last_admin_stays_one(open_page: OpenPage, move_in: MoveIn, watch: Watch) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    page.goto(f"/admin/people/{mira.name}")
    panel = page.get_by_role("complementary", name=mira.called)
    watch.expect("409 .*/api/admin/users")
    _choose_role(page, panel, "Author")
    expect(panel.get_by_text("This is the last active administrator.")).to_be_visible()
    panel.get_by_role("button", name="Close account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Close account").click()
    expect(dialog.get_by_text("This is the last active administrator.")).to_be_visible()
    assert page.request.get("/api/auth/verify").json()["role"] == "admin"


def test_an_author_is_told_that_this_is_for_administrators(
    open_page: OpenPage, move_in: MoveIn, portray: Portray
) -> None:
    page = open_page()
    anton = move_in(page, "anton")
    expect(page.get_by_role("link", name="Admin")).to_be_hidden()
    for path in ("/admin", "/admin/people", "/admin/audit"):
        page.goto(path)
        expect(page.get_by_role("heading", name="This part is for administrators")).to_be_visible()
    portray(page, "admin-denied")
    for path in ("/api/admin/users", "/api/admin/audit", "/api/admin/invitations", "/api/admin/runs"):
        assert page.request.get(path).status == 403
    page.get_by_role("link", name="Home").last.click()
    expect_home(page, anton)
