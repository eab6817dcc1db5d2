"""A list of runs shows at once what they made, and to nobody but their owner."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine, event

from fabula.core.events import Bus, names
from tests.imaging.renders.studio import Studio, graph
from tests.visitors import Visitor, newcomer


async def made(visitor: Visitor, path: str = "/api/runs") -> dict[str, Any]:
    """What the list says, by run."""
    return {run["id"]: run.get("made") for run in (await visitor.http.get(path)).json()["items"]}


def batch(size: int) -> dict[str, Any]:
    """A graph that makes several pictures at once."""
    drawn = graph()
    drawn["1"]["inputs"]["batch_size"] = size
    return drawn


@pytest.mark.every_database
async def test_the_list_says_which_picture_is_the_first_and_how_many_there_are(studio: Studio) -> None:
    [several], [one] = await studio.made(graph=batch(3)), await studio.made(graph=graph(2))
    assert await made(studio.ann) == {
        render["id"]: {
            "picture_id": render["pictures"][0]["id"],
            "thumbnail_url": render["pictures"][0]["thumbnail_url"],
            "pictures": len(render["pictures"]),
        }
        for render in (several, one)
    }
    assert len(several["pictures"]) == 3


@pytest.mark.every_database
async def test_a_picture_that_was_thrown_away_is_shown_no_more(studio: Studio) -> None:
    [render] = await studio.made(graph=batch(2))
    first, second = render["pictures"]
    await studio.ann.http.delete(f"/api/pictures/{first['id']}")
    left = (await made(studio.ann))[render["id"]]
    assert (left["picture_id"], left["pictures"]) == (second["id"], 1)
    await studio.ann.http.delete(f"/api/pictures/{second['id']}")
    assert await made(studio.ann) == {render["id"]: None}


@pytest.mark.every_database
async def test_what_is_under_way_or_came_to_nothing_has_made_nothing(studio: Studio) -> None:
    await studio.ann.http.post("/api/admin/renders/pool/pause")
    [run] = (await studio.order(graph=graph()))["renders"]
    assert await made(studio.ann) == {run["id"]: None}
    await studio.ann.http.post(f"/api/runs/{run['id']}/cancel")
    await studio.ended(run["id"])
    assert await made(studio.ann) == {run["id"]: None}


async def test_an_admin_sees_the_runs_of_others_without_their_pictures(studio: Studio) -> None:
    ben = await newcomer(studio.app, "Ben")
    [run] = (await studio.order(by=ben.http, graph=graph()))["renders"]
    await studio.ended(run["id"], by=ben.http)
    assert (await made(ben))[run["id"]] is not None
    assert await made(studio.ann) == {}
    assert await made(studio.ann, "/api/admin/runs") == {run["id"]: None}


async def test_many_runs_cost_the_list_no_more_queries_than_one(studio: Studio) -> None:
    asked = list[str]()

    def ask(*said: Any) -> None:
        asked.extend([said[2]] if "pictures" in said[2] else [])

    await studio.made(graph=graph(), count=8)
    event.listen(Engine, "before_cursor_execute", ask)
    try:
        assert len(await made(studio.ann)) == 8
    finally:
        event.remove(Engine, "before_cursor_execute", ask)
    assert len(asked) == 1, asked


@pytest.mark.every_database
async def test_news_of_its_end_say_it_too(studio: Studio) -> None:
    bus: Bus = studio.app.state.parts[Bus]
    reader = bus.reader()
    reader.follow(topic := bus.topic(names.of_runs(studio.ann.id)), topic.end)
    [render] = await studio.made(graph=graph())
    told = list[Any]()
    while not any(run["state"] == "done" for run in told):
        told += [json.loads(frame.text)["data"]["run"] for frame in await reader.frames()]
    assert [run["made"] for run in told[:-1]] == [None] * (len(told) - 1)
    assert told[-1]["made"]["picture_id"] == render["pictures"][0]["id"]
    bus.dismiss(reader)
