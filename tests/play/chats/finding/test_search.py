"""Search over HTTP: paged, and without a mistake whatever is typed."""

from tests.play.chats.talking import Salon
from tests.visitors import Visitor, code_of

STRANGE = ("", "   ", '"', "*", "a AND (", "NEAR(", "owner:x", "\x00", "🙂", "' OR 1=1; --", "%" * 300)


async def test_hits_come_page_by_page(salon: Salon, bob: Visitor) -> None:
    chat = await salon.chat(title="Amber")
    ids = await salon.plain(chat["id"], *(f"amber {'stone ' * number}" for number in range(5)))
    first = await salon.ok("GET", "/api/chats/search", params={"q": "amber", "limit": 4})
    await salon.plain(chat["id"], "amber, written later")
    second = await salon.ok("GET", "/api/chats/search", params={"q": "amber", "limit": 4, "after": first["next"]})
    hits = first["items"] + second["items"]
    assert {hit["message_id"] for hit in hits} == {*ids, None}
    assert second["next"] is None
    assert {(hit["chat_id"], hit["chat_title"]) for hit in hits} == {(chat["id"], "Amber")}
    assert all("\x02" in hit["snippet"] for hit in hits)
    assert (await bob.http.get("/api/chats/search", params={"q": "amber"})).json() == {"items": [], "next": None}


async def test_whatever_is_typed_is_a_search(salon: Salon) -> None:
    for typed in STRANGE:
        assert await salon.ok("GET", "/api/chats/search", params={"q": typed}) == {"items": [], "next": None}


async def test_a_made_up_cursor_is_told(salon: Salon) -> None:
    answer = await salon.http.get("/api/chats/search", params={"q": "x", "after": "99999-abc"})
    assert (answer.status_code, code_of(answer)) == (400, "cursor_unclear")
