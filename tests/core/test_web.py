"""Addresses are found, and told apart, wherever a proxy puts them."""

import httpx
import pytest
from fastapi import FastAPI

from fabula.core.web import Router, add_routes

router = Router(prefix="/api/things")


@router.get("/{thing}")
async def look(thing: str) -> str:
    """Look at a thing."""
    return thing


@router.post("/{thing}/parts/{part}")
async def give(thing: str, part: str) -> str:
    """Give a thing a part."""
    return f"{part} of {thing}"


@pytest.mark.parametrize(
    ("method", "path", "status", "answer"),
    [
        ("GET", "/api/things/lamp", 200, "lamp"),
        ("GET", "/api/things/", 404, None),
        ("GET", "/api/things", 404, None),
        ("GET", "/other/things/lamp", 404, None),
        ("POST", "/api/things/lamp", 405, None),
        ("POST", "/api/things/lamp/parts/bulb", 200, "bulb of lamp"),
        ("GET", "/api/things/lamp/", 307, None),
    ],
)
@pytest.mark.parametrize("root", ["", "/studio"])
async def test_an_address_is_found_with_or_without_words_of_a_proxy_before_it(
    root: str, method: str, path: str, status: int, answer: str | None
) -> None:
    app = FastAPI()
    add_routes(app, [router])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, root_path=root), base_url="http://fabula"
    ) as client:
        told = await client.request(method, root + path)
    assert told.status_code == status
    assert answer is None or told.json() == answer
