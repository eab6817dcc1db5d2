"""English, Russian, and a language that somebody drops into the data folder."""

import json

from playwright.sync_api import Page, expect

from e2e.conftest import OpenPage
from e2e.people import ANTON, MIRA, expect_home, move_in, sign_out
from e2e.portraits import portray
from e2e.runs import count_up, expect_state
from e2e.server import Server
from e2e.watch import Watch
from e2e.words import not_russian, words_of


def test_the_whole_page_speaks_russian(open_page: OpenPage, watch: Watch) -> None:
    move_in(open_page(), ANTON)
    page = open_page("/sign-in")
    page.get_by_role("button", name="Language: English").click()
    page.get_by_role("menuitemradio", name="Русский").click()
    expect(page.get_by_role("heading", name="С возвращением")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    left = not_russian(page)
    faults = portray(page, "ru-sign-in")
    page.get_by_role("button", name="Войти").click()
    left |= not_russian(page)
    page.get_by_label("Имя или почта").fill(ANTON.name)
    page.get_by_role("textbox", name="Пароль").fill("a wrong guess 1")
    watch.expect("401 .*/api/auth/login")
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_text("Имя или пароль не подходят.")).to_be_visible()
    left |= not_russian(page)
    page.goto("/register")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    left |= not_russian(page)
    faults += portray(page, "ru-register")

    page.goto("/sign-in")
    page.get_by_label("Имя или почта").fill(ANTON.name)
    page.get_by_role("textbox", name="Пароль").fill(ANTON.password)
    page.get_by_role("button", name="Войти").click()
    expect_home(page, ANTON)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect_state(page, count_up(page, steps=2, pause_ms=10), "done")
    count_up(page, steps=900, pause_ms=1000)
    left |= _russian_leftovers_inside(page)
    faults += portray(page, "ru-palette")
    page.keyboard.press("Escape")
    faults += portray(page, "ru-home")
    assert (left, faults) == (set(), [])


def _russian_leftovers_inside(page: Page) -> set[str]:
    own = (ANTON.email, ANTON.name, "Demo counter", "steps", "Counting")
    left: set[str] = set()
    for path in ("/runs", "/no/such/page", "/admin", "/welcome/engines", "/"):
        page.goto(path)
        expect(page.get_by_role("heading").first).to_be_visible()
        left |= not_russian(page, *own, path)
    for opener in ("В работе", "Вы"):
        page.get_by_role("navigation").get_by_role("button", name=opener).click()
        left |= not_russian(page, *own)
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    return left | not_russian(page, *own)


def test_the_language_goes_with_the_account(open_page: OpenPage) -> None:
    page = open_page()
    move_in(page, MIRA)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("русск")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation").get_by_role("link", name="Главная")).to_be_visible()
    page.reload()
    expect(page.get_by_role("navigation").get_by_role("link", name="Главная")).to_be_visible()

    other = open_page("/sign-in")
    other.get_by_label("Name or e-mail").fill(MIRA.name)
    other.get_by_label("Password", exact=True).fill(MIRA.password)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("navigation").get_by_role("link", name="Главная")).to_be_visible()


def test_a_pack_in_the_data_folder_is_offered_at_once(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    move_in(page, MIRA)
    sign_out(page)
    english = words_of(page)

    pack = server.data / "languages" / "de.json"
    pack.parent.mkdir(exist_ok=True)
    words = {"language": {"name": "Deutsch"}, "signIn": {"title": "Willkommen zurück", "lead": ""}}
    pack.write_text(json.dumps(words), encoding="utf-8")
    page.reload()
    page.get_by_role("button", name="Language: English").click()
    page.get_by_role("menuitemradio", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Willkommen zurück")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    # What the pack leaves empty or out stays English: no bare keys.
    changed = {"Welcome back", "Welcome back - Fabula", "English", "Language: English"}
    assert english - changed <= words_of(page)

    words["signIn"] = {"title": "Schön, dass du da bist"}
    pack.write_text(json.dumps(words), encoding="utf-8")
    page.reload()
    page.get_by_role("button", name="Deutsch").click()
    page.get_by_role("menuitemradio", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Schön, dass du da bist")).to_be_visible()

    pack.unlink()
    page.reload()
    page.get_by_role("button", name="Language").click()
    expect(page.get_by_role("menuitemradio")).to_have_count(2)
