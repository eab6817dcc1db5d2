"""A program behind an engine: how it is started, where it answers, and how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel

from fabula.core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How to run it: a command of our own, or a systemd unit; an address that answers when it is ready."""

    name: str
    title: str
    health_url: str
    command: Sequence[str] = ()
    folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    unit: str = ""
    is_user_unit: bool = False


class ServiceStatus(StrEnum):
    """Where a program is in its life."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    CRASHED = "crashed"
    GIVEN_UP = "given_up"


class ServiceState(BaseModel):
    """How a program stands; `adopted` means that it ran before us and is not ours to end."""

    name: str
    title: str
    status: ServiceStatus
    answers: bool
    adopted: bool
    managed_by: str
    pid: int | None
    up_s: float | None
    restarts: int
    problem: str
    log: list[str]


class ServicesState(BaseModel):
    """All programs; `active` is the one that answers, if it is only one."""

    active: str
    services: list[ServiceState]


class Program(Protocol):
    """One way to run a service: our own child, a systemd unit, or somebody else's manager."""

    @property
    def pids(self) -> set[int]: ...

    async def start(self) -> None:
        """Return when it answers; raise ServiceFailed with its last words when it does not."""
        ...

    async def stop(self, *, in_favour_of: str = "", even_adopted: bool = False) -> None:
        """Return when it is gone; raise when it may not be ended or does not go."""
        ...

    async def state(self) -> ServiceState: ...

    async def close(self) -> None:
        """The application ends: children of ours end with it, what was adopted stays."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRules:
    """Times in seconds."""

    startup_s: float = 10
    stop_s: float = 30
    health_s: float = 2
    poll_s: float = 0.25
    watch_s: float = 2
    crashes: int = 5
    calm_s: float = 60
    first_pause_s: float = 1
    longest_pause_s: float = 60

    @classmethod
    def of(cls, settings: Settings) -> "ProcessRules":
        return cls(startup_s=settings.process_startup_wait, stop_s=settings.process_switch_timeout)
