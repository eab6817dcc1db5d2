"""What every endpoint leans on: the application's parts, one transaction a request, and the client's page."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Query
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection, Request
from starlette.routing import Match
from starlette.types import Scope

from fabula.core.db import Cursor, Database
from fabula.core.errors import MalformedRequest, responses

T = TypeVar("T")
MALFORMED = responses(MalformedRequest)


class _Address(APIRoute):
    """An address. A request is held against each of them in turn, so those that it cannot mean must cost nothing."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self._beginning = path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        # Somewhere in the path, not at its begin: a proxy may have put its own words before it.
        if self._beginning in scope["path"]:
            return super().matches(scope)
        return Match.NONE, {}


class Router(APIRouter):
    """The addresses of a room. They are built with its module, once, and shared by all applications of a process."""

    def __init__(self, *, responses: Mapping[int | str, dict[str, Any]] | None = None, **options: Any) -> None:
        told = {**MALFORMED, **(responses or {})}
        super().__init__(responses=told, generate_unique_id_function=_operation_id, route_class=_Address, **options)


def add_routes(app: FastAPI, routers: Iterable[Router]) -> None:
    """Unlike `include_router`, which builds each route again at its first request, and looks for it twice."""
    for router in routers:
        app.router.routes.extend(router.routes)


def _operation_id(route: APIRoute) -> str:
    return f"{route.name}_head" if route.methods == {"HEAD"} else route.name


def provide(app: FastAPI, *parts: object) -> None:
    """Hand ready-made objects to the endpoints of this application, each known by its class."""
    known: dict[type, object] = getattr(app.state, "parts", {})
    app.state.parts = known | {type(part): part for part in parts}


def part(kind: type[T]) -> Any:
    """A dependency that answers the application's one object of this class."""

    async def find(connection: HTTPConnection) -> T:  # async, or FastAPI would send it through a thread
        return connection.app.state.parts[kind]

    return Depends(find)


async def _writing(request: Request) -> AsyncSession:
    return await _until_answered(request, _database(request).writing())


async def _reading(request: Request) -> AsyncSession:
    return await _until_answered(request, _database(request).reading())


def _database(request: Request) -> Database:
    return request.app.state.parts[Database]


async def _until_answered(request: Request, session: AbstractAsyncContextManager[AsyncSession]) -> AsyncSession:
    """Ends the session after the endpoint and before its answer leaves: whoever got a 200 can rely on it."""
    # The framework's own stack for `scope="function"`: a dependency that yields would cost more than its transaction.
    ends: AsyncExitStack = request.scope["fastapi_function_astack"]
    return await ends.enter_async_context(session)


async def _paging(
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64, pattern=r"^[0-9A-Za-z-]+$")] = None,
) -> Cursor:
    return Cursor(limit, after)


Writing = Annotated[AsyncSession, Depends(_writing)]
Reading = Annotated[AsyncSession, Depends(_reading)]
Paging = Annotated[Cursor, Depends(_paging)]
