"""A stand-in that answers as llama.cpp's server was seen to: its list, its words for what goes wrong, its stream."""

import json
from typing import Any

from aiohttp import web

SSE = {"Content-Type": "text/event-stream"}


class LlamaCpp:
    """One model with a window that only the server's own start decides; a token is four characters."""

    def __init__(self, *, context: int = 4096) -> None:
        self.context = context
        self.model = "tale.gguf"
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "LlamaCpp":
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._chat)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    async def _models(self, request: web.Request) -> web.Response:
        meta = {"n_ctx": self.context, "n_ctx_train": 32768, "size": 9_000_000, "n_params": 4_000_000}
        listed = {"id": self.model, "object": "model", "owned_by": "llamacpp", "meta": meta}
        beside = {"name": self.model, "model": self.model, "capabilities": ["completion"]}
        return web.json_response({"models": [beside], "object": "list", "data": [listed]})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        tokens = sum(4 + len(message["content"]) // 4 for message in body["messages"])
        if tokens >= self.context:
            return self._too_long(tokens)
        return await self._tell(request, tokens)

    def _too_long(self, tokens: int) -> web.Response:
        told = (
            f"request ({tokens} tokens) exceeds the available context size ({self.context} tokens), try increasing it"
        )
        error = {"code": 400, "message": told, "type": "exceed_context_size_error"}
        return web.json_response({"error": error | {"n_prompt_tokens": tokens, "n_ctx": self.context}}, status=400)

    async def _tell(self, request: web.Request, tokens: int) -> web.StreamResponse:
        response = web.StreamResponse(headers=SSE)
        await response.prepare(request)
        for delta in ({"role": "assistant", "content": None}, {"content": "The sea"}, {"content": " is calm."}):
            await response.write(self._chunk([{"index": 0, "finish_reason": None, "delta": delta}]))
        await response.write(self._chunk([{"index": 0, "finish_reason": "stop", "delta": {}}]))
        used = {"prompt_tokens": tokens, "completion_tokens": 5, "total_tokens": tokens + 5}
        await response.write(self._chunk([], usage=used))
        await response.write(b"data: [DONE]\n\n")
        return response

    def _chunk(self, choices: list[dict[str, Any]], **more: Any) -> bytes:
        told = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": self.model, "choices": choices}
        return b"data: " + json.dumps(told | more).encode() + b"\n\n"
