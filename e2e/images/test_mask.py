"""A part of a picture is marked by hand and drawn anew."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.touching import draw
from e2e.kit.waiting import wait_until

DRAWN_MS = 120_000
WORDS = "A harbour in fog"
SHEET = "const sheet = document.querySelector('[role=dialog] [data-zoomed]')"
SCROLL = f"""async () => {{
  {SHEET};
  sheet.scrollBy(90, 60);
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}}"""
# Which part of the picture stands in the middle of the sheet, as shares of its width and height.
MIDDLE = f"""() => {{
  {SHEET};
  const [box, picture] = [sheet, sheet.firstElementChild].map((one) => one.getBoundingClientRect());
  return [
    (box.left + sheet.clientWidth / 2 - picture.left) / picture.width,
    (box.top + sheet.clientHeight / 2 - picture.top) / picture.height,
  ];
}}"""


def _begin(page: Page) -> None:
    """A picture is there, and the form is ready to draw a part of it anew."""
    body = {"template": "default", "values": {"prompt": WORDS}, "title": WORDS, "count": 1}
    answer = page.request.post("/api/renders", data=body)
    assert answer.ok, answer.text()
    page.goto("/images")
    picture = page.get_by_role("list", name="Pictures").get_by_role("link", name=WORDS)
    picture.click(timeout=DRAWN_MS)
    page.get_by_role("button", name="Use as reference").click()
    form = page.get_by_role("form", name="Create")
    form.get_by_role("combobox", name="Template").click()
    page.get_by_role("option", name="Paint over a part").click()
    expect(form.get_by_text("A harbour in fog").first).to_be_visible()


def _open_painter(page: Page, name: str) -> Locator:
    form = page.get_by_role("form", name="Create")
    button = form.get_by_role("button", name=name)
    if not button.is_visible():
        form.get_by_role("button", name=re.compile("Fine settings")).click()
    button.click()
    painter = page.get_by_role("dialog", name="Mark a part")
    expect(painter.get_by_role("application")).to_be_visible()
    return painter


def _stroke(page: Page, painter: Locator) -> None:
    """From a quarter to the middle of the picture, with the mouse."""
    box = painter.get_by_role("application").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=8)
    page.mouse.up()


def test_a_mask_is_painted_taken_back_kept_and_used(open_page: OpenPage, move_in: MoveIn, portray: Portray) -> None:
    page = open_page()
    move_in(page, "mira")
    _begin(page)
    painter = _open_painter(page, "Paint the mask")
    nothing = painter.get_by_text("Paint over what is to change")
    marked = painter.get_by_text(re.compile(r"^Marked, \d+"))
    use = painter.get_by_role("button", name="Use this mask")
    expect(nothing).to_be_visible()
    expect(use).to_be_disabled()

    _stroke(page, painter)
    expect(marked).to_be_visible()
    share = marked.inner_text()
    portray(page, "image-mask")
    expect(marked).to_have_text(share)
    painter.get_by_role("button", name="Clear").click()
    expect(nothing).to_be_visible()
    page.keyboard.press("Control+z")
    expect(marked).to_have_text(share)
    page.keyboard.press("Escape")
    expect(painter).to_be_visible()
    painter.get_by_role("button", name="Undo").click()
    expect(nothing).to_be_visible()
    painter.get_by_role("button", name="Redo").click()
    expect(marked).to_have_text(share)
    use.click()
    expect(painter).to_be_hidden()

    again = _open_painter(page, "Change the mask")
    expect(again.get_by_text(share, exact=True)).to_be_visible()
    expect(again.get_by_role("button", name="Undo")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(again).to_be_hidden()

    form = page.get_by_role("form", name="Create")
    form.get_by_role("textbox", name="What to draw").fill("A lighthouse")
    form.get_by_text("1", exact=True).click()
    form.get_by_role("button", name="Create 1 picture").click()
    made = page.get_by_role("list", name="Pictures").get_by_role("link", name="A lighthouse")
    expect(made).to_have_count(1, timeout=DRAWN_MS)


def test_what_stands_in_the_middle_of_the_painter_stays_there(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page()
    move_in(page, "mira")
    _begin(page)
    painter = _open_painter(page, "Paint the mask")
    for _ in range(5):
        painter.get_by_role("button", name="Enlarge").click()
    page.evaluate(SCROLL)
    before = page.evaluate(MIDDLE)
    for width, height in ((844, 390), (1100, 700)):
        page.set_viewport_size({"width": width, "height": height})
        wait_until(page, lambda: _is_near(before, page.evaluate(MIDDLE)), "the same middle")


def _is_near(one: list[float], other: list[float]) -> bool:
    return all(abs(a - b) < 0.01 for a, b in zip(one, other, strict=True))


def test_a_mask_is_painted_with_a_finger(open_phone: OpenPage, move_in: MoveIn) -> None:
    page = open_phone()
    move_in(page, "mira")
    _begin(page)
    painter = _open_painter(page, "Paint the mask")
    box = painter.get_by_role("application").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    draw(page, [(box["x"] + box["width"] * part, middle) for part in (0.3, 0.4, 0.5, 0.6)])
    expect(painter.get_by_text(re.compile(r"^Marked, \d+"))).to_be_visible()
    # Turned on its side, the page is wide enough for another form.
    share = painter.get_by_text(re.compile(r"^Marked, \d+")).inner_text()
    page.set_viewport_size({"width": 844, "height": 390})
    expect(painter.get_by_role("button", name="Undo")).to_be_enabled()
    expect(painter.get_by_text(share, exact=True)).to_be_visible()
    painter.get_by_role("button", name="Use this mask").click()
    expect(painter).to_be_hidden()
    expect(page.get_by_role("form", name="Create").get_by_role("button", name="Change the mask")).to_be_visible()
