"""A person's own page: picture, password, sessions and keys."""

import io
import re

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.people import Person, enter_credentials, expect_home, sign_in
from e2e.kit.server import Server
from e2e.kit.watch import Watch

NEW_PASSWORD = "a second lamp is lit 8"


def test_a_person_looks_after_their_account(
    open_page: OpenPage, move_in: MoveIn, portray: Portray, watch: Watch
) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Account").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    portray(page, "account")

    name = page.get_by_role("textbox", name="Name")
    name.fill("Mira of the lamp")
    name.press("Enter")
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Your account")).to_contain_text("Mira of the lamp")
    page.get_by_role("textbox", name="E-mail").fill("not an address")
    page.get_by_role("textbox", name="E-mail").blur()
    expect(page.get_by_text("An e-mail address looks like")).to_be_visible()
    page.get_by_role("textbox", name="E-mail").fill(mira.email)
    _change_picture(page, watch)


def test_a_new_password_ends_the_sessions_elsewhere(
    open_page: OpenPage, move_in: MoveIn, portray: Portray, watch: Watch
) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    other = open_page()
    sign_in(other, mira)
    page.goto("/account")
    watch.expect("401 .*/api/|WebSocket connection")
    _change_password(page, mira, portray, watch)
    expect(other.get_by_text("Your session has ended.")).to_be_visible()
    enter_credentials(other, mira)
    expect(other.get_by_text("The name or the password is wrong.")).to_be_visible()
    enter_credentials(other, mira, NEW_PASSWORD)
    expect_home(other, mira)
    page.reload()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def _change_picture(page: Page, watch: Watch) -> None:
    picture = page.get_by_role("group", name="Your picture")
    watch.expect("400 .*/api/auth/avatar")
    page.set_input_files("input[type=file]", files={"name": "me.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_text("The picture could not be changed")).to_be_visible()

    drawn = io.BytesIO()
    Image.new("RGB", (800, 600), "#b8491b").save(drawn, "PNG")
    page.set_input_files(
        "input[type=file]", files={"name": "me.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    )
    expect(picture.locator("img")).to_be_visible()
    expect(page.get_by_role("button", name="Your account").locator("img")).to_be_visible()
    kept = page.request.get(picture.locator("img").get_attribute("src") or "")
    assert kept.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(kept.body())).size == (256, 256)

    picture.get_by_role("button", name="Remove").click()
    expect(picture.locator("img")).to_be_hidden()
    picture.get_by_role("button", name="Draw one").click()
    expect(picture.locator("img")).to_be_visible()


def _change_password(page: Page, person: Person, portray: Portray, watch: Watch) -> None:
    page.get_by_role("button", name="Change the password").click()
    dialog = page.get_by_role("dialog", name="Change the password")
    dialog.get_by_label("Current password", exact=True).fill("a wrong guess 1")
    dialog.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    watch.expect("4(00|22) .*/api/auth/password")
    dialog.get_by_role("button", name="Change password").click()
    expect(dialog.get_by_text("The current password is wrong.")).to_be_visible()
    portray(page, "account-password")
    dialog.get_by_label("Current password", exact=True).fill(person.password)
    dialog.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The password is changed.")).to_be_visible()


def test_a_session_that_is_ended_from_the_list_is_out(open_page: OpenPage, move_in: MoveIn, watch: Watch) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    other = open_page(user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    sign_in(other, mira)
    page.goto("/account")
    sessions = page.get_by_role("list", name="Sessions").get_by_role("listitem")
    expect(sessions).to_have_count(2)
    expect(sessions.first).to_contain_text("this one")
    expect(sessions.last).to_contain_text("Firefox, Linux")
    watch.expect("401 .*/api/|WebSocket connection")
    page.get_by_role("button", name="End: Firefox, Linux").click()
    expect(sessions).to_have_count(1)
    expect(other.get_by_text("Your session has ended.")).to_be_visible()


def test_a_key_is_shown_once_works_and_is_revoked(
    open_page: OpenPage, move_in: MoveIn, portray: Portray, browser: Browser, server: Server
) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    page.goto("/account")
    expect(page.get_by_text("No keys yet.")).to_be_visible()
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog", name="New API key")
    dialog.get_by_label("Name").fill("night script")
    portray(page, "account-new-key")
    dialog.get_by_role("button", name="Make the key").click()
    expect(page.get_by_text("“night script” is ready")).to_be_visible()
    portray(page, "account-key-shown")
    key = page.locator("code").filter(has_text=re.compile("^fab_")).inner_text()

    program = browser.new_context(base_url=server.address, extra_http_headers={"Authorization": f"Bearer {key}"})
    assert program.request.get("/api/auth/verify").json()["username"] == mira.name
    page.reload()
    row = page.get_by_role("list", name="API keys").get_by_role("listitem")
    expect(row).to_contain_text("night script")
    assert key not in page.content()

    page.get_by_role("button", name="Revoke: night script").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("No keys yet.")).to_be_visible()
    assert program.request.get("/api/auth/verify").status == 401
    program.close()
