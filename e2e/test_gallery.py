"""Every page in every state: kept in light and dark, on a desk and on a phone, and without what axe finds."""

from playwright.sync_api import Page, expect

from e2e.conftest import OpenPage
from e2e.people import MIRA, expect_home, move_in
from e2e.portraits import portray
from e2e.runs import count_up, expect_state
from e2e.watch import Watch


def test_the_front_door_looks_right(open_page: OpenPage, watch: Watch) -> None:
    page = open_page("/")
    expect(page.get_by_role("heading", name="Welcome to Fabula")).to_be_visible()
    faults = portray(page, "welcome")
    page.get_by_role("button", name="Create the first account").click()
    faults += portray(page, "welcome-needs")
    move_in(page, MIRA)
    page.goto("/welcome/engines")
    expect(page.get_by_text("No engine yet")).to_have_count(3)
    faults += portray(page, "welcome-engines")

    guest = open_page("/sign-in")
    expect(guest.get_by_role("heading", name="Welcome back")).to_be_visible()
    faults += portray(guest, "sign-in")
    watch.expect("401 .*/api/auth/login")
    guest.get_by_label("Name or e-mail").fill(MIRA.name)
    guest.get_by_label("Password", exact=True).fill("a wrong guess 1")
    guest.get_by_role("button", name="Sign in").click()
    expect(guest.get_by_text("The name or the password is wrong.")).to_be_visible()
    guest.get_by_role("button", name="Forgot the password?").click()
    faults += portray(guest, "sign-in-refused")
    guest.goto("/register")
    faults += portray(guest, "register")
    for mode in ("invitation", "closed"):
        assert page.request.put("/api/admin/registration", data={"mode": mode}).ok
        guest.reload()
        expect(guest.get_by_role("heading", name="Create an account")).to_be_visible()
        faults += portray(guest, f"register-{mode}")
    assert faults == []


def test_the_shell_looks_right(open_page: OpenPage, open_phone: OpenPage) -> None:
    page = open_page("/")
    move_in(page, MIRA)
    faults = portray(page, "home-empty")
    page.goto("/runs")
    expect(page.get_by_text("Nothing here")).to_be_visible()
    faults += portray(page, "runs-empty")
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="Nothing is kept here")).to_be_visible()
    faults += portray(page, "missing")

    _set_runs_going(page)
    page.goto("/runs")
    expect(page.get_by_text("Failed", exact=True).first).to_be_visible()
    faults += portray(page, "runs")
    page.goto("/")
    expect(page.get_by_role("heading", name="Lately")).to_be_visible()
    faults += portray(page, "home-runs")

    page.get_by_role("navigation").get_by_role("button", name="Under way").click()
    expect(page.get_by_role("dialog", name="Under way")).to_be_visible()
    faults += portray(page, "tray", ("desktop",))
    page.keyboard.press("Escape")
    page.get_by_title("Engines").click()
    expect(page.get_by_role("dialog").get_by_text("Nothing here can draw yet.")).to_be_visible()
    faults += portray(page, "engine-pill", ("desktop",))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Your account").click()
    faults += portray(page, "account-menu", ("desktop",))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    faults += portray(page, "palette")
    page.get_by_role("combobox").fill("dark")
    faults += portray(page, "palette-found")
    page.get_by_role("combobox").fill("no such words")
    faults += portray(page, "palette-none")
    page.keyboard.press("Escape")

    faults += _sheets(open_phone("/sign-in"))
    assert faults == []


def _set_runs_going(page: Page) -> None:
    expect_state(page, count_up(page, steps=2, pause_ms=10), "done")
    cancelled = count_up(page, steps=5000, pause_ms=1000)
    assert page.request.post(f"/api/runs/{cancelled}/cancel").ok
    expect_state(page, cancelled, "cancelled")
    count_up(page, steps=5000, pause_ms=1000)
    expect_state(page, count_up(page, steps=5000, pause_ms=700), "running")


def _sheets(phone: Page) -> list[str]:
    phone.get_by_label("Name or e-mail").fill(MIRA.name)
    phone.get_by_label("Password", exact=True).fill(MIRA.password)
    phone.get_by_role("button", name="Sign in").tap()
    expect_home(phone, MIRA)
    bar = phone.get_by_role("navigation", name="Main")
    bar.get_by_role("button", name="More").tap()
    expect(phone.get_by_role("dialog", name="More")).to_be_visible()
    faults = portray(phone, "more-sheet", ("phone",))
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.keyboard.press("Escape")
    bar.get_by_role("button", name="Under way").tap()
    expect(phone.get_by_role("dialog", name="Under way")).to_be_visible()
    return faults + portray(phone, "tray-sheet", ("phone",))
