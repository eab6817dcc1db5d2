"""What a server is asked for beside jobs and files."""

import pytest

from fabula.engines.comfy import ComfyServer
from fabula.engines.comfy.errors import ModelFolderUnknown, ServerBroke
from tests.engines.comfy.jobs_of_tests import graph, happens
from tests.engines.comfy.scripted import ScriptedComfy


async def test_capabilities_are_found_out(scripted: ScriptedComfy, server: ComfyServer) -> None:
    able = await server.capabilities()
    assert (able.jobs, able.cancel, able.labelled_previews) == (scripted.modern,) * 3
    assert able.max_upload_bytes == (1 if scripted.modern else 100) * 1024**2


async def test_a_server_that_comes_back_is_looked_at_anew(scripted: ScriptedComfy, server: ComfyServer) -> None:
    await server.run(graph())
    await server.capabilities()
    await server.object_info()
    await scripted.restart()
    scripted.modern = not scripted.modern
    await scripted.restart()
    await happens(lambda: scripted.sockets)
    assert (await server.run(graph(seed=2))).outputs.files
    assert (await server.capabilities()).jobs is scripted.modern
    await server.object_info()
    assert scripted.asked["GET /object_info"] == 2


async def test_node_descriptions_are_read_once(scripted: ScriptedComfy, server: ComfyServer) -> None:
    await server.run(graph())
    first = await server.object_info()
    assert await server.object_info() is first
    assert scripted.asked["GET /object_info"] == 1
    server.forget_object_info()
    await server.object_info()
    await server.object_info(fresh=True)
    assert scripted.asked["GET /object_info"] == 3
    assert await server.node_info("SaveImage") == {"output_node": True}
    assert await server.node_info("No/Such?") is None


async def test_models_of_a_folder(server: ComfyServer) -> None:
    assert await server.models("loras") == ("a.safetensors", "styles/b.safetensors")
    with pytest.raises(ModelFolderUnknown):
        await server.models("nosuch")


async def test_a_model_file_that_says_nothing_of_itself(server: ComfyServer) -> None:
    assert await server.metadata("loras", "a.safetensors") == {}


async def test_memory_is_given_back(scripted: ScriptedComfy, server: ComfyServer) -> None:
    await server.free(unload_models=False)
    assert scripted.bodies == [{"unload_models": False, "free_memory": True}]


async def test_a_look_has_the_cards(server: ComfyServer) -> None:
    (device,) = (await server.look()).stats.devices
    assert (device.kind, device.vram_total, device.vram_free) == ("cuda", 8000, 5000)


async def test_an_answer_of_something_else_is_said(server: ComfyServer) -> None:
    with pytest.raises(ServerBroke) as broke:
        await server.embeddings()
    assert (broke.value.details["status"], broke.value.details["path"]) == (404, "/embeddings")
