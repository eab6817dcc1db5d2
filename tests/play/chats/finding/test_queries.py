"""Every database finds the same: own, living and finished messages and titles."""

from collections.abc import Sequence

import pytest
from sqlalchemy import delete, text, update

from fabula.core.clock import now
from fabula.core.db import Database, Dialect
from fabula.core.ids import id_before, new_id
from fabula.play.chats.finding.queries import find
from fabula.play.chats.finding.words import terms_of
from fabula.play.chats.tables import ChatRow, MessageRow
from tests.play.chats.planted import a_person, plant_chat, plant_message

pytestmark = pytest.mark.every_database

ANNA, BORIS = new_id(), new_id()
LATER = id_before(now().replace(year=2100))


@pytest.fixture
async def people(database: Database) -> Database:
    async with database.writing() as session:
        session.add_all([a_person(ANNA, "anna"), a_person(BORIS, "boris")])
    return database


async def found(database: Database, typed: str, owner: str = ANNA, limit: int = 50, offset: int = 0) -> Sequence[str]:
    async with database.reading() as session:
        hits = await find(session, owner, terms_of(typed), until=LATER, offset=offset, limit=limit)
    return [hit.message.content if hit.message else f"title: {hit.chat.title}" for hit in hits]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("пещера", ["В пещере жил дракон."]),
        ("ДРАКОНЫ", ["В пещере жил дракон."]),
        ("drag", ["A Dragon of the café guards example.com/foo-bar."]),
        ("cafe", ["A Dragon of the café guards example.com/foo-bar."]),
        ("foo bar example", ["A Dragon of the café guards example.com/foo-bar."]),
        ('"the café"', ["A Dragon of the café guards example.com/foo-bar."]),
        ('"café the"', []),
        ("of dragon", ["A Dragon of the café guards example.com/foo-bar."]),
        ("how", ["How is it, Фёдор?"]),
        ("it is", ["How is it, Фёдор?"]),
        ("федор", ["How is it, Фёдор?"]),
        ("dragon пещера", []),
        ("harbour", ["title: The Harbour at night"]),
        ("nothing", []),
        ("!!!", []),
        ("a\x00' OR 1=1 --", []),
    ],
)
async def test_words_are_found_in_both_languages(people: Database, typed: str, expected: list[str]) -> None:
    async with people.writing() as session:
        texts = (
            "A Dragon of the café guards example.com/foo-bar.",
            "В пещере жил дракон.",
            "How is it, Фёдор?",
        )
        await plant_chat(session, ANNA, "The Harbour at night", *texts)
    assert await found(people, typed) == expected


async def test_another_persons_chats_are_never_found(people: Database) -> None:
    async with people.writing() as session:
        await plant_chat(session, BORIS, "secret garden", "the secret word")
    assert await found(people, "secret") == []
    assert len(await found(people, "secret", BORIS)) == 2


async def test_the_trash_and_what_was_deleted_is_not_found_and_the_archive_is(people: Database) -> None:
    async with people.writing() as session:
        await plant_chat(session, ANNA, "old kettle", "kettle one", deleted_at=now())
        await plant_chat(session, ANNA, "x", "kettle two", is_archived=True)
        gone = await plant_chat(session, ANNA, "y", "kettle three")
        await session.execute(update(MessageRow).where(MessageRow.id == gone[1]).values(deleted_at=now()))
    assert await found(people, "kettle") == ["kettle two"]
    async with people.writing() as session:
        await session.execute(update(MessageRow).where(MessageRow.id == gone[1]).values(deleted_at=None))
        await session.execute(update(ChatRow).values(deleted_at=None))
    assert sorted(await found(people, "kettle")) == ["kettle one", "kettle three", "kettle two", "title: old kettle"]


async def test_a_reply_is_found_when_it_is_finished_and_an_edit_as_it_reads_now(people: Database) -> None:
    async with people.writing() as session:
        chat_id, asked = await plant_chat(session, ANNA, "x", "lantern?")
        reply = new_id()
        row = {"author": "assistant", "content": "a lantern half wr", "state": "writing"}
        await plant_message(session, ANNA, chat_id, reply, asked, 2, **row)
    assert await found(people, "lantern") == ["lantern?"]
    async with people.writing() as session:
        done = {"content": "a lantern fully written", "state": "done"}
        await session.execute(update(MessageRow).where(MessageRow.id == reply).values(**done))
    assert set(await found(people, "lantern")) == {"lantern?", "a lantern fully written"}
    async with people.writing() as session:
        again = update(MessageRow).where(MessageRow.id == reply)
        await session.execute(again.values(state="writing"))
        await session.execute(again.values(content="a candle"))
        await session.execute(again.values(state="done"))
        await session.execute(update(MessageRow).where(MessageRow.id == asked).values(content="a candle?"))
        await session.execute(update(ChatRow).values(title="The Candle"))
    assert await found(people, "lantern") == []
    assert set(await found(people, "candle")) == {"a candle", "a candle?", "title: The Candle"}


async def test_what_is_deleted_for_good_leaves_nothing_behind(people: Database, dialect: Dialect) -> None:
    async with people.writing() as session:
        await plant_chat(session, ANNA, "amber", "amber one", "amber two")
        await session.execute(delete(ChatRow))
    assert await found(people, "amber") == []
    if dialect is Dialect.SQLITE:
        async with people.writing() as session:
            assert await session.scalar(text("SELECT count(*) FROM fts_chats_of")) == 0
            await session.execute(text("INSERT INTO fts_chats (fts_chats) VALUES ('integrity-check')"))


async def test_the_best_come_first_and_pages_follow_one_another(people: Database) -> None:
    async with people.writing() as session:
        filler = "words about something else entirely, again and again. " * 5
        for number in range(7):
            await plant_chat(session, ANNA, "x", f"{number} ivory {filler}")
        await plant_chat(session, ANNA, "y", "ivory ivory ivory")
        await plant_chat(session, ANNA, "z", f"ivory once more {filler}")
    everything = await found(people, "ivory")
    assert everything[0] == "ivory ivory ivory"
    pages = [await found(people, "ivory", limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [hit for page in pages for hit in page] == everything
    assert len(set(everything)) == 9
