"""Days of somebody who has no mouse: the focus is always somewhere, and Enter and Escape do what one expects."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage
from e2e.kit.house import House
from e2e.kit.people import sign_in

DRAWN_MS = 120_000
MOST_STEPS = 60


def _walk_to(page: Page, place: Locator, key: str = "Tab") -> None:
    """On by the key until the focus is there, as somebody does who looks for the ring."""
    expect(place).to_be_attached()
    for _ in range(MOST_STEPS):
        if place.evaluate("place => place === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way leads to {place} by {key}")


def test_a_chat_is_held_by_keys_alone(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page()
    move_in(page, "mira")
    _walk_to(page, page.get_by_role("link", name="Start a chat"))
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Write a message")
    expect(field).to_be_focused()
    page.keyboard.type("Tell me a long story by the sea")
    page.keyboard.press("Enter")
    stop = page.get_by_role("button", name="Stop", exact=True)
    _walk_to(page, stop)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Stopped.")).to_be_visible()
    expect(field).to_be_focused()

    page.keyboard.type("And the harbour")
    page.keyboard.press("Enter")
    expect(stop).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Stopped.")).to_have_count(2)
    expect(field).to_be_focused()

    mine = page.get_by_role("article", name="Your message").last.get_by_role("button", name="Edit")
    _walk_to(page, mine, "Shift+Tab")
    page.keyboard.press("Enter")
    words = page.get_by_role("textbox", name="Edit")
    expect(words).to_be_focused()
    page.keyboard.press("Escape")
    expect(mine).to_be_focused()
    page.keyboard.press("Enter")
    expect(words).to_be_focused()
    page.keyboard.type(" at night")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("And the harbour at night")).to_be_visible()
    expect(field).to_be_focused()

    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Go anywhere")).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()


def test_pictures_are_made_and_looked_at_by_keys_alone(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page()
    move_in(page, "mira")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Go anywhere")).to_be_focused()
    page.keyboard.type("images")
    page.keyboard.press("Enter")
    words = page.get_by_role("textbox", name="What to draw")
    expect(words).to_be_visible()
    _walk_to(page, words)
    page.keyboard.type("A lamp")
    _walk_to(page, page.get_by_role("radio", name="4", exact=True))
    page.keyboard.press("ArrowLeft")
    _walk_to(page, page.get_by_role("button", name="Create 2 pictures"))
    page.keyboard.press("Enter")
    tiles = page.get_by_role("list", name="Pictures").get_by_role("link", name="A lamp")
    expect(tiles).to_have_count(2, timeout=DRAWN_MS)
    expect(page.get_by_role("button", name="Create 2 pictures")).to_be_focused()

    _walk_to(page, tiles.first, "Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(tiles.last).to_be_focused()
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Same again")
    _walk_to(page, again)
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("of 3"))).to_be_visible(timeout=DRAWN_MS)
    expect(again).to_be_focused()
    page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(again).to_be_focused()
    page.keyboard.press("Escape")
    expect(tiles.last).to_be_focused()


def test_people_are_looked_after_by_keys_alone(open_page: OpenPage, house: House) -> None:
    anton = house.admit("anton")
    page = open_page()
    sign_in(page, house.admin)
    page.goto(f"/admin/people?search={anton.name}")
    row = page.get_by_role("link", name=re.compile(re.escape(anton.email)))
    _walk_to(page, row)
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name=anton.called)
    _walk_to(page, panel.get_by_role("textbox", name="Name"))
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(row).to_be_focused()
    page.keyboard.press("Tab")
    role = page.get_by_role("button", name=re.compile("^Role of"))
    expect(role).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(role).to_be_focused()
