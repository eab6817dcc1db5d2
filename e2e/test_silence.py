"""Sign-ins that run out, sign-ins that are ended, and a server that is silent for a while."""

import re

from playwright.sync_api import BrowserContext, expect

from e2e.conftest import OpenPage
from e2e.people import MIRA, enter_credentials, expect_home, move_in, sign_in
from e2e.portraits import portray
from e2e.server import Server
from e2e.watch import Watch

SILENT = r"ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET|WebSocket connection"


def test_an_access_token_that_ran_out_is_renewed_without_a_word(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    move_in(page, MIRA)
    other = page.context.new_page()
    other.goto("/runs")
    expect(other.get_by_role("heading", name="Under way")).to_be_visible()

    watch.expect("401 .*/api/")
    _lose_access_token(page.context)
    page.reload()
    other.reload()
    expect_home(page, MIRA)
    expect(other.get_by_text("Nothing here")).to_be_visible()

    _lose_access_token(page.context)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert page.request.get("/api/auth/verify").json()["theme"] == "dark"
    assert len(page.request.get("/api/auth/sessions").json()["items"]) == 1


def _lose_access_token(profile: BrowserContext) -> None:
    token = next(cookie for cookie in profile.cookies() if cookie.get("name") == "fabula_access")
    assert token.get("httpOnly")
    assert token.get("sameSite") == "Lax"
    profile.clear_cookies(name="fabula_access")


def test_a_session_that_is_ended_elsewhere_ends_here_with_words(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    move_in(page, MIRA)
    other = open_page()
    sign_in(other, MIRA)
    other.goto("/runs?state=finished")
    expect(other.get_by_role("heading", name="Under way")).to_be_visible()

    watch.expect("401 .*/api/|WebSocket connection")
    assert page.request.delete("/api/auth/sessions").ok
    expect(other.get_by_text("Your session has ended. Sign in to go on where you were.")).to_be_visible()
    expect(other.get_by_text(MIRA.name)).to_have_count(0)
    portray(other, "sign-in-ended")
    enter_credentials(other, MIRA)
    expect(other).to_have_url(re.compile(r"/runs\?state=finished$"))
    expect(other.get_by_role("heading", name="Under way")).to_be_visible()
    expect_home(page, MIRA)


def test_a_silent_server_is_said_so_until_it_answers(open_page: OpenPage, server: Server, watch: Watch) -> None:
    page = open_page()
    move_in(page, MIRA)
    page.evaluate("navigator.serviceWorker.ready")
    page.evaluate("window.neverReloaded = true")
    watch.expect(SILENT)
    server.stop()
    page.get_by_role("link", name="See what is under way").click()
    banner = page.get_by_role("status").filter(has_text="Fabula does not answer")
    expect(banner).to_be_visible()
    expect(banner.get_by_text("Trying again in")).to_be_visible()
    faults = portray(page, "silent-banner")
    page.get_by_role("navigation").get_by_role("link", name="Home").click()
    expect_home(page, MIRA)

    late = page.context.new_page()
    late.goto("/")
    expect(late.get_by_role("heading", name="Fabula does not answer")).to_be_visible()
    faults += portray(late, "silent-start")

    server.start(FABULA_JWT_SECRET="another key that no old token was signed with")
    watch.expect("401 .*/api/")
    expect(banner).to_be_hidden(timeout=60_000)
    expect_home(page, MIRA)
    expect_home(late, MIRA)
    page.get_by_role("link", name="See what is under way").click()
    expect(page.get_by_text("Nothing here")).to_be_visible()
    assert page.evaluate("window.neverReloaded")
    assert faults == []
