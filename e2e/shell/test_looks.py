"""Light and dark, a phone in the hand, and a person who never touches the mouse."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage
from e2e.kit.house import House
from e2e.kit.people import enter_credentials, expect_home, sign_out
from e2e.kit.portraits import is_too_wide

SCHEME = "data-mantine-color-scheme"
LEAST_TARGET_PX = 44

LOOK_AT_FOCUS = """() => {
  const at = document.activeElement, looks = [getComputedStyle(at), getComputedStyle(at, "::after")];
  const isRinged = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const isSeen = at === document.body || looks.some((style) => isRinged(style) || style.boxShadow !== "none");
  return { where: at.outerHTML.slice(0, 120), seen: isSeen };
}"""


def test_the_theme_follows_the_system_until_the_person_chooses(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page(color_scheme="dark")
    mira = move_in(page, "mira")
    html = page.locator("html")
    expect(html).to_have_attribute(SCHEME, "dark")
    page.emulate_media(color_scheme="light")
    expect(html).to_have_attribute(SCHEME, "light")

    _choose_theme(page, "Dark")
    expect(html).to_have_attribute(SCHEME, "dark")
    page.reload()
    expect(html).to_have_attribute(SCHEME, "dark")

    other = open_page("/sign-in", color_scheme="light")
    expect(other.locator("html")).to_have_attribute(SCHEME, "light")
    enter_credentials(other, mira)
    expect(other.locator("html")).to_have_attribute(SCHEME, "dark")

    _choose_theme(page, "Light")
    expect(html).to_have_attribute(SCHEME, "light")
    page.emulate_media(color_scheme="dark")
    expect(html).to_have_attribute(SCHEME, "light")
    expect(other.locator("html")).to_have_attribute(SCHEME, "light")
    _choose_theme(page, "As the system")
    expect(html).to_have_attribute(SCHEME, "dark")


def test_the_next_person_at_the_same_browser_gets_their_own_looks(
    open_page: OpenPage, house: House, move_in: MoveIn
) -> None:
    anton = house.admit("anton")
    page = open_page()
    mira = move_in(page, "mira")
    _choose_theme(page, "Dark")
    expect(page.locator("html")).to_have_attribute(SCHEME, "dark")
    sign_out(page)
    enter_credentials(page, anton)
    expect_home(page, anton)
    expect(page.locator("html")).to_have_attribute(SCHEME, "light")
    expect(page.get_by_text(mira.called)).to_have_count(0)


def _choose_theme(page: Page, name: str) -> None:
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitemradio", name=name).click()
    page.keyboard.press("Escape")


def test_a_phone_has_its_bar_and_its_sheets(open_phone: OpenPage, house: House) -> None:
    mira = house.admit("mira")
    phone = open_phone("/sign-in")
    assert not is_too_wide(phone)
    phone.get_by_label("Name or e-mail").fill(mira.name)
    phone.get_by_label("Password", exact=True).fill(mira.password)
    phone.get_by_role("button", name="Sign in").tap()
    expect_home(phone, mira)
    bar = phone.get_by_role("navigation", name="Main")
    for way in [*bar.get_by_role("link").all(), *bar.get_by_role("button").all()]:
        _expect_touchable(way)
    expect(phone.get_by_role("button", name="Your account")).to_be_hidden()

    bar.get_by_role("button", name="Under way").tap()
    tray = phone.get_by_role("dialog", name="Under way")
    expect(tray).to_be_visible()
    tray.get_by_role("button", name="Close").tap()
    expect(tray).to_be_hidden()

    bar.get_by_role("button", name="More").tap()
    sheet = phone.get_by_role("dialog", name="More")
    expect(sheet.get_by_role("link", name="Library")).to_be_visible()
    sheet.get_by_text("Dark", exact=True).tap()
    expect(phone.locator("html")).to_have_attribute(SCHEME, "dark")
    expect(sheet.get_by_text("The built-in painter draws. It only sketches.")).to_be_visible()
    phone.touchscreen.tap(200, 40)
    expect(sheet).to_be_hidden()

    phone.get_by_role("button", name="Find").tap()
    phone.get_by_role("option", name="Under way").tap()
    expect(phone).to_have_url(re.compile("/runs$"))
    phone.set_viewport_size({"width": 320, "height": 640})
    assert not is_too_wide(phone)
    bar.get_by_role("button", name="More").tap()
    sheet.get_by_role("button", name="Sign out").tap()
    expect(phone.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert not is_too_wide(phone)


def _expect_touchable(way: Locator) -> None:
    box = way.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= LEAST_TARGET_PX, way.inner_text()


def test_a_person_needs_no_mouse(open_page: OpenPage, house: House) -> None:
    mira = house.admit("mira")
    page = open_page("/sign-in")
    expect(page.get_by_label("Name or e-mail")).to_be_focused()
    page.keyboard.type(mira.name)
    page.keyboard.press("Tab")
    page.keyboard.type(mira.password)
    page.keyboard.press("Enter")
    expect_home(page, mira)

    page.reload()
    expect_home(page, mira)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    stops = _walk_with_tab(page, 12)
    assert [stop for stop in stops if not stop["seen"]] == []


def test_what_floats_comes_and_goes_by_the_keyboard(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page()
    move_in(page, "mira")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("under")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Under way")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Under way")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()

    find = page.get_by_role("button", name="Find")
    find.focus()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(find).to_be_focused()

    opener = page.get_by_role("navigation").get_by_role("button", name="Under way")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Under way")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()

    page.get_by_role("button", name="Your account").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Account")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def _walk_with_tab(page: Page, steps: int) -> list[dict[str, object]]:
    """Where the focus goes, and whether one can see it there."""
    stops: list[dict[str, object]] = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(LOOK_AT_FOCUS))
    return stops
