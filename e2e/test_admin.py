"""An admin sees to the people of the house, and nobody else can."""

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import OpenPage
from e2e.people import ANTON, MIRA, VERA, Person, enter_credentials, expect_home, move_in, sign_in
from e2e.portraits import portray
from e2e.runs import count_up, expect_state
from e2e.watch import Watch


def test_an_admin_sees_to_the_people(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    move_in(page, MIRA)
    anton = open_page()
    move_in(anton, ANTON)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Admin").click()
    rows = page.locator("[data-people] [data-person]")
    expect(rows).to_have_count(2)

    page.get_by_role("searchbox", name="Name or e-mail").fill("nobody at all")
    expect(page.get_by_text("Nobody fits")).to_be_visible()
    page.get_by_role("searchbox", name="Name or e-mail").fill("ant")
    expect(rows).to_have_count(1)
    rows.first.click()
    panel = page.get_by_role("complementary", name=ANTON.name)
    expect(panel).to_be_visible()
    faults = portray(page, "admin-person")

    watch.expect("401 .*/api/|WebSocket connection")
    password = _reset_password(page, panel)
    expect(anton.get_by_text("Your session has ended.")).to_be_visible()
    enter_credentials(anton, ANTON, password)
    expect_home(anton, ANTON)

    _choose_role(page, panel, "Administrator")
    expect(anton.get_by_role("navigation", name="Main").get_by_role("link", name="Admin")).to_be_visible()
    _choose_role(page, panel, "Author")
    expect(anton.get_by_role("navigation", name="Main").get_by_role("link", name="Admin")).to_be_hidden()

    watch.expect("403 .*/api/auth/login")
    _close_and_open(page, panel, anton, password)

    run = count_up(anton, steps=2, pause_ms=10)
    expect_state(anton, run, "done")
    faults += _delete(page, panel, ANTON)
    expect(anton.get_by_text("Your session has ended.")).to_be_visible()
    assert page.request.get(f"/api/runs/{run}").status == 404
    page.get_by_role("searchbox", name="Name or e-mail").fill("")
    expect(rows).to_have_count(1)
    assert faults == []


def _reset_password(page: Page, panel: Locator) -> str:
    panel.get_by_role("button", name="Reset password").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new password").click()
    expect(panel.get_by_text("shown only now")).to_be_visible()
    return panel.locator("code").inner_text()


def _close_and_open(page: Page, panel: Locator, anton: Page, password: str) -> None:
    panel.get_by_role("button", name="Close account").click()
    page.get_by_role("dialog").get_by_role("button", name="Close account").click()
    expect(panel.get_by_text("This account is closed")).to_be_visible()
    expect(anton.get_by_text("Your session has ended.")).to_be_visible()
    enter_credentials(anton, ANTON, password)
    expect(anton.get_by_text("This account is closed.")).to_be_visible()
    panel.get_by_role("button", name="Open account").click()
    enter_credentials(anton, ANTON, password)
    expect_home(anton, ANTON)


def _choose_role(page: Page, panel: Locator, role: str) -> None:
    panel.get_by_label("Role").first.click()
    page.get_by_role("option", name=role).click()


def _delete(page: Page, panel: Locator, person: Person) -> list[str]:
    panel.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete for good").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete for good")).to_be_disabled()
    dialog.get_by_role("textbox").fill(person.name)
    faults = portray(page, "admin-delete")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(panel).to_be_hidden()
    return faults


def _make_vera(page: Page) -> tuple[str, list[str]]:
    page.get_by_role("button", name="New person").click()
    drawer = page.get_by_role("dialog", name="New person")
    drawer.get_by_label("User name").fill(VERA.name)
    drawer.get_by_label("E-mail").fill(VERA.email)
    faults = portray(page, "admin-new-person")
    drawer.get_by_role("button", name="Make the account").click()
    expect(drawer.get_by_text("vera can sign in")).to_be_visible()
    password = drawer.locator("code").inner_text()
    drawer.get_by_role("button", name="Done").click()
    expect(page.get_by_role("complementary", name=VERA.name)).to_be_visible()
    return password, faults


def _register(anton: Page) -> None:
    anton.get_by_role("textbox", name="Name").fill(ANTON.name)
    anton.get_by_role("textbox", name="E-mail").fill(ANTON.email)
    anton.get_by_label("Password", exact=True).fill(ANTON.password)
    anton.get_by_role("button", name="Create the account").click()


def test_an_admin_lets_people_in(open_page: OpenPage) -> None:
    page = open_page()
    move_in(page, MIRA)
    page.goto("/admin/people")
    password, faults = _make_vera(page)
    vera = open_page()
    sign_in(vera, Person(VERA.name, password))

    tabs = page.get_by_role("navigation", name="Parts of the administration")
    tabs.get_by_role("link", name="Registration").click()
    page.get_by_role("radio", name="By invitation").check()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    faults += portray(page, "admin-registration")
    tabs.get_by_role("link", name="Invitations").click()
    expect(page.get_by_text("No invitations yet")).to_be_visible()
    page.get_by_role("button", name="New invitation").first.click()
    drawer = page.get_by_role("dialog", name="New invitation")
    drawer.get_by_label("Note").fill("for Anton")
    drawer.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("The link is ready")).to_be_visible()
    faults += portray(page, "admin-invitations")
    link = page.locator("code").filter(has_text="/register?invitation=").inner_text()

    anton = open_page(link)
    _register(anton)
    expect_home(anton, ANTON)
    expect(page.get_by_text("Used up").first).to_be_visible()

    tabs.get_by_role("link", name="Audit").click()
    for act in ("Made an account for vera", "Made an invitation: for Anton", "Made an account and joined"):
        expect(page.get_by_text(act).first).to_be_visible()
    faults += portray(page, "admin-audit")
    tabs.get_by_role("link", name="Runs").click()
    count_up(anton, steps=5000, pause_ms=200)
    page.reload()
    expect(page.get_by_text("Demo counter").first).to_be_visible()
    expect(page.get_by_text(ANTON.name).first).to_be_visible()
    faults += portray(page, "admin-runs")
    assert faults == []


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


def test_an_author_is_told_that_this_is_for_administrators(open_page: OpenPage) -> None:
    move_in(open_page(), MIRA)
    page = open_page()
    move_in(page, ANTON)
    expect(page.get_by_role("link", name="Admin")).to_be_hidden()
    for path in ("/admin", "/admin/people", "/admin/audit"):
        page.goto(path)
        expect(page.get_by_role("heading", name="This part is for administrators")).to_be_visible()
    faults = portray(page, "admin-denied")
    for path in ("/api/admin/users", "/api/admin/audit", "/api/admin/invitations", "/api/admin/runs"):
        assert page.request.get(path).status == 403
    page.get_by_role("link", name="Home").last.click()
    expect_home(page, ANTON)
    assert faults == []
