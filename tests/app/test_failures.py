"""Whatever fails, the answer has the one shape."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.orm import make_transient_to_detached

from fabula.app.failures import answer_failures
from fabula.core.db import Database
from fabula.core.errors import NotFound, TooMany
from fabula.core.web import Reading, Writing, provide
from fabula.imaging.templates.tables import TemplateRow


class Wish(BaseModel):
    amount: int


def app_with_failing_routes(database: Database) -> FastAPI:
    app = FastAPI()
    provide(app, database)
    answer_failures(app)

    @app.get("/missing")
    async def missing() -> None:
        raise NotFound("There is no such thing.", hint="Look at the list.")

    @app.get("/often")
    async def often() -> None:
        raise TooMany("Slower, please.", headers={"Retry-After": "3"})

    @app.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError("secret inner words")

    @app.post("/wish")
    async def wish(body: Wish) -> int:
        return body.amount

    @app.get("/bad-statement")
    async def bad_statement(session: Reading) -> None:
        await session.execute(text("SELECT * FROM nothing_here"))

    @app.post("/twice")
    async def twice(session: Writing) -> None:
        await session.execute(text("CREATE TABLE once (n INTEGER UNIQUE)"))
        await session.execute(text("INSERT INTO once VALUES (1)"))
        await session.execute(text("INSERT INTO once VALUES (1)"))

    @app.post("/gone")
    async def gone(session: Writing) -> None:
        row = TemplateRow(id="1", owner_id="1", name="n", style="tags", purpose="other")
        make_transient_to_detached(row)
        session.add(row)
        row.name = "changed after somebody else deleted it"

    @app.post("/half")
    async def half(session: Writing) -> None:
        await session.execute(text("CREATE TABLE half_done (n INTEGER)"))
        raise NotFound("Not after all.")

    _ = (missing, often, broken, wish, bad_statement, twice, gone, half)
    return app


@pytest.fixture
async def caller(database: Database) -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app_with_failing_routes(database), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://fabula.test") as http:
        yield http


async def test_a_known_failure(caller: httpx.AsyncClient) -> None:
    answer = await caller.get("/missing")
    assert answer.status_code == 404
    assert answer.json() == {
        "error": {
            "code": "not_found",
            "message": "There is no such thing.",
            "who": "user",
            "hint": "Look at the list.",
            "details": {},
            "request_id": "",
        }
    }


async def test_headers_of_a_failure_are_sent(caller: httpx.AsyncClient) -> None:
    answer = await caller.get("/often")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


async def test_a_fault_of_ours_tells_nothing_of_its_inside(caller: httpx.AsyncClient) -> None:
    answer = await caller.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal_error"
    assert "secret" not in answer.text


async def test_a_malformed_request_names_the_field(caller: httpx.AsyncClient) -> None:
    answer = await caller.post("/wish", json={"amount": "many"})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "malformed_request"
    assert error["details"]["fields"][0]["field"] == "body.amount"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nowhere", 404, "not_found"), ("DELETE", "/wish", 405, "method_not_allowed")],
)
async def test_addresses_that_do_not_exist(
    caller: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await caller.request(method, path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_a_failing_database_says_so(caller: httpx.AsyncClient) -> None:
    answer = await caller.get("/bad-statement")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database_unavailable")
    assert "nothing_here" not in answer.text


async def test_a_failed_request_leaves_nothing_in_the_database(caller: httpx.AsyncClient, database: Database) -> None:
    assert (await caller.post("/half")).status_code == 404
    async with database.reading() as session:
        found = await session.execute(text("SELECT name FROM sqlite_master WHERE name = 'half_done'"))
        assert found.all() == []


@pytest.mark.parametrize("path", ["/twice", "/gone"])
async def test_two_who_change_the_same_thing_are_told_to_look_again(caller: httpx.AsyncClient, path: str) -> None:
    answer = await caller.post(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "changed_meanwhile")
    assert answer.json()["error"]["who"] == "retry"


async def test_a_body_that_cannot_be_read_is_malformed(caller: httpx.AsyncClient) -> None:
    answer = await caller.post("/wish", content=b"\xff{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "malformed_request")
