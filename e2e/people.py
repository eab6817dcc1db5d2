"""The people of the journeys, and what each of them does at the page."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass(frozen=True)
class Person:
    name: str
    password: str

    @property
    def email(self) -> str:
        return f"{self.name}@home.example"


MIRA = Person("mira", "the lamp is lit 7")
ANTON = Person("anton", "rye bread at noon 4")
VERA = Person("vera", "snow on the viaduct 9")


def fill_account(page: Page, person: Person) -> None:
    page.get_by_role("textbox", name="Name").fill(person.name)
    page.get_by_role("textbox", name="E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)


def enter_credentials(page: Page, person: Person, password: str | None = None) -> None:
    page.get_by_label("Name or e-mail").fill(person.name)
    page.get_by_label("Password", exact=True).fill(password or person.password)
    page.get_by_role("button", name="Sign in").click()


def sign_in(page: Page, person: Person, *, greeted_as: str = "") -> None:
    """Through the front door."""
    page.goto("/sign-in")
    enter_credentials(page, person)
    expect(page.get_by_role("heading", level=1, name=greeted_as or person.name)).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def move_in(page: Page, person: Person) -> None:
    """Makes the account without the form, for journeys that are about something else, and comes home."""
    account = {"username": person.name, "email": person.email, "password": person.password}
    assert page.request.post("/api/auth/register", data=account).ok
    page.goto("/")
    expect_home(page, person)


def expect_home(page: Page, person: Person) -> None:
    expect(page.get_by_role("heading", level=1, name=person.name)).to_be_visible()
