"""Whom to let in now: the first in order, or one for whom everything is loaded, within bounds."""

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.engines.gpu.line.card import Card, merged, wants_of
from fabula.engines.gpu.line.order import Waiter
from fabula.engines.gpu.rules import Rules


@dataclass(frozen=True, slots=True)
class Choice:
    """The one to let in, and the first in order if it was overtaken at its cost."""

    waiter: Waiter
    overtaken: Waiter | None = None


def choose(card: Card, ordered: Sequence[Waiter], rules: Rules, now: float) -> Choice | None:
    """The next to be let in, or None when all have to wait."""
    ready = [waiter for waiter in ordered if waiter.not_before <= now]
    if not ready:
        return None
    head = ready[0]
    can_begin = card.may_hold(head)
    if can_begin and not card.displaces(head):
        return Choice(head)
    may_swap = card.may_swap(rules.residence_s, rules.linger_s, now)
    if (other := _overtaker(card, head, ready[1:], Bound(card, head, rules, now, may_swap))) is not None:
        return other
    return Choice(head) if can_begin and may_swap else None


@dataclass(frozen=True, slots=True)
class Bound:
    """For how long, and by whom, the first in order may be overtaken at its cost."""

    card: Card
    head: Waiter
    rules: Rules
    now: float
    may_swap: bool

    def allows(self, waiter: Waiter) -> bool:
        if self.head.group is not None or not self.card.is_warm(waiter.request.tenant, waiter.request.what):
            return False
        if not self.may_swap:
            return True  # it could not begin anyway
        begun = self.now if self.head.passed_at is None else self.head.passed_at
        in_time = self.now - begun < self.rules.lookahead_s and self.head.overtaken < self.rules.lookahead_leases
        return in_time and waiter.request.priority <= self.head.request.priority


def _overtaker(card: Card, head: Waiter, behind: Sequence[Waiter], bound: Bound) -> Choice | None:
    seen: set[tuple[str, str]] = set()
    for waiter in behind:
        key = (waiter.request.tenant, waiter.request.what)
        if key in seen:
            continue
        seen.add(key)
        if not card.may_hold(waiter) or card.displaces(waiter):
            continue
        if _is_harmless(card, head, waiter):
            return Choice(waiter)
        if bound.allows(waiter):
            return Choice(waiter, overtaken=head)
    return None


def _is_harmless(card: Card, head: Waiter, waiter: Waiter) -> bool:
    """The first in order waits for a slot that this one does not take, and for memory that stays free."""
    if waiter.request.tenant == head.request.tenant:
        return False
    together = merged(card.holders.wants, merged(wants_of(head), wants_of(waiter)))
    return not card.has_slot(head.request.tenant) and card.compatible(together)
