"""The engine of the line: lets in, makes room first where it must, ends what is lost, and tells everybody."""

import asyncio
import itertools
import logging
from collections.abc import Callable

from pydantic import JsonValue

from fabula.core.background import Background
from fabula.core.errors import FabulaError
from fabula.engines.gpu.errors import GpuBusy, LineFull, NoRoom
from fabula.engines.gpu.line.card import Card
from fabula.engines.gpu.line.choice import Choice, choose
from fabula.engines.gpu.line.forecast import holding_words, tell_places
from fabula.engines.gpu.line.lease import Lease, LeaseRequest, LeaseState
from fabula.engines.gpu.line.order import Waiter, in_order
from fabula.engines.gpu.news import News, NewsKind
from fabula.engines.gpu.room import Ladder
from fabula.engines.gpu.rules import Rules

log = logging.getLogger(__name__)

ReleaseHearer = Callable[[Card, Lease], None]

LONGEST_RETRY_S = 15.0
TELL_S = 0.25


class Dispatcher:
    """Moves leases through their lives; everything but making room happens without a wait in between."""

    def __init__(self, rules: Rules, background: Background, news: News, ladder: Ladder) -> None:
        self._rules = rules
        self._background = background
        self._news = news
        self._ladder = ladder
        self._fences = itertools.count(1)
        self._numbers = itertools.count(1)
        self._ticking: set[str] = set()
        self._telling: set[str] = set()
        self._is_closed = False
        self._heard_release: ReleaseHearer | None = None

    def on_release(self, hearer: ReleaseHearer) -> None:
        """Tell this one of every lease that ends."""
        self._heard_release = hearer

    def close(self) -> None:
        """Let nobody in any more."""
        self._is_closed = True

    def number(self) -> int:
        return next(self._numbers)

    async def wait(self, card: Card, waiter: Waiter, wait_s: float) -> Lease:
        """Stand in line until granted; whoever leaves early leaves no trace."""
        if len(card.line) >= self._rules.line_limit:
            raise LineFull(f"{len(card.line)} jobs wait for {card.device.name} already.")
        card.line[waiter.number] = waiter
        self.pump(card)
        if waiter.granted.done():
            return waiter.granted.result()
        try:
            async with asyncio.timeout(wait_s):
                # Shielded: a cancelled waiter may be granted before it comes to leave the line.
                return await asyncio.shield(waiter.granted)
        except TimeoutError as error:
            self._withdraw(card, waiter)
            raise self._refusal(card, waiter, wait_s) from error
        except BaseException:
            self._withdraw(card, waiter)
            raise

    def release(self, card: Card, lease: Lease, state: LeaseState, *, lets_in: bool = True) -> None:
        """End a held lease, or set it aside, and let in the next unless somebody comes to the line at once."""
        if lease not in card.holders:
            return
        now = _now()
        card.holders.remove(lease)
        card.idle_since = now
        card.usage.charge(lease.request.owner, card.cost_s(lease, now), now)
        if not lease.has_failed:
            card.learned.took(lease.request.tenant, lease.what, now - lease.granted_at)
        lease.state, lease.ended_at = state, now
        if lease.is_over and lease.task is not None and lease.died is not None:
            lease.task.remove_done_callback(lease.died)
        tenancy = card.tenancies[lease.request.tenant]
        if lease.what in tenancy.resident:
            tenancy.resident[lease.what] = now
        self._said(NewsKind.LEASE_RELEASED, card, lease)
        if self._heard_release is not None and not self._is_closed:
            self._heard_release(card, lease)
        if lets_in:
            self.pump(card)

    def lose(self, card: Card, lease: Lease, code: str, because: str) -> None:
        """Take the device from a holder that shows no life; it learns it when it comes back."""
        lease.lost_because = because
        if lease in card.holders:
            self._said(NewsKind.LEASE_LOST, card, lease, more=code, because=because)
            self.release(card, lease, LeaseState.LOST)
        elif not lease.is_over:
            lease.state = LeaseState.LOST

    def pump(self, card: Card) -> None:
        """Let in whoever may begin now; harmless to call at any time."""
        if self._is_closed:
            return
        while card.is_ready and card.has_room_for_any() and (choice := self._choice(card)) is not None:
            self._mark_overtaken(choice)
            waiter = choice.waiter
            if self._is_ready_for(card, waiter):
                self._grant(card, waiter)
            else:
                card.swap_credit = max(0.0, card.swap_credit - card.displaces(waiter))
                self._make_room(card, waiter)
        self._keep_ticking(card)

    def _is_ready_for(self, card: Card, waiter: Waiter) -> bool:
        """Everything is loaded; an engine may have let go of it by itself, and then the card is looked at first."""
        request = waiter.request
        is_warm = card.is_surely_warm(request.tenant, request.what, self._rules.sure_s, _now())
        return is_warm and not card.displaces(waiter)

    def ordered(self, card: Card, now: float) -> list[Waiter]:
        if len(card.line) == 1:
            return list(card.line.values())
        return in_order(card.line.values(), card.usage, card.running_s(now), self._rules.ageing_s, now)

    def _choice(self, card: Card) -> Choice | None:
        now = _now()
        return choose(card, self.ordered(card, now), self._rules, now)

    def _mark_overtaken(self, choice: Choice) -> None:
        if (passed := choice.overtaken) is not None:
            passed.overtaken += 1
            passed.passed_at = _now() if passed.passed_at is None else passed.passed_at

    def take_up(self, card: Card, request: LeaseRequest) -> Lease:
        """A lease for work that its engine is at already, whoever waits."""
        now = _now()
        lease = self._new_lease(card, request, now, asyncio.current_task())
        self._begin(card, request, lease, now)
        self._keep_ticking(card)
        return lease

    def take_back(self, card: Card, lease: Lease) -> None:
        """A lease that was set aside is held again, whoever came meanwhile."""
        now = _now()
        lease.state, lease.granted_at, lease.beat_at = LeaseState.HELD, now, now
        self._begin(card, lease.request, lease, now)
        self._keep_ticking(card)

    def _grant(self, card: Card, waiter: Waiter) -> None:
        now = _now()
        del card.line[waiter.number]
        lease = self._lease_for(waiter, now, card)
        self._begin(card, waiter.request, lease, now)
        waiter.granted.set_result(lease)

    def _begin(self, card: Card, request: LeaseRequest, lease: Lease, now: float) -> None:
        tenancy = card.tenancies[request.tenant]
        if not card.is_warm(request.tenant, request.what):
            card.loads += 1
            if not tenancy.is_language:
                tenancy.resident.clear()
        tenancy.resident[request.what], tenancy.last = now, request.what
        tenancy.is_stopped = False
        if tenancy.is_language:
            tenancy.displaced.clear()
        card.usage.served(request, now)
        card.holders.add(lease)
        self._said(NewsKind.LEASE_GRANTED, card, lease)

    def _lease_for(self, waiter: Waiter, now: float, card: Card) -> Lease:
        group = waiter.group
        if group is not None and group.state is LeaseState.ASIDE:
            group.what, group.state, group.granted_at, group.beat_at = waiter.request.what, LeaseState.HELD, now, now
            return group
        return self._new_lease(card, waiter.request, now, waiter.task)

    def _new_lease(self, card: Card, request: LeaseRequest, now: float, task: "asyncio.Task[object] | None") -> Lease:
        lease = Lease(request, next(self._fences), now, task)
        if task is not None:
            lease.died = lambda _: self._holder_died(card, lease)
            task.add_done_callback(lease.died)
        return lease

    def _holder_died(self, card: Card, lease: Lease) -> None:
        if lease in card.holders and not lease.inside:
            self.lose(card, lease, "unreleased", "its task ended without releasing it")

    def _make_room(self, card: Card, waiter: Waiter) -> None:
        card.making = waiter
        card.making_task = self._background.start(self._tried(card, waiter), name=f"room on {card.device.id}")
        card.making_task.add_done_callback(lambda task: self._room_made(card, waiter, task))

    def _withdraw(self, card: Card, waiter: Waiter) -> None:
        if waiter.granted.done() and not waiter.granted.cancelled():
            lease = waiter.granted.result()
            if lease is waiter.group:
                self.lose(card, lease, "stopped", "its work was stopped while it waited")
            self.release(card, lease, LeaseState.RELEASED)
            return
        card.line.pop(waiter.number, None)
        waiter.granted.cancel()
        if card.making is waiter and card.making_task is not None:
            card.making_task.cancel()
        else:
            self.pump(card)

    async def _tried(self, card: Card, waiter: Waiter) -> bool:
        begun = _now()
        try:
            await self._ladder.make_room(card, waiter.request)
        except FabulaError as refusal:
            self._hold_back(card, waiter, refusal, begun)
        except Exception:
            log.exception("making room on %s failed", card.device.id)
            refusal = NoRoom(f"Making room on {card.device.name} failed; the server's log says why.")
            self._hold_back(card, waiter, refusal, begun)
        else:
            return True
        return False

    def _hold_back(self, card: Card, waiter: Waiter, refusal: FabulaError, begun: float) -> None:
        """Not refused yet: what holds the memory may go away. The others have the card for twice as long as it took."""
        waiter.refusal = refusal
        waiter.refusals += 1
        pause = min(LONGEST_RETRY_S, 2.0**waiter.refusals)
        waiter.not_before = _now() + max(pause, 2 * (_now() - begun))
        what, wish = waiter.request.what, card.tenancies[waiter.request.tenant].words(waiter.request)
        self._news.tell(
            NewsKind.ROOM_REFUSED, card.device.id, what=what, wish=wish, card=card.device.name, why=refusal.message
        )

    def _room_made(self, card: Card, waiter: Waiter, task: asyncio.Task[bool]) -> None:
        card.making = card.making_task = None
        ready = not task.cancelled() and task.exception() is None and task.result()
        if ready and waiter.number in card.line and not self._is_closed:
            self._grant(card, waiter)
        self.pump(card)

    def _refusal(self, card: Card, waiter: Waiter, wait_s: float) -> FabulaError:
        why = waiter.refusal or GpuBusy(
            f"{card.device.name} was not free within {wait_s:.0f} s: "
            f"{holding_words(card, _now()) or 'others went first'}."
        )
        about = {"what": waiter.request.what, "card": card.device.name, "wait_s": wait_s, "why": why.message}
        self._news.tell(NewsKind.LEASE_REFUSED, card.device.id, more="room" if waiter.refusal else "busy", **about)
        return why

    def _end_lost(self, card: Card) -> None:
        now = _now()
        for lease in card.holders:
            limit = max(lease.request.ttl_s or self._rules.ttl_s, lease.request.silent_s)
            if now - lease.beat_at > limit:
                self.lose(card, lease, "silent", f"it showed no life for {limit:.0f} s")

    def _keep_ticking(self, card: Card) -> None:
        busy = card.line or card.holders
        if busy and card.device.id not in self._ticking and not self._is_closed:
            self._ticking.add(card.device.id)
            asyncio.get_running_loop().call_later(self._rules.tick_s, self._tick, card)
        if card.line and card.device.id not in self._telling:
            self._telling.add(card.device.id)
            asyncio.get_running_loop().call_later(TELL_S, self._tell, card)

    def _tick(self, card: Card) -> None:
        self._ticking.discard(card.device.id)
        self._end_lost(card)
        self.pump(card)

    def _tell(self, card: Card) -> None:
        self._telling.discard(card.device.id)
        tell_places(card, self.ordered(card, _now()), _now())

    def _said(self, kind: NewsKind, card: Card, lease: Lease, *, more: str = "", **data: JsonValue) -> None:
        request, tenancy = lease.request, card.tenancies[lease.request.tenant]
        about = {"tenant": request.tenant, "what": lease.what, "owner": request.owner}
        about |= {"engine": tenancy.tenant.name, "wish": tenancy.words(request)}
        self._news.tell(kind, card.device.id, more=more, **about, **data)


def _now() -> float:
    return asyncio.get_running_loop().time()
