"""An admin sees to the people of the house, and nobody else can."""

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import OpenPage
from e2e.people import MIRA, move_in
from e2e.watch import Watch


def _choose_role(page: Page, panel: Locator, role: str) -> None:
    panel.get_by_label("Role").first.click()
    page.get_by_role("option", name=role).click()


def test_the_last_admin_stays_one(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    move_in(page, MIRA)
    page.goto(f"/admin/people/{MIRA.name}")
    panel = page.get_by_role("complementary", name=MIRA.name)
    watch.expect("409 .*/api/admin/users")
    _choose_role(page, panel, "Author")
    expect(panel.get_by_text("This is the last active administrator.")).to_be_visible()
    panel.get_by_role("button", name="Close account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Close account").click()
    expect(dialog.get_by_text("This is the last active administrator.")).to_be_visible()
    assert page.request.get("/api/auth/verify").json()["role"] == "admin"
