"""Pictures as people make them: described in Russian, seen to arrive, varied, compared, made again."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray

WORDS = "Маяк на краю скалы, ночь, луч над водой"
DRAWN_MS = 120_000


def _describe(page: Page, words: str, count: int) -> None:
    form = page.get_by_role("form", name="Create")
    expect(form.get_by_text("28 steps")).to_be_visible()
    form.get_by_role("textbox", name="What to draw").fill(words)
    form.get_by_text(str(count), exact=True).click()
    form.get_by_role("button", name=re.compile(f"Create {count} picture")).click()


def _pictures(page: Page) -> Locator:
    return page.get_by_role("list", name="Pictures").get_by_role("link", name=WORDS)


def test_a_picture_is_described_and_arrives(open_page: OpenPage, move_in: MoveIn, portray: Portray) -> None:
    page = open_page()
    move_in(page, "mira")
    page.goto("/images")
    expect(page.get_by_role("heading", name="No pictures yet")).to_be_visible()
    portray(page, "images-empty")

    _describe(page, WORDS, 4)
    expect(page.get_by_role("group", name=WORDS).first).to_be_visible()
    expect(_pictures(page)).to_have_count(4, timeout=DRAWN_MS)
    portray(page, "images")

    _pictures(page).first.click()
    recipe = page.get_by_role("complementary", name="Recipe")
    expect(recipe.get_by_text(WORDS)).to_be_visible()
    expect(recipe.get_by_text("Drawn by the built-in demo engine")).to_be_visible()
    expect(page.get_by_role("list", name="Variants").get_by_role("listitem")).to_have_count(4)
    portray(page, "image")

    page.get_by_role("link", name="Compare with another").click()
    line = page.get_by_role("slider", name="The line between the two")
    line.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(line).to_have_attribute("aria-valuenow", "60")
    portray(page, "image-compare")


def test_a_phone_tells_in_full_when_a_picture_to_compare_with_was_made(open_phone: OpenPage, move_in: MoveIn) -> None:
    page = open_phone()
    move_in(page, "mira")
    order = {"template": "default", "values": {"prompt": WORDS}, "count": 2}
    assert page.request.post("/api/renders", data=order).ok
    page.goto("/images")
    drawn = page.get_by_role("list", name="Pictures").get_by_role("listitem").get_by_role("link")
    expect(drawn).to_have_count(2, timeout=DRAWN_MS)
    page.goto(f"/images/{page.request.get('/api/pictures').json()['items'][0]['id']}/compare")
    times = page.get_by_role("region", name="With which").get_by_role("time")
    expect(times).to_have_count(2)
    for time in times.all():
        time.scroll_into_view_if_needed()
        assert time.evaluate("(one) => one.scrollWidth <= one.clientWidth"), time.inner_text()
        expect(time).to_be_in_viewport(ratio=1)


def test_the_same_again_is_the_same(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page()
    move_in(page, "mira")
    page.goto("/images")
    _describe(page, WORDS, 1)
    expect(_pictures(page)).to_have_count(1, timeout=DRAWN_MS)
    _pictures(page).first.click()
    page.get_by_role("button", name="Same again").click()
    film = page.get_by_role("list", name="Variants")
    film.get_by_role("link", name="Just drawn").click(timeout=DRAWN_MS)
    expect(page.get_by_text("1 of 2")).to_be_visible()
    made = page.request.get("/api/pictures").json()["items"]
    assert len(made) == 2
    assert made[0]["seed"] == made[1]["seed"]
    bodies = [page.request.get(one["thumbnail_url"]).body() for one in made]
    assert bodies[0] == bodies[1]


def test_lists_of_runs_show_pictures_without_asking_for_each(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page()
    move_in(page, "mira")
    page.goto("/images")
    _describe(page, WORDS, 4)
    expect(_pictures(page)).to_have_count(4, timeout=DRAWN_MS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    for address, runs in (("/", page.get_by_role("region", name="Lately")), ("/runs", page.get_by_role("main"))):
        page.goto(address)
        expect(runs.locator('img[src*="/thumbnail"]')).to_have_count(4)
    expect(page.get_by_role("link", name=re.compile("Open: ")).first).to_have_attribute("href", re.compile("/images/"))
    assert [path for path in asked if path.startswith("/api/renders/")] == []


def test_a_phone_has_the_form_in_a_sheet(open_phone: OpenPage, move_in: MoveIn) -> None:
    page = open_phone()
    move_in(page, "mira")
    page.goto("/images")
    page.get_by_role("button", name="Create", exact=True).click()
    _describe(page, WORDS, 1)
    expect(page.get_by_role("form", name="Create")).to_be_hidden()
    expect(_pictures(page)).to_have_count(1, timeout=DRAWN_MS)
    page.get_by_role("button", name="Select").click()
    page.get_by_role("checkbox", name=WORDS).click()
    for act in ("All", "Done", "Delete"):
        expect(page.get_by_role("toolbar").get_by_role("button", name=act)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="No pictures yet")).to_be_visible()
