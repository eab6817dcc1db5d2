"""A process manager elsewhere is driven by its two addresses, and believed only when the engine answers."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from aiohttp import web

from fabula.core.background import Background
from fabula.engines.gpu import EngineWorking, News, ServiceFailed
from fabula.engines.gpu.processes import Service, Services, ServiceStatus
from tests.engines.gpu.processes.conftest import RULES, free_port

QUICK = replace(RULES, startup_s=0.3, stop_s=0.3, health_s=0.5, poll_s=0.05)


class Manager:
    """Two engines of which one answers, and the manager that switches between them."""

    def __init__(self) -> None:
        self.active = "ollama"
        self.port = free_port()
        self.says: web.Response | None = None
        self.is_lame = False
        self.looks = 0
        self.lines = 1

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def switch(self, request: web.Request) -> web.StreamResponse:
        if self.says is not None:
            return self.says
        if not self.is_lame:
            self.active = request.query["service"]
        return web.json_response({"active": self.active})

    async def status(self, _: web.Request) -> web.StreamResponse:
        self.looks += 1
        log = [f"{self.active} serves"] * self.lines
        return web.json_response({"services": [{"name": self.active, "pid": 42, "restarts": 1, "log": log}]})

    async def health(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=200 if request.match_info["name"] == self.active else 503)

    def services(self, background: Background) -> Services:
        made = Services(QUICK, background, News(), self.url + "/")
        for name in ("ollama", "comfyui"):
            made.add(Service(name=name, title=name.title(), health_url=f"{self.url}/{name}"))
        return made


@pytest.fixture
async def manager() -> AsyncGenerator[Manager]:
    made = Manager()
    app = web.Application()
    app.router.add_post("/api/process/switch", made.switch)
    app.router.add_get("/api/process/status", made.status)
    app.router.add_get("/{name}", made.health)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", made.port).start()
    yield made
    await runner.cleanup()


@pytest.fixture
async def services(manager: Manager) -> AsyncGenerator[Services]:
    background = Background()
    yield manager.services(background)
    await background.close()


async def test_it_stops_one_in_favour_of_the_other(manager: Manager, services: Services) -> None:
    await services.stop("ollama", in_favour_of="comfyui")
    assert manager.active == "comfyui"
    await services.start("ollama")
    assert manager.active == "ollama"


async def test_its_status_is_passed_on(services: Services) -> None:
    state = await services.state()
    ollama, comfyui = state.services
    assert state.active == "ollama"
    assert (ollama.status, ollama.pid, ollama.restarts, ollama.log) == (
        ServiceStatus.RUNNING,
        42,
        1,
        ["ollama serves"],
    )
    assert (comfyui.status, comfyui.pid) == (ServiceStatus.STOPPED, None)


async def test_it_refuses_while_somebody_works(manager: Manager, services: Services) -> None:
    manager.says = web.json_response({"error": "comfyui works"}, status=409)
    with pytest.raises(EngineWorking, match="comfyui works"):
        await services.start("comfyui")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (web.Response(status=500, text="no GPU"), "answers 500: no GPU"),
        (web.Response(status=200, text="<html>"), "no JSON: <html>"),
    ],
)
async def test_a_broken_answer_is_said(manager: Manager, services: Services, answer: web.Response, words: str) -> None:
    manager.says = answer
    with pytest.raises(ServiceFailed, match=words):
        await services.start("comfyui")


async def test_a_switch_that_changes_nothing_is_found_out(manager: Manager, services: Services) -> None:
    manager.is_lame = True
    with pytest.raises(ServiceFailed, match="switched, but Ollama still answers"):
        await services.stop("ollama", in_favour_of="comfyui")
    with pytest.raises(ServiceFailed, match="switched to Comfyui, but it has not answered"):
        await services.start("comfyui")


async def test_a_manager_that_is_away_is_named() -> None:
    background = Background()
    away = Services(QUICK, background, News(), "http://127.0.0.1:9")
    away.add(Service(name="ollama", title="Ollama", health_url="http://127.0.0.1:9/"))
    with pytest.raises(ServiceFailed, match=r"process manager at http://127.0.0.1:9 does not answer"):
        await away.start("ollama")
    assert "does not answer" in (await away.state()).services[0].problem
    await background.close()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (web.Response(body=b"[" * 100_000), "no JSON"),
        (web.Response(body=b" " * 2_000_000), "more than anybody can read"),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"}), "answers 302"),
    ],
    ids=["nested", "endless", "elsewhere"],
)
async def test_a_strange_answer_is_a_failure_that_says_so(
    manager: Manager, services: Services, answer: web.Response, words: str
) -> None:
    manager.says = answer
    with pytest.raises(ServiceFailed, match=words):
        await services.start("comfyui")


async def test_an_answer_in_many_pieces_is_read_to_its_end(manager: Manager, services: Services) -> None:
    manager.lines = 5_000
    [ollama, _] = (await services.state()).services
    assert len(ollama.log) == 5_000


async def test_however_many_look_it_is_asked_once(manager: Manager, services: Services) -> None:
    glances = await asyncio.gather(*(services.glance() for _ in range(20)))
    assert manager.looks == len(glances[0].services)
