"""Leases inside leases: free at the same engine, and a group that waits for something else holds nothing."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import replace

from fabula.engines.gpu.arbiter.dispatch import Dispatcher
from fabula.engines.gpu.line.card import Card
from fabula.engines.gpu.line.lease import Lease, LeaseRequest, LeaseState, Told

current: ContextVar[Lease | None] = ContextVar("fabula_gpu_lease", default=None)

Acquire = Callable[[LeaseRequest, Told | None, Lease | None], Awaitable[Lease]]


class Groups:
    """What a lease means when its task, or its parent, holds one already."""

    def __init__(self, dispatcher: Dispatcher, card_of: Callable[[str], Card], acquire: Acquire) -> None:
        self._dispatcher = dispatcher
        self._card_of = card_of
        self._acquire = acquire

    def around(self, request: LeaseRequest, parent: Lease | None) -> Lease | None:
        """The group that this request belongs to, if any.

        Only the group's own task, or one that names it, may turn it to something else or set it aside: a task that was
        merely started inside it does not know whether the group is at work just now.
        """
        group = parent or current.get()
        if group is None or group.is_over or group.is_leaving:
            return None
        if parent is not None or group.task is asyncio.current_task():
            return group
        joins = group.is_held and (group.request.tenant, group.what) == (request.tenant, request.what)
        return group if joins else None

    @asynccontextmanager
    async def inside(self, group: Lease, request: LeaseRequest, told: Told | None) -> AsyncGenerator[Lease]:
        if group.request.tenant != request.tenant:
            async with self._elsewhere(group, request, told) as lease:
                yield lease
        elif group.is_held and group.what == request.what:
            group.inside += 1
            try:
                yield group
            finally:
                self._left(group)
        else:
            async with self._turned(group, request, told) as lease:
                yield lease

    @contextmanager
    def entered(self, lease: Lease) -> Generator[None]:
        """Inside, this task holds the lease; it ends with the block."""
        outer = current.get()
        current.set(lease)
        try:
            yield
        except BaseException:
            lease.has_failed = True
            raise
        finally:
            current.set(outer)
            self.leave(lease)

    def leave(self, group: Lease) -> None:
        """The block of the group itself ends; it lives on while others inside it still work."""
        group.is_leaving = True
        if not group.inside:
            self._end(group)

    @asynccontextmanager
    async def _turned(self, group: Lease, request: LeaseRequest, told: Told | None) -> AsyncGenerator[Lease]:
        """The group turns to another model of the same engine, and stays with it."""
        lease = await self._waiting(group, replace(request, owner=group.request.owner), told, group)
        if lease is not group:
            try:
                yield lease
            finally:
                self.leave(lease)
            return
        group.inside += 1
        try:
            yield group
        finally:
            self._left(group)

    @asynccontextmanager
    async def _elsewhere(self, group: Lease, request: LeaseRequest, told: Told | None) -> AsyncGenerator[Lease]:
        """The group steps aside while another engine works for it, and comes back before its block goes on."""
        lease = await self._waiting(group, request, told, None)
        outer = current.get()
        current.set(lease)
        try:
            yield lease
        except BaseException as error:
            lease.has_failed = True
            self.leave(lease)
            if isinstance(error, Exception):
                await self._come_back(group)
            else:
                self._give_up(group, "stopped", "its work was stopped")
            raise
        else:
            self.leave(lease)
            await self._come_back(group)
        finally:
            current.set(outer)

    async def _waiting(self, group: Lease, request: LeaseRequest, told: Told | None, continues: Lease | None) -> Lease:
        group.pending += 1
        # Nobody is let in before the group itself stands in line, or it would not be before all others.
        self._step_aside(group, lets_in=False)
        try:
            return await self._acquire(request, told, continues)
        except BaseException:
            if group.state is LeaseState.ASIDE:
                self._give_up(group, "aside", "it stepped aside for other work that got no place")
            raise
        finally:
            group.pending -= 1

    def _step_aside(self, group: Lease, *, lets_in: bool = True) -> None:
        if group.is_held and group.pending and not group.inside:
            self._dispatcher.release(self._card(group), group, LeaseState.ASIDE, lets_in=lets_in)

    async def _come_back(self, group: Lease) -> None:
        if group.state is LeaseState.ASIDE:
            await self._waiting(group, replace(group.request, what=group.what), None, group)

    def _left(self, group: Lease) -> None:
        group.inside -= 1
        if group.is_leaving and not group.inside:
            self._end(group)
        else:
            self._step_aside(group)

    def _end(self, group: Lease) -> None:
        if group.is_held:
            self._release(group)
        elif not group.is_over:
            group.state = LeaseState.RELEASED

    def _release(self, lease: Lease) -> None:
        self._dispatcher.release(self._card(lease), lease, LeaseState.RELEASED)

    def _give_up(self, group: Lease, code: str, because: str) -> None:
        self._dispatcher.lose(self._card(group), group, code, because)

    def _card(self, lease: Lease) -> Card:
        return self._card_of(lease.request.tenant)
