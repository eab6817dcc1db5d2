"""What every endpoint leans on: the application's parts, one transaction a request, and the client's page."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any, TypeVar

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from fabula.core.db import Cursor, Database

T = TypeVar("T")


def provide(app: FastAPI, *parts: object) -> None:
    """Hand ready-made objects to the endpoints of this application, each known by its class."""
    known: dict[type, object] = getattr(app.state, "parts", {})
    app.state.parts = known | {type(part): part for part in parts}


def part(kind: type[T]) -> Any:
    """A dependency that answers the application's one object of this class."""

    async def find(connection: HTTPConnection) -> T:  # async, or FastAPI would send it through a thread
        return connection.app.state.parts[kind]

    return Depends(find)


async def _writing(database: Annotated[Database, part(Database)]) -> AsyncGenerator[AsyncSession]:
    async with database.writing() as session:
        yield session


async def _reading(database: Annotated[Database, part(Database)]) -> AsyncGenerator[AsyncSession]:
    async with database.reading() as session:
        yield session


# Function scope commits before the answer leaves: whoever got a 200 can rely on it.
Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]
Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
Paging = Annotated[Cursor, Depends()]
