"""A process manager elsewhere, reached by `PROCESS_MANAGER_API_URL`; it answers in the shapes that we answer in."""

import asyncio
import json
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fabula.engines.gpu.errors import EngineWorking, ServiceFailed
from fabula.engines.gpu.processes.health import answers, comes_up
from fabula.engines.gpu.processes.service import ProcessRules, Service, ServiceState, ServiceStatus

if TYPE_CHECKING:
    import aiohttp

CONFLICT, BAD = 409, 300
LONGEST_ANSWER = 1_000_000


class _Told(BaseModel):
    """One service as the manager tells it; what it leaves out stays unknown."""

    model_config = ConfigDict(extra="ignore")

    name: str = ""
    pid: int | None = None
    up_s: float | None = None
    restarts: int = 0
    problem: str = ""
    log: list[str] = Field(default_factory=list)


class _ToldAll(BaseModel):
    model_config = ConfigDict(extra="ignore")

    services: list[_Told] = Field(default_factory=list[_Told])


class Outside:
    """The manager knows one verb, to switch: a service is stopped in favour of another."""

    def __init__(self, service: Service, rules: ProcessRules, manager_url: str) -> None:
        self._service = service
        self._rules = rules
        self._url = manager_url.rstrip("/")

    @property
    def pids(self) -> set[int]:
        """They live on the manager's machine, which need not be this one."""
        return set()

    async def start(self) -> None:
        rules = self._rules
        await self._switch(self._service.name)
        if not await comes_up(self._service.health_url, rules.startup_s, ask_s=rules.health_s, poll_s=rules.poll_s):
            raise ServiceFailed(
                f"The process manager switched to {self._service.title}, but it has not answered at "
                f"{self._service.health_url} within {rules.startup_s:.0f} s."
            )

    async def stop(self, *, in_favour_of: str = "", even_adopted: bool = False) -> None:
        title = self._service.title
        if not in_favour_of:
            raise ServiceFailed(f"The process manager stops {title} only in favour of another service.")
        await self._switch(in_favour_of)
        deadline = asyncio.get_running_loop().time() + self._rules.stop_s
        while await answers(self._service.health_url, self._rules.health_s):
            if asyncio.get_running_loop().time() >= deadline:
                raise ServiceFailed(f"The process manager switched, but {title} still answers.")
            await asyncio.sleep(self._rules.poll_s)

    async def state(self) -> ServiceState:
        told, problem = _Told(), ""
        try:
            known = _ToldAll.model_validate(await self._ask("GET", "/api/process/status", self._rules.health_s))
            told = next((each for each in known.services if each.name == self._service.name), told)
        except (ServiceFailed, ValidationError) as error:
            problem = str(error)
        answering = await answers(self._service.health_url, self._rules.health_s)
        return ServiceState(
            name=self._service.name,
            title=self._service.title,
            status=ServiceStatus.RUNNING if answering else ServiceStatus.STOPPED,
            answers=answering,
            adopted=False,
            managed_by=self._url,
            pid=told.pid,
            up_s=told.up_s,
            restarts=told.restarts,
            problem=problem or told.problem,
            log=told.log,
        )

    async def close(self) -> None:
        """Its programs are the manager's."""

    async def _switch(self, service: str) -> None:
        await self._ask("POST", f"/api/process/switch?service={service}", self._rules.stop_s + self._rules.startup_s)

    async def _ask(self, method: str, path: str, within_s: float) -> Any:
        import aiohttp

        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=within_s)) as http,
                http.request(method, self._url + path, allow_redirects=False) as answer,
            ):
                body = await _whole(answer)
                if answer.status == CONFLICT:
                    raise EngineWorking(f"The process manager refuses to switch: {_words(body)}")
                if answer.status >= BAD:
                    raise ServiceFailed(f"The process manager answers {answer.status}: {_words(body)}")
                return _json(body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ServiceFailed(
                f"The process manager at {self._url} does not answer: {error or 'no answer in time'}.",
                hint="Start it, or set PROCESS_MANAGER_API_URL to where it runs.",
            ) from error


async def _whole(answer: "aiohttp.ClientResponse") -> bytes:
    body = bytearray()
    async for part in answer.content.iter_any():
        body += part
        if len(body) > LONGEST_ANSWER:
            raise ServiceFailed("The process manager answers with more than anybody can read.")
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise ServiceFailed(f"The process manager answers with what is no JSON: {_words(body)}") from error


def _words(body: bytes) -> str:
    return body[:300].decode("utf-8", "replace").strip() or "without a word"
