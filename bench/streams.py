"""Many people watch runs that stream: does everything arrive, how late, and what does it cost?

    python bench/streams.py [--subscribers 200 1000] [--seconds 10]

Ten runs write fifty words a second each, and every subscriber follows one of them on a socket of its own. An *event* is
a word or a durable event of the run. The server merges the words of one tick (20 ms, longer when it is busy) into one
socket *message*, so both are counted. The delay of a word goes from the moment when it was due, which it carries, to
its arrival in the client's process; words that came late because the server was busy count as late.

Beside it the bound: a bare Starlette socket route that sends every subscriber as many messages, with as many words in
each, made once for all. Exit code 0 says that every subscriber has the whole text of its run and no gap in its log.
"""

import argparse
import multiprocessing
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from serving import Server, fabula_server, free_port, percentile, plain_server
from subscribers import Heard, Wanted, call, listen

RUNS = 10
RATE = 50
STEP_S = 10
PERSON = {"username": "watcher", "email": "watcher@home.example", "password": "bench words in a row"}
COUNTING = {"steps": 100, "pause_ms": STEP_S * 1000, "tokens": STEP_S * RATE, "timed": True}
REST_S = 5.0
BOUND = """
import asyncio, contextlib, json, sys, time, uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect
sockets = set()
async def listen(socket):
    await socket.accept()
    sockets.add(socket)
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()
    sockets.discard(socket)
async def speak():
    due, number, ahead = time.monotonic(), 0, time.time() - time.monotonic()
    while True:
        due, number = due + PERIOD_S, number + 1
        await asyncio.sleep(due - time.monotonic())
        words = "".join(f"{number}.{n}@{(due + ahead) * 1000:.0f} " for n in range(WORDS))
        told = {"topic": "run:" + "0" * 36, "type": "delta", "seq": 1, "rev": number, "set": {}}
        text = json.dumps([told | {"append": {"text": words}}])
        for socket in tuple(sockets):
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await socket.send_text(text)
@contextlib.asynccontextmanager
async def life(app):
    speaking = asyncio.create_task(speak())
    yield
    speaking.cancel()
app = Starlette(routes=[WebSocketRoute("/", listen)], lifespan=life)
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", ws="websockets-sansio", ws_per_message_deflate=False)
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--subscribers", type=int, nargs="+", default=[200, 1000])
    arguments.add_argument("--seconds", type=float, default=10.0)
    given = arguments.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {RUNS} runs of {RATE} words a second")
    with tempfile.TemporaryDirectory() as folder:
        with fabula_server(Path(folder)) as server:
            print(f"the very first start to ready {server.ready_s:.1f} s, of which CPU {server.cpu_s():.1f} s")
        with fabula_server(Path(folder), FABULA_DEMO_RUNS="1") as server:
            print(f"every other start to ready {server.ready_s:.1f} s, of which CPU {server.cpu_s():.1f} s")
            time.sleep(REST_S)
            print(f"resident when idle {server.resident_mb():.0f} MB")
            token = call(server, "/api/auth/register", body=PERSON)["access_token"]
            lost = sum(compare(server, token, count, given.seconds) for count in given.subscribers)
    return 1 if lost else 0


def compare(server: Server, token: str, count: int, seconds: float) -> int:
    """Fabula beside the bound with this many subscribers; how many of Fabula's missed something."""
    runs = tuple(call(server, "/api/demo/counter", token, COUNTING)["id"] for _ in range(RUNS))
    print(f"\n{count} subscribers, load {os.getloadavg()[0]:.1f}")
    ours = apart(Wanted(server, "/api/ws", count, seconds, token, runs))
    report("fabula", ours)
    pace = f"PERIOD_S, WORDS = {count * ours.seconds / ours.messages}, {round(ours.events / ours.messages)}"
    with plain_server(pace + BOUND, free_port()) as plain:
        theirs = apart(Wanted(plain, "/", count, seconds))
    report("bound", theirs)
    compared = {
        "events/s": per_second(ours, ours.events) / per_second(theirs, theirs.events),
        "p99": percentile(ours.delays_ms, 0.99) / percentile(theirs.delays_ms, 0.99),
        "CPU per message": cpu_ms(ours, ours.messages) / cpu_ms(theirs, theirs.messages),
    }
    print("  fabula to bound: " + ", ".join(f"{what} {ratio:.2f}" for what, ratio in compared.items()))
    print(f"  each subscriber got {per_second(ours, ours.events) / count:.1f} events/s of {RATE}")
    print(f"  {ours.lost or 'no'} subscriber missed anything; {ours.skips} times one skipped to a snapshot")
    return ours.lost


def apart(wanted: Wanted) -> Heard:
    """The subscribers live in a process of their own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(listen, wanted).result()


def report(name: str, heard: Heard) -> None:
    events, messages = per_second(heard, heard.events), per_second(heard, heard.messages)
    p50, p99 = percentile(heard.delays_ms, 0.5), percentile(heard.delays_ms, 0.99)
    print(
        f"  {name:7} {events:6.0f} events/s in {messages:6.0f} messages/s   p50 {p50:5.0f} ms   p99 {p99:5.0f} ms",
        end="",
    )
    print(f"   server CPU {cpu_ms(heard, heard.events):4.0f} ms per 1,000 events", end="")
    print(f" and {cpu_ms(heard, heard.messages):4.0f} per 1,000 messages")
    busy, own = heard.server_cpu_s / heard.seconds, heard.client_cpu_s / heard.seconds
    late = percentile(heard.own_delays_ms, 0.99)
    print(f"          of a core: server {busy:4.0%}, client {own:4.0%}   server resident {heard.resident_mb:4.0f} MB")
    print(f"          the client itself comes late to its own work by p99 {late:4.0f} ms, which counts as delay too")


def per_second(heard: Heard, count: int) -> float:
    return count / heard.seconds


def cpu_ms(heard: Heard, count: int) -> float:
    """Processor time of the server for a thousand of these."""
    return heard.server_cpu_s * 1e6 / count


if __name__ == "__main__":
    raise SystemExit(main())
