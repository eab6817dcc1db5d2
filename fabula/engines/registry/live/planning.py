"""What a row of the database means as an engine: its client, its card, its program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from fabula.core.errors import ErrorInfo, FabulaError
from fabula.core.vault import Vault
from fabula.engines.comfy import Patience as ServerPatience
from fabula.engines.comfy import ServerAddress
from fabula.engines.gpu import Device
from fabula.engines.llm import Channel, Patience, Provider
from fabula.engines.registry.errors import DemoEngineFailed, EngineUnusable
from fabula.engines.registry.live.demo import DemoAddress
from fabula.engines.registry.live.devices import device_of
from fabula.engines.registry.live.pictures import ServerPlan
from fabula.engines.registry.live.text import ChannelPlan
from fabula.engines.registry.options import ChannelOptions, ServerOptions
from fabula.engines.registry.rows import secret_of
from fabula.engines.registry.tables import ChannelRow, Origin, ServerRow

DEMO_TEXT = Device(id="demo:text", name="Storyteller")
DEMO_PICTURES = Device(id="demo:pictures", name="Painter")

Plan = TypeVar("Plan", ChannelPlan, ServerPlan)
TableRow = TypeVar("TableRow", ChannelRow, ServerRow)


@dataclass(frozen=True, slots=True)
class Unusable:
    """An engine that is switched on and cannot be used as it is set up."""

    id: str
    name: str
    is_text: bool
    is_demo: bool
    trouble: ErrorInfo


class Planner:
    """Reads rows: None is a demo engine that is not wanted now, an exception a row that makes no engine."""

    def __init__(self, vault: Vault, manager_url: str) -> None:
        self._vault = vault
        self._manager_host = _host(manager_url) if manager_url else ""

    def channel(self, row: ChannelRow, demo: DemoAddress) -> ChannelPlan | None:
        is_demo = row.origin == Origin.BUILTIN
        if is_demo and not demo.url:
            return _none(demo)
        options = ChannelOptions.model_validate(row.options)
        channel = Channel(
            id=row.id,
            name=row.name,
            provider=Provider(row.provider),
            base_url=demo.url if is_demo else row.url,
            key=secret_of(self._vault, row),
            models=options.models,
            # What comes with Fabula is asked last, whatever its place in the table.
            order=10_000 if is_demo else row.position,
            window=options.window,
            concurrency=options.concurrency,
            patience=Patience(first_token_s=options.first_token_s, next_token_s=options.next_token_s),
        )
        device = DEMO_TEXT if is_demo else text_device(channel.provider, row.url, row.device)
        return ChannelPlan(channel, device, is_demo, self._service(row))

    def server(self, row: ServerRow, demo: DemoAddress) -> ServerPlan | None:
        is_demo = row.origin == Origin.BUILTIN
        if is_demo and not demo.url:
            return _none(demo)
        options = ServerOptions.model_validate(row.options)
        address = ServerAddress(
            demo.url if is_demo else row.url,
            name=row.name,
            token=secret_of(self._vault, row).get_secret_value(),
            verify_tls=options.verify_tls,
            patience=ServerPatience(hang_s=options.hang_s),
        )
        device = DEMO_PICTURES if is_demo else device_of(row.url, row.device)
        return ServerPlan(row.id, address, device, options.ahead, is_demo, self._service(row))

    def _service(self, row: ChannelRow | ServerRow) -> str:
        """The managed program behind an engine of this machine, or of the manager's, by its name in the settings."""
        is_managed = bool(device_of(row.url, row.device).gpu) or _host(row.url) == self._manager_host
        if not is_managed or row.origin == Origin.BUILTIN:
            return ""
        if isinstance(row, ServerRow):
            return "comfyui"
        return "ollama" if row.provider == Provider.OLLAMA else ""


def plans_of(
    rows: Sequence[TableRow], plan_of: Callable[[TableRow], Plan | None], unusable: list[Unusable]
) -> list[Plan]:
    """What can be used of these rows; one that cannot is noted, and hinders no other."""
    plans: list[Plan] = []
    for row in rows:
        try:
            plan = plan_of(row)
        except (FabulaError, ValueError) as error:
            trouble = _trouble(row.name, error).body().error
            unusable.append(
                Unusable(row.id, row.name, isinstance(row, ChannelRow), row.origin == Origin.BUILTIN, trouble)
            )
        else:
            if plan is not None:
                plans.append(plan)
    return plans


def _trouble(name: str, error: FabulaError | ValueError) -> FabulaError:
    if isinstance(error, DemoEngineFailed):
        return error
    if isinstance(error, FabulaError):
        return EngineUnusable(f"{name} cannot be used as it is set up: {error.message}", hint=error.way_out)
    return EngineUnusable(f"{name} cannot be used as it is set up: {str(error).splitlines()[0]}.")


def _none(demo: DemoAddress) -> None:
    if demo.trouble is not None:
        raise demo.trouble


def text_device(provider: Provider, url: str, wish: str = "") -> Device | None:
    """Ollama and whatever runs on this machine use a card of ours; a provider on the net does not, unless told so."""
    device = device_of(url, wish)
    is_ours = provider is Provider.OLLAMA or bool(device.gpu) or bool(wish)
    return device if is_ours else None


def _host(url: str) -> str:
    return urlsplit(url if "://" in url else f"http://{url}").hostname or ""
