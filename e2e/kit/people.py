"""The people of the journeys, and what each of them does at the front door."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

PASSWORDS = {
    "keeper": "a key for every door 3",
    "mira": "the lamp is lit 7",
    "anton": "rye bread at noon 4",
    "vera": "snow on the viaduct 9",
}


@dataclass(frozen=True)
class Person:
    """`name` signs in; `called` is how the page greets."""

    name: str
    password: str
    called: str = ""

    @property
    def email(self) -> str:
        return f"{self.name}@home.example"


def fill_account(page: Page, person: Person) -> None:
    page.get_by_role("textbox", name="Name").fill(person.name)
    page.get_by_role("textbox", name="E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)


def enter_credentials(page: Page, person: Person, password: str | None = None) -> None:
    page.get_by_label("Name or e-mail").fill(person.name)
    page.get_by_label("Password", exact=True).fill(password or person.password)
    page.get_by_role("button", name="Sign in").click()


def sign_in(page: Page, person: Person) -> None:
    """Through the front door."""
    page.goto("/sign-in")
    enter_credentials(page, person)
    expect_home(page, person)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def expect_home(page: Page, person: Person) -> None:
    expect(page.get_by_role("heading", level=1, name=person.called or person.name)).to_be_visible()
