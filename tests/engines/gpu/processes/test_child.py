"""Programs are started, adopted, watched and ended; what goes wrong is said in their own last words."""

import asyncio
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

import aiohttp
import pytest

from fabula.engines.gpu import EngineWorking, NewsKind, ServiceFailed, ServiceUnknown
from fabula.engines.gpu.processes import ServiceStatus
from fabula.engines.gpu.processes.child import surroundings
from fabula.engines.gpu.processes.family import alive
from fabula.engines.gpu.processes.health import answers, comes_up
from tests.engines.gpu.processes.conftest import PROGRAM, RULES, Programs, command, free_port, until


@contextmanager
def running(port: int) -> Generator[subprocess.Popen[bytes]]:
    """A program that somebody else has started."""
    process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def ready(port: int) -> None:
    assert await comes_up(f"http://127.0.0.1:{port}/", 20, ask_s=1, poll_s=0.05)


async def test_a_program_starts_in_its_folder_with_its_environment_and_stops(programs: Programs) -> None:
    service = programs.add()
    await programs.services.start("ollama")
    state = await programs.state()
    assert (state.status, state.answers, state.adopted, state.problem) == (ServiceStatus.RUNNING, True, False, "")
    assert state.log[0] == f"hello from fabula in {PROGRAM.parent}"
    pids = programs.services.pids("ollama")
    assert state.pid in pids
    await programs.services.stop("ollama")
    assert alive(pids) == set()
    assert not await answers(service.health_url, 1)
    assert (await programs.state()).status is ServiceStatus.STOPPED
    assert programs.kinds() == [NewsKind.SERVICE_STARTED, NewsKind.SERVICE_STOPPED]


def test_a_program_sees_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FABULA_DATABASE_URL", "JWT_SECRET", "DB_PASSWORD", "TAVILY_API_KEY", "LANGUAGE_PACK"):
        monkeypatch.setenv(name, "kept")
    seen = surroundings({"HF_TOKEN": "given"})
    assert {name: seen[name] for name in seen if seen[name] in ("kept", "given")} == {
        "LANGUAGE_PACK": "kept",
        "HF_TOKEN": "given",
    }


async def test_starting_twice_and_stopping_twice_change_nothing(programs: Programs) -> None:
    programs.add()
    await programs.services.start("ollama")
    before = (await programs.state()).pid
    await programs.services.start("ollama")
    assert (await programs.state()).pid == before
    await programs.services.stop("ollama")
    await programs.services.stop("ollama")


async def test_a_program_that_ends_at_once_is_reported_with_its_last_words(programs: Programs) -> None:
    programs.add("dies")
    with pytest.raises(ServiceFailed, match=r"Ollama ended at once with code 7: .*CUDA error: no device"):
        await programs.services.start("ollama")
    state = await programs.state()
    assert (state.status, state.problem) == (ServiceStatus.CRASHED, "ended at once with code 7")
    assert state.log[-1] == "CUDA error: no device"


async def test_a_program_that_crashes_again_and_again_is_given_up(programs: Programs) -> None:
    programs.add("once")
    await programs.services.start("ollama")
    await until(lambda: NewsKind.SERVICE_GIVEN_UP in programs.kinds(), 40)
    assert programs.kinds().count(NewsKind.SERVICE_CRASHED) == RULES.crashes
    assert (await programs.state()).status is ServiceStatus.GIVEN_UP


async def test_a_crash_is_mended_by_starting_again(programs: Programs) -> None:
    service = programs.add()
    await programs.services.start("ollama")
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError):
            await http.get(service.health_url + "crash")
    await until(lambda: NewsKind.SERVICE_CRASHED in programs.kinds())
    assert await comes_up(service.health_url, 20, ask_s=1, poll_s=0.05)
    state = await programs.state()
    assert (state.status, state.restarts, state.problem) == (
        ServiceStatus.RUNNING,
        1,
        "ended by itself with code 3",
    )


async def test_a_program_that_does_not_listen_to_reason_is_ended_firmly(programs: Programs) -> None:
    programs.under(replace(RULES, stop_s=2))
    programs.add("stubborn")
    await programs.services.start("ollama")
    pids = programs.services.pids("ollama")
    await programs.services.stop("ollama")
    assert alive(pids) == set()


async def test_a_slow_program_is_not_ended_for_being_slow(programs: Programs) -> None:
    programs.under(replace(RULES, startup_s=0.5))
    programs.add("slow")
    with pytest.raises(ServiceFailed, match=r"has not answered at http.* within 0 s"):
        await programs.services.start("ollama")
    assert (await programs.state()).status is ServiceStatus.STARTING
    await programs.services.stop("ollama")


async def test_a_command_that_is_not_there_is_named(programs: Programs) -> None:
    programs.services.add(replace(programs.add(name="template"), name="ollama", command=("/nowhere/ollama", "serve")))
    with pytest.raises(ServiceFailed, match=r"cannot be started: .*/nowhere/ollama"):
        await programs.services.start("ollama")


async def test_what_runs_already_is_adopted_and_not_ended(programs: Programs) -> None:
    port = free_port()
    with running(port) as process:
        await ready(port)
        programs.add_without_command(port)
        state = await programs.state()
        assert (state.status, state.adopted, state.pid) == (ServiceStatus.RUNNING, True, process.pid)
        await programs.services.start("ollama")
        with pytest.raises(EngineWorking, match="was running before Fabula"):
            await programs.services.stop("ollama")
        await programs.services.close()
        assert process.poll() is None


async def test_an_admin_may_end_what_was_adopted(programs: Programs) -> None:
    port = free_port()
    with running(port) as process:
        await ready(port)
        programs.add_without_command(port)
        await programs.services.stop("ollama", even_adopted=True)
        await asyncio.sleep(0)
        assert process.wait(10) is not None


async def test_without_a_command_a_missing_program_is_the_admins_to_start(programs: Programs) -> None:
    programs.add_without_command(free_port())
    with pytest.raises(ServiceFailed, match="Fabula has no command to start it"):
        await programs.services.start("ollama")
    await programs.services.stop("ollama")


async def test_the_end_of_the_application_ends_its_children(programs: Programs) -> None:
    programs.add()
    await programs.services.start("ollama")
    pids = programs.services.pids("ollama")
    await programs.services.close()
    assert alive(pids) == set()


async def test_an_unknown_service_is_refused_with_those_that_are_known(programs: Programs) -> None:
    programs.add(name="comfyui")
    with pytest.raises(ServiceUnknown) as refused:
        await programs.services.start("elsewhere")
    assert refused.value.way_out == "Managed are: comfyui."
