"""The socket: which messages come, in which order, to whom."""

import asyncio
import json
import struct
from typing import Any

import aiohttp

from fabula.engines.builtin.painter import Pace, Painter
from tests.engines.builtin.painter.clients import Client, Message, model_free, sampling, until_end


def told(heard: list[Message | bytes]) -> list[str]:
    """One word for each message."""
    words: list[str] = []
    for message in heard:
        if isinstance(message, bytes):
            words.append("preview")
            continue
        data = message["data"]
        node = data.get("node")
        words.append(f"{message['type']} {node}" if message["type"] in ("executing", "executed") else message["type"])
    return words


def texts(heard: list[Message | bytes], kind: str) -> list[dict[str, Any]]:
    return [each["data"] for each in heard if not isinstance(each, bytes) and each["type"] == kind]


async def test_a_model_free_run_is_told_as_recorded(client: Client) -> None:
    async with await client.listen() as socket:
        prompt_id = await client.submit(model_free())
        heard = await until_end(socket, prompt_id)
    assert told(heard) == [
        "status",
        "feature_flags",
        "status",
        "status",
        "execution_start",
        "execution_cached",
        *(each for node in "123" for each in ("progress_state", f"executing {node}", "progress_state")),
        "progress_state",
        "executing 4",
        "executed 4",
        "progress_state",
        "execution_success",
        "status",
        "executing None",
    ]
    assert texts(heard, "status")[0]["sid"] == client.id
    remaining = [data["status"]["exec_info"]["queue_remaining"] for data in texts(heard, "status")]
    assert remaining == [0, 1, 1, 0]
    assert texts(heard, "progress_state")[0]["nodes"]["1"] == {
        "value": 0.0,
        "max": 1.0,
        "state": "running",
        "node_id": "1",
        "prompt_id": prompt_id,
        "display_node_id": "1",
        "parent_node_id": None,
        "real_node_id": "1",
    }
    assert {each["state"] for each in texts(heard, "progress_state")[-1]["nodes"].values()} == {"finished"}


async def test_sampling_runs_in_the_recorded_order_and_shows_every_step(client: Client) -> None:
    async with await client.listen() as socket:
        prompt_id = await client.submit(sampling(), extra_data={"preview_method": "latent2rgb"})
        heard = await until_end(socket, prompt_id)
    words = told(heard)
    order = [word.split()[1] for word in words if word.startswith("executing")]
    assert order == ["4", "5", "10", "7", "6", "3", "8", "9", "None"]
    sampler = words[words.index("executing 3") + 1 : words.index("executing 8")]
    assert sampler == ["progress_state", "preview", "progress"] * 3 + ["progress_state", "progress_state"]
    assert [(data["value"], data["max"]) for data in texts(heard, "progress")] == [(1, 3), (2, 3), (3, 3)]


async def test_previews_carry_what_was_agreed(client: Client) -> None:
    async with await client.listen() as socket:
        prompt_id = await client.submit(sampling(), extra_data={"preview_method": "auto"})
        frame = next(each for each in await until_end(socket, prompt_id) if isinstance(each, bytes))
    kind, length = struct.unpack(">II", frame[:8])
    assert kind == 4
    assert json.loads(frame[8 : 8 + length]) == {
        "node_id": "3",
        "prompt_id": prompt_id,
        "display_node_id": "3",
        "parent_node_id": None,
        "real_node_id": "3",
        "image_type": "image/jpeg",
    }
    assert frame[8 + length :].startswith(b"\xff\xd8\xff")


async def test_without_flags_previews_are_of_the_old_kind(client: Client) -> None:
    async with await client.listen(flags=False) as socket:
        prompt_id = await client.submit(sampling(), extra_data={"preview_method": "auto"})
        frame = next(each for each in await until_end(socket, prompt_id) if isinstance(each, bytes))
    assert struct.unpack(">II", frame[:8]) == (1, 1)


async def test_nobody_asked_for_previews(client: Client) -> None:
    async with await client.listen() as socket:
        heard = await until_end(socket, await client.submit(sampling()))
    assert "preview" not in told(heard)


async def test_flags_count_only_as_the_first_message(client: Client) -> None:
    async with await client.listen(flags=False) as socket:
        await socket.send_str("no json at all")
        await socket.send_json({"type": "hello"})
        await socket.send_json({"type": "feature_flags", "data": {"supports_preview_metadata": True}})
        heard = await until_end(socket, await client.submit(model_free()))
    assert "feature_flags" not in told(heard)


async def test_a_cached_run_shows_the_old_file_and_runs_nothing(client: Client) -> None:
    before = await client.run(sampling())
    async with await client.listen() as socket:
        prompt_id = await client.submit(sampling())
        heard = await until_end(socket, prompt_id)
    assert told(heard)[2:] == [
        "status",
        "status",
        "execution_start",
        "execution_cached",
        "executed 9",
        "progress_state",
        "execution_success",
        "status",
        "executing None",
    ]
    assert texts(heard, "execution_cached")[0]["nodes"] == ["4", "10", "6", "7", "5", "3", "8", "9"]
    assert (await client.ended(prompt_id))["outputs"] == before["outputs"]


async def test_another_seed_reuses_what_does_not_depend_on_it(client: Client) -> None:
    await client.run(sampling(seed=1))
    ended = await client.run(sampling(seed=2))
    assert ended["status"]["messages"][1][1]["nodes"] == ["4", "10", "6", "7", "5"]


async def test_a_job_without_client_tells_everyone_how_it_gets_on_and_nothing_else(client: Client) -> None:
    async with await client.listen() as socket:
        _, body = await client.post("/prompt", json={"prompt": sampling(), "extra_data": {"preview_method": "auto"}})
        await client.ended(body["prompt_id"])
        heard: list[Message | bytes] = []
        while not (heard and told(heard)[-1] == "status" and len(texts(heard, "status")) == 4):
            frame = await socket.receive(timeout=5)
            heard.append(frame.data if isinstance(frame.data, bytes) else json.loads(frame.data))
    assert set(told(heard)) == {"status", "feature_flags", "progress_state", "progress", "preview"}
    assert {frame[:8] for frame in heard if isinstance(frame, bytes)} == {struct.pack(">II", 1, 1)}


async def test_the_owner_of_a_running_job_is_told_where_it_is(session: aiohttp.ClientSession) -> None:
    async with Painter(pace=Pace(step_s=0.1)) as painter:
        client = Client(painter, session)
        async with await client.listen() as first:
            await client.submit(sampling(steps=20))
            while "progress" not in (await first.receive(timeout=5)).data:
                pass
            async with await client.listen(flags=False) as second:
                assert (await second.receive_json(timeout=5))["type"] == "status"
                assert await second.receive_json(timeout=5) == {"type": "executing", "data": {"node": "3"}}


async def test_the_newest_socket_takes_over_and_the_old_one_takes_it_down(client: Client) -> None:
    old, new = await client.listen(), await client.listen()
    heard = await until_end(new, await client.submit(model_free(1)))
    assert told(heard)[-1] == "executing None"
    await old.close()
    await asyncio.sleep(0.05)
    await client.run(model_free(2))
    frames = 0
    try:
        while True:
            await new.receive(timeout=0.2)
            frames += 1
    except TimeoutError:
        pass
    assert frames == 0
    await new.close()


async def test_a_failure_is_told_with_its_node(client: Client) -> None:
    client.painter.script.fail_next("ImageInvert", "ValueError", "Something broke.")
    async with await client.listen() as socket:
        prompt_id = await client.submit(model_free())
        heard = await until_end(socket, prompt_id)
    assert told(heard)[-4:] == ["executing 3", "execution_error", "status", "executing None"]
    error = texts(heard, "execution_error")[0]
    assert (error["node_id"], error["node_type"], error["executed"]) == ("3", "ImageInvert", ["1", "2"])
    assert (error["exception_type"], error["exception_message"]) == ("ValueError", "Something broke.\n")
    ended = await client.ended(prompt_id)
    assert ended["status"]["status_str"] == "error"
    assert ended["status"]["completed"] is False
    assert ended["outputs"] == {}


async def test_a_picture_over_the_socket(client: Client) -> None:
    graph = model_free()
    graph["4"] = {"class_type": "SaveImageWebsocket", "inputs": {"images": ["3", 0]}}
    async with await client.listen() as socket:
        prompt_id = await client.submit(graph)
        heard = await until_end(socket, prompt_id)
    frame = next(each for each in heard if isinstance(each, bytes))
    _, length = struct.unpack(">II", frame[:8])
    assert json.loads(frame[8 : 8 + length])["image_type"] == "image/png"
    assert frame[8 + length :].startswith(b"\x89PNG")
    assert (await client.ended(prompt_id))["outputs"] == {}
