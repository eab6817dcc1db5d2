"""English, Russian, and a language that somebody drops into the data folder."""

import json

from playwright.sync_api import expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.house import House
from e2e.kit.people import expect_home, sign_out
from e2e.kit.server import Server
from e2e.kit.watch import Watch
from e2e.kit.words import not_russian, words_of


def test_the_front_door_speaks_russian(open_page: OpenPage, house: House, portray: Portray, watch: Watch) -> None:
    anton = house.admit("anton")
    page = open_page("/sign-in")
    page.get_by_role("button", name="Language: English").click()
    page.get_by_role("menuitemradio", name="Русский").click()
    expect(page.get_by_role("heading", name="С возвращением")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    left = not_russian(page)
    portray(page, "ru-sign-in", schemes=("light",))
    page.get_by_role("button", name="Войти").click()
    left |= not_russian(page)
    page.get_by_label("Имя или почта").fill(anton.name)
    page.get_by_role("textbox", name="Пароль").fill("a wrong guess 1")
    watch.expect("401 .*/api/auth/login")
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_text("Имя или пароль не подходят.")).to_be_visible()
    left |= not_russian(page)
    page.goto("/register")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    left |= not_russian(page)
    portray(page, "ru-register", schemes=("light",))

    page.goto("/sign-in")
    page.get_by_label("Имя или почта").fill(anton.name)
    page.get_by_role("textbox", name="Пароль").fill(anton.password)
    page.get_by_role("button", name="Войти").click()
    expect_home(page, anton)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert left == set()


def test_the_language_goes_with_the_account(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("русск")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation").get_by_role("link", name="Главная")).to_be_visible()
    page.reload()
    expect(page.get_by_role("navigation").get_by_role("link", name="Главная")).to_be_visible()

    other = open_page("/sign-in")
    other.get_by_label("Name or e-mail").fill(mira.name)
    other.get_by_label("Password", exact=True).fill(mira.password)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("navigation").get_by_role("link", name="Главная")).to_be_visible()


def test_a_pack_in_the_data_folder_is_offered_at_once(open_page: OpenPage, move_in: MoveIn, server: Server) -> None:
    page = open_page()
    move_in(page, "mira")
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
    expect(page.get_by_role("heading", name="Schön, dass du da bist")).to_be_visible()

    pack.unlink()
    page.reload()
    page.get_by_role("button", name="Language").click()
    expect(page.get_by_role("menuitemradio")).to_have_count(2)
