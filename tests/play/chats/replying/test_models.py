"""How replies are written: by which model, with which wishes, in which order, and with a title at the end."""

from collections.abc import Mapping
from typing import Any

import pytest

from fabula.core.events import Bus, names
from fabula.engines.builtin.storyteller import Fault
from tests.play.chats.talking import Salon


async def test_parameters_and_system_prompt_reach_the_model(salon: Salon) -> None:
    wished = {"temperature": 0.3, "top_p": 0.8, "top_k": 20, "min_p": 0.1, "repeat_penalty": 1.2}
    chat = await salon.chat(parameters=wished | {"max_tokens": 77, "window": 2048, "seed": 5})
    await salon.say(chat["id"])
    options = salon.asked()[-1]["options"]
    assert {name: options[name] for name in wished} == wished
    assert (options["num_predict"], options["num_ctx"], options["seed"]) == (77, 2048, 5)


async def test_the_model_may_change_at_any_message(salon: Salon) -> None:
    chat = await salon.chat(model="fabula-demo-mini")
    first = await salon.say(chat["id"])
    second = await salon.say(chat["id"], "And you?", model="fabula-demo")
    third = await salon.say(chat["id"], "And now?")
    assert [each["model"] for each in (first, second, third)] == ["fabula-demo-mini", "fabula-demo", "fabula-demo-mini"]
    wish = {"model": "fabula-demo-vision"}
    again = await salon.ok("POST", f"/api/chats/{chat['id']}/messages/{third['id']}/reply", 202, json=wish)
    await salon.ended(again["run_id"])
    other = await salon.message(chat["id"], again["reply_id"])
    assert (other["model"], other["branch"]["index"], other["parent_id"]) == (
        "fabula-demo-vision",
        2,
        third["parent_id"],
    )


async def test_what_the_model_thinks_is_kept_apart(salon: Salon) -> None:
    chat = await salon.chat(parameters={"thinking": True})
    sent = await salon.send(chat["id"])
    run = await salon.ended(sent["run_id"])
    reply = await salon.message(chat["id"], sent["reply_id"])
    assert reply["thinking"]
    assert (run["live"]["thinking"], run["live"]["text"]) == (reply["thinking"], reply["content"])
    await salon.say(chat["id"], "And then?")
    assert reply["thinking"] not in str(salon.asked()[-1]["messages"])


async def test_several_chats_are_answered_at_once(salon: Salon) -> None:
    salon.teller.script.expect(*(Fault(kind="stall", after=2) for _ in range(3)))
    chats = [await salon.chat() for _ in range(3)]
    sent = [await salon.send(chat["id"]) for chat in chats]
    for each in sent:
        await salon.begun(each["run_id"])
    for each in sent:
        await salon.stop(each["run_id"])


async def test_the_place_in_line_is_told_until_it_is_ones_turn(salon: Salon) -> None:
    salon.teller.script.expect(*(Fault(kind="stall", after=2) for _ in range(4)))
    busy = [await salon.send((await salon.chat())["id"]) for _ in range(4)]
    for each in busy:
        await salon.begun(each["run_id"])
    chat = await salon.chat()
    waiting = await salon.send(chat["id"])
    run = await salon.once(waiting["run_id"], lambda run: run["live"]["place"] is not None)
    assert run["live"]["place"] == 1
    await salon.once(waiting["run_id"], lambda run: run["live"]["stage"] == "Waiting for the GPU")
    await salon.stop(busy[0]["run_id"])
    run = await salon.ended(waiting["run_id"])
    assert (run["state"], run["live"]["place"], run["live"]["stage"]) == ("done", None, "Writing")
    for each in busy[1:]:
        await salon.stop(each["run_id"])


@pytest.mark.parametrize("changes", [{"chat_titles": True}])
async def test_the_model_that_answered_names_the_chat_in_its_language(salon: Salon, changes: Mapping[str, Any]) -> None:
    chat = await salon.chat(model="fabula-demo-mini", parameters={"window": 2048})
    await salon.say(chat["id"], "Расскажи о море")

    async def named() -> str | None:
        title = (await salon.read(chat["id"]))["title"]
        return title if title != "Расскажи о море" else None

    title = await salon.until(named)
    assert 0 < len(title) <= 80
    assert any("а" <= letter <= "я" for letter in title.lower())
    reply, naming = salon.asked()
    assert (naming["model"], naming["options"]["num_ctx"]) == (reply["model"], 2048)
    await salon.say(chat["id"], "И ещё")
    assert len(salon.asked()) == 3


@pytest.mark.parametrize("changes", [{"chat_titles": True}])
async def test_a_title_of_ones_own_stays(salon: Salon, changes: Mapping[str, Any]) -> None:
    chat = await salon.chat(title="Mine")
    await salon.say(chat["id"])
    await salon.say(chat["id"], "And then?")
    assert len(salon.asked()) == 2
    assert (await salon.read(chat["id"]))["title"] == "Mine"


async def test_other_devices_hear_of_everything(salon: Salon) -> None:
    bus: Bus = salon.app.state.parts[Bus]
    reader = bus.reader()
    topic = bus.topic(names.of_chats(salon.ann.id))
    reader.follow(topic, topic.end, [])
    chat = await salon.chat()
    await salon.say(chat["id"])
    frames = await reader.frames()
    news = '{"topic":"chats","type":"news","data":{"changed":"chats","chat_id":"' + chat["id"] + '"}}'
    assert [frame.text for frame in frames] == [news] * len(frames)
    bus.dismiss(reader)
