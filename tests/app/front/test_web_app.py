"""The built web app and its addresses."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from fabula.app.failures import answer_failures
from fabula.app.front.web_app import WebApp


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built = tmp_path / "_webapp"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html><title>Fabula</title>")
    (built / "sw.js").write_text("// worker")
    (built / "manifest.webmanifest").write_text("{}")
    (built / ".secret").write_text("no")
    (built / "assets" / "main-abc123.js").write_text("plain")
    (built / "assets" / "main-abc123.js.br").write_text("brotli")
    (built / "assets" / "main-abc123.js.gz").write_text("gzip")
    (tmp_path / "outside.txt").write_text("no")
    (built / "link.txt").symlink_to(tmp_path / "outside.txt")
    return built


@pytest.fixture
async def http(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette()
    answer_failures(app)  # pyright: ignore[reportArgumentType]
    app.router.default = WebApp(folder)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(transport=transport, base_url="http://fabula.test", headers=headers) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/account", "/admin/users", "/chats/0190-a", "/index.html"])
async def test_every_page_is_the_one_page(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert "<title>Fabula</title>" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/nowhere",
        "/api",
        "/metrics/x",
        "/docs/x",
        "/missing.js",
        "/assets/main-000000.js",
        "/.secret",
        "/link.txt",
        "/..%2foutside.txt",
        "/assets/..%2f..%2foutside.txt",
        "/%00.txt",
        "/a%5c..%5cb.txt",
    ],
)
async def test_what_is_no_page_and_no_file_is_not_there(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_hashed_files_stay_and_the_others_are_asked_for_again(http: httpx.AsyncClient) -> None:
    assert (await http.get("/assets/main-abc123.js")).headers["cache-control"] == "public, max-age=31536000, immutable"
    worker = await http.get("/sw.js")
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["content-type"].startswith("text/javascript")
    assert (await http.get("/sw.js", headers={"If-None-Match": worker.headers["etag"]})).status_code == 304
    assert (await http.get("/manifest.webmanifest")).headers["content-type"] == "application/manifest+json"


@pytest.mark.parametrize(
    ("accepted", "encoding", "body"),
    [("gzip, br", "br", "brotli"), ("gzip", "gzip", "gzip"), ("identity", None, "plain")],
)
async def test_the_smaller_file_is_sent_where_there_is_one(
    http: httpx.AsyncClient, accepted: str, encoding: str | None, body: str
) -> None:
    request = http.build_request("GET", "/assets/main-abc123.js", headers={"Accept-Encoding": accepted})
    answer = await http.send(request, stream=True)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert b"".join([part async for part in answer.aiter_raw()]).decode() == body


async def test_writing_to_a_page_is_not_possible(http: httpx.AsyncClient) -> None:
    assert (await http.post("/account")).status_code == 404


async def test_without_a_build_the_page_says_what_to_do(http: httpx.AsyncClient, folder: Path) -> None:
    (folder / "index.html").unlink()
    answer = await http.get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text
    assert answer.headers["content-type"].startswith("text/html")
