"""The built web app: its files, and its one page for every address that belongs to the page."""

import mimetypes
from email.utils import formatdate
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

from fabula.core.background import in_thread

FOLDER = Path(__file__).parents[2] / "_webapp"
SMALLER = {"br": ".br", "gzip": ".gz"}
NOT_FOR_SEARCH = "shared"  # a link is for those who were given it
NOT_PAGES = ("api", "metrics", "docs", "openapi.json")

_UNBUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Fabula</title>
<h1>Fabula runs, but its web app has not been built.</h1>
<p>Run <code>make setup</code> in the folder of Fabula and load this page again.</p>
<p>The API works without it: <a href="/docs">/docs</a>.</p></html>
"""


class WebApp:
    """Answers what no endpoint answers."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
            return
        path = scope["path"].lstrip("/")
        if scope["method"] not in ("GET", "HEAD") or path.partition("/")[0] in NOT_PAGES:
            raise HTTPException(404, "There is nothing at this address.")
        response = await in_thread(self._answer, path, Headers(scope=scope))
        if path.partition("/")[0] == NOT_FOR_SEARCH:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        await response(scope, receive, send)

    def _answer(self, path: str, headers: Headers) -> Response:
        if not (self.folder / "index.html").is_file():
            return HTMLResponse(_UNBUILT, 503, {"Cache-Control": "no-store"})
        if (found := self._file(path)) is not None:
            return _sent(found, _lifetime(path), headers)
        if "." in path.rpartition("/")[2]:
            raise HTTPException(404, "There is nothing at this address.")
        return _sent(self.folder / "index.html", "no-cache", headers)

    def _file(self, path: str) -> Path | None:
        if not path or "\0" in path or "\\" in path or any(part.startswith(".") for part in path.split("/")):
            return None
        file = self.folder / path
        return file if file.resolve().is_relative_to(self.folder.resolve()) and file.is_file() else None


def _lifetime(path: str) -> str:
    """Files under `assets/` carry the hash of their content in their name."""
    return "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"


def _sent(file: Path, lifetime: str, asked: Headers) -> Response:
    facts = file.stat()
    etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    headers = {
        "Cache-Control": lifetime,
        "ETag": etag,
        "Last-Modified": formatdate(facts.st_mtime, usegmt=True),
        "Vary": "Accept-Encoding",
    }
    if etag in asked.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if file.suffix == ".webmanifest":
        media_type = "application/manifest+json"
    for encoding, ending in SMALLER.items():
        smaller = file.with_name(file.name + ending)
        if encoding in asked.get("accept-encoding", "") and smaller.is_file():
            return FileResponse(smaller, headers=headers | {"Content-Encoding": encoding}, media_type=media_type)
    return FileResponse(file, headers=headers, media_type=media_type)
