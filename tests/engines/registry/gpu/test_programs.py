"""Programs behind the engines over HTTP: started, stopped, switched, here and by a manager elsewhere."""

import os
import shlex
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from fabula.core.background import Background
from fabula.core.errors import StartFailed
from fabula.core.settings import Settings
from fabula.engines.builtin.painter import Pace, Painter
from fabula.engines.builtin.storyteller import Storyteller
from fabula.engines.gpu import News
from fabula.engines.registry import EngineRoom
from fabula.engines.registry.gpu.services import services_of
from tests.engines.gpu.processes import program
from tests.engines.gpu.processes.conftest import free_port
from tests.engines.gpu.processes.test_systemd import JOURNAL, STAND_IN
from tests.engines.registry.conftest import Until
from tests.engines.registry.test_servers import Portrait
from tests.visitors import Visitor, code_of, newcomer, started

PROGRAM = Path(program.__file__)


def words(port: int, *more: str) -> str:
    return shlex.join((sys.executable, str(PROGRAM), str(port), *more))


async def service(admin: Visitor, name: str = "ollama") -> dict[str, Any]:
    state = (await admin.http.get("/api/process/status")).json()
    return next(each for each in state["services"] if each["name"] == name)


async def test_a_program_is_started_and_stopped_and_its_log_is_for_admins(settings: Settings) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    managed = {"ollama_url": url, "process_ollama_command": words(port), "process_startup_wait": 20}
    async with started(settings, **managed) as app:
        ann, bob = await newcomer(app, "Ann"), await newcomer(app, "Bob")
        answer = await ann.http.post("/api/process/ollama/start")
        assert answer.status_code == 200, answer.text
        assert (await service(ann))["status"] == "running"
        assert any("asked for" in line for line in (await service(ann))["log"])
        seen = await service(bob)
        assert (seen["answers"], seen["log"], seen["pid"]) == (True, [], None)
        assert code_of(await bob.http.post("/api/process/ollama/stop")) == "admin_only"
        assert (await ann.http.post("/api/process/ollama/stop")).status_code == 200
        assert (await service(ann))["status"] == "stopped"
        assert code_of(await ann.http.post("/api/process/comfyui/start")) == "service_unknown"


async def test_a_program_that_ends_at_once_is_said_with_its_last_words(settings: Settings) -> None:
    port = free_port()
    managed = {"ollama_url": f"http://127.0.0.1:{port}", "process_ollama_command": words(port, "dies")}
    async with started(settings, process_startup_wait=10, **managed) as app:
        ann = await newcomer(app, "Ann")
        answer = await ann.http.post("/api/process/switch?service=ollama")
        assert code_of(answer) == "service_failed"
        error = answer.json()["error"]
        assert (error["who"], answer.status_code) == ("admin", 503)
        assert "ended at once with code 7" in error["message"]
        assert "CUDA error: no device" in error["message"]
        seen = await service(ann)
        assert (seen["status"], seen["answers"]) == ("crashed", False)
        assert "ended at once" in seen["problem"]


async def test_a_program_gets_its_folder_its_environment_and_another_sign_of_health(
    settings: Settings, tmp_path: Path
) -> None:
    port = free_port()
    managed = {
        "process_comfyui_command": words(port),
        "process_comfyui_folder": str(tmp_path),
        "process_comfyui_environment": SecretStr("GREETING='a secret friend'"),
        "process_comfyui_health_url": f"http://127.0.0.1:{port}/ready",
        "process_startup_wait": 20,
    }
    async with started(settings, **managed) as app:
        ann = await newcomer(app, "Ann")
        assert (await ann.http.post("/api/process/comfyui/start")).status_code == 200
        log = (await service(ann, "comfyui"))["log"]
        assert log[0] == f"hello from a secret friend in {tmp_path}"
        assert "asked for /ready" in log


@pytest.mark.parametrize("text", ["HF_TOKEN", "=x", "A=1 my-token=2", "A='1"])
def test_an_environment_that_is_none_stops_the_start_without_being_told(settings: Settings, text: str) -> None:
    named = {"process_ollama_command": "ollama serve", "process_ollama_environment": SecretStr(text)}
    with pytest.raises(StartFailed, match="FABULA_PROCESS_OLLAMA_ENVIRONMENT") as failed:
        services_of(settings.model_copy(update=named), Background(), News())
    assert text not in failed.value.message + failed.value.way_out


async def test_units_of_the_user_are_asked_as_such(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("systemctl", STAND_IN), ("journalctl", JOURNAL)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    async with Storyteller() as storyteller:
        managed = {"ollama_url": storyteller.url, "process_ollama_unit": "ollama.service", "process_user_units": True}
        async with started(settings, **managed) as app:
            ann = await newcomer(app, "Ann")
            assert (await ann.http.post("/api/process/ollama/start")).status_code == 200
            assert (await service(ann))["managed_by"] == "systemd"
    orders = (tmp_path / "asked").read_text().splitlines()
    assert "--user start --no-ask-password ollama.service" in orders
    assert all(order.startswith("--user ") for order in orders)


class Manager:
    """A process manager elsewhere that puts a storyteller and a painter to work by turns."""

    def __init__(self, storyteller: Storyteller, painter: Painter) -> None:
        self.active = "ollama"
        self.switches: list[str] = []
        self.url = ""
        self._engines = {"ollama": storyteller.url, "comfyui": painter.url}

    async def switch(self, request: web.Request) -> web.StreamResponse:
        self.active = request.query["service"]
        self.switches.append(self.active)
        return web.json_response({"active": self.active})

    async def status(self, _: web.Request) -> web.StreamResponse:
        names = [{"name": name, "pid": 1, "log": ["hello"]} for name in self._engines]
        return web.json_response({"services": names})

    async def through(self, request: web.Request) -> web.StreamResponse:
        """The engine's own answer, while it is its turn."""
        name = request.match_info["name"]
        return web.Response(status=200 if name == self.active else 503)


@pytest.fixture
async def manager() -> AsyncGenerator[Manager]:
    async with Storyteller() as storyteller, Painter(pace=Pace(plain=True)) as painter:
        made, app = Manager(storyteller, painter), web.Application()
        app.router.add_post("/api/process/switch", made.switch)
        app.router.add_get("/api/process/status", made.status)
        app.router.add_get("/{name}/{rest:.*}", made.through)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield made
        await runner.cleanup()


async def test_a_manager_elsewhere_switches_and_a_painter_at_work_is_not_switched_away(
    settings: Settings, manager: Manager, until: Until
) -> None:
    addresses = {"ollama_url": f"{manager.url}/ollama", "comfyui_url": (f"{manager.url}/comfyui",)}
    bounds = {"process_switch_timeout": 5, "process_startup_wait": 5}
    async with started(settings, process_manager_api_url=manager.url, **addresses, **bounds) as app:
        room: EngineRoom = app.state.parts[EngineRoom]
        await until(lambda: bool(room.pictures.current()) and bool(room.text.members))
        ann = await newcomer(app, "Ann")
        answer = await ann.http.post("/api/process/switch?service=comfyui")
        assert answer.status_code == 200, answer.text
        assert answer.json()["active"] == "comfyui"
        assert (await service(ann, "comfyui"))["managed_by"] == manager.url
        async with room.pictures.current()[0].lease(Portrait()):
            refused = await ann.http.post("/api/process/switch?service=ollama")
            assert (code_of(refused), refused.status_code) == ("engine_working", 409)
            assert refused.json()["error"]["details"]["seconds"] >= 0
        assert manager.active == "comfyui"
