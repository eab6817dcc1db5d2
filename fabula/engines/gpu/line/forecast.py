"""What a waiter is told: its place, about how long, and for whom it waits."""

import logging
from collections.abc import Sequence

from fabula.engines.gpu.line.card import Card
from fabula.engines.gpu.line.lease import Place
from fabula.engines.gpu.line.order import Waiter

log = logging.getLogger(__name__)

SWAP_S = 8.0
TOLD_IN_FULL = 200


def places(card: Card, ordered: Sequence[Waiter], now: float) -> list[Place]:
    """A place for each of the line, in its order; a rough forecast, not a promise."""
    reason, until = holding_words(card, now), _free_in_s(card, now)
    told: list[Place] = []
    last = None
    for place, waiter in enumerate(ordered, start=1):
        key = (waiter.request.tenant, waiter.request.what)
        if key != last and not card.is_warm(*key):
            until += SWAP_S
        told.append(Place(place=place, waiting=len(ordered), expected_s=round(until, 1), reason=reason))
        until += waiter.expected_s / card.tenancies[waiter.request.tenant].tenant.slots
        last = key
    return told


def tell_places(card: Card, ordered: Sequence[Waiter], now: float) -> None:
    """Tell each waiter whose place changed; the far end of a long line hears only when its place does."""
    for waiter, place in zip(ordered, places(card, ordered, now), strict=True):
        last = waiter.last_place
        same = last is not None and last.place == place.place
        if waiter.told is None or last == place or (same and place.place > TOLD_IN_FULL):
            continue
        waiter.last_place = place
        try:
            waiter.told(place)
        except Exception:
            log.exception("a waiter could not be told its place")


def holding_words(card: Card, now: float) -> str:
    """Who has the card, in words that name engines and no people."""
    if card.making is not None and not card.holders:
        return f"memory is being made free for {card.tenancies[card.making.request.tenant].tenant.name}"
    since: dict[str, float] = {}
    for lease in card.holders:
        name = card.tenancies[lease.request.tenant].tenant.name
        since[name] = max(since.get(name, 0.0), now - lease.granted_at)
    return " and ".join(f"{name} has been at work for {seconds:.0f} s" for name, seconds in since.items())


def _free_in_s(card: Card, now: float) -> float:
    left = [
        card.learned.seconds(lease.request.tenant, lease.what, lease.request.expected_s) - (now - lease.granted_at)
        for lease in card.holders
    ]
    return max(0.0, min(left, default=0.0))
