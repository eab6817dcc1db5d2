"""First start, signing in and out, and the ways in for everybody else."""

import re

from playwright.sync_api import Page, expect

from e2e.conftest import OpenPage
from e2e.people import ANTON, MIRA, VERA, enter_credentials, expect_home, fill_account, move_in, sign_in, sign_out
from e2e.watch import Watch


def test_the_first_person_becomes_the_admin_and_finds_the_way_back_in(open_page: OpenPage, watch: Watch) -> None:
    page = open_page("/")
    expect(page.get_by_role("heading", name="Welcome to Fabula")).to_be_visible()
    expect(page).to_have_title(re.compile("Fabula"))

    page.get_by_role("button", name="Create the first account").click()
    expect(page.get_by_text("This is needed.")).to_have_count(3)
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    fill_account(page, MIRA)
    page.get_by_role("button", name="Create the first account").click()

    expect(page.get_by_role("heading", name="What Fabula found here")).to_be_visible()
    engines = page.request.get("/api/engines").json()
    assert [engine["state"] for engine in engines.values()] == ["none", "none", "none"]
    expect(page.get_by_text("No engine yet")).to_have_count(3)
    expect(page.get_by_text("Nothing here can draw yet.")).to_be_visible()
    page.get_by_role("link", name="Open Fabula").click()

    expect_home(page, MIRA)
    assert page.request.get("/api/auth/verify").json()["role"] == "admin"
    page.reload()
    expect_home(page, MIRA)

    sign_out(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()

    watch.expect("401 .*/api/auth/login")
    enter_credentials(page, MIRA, password="a wrong guess 1")
    expect(page.get_by_text("The name or the password is wrong.")).to_be_visible()
    expect(page.get_by_label("Name or e-mail")).to_have_value(MIRA.name)
    enter_credentials(page, MIRA)
    expect_home(page, MIRA)

    stranger = open_page("/welcome")
    expect(stranger.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(stranger.get_by_role("button", name="Create the first account")).to_be_hidden()


def test_a_person_is_led_to_where_they_wanted_to_go(open_page: OpenPage) -> None:
    move_in(open_page(), MIRA)
    page = open_page("/runs?state=failed")
    enter_credentials(page, MIRA)
    expect(page.get_by_role("heading", name="Under way")).to_be_visible()
    expect(page).to_have_url("/runs?state=failed")


def test_others_join_as_the_admin_wishes(open_page: OpenPage, watch: Watch) -> None:
    mira = open_page()
    move_in(mira, MIRA)

    _anton_joins_an_open_house(open_page(), watch)

    _choose_registration(mira, "invitation")
    made = mira.request.post("/api/admin/invitations", data={"role": "user", "uses": 1, "days": 7, "note": "Vera"})
    _vera_joins_by_invitation(open_page("/register"), str(made.json()["code"]), watch)

    _choose_registration(mira, "closed")
    late = open_page("/register")
    expect(late.get_by_text("Nobody new can join just now.")).to_be_visible()
    expect(late.get_by_role("textbox")).to_have_count(0)
    late.get_by_role("link", name="I have an account").click()
    expect(late.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(late.get_by_role("link", name="Create an account")).to_be_hidden()


def _choose_registration(admin: Page, mode: str) -> None:
    assert admin.request.put("/api/admin/registration", data={"mode": mode}).ok


def _anton_joins_an_open_house(page: Page, watch: Watch) -> None:
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_text("Anyone who can reach this server may join.")).to_be_visible()
    fill_account(page, MIRA)
    watch.expect("4(00|09) .*/api/auth/register")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("This name is taken.")).to_be_visible()
    fill_account(page, ANTON)
    page.get_by_role("button", name="Create the account").click()
    expect_home(page, ANTON)
    assert page.request.get("/api/auth/verify").json()["role"] == "user"
    sign_out(page)
    sign_in(page, ANTON)


def _vera_joins_by_invitation(page: Page, code: str, watch: Watch) -> None:
    fill_account(page, VERA)
    page.get_by_role("textbox", name="Invitation code").fill("made-up")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("This invitation is not valid any more.")).to_be_visible()

    page.goto(f"/register?invitation={code}")
    expect(page.get_by_text("You are invited.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Invitation code")).to_be_hidden()
    fill_account(page, VERA)
    page.get_by_role("button", name="Create the account").click()
    expect_home(page, VERA)

    sign_out(page)
    page.goto(f"/register?invitation={code}")
    fill_account(page, ANTON)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("This invitation is not valid any more.")).to_be_visible()
