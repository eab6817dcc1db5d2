"""The API's page at `/docs`: Swagger UI from this machine alone, nothing from another host."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from fastapi import FastAPI
from starlette.responses import FileResponse, HTMLResponse, Response

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fabula API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>
</body></html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
"""
_DAY = {"Cache-Control": "public, max-age=86400"}


def add_docs(app: FastAPI) -> None:
    @app.get("/docs", include_in_schema=False)
    async def _page() -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        return HTMLResponse(_PAGE, headers={"Cache-Control": "no-cache"})

    @app.get("/docs/start.js", include_in_schema=False)
    async def _start() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(_START, media_type="text/javascript", headers=_DAY)

    @app.get("/docs/{name}", include_in_schema=False)
    async def _file(name: Literal["swagger-ui.css", "swagger-ui-bundle.js"]) -> FileResponse:  # pyright: ignore[reportUnusedFunction]
        return FileResponse(_resources() / name, headers=_DAY)


@cache
def _resources() -> Path:
    # Only its files are wanted: the package's own code would change the application.
    package = find_spec("fastapi_swagger")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "resources"
