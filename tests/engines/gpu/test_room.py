"""Making room climbs only as far as it must, believes only measurements, and never touches an engine at work."""

import asyncio

import pytest

from bench.simulated import run_virtually
from fabula.engines.gpu import NewsKind, NoRoom, Rules
from tests.engines.gpu.conftest import House, house

QUIET = Rules(monitor_enabled=False, restore_language=False)


def kinds(home: House) -> list[NewsKind]:
    return [entry.kind for entry in home.arbiter.news.latest()]


def words(home: House) -> str:
    return "\n".join(entry.text for entry in home.arbiter.news.latest())


class Keeper:
    """Stops and starts the simulated programs at once, and writes down what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.home: House | None = None
        self.fails = False

    async def stop(self, service: str, *, in_favour_of: str = "") -> None:
        self.asked.append(f"stop {service} for {in_favour_of}")
        assert self.home is not None
        if self.fails:
            await asyncio.sleep(1e6)
        engine = self.home.ollama if service == "ollama" else self.home.comfy
        self.home.card.taken[service] = 0
        engine.forget()

    async def start(self, service: str) -> None:
        self.asked.append(f"start {service}")

    def pids(self, service: str) -> set[int]:
        return set()


def test_only_as_much_is_unloaded_as_is_needed() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write("small")
            await home.write("llama")
            await home.paint("sdxl")
            assert home.card.taken == {"ollama": 9_000, "comfyui": 10_000}

    run_virtually(story())


def test_work_that_ran_out_of_memory_has_the_card_for_itself_next_time() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write("llama")
            await home.paint("sdxl")
            home.arbiter.ran_out("comfyui", "sdxl")
            await home.paint("sdxl")
            assert home.card.taken == {"ollama": 0, "comfyui": 10_000}
            home.arbiter.ran_out("nobody", "sdxl")

    run_virtually(story())


def test_an_ollama_that_ignores_unloading_holds_the_picture_back_until_it_obeys() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write()
            home.ollama.ignores_unload = True
            painted = asyncio.create_task(home.paint())
            await asyncio.sleep(60)
            assert not painted.done()
            assert home.card.out_of_memory == 0
            home.ollama.ignores_unload = False
            await painted
            assert NewsKind.ROOM_STEP_FAILED in kinds(home)

    run_virtually(story())


def test_one_that_never_obeys_is_named_in_the_refusal() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write()
            home.ollama.ignores_unload = True
            with pytest.raises(NoRoom, match=r"No room for flux \(18,000 MB\) on Card: Ollama still holds llama"):
                await home.paint(wait_s=40)
            await home.write()

    run_virtually(story())


def test_while_room_cannot_be_made_the_others_go_on() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write()
            home.ollama.ignores_unload = True
            painted = asyncio.create_task(home.paint())
            await asyncio.sleep(1)
            begun = asyncio.get_running_loop().time()
            for n in range(5):
                await home.write(owner=f"p{n}")
            assert asyncio.get_running_loop().time() - begun < 60
            home.ollama.ignores_unload = False
            await painted

    run_virtually(story())


def test_a_model_that_is_stopping_is_waited_for() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write()
            home.ollama.stopping_s = 8
            await home.paint()
            assert (home.card.out_of_memory, home.card.killed) == (0, 0)

    run_virtually(story())


def test_a_dead_ollama_does_not_hold_up_pictures() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write()
            home.card.taken["ollama"] = 0
            home.ollama.forget()
            home.ollama.is_dead = True
            await asyncio.wait_for(home.paint(), 60)

    run_virtually(story())


def test_an_ollama_that_hangs_with_its_memory_is_stopped() -> None:
    async def story() -> None:
        keeper = Keeper()
        async with house(QUIET, keeper=keeper) as home:
            keeper.home = home
            await home.write()
            home.ollama.hangs = True
            await home.paint()
            assert keeper.asked == ["stop ollama for comfyui"]
            assert home.arbiter.state().devices[0].tenants[0].is_stopped

    run_virtually(story())


def test_a_comfyui_that_keeps_its_memory_is_stopped_and_started_when_it_is_wanted_again() -> None:
    async def story() -> None:
        keeper = Keeper()
        async with house(QUIET, keeper=keeper) as home:
            keeper.home = home
            await home.paint()
            home.comfy.ignores_free = True
            await home.write()
            assert keeper.asked == ["stop comfyui for ollama"]
            await home.paint()
            assert keeper.asked[1:] == ["start comfyui"]

    run_virtually(story())


def test_a_program_that_does_not_stop_ends_in_a_refusal_and_the_next_in_line_goes_on() -> None:
    async def story() -> None:
        keeper = Keeper()
        async with house(QUIET, keeper=keeper) as home:
            keeper.home, keeper.fails = home, True
            await home.paint()
            home.comfy.ignores_free = True
            refused, painted = await asyncio.gather(
                home.write(wait_s=100), home.paint(owner="ben", seconds=1), return_exceptions=True
            )
            assert isinstance(refused, NoRoom)
            assert painted is None

    run_virtually(story())


def test_a_fault_of_our_own_while_making_room_is_said_and_ends() -> None:
    class Faulty(Keeper):
        async def start(self, service: str) -> None:
            raise RuntimeError("no such thing")

    async def story() -> None:
        keeper = Faulty()
        async with house(QUIET, keeper=keeper) as home:
            keeper.home = home
            with pytest.raises(RuntimeError):
                await home.arbiter.switch("comfyui")
            with pytest.raises(NoRoom, match=r"Making room on Card failed; the server's log says why"):
                await home.write(wait_s=10)

    run_virtually(story())


def test_an_image_engine_at_work_for_somebody_else_is_left_alone() -> None:
    async def story() -> None:
        keeper = Keeper()
        async with house(QUIET, keeper=keeper) as home:
            keeper.home = home
            await home.paint()
            home.comfy.foreign_job = "1 job of another program"
            with pytest.raises(NoRoom, match="ComfyUI works on 1 job of another program"):
                await home.write(wait_s=20)
            assert (keeper.asked, home.card.killed) == ([], 0)
            home.comfy.foreign_job = ""
            await home.write()

    run_virtually(story())


def test_a_stranger_on_the_card_is_waited_for_and_named() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write()
            home.card.stranger_mb = 12_000
            with pytest.raises(NoRoom, match="12,000 MB are held by programs that are not ours"):
                await home.paint(wait_s=30)
            painted = asyncio.create_task(home.paint())
            await asyncio.sleep(5)
            home.card.stranger_mb = 0
            await painted
            assert home.card.out_of_memory == 0

    run_virtually(story())


def test_a_model_that_fills_the_card_is_let_in_again_after_a_long_rest() -> None:
    async def story() -> None:
        async with house(QUIET, total_mb=9_500) as home:
            for _ in range(3):
                await home.write()
                await asyncio.sleep(60)
            assert home.ollama.loads == 1
            home.card.give_back("ollama", home.ollama.in_memory.pop("llama"))
            home.card.stranger_mb = 8_000
            with pytest.raises(NoRoom, match="8,000 MB are held by programs that are not ours"):
                await home.write(wait_s=20)

    run_virtually(story())


def test_before_a_model_of_unknown_size_an_engine_gives_back_what_others_loaded_there() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write("small")
            home.comfy.in_memory, home.comfy.kept_mb = "flux", 18_000
            home.card.take("comfyui", 18_000)
            await asyncio.sleep(10)
            await home.write("large", expected_mb=None)
            assert (home.card.taken["comfyui"], home.card.out_of_memory) == (0, 0)

    run_virtually(story())


def test_models_that_were_loaded_behind_our_back_are_found_and_unloaded() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.ollama.use("large", 1)
            await home.paint()
            assert home.card.out_of_memory == 0

    run_virtually(story())


def test_a_card_that_nobody_measures_is_shared_by_turns() -> None:
    async def story() -> None:
        async with house(QUIET, total_mb=None) as home:
            await asyncio.gather(*(home.write(owner=o) for o in "ab"), home.paint())
            device = home.arbiter.state().devices[0]
            assert (device.measured_by, device.total_mb, home.card.out_of_memory) == ("", None, 0)

    run_virtually(story())


def test_who_gives_up_while_room_is_made_leaves_the_line_working() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write()
            home.ollama.stopping_s = 10
            painted = asyncio.create_task(home.paint())
            await asyncio.sleep(3)
            painted.cancel()
            await asyncio.gather(painted, return_exceptions=True)
            await asyncio.sleep(20)
            device = home.arbiter.state().devices[0]
            assert (device.line, device.holders) == ([], [])
            await home.write()

    run_virtually(story())


def test_the_language_model_comes_back_once_when_the_last_picture_is_done() -> None:
    async def story() -> None:
        async with house() as home:
            await home.write()
            await asyncio.gather(*(home.paint(owner=f"p{n}") for n in range(3)))
            assert home.ollama.loads == 1
            await asyncio.sleep(30)
            assert home.ollama.loads == 2
            assert list(home.ollama.in_memory) == ["llama"]
            assert kinds(home).count(NewsKind.RESTORED) == 1

    run_virtually(story())


def test_text_that_is_asked_for_meanwhile_brings_it_back_itself() -> None:
    async def story() -> None:
        async with house() as home:
            await home.write()
            await home.paint()
            await asyncio.sleep(1)
            await home.write()
            await asyncio.sleep(60)
            assert home.ollama.loads == 2
            assert NewsKind.RESTORED not in kinds(home)

    run_virtually(story())


def test_nothing_comes_back_where_the_admin_does_not_want_it() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            await home.write()
            await home.paint()
            await asyncio.sleep(60)
            assert home.ollama.loads == 1

    run_virtually(story())
