"""An admin sets limits, and whoever meets one is told which it is, how much is used and when it is free again."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.house import House
from e2e.kit.people import Person, sign_in
from e2e.kit.watch import Watch

WORDS = "Маяк на краю скалы"
DRAWN_MS = 60_000


def test_an_admin_limits_a_person_and_the_person_is_told(
    open_page: OpenPage, house: House, move_in: MoveIn, portray: Portray, watch: Watch
) -> None:
    anton = open_page()
    person = move_in(anton, "anton")
    page = open_page()
    sign_in(page, house.admin)
    limits = _limits_of(page, person)
    limits.get_by_label("Pictures a day: which limit counts").click()
    page.get_by_role("option", name="Their own limit").click()
    field = limits.get_by_role("textbox", name="Pictures a day", exact=True)
    field.fill("1")
    field.press("Enter")
    expect(limits.get_by_text("0 of 1 today")).to_be_visible()
    portray(page, "admin-person-limits")

    _create(anton, 1)
    expect(_pictures(anton)).to_have_count(1, timeout=DRAWN_MS)
    watch.expect("429 .*/api/renders")
    _create(anton, 1)
    expect(anton.get_by_text("Your pictures for today are used up: 1 of 1.")).to_be_visible()
    expect(anton.get_by_text(re.compile(r"New ones from .* An administrator can allow more\."))).to_be_visible()
    portray(anton, "images-limit")
    anton.goto("/account")
    expect(anton.get_by_text("1 of 1 today")).to_be_visible()
    portray(anton, "account-limits")

    limits.get_by_label("Pictures a day: which limit counts").click()
    page.get_by_role("option", name="No limit", exact=True).click()
    expect(limits.get_by_text("1 today", exact=True)).to_be_visible()
    expect(anton.get_by_text("1 today", exact=True)).to_be_visible()


def test_an_announcement_comes_at_once_and_stays_closed(
    open_page: OpenPage, house: House, move_in: MoveIn, portray: Portray
) -> None:
    words = "Tonight the studio restarts; finish your pictures first."
    anton = open_page()
    move_in(anton, "anton")
    page = open_page()
    sign_in(page, house.admin)
    page.goto("/admin/announcements")
    page.get_by_role("button", name="New announcement").click()
    drawer = page.get_by_role("dialog", name="New announcement")
    drawer.get_by_text("Warning", exact=True).click()
    drawer.get_by_label("Words").fill(words)
    portray(page, "admin-new-announcement")
    drawer.get_by_role("button", name="Announce").click()
    banner = anton.get_by_role("status").filter(has_text=words)
    expect(banner).to_be_visible()
    portray(anton, "announced")
    portray(page, "admin-announcements")
    banner.get_by_role("button", name="Close").click()
    expect(banner).to_be_hidden()
    anton.reload()
    expect(anton.get_by_role("main")).to_be_visible()
    expect(banner).to_be_hidden()

    row = page.get_by_role("list", name="Announcements").get_by_role("listitem").filter(has_text=words)
    row.get_by_role("button", name="End now").click()
    expect(row.get_by_text("Over").filter(visible=True)).to_be_visible()


def _limits_of(page: Page, person: Person) -> Locator:
    page.goto(f"/admin/people/{person.name}")
    limits = page.get_by_role("region", name="Limits")
    expect(limits.get_by_text("Pictures a day")).to_be_visible()
    return limits


def _create(page: Page, count: int) -> None:
    page.goto("/images")
    form = page.get_by_role("form", name="Create")
    expect(form.get_by_text("28 steps")).to_be_visible()
    form.get_by_role("textbox", name="What to draw").fill(WORDS)
    form.get_by_text(str(count), exact=True).click()
    form.get_by_role("button", name=re.compile("Create 1 picture")).click()


def _pictures(page: Page) -> Locator:
    return page.get_by_role("list", name="Pictures").get_by_role("link", name=WORDS)
