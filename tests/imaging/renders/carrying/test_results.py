"""What a server made comes into the library whole, whatever its size, and the row with it."""

import asyncio

import pytest
from sqlalchemy import text

from fabula.core.db import Database
from fabula.imaging.renders.carrying.records import Records
from fabula.imaging.renders.carrying.results import HELD_IN_MEMORY
from fabula.imaging.renders.tables import RenderRow
from tests.imaging.renders.studio import Studio, graph


def bulky(seed: int, size: int) -> dict[str, object]:
    """A picture that carries a workflow of more than this size, which takes less room on its way to the server."""
    made = graph(seed)
    made["2"]["_meta"] = {"padding": [1] * (size // 3)}
    return made


@pytest.mark.parametrize("size", [10, HELD_IN_MEMORY + 100_000])
async def test_a_file_is_taken_whole_in_memory_or_through_the_disk(studio: Studio, size: int) -> None:
    [render] = await studio.made(graph=bulky(7, size))
    assert render["run"]["state"] == "done", render["run"]["error"]
    [picture] = render["pictures"]
    content = (await studio.ann.http.get(picture["url"])).content
    [made] = [file for painter in studio.painters for file in (painter.folder / "output").rglob("*.png")]
    assert content == made.read_bytes()
    assert (len(content) > HELD_IN_MEMORY) == (size > HELD_IN_MEMORY)
    assert (render["run"]["result"]["seconds"], render["stored_at"] is None) == (render["seconds"], False)


async def test_a_render_is_born_in_line_and_says_so_without_a_word_in_its_log(studio: Studio) -> None:
    studio.painters[0].script.hang()
    runs = [(await studio.order(graph=graph(seed)))["renders"][0] for seed in range(4)]
    assert {run["live"]["stage"] for run in runs} == {"Waiting for a picture server"}
    await asyncio.sleep(0.5)
    assert await studio.stage_of(runs[-1]["id"]) == "Waiting for a picture server"
    studio.painters[0].script.release()
    assert {(await studio.ended(run["id"]))["run"]["state"] for run in runs} == {"done"}
    database: Database = studio.app.state.parts[Database]
    async with database.reading() as session:
        kinds = text("SELECT kind FROM run_events WHERE run_id = :id ORDER BY seq")
        told = (await session.scalars(kinds, {"id": runs[-1]["id"]})).all()
    assert told == ["run.created", "run.started", "run.finished"]


async def test_a_row_at_hand_is_believed_only_in_the_first_life_of_its_run(studio: Studio) -> None:
    [render] = await studio.made(graph=graph(3))
    records = Records(studio.app.state.parts[Database])
    at_hand = RenderRow(id=render["id"], owner_id=studio.ann.id, group_id=render["group_id"], place=0, attempts=[])
    wanted = (render["id"], studio.ann.id, render["group_id"], 0)
    records.expect(at_hand)
    assert await records.of_run(*wanted, is_new=True) is at_hand
    again = await records.of_run(*wanted, is_new=True)
    assert (again is at_hand, again.stored_at is None) == (False, False)
    records.expect(at_hand)
    later = await records.of_run(*wanted, is_new=False)
    assert (later is at_hand, later.stored_at is None) == (False, False)
