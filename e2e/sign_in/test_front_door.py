"""First start, signing in and out, and the ways in for everybody else."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import OpenPage, Portray
from e2e.kit.house import House
from e2e.kit.people import Person, enter_credentials, expect_home, fill_account, sign_in, sign_out
from e2e.kit.watch import Watch


@pytest.mark.own_house
def test_the_first_person_becomes_the_admin_and_finds_the_way_back_in(
    open_page: OpenPage, house: House, portray: Portray, watch: Watch
) -> None:
    mira = house.someone("mira")
    page = open_page("/")
    expect(page.get_by_role("heading", name="Welcome to Fabula")).to_be_visible()
    expect(page).to_have_title(re.compile("Fabula"))
    portray(page, "welcome")

    page.get_by_role("button", name="Create the first account").click()
    expect(page.get_by_text("This is needed.")).to_have_count(3)
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    fill_account(page, mira)
    page.get_by_role("button", name="Create the first account").click()

    expect(page.get_by_role("heading", name="What Fabula found here")).to_be_visible()
    engines = page.request.get("/api/engines").json()
    assert [engine["state"] for engine in engines.values()] == ["demo", "demo", "none"]
    expect(page.get_by_text("No engine was found")).to_be_visible()
    expect(page.get_by_text("In use for text and pictures")).to_be_visible()
    portray(page, "welcome-engines")
    page.get_by_role("link", name="Open Fabula").click()

    expect_home(page, mira)
    assert page.request.get("/api/auth/verify").json()["role"] == "admin"
    page.reload()
    expect_home(page, mira)

    sign_out(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()

    watch.expect("401 .*/api/auth/login")
    enter_credentials(page, mira, password="a wrong guess 1")
    expect(page.get_by_text("The name or the password is wrong.")).to_be_visible()
    expect(page.get_by_label("Name or e-mail")).to_have_value(mira.name)
    portray(page, "sign-in-refused")
    enter_credentials(page, mira)
    expect_home(page, mira)

    stranger = open_page("/welcome")
    expect(stranger.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(stranger.get_by_role("button", name="Create the first account")).to_be_hidden()


def test_a_person_is_led_to_where_they_wanted_to_go(open_page: OpenPage, house: House) -> None:
    mira = house.admit("mira")
    page = open_page("/runs?state=failed")
    enter_credentials(page, mira)
    expect(page.get_by_role("heading", name="Under way")).to_be_visible()
    expect(page).to_have_url("/runs?state=failed")


def test_others_join_as_the_admin_wishes(
    open_page: OpenPage, house: House, choose_registration: Callable[[str], None], watch: Watch
) -> None:
    anton, vera = house.someone("anton"), house.someone("vera")
    _join_an_open_house(open_page(), anton, house.admin, watch)

    choose_registration("invitation")
    wanted = {"role": "user", "uses": 1, "days": 7, "note": "Vera"}
    made = house.admin_program.post("/api/admin/invitations", data=wanted)
    _join_by_invitation(open_page("/register"), vera, str(made.json()["code"]), watch)

    choose_registration("closed")
    late = open_page("/register")
    expect(late.get_by_text("Nobody new can join just now.")).to_be_visible()
    expect(late.get_by_role("textbox")).to_have_count(0)
    late.get_by_role("link", name="I have an account").click()
    expect(late.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(late.get_by_role("link", name="Create an account")).to_be_hidden()


def _join_an_open_house(page: Page, newcomer: Person, resident: Person, watch: Watch) -> None:
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_text("Anyone who can reach this server may join.")).to_be_visible()
    fill_account(page, resident)
    watch.expect("4(00|09) .*/api/auth/register")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("This name is taken.")).to_be_visible()
    fill_account(page, newcomer)
    page.get_by_role("button", name="Create the account").click()
    expect_home(page, newcomer)
    assert page.request.get("/api/auth/verify").json()["role"] == "user"
    sign_out(page)
    sign_in(page, newcomer)


def _join_by_invitation(page: Page, newcomer: Person, code: str, watch: Watch) -> None:
    fill_account(page, newcomer)
    page.get_by_role("textbox", name="Invitation code").fill("made-up")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("This invitation is not valid any more.")).to_be_visible()

    page.goto(f"/register?invitation={code}")
    expect(page.get_by_text("You are invited.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Invitation code")).to_be_hidden()
    fill_account(page, newcomer)
    page.get_by_role("button", name="Create the account").click()
    expect_home(page, newcomer)

    sign_out(page)
    page.goto(f"/register?invitation={code}")
    fill_account(page, Person(f"{newcomer.name}-again", newcomer.password))
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("This invitation is not valid any more.")).to_be_visible()
