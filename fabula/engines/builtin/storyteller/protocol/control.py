"""The route that changes the script from outside; it exists only where it was asked for."""

from typing import Any

from aiohttp import web
from pydantic import TypeAdapter

from fabula.engines.builtin.storyteller.script import Fault, Script

FAULTS = TypeAdapter(list[Fault])


class Control:
    """`GET` and `PATCH /control/script`, `POST` and `DELETE /control/faults`."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/control/script", self.show),
            web.patch("/control/script", self.change),
            web.post("/control/faults", self.expect),
            web.delete("/control/faults", self.forget),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        return web.json_response(self._script.model_dump(mode="json"))

    async def change(self, request: web.Request) -> web.Response:
        changes: dict[str, Any] = await request.json()
        checked = Script.model_validate(self._script.model_dump() | changes)
        for name in changes.keys() & Script.model_fields.keys():
            setattr(self._script, name, getattr(checked, name))
        return await self.show(request)

    async def expect(self, request: web.Request) -> web.Response:
        self._script.expect(*FAULTS.validate_python(await request.json()))
        return await self.show(request)

    async def forget(self, request: web.Request) -> web.Response:
        self._script.faults.clear()
        return await self.show(request)
