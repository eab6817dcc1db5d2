"""Pictures in a chat: from Russian words to four of them, one picked, and a dropped picture changed."""

import base64
import re
from io import BytesIO

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray

WORDS = "Маяк на краю скалы ночью, шторм, луч света над морем"
CHANGE = "Сделать забор белым"
DRAWN_MS = 90_000


def _panel(page: Page) -> Locator:
    page.get_by_role("button", name="Add something").click()
    page.get_by_role("toolbar", name="Add something").get_by_role("button", name="Picture").click()
    return page.get_by_role("form", name="Create a picture")


def _a_fence() -> str:
    """A small picture as text, to be dropped."""
    picture, file = Image.new("RGB", (256, 192), "skyblue"), BytesIO()
    ImageDraw.Draw(picture).rectangle((0, 120, 256, 192), fill="sienna")
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def _drop(page: Page, onto: Locator) -> None:
    carried = page.evaluate_handle(
        """(text) => {
            const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], "fence.png", { type: "image/png" }));
            return carried;
        }""",
        _a_fence(),
    )
    onto.dispatch_event("drop", {"dataTransfer": carried})


def test_pictures_are_drawn_picked_and_changed(open_page: OpenPage, move_in: MoveIn, portray: Portray) -> None:
    page = open_page()
    move_in(page, "mira")
    page.goto("/chats/new")
    panel = _panel(page)
    panel.get_by_role("textbox", name="What to draw").fill(WORDS)
    panel.get_by_text("4", exact=True).click()
    panel.get_by_role("button", name="Draw 4 variants").click()
    expect(page).to_have_url(re.compile("/chats/[0-9a-f-]{36}$"))
    expect(page.get_by_role("region", name="Picture under way")).to_be_visible()
    variants = page.get_by_role("radiogroup", name="Variants").get_by_role("radio")
    expect(variants).to_have_count(4, timeout=DRAWN_MS)
    expect(page.get_by_role("region", name="Picture under way")).to_be_hidden(timeout=DRAWN_MS)
    variants.nth(1).click()
    expect(variants.nth(1)).to_be_checked()
    portray(page, "chat-pictures")

    panel = _panel(page)
    _drop(page, panel.get_by_role("button", name="Picture to start from"))
    panel.get_by_role("textbox", name="What to change").fill(CHANGE)
    panel.get_by_text("1", exact=True).click()
    panel.get_by_role("button", name="Draw", exact=True).click()
    changed = page.get_by_role("article", name="Reply").last
    expect(changed.get_by_role("img", name=CHANGE)).to_be_visible(timeout=DRAWN_MS)
    expect(variants).to_have_count(4)
