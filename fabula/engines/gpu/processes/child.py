"""A program that we run ourselves, or that ran already and is only looked after."""

import asyncio
import os
import re
import subprocess
from collections.abc import Mapping
from urllib.parse import urlsplit

import psutil
from pydantic import JsonValue

from fabula.core.background import Background, in_thread
from fabula.engines.gpu.errors import EngineWorking, ServiceFailed
from fabula.engines.gpu.news import News, NewsKind
from fabula.engines.gpu.processes.family import alive, ask_to_end, end, end_orphans, family, listener
from fabula.engines.gpu.processes.health import answers, comes_up
from fabula.engines.gpu.processes.logs import Tail
from fabula.engines.gpu.processes.service import ProcessRules, Service, ServiceState, ServiceStatus

GENTLE_SHARE = 0.7
LAST_WORDS = 5
SECRET = re.compile(r"^(FABULA|DB)_|(SECRET|PASSWORD|TOKEN|KEY)$", re.IGNORECASE)
OWN_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


class Child:
    """Runs it in a process group of its own, and starts it again when it crashes, with pauses and up to a limit."""

    def __init__(self, service: Service, rules: ProcessRules, background: Background, news: News) -> None:
        self._service = service
        self._rules = rules
        self._background = background
        self._news = news
        self._tail = Tail()
        self._process: asyncio.subprocess.Process | None = None
        self._is_adopted = False
        self._adopted: psutil.Process | None = None
        self._status = ServiceStatus.STOPPED
        self._started_at = 0.0
        self._restarts = 0
        self._problem = ""
        self._turn = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None

    @property
    def pids(self) -> set[int]:
        pid = self._pid()
        return set() if pid is None else family(pid)

    async def start(self) -> None:
        async with self._turn:
            if self._runs() or await self._adopt():
                return
            if not self._service.command:
                raise ServiceFailed(
                    f"{self._service.title} does not run, and Fabula has no command to start it.",
                    hint=f"Start it yourself, or give the service {self._service.name} a command.",
                )
            await self._stop_watching()
            self._restarts, self._problem = 0, ""
            await self._launch()
            try:
                await self._wait_until_ready()
            finally:
                if self._runs():
                    self._watch = self._background.start(self._look_after(), name=f"program {self._service.name}")

    async def stop(self, *, in_favour_of: str = "", even_adopted: bool = False) -> None:
        async with self._turn:
            if not self._runs() and self._watch is None and not await self._adopt():
                return
            if self._is_adopted and not even_adopted:
                raise EngineWorking(
                    f"{self._service.title} was running before Fabula and is not stopped by it.",
                    hint="An admin can stop it all the same, or it is stopped where it was started.",
                )
            if self._is_adopted and self._adopted is None:
                raise ServiceFailed(
                    f"{self._service.title} answers, but the system does not show whose process that is.",
                    hint="Stop it where it was started.",
                )
            await self._end()
            self._tell(NewsKind.SERVICE_STOPPED)

    async def state(self) -> ServiceState:
        answering = await answers(self._service.health_url, self._rules.health_s)
        await self._settle(answering)
        runs = self._runs()
        return ServiceState(
            name=self._service.name,
            title=self._service.title,
            status=self._status,
            answers=answering,
            adopted=self._is_adopted,
            managed_by="fabula",
            pid=self._pid(),
            up_s=round(_now() - self._started_at, 1) if runs else None,
            restarts=self._restarts,
            problem=self._problem,
            log=self._tail.last(),
        )

    async def close(self) -> None:
        async with self._turn:
            if self._is_adopted:
                self._forget_adopted()
            else:
                await self._end()

    async def _settle(self, answering: bool) -> None:
        """What was seen from outside corrects what we believed."""
        if self._turn.locked():
            return
        if self._is_adopted and not answering and not self._runs():
            self._forget_adopted()
        elif answering and self._runs():
            self._status = ServiceStatus.RUNNING
        elif answering and self._watch is None:
            self._take_over(await in_thread(listener, urlsplit(self._service.health_url).port))

    def _runs(self) -> bool:
        if self._is_adopted:
            return self._adopted is None or self._adopted.is_running()
        return self._process is not None and self._process.returncode is None

    def _pid(self) -> int | None:
        if self._is_adopted:
            return self._adopted.pid if self._adopted else None
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def _adopt(self) -> bool:
        """What answers already is used as it is; whose process it is may stay unknown."""
        if not await answers(self._service.health_url, self._rules.health_s):
            return False
        self._take_over(await in_thread(listener, urlsplit(self._service.health_url).port))
        return True

    def _take_over(self, process: psutil.Process | None) -> None:
        self._is_adopted, self._adopted, self._process = True, process, None
        self._status, self._started_at = ServiceStatus.RUNNING, _now()

    def _forget_adopted(self) -> None:
        self._is_adopted, self._adopted, self._status = False, None, ServiceStatus.STOPPED

    async def _launch(self) -> None:
        self._forget_adopted()
        self._status = ServiceStatus.STARTING
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._service.command,
                cwd=self._service.folder,
                env=surroundings(self._service.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                creationflags=OWN_GROUP,
            )
        except OSError as error:
            self._status, self._problem = ServiceStatus.CRASHED, f"cannot be started: {error}"
            raise ServiceFailed(f"{self._service.title} cannot be started: {error}.") from error
        self._started_at = _now()
        if self._process.stdout is not None:
            self._background.start(self._tail.follow(self._process.stdout), name=f"log of {self._service.name}")

    async def _wait_until_ready(self) -> None:
        """Until it answers, or has ended; a slow start goes on by itself."""
        process = self._process
        assert process is not None
        ended = self._background.start(process.wait(), name=f"end of {self._service.name}")
        ready = self._background.start(self._is_ready(), name=f"start of {self._service.name}")
        try:
            await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                self._status = ServiceStatus.CRASHED
                raise ServiceFailed(self._last_words(f"ended at once with code {process.returncode}"))
            if not ready.result():
                wait = f"{self._rules.startup_s:.0f} s"
                raise ServiceFailed(self._last_words(f"has not answered at {self._service.health_url} within {wait}"))
        finally:
            ended.cancel()
            ready.cancel()
        self._status = ServiceStatus.RUNNING
        self._tell(NewsKind.SERVICE_STARTED)

    async def _is_ready(self) -> bool:
        rules = self._rules
        return await comes_up(self._service.health_url, rules.startup_s, ask_s=rules.health_s, poll_s=rules.poll_s)

    async def _look_after(self) -> None:
        """Wait for its end, and start it again: each time after a longer pause, and not without end."""
        while (process := self._process) is not None:
            code = await process.wait()
            end_orphans(process.pid)
            self._status, self._problem = ServiceStatus.CRASHED, f"ended by itself with code {code}"
            if _now() - self._started_at > self._rules.calm_s:
                self._restarts = 0
            if self._restarts >= self._rules.crashes:
                self._status = ServiceStatus.GIVEN_UP
                self._problem = f"crashed {self._restarts + 1} times"
                self._tell(NewsKind.SERVICE_GIVEN_UP, crashes=self._restarts + 1, log=self._log_words())
                return
            self._tell(NewsKind.SERVICE_CRASHED, exit_code=code, log=self._log_words())
            pause = min(self._rules.longest_pause_s, self._rules.first_pause_s * 2**self._restarts)
            self._restarts += 1
            await asyncio.sleep(pause)
            try:
                await self._launch()
            except ServiceFailed as error:
                self._tell(NewsKind.SERVICE_GIVEN_UP, more="start", problem=error.message)
                return

    async def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})
            self._watch = None

    async def _end(self) -> None:
        await self._stop_watching()
        pid, members = self._pid(), self.pids
        if pid is not None:
            self._status = ServiceStatus.STOPPING
            ask_to_end(pid, group=not self._is_adopted)
            if await self._left_after(members, self._rules.stop_s * GENTLE_SHARE):
                end(alive(members | self.pids))
            if left := await self._left_after(members, self._rules.stop_s * (1 - GENTLE_SHARE)):
                raise ServiceFailed(f"{self._service.title} cannot be stopped: process {min(left)} does not end.")
        if self._process is not None:
            await self._process.wait()
        self._process = None
        self._forget_adopted()

    async def _left_after(self, members: set[int], seconds: float) -> set[int]:
        deadline = _now() + seconds
        while left := alive(members):
            if _now() >= deadline:
                return left
            await asyncio.sleep(min(self._rules.poll_s, seconds))
        return set()

    def _last_words(self, what: str) -> str:
        self._problem = what
        return f"{self._service.title} {what}{self._log_words()}"

    def _log_words(self) -> str:
        words = " / ".join(self._tail.last(LAST_WORDS))
        return f": {words}" if words else "."

    def _tell(self, kind: NewsKind, *, more: str = "", **data: JsonValue) -> None:
        self._news.tell(kind, "", more=more, engine=self._service.title, **data)


def surroundings(own: Mapping[str, str]) -> dict[str, str]:
    """Our environment without our secrets, as whatever runs inside an engine could read them, and the service's own."""
    return {name: value for name, value in os.environ.items() if not SECRET.search(name)} | dict(own)


def _now() -> float:
    return asyncio.get_running_loop().time()
