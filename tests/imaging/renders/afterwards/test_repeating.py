"""A render whose files only could not be delivered is repeated by delivering them."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fabula.imaging.renders.carrying.placing import Placing
from tests.imaging.renders.afterwards.test_afterwards import until_waiting
from tests.imaging.renders.studio import Studio, graph


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where files are wanted."""
    return tmp_path / "out"


@pytest.fixture
def changes(out: Path) -> Mapping[str, Any]:
    return {"render_destinations": (str(out),)}


def go_away(place: Path) -> None:
    place.write_text("not mounted")


def come_back(place: Path) -> None:
    place.unlink()


def files_in(place: Path) -> list[Path]:
    return sorted(place.iterdir())


def several(count: int) -> dict[str, Any]:
    drawn = graph()
    drawn["1"]["inputs"]["batch_size"] = count
    return drawn


async def given_up(studio: Studio, **order: Any) -> dict[str, Any]:
    """A render that was made and never delivered."""
    placing: Placing = studio.app.state.parts[Placing]
    before = placing.latest_s, placing.given_up_after
    placing.latest_s, placing.given_up_after = 0.01, timedelta(seconds=0.2)
    [render] = await studio.made(**order)
    placing.latest_s, placing.given_up_after = before
    assert render["run"]["error"]["code"] == "destination_failed"
    return render


async def repeated(studio: Studio, render: dict[str, Any]) -> dict[str, Any]:
    answer = await studio.ann.http.post(f"/api/runs/{render['id']}/retry")
    assert answer.status_code == 200, answer.text
    return await studio.ended(answer.json()["id"])


@pytest.mark.every_database
async def test_one_that_was_given_up_is_delivered_without_being_drawn_again(studio: Studio, out: Path) -> None:
    go_away(out)
    first = await given_up(studio, graph=several(2), destination=str(out))
    come_back(out)
    again = await repeated(studio, first)
    assert again["run"]["state"] == "done"
    assert [each["id"] for each in again["pictures"]] == [each["id"] for each in first["pictures"]]
    assert (again["seconds"], again["seed"], again["stored_at"]) == (
        first["seconds"],
        first["seed"],
        first["stored_at"],
    )
    assert again["placed_at"]
    assert len(files_in(out)) == 2
    gallery = (await studio.ann.http.get("/api/pictures")).json()["items"]
    assert len(gallery) == 2


async def test_what_lies_there_already_lies_there_once(studio: Studio, out: Path) -> None:
    [before] = await studio.made(graph=several(2), title="Sea", destination=str(out))
    names = sorted(file.name.replace(before["id"][-12:], "{}") for file in files_in(out))
    ordered = await studio.order(graph=several(2), title="Sea", destination=str(out / "late"))
    [run] = ordered["renders"]
    second = out / "late" / names[1].format(run["id"][-12:])
    second.mkdir(parents=True)
    await until_waiting(studio, run["id"], "did not take")
    await studio.ann.http.post(f"/api/runs/{run['id']}/cancel")
    render = await studio.ended(run["id"])
    second.rmdir()
    again = await repeated(studio, render)
    assert again["run"]["state"] == "done"
    assert sorted(file.name for file in files_in(out / "late")) == [name.format(run["id"][-12:]) for name in names]


async def test_a_repeat_that_waits_in_vain_is_given_up_after_a_time_of_its_own(studio: Studio, out: Path) -> None:
    go_away(out)
    first = await given_up(studio, graph=graph(), destination=str(out))
    answer = await studio.ann.http.post(f"/api/runs/{first['id']}/retry")
    again = answer.json()["id"]
    await until_waiting(studio, again, "The files are in the library and wait to be put away.")
    await studio.ann.http.post(f"/api/runs/{again}/cancel")
    cancelled = await studio.ended(again)
    come_back(out)
    last = await repeated(studio, cancelled)
    assert (last["run"]["state"], last["pictures"][0]["id"]) == ("done", first["pictures"][0]["id"])


async def test_what_was_thrown_away_is_drawn_again(studio: Studio, out: Path) -> None:
    go_away(out)
    first = await given_up(studio, graph=graph(), destination=str(out))
    await studio.ann.http.delete(f"/api/pictures/{first['pictures'][0]['id']}")
    come_back(out)
    again = await repeated(studio, first)
    assert (again["run"]["state"], len(again["pictures"])) == ("done", 1)
    assert again["stored_at"] > first["stored_at"]


async def test_two_repeats_at_once_deliver_once_and_draw_once(studio: Studio, out: Path) -> None:
    go_away(out)
    first = await given_up(studio, graph=graph(), destination=str(out))
    come_back(out)
    runs = [(await studio.ann.http.post(f"/api/runs/{first['id']}/retry")).json() for _ in range(2)]
    renders = [await studio.ended(run["id"]) for run in runs]
    assert [render["run"]["state"] for render in renders] == ["done", "done"]
    made = [render["pictures"][0]["id"] for render in renders]
    assert first["pictures"][0]["id"] in made
    assert len(set(made)) == 2
