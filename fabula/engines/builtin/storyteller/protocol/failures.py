"""Failures in Ollama's words: a status and `{"error": …}`."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web
from pydantic import ValidationError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refused(Exception):
    """The request is answered with a status and one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def unknown_model(name: str) -> Refused:
    return Refused(404, f"model '{name}' not found")


@web.middleware
async def as_ollama_says(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns failures into the bodies that clients of Ollama know."""
    try:
        return await handler(request)
    except Refused as refused:
        return web.json_response({"error": refused.message}, status=refused.status)
    except ValidationError as error:
        return web.json_response({"error": _first(error)}, status=400)
    except json.JSONDecodeError as error:
        return web.json_response({"error": f"invalid character at {error.pos}: {error.msg}"}, status=400)
    except web.HTTPRequestEntityTooLarge:
        return web.json_response({"error": "http: request body too large"}, status=413)
    except web.HTTPException as error:
        return web.Response(status=error.status, text=f"{error.status} {error.reason.lower()}")


def _first(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"json: cannot unmarshal field {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
