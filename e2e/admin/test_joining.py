"""An admin lets people in: by hand, by invitation, and by what registration allows."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from e2e.conftest import OpenPage, Portray
from e2e.kit.house import House
from e2e.kit.people import Person, expect_home, fill_account, sign_in


def test_an_admin_makes_an_account_for_someone(open_page: OpenPage, house: House, portray: Portray) -> None:
    vera = house.someone("vera")
    page = _administration(open_page(), house, "/admin/people")
    page.get_by_role("button", name="New person").click()
    drawer = page.get_by_role("dialog", name="New person")
    drawer.get_by_label("User name").fill(vera.name)
    drawer.get_by_label("E-mail").fill(vera.email)
    portray(page, "admin-new-person")
    drawer.get_by_role("button", name="Make the account").click()
    expect(drawer.get_by_text(f"{vera.name} can sign in")).to_be_visible()
    password = drawer.locator("code").inner_text()
    drawer.get_by_role("button", name="Done").click()
    expect(page.get_by_role("complementary", name=vera.name)).to_be_visible()
    sign_in(open_page(), Person(vera.name, password))

    _part(page, "Audit")
    expect(page.get_by_text(f"Made an account for {vera.name}").first).to_be_visible()


def test_an_admin_invites_someone(
    open_page: OpenPage, house: House, portray: Portray, choose_registration: Callable[[str], None]
) -> None:
    anton = house.someone("anton")
    choose_registration("open")
    page = _administration(open_page(), house, "/admin/registration")
    page.get_by_role("radio", name="By invitation").check()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    portray(page, "admin-registration")

    _part(page, "Invitations")
    page.get_by_role("button", name="New invitation").first.click()
    drawer = page.get_by_role("dialog", name="New invitation")
    drawer.get_by_label("Note").fill(f"for {anton.name}")
    drawer.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("The link is ready")).to_be_visible()
    portray(page, "admin-invitations")
    link = page.locator("code").filter(has_text="/register?invitation=").inner_text()

    guest = open_page(link)
    fill_account(guest, anton)
    guest.get_by_role("button", name="Create the account").click()
    expect_home(guest, anton)
    expect(page.get_by_text("Used up").filter(visible=True)).to_be_visible()

    _part(page, "Audit")
    for act in (f"Made an invitation: for {anton.name}", "Made an account and joined"):
        expect(page.get_by_text(act).first).to_be_visible()


def _administration(page: Page, house: House, path: str) -> Page:
    sign_in(page, house.admin)
    page.goto(path)
    return page


def _part(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Parts of the administration").get_by_role("link", name=name).click()
