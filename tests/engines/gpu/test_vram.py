"""Memory is measured by the driver, else by the engines; a driver that fails or hangs is an ordinary answer."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest

from bench.simulated import run_virtually
from fabula.engines.gpu import Device, Memory, NewsKind, Nvml, Rules
from fabula.engines.gpu.vram import CardReading
from tests.engines.gpu.conftest import House, house

MB = 1024 * 1024
WATCHING = Rules(restore_language=False)


class Driver:
    """Speaks like pynvml of two cards."""

    class NVMLError(Exception): ...

    def __init__(self) -> None:
        self.fails = False
        self.hangs_s = 0.0
        self.tells_processes = True
        self.started = 0

    def nvmlInit(self) -> None:
        self.started += 1

    def nvmlDeviceGetCount(self) -> int:
        time.sleep(self.hangs_s)
        if self.fails:
            raise self.NVMLError("GPU is lost")
        return 2

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:
        return index

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Any:
        return SimpleNamespace(total=24_000 * MB, free=(20_000 + handle) * MB)

    def nvmlDeviceGetUUID(self, handle: int) -> str:
        return f"GPU-{handle}"

    def nvmlDeviceGetName(self, handle: int) -> str:
        return "Card"

    def nvmlDeviceGetComputeRunningProcesses(self, handle: int) -> list[Any]:
        if not self.tells_processes:
            raise self.NVMLError("not supported")
        return [SimpleNamespace(pid=10, usedGpuMemory=3_000 * MB), SimpleNamespace(pid=11, usedGpuMemory=None)]

    def nvmlDeviceGetGraphicsRunningProcesses(self, handle: int) -> list[Any]:
        return [SimpleNamespace(pid=12, usedGpuMemory=500 * MB)]


async def test_every_card_is_read_with_its_processes() -> None:
    nvml = Nvml(library=Driver())
    cards = await nvml.read()
    assert cards is not None
    assert cards[1] == CardReading(1, "GPU-1", "Card", Memory(24_000, 20_001), {10: 3_000, 12: 500})
    nvml.close()


async def test_a_driver_that_does_not_tell_of_processes_still_measures() -> None:
    driver = Driver()
    driver.tells_processes = False
    nvml = Nvml(library=driver)
    cards = await nvml.read()
    assert cards is not None
    assert (cards[0].memory.free_mb, dict(cards[0].processes)) == (20_000, {})
    nvml.close()


async def test_a_driver_that_fails_midway_is_left_alone_for_a_while() -> None:
    driver = Driver()
    nvml = Nvml(library=driver)
    assert await nvml.read() is not None
    driver.fails = True
    assert await nvml.read() is None
    driver.fails = False
    assert await nvml.read() is None
    nvml.close()


async def test_a_driver_that_hangs_holds_nobody_up() -> None:
    driver = Driver()
    driver.hangs_s = 1
    nvml = Nvml(answer_s=0.1, library=driver)
    begun = time.monotonic()
    assert await nvml.read() is None
    assert await nvml.read() is None
    assert time.monotonic() - begun < 0.9
    nvml.close()


async def test_all_who_ask_at_once_get_the_same_answer() -> None:
    driver = Driver()
    driver.hangs_s = 0.1
    nvml = Nvml(library=driver)
    answers = await asyncio.gather(*(nvml.read() for _ in range(3)))
    assert None not in answers
    nvml.close()


async def test_a_machine_without_a_driver_is_not_measured() -> None:
    nvml = Nvml()
    assert await nvml.read() in (None, [])
    nvml.close()


class SimulatedGauge:
    """The driver's view of the simulated card."""

    def __init__(self) -> None:
        self.home: House | None = None
        self.is_blind = False
        self.processes: dict[int, int] = {}

    async def read(self) -> list[CardReading] | None:
        if self.is_blind or self.home is None:
            return None
        card = self.home.card
        return [CardReading(0, "GPU-0", "Card", Memory(card.total_mb, card.free_mb), self.processes)]


def told(home: House, kind: NewsKind) -> list[str]:
    return [entry.text for entry in home.arbiter.news.latest() if entry.kind is kind]


def test_memory_is_watched_with_a_history_and_warnings() -> None:
    async def story() -> None:
        async with house(WATCHING) as home:
            home.arbiter.start()
            await asyncio.sleep(10)
            home.card.stranger_mb = 22_000
            await asyncio.sleep(10)
            home.card.stranger_mb = 23_500
            await asyncio.sleep(10)
            home.card.stranger_mb = 0
            await asyncio.sleep(10)
            device = home.arbiter.state().devices[0]
            assert [point.used_mb for point in device.history[::5]] == [0, 22_000, 23_500, 0]
            assert told(home, NewsKind.VRAM_HIGH) == ["Card is 92 % full"]
            assert told(home, NewsKind.VRAM_LOW) == ["Card has only 500 MB left"]
            assert told(home, NewsKind.VRAM_NORMAL) == ["Card has memory again"]

    run_virtually(story())


def test_a_stranger_that_takes_memory_is_named_by_the_driver() -> None:
    async def story() -> None:
        gauge = SimulatedGauge()
        async with house(WATCHING, gauge=gauge) as home:
            gauge.home = home
            home.arbiter.add_device(Device("gpu", "Card", 24_000, gpu="GPU-0"))
            home.arbiter.start()
            await home.write("llama", 5)
            home.card.stranger_mb, gauge.processes = 6_000, {2**22 + 1: 6_000}
            await asyncio.sleep(5)
            assert told(home, NewsKind.VRAM_STRANGER) == [
                f"6,000 MB of Card are held by process {2**22 + 1} (6,000 MB)"
            ]
            assert home.arbiter.state().devices[0].measured_by == "NVML"

    run_virtually(story())


def test_when_the_driver_goes_blind_the_engines_are_asked() -> None:
    async def story() -> None:
        gauge = SimulatedGauge()
        async with house(WATCHING, gauge=gauge) as home:
            gauge.home = home
            home.arbiter.add_device(Device("gpu", "Card", 24_000, gpu="0"))
            home.arbiter.start()
            await asyncio.sleep(5)
            gauge.is_blind = True
            await asyncio.sleep(5)
            assert home.arbiter.state().devices[0].measured_by == "ComfyUI"
            home.comfy.tells_memory = False
            await asyncio.sleep(5)
            device = home.arbiter.state().devices[0]
            assert (device.measured_by, device.free_mb) == ("", None)
            gauge.is_blind = False
            await asyncio.sleep(5)
            blind, seen = told(home, NewsKind.VRAM_BLIND), told(home, NewsKind.VRAM_SEEN)
            assert (blind, seen) == (
                ["The memory of Card cannot be measured now"],
                ["The memory of Card is measured again"],
            )
            await asyncio.gather(home.write(), home.paint())

    run_virtually(story())


def test_what_an_engine_takes_for_the_first_time_is_no_strangers() -> None:
    async def story() -> None:
        async with house(WATCHING) as home:
            home.arbiter.start()
            await home.paint(expected_mb=None)
            await asyncio.sleep(5)
            assert told(home, NewsKind.VRAM_STRANGER) == []
            home.card.stranger_mb = 6_000
            await asyncio.sleep(5)
            (news,) = told(home, NewsKind.VRAM_STRANGER)
            assert news.endswith("MB of Card are held by programs that are not ours")

    run_virtually(story())


def test_a_card_that_nobody_has_ever_measured_is_no_news() -> None:
    async def story() -> None:
        async with house(WATCHING, total_mb=None) as home:
            home.arbiter.start()
            await asyncio.sleep(5)
            await home.write()
            assert told(home, NewsKind.VRAM_BLIND) == []

    run_virtually(story())


def test_an_engine_whose_measurement_hangs_only_stays_unknown() -> None:
    async def story() -> None:
        async with house(WATCHING) as home:
            home.comfy.hangs = True
            home.arbiter.start()
            async with asyncio.timeout(60):
                await home.write()

    run_virtually(story())


def test_peaks_are_learnt_and_let_engines_live_side_by_side() -> None:
    async def story() -> None:
        async with house(WATCHING) as home:
            home.arbiter.start()
            for _ in range(40):
                async with home.arbiter.lease(home.picture("sdxl", expected_mb=20_000)):
                    await home.comfy.use("sdxl", 5)
            known = {line.what: line.peak_mb for line in home.arbiter.learnt()}
            assert 10_000 <= (known["sdxl"] or 0) <= 10_300
            begun = asyncio.get_running_loop().time()
            await asyncio.gather(home.write("small", 20), home.paint("sdxl", 20, expected_mb=None))
            assert asyncio.get_running_loop().time() - begun <= 27

    run_virtually(story())


def test_much_short_work_shares_a_look_every_few_seconds() -> None:
    async def story() -> None:
        async with house(Rules(monitor_enabled=False, restore_language=False)) as home:
            await home.paint("sdxl", 1)
            await asyncio.sleep(10)
            asked = home.comfy.asked_for_memory
            for _ in range(300):
                await home.paint("sdxl", 0.1)
            await asyncio.sleep(10)
            assert home.comfy.asked_for_memory - asked <= 12
            (known,) = [line.peak_mb for line in home.arbiter.learnt() if line.what == "sdxl"]
            assert known
            assert known >= 10_000

    run_virtually(story())


def test_a_look_that_came_before_the_work_had_loaded_lets_nothing_fade() -> None:
    async def story() -> None:
        async with house(Rules(monitor_enabled=False, restore_language=False)) as home:

            async def paint() -> None:
                async with home.arbiter.lease(home.picture("sdxl")) as lease:
                    lease.report_peak(100)
                    await home.comfy.use("sdxl", 10)

            await asyncio.gather(*[paint() for _ in range(5)])
            (known,) = [line.peak_mb for line in home.arbiter.learnt() if line.what == "sdxl"]
            assert known
            assert known >= 10_000

    run_virtually(story())


def test_what_was_learnt_survives_a_restart() -> None:
    async def story() -> None:
        async with house(WATCHING) as home:
            await home.write("llama", 4)
            kept = home.arbiter.learnt()
        async with house(WATCHING) as fresh:
            fresh.arbiter.learn(kept)
            assert fresh.arbiter.learnt() == kept

    run_virtually(story())


@pytest.mark.parametrize("failing", ["loaded", "memory"])
def test_a_failing_engine_is_measured_around(failing: str) -> None:
    async def story() -> None:
        async with house(WATCHING) as home:
            home.arbiter.start()
            if failing == "loaded":
                home.ollama.is_dead = True
            else:
                home.comfy.hangs = True
            await asyncio.sleep(30)
            assert home.arbiter.state().devices[0].history or failing == "memory"

    run_virtually(story())
