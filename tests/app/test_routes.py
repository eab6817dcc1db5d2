"""Promises that every endpoint keeps."""

import inspect
import re
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from fabula.app.application import ROUTERS
from tests.visitors import code_of, newcomer, visit

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def _is_awaited(call: object) -> bool:
    return any(
        inspect.iscoroutinefunction(one) or inspect.isasyncgenfunction(one) for one in (call, type(call).__call__)
    )


def test_nothing_is_sent_through_a_thread() -> None:
    """A plain function or class as endpoint or dependency costs a crossing into a thread for every request."""
    assert [call for route in ROUTES for call in _calls(route.dependant) if not _is_awaited(call)] == []


def test_every_endpoint_says_in_one_line_what_it_does() -> None:
    assert [route.path for route in ROUTES if not route.description] == []


def test_every_operation_has_a_name_of_its_own() -> None:
    paths: dict[str, set[str]] = {}
    for route in ROUTES:
        paths.setdefault(route.operation_id or route.name, set()).add(route.path)
    assert {name: found for name, found in paths.items() if len(found) > 1} == {}


# What is there before one signs in.
OPEN = re.compile(
    r"/api/shared/|/api/(auth/(state|login|register|refresh|logout|verify)|health|ready|languages)|/metrics"
)


def _asked(route: APIRoute) -> Iterator[tuple[str, str]]:
    path = re.sub(r"\{[^}]*\}", "x", route.path)
    return ((method, path) for method in sorted((route.methods or set()) - {"HEAD"}) if not OPEN.match(route.path))


def test_every_endpoint_says_who_is_not_let_in() -> None:
    untold: list[tuple[str, str, int]] = []
    for route in ROUTES:
        for method, _ in _asked(route):
            is_guarded = method != "GET" or route.path.startswith("/api/admin/")
            wanted = {401, 403} if is_guarded else {401}
            untold += [(method, route.path, status) for status in wanted - {int(one) for one in route.responses}]
    assert untold == []


async def test_nobody_gets_in_unsigned_or_from_a_strangers_page_or_as_an_admin_that_is_none(app: FastAPI) -> None:
    await newcomer(app, "Ann")
    bob, nobody = await newcomer(app, "Bob"), visit(app)
    evil = {"Origin": "https://evil.example"}
    for route in ROUTES:
        for method, path in _asked(route):
            unsigned = await nobody.request(method, path, json={})
            assert unsigned.status_code == 401, (method, path)
            if method != "GET":
                foreign = await bob.http.request(method, path, json={}, headers=evil)
                assert (foreign.status_code, code_of(foreign)) == (403, "foreign_origin"), (method, path)
            if path.startswith("/api/admin/"):
                ordinary = await bob.http.request(method, path, json={})
                assert (ordinary.status_code, code_of(ordinary)) == (403, "admin_only"), (method, path)


def test_routes_are_built_once_for_all_applications_of_a_process(app: FastAPI) -> None:
    assert {id(route) for route in ROUTES} <= {id(route) for route in app.routes}
