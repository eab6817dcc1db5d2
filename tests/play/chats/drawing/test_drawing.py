"""Pictures in a chat: two messages, one of which carries what is drawn, while the chat goes on."""

from typing import Any

from bench.one_card import OneCard
from tests.imaging.images.easel import mask, picture
from tests.play.chats.talking import Salon
from tests.visitors import Visitor, code_of

WISH = {"description": "Рыжий кот", "width": 64, "height": 64, "steps": 1}


async def test_a_wish_becomes_messages_and_the_best_picture_is_picked(salon: Salon) -> None:
    chat = await salon.chat()
    key = {"Idempotency-Key": "one"}
    path = f"/api/chats/{chat['id']}/drawings"
    sent = await salon.ok("POST", path, 202, json=WISH | {"count": 2}, headers=key)
    assert sent == await salon.ok("POST", path, 202, json=WISH | {"count": 2}, headers=key)
    await salon.ended(sent["run_id"])
    asked, reply = await salon.messages(chat["id"])
    assert (asked["role"], asked["content"], asked["drawing"]) == ("user", "Рыжий кот", None)
    assert (reply["id"], reply["role"], reply["state"], reply["content"]) == (sent["reply_id"], "assistant", "done", "")
    assert reply["run_id"] == sent["run_id"]
    assert len(reply["drawing"]["variants"]) == 2
    shown = await salon.read(chat["id"])
    assert (shown["title"], shown["run_id"]) == ("Рыжий кот", None)

    best = await salon.ok("PUT", f"/api/chats/{chat['id']}/messages/{reply['id']}/drawing", json={"pick": 1})
    assert [variant["is_picked"] for variant in best["drawing"]["variants"]] == [False, True]
    for message, pick, status in (
        (reply["id"], 7, 404),
        (asked["id"], 0, 404),
        ("nobody", 0, 404),
        (reply["id"], -1, 422),
    ):
        answer = await salon.http.put(f"/api/chats/{chat['id']}/messages/{message}/drawing", json={"pick": pick})
        assert answer.status_code == status


async def test_the_chat_goes_on_while_pictures_are_drawn(salon: Salon, card: OneCard) -> None:
    card.painter.script.set_pace(step_s=0.1)
    chat = await salon.chat()
    sent = await salon.ok("POST", f"/api/chats/{chat['id']}/drawings", 202, json=WISH | {"steps": 60})
    drawn = await salon.message(chat["id"], sent["reply_id"])
    assert (drawn["state"], (await salon.read(chat["id"]))["run_id"]) == ("writing", sent["run_id"])
    said = await salon.send(chat["id"], "Спасибо!", reply=False)
    await salon.ok("POST", f"/api/runs/{sent['run_id']}/cancel")
    await salon.ended(sent["run_id"])
    messages = await salon.messages(chat["id"])
    assert [message["id"] for message in messages][-1] == said["message_id"]
    assert (messages[1]["state"], messages[1]["error"]) == ("stopped", None)


async def test_a_picture_that_fails_says_why_in_its_message(salon: Salon, card: OneCard) -> None:
    chat = await salon.chat()
    card.painter.script.fail_next("KSampler", "RuntimeError", "The dice fell off the table.")
    sent = await salon.ok("POST", f"/api/chats/{chat['id']}/drawings", 202, json=WISH)
    await salon.ended(sent["run_id"])
    failed = await salon.message(chat["id"], sent["reply_id"])
    assert (failed["state"], failed["error"]["code"]) == ("failed", "render_failed")
    assert "dice" in failed["error"]["message"]


async def test_pictures_of_messages_are_references(salon: Salon, card: OneCard, bob: Visitor) -> None:
    chat = await salon.chat()
    uploaded = await salon.ok(
        "POST", "/api/image/upload", 201, files={"file": ("fence.png", picture(128, 64))}, data={"chat_id": chat["id"]}
    )
    [message] = await salon.messages(chat["id"])
    assert (message["id"], message["attachments"]) == (uploaded["message_id"], [uploaded["attachment"]])
    assert (await salon.ok("GET", f"/api/image/{message['id']}"))["attachment"] == uploaded["attachment"]

    given = {"chat_id": chat["id"], "description": "Сделать забор белым", "reference_image_id": message["id"]}
    made = await salon.ok("POST", "/api/image/generate", json=given | {"batch_count": 2})
    assert [set(image) >= {"url", "seed", "width", "height"} for image in made["images"]] == [True, True]
    assert (await salon.http.get(made["images"][0]["url"])).content.startswith(b"\x89PNG")
    told = await salon.ok("GET", f"/api/image/{made['message_id']}")
    assert told["drawing"]["run"]["id"] == made["run_id"]
    assert told["drawing"]["reference"]["id"] == uploaded["attachment"]["asset"]["id"]
    assert told["images"] == made["images"]

    path = f"/api/chats/{chat['id']}/drawings"
    part = await salon.ok("POST", "/api/assets", 201, files={"file": ("mask.png", mask(128, 64))})
    wish: dict[str, Any] = {"description": "Дверь", "steps": 1, "mask": part["id"]}
    sent = await salon.ok("POST", path, 202, json=wish | {"reference_message_id": message["id"]})
    await salon.ended(sent["run_id"])
    assert (await salon.message(chat["id"], sent["reply_id"]))["drawing"]["mask"]["id"] == part["id"]

    async def refused(body: dict[str, Any], by: Visitor | None = None) -> tuple[int, str]:
        answer = await (by.http if by else salon.http).post("/api/image/generate", json=body)
        return answer.status_code, code_of(answer)

    plain = {"chat_id": chat["id"], "description": "Дом"}
    [words] = await salon.plain(chat["id"], "Just words")
    assert await refused(plain | {"reference_image_id": words}) == (400, "reference_unusable")
    assert await refused(plain | {"reference_image_id": "nothing"}) == (404, "message_not_found")
    assert await refused(plain, bob) == (404, "chat_not_found")
    for bad in ({"batch_count": 0}, {"batch_count": 5}, {"description": " "}, {"width": 100_000}, {"chat_id": None}):
        assert await refused(plain | bad) == (422, "malformed_request")
    assert (await bob.http.get(f"/api/image/{message['id']}")).status_code == 404
    assert (await salon.http.get(f"/api/image/{words}")).status_code == 400


async def test_uploads_that_are_no_pictures_are_refused(salon: Salon) -> None:
    chat = await salon.chat()
    to_chat = {"chat_id": chat["id"]}

    async def refused(data: bytes, fields: dict[str, str], name: str = "a.txt") -> tuple[int, str]:
        answer = await salon.http.post("/api/image/upload", files={"file": (name, data)}, data=fields)
        return answer.status_code, code_of(answer)

    assert await refused(b"words", to_chat) == (400, "reference_unusable")
    assert await refused(b"\x89PNG\r\n\x1a\n", to_chat, "a.png") == (400, "picture_damaged")
    assert await refused(picture(), {}) == (422, "chat_unnamed")
    assert await refused(picture(), {"chat_id": "nothing"}) == (404, "chat_not_found")
    assert await salon.messages(chat["id"]) == []
    assert (await salon.ok("GET", "/api/assets"))["items"] == []


async def test_the_model_of_the_chat_is_told_what_was_drawn(salon: Salon, card: OneCard) -> None:
    chat = await salon.chat()
    path = f"/api/chats/{chat['id']}/drawings"
    drawn = await salon.ok("POST", path, 202, json=WISH | {"count": 2})
    await salon.ended(drawn["run_id"])
    card.painter.script.fail_next("KSampler", "RuntimeError", "The dice fell off the table.")
    failed = await salon.ok("POST", path, 202, json=WISH | {"description": "A grey dog"})
    await salon.ended(failed["run_id"])
    await salon.say(chat["id"], "Which colour was the cat?")

    (turn,) = salon.asked()[-1]["messages"]
    cat, dog = turn["content"].split("\n\nA grey dog\n\n")
    prompt = (await salon.message(chat["id"], drawn["reply_id"]))["drawing"]["prompt"]
    assert cat.startswith("Рыжий кот\n\n[An image model drew 2 pictures of this, shown here. Prompt: “")
    assert prompt[:40] in cat
    assert dog.startswith("[An image model was asked to draw this, and no picture came of it: ")
    assert "The dice fell off the table." in dog
    assert dog.endswith("\n\nWhich colour was the cat?")
