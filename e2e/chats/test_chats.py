"""Chats as people hold them: streamed, stopped, edited into a branch, read on after a reload, found again."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray

WORDS = "Tell me a short story by the sea"


def _say(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Write a message").fill(words)
    page.get_by_role("button", name="Send").click()


def _reply(page: Page) -> Locator:
    return page.get_by_role("article", name="Reply").last


def test_a_chat_is_held(open_page: OpenPage, move_in: MoveIn, portray: Portray) -> None:
    page = open_page()
    move_in(page, "mira")
    page.goto("/chats")
    page.get_by_role("link", name="Start a chat").click()
    _say(page, WORDS)
    expect(page).to_have_url(re.compile("/chats/[0-9a-f-]{36}$"))
    expect(_reply(page)).to_contain_text(re.compile(r"\w+ \w+ \w+"))
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(_reply(page)).to_contain_text("Stopped.")

    page.get_by_role("textbox", name="Write a message").press("ArrowUp")
    words = page.get_by_role("textbox", name="Edit")
    expect(words).to_be_focused()
    words.fill("Tell me of a lighthouse")
    words.press("Control+Enter")
    expect(page.get_by_role("group", name="Version 2 of 2")).to_be_visible()

    expect(_reply(page)).to_contain_text(re.compile(r"\w+ \w+ \w+"))
    page.reload()
    expect(page.get_by_text("Tell me of a lighthouse")).to_be_visible()
    expect(_reply(page).get_by_role("button", name="Answer again")).to_be_visible()
    portray(page, "chat")

    page.get_by_role("button", name="Previous one").click()
    expect(page.get_by_text(WORDS, exact=True)).to_be_visible()
    expect(_reply(page)).to_contain_text("Stopped.")
    page.get_by_role("searchbox", name="Search chats").fill("lighthouse")
    found = page.get_by_role("list", name="Found messages").get_by_role("link")
    expect(found.first).to_be_visible()


def test_a_phone_goes_from_the_list_to_the_chat_and_back(open_phone: OpenPage, move_in: MoveIn) -> None:
    page = open_phone()
    move_in(page, "mira")
    page.goto("/chats/new")
    _say(page, WORDS)
    expect(_reply(page).get_by_role("button", name="Answer again")).to_be_visible()
    expect(page.get_by_role("complementary", name="Chats")).to_be_hidden()
    page.get_by_role("button", name=re.compile("^What to do with")).click()
    expect(page.get_by_role("menuitem", name="Details")).to_be_visible()
    heights = [item.bounding_box() for item in page.get_by_role("menuitem").all()]
    assert len({box["height"] for box in heights if box}) == 1
    page.keyboard.press("Escape")
    page.get_by_role("link", name="All chats").click()
    rows = page.get_by_role("complementary", name="Chats").get_by_role("listitem")
    expect(rows).to_have_count(1)
