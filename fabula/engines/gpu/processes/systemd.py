"""A systemd unit, of the system or of the user; asked by argument lists, never through a shell."""

import asyncio
import re

from fabula.engines.gpu.errors import ServiceFailed
from fabula.engines.gpu.processes.family import family
from fabula.engines.gpu.processes.health import answers, comes_up
from fabula.engines.gpu.processes.service import ProcessRules, Service, ServiceState, ServiceStatus

UNIT_NAME = re.compile(r"[A-Za-z0-9:_.@\\-]{1,200}")
STATES = {
    "active": ServiceStatus.RUNNING,
    "activating": ServiceStatus.STARTING,
    "reloading": ServiceStatus.RUNNING,
    "deactivating": ServiceStatus.STOPPING,
    "failed": ServiceStatus.CRASHED,
}
LOG_LINES = 100
COMMANDS = ("systemctl", "journalctl")


class Unit:
    """systemd owns the program; we ask it to start and stop, and believe what it and the address say."""

    def __init__(self, service: Service, rules: ProcessRules, commands: tuple[str, str] = COMMANDS) -> None:
        if not UNIT_NAME.fullmatch(service.unit) or service.unit.startswith("-"):
            raise ServiceFailed(f"{service.unit!r} is not the name of a systemd unit.")
        self._service = service
        self._rules = rules
        self._systemctl, self._journalctl = commands
        self._pid: int | None = None

    @property
    def pids(self) -> set[int]:
        return family(self._pid) if self._pid else set()

    async def start(self) -> None:
        await self._order("start", self._rules.startup_s)
        rules = self._rules
        if not await comes_up(self._service.health_url, rules.startup_s, ask_s=rules.health_s, poll_s=rules.poll_s):
            words = " / ".join((await self._log())[-5:])
            raise ServiceFailed(
                f"{self._service.title} has not answered at {self._service.health_url} within "
                f"{rules.startup_s:.0f} s: {words or 'its journal is empty'}"
            )

    async def stop(self, *, in_favour_of: str = "", even_adopted: bool = False) -> None:
        await self._order("stop", self._rules.stop_s)

    async def state(self) -> ServiceState:
        shown = await self._shown()
        active = shown.get("ActiveState", "")
        return ServiceState(
            name=self._service.name,
            title=self._service.title,
            status=STATES.get(active, ServiceStatus.STOPPED),
            answers=await answers(self._service.health_url, self._rules.health_s),
            adopted=False,
            managed_by="systemd",
            pid=self._pid,
            up_s=None,
            restarts=int(shown.get("NRestarts") or 0),
            problem="" if active in STATES and active != "failed" else shown.get("Result", ""),
            log=await self._log(),
        )

    async def close(self) -> None:
        """Its programs outlive us, as an admin who made a unit expects."""

    async def _order(self, verb: str, seconds: float) -> None:
        code, said = await self._systemctl_says(verb, "--no-ask-password", self._service.unit, within_s=seconds)
        if code != 0:
            raise ServiceFailed(f"systemd did not {verb} {self._service.unit}: {said.strip() or f'code {code}'}")
        await self._shown()

    async def _shown(self) -> dict[str, str]:
        properties = "--property=ActiveState,MainPID,NRestarts,Result"
        _, said = await self._systemctl_says("show", properties, self._service.unit, within_s=self._rules.health_s)
        shown: dict[str, str] = {}
        for line in said.splitlines():
            name, _, value = line.partition("=")
            shown[name] = value
        self._pid = int(shown.get("MainPID") or 0) or None
        return shown

    async def _log(self) -> list[str]:
        scope = "--user-unit" if self._service.is_user_unit else "--unit"
        asked = (self._journalctl, "--no-pager", "--output=cat", f"--lines={LOG_LINES}", scope, self._service.unit)
        _, said = await _answer(asked, self._rules.health_s)
        return said.splitlines()[-LOG_LINES:]

    async def _systemctl_says(self, *words: str, within_s: float) -> tuple[int, str]:
        scope = ("--user",) if self._service.is_user_unit else ("--system",)
        return await _answer((self._systemctl, *scope, *words), within_s)


async def _answer(command: tuple[str, ...], within_s: float) -> tuple[int, str]:
    """The code and the words of a command; one that is missing or hangs has a code and words too."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError as error:
        return 127, str(error)
    try:
        async with asyncio.timeout(within_s):
            said, _ = await process.communicate()
    except TimeoutError:
        return 124, f"no answer within {within_s:.0f} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, said.decode("utf-8", "replace")
