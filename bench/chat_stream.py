"""Many replies stream at once: how much later does a token come through the engine layer, and what does it cost?

    python bench/chat_stream.py [--streams 1 50 200] [--tokens 200] [--pace-ms 20] [--rounds 3]

An upstream in a process of its own speaks Ollama's protocol and sends every reply one token each 20 ms, with the moment
of its sending. Each number of streams is read twice by one process: first by a bare aiohttp client that reads lines and
parses their JSON, then through `fabula.engines.llm` with its patience, counting and channels. Both take turns for some
rounds, and the quietest round of each counts, since whatever else the machine does only ever adds to a delay. The delay
of a token goes from its sending to its arrival; *added* is the layer's percentile minus that of the bare client. Exit
code 0 says that all tokens came in every round, that the added delay is below 10 ms (p99, up to 50 streams), and that
the layer adds less than 0.1 ms of CPU a token.
"""

import argparse
import asyncio
import json
import multiprocessing
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import aiohttp
import uvloop
from aiohttp import web
from serving import percentile

from fabula.engines.llm import Channel, Channels, ChatRequest, Client, Provider, Text, user

MOST_ADDED_MS = 10.0
MOST_CPU_MS = 0.1
JUDGED_STREAMS = 50
RAMP_S = 0.02
WARM_UP = 10


@dataclass
class Heard:
    """What one way of reading saw."""

    delays_ms: list[float] = field(default_factory=list[float])
    cpu_s: float = 0.0

    @property
    def cpu_ms(self) -> float:
        return self.cpu_s * 1000 / max(1, len(self.delays_ms))

    def delay_ms(self, part: float) -> float:
        return percentile(self.delays_ms, part)


def upstream(link: Connection, pace_s: float) -> None:
    """The process that sends."""

    async def chat(request: web.Request) -> web.StreamResponse:
        tokens = (await request.json())["options"]["num_predict"]
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        due = time.monotonic()
        for _ in range(tokens):
            due += pace_s
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            line = {"model": "paced", "message": {"role": "assistant", "content": f"{time.time():.6f} "}, "done": False}
            await response.write(json.dumps(line).encode() + b"\n")
        last = {"done": True, "done_reason": "stop", "prompt_eval_count": 8, "eval_count": tokens}
        await response.write(json.dumps(last).encode() + b"\n")
        return response

    async def serve() -> None:
        app = web.Application()
        app.router.add_post("/api/chat", chat)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        link.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    uvloop.run(serve())


async def bare(url: str, heard: Heard, count: int, tokens: int) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:

        async def one() -> None:
            async with session.post(
                f"{url}/api/chat", json={"model": "paced", "options": {"num_predict": tokens}}
            ) as response:
                async for line in response.content:
                    read = json.loads(line)
                    if "message" in read:
                        heard.delays_ms.append((time.time() - float(read["message"]["content"])) * 1000)

        await _all(one, count)


async def layered(url: str, heard: Heard, count: int, tokens: int) -> None:
    channel = Channel(id="up", name="Upstream", provider=Provider.OLLAMA, base_url=url, concurrency=1000)
    channels = Channels([Client(channel)])
    request = ChatRequest("paced", (user("Go on."),), max_tokens=tokens)

    async def one() -> None:
        async with aclosing(channels.stream(request)) as events:
            async for event in events:
                if isinstance(event, Text):
                    now = time.time()
                    heard.delays_ms += [(now - float(sent)) * 1000 for sent in event.text.split()]

    await _all(one, count)
    await channels.close()


async def _all(one: Callable[[], Awaitable[None]], count: int) -> None:
    async def later(at: int) -> None:
        await asyncio.sleep(at * RAMP_S / count)
        await one()

    await asyncio.gather(*(later(at) for at in range(count)))


def measured(way: Callable[[str, Heard, int, int], Awaitable[None]], url: str, count: int, tokens: int) -> Heard:
    heard = Heard()

    async def timed() -> None:
        await way(url, Heard(), 1, WARM_UP)
        begun = time.process_time()
        await way(url, heard, count, tokens)
        heard.cpu_s = time.process_time() - begun

    uvloop.run(timed())
    return heard


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 50, 200])
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--pace-ms", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    sender = context.Process(target=upstream, args=(theirs, wanted.pace_ms / 1000), daemon=True)
    sender.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    good = True
    print("streams  way      p50 ms  p99 ms  CPU ms/token  tokens")
    for count in wanted.streams:
        rounds = [[measured(way, url, count, wanted.tokens) for way in (bare, layered)] for _ in range(wanted.rounds)]
        direct, through = [min(heard, key=lambda one: one.delay_ms(0.99)) for heard in zip(*rounds, strict=True)]
        for name, heard in (("bare", direct), ("layer", through)):
            print(
                f"{count:>7}  {name:<7}  {heard.delay_ms(0.5):6.2f}  {heard.delay_ms(0.99):6.2f}  {heard.cpu_ms:12.4f}"
                f"  {len(heard.delays_ms)}"
            )
        added = [through.delay_ms(at) - direct.delay_ms(at) for at in (0.5, 0.99)]
        print(f"{count:>7}  added    {added[0]:6.2f}  {added[1]:6.2f}  {through.cpu_ms - direct.cpu_ms:12.4f}")
        good &= all(len(heard.delays_ms) == count * wanted.tokens for _, heard in rounds)
        good &= through.cpu_ms - direct.cpu_ms < MOST_CPU_MS
        good &= count > JUDGED_STREAMS or added[1] < MOST_ADDED_MS
    sender.terminate()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
