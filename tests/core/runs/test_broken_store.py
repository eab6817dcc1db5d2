"""The file in which a server on SQLite keeps what is unfinished may break: one sentence at the start, nothing lost."""

import pytest

from fabula.core.errors import StartFailed
from fabula.core.settings import Settings
from tests.core.runs.test_resuming import Empty, interrupted, reaches, server


async def test_a_broken_record_of_what_is_unfinished_is_one_sentence(settings: Settings) -> None:
    work = interrupted([])
    async with server(settings, work) as desk:
        run_id = (await desk.start(work, Empty())).id
        await desk.once(run_id, reaches("lost"))
    store = settings.data / "durable.db"
    kept = {file: file.read_bytes() for file in settings.data.glob("durable.db*")}
    for file in kept:
        file.unlink()
    store.write_bytes(b"not a database " * 1000)
    with pytest.raises(StartFailed, match="The record of unfinished runs cannot be opened: file is not a database"):
        async with server(settings, work):
            pass
    for file, content in kept.items():
        file.write_bytes(content)
    async with server(settings, work) as desk:
        assert (await desk.until(run_id))["state"] == "done"
