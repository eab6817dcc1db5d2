"""A small client of the painter, and the graphs that the tests send."""

import asyncio
import json
import uuid
from typing import Any

import aiohttp

from fabula.engines.builtin.painter import Painter

Graph = dict[str, Any]
Message = dict[str, Any]


def model_free(color: int = 4242, prefix: str = "t") -> Graph:
    return {
        "1": {
            "class_type": "EmptyImage",
            "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": color},
            "_meta": {"title": "Empty"},
        },
        "2": {
            "class_type": "ImageScale",
            "inputs": {
                "image": ["1", 0],
                "upscale_method": "nearest-exact",
                "width": 128,
                "height": 128,
                "crop": "disabled",
            },
        },
        "3": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}},
        "4": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": prefix}},
    }


def sampling(text: str = "a lighthouse at dusk", **values: Any) -> Graph:
    sampler = {"seed": 777, "steps": 3, "cfg": 7.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}
    size = {"width": 64, "height": 64, "batch_size": 1}
    lora = {"lora_name": "fabula-demo-ink.safetensors", "strength_model": 0.8, "strength_clip": 0.8}
    for table in (sampler, size, lora):
        table.update({name: values[name] for name in table.keys() & values.keys()})
    return {
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "fabula-demo-sd15.safetensors"}},
        "10": {"class_type": "LoraLoader", "inputs": {"model": ["4", 0], "clip": ["4", 1], **lora}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["10", 1], "text": text}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["10", 1], "text": values.get("negative", "blurry")}},
        "5": {"class_type": "EmptyLatentImage", "inputs": size},
        "3": {
            "class_type": "KSampler",
            "inputs": {
                "model": ["10", 0],
                "positive": ["6", 0],
                "negative": ["7", 0],
                "latent_image": ["5", 0],
                **sampler,
            },
        },
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "sd"}},
    }


class Client:
    """As small a ComfyUI client as a test needs."""

    def __init__(self, painter: Painter, session: aiohttp.ClientSession) -> None:
        self.painter = painter
        self.session = session
        self.id = str(uuid.uuid4())

    async def get(self, path: str, **more: Any) -> tuple[int, Any]:
        async with self.session.get(self.painter.url + path, **more) as answer:
            return answer.status, await self._body(answer)

    async def post(self, path: str, **more: Any) -> tuple[int, Any]:
        async with self.session.post(self.painter.url + path, **more) as answer:
            return answer.status, await self._body(answer)

    async def _body(self, answer: aiohttp.ClientResponse) -> Any:
        if answer.content_type == "application/json":
            return await answer.json()
        return await answer.read()

    async def submit(self, graph: Graph, **more: Any) -> str:
        status, body = await self.post("/prompt", json={"prompt": graph, "client_id": self.id, **more})
        assert status == 200, body
        return body["prompt_id"]

    async def ended(self, prompt_id: str) -> dict[str, Any]:
        for _ in range(600):
            _, history = await self.get(f"/history/{prompt_id}")
            if prompt_id in history:
                return history[prompt_id]
            await asyncio.sleep(0.02)
        raise AssertionError("the job did not end")

    async def run(self, graph: Graph, **more: Any) -> dict[str, Any]:
        return await self.ended(await self.submit(graph, **more))

    async def picture(self, graph: Graph, **more: Any) -> bytes:
        ended = await self.run(graph, **more)
        assert ended["status"]["status_str"] == "success", ended["status"]
        file = next(iter(ended["outputs"].values()))["images"][0]
        status, content = await self.get("/view", params=file)
        assert status == 200
        return content

    async def listen(self, *, flags: bool = True, client_id: str | None = None) -> aiohttp.ClientWebSocketResponse:
        socket = await self.session.ws_connect(f"{self.painter.url}/ws?clientId={client_id or self.id}")
        if flags:
            await socket.send_json({"type": "feature_flags", "data": {"supports_preview_metadata": True}})
        return socket


async def until_end(socket: aiohttp.ClientWebSocketResponse, prompt_id: str) -> list[Message | bytes]:
    """Everything up to the mark that a job is over."""
    heard: list[Message | bytes] = []
    while True:
        frame = await socket.receive(timeout=20)
        if frame.type is aiohttp.WSMsgType.BINARY:
            heard.append(frame.data)
            continue
        assert frame.type is aiohttp.WSMsgType.TEXT, frame
        message = json.loads(frame.data)
        heard.append(message)
        data = message["data"]
        if message["type"] == "executing" and data["node"] is None and data["prompt_id"] == prompt_id:
            return heard
