"""A server that speaks ComfyUI's protocol and breaks in every way that a test asks for."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ssl import SSLContext
from struct import pack
from typing import Any, Literal, NoReturn

from aiohttp import WSMsgType, web

Json = dict[str, Any]
FileKey = tuple[str, str, str]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40 + b"\0\0\0\0IEND\xaeB`\x82"


class ScriptedComfy:
    """One server; what it is to do wrong stands in its public attributes."""

    def __init__(self, *, modern: bool = True, base: str = "", tls: SSLContext | None = None) -> None:
        self.modern, self.base, self._tls = modern, base, tls
        self.steps, self.step_s = 3, 0.01
        self.deaf = self.garbled = self.wedged = self.refuses_sockets = False
        self.lose_answer: Literal["", "before", "after"] = ""
        self.unplugs_then = self.unplugged = False
        self.late_history_s = 0.0
        self.cut_views = self.short_views = self.versions = 0
        self.is_rewritten = False
        self.error: Json | None = None
        self.refusal: tuple[int, Json] | None = None
        self.headers: dict[str, str] = {}
        self.go = asyncio.Event()
        self.go.set()

        self.pending: list[list[Any]] = []
        self.running: list[Any] | None = None
        self.history: Json = {}
        self.sockets: dict[str, web.WebSocketResponse] = {}
        self.files: dict[FileKey, bytes] = {}
        self.ran: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.bodies: list[Json] = []
        self.ended_at: dict[str, float] = {}
        self.port = 0
        self._number = 0
        self._interrupted = False
        self._labelled: set[str] = set()
        self._work = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._worker: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}{self.base}"

    async def __aenter__(self) -> "ScriptedComfy":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # Life

    async def start(self) -> None:
        app = web.Application(middlewares=[self._count], client_max_size=1024**3)
        app.router.add_routes(self._routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self._tls)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._worker = asyncio.create_task(self._work_on())

    async def stop(self) -> None:
        if self._worker:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
            self._worker = None
        await self.cut_sockets()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def restart(self) -> None:
        """As after a kill: nothing is remembered but the files."""
        await self.stop()
        self.pending, self.running, self.history, self._number = [], None, {}, 0
        self.go.set()
        await self.start()

    async def cut_sockets(self) -> None:
        for socket in [*self.sockets.values()]:
            transport = socket._req.transport if socket._req else None  # pyright: ignore[reportPrivateUsage]
            if transport:
                transport.close()
        self.sockets.clear()
        await asyncio.sleep(0)

    # Routes

    def _routes(self) -> list[web.RouteDef]:
        routes = [
            web.get("/ws", self._socket),
            web.get("/system_stats", self._stats),
            web.get("/queue", self._queue),
            web.post("/queue", self._change_queue),
            web.post("/interrupt", self._interrupt),
            web.get("/history/{id}", self._history),
            web.post("/prompt", self._prompt),
            web.post("/free", self._free),
            web.post("/upload/image", self._upload),
            web.post("/upload/mask", self._upload),
            web.get("/view", self._view),
            web.get("/object_info", self._object_info),
            web.get("/object_info/{name}", self._object_info),
            web.get("/models/{folder}", self._models),
        ]
        if self.modern:
            routes += [
                web.get("/features", self._features),
                web.get("/api/jobs", self._jobs),
                web.get("/api/jobs/{id}", self._job),
                web.post("/api/jobs/{id}/cancel", self._cancel),
            ]
        return [web.RouteDef(route.method, self.base + route.path, route.handler, route.kwargs) for route in routes]

    @web.middleware
    async def _count(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.asked[f"{request.method} {request.path.removesuffix(request.match_info.get('id', '-'))}"] += 1
        if self.unplugged:
            _break(request)
        if any(request.headers.get(name) != value for name, value in self.headers.items()):
            return web.Response(status=401)
        return await handler(request)

    async def _stats(self, _: web.Request) -> web.Response:
        device = {"name": "card", "type": "cuda", "index": 0, "vram_total": 8000, "vram_free": 5000}
        return web.json_response({"system": {"os": "linux", "comfyui_version": "9.9"}, "devices": [device]})

    async def _features(self, _: web.Request) -> web.Response:
        return web.json_response({"supports_preview_metadata": True, "max_upload_size": 1024**2})

    async def _object_info(self, request: web.Request) -> web.Response:
        known = {"SaveImage": {"output_node": True}, "KSampler": {"output_node": False}}
        name = request.match_info.get("name")
        return web.json_response({name: known[name]} if name in known else {} if name else known)

    async def _models(self, request: web.Request) -> web.Response:
        if request.match_info["folder"] != "loras":
            return web.Response(status=404)
        return web.json_response(["a.safetensors", "styles/b.safetensors"])

    async def _free(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        return web.Response()

    # Queue

    async def _prompt(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.bodies.append(body)
        lost, self.lose_answer = self.lose_answer, ""
        if self.refusal:
            (status, said), self.refusal = self.refusal, None
            if status == 200:
                self._put(body)
                said = {"prompt_id": body["prompt_id"], "number": 1} | said
            return web.json_response(said, status=status)
        if lost != "before":
            self._put(body)
        if lost:
            self.unplugged = self.unplugs_then
            _break(request)
        return web.json_response({"prompt_id": body["prompt_id"], "number": self._number, "node_errors": {}})

    def _put(self, body: Json) -> None:
        self._number += 1
        number = -self._number if body.get("front") else self._number
        extra = body["extra_data"] | {"client_id": body["client_id"]}
        self.pending.append([number, body["prompt_id"], body["prompt"], extra, []])
        self._work.set()
        self._status()

    def add_foreign(self, prompt_id: str, steps: int = 1) -> None:
        graph = {"1": {"class_type": "KSampler", "inputs": {"steps": steps}}}
        self._put({"prompt": graph, "prompt_id": prompt_id, "client_id": "somebody", "extra_data": {}})

    async def _queue(self, _: web.Request) -> web.Response:
        running = [self.running] if self.running else []
        return web.json_response({"queue_running": running, "queue_pending": self.pending[::-1]})

    async def _change_queue(self, request: web.Request) -> web.Response:
        body = await request.json()
        for wanted in body.get("delete", []):
            entry = next((entry for entry in self.pending if entry[1] == wanted), None)
            if entry:
                self.pending.remove(entry)
        self._status()
        return web.Response()

    async def _interrupt(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self.running and body.get("prompt_id") in (None, self.running[1]):
            self._interrupted = True
        return web.Response()

    def interrupt(self) -> None:
        """Somebody else stops what runs."""
        self._interrupted = True

    async def _cancel(self, request: web.Request) -> web.Response:
        wanted = request.match_info["id"]
        before = len(self.pending)
        self.pending = [entry for entry in self.pending if entry[1] != wanted]
        runs = self.running is not None and self.running[1] == wanted
        self._interrupted = self._interrupted or runs
        return web.json_response({"cancelled": runs or len(self.pending) < before})

    async def _history(self, request: web.Request) -> web.Response:
        wanted = request.match_info["id"]
        return web.json_response({wanted: self.history[wanted]} if wanted in self.history else {})

    def _listed(self) -> list[Json]:
        running = (
            [{"id": self.running[1], "status": "in_progress", "priority": self.running[0]}] if self.running else []
        )
        return [{"id": entry[1], "status": "pending", "priority": entry[0]} for entry in self.pending] + running

    async def _jobs(self, _: web.Request) -> web.Response:
        return web.json_response({"jobs": self._listed(), "pagination": {}})

    async def _job(self, request: web.Request) -> web.Response:
        wanted = request.match_info["id"]
        for job in self._listed():
            if job["id"] == wanted:
                return web.json_response(job)
        known = wanted in self.history
        return web.json_response({"id": wanted, "status": "completed"} if known else {}, status=200 if known else 404)

    # Files

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form["image"]
        assert isinstance(file, web.FileField)
        if "original_ref" in form:
            original = json.loads(str(form["original_ref"]))
            if (original["type"], original["subfolder"], original["filename"]) not in self.files:
                return web.json_response({"name": file.filename, "subfolder": str(form["subfolder"]), "type": "input"})
        self.files["input", str(form["subfolder"]), file.filename] = file.file.read()
        return web.json_response({"name": file.filename, "subfolder": str(form["subfolder"]), "type": "input"})

    async def _view(self, request: web.Request) -> web.StreamResponse:
        key = (request.query["type"], request.query["subfolder"], request.query["filename"])
        if key not in self.files:
            return web.Response(status=404)
        content = self.files[key]
        if self.short_views:
            self.short_views -= 1
            content = content[: len(content) // 2]
        start = int(request.headers["Range"].removeprefix("bytes=").rstrip("-")) if "Range" in request.headers else 0
        response = web.StreamResponse(status=206 if start else 200, headers={"ETag": f'"{self.versions}"'})
        response.content_length = len(content) - start
        await response.prepare(request)
        if self.cut_views and request.method == "GET":
            self.cut_views -= 1
            self.versions += self.is_rewritten
            await response.write(content[start : start + 3000])
            assert request.transport
            request.transport.close()
            return response
        if request.method == "GET":
            await response.write(content[start:])
        return response

    # Socket

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.refuses_sockets:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        client = request.query["clientId"]
        self.sockets[client] = socket
        await socket.send_json({"type": "status", "data": {"status": self._remaining(), "sid": client}})
        async for message in socket:
            if message.type is WSMsgType.TEXT and "feature_flags" in message.data and self.modern:
                self._labelled.add(client)
        if self.sockets.get(client) is socket:
            del self.sockets[client]
        return socket

    def _remaining(self) -> Json:
        return {"exec_info": {"queue_remaining": len(self.pending) + (self.running is not None)}}

    def _status(self) -> None:
        for client in [*self.sockets]:
            asyncio.get_running_loop().create_task(self._send(client, "status", {"status": self._remaining()}))

    async def _send(self, client: str, kind: str, data: Json) -> None:
        socket = self.sockets.get(client)
        if socket is None or self.deaf or socket.closed:
            return
        text = json.dumps({"type": kind, "data": data})
        with suppress(ConnectionError):
            await socket.send_str(text[: len(text) // 2] if self.garbled else text)

    async def _preview(self, client: str, prompt_id: str, node: str) -> None:
        socket = self.sockets.get(client)
        if socket is None or self.deaf or socket.closed:
            return
        label = json.dumps({"node_id": node, "prompt_id": prompt_id, "image_type": "image/jpeg"}).encode()
        frame = pack(">II", 4, len(label)) + label if client in self._labelled else pack(">II", 1, 1)
        with suppress(ConnectionError):
            await socket.send_bytes(frame + b"\xff\xd8picture\xff\xd9")

    # Work

    async def _work_on(self) -> None:
        while True:
            await self._work.wait()
            if self.wedged or not self.pending:
                self._work.clear()
                continue
            self.pending.sort(key=lambda entry: (entry[0], entry[1]))
            self.running = self.pending.pop(0)
            self._status()
            await self._run(*self.running[1:4])

    async def _run(self, prompt_id: str, graph: Json, extra: Json) -> None:
        client = extra["client_id"]
        self.ran[prompt_id] += 1
        self._interrupted = False
        about = {"prompt_id": prompt_id}
        messages: list[list[Any]] = [["execution_start", about | {"timestamp": 1000}]]
        await self._send(client, "execution_start", about)
        outcome = "execution_success"
        details: Json = {"timestamp": 3500}
        for node, entry in graph.items():
            if not await self._node(client, prompt_id, node, entry["inputs"].get("steps", 1)):
                outcome, details = "execution_interrupted", {"node_id": node, "node_type": entry["class_type"]}
                break
            if self.error:
                outcome, details = "execution_error", {"node_id": node, "node_type": entry["class_type"]} | self.error
                self.error = None
                break
        made = self._make(prompt_id) if outcome == "execution_success" else {}
        for node, output in made.items():
            await self._send(client, "executed", about | {"node": node, "display_node": node, "output": output})
        messages.append([outcome, about | details])
        await self._send(client, outcome, about | details)
        await self._end(client, prompt_id, made, messages)

    async def _node(self, client: str, prompt_id: str, node: str, steps: int) -> bool:
        """Whether it came to its end."""
        await self._send(client, "executing", {"node": node, "display_node": node, "prompt_id": prompt_id})
        for step in range(1, steps + 1):
            await asyncio.sleep(self.step_s)
            while not self.go.is_set() and not self._interrupted:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            if self._interrupted:
                return False
            await self._send(client, "progress", {"value": step, "max": steps, "prompt_id": prompt_id, "node": node})
            if steps > 1:
                await self._preview(client, prompt_id, node)
        return True

    def _make(self, prompt_id: str) -> Json:
        name = f"{prompt_id}_00001_.png"
        self.files["output", "", name] = PNG
        return {"9": {"images": [{"filename": name, "subfolder": "", "type": "output"}]}}

    async def _end(self, client: str, prompt_id: str, made: Json, messages: list[list[Any]]) -> None:
        good = messages[-1][0] == "execution_success"
        status = {"status_str": "success" if good else "error", "completed": good, "messages": messages}
        entry = {"outputs": made, "status": status}
        self.running = None
        self.ended_at[prompt_id] = asyncio.get_running_loop().time()
        if self.late_history_s:
            asyncio.get_running_loop().call_later(self.late_history_s, self.history.__setitem__, prompt_id, entry)
        else:
            self.history[prompt_id] = entry
        self._status()
        await self._send(client, "executing", {"node": None, "prompt_id": prompt_id})


def _break(request: web.Request) -> NoReturn:
    """The connection ends without an answer."""
    assert request.transport
    request.transport.close()
    raise asyncio.CancelledError
