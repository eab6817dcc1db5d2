"""A link shows one branch up to one message, and nothing else of its owner."""

import json

import httpx
import pytest

from tests.core.conftest import MakePicture
from tests.play.chats.talking import JsonObject, Salon
from tests.visitors import Visitor, code_of, visit


async def share(salon: Salon, chat_id: str, **wish: object) -> JsonObject:
    return await salon.ok("POST", f"/api/chats/{chat_id}/shares", 201, json=wish)


def stranger(salon: Salon) -> httpx.AsyncClient:
    return visit(salon.app, peer="203.0.113.9")


async def read(salon: Salon, link: JsonObject, status: int = 200, **query: str) -> JsonObject:
    async with stranger(salon) as http:
        answer = await http.get(f"/api{link['url']}", params=query)
    assert answer.status_code == status, answer.text
    told = (answer.headers.get("x-robots-tag"), answer.headers.get("cache-control"))
    assert status != 200 or told == ("noindex, nofollow", "private, no-cache")
    return answer.json()


@pytest.mark.every_database
async def test_strangers_read_up_to_the_message_at_which_it_was_shared(salon: Salon) -> None:
    chat = await salon.chat(title="Маяк", system_prompt="secret prompt")
    _, second = await salon.plain(chat["id"], "one", "two")
    link = await share(salon, chat["id"], message_id=second)
    await salon.plain(chat["id"], "three, later")
    shown = await read(salon, link)
    assert [message["content"] for message in shown["messages"]] == ["one", "two"]
    assert (shown["title"], shown["author"], shown["later"]) == ("Маяк", None, None)
    told = json.dumps(shown, ensure_ascii=False)
    for secret in ("secret prompt", salon.ann.username, salon.ann.id, chat["id"]):
        assert secret not in told
    named = await share(salon, chat["id"], is_named=True)
    shown = await read(salon, named)
    assert [message["content"] for message in shown["messages"]] == ["one", "two", "three, later"]
    assert shown["author"] == salon.ann.username


async def test_only_the_shared_branch_is_shown_and_nothing_that_was_deleted(salon: Salon) -> None:
    chat = await salon.chat()
    first, second, _ = await salon.plain(chat["id"], "root", "left", "leaf")
    edited = {"content": "right", "as_branch": True, "reply": False}
    await salon.ok("PUT", f"/api/chats/{chat['id']}/messages/{second}", json=edited)
    link = await share(salon, chat["id"])
    assert [message["content"] for message in (await read(salon, link))["messages"]] == ["root", "right"]
    await salon.ok("DELETE", f"/api/chats/{chat['id']}/messages/{first}", 204)
    assert [message["content"] for message in (await read(salon, link))["messages"]] == ["right"]


async def test_long_chats_are_read_a_stretch_at_a_time(salon: Salon) -> None:
    chat = await salon.chat()
    await salon.plain(chat["id"], *(f"{number}" for number in range(60)))
    link = await share(salon, chat["id"])
    start = await read(salon, link)
    rest = await read(salon, link, after=start["later"])
    texts = [message["content"] for message in start["messages"] + rest["messages"]]
    assert texts == [f"{number}" for number in range(60)]
    assert rest["later"] is None
    unknown = await read(salon, link, 404, after=chat["id"])
    assert unknown["error"]["code"] == "share_not_found"


async def test_a_link_that_was_taken_back_and_a_chat_in_the_trash_lead_nowhere(salon: Salon, bob: Visitor) -> None:
    chat = await salon.chat()
    await salon.plain(chat["id"], "one")
    first, second = await share(salon, chat["id"]), await share(salon, chat["id"])
    path = f"/api/chats/{chat['id']}/shares"
    assert [link["id"] for link in (await salon.ok("GET", path))["items"]] == [second["id"], first["id"]]
    assert (await bob.http.get(path)).status_code == 404
    assert (await bob.http.delete(f"{path}/{first['id']}")).status_code == 404
    assert (await bob.http.post(path, json={})).status_code == 404
    await salon.ok("DELETE", f"{path}/{first['id']}", 204)
    await read(salon, first, 404)
    await read(salon, second)
    await salon.ok("DELETE", f"/api/chats/{chat['id']}", 204)
    await read(salon, second, 404)
    await salon.ok("POST", f"/api/chats/{chat['id']}/restore")
    await read(salon, second)
    await salon.ok("DELETE", f"/api/chats/{chat['id']}", 204, params={"for_ever": True})
    await read(salon, second, 404)


async def test_pictures_are_seen_through_the_link_alone(salon: Salon, make_picture: MakePicture) -> None:
    chat = await salon.chat()
    attached: list[str] = []
    for name, content in (("a.png", make_picture()), ("notes.txt", b"plain words")):
        upload = await salon.http.post("/api/chats/attachments", files={"file": (name, content)})
        attached.append(upload.json()["id"])
    await salon.send(chat["id"], "look", reply=False, attachments=attached)
    link = await share(salon, chat["id"])
    await salon.send(chat["id"], "later", reply=False, attachments=[await _picture(salon, make_picture("PNG", (9, 9)))])
    (message,) = (await read(salon, link))["messages"]
    assert message["files"] == ["notes.txt"]
    (picture,) = message["pictures"]
    assert (picture["width"], picture["height"]) == (40, 30)
    assets = {asset["name"]: asset for asset in (await salon.ok("GET", "/api/assets"))["items"]}
    async with stranger(salon) as http:
        whole, small = await http.get(picture["url"]), await http.get(picture["thumbnail_url"])
        assert (whole.headers["content-type"], small.headers["content-type"]) == ("image/png", "image/webp")
        known = await http.get(picture["url"], headers={"If-None-Match": whole.headers["etag"]})
        assert known.status_code == 304
        assert (await http.get(assets["a.png"]["url"])).status_code == 401
        for other in (assets["notes.txt"]["id"], assets["later.png"]["id"], chat["id"]):
            answer = await http.get(f"/api{link['url']}/assets/{other}")
            assert (answer.status_code, code_of(answer)) == (404, "share_not_found")
    await salon.ok("DELETE", f"/api/chats/{chat['id']}/shares/{link['id']}", 204)
    async with stranger(salon) as http:
        assert (await http.get(picture["url"])).status_code == 404


async def _picture(salon: Salon, content: bytes) -> str:
    upload = await salon.http.post("/api/chats/attachments", files={"file": ("later.png", content)})
    return upload.json()["id"]


async def test_an_empty_chat_and_a_foreign_message_cannot_be_shared(salon: Salon) -> None:
    chat, other = await salon.chat(), await salon.chat()
    (message,) = await salon.plain(other["id"], "elsewhere")
    empty = await salon.http.post(f"/api/chats/{chat['id']}/shares", json={})
    assert (empty.status_code, code_of(empty)) == (409, "nothing_to_share")
    foreign = await salon.http.post(f"/api/chats/{chat['id']}/shares", json={"message_id": message})
    assert (foreign.status_code, code_of(foreign)) == (404, "message_not_found")


@pytest.mark.parametrize("token", ["x", "x" * 65, "..%2F..%2Fadmin-aaaaaaaaaaaaaa", "%00" * 20])
async def test_what_is_no_token_is_refused(salon: Salon, token: str) -> None:
    async with stranger(salon) as http:
        assert (await http.get(f"/api/shared/{token}")).status_code in (404, 422)


async def test_guessing_is_slowed_down(salon: Salon) -> None:
    async with stranger(salon) as http:
        codes = [(await http.get(f"/api/shared/{'x' * 32}/assets/{number}")).status_code for number in range(62)]
    assert codes == [404] * 60 + [429] * 2
