"""The application starts and stops any number of times in one process and leaves nothing behind."""

import asyncio
import threading

import psutil

from fabula.core.settings import Settings
from fabula.engines.registry import EngineRoom
from tests.visitors import started

ROUNDS = 6


def held() -> tuple[int, set[str], set[str]]:
    """Open files and sockets, tasks, and threads that are not of the shared pool."""
    tasks = {task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()}
    threads = {thread.name for thread in threading.enumerate() if not thread.name.startswith("fabula-blocking")}
    return psutil.Process().num_fds(), tasks, threads


async def let_go_of_files() -> None:
    """The thread of a closed SQLite file ends a moment after the last answer it gave."""
    async with asyncio.timeout(10):
        while any(thread.name == "fabula-sqlite" for thread in threading.enumerate()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_starts_and_stops_leave_nothing_behind(settings: Settings) -> None:
    seen: list[tuple[int, set[str], set[str]]] = []
    for number in range(ROUNDS):
        async with started(settings, demo_engines=True) as app, asyncio.timeout(30):
            if number % 2 == 0:  # the others stop while the engines are still being started
                await app.state.parts[EngineRoom].ready()
        await let_go_of_files()
        seen.append(held())
    after_two, at_the_end = seen[1], seen[-1]
    assert at_the_end[0] <= after_two[0]
    assert at_the_end[1:] == after_two[1:]
    assert at_the_end[1] == set()


async def test_a_stop_while_engines_are_silent_is_quick(settings: Settings) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        clock = asyncio.get_running_loop().time
        async with started(settings, ollama_url=url, comfyui_url=(url,)) as app:
            await app.state.parts[EngineRoom].ready()
            await asyncio.sleep(0.2)
            stopping = clock()
        assert clock() - stopping < 5
