"""A destination that hangs holds up what goes there, and nothing else."""

import asyncio
import os
import time
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fabula.imaging.renders.carrying.placing import Placing
from tests.imaging.renders.afterwards.test_afterwards import until_waiting
from tests.imaging.renders.studio import Studio, graph

PLACES, EACH = 3, 4


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    """Folders of other machines."""
    found = [tmp_path / f"far-{number}" for number in range(PLACES)]
    for place in found:
        place.mkdir()
    return found


@pytest.fixture
def changes(places: list[Path]) -> Mapping[str, Any]:
    return {"render_destinations": tuple(map(str, places))}


def hang(place: Path, render_id: str) -> Path:
    """Whoever opens the file to write into it waits until somebody reads there."""
    pipe = place / f".picture-{render_id[-12:]}-0.png.part"
    os.mkfifo(pipe)
    return pipe


def let_go(pipe: Path) -> None:
    """What hung fails now, as a mount that comes back does."""
    os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))


def drawn() -> bytes:
    data = BytesIO()
    Image.new("RGB", (900, 700), "navy").save(data, "PNG")
    return data.getvalue()


@pytest.fixture
async def hanging(studio: Studio, places: list[Path]) -> dict[str, Path]:
    """As many renders as there are threads, and more, all of which hang on their way to a destination."""
    await studio.ann.http.post("/api/admin/renders/pool/pause")
    pipes = dict[str, Path]()
    for number in range(PLACES * EACH):
        place = places[number % PLACES]
        ordered = await studio.order(graph=graph(number), title="picture", destination=str(place))
        run_id: str = ordered["renders"][0]["id"]
        pipes[run_id] = hang(place, run_id)
    await studio.ann.http.post("/api/admin/renders/pool/resume")
    for run_id in pipes:
        await until_waiting(studio, run_id, "Putting the files where they are wanted")
    return pipes


async def test_pictures_are_uploaded_shown_and_drawn_meanwhile(studio: Studio, hanging: dict[str, Path]) -> None:
    await asyncio.sleep(0.5)
    began = time.monotonic()
    async with asyncio.timeout(10):
        sent = await studio.ann.http.post("/api/assets", files={"file": ("sea.png", drawn())})
        assert sent.status_code == 201, sent.text
        small = await studio.ann.http.get(f"/api/assets/{sent.json()['id']}/thumbnail")
        assert small.status_code == 200
        [render] = await studio.made(graph=graph(100))
    assert render["run"]["state"] == "done"
    assert time.monotonic() - began < 5
    for pipe in hanging.values():
        let_go(pipe)
    for run_id, pipe in hanging.items():
        assert (await studio.ended(run_id))["run"]["state"] == "done"
        assert pipe.with_name(pipe.name.removeprefix(".").removesuffix(".part")).is_file()


async def test_it_is_said_and_given_up_as_one_that_is_away(studio: Studio, places: list[Path]) -> None:
    placing: Placing = studio.app.state.parts[Placing]
    placing.long_s = 0.2
    await studio.ann.http.post("/api/admin/renders/pool/pause")
    [run] = (await studio.order(graph=graph(), title="picture", destination=str(places[0])))["renders"]
    pipe = hang(places[0], run["id"])
    await studio.ann.http.post("/api/admin/renders/pool/resume")
    await until_waiting(studio, run["id"], f"Putting them into {places[0]} takes long.")
    began = time.monotonic()
    await studio.ann.http.post(f"/api/runs/{run['id']}/cancel")
    render = await studio.ended(run["id"])
    assert (render["run"]["state"], len(render["pictures"])) == ("cancelled", 1)
    assert time.monotonic() - began < 2
    again = (await studio.ann.http.post(f"/api/runs/{run['id']}/retry")).json()["id"]
    await asyncio.sleep(0.3)
    let_go(pipe)
    assert (await studio.ended(again))["run"]["state"] == "done"
    assert [file.name.startswith("picture-") for file in places[0].iterdir()] == [True]
