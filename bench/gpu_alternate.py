"""Text, picture, text, picture on a card that holds only one of them: what does a change cost, and is anything lost?

    python bench/gpu_alternate.py [--turns 500] [--load-s 0.0]

A storyteller and a painter answer over real HTTP on one imagined card of 6144 MB: the chat model takes 1412 of them and
the picture 5500. Each turn is a reply and a picture, asked for by one person as soon as the last one is there, so every
one of them has to move the other's model out first, by Ollama's and ComfyUI's own means. Beside them stands the same
work without a change. Exit code 0 says that every reply and picture came, that the card was never fuller than it is
large, and that the chat model was brought back after the last picture.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from one_card import House, Took, alternated, house_on, one_card, restored, settings_for
from serving import percentile

from fabula.core.settings import Settings

WARM = 20


async def unchanged(house: House, times: int) -> Took:
    """The same work while its model stays where it is."""
    took = Took()
    for _ in range(times + 1):
        await took.reply(house)
    for number in range(times + 1):
        await took.picture(house, seed=10_000 + number)
    del took.replies[:1], took.pictures[:1]
    return took


def _line(name: str, changed: list[float], same: list[float]) -> str:
    most, usual = percentile(changed, 0.5), percentile(same, 0.5)
    return f"{name:9} {most:9.3f} {percentile(changed, 0.95):9.3f} {usual:13.3f} {most - usual:11.3f}"


async def main(turns: int, load_s: float) -> int:
    with tempfile.TemporaryDirectory() as folder:
        async with one_card(load_s=load_s) as card:
            settings = settings_for(card, Settings(data=Path(folder)))
            async with house_on(settings) as house:
                same = await unchanged(house, WARM)
                began = time.perf_counter()
                took = await alternated(house, turns, told=print)
                seconds = time.perf_counter() - began
                is_restored = await restored(house, card)
                loads = sum(device["loads"] for device in (await house.gpu())["devices"])
    print(f"{turns} turns in {seconds:.0f} s, {loads} loads; seconds of a piece of work:")
    print("           p50 after    p95    p50 unchanged   one change")
    print(_line("reply", took.replies, same.replies))
    print(_line("picture", took.pictures, same.pictures))
    print(f"card: {card.most_mb} MB at most of {card.total_mb}, {card.samples} looks; chat model back: {is_restored}")
    lost = [*same.lost, *took.lost]
    print(f"lost: {len(lost)}", *lost[:10], sep="\n  ")
    return 0 if not lost and card.most_mb <= card.total_mb and is_restored else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--load-s", type=float, default=0.0, help="how long a model takes to load")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.turns, given.load_s)))
