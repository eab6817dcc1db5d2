"""Promises that every endpoint keeps."""

import inspect
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from fabula.app.application import ROUTERS


def _api_routes(router: APIRouter) -> Iterator[APIRoute]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from _api_routes(getattr(route, "original_router", APIRouter()))


ROUTES = [route for router in ROUTERS for route in _api_routes(router)]


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def test_nothing_of_ours_is_sent_through_a_thread() -> None:
    """A plain function as endpoint or dependency costs a crossing into a thread for every request."""
    plain = {
        f"{call.__module__}.{call.__qualname__}"
        for route in ROUTES
        for call in _calls(route.dependant)
        if inspect.isfunction(call) and not inspect.iscoroutinefunction(call) and not inspect.isasyncgenfunction(call)
    }
    assert plain == set()


def test_every_endpoint_says_in_one_line_what_it_does() -> None:
    assert [route.path for route in ROUTES if not route.description] == []


def test_every_operation_has_a_name_of_its_own() -> None:
    paths: dict[str, set[str]] = {}
    for route in ROUTES:
        paths.setdefault(route.operation_id or route.name, set()).add(route.path)
    assert {name: found for name, found in paths.items() if len(found) > 1} == {}
