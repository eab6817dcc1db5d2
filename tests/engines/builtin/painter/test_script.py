"""Faults on demand: each happens as it was asked for, and the painter goes on."""

import asyncio

import aiohttp
import pytest

from fabula.core.errors import StartFailed
from fabula.engines.builtin.painter import Pace, Painter, Vram
from tests.engines.builtin.painter.clients import Client, model_free, sampling, until_end

BROKEN = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, ConnectionError)


async def test_an_answer_lost_before_nothing_was_accepted(quick: Client) -> None:
    quick.painter.script.lose_answer("before")
    with pytest.raises(BROKEN):
        await quick.post("/prompt", json={"prompt": model_free()})
    assert (await quick.get("/history"))[1] == {}
    assert (await quick.run(model_free()))["prompt"][0] == 0


async def test_an_answer_lost_after_the_job_was_accepted(quick: Client) -> None:
    prompt_id = "11111111-2222-4333-8444-555555555555"
    quick.painter.script.lose_answer("after")
    with pytest.raises(BROKEN):
        await quick.post("/prompt", json={"prompt": model_free(), "prompt_id": prompt_id})
    assert (await quick.ended(prompt_id))["status"]["status_str"] == "success"


async def test_cut_sockets_break_and_the_job_goes_on(quick: Client) -> None:
    socket = await quick.listen()
    await socket.receive(timeout=5)
    quick.painter.script.cut_sockets()
    while (frame := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
        pass
    assert frame.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    assert socket.close_code == aiohttp.WSCloseCode.ABNORMAL_CLOSURE
    assert (await quick.run(model_free()))["status"]["status_str"] == "success"


async def test_deaf_sockets_stay_open_and_silent(quick: Client) -> None:
    async with await quick.listen() as socket:
        await socket.receive(timeout=5)
        await socket.receive(timeout=5)
        quick.painter.script.deafen()
        await quick.run(model_free(1))
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.2)
        quick.painter.script.deafen(False)
        assert await until_end(socket, await quick.submit(model_free(2)))


async def test_garbage_comes_between_the_messages(quick: Client) -> None:
    async with await quick.listen() as socket:
        await socket.receive(timeout=5)
        await socket.receive(timeout=5)
        quick.painter.script.send_garbage(2)
        assert (await socket.receive(timeout=5)).data == '{"type": 7, "data"'
        assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.BINARY


async def test_a_restart_forgets_everything_and_keeps_the_port(session: aiohttp.ClientSession) -> None:
    async with Painter(pace=Pace(step_s=0.05, plain=True)) as painter:
        client = Client(painter, session)
        await client.run(model_free())
        await client.submit(sampling(steps=500))
        await client.submit(model_free(2))
        await painter.restart()
        assert await client.get("/history") == (200, {})
        assert await client.get("/queue") == (200, {"queue_running": [], "queue_pending": []})
        ended = await client.run(model_free(3))
        assert ended["prompt"][0] == 0
        assert ended["outputs"]["4"]["images"][0]["filename"] == "t_00002_.png"


async def test_a_hanging_job_does_not_move_until_released(session: aiohttp.ClientSession) -> None:
    async with Painter(pace=Pace(step_s=0.01, plain=True)) as painter:
        client = Client(painter, session)
        painter.script.hang_job()
        prompt_id = await client.submit(sampling())
        await client.post("/interrupt", json={"prompt_id": prompt_id})
        await asyncio.sleep(0.2)
        assert await client.get(f"/history/{prompt_id}") == (200, {})
        painter.script.release()
        assert (await client.ended(prompt_id))["status"]["status_str"] == "error"


async def test_a_hanging_server_keeps_its_port_open(quick: Client) -> None:
    quick.painter.script.hang()
    with pytest.raises(TimeoutError):
        await quick.get("/queue", timeout=aiohttp.ClientTimeout(total=0.3))
    quick.painter.script.release()
    assert (await quick.get("/queue"))[0] == 200


async def test_a_wedged_worker_accepts_and_runs_nothing(quick: Client) -> None:
    quick.painter.script.wedge()
    await quick.submit(model_free())
    await asyncio.sleep(0.1)
    _, queue = await quick.get("/queue")
    assert (len(queue["queue_running"]), len(queue["queue_pending"])) == (0, 1)
    await quick.painter.restart()
    assert (await quick.run(model_free()))["status"]["status_str"] == "success"


async def test_a_truncated_download_breaks_off(client: Client) -> None:
    whole = await client.picture(model_free())
    client.painter.script.truncate_view(20)
    with pytest.raises(BROKEN):
        await client.get("/view?filename=t_00001_.png")
    assert await client.get("/view?filename=t_00001_.png") == (200, whole)


async def test_a_slow_download_takes_its_time(client: Client) -> None:
    whole = await client.picture(model_free())
    client.painter.script.slow_view(len(whole) / 0.4)
    before = asyncio.get_running_loop().time()
    assert await client.get("/view?filename=t_00001_.png") == (200, whole)
    assert asyncio.get_running_loop().time() - before > 0.3


async def test_somebody_elses_interrupt_and_clearing(session: aiohttp.ClientSession) -> None:
    async with Painter(pace=Pace(step_s=0.02, plain=True)) as painter:
        client = Client(painter, session)
        prompt_id = await client.submit(sampling(steps=500))
        await asyncio.sleep(0.1)
        painter.script.interrupt()
        assert (await client.ended(prompt_id))["status"]["messages"][-1][0] == "execution_interrupted"
        painter.script.clear_history()
        assert await client.get("/history") == (200, {})


async def test_a_full_output_folder(quick: Client) -> None:
    quick.painter.script.fill_output()
    _, error = (await quick.run(model_free()))["status"]["messages"][-1]
    assert (error["node_type"], error["exception_type"]) == ("SaveImage", "OSError")
    assert "No space left" in error["exception_message"]
    quick.painter.script.fill_output(False)
    assert (await quick.run(model_free()))["status"]["status_str"] == "success"


async def test_out_of_memory_once(quick: Client) -> None:
    quick.painter.script.out_of_memory()
    _, error = (await quick.run(sampling()))["status"]["messages"][-1]
    assert (error["node_id"], error["exception_type"]) == ("3", "torch.OutOfMemoryError")
    assert (await quick.run(sampling()))["status"]["status_str"] == "success"


async def test_models_take_vram_until_they_are_freed(quick: Client) -> None:
    async def free_bytes() -> int:
        _, stats = await quick.get("/system_stats")
        assert stats["devices"][0]["name"] == "Fabula built-in demo engine"
        return stats["devices"][0]["vram_free"]

    empty = await free_bytes()
    await quick.run(sampling())
    assert empty - await free_bytes() >= 2100 * 1024 * 1024
    await quick.post("/free", json={"unload_models": True, "free_memory": True})
    for _ in range(100):
        if await free_bytes() == empty:
            break
        await asyncio.sleep(0.02)
    assert await free_bytes() == empty
    ended = await quick.run(sampling())
    assert ended["status"]["messages"][1][1]["nodes"] == []
    assert (await quick.post("/free"))[0] == 500


async def test_a_card_that_is_too_small(session: aiohttp.ClientSession) -> None:
    async with Painter(vram=Vram(1000)) as painter:
        _, error = (await Client(painter, session).run(sampling()))["status"]["messages"][-1]
        assert (error["node_type"], error["exception_type"]) == ("CheckpointLoaderSimple", "torch.OutOfMemoryError")


async def test_the_oldest_model_leaves_when_there_is_no_room() -> None:
    from fabula.engines.builtin.painter.models import find

    vram = Vram(6000)
    for folder, name in (
        ("checkpoints", "fabula-demo-sd15.safetensors"),
        ("checkpoints", "fabula-demo-sdxl.safetensors"),
    ):
        model = find(folder, name)
        assert model is not None
        assert vram.use(model)
    assert vram.loaded == ["fabula-demo-sdxl.safetensors"]


async def test_the_script_is_on_the_wire_only_when_asked_for(quick: Client, session: aiohttp.ClientSession) -> None:
    assert (await quick.post("/fabula/script", json={"do": "hang"}))[0] == 404
    async with Painter(control=True, pace=Pace(plain=True)) as painter:
        client = Client(painter, session)
        said = {"do": "fail_next", "with": {"node": "ImageInvert", "message": "From afar."}}
        assert await client.post("/fabula/script", json=said) == (200, b"")
        _, error = (await client.run(model_free()))["status"]["messages"][-1]
        assert error["exception_message"] == "From afar.\n"
        assert (await client.post("/fabula/script", json={"do": "explode"}))[0] == 400
        assert (await client.post("/fabula/script", json={"do": "wedge", "with": {"x": 1}}))[0] == 400


async def test_a_taken_port_is_said_in_one_sentence() -> None:
    async with Painter() as painter:
        port = int(painter.url.rsplit(":", 1)[1])
        with pytest.raises(StartFailed, match=f"cannot listen on port {port}"):
            async with Painter(port=port):
                pass


async def test_a_client_that_reads_nothing_does_not_hold_the_others(session: aiohttp.ClientSession) -> None:
    async with Painter(pace=Pace(plain=True)) as painter:
        client = Client(painter, session)
        async with await client.listen():
            for color in range(20):
                await client.submit(model_free(color))
            assert (await client.run(model_free(99)))["status"]["status_str"] == "success"


async def test_a_part_of_a_job_is_refused_and_the_rest_is_done(quick: Client) -> None:
    graph = model_free()
    output = next(node for node, entry in graph.items() if entry["class_type"] == "SaveImage")
    graph["99"] = {"class_type": "SaveImage", "inputs": dict(graph[output]["inputs"])}
    quick.painter.script.refuse_part("Not wanted")
    _, said = await quick.post("/prompt", json={"prompt": graph})
    [error] = said["node_errors"]["99"]["errors"]
    assert (error["type"], error["details"]) == ("custom_validation_failed", "images - Not wanted")
    assert list((await quick.ended(said["prompt_id"]))["outputs"]) == [output]
    assert (await quick.post("/prompt", json={"prompt": graph}))[1]["node_errors"] == {}


async def test_who_knocks_while_it_restarts_is_turned_away_quietly(caplog: pytest.LogCaptureFixture) -> None:
    async with Painter() as painter, aiohttp.ClientSession() as session:
        is_over = asyncio.Event()

        async def knock() -> None:
            while not is_over.is_set():
                try:
                    async with session.ws_connect(f"{painter.url}/ws") as socket:
                        await socket.receive(timeout=1)
                except (*BROKEN, aiohttp.WSServerHandshakeError):
                    await asyncio.sleep(0)

        knocking = [asyncio.create_task(knock()) for _ in range(20)]
        for _ in range(4):
            await asyncio.sleep(0.1)
            await painter.restart()
        is_over.set()
        await asyncio.gather(*knocking)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
