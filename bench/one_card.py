"""A storyteller and a painter on one imagined card, and Fabula before them: what the benchmark and the tests drive."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from fabula.app.application import create_app
from fabula.core.background import Background
from fabula.core.settings import Settings
from fabula.engines.builtin.painter import Pace, Painter, Vram
from fabula.engines.builtin.storyteller import Script, Storyteller
from fabula.engines.llm import ChatRequest, Reply, gathered, user
from fabula.engines.registry import Choices, EngineRoom, ModelRole

MEGABYTE = 1024**2
TOTAL_MB = 6144
FLOOR_MB = 256
SAMPLE_S = 0.005
RESTORED_S = 30.0
PICTURE = {"checkpoint": "fabula-demo-sdxl.safetensors", "width": 512, "height": 512, "steps": 1}
PERSON = {"username": "Ann", "email": "ann@example.org", "password": "a long way home 7"}


@dataclass
class OneCard:
    """Both engines; `most_mb` is the most that lay on the card at any time."""

    storyteller: Storyteller
    painter: Painter
    total_mb: int
    stranger_mb: int = 0
    most_mb: int = 0
    both_mb: int = 0
    samples: int = field(default=0, repr=False)

    @property
    def text_mb(self) -> int:
        return self.storyteller.memory.vram_used // MEGABYTE if self.storyteller.memory else 0

    @property
    def others_mb(self) -> int:
        """What the painter finds taken: by the storyteller, and by a stranger such as a game."""
        return self.text_mb + self.stranger_mb

    @property
    def picture_mb(self) -> int:
        return self.painter.vram.used_mb - self.painter.vram.reserved_mb

    def sample(self) -> None:
        self.samples += 1
        text, picture = self.text_mb, self.picture_mb
        self.most_mb = max(self.most_mb, text + picture)
        self.both_mb = max(self.both_mb, min(text, picture))

    async def watch(self) -> None:
        while True:
            self.sample()
            await asyncio.sleep(SAMPLE_S)


@asynccontextmanager
async def one_card(
    total_mb: int = TOTAL_MB, *, load_s: float = 0.0, script: Script | None = None, keep_requests: int = 0
) -> AsyncGenerator[OneCard]:
    """Models of one cannot lie there beside those of the other."""
    background = Background()
    async with AsyncExitStack() as life:
        script = script or Script(length=20, load_s=load_s)
        storyteller = await life.enter_async_context(Storyteller(script, keep_requests=keep_requests))

        painter = Painter(pace=Pace(plain=True, load_s=load_s), vram=Vram(total_mb, others_mb=lambda: card.others_mb))
        card = OneCard(storyteller, painter, total_mb)
        await life.enter_async_context(painter)
        life.push_async_callback(background.close)
        background.start(card.watch(), name="watching the card")
        yield card


def settings_for(card: OneCard, settings: Settings, **changes: Any) -> Settings:
    """Both engines on this machine's first card, and no rest between swaps."""
    named = {
        "ollama_url": card.storyteller.url,
        "comfyui_url": (card.painter.url,),
        "ollama_default_model": "fabula-demo",
        "discover_engines": False,
        "demo_engines": False,
        "gpu_min_free_vram_mb": FLOOR_MB,
        "gpu_minimum_residence": 0.0,
        "gpu_monitor_interval": 1.0,
    }
    return settings.model_copy(update=named | changes)


@dataclass
class House:
    """Fabula with its first person."""

    app: FastAPI
    http: httpx.AsyncClient
    owner: str

    @property
    def room(self) -> EngineRoom:
        return self.app.state.parts[EngineRoom]

    async def reply(self, text: str = "Hello", **more: Any) -> Reply:
        chosen = await self.app.state.parts[Choices].model_for(ModelRole.CHAT)
        request = ChatRequest(chosen.model, (user(text),), owner=self.owner, purpose="Chat", **more)
        return await gathered(chosen.models.stream(request))

    async def ordered(self, **values: Any) -> str:
        order = {"template": "sdxl", "values": PICTURE | {"prompt": "a lighthouse"} | values}
        answer = await self.http.post("/api/renders", json=order)
        assert answer.status_code == 202, answer.text
        [run] = answer.json()["renders"]
        return str(run["id"])

    async def render(self, render_id: str) -> dict[str, Any]:
        return (await self.http.get(f"/api/renders/{render_id}")).json()

    async def picture(self, within_s: float = 60, **values: Any) -> dict[str, Any]:
        """Ordered, and waited for until it has ended."""
        render_id = await self.ordered(**values)
        async with asyncio.timeout(within_s):
            while (render := await self.render(render_id))["run"]["state"] in ("queued", "running"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return render

    async def gpu(self) -> dict[str, Any]:
        return (await self.http.get("/api/admin/gpu")).json()

    async def engines(self) -> dict[str, Any]:
        return (await self.http.get("/api/engines")).json()

    async def ready(self, kinds: Sequence[str], within_s: float = 30) -> None:
        """Until these kinds of engine answer."""
        async with asyncio.timeout(within_s):
            while not {(await self.engines())[kind]["state"] for kind in kinds} <= {"ready"}:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@asynccontextmanager
async def house_on(settings: Settings, kinds: Sequence[str] = ("text", "image")) -> AsyncGenerator[House]:
    """The application, started, and somebody who is signed in."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://fabula.test") as http,
    ):
        answer = await http.post("/api/auth/register", json=PERSON)
        assert answer.status_code == 200, answer.text
        house = House(app, http, answer.json()["user"]["id"])
        await house.ready(kinds)
        yield house


@dataclass
class Took:
    """Seconds of each piece of work, and what went wrong."""

    replies: list[float] = field(default_factory=list[float])
    pictures: list[float] = field(default_factory=list[float])
    lost: list[str] = field(default_factory=list[str])

    async def reply(self, house: House) -> None:
        began = time.perf_counter()
        try:
            reply = await house.reply()
        except Exception as error:
            self.lost.append(f"a reply: {error}")
            return
        if not reply.text:
            self.lost.append("a reply without a word")
        self.replies.append(time.perf_counter() - began)

    async def picture(self, house: House, seed: int) -> None:
        began = time.perf_counter()
        render = await house.picture(seed=seed)
        if render["run"]["state"] != "done" or len(render["pictures"]) != 1:
            self.lost.append(f"a picture: {render['run']['error']}")
            return
        self.pictures.append(time.perf_counter() - began)


async def alternated(house: House, turns: int, told: Callable[[str], None] | None = None) -> Took:
    """A reply and a picture, so many times, each as soon as the last one is there."""
    took = Took()
    for turn in range(turns):
        await took.reply(house)
        await took.picture(house, seed=turn)
        if told and (turn + 1) % 50 == 0:
            told(f"  {turn + 1:4} turns, {len(took.lost)} lost")
    return took


async def restored(house: House, card: OneCard) -> bool:
    """Does the chat model come back by itself, now that nobody wants a picture?"""
    try:
        async with asyncio.timeout(RESTORED_S):
            while not await _is_back(house, card):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        return False
    return True


async def _is_back(house: House, card: OneCard) -> bool:
    told = any(news["kind"] == "language.restored" for news in (await house.gpu())["news"])
    return told and card.text_mb > 0 and card.picture_mb == 0
