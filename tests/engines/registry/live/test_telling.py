"""Admins who look on hear at once that something moved, and not more often than a page can draw."""

import asyncio

from fabula.core.events import Bus, names
from fabula.engines.gpu import News, NewsKind
from fabula.engines.registry.live.telling import PAUSE_S, Announcer


async def heard(bus: Bus, news: News, announcer: Announcer) -> list[str]:
    topic = bus.topic(names.ADMIN)
    reader = bus.reader()
    reader.follow(topic, topic.end)
    for number in range(100):
        news.tell(NewsKind.LEASE_GRANTED, wish=f"granted {number}", engine="Painter")
    news.tell(NewsKind.VRAM_HIGH, card="It", percent=97)
    announcer.engines_changed()
    texts: list[str] = []
    try:
        async with asyncio.timeout(PAUSE_S * 4):
            while True:
                texts += [frame.text for frame in await reader.frames()]
    except TimeoutError:
        return texts


async def test_a_hundred_leases_are_few_messages_and_a_warning_is_in_one() -> None:
    bus, news = Bus(), News()
    announcer = Announcer(bus, news)
    texts = await heard(bus, news, announcer)
    assert 2 <= len(texts) <= 3
    assert sum("It is 97 % full" in text for text in texts) == 1
    assert not any("granted" in text for text in texts)
    assert sum('"engines"' in text for text in texts) == 1
    announcer.close()
    bus.close()


async def test_nothing_is_kept_for_nobody() -> None:
    bus, news = Bus(), News()
    announcer = Announcer(bus, news)
    news.tell(NewsKind.VRAM_HIGH, card="It", percent=97)
    assert not bus.is_wanted(names.ADMIN)
    announcer.close()
    news.tell(NewsKind.VRAM_HIGH, card="After the end", percent=97)
    bus.close()
