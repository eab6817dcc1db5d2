"""Messages a day, and models that an admin keeps."""

from typing import Any

from tests.play.chats.talking import Salon
from tests.visitors import Visitor


async def test_messages_of_a_day_are_counted_and_a_refused_one_leaves_nothing(salon: Salon) -> None:
    await salon.ok("PUT", f"/api/admin/limits/people/{salon.ann.id}/messages", json={"limit": 1})
    chat = await salon.chat()
    await salon.say(chat["id"])
    refused = await salon.ok("POST", f"/api/chats/{chat['id']}/messages", 429, json={"content": "Once more"})
    assert refused["error"]["message"] == "Your messages for today are used up: 1 of 1."
    assert len(await salon.messages(chat["id"])) == 2


async def test_a_model_that_is_kept_for_admins_writes_nobody_else(salon: Salon, bob: Visitor) -> None:
    kept = await salon.say((await salon.chat())["id"])
    model = kept["model"]
    await salon.ok("PUT", "/api/admin/visibility", 204, json={"kind": "model", "name": model, "hidden": True})
    theirs = Salon(salon.app, bob, salon.teller)
    other = await theirs.say((await theirs.chat())["id"])
    assert (other["state"], other["model"] != model) == ("done", True)
    own = await salon.say((await salon.chat(model=model))["id"])
    assert own["state"] == "done"


async def test_a_model_that_is_kept_is_refused_when_it_is_chosen(salon: Salon, bob: Visitor) -> None:
    model = (await salon.say((await salon.chat())["id"]))["model"]
    theirs = Salon(salon.app, bob, salon.teller)
    chosen, free = await theirs.chat(model=model), await theirs.chat()
    asked = await theirs.say(free["id"])
    await salon.ok("PUT", "/api/admin/visibility", 204, json={"kind": "model", "name": model, "hidden": True})

    wish, path = {"model": model}, f"/api/chats/{free['id']}"
    for method, where, body in (
        ("POST", "/api/chats", wish),
        ("PUT", path, wish),
        ("POST", f"{path}/messages", wish | {"content": "Hello"}),
        ("POST", f"{path}/messages/{asked['id']}/reply", wish),
    ):
        refused = await theirs.ok(method, where, 404, json=body)
        assert (refused["error"]["code"], refused["error"]["who"]) == ("hidden_from_you", "user")
    assert len(await theirs.messages(free["id"])) == 2

    named: Any = await theirs.say(chosen["id"])
    assert (named["state"], named["error"]["code"]) == ("failed", "hidden_from_you")
    await theirs.ok("PUT", f"/api/chats/{chosen['id']}", json={"title": "Still mine"})
