"""Files arrive whole or not at all, and each is sent once."""

from pathlib import Path

import pytest

from fabula.core.background import in_thread
from fabula.engines.comfy import ComfyServer, FolderKind, ServerFile
from fabula.engines.comfy.errors import FileCutShort, FileGone, ServerBroke, UploadTooLarge
from tests.engines.comfy.scripted import PNG, ScriptedComfy

PICTURE = ServerFile("picture.png")


@pytest.fixture
def picture(scripted: ScriptedComfy) -> ServerFile:
    scripted.files["output", "", "picture.png"] = PNG
    return PICTURE


def lying_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


async def test_a_broken_transfer_goes_on_where_it_broke(
    scripted: ScriptedComfy, server: ComfyServer, picture: ServerFile, tmp_path: Path
) -> None:
    scripted.cut_views = 3
    await server.save(picture, tmp_path / "saved.png")
    assert lying_in(tmp_path) == {"saved.png": PNG}


async def test_a_file_that_changes_while_it_is_read_is_not_put_together_from_two(
    scripted: ScriptedComfy, server: ComfyServer, picture: ServerFile, tmp_path: Path
) -> None:
    scripted.cut_views, scripted.is_rewritten = 1, True
    with pytest.raises(ServerBroke, match="changed"):
        await server.save(picture, tmp_path / "mixed.png")
    assert lying_in(tmp_path) == {}


async def test_a_file_that_is_gone_leaves_nothing(server: ComfyServer, tmp_path: Path) -> None:
    with pytest.raises(FileGone):
        await server.save(ServerFile("gone.png"), tmp_path / "gone.png")
    assert lying_in(tmp_path) == {}


async def test_a_server_that_cuts_every_transfer_is_given_up(
    scripted: ScriptedComfy, server: ComfyServer, tmp_path: Path
) -> None:
    scripted.files["output", "", "picture.png"] = b""
    scripted.cut_views = 1000
    with pytest.raises(FileCutShort):
        await server.save(PICTURE, tmp_path / "picture.png")
    assert lying_in(tmp_path) == {}


async def test_half_a_picture_is_not_taken_for_a_whole_one(
    scripted: ScriptedComfy, server: ComfyServer, picture: ServerFile, tmp_path: Path
) -> None:
    scripted.short_views = 1000
    with pytest.raises(FileCutShort):
        await server.save(picture, tmp_path / "half.png")
    assert lying_in(tmp_path) == {}
    scripted.short_views = 1
    assert await server.fetch(picture) == PNG


async def test_the_same_content_is_sent_once(scripted: ScriptedComfy, server: ComfyServer, tmp_path: Path) -> None:
    path = tmp_path / "A picture of Anna.JPG"
    await in_thread(path.write_bytes, PNG)
    first = await server.upload(path)
    second = await server.upload(PNG, "other name.jpg")
    assert first == second
    assert first.value == f"fabula/{first.filename}"
    assert first.filename.endswith(".jpg")
    assert scripted.files["input", "fabula", first.filename] == PNG
    assert scripted.asked["POST /upload/image"] == 1


async def test_another_process_finds_what_was_sent_before(scripted: ScriptedComfy, server: ComfyServer) -> None:
    await server.upload(PNG, "a.png")
    async with ComfyServer(scripted.url) as other:
        await other.upload(PNG, "b.png")
    assert scripted.asked["POST /upload/image"] == 1


async def test_half_an_upload_of_before_is_sent_again(scripted: ScriptedComfy, server: ComfyServer) -> None:
    sent = await server.upload(PNG, "a.png")
    scripted.files["input", "fabula", sent.filename] = PNG[:100]
    async with ComfyServer(scripted.url) as other:
        await other.upload(PNG, "a.png")
    assert scripted.files["input", "fabula", sent.filename] == PNG


async def test_a_file_beyond_the_servers_limit_is_not_sent(scripted: ScriptedComfy, server: ComfyServer) -> None:
    if not scripted.modern:
        pytest.skip("an old server does not tell its limit")
    with pytest.raises(UploadTooLarge):
        await server.upload(bytes(2 * 1024**2), "large.png")
    assert scripted.asked["POST /upload/image"] == 0


async def test_a_mask_needs_its_original(scripted: ScriptedComfy, server: ComfyServer) -> None:
    with pytest.raises(FileGone):
        await server.upload_mask(PNG, ServerFile("gone.png", "", FolderKind.INPUT))
    original = await server.upload(PNG, "a.png")
    mask = await server.upload_mask(PNG, original)
    assert mask.filename != original.filename


def test_how_a_node_names_a_file() -> None:
    assert ServerFile("a.png", "x/y", FolderKind.INPUT).value == "x/y/a.png"
    assert ServerFile("a.png").value == "a.png [output]"
