"""A server and the people who have an account there."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequest, APIRequestContext, APIResponse, Page

from e2e.kit.people import PASSWORDS, Person, expect_home
from e2e.kit.server import Server


class House:
    """Everybody in it has a name of their own, so that journeys can share a house and not meet.

    Whoever moves in first is its admin, and lets the others in: an open door counts how many come from one address.
    """

    def __init__(self, server: Server, requests: APIRequest) -> None:
        self.server = server
        self._requests = requests
        self._names: Counter[str] = Counter()
        self._admin: tuple[Person, APIRequestContext] | None = None

    @property
    def has_people(self) -> bool:
        return self._admin is not None

    @property
    def admin(self) -> Person:
        assert self._admin, "nobody has moved in yet"
        return self._admin[0]

    @property
    def admin_program(self) -> APIRequestContext:
        """A program that may do what the admin may."""
        assert self._admin, "nobody has moved in yet"
        return self._admin[1]

    def someone(self, name: str) -> Person:
        """A person without an account as yet; the second of a name has a number behind it."""
        self._names[name] += 1
        number = self._names[name]
        return Person(f"{name}{number}" if number > 1 else name, PASSWORDS[name])

    def move_in(self, page: Page, name: str) -> Person:
        """Someone has an account, is signed in at this page, and comes home."""
        person = self.admit(name)
        given = {"username": person.name, "password": person.password}
        _fine(page.request.post("/api/auth/login", data=given))
        page.goto("/")
        expect_home(page, person)
        return person

    def admit(self, name: str) -> Person:
        """Someone has an account."""
        unnamed = self.someone(name)
        person = Person(unnamed.name, unnamed.password, called=name.capitalize())
        account = {"username": person.name, "email": person.email, "password": person.password}
        if self._admin:
            made = _fine(self.admin_program.post("/api/admin/users", data=account))
            called = {"name": person.called}
            _fine(self.admin_program.patch(f"/api/admin/users/{made['user']['id']}", data=called))
        else:
            self._admin = person, self._settle(account, person.called)
        return person

    def close(self) -> None:
        if self._admin:
            self.admin_program.dispose()

    def _settle(self, account: dict[str, str], called: str) -> APIRequestContext:
        """The first account, and a key for the programs of its owner."""
        door = self._requests.new_context(base_url=self.server.address)
        _fine(door.post("/api/auth/register", data=account))
        _fine(door.patch("/api/auth/profile", data={"name": called}))
        key = _fine(door.post("/api/auth/keys", data={"name": "journeys"}))["key"]
        _fine(door.post("/api/auth/logout"))
        door.dispose()
        return self._requests.new_context(
            base_url=self.server.address, extra_http_headers={"Authorization": f"Bearer {key}"}
        )


def _fine(answer: APIResponse) -> dict[str, Any]:
    assert answer.ok, f"{answer.url}: {answer.status} {answer.text()}"
    return answer.json() if answer.status != 204 else {}


@contextmanager
def open_house(data: Path, requests: APIRequest) -> Generator[House]:
    """A house that nobody has moved into yet, with runs to try things out."""
    server = Server(data, FABULA_DEMO_RUNS="1", FABULA_DISCOVER_ENGINES="0")
    server.start()
    house = House(server, requests)
    try:
        yield house
    finally:
        house.close()
        server.stop()
