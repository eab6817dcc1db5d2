"""What every request and every answer passes."""

import asyncio
import gzip
import json
import logging
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, WebSocket
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from pydantic import BaseModel
from starlette.types import Message, Scope

from fabula.app.status import Metrics
from fabula.core.logs import request_id
from fabula.core.settings import Settings

MB = 1024 * 1024


class Note(BaseModel):
    text: str


async def _stream() -> StreamingResponse:
    async def parts() -> AsyncIterator[str]:
        for n in range(3):
            yield f"data: {n}{'x' * 2000}\n\n"

    return StreamingResponse(parts(), media_type="text/event-stream")


async def _text() -> PlainTextResponse:
    return PlainTextResponse("word " * 1000)


async def _huge() -> dict[str, str]:
    return {"text": "word " * 100_000}


async def _secret() -> PlainTextResponse:
    return PlainTextResponse("word " * 1000, headers={"Set-Cookie": "a=b"})


async def _own_policy() -> Response:
    return Response(headers={"Content-Security-Policy": "sandbox"})


async def _broken() -> None:
    raise RuntimeError("inside")


async def _id(n: int) -> str:
    return request_id.get()


async def _note(note: Note) -> int:
    return len(note.text)


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """The application with some more endpoints, good ones and bad ones."""
    for path, endpoint in {
        "/test/sse": _stream,
        "/test/text": _text,
        "/test/huge": _huge,
        "/test/secret": _secret,
        "/test/own-policy": _own_policy,
        "/test/broken": _broken,
        "/test/id/{n}": _id,
    }.items():
        app.add_api_route(path, endpoint, response_model=None)
    app.add_api_route("/test/note", _note, methods=["POST"])
    app.add_api_websocket_route("/test/socket", _socket)
    return app


async def test_every_answer_has_an_id_and_sane_ones_are_taken_over(client: httpx.AsyncClient) -> None:
    made = await client.get("/test/id/1")
    assert made.json() == made.headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", made.json())
    given = await client.get("/test/id/1", headers={"X-Request-ID": "proxy-12345678"})
    assert given.json() == given.headers["x-request-id"] == "proxy-12345678"
    for odd in ("short", "x" * 65, "with space here", "<script>alert"):
        assert (await client.get("/test/id/1", headers={"X-Request-ID": odd})).headers["x-request-id"] != odd


async def test_an_error_names_its_request(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/nowhere")
    assert answer.status_code == 404
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]


async def test_an_unexpected_failure_still_has_every_header(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/test/broken")
    assert answer.status_code == 500
    assert answer.json()["error"] == {
        "code": "internal_error",
        "message": "Something broke inside Fabula.",
        "who": "admin",
        "hint": "The server's log has the details under this request id.",
        "details": {},
        "request_id": answer.headers["x-request-id"],
    }
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "RuntimeError: inside" in caplog.text


async def test_a_request_is_one_line_without_its_query(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await client.get("/test/id/7?secret=1")
    [line] = [record for record in caplog.records if record.name == "fabula.app.front.requests"]
    assert re.fullmatch(r"GET /test/id/7 200 \d+ ms", line.getMessage())


async def test_requests_are_counted_by_template(client: httpx.AsyncClient, app: FastAPI) -> None:
    await client.get("/test/id/1")
    await client.get("/test/id/2")
    await client.get("/no/such/page.txt")
    await client.request("BREW", "/test/id/1")
    figures = app.state.parts[Metrics].text().decode()
    assert 'fabula_http_requests_total{method="GET",route="/test/id/{n}",status="200"} 2.0' in figures
    assert 'method="OTHER",route="/test/id/{n}",status="405"' in figures
    assert "page.txt" not in figures


async def test_security_headers_on_every_kind_of_answer(client: httpx.AsyncClient) -> None:
    for path in ("/api/health", "/api/nowhere", "/docs", "/", "/openapi.json", "/test/sse"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]


async def test_the_policy_names_no_other_host_and_no_inline_script(client: httpx.AsyncClient) -> None:
    policy = dict(rule.split(" ", 1) for rule in (await client.get("/")).headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == "'self'"
    assert policy["img-src"] == "'self' blob: data:"
    assert policy["connect-src"] == "'self' ws://fabula.test wss://fabula.test"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert "http:" not in " ".join(policy.values())


async def test_a_strange_host_does_not_reach_the_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/health", headers={"Host": "a.test; script-src *"})
    assert "script-src *" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].endswith("connect-src 'self'")


async def test_an_answers_own_stricter_policy_stays(client: httpx.AsyncClient) -> None:
    assert (await client.get("/test/own-policy")).headers["content-security-policy"] == "sandbox"


@pytest.fixture
def limit(settings: Settings) -> int:
    return settings.max_body_mb * MB


async def test_a_body_that_announces_too_much_is_refused_unread(client: httpx.AsyncClient, limit: int) -> None:
    pulled = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal pulled
        while pulled < limit * 2:
            pulled += MB
            yield bytes(MB)

    answer = await client.post("/test/note", content=body(), headers={"Content-Length": str(limit + 1)})
    assert_too_large(answer)
    assert pulled == 0


async def test_a_body_without_length_is_cut_off_at_the_limit(client: httpx.AsyncClient, limit: int) -> None:
    pulled = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal pulled
        while pulled < limit * 4:
            pulled += MB
            yield bytes(MB)

    answer = await client.post("/test/note", content=body(), headers={"Content-Type": "application/json"})
    assert_too_large(answer)
    assert pulled <= limit + MB


async def test_a_body_within_the_limit_passes(client: httpx.AsyncClient, limit: int) -> None:
    text = "x" * (limit - 100)
    assert (await client.post("/test/note", json={"text": text})).json() == len(text)


async def test_lengths_that_lie_change_nothing(client: httpx.AsyncClient) -> None:
    for length in ("-1", "x", "1e3", "٣"):
        raw = httpx.Request("POST", "http://fabula.test/test/note", content=b'{"text": "a"}')
        raw.headers["Content-Type"] = "application/json"
        raw.headers.encoding = "utf-8"
        raw.headers["Content-Length"] = length
        assert (await client.send(raw)).status_code in (200, 400)


def assert_too_large(answer: httpx.Response) -> None:
    assert answer.status_code == 413
    error = answer.json()["error"]
    assert (error["code"], error["who"]) == ("body_too_large", "user")
    assert error["hint"]
    assert answer.headers["connection"] == "close"


async def raw(app: FastAPI, path: str, **headers: str) -> tuple[dict[str, str], list[bytes]]:
    """The answer as it goes over the wire."""
    start: Message = {}
    parts: list[bytes] = []

    async def receive() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message["body"])

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "scheme": "http",
        "http_version": "1.1",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    await app(scope, receive, send)
    return {name.decode(): value.decode() for name, value in start["headers"]}, parts


@pytest.mark.parametrize("path", ["/test/text", "/test/huge", "/openapi.json"])
async def test_text_travels_small(app: FastAPI, path: str) -> None:
    plain_headers, plain = await raw(app, path)
    headers, body = await raw(app, path, accept_encoding="br, gzip")
    assert "content-encoding" not in plain_headers
    assert headers["content-encoding"] == "gzip"
    assert headers["content-length"] == str(len(b"".join(body)))
    assert "Accept-Encoding" in headers["vary"]
    assert gzip.decompress(b"".join(body)) == b"".join(plain)
    assert len(b"".join(body)) < len(b"".join(plain)) / 2


@pytest.mark.parametrize("path", ["/test/sse", "/test/secret", "/api/health"])
async def test_streams_secrets_and_small_answers_travel_as_they_are(app: FastAPI, path: str) -> None:
    headers, _ = await raw(app, path, accept_encoding="gzip")
    assert "content-encoding" not in headers


async def test_a_stream_is_sent_piece_by_piece(app: FastAPI) -> None:
    _, parts = await raw(app, "/test/sse", accept_encoding="gzip")
    assert [part[:7] for part in parts] == [b"data: 0", b"data: 1", b"data: 2", b""]


async def test_a_socket_gets_an_id_too(app: FastAPI) -> None:
    sent: list[Message] = []
    waiting = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}])

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "websocket", "path": "/test/socket", "query_string": b"", "headers": [], "subprotocols": []}
    await app(scope, receive, send)
    assert sent[0]["type"] == "websocket.accept"
    assert dict(sent[0]["headers"])[b"x-request-id"]


async def test_the_api_page_asks_nobody_else(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "//" not in page.text.replace("<!doctype html>", "")
    assert not re.search(r"<script>|<style>|style=|onload=", page.text)
    for found in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        part = await client.get(found)
        assert part.status_code == 200
        assert len(part.content) > 100
    assert (await client.get("/docs/main.py")).status_code in (404, 422)
    assert json.loads((await client.get("/openapi.json")).content)["info"]["title"] == "Fabula"
