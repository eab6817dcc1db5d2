"""Sign-ins that run out, sign-ins that are ended, and a server that is silent for a while."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.people import enter_credentials, expect_home, sign_in
from e2e.kit.server import Server
from e2e.kit.waiting import wait_until
from e2e.kit.watch import SILENT, Watch


def test_an_access_token_that_ran_out_is_renewed_without_a_word(
    open_page: OpenPage, move_in: MoveIn, watch: Watch
) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    other = page.context.new_page()
    other.goto("/runs")
    expect(other.get_by_role("heading", name="Under way")).to_be_visible()

    watch.expect("401 .*/api/")
    _lose_access_token(page.context)
    page.reload()
    other.reload()
    expect_home(page, mira)
    expect(other.get_by_text("Nothing here")).to_be_visible()

    _lose_access_token(page.context)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    me = "/api/auth/verify"
    wait_until(page, lambda: page.request.get(me).json().get("theme") == "dark", "the theme is kept with the account")
    assert len(page.request.get("/api/auth/sessions").json()["items"]) == 1


def _lose_access_token(profile: BrowserContext) -> None:
    token = next(cookie for cookie in profile.cookies() if cookie.get("name") == "fabula_access")
    assert token.get("httpOnly")
    assert token.get("sameSite") == "Lax"
    profile.clear_cookies(name="fabula_access")


def test_a_session_that_is_ended_elsewhere_ends_here_with_words(
    open_page: OpenPage, move_in: MoveIn, portray: Portray, watch: Watch
) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    other = open_page()
    sign_in(other, mira)
    other.goto("/runs?state=finished")
    expect(other.get_by_role("heading", name="Under way")).to_be_visible()

    watch.expect("401 .*/api/|WebSocket connection")
    assert page.request.delete("/api/auth/sessions").ok
    expect(other.get_by_text("Your session has ended. Sign in to go on where you were.")).to_be_visible()
    expect(other.get_by_text(mira.called)).to_have_count(0)
    portray(other, "sign-in-ended")
    enter_credentials(other, mira)
    expect(other).to_have_url(re.compile(r"/runs\?state=finished$"))
    expect(other.get_by_role("heading", name="Under way")).to_be_visible()
    expect_home(page, mira)


@pytest.mark.own_house
def test_a_silent_server_is_said_so_until_it_answers(
    open_page: OpenPage, move_in: MoveIn, portray: Portray, server: Server, watch: Watch
) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    page.evaluate("navigator.serviceWorker.ready")
    page.evaluate("window.neverReloaded = true")
    watch.expect(SILENT)
    server.stop()
    page.get_by_role("link", name="See what is under way").click()
    banner = page.get_by_role("status").filter(has_text="Fabula does not answer")
    expect(banner).to_be_visible()
    expect(banner.get_by_text("Trying again in")).to_be_visible()
    portray(page, "silent-banner")
    page.get_by_role("navigation").get_by_role("link", name="Home").click()
    expect_home(page, mira)

    late = page.context.new_page()
    late.goto("/")
    expect(late.get_by_role("heading", name="Fabula does not answer")).to_be_visible()
    portray(late, "silent-start")

    server.start()
    expect(banner).to_be_hidden(timeout=60_000)
    expect_home(page, mira)
    expect_home(late, mira)
    page.get_by_role("link", name="See what is under way").click()
    expect(page.get_by_text("Nothing here")).to_be_visible()
    assert page.evaluate("window.neverReloaded")


@pytest.mark.own_house
def test_what_is_typed_while_the_server_is_silent_is_kept_and_the_page_recovers_by_itself(
    open_page: OpenPage, move_in: MoveIn, portray: Portray, server: Server, watch: Watch
) -> None:
    limits = open_page()
    move_in(limits, "mira")
    limits.goto("/admin/limits")
    limit = limits.get_by_role("textbox", name="Pictures a day").first
    expect(limit).to_be_visible()
    chat = limits.context.new_page()
    chat.goto("/chats/new")
    model = chat.get_by_role("button", name="fabula-demo").first
    expect(model).to_be_visible()
    images = limits.context.new_page()
    images.goto("/images")
    words = images.get_by_role("textbox", name="What to draw")
    expect(words).to_be_visible()

    watch.expect(SILENT)
    server.stop()
    limit.fill("7")
    limit.press("Enter")
    expect(limits.get_by_text("Not saved")).to_be_visible()
    words.fill("A fox in the snow")
    words.press("Control+Enter")
    refused = images.get_by_role("form", name="Create").get_by_role("alert")
    expect(refused.get_by_text("Fabula does not answer")).to_be_visible()
    field = chat.get_by_role("textbox", name="Write a message")
    field.fill("Half a thought")
    expect(chat.get_by_text("What you write is kept")).to_be_visible()
    portray(images, "silent-images", widths=("desktop",))

    server.start()
    expect(refused.get_by_text("Fabula answers again")).to_be_visible(timeout=60_000)
    expect(words).to_have_value("A fox in the snow")
    portray(images, "silent-images-over", widths=("desktop",))
    expect(limits.get_by_text("Saved", exact=True)).to_be_visible(timeout=60_000)
    limits.reload()
    expect(limit).to_have_value("7")
    expect(chat.get_by_text("What you write is kept")).to_be_hidden(timeout=60_000)
    expect(field).to_have_value("Half a thought")
    expect(model).to_be_visible()
    images.get_by_role("button", name="Create 4 pictures").click()
    expect(refused).to_be_hidden()
