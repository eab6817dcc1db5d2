"""How an engine comes to live on a card, and leaves it: who still uses it is not cut off."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress

from fabula.core.errors import Conflict
from fabula.core.ids import new_id
from fabula.engines.gpu import Arbiter, Device, Tenant, TenantEngine, TenantKind
from fabula.engines.registry.live.experience import Notebook

LONGEST_GOODBYE_S = 3600.0
LOOK_EVERY_S = 1.0


class Tenancy:
    """One engine's life on its card, under an id that is not used again; what it teaches goes into the notebook."""

    def __init__(self, arbiter: Arbiter, engine_id: str, notebook: Notebook | None = None) -> None:
        self.id = new_id()
        self._arbiter = arbiter
        self._notebook = notebook
        self._engine_id = engine_id
        self._device = ""
        self._users = 0

    def begin(
        self,
        device: Device,
        name: str,
        kind: TenantKind,
        engine: TenantEngine,
        *,
        slots: int,
        service: str = "",
        keeps_memory: bool = False,
    ) -> None:
        self._arbiter.add_device(device)
        tenant = Tenant(self.id, name, kind, device.id, slots, service=service, keeps_memory=keeps_memory)
        self._arbiter.add_tenant(tenant, engine)
        self._device = device.id
        if self._notebook is not None:
            self._notebook.begin(self._engine_id, self.id)

    @contextmanager
    def used(self) -> Generator[None]:
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1

    async def end(self, close: Callable[[], Awaitable[None]]) -> None:
        """Leave the card and close the client, once nobody uses it any more."""
        try:
            async with asyncio.timeout(LONGEST_GOODBYE_S):
                while self._users or not self._left():  # noqa: ASYNC110 - the arbiter tells nobody that it is idle
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            pass
        finally:
            await close()

    def _left(self) -> bool:
        try:
            self._arbiter.remove_tenant(self.id)
        except Conflict:
            return False
        if self._notebook is not None:
            self._notebook.end(self.id)
        with suppress(Conflict):
            # Others may still live on the card.
            self._arbiter.remove_device(self._device)
        return True
