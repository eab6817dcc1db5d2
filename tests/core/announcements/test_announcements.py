"""What admins tell people: who sees it, when, and until when."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from fabula.core.clock import now
from tests.visitors import Visitor, newcomer


@pytest.fixture
async def anna(app: FastAPI) -> Visitor:
    return await newcomer(app, "anna")


@pytest.fixture
async def boris(app: FastAPI, anna: Visitor) -> Visitor:
    return await newcomer(app, "boris")


async def say(who: Visitor, words: str, **more: Any) -> str:
    answer = await who.http.post("/api/admin/announcements", json={"kind": "info", "words": words} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def heard(who: Visitor) -> list[str]:
    return [item["words"] for item in (await who.http.get("/api/announcements")).json()["items"]]


def in_minutes(count: float) -> str:
    return (now() + timedelta(minutes=count)).isoformat()


@pytest.mark.every_database
async def test_each_audience_hears_its_own_newest_first(anna: Visitor, boris: Visitor) -> None:
    await say(anna, "for all", starts_at=in_minutes(-3))
    await say(anna, "for admins", audience="admins", starts_at=in_minutes(-2))
    await say(anna, "for users", audience="users", starts_at=in_minutes(-1))
    assert await heard(anna) == ["for admins", "for all"]
    assert await heard(boris) == ["for users", "for all"]


@pytest.mark.every_database
async def test_it_begins_and_ends_at_its_times(anna: Visitor, boris: Visitor) -> None:
    soon = in_minutes(5)
    await say(anna, "later", starts_at=soon)
    await say(anna, "over", starts_at=in_minutes(-9), ends_at=in_minutes(-1))
    await say(anna, "now", ends_at=in_minutes(30))
    told = (await boris.http.get("/api/announcements")).json()
    assert [item["words"] for item in told["items"]] == ["now"]
    assert datetime.fromisoformat(told["again_at"]) == datetime.fromisoformat(soon)


@pytest.mark.every_database
async def test_who_closes_it_sees_it_no_more_until_it_says_something_else(anna: Visitor, boris: Visitor) -> None:
    said = await say(anna, "tonight we restart")
    for _ in range(2):
        assert (await boris.http.post(f"/api/announcements/{said}/close")).status_code == 204
    assert await heard(boris) == []
    assert await heard(anna) == ["tonight we restart"]
    await anna.http.patch(f"/api/admin/announcements/{said}", json={"ends_at": in_minutes(9)})
    assert await heard(boris) == []
    await anna.http.patch(f"/api/admin/announcements/{said}", json={"words": "we restart tomorrow"})
    assert await heard(boris) == ["we restart tomorrow"]


async def test_an_admin_ends_it_and_finds_it_in_the_history(anna: Visitor, boris: Visitor) -> None:
    said = await say(anna, "hello", starts_at=in_minutes(-5))
    ended = await anna.http.patch(f"/api/admin/announcements/{said}", json={"ends_at": in_minutes(-0.01)})
    assert ended.status_code == 200
    assert await heard(boris) == []
    history = (await anna.http.get("/api/admin/announcements")).json()["items"]
    assert [(item["words"], item["author"]) for item in history] == [("hello", "anna")]
    assert (await anna.http.delete(f"/api/admin/announcements/{said}")).status_code == 204
    actions = [item["action"] for item in (await anna.http.get("/api/admin/audit")).json()["items"][:3]]
    assert actions == ["announcement.deleted", "announcement.ended", "announcement.made"]


async def test_what_makes_no_sense_is_refused(anna: Visitor, boris: Visitor) -> None:
    for wrong in (
        {"words": " "},
        {"words": "x" * 501},
        {"words": "two\nlines"},
        {"kind": "party"},
        {"audience": "nobody"},
        {"ends_at": "tomorrow"},
    ):
        answer = await anna.http.post("/api/admin/announcements", json={"kind": "info", "words": "x"} | wrong)
        assert answer.status_code == 422, wrong
    late = {"kind": "info", "words": "x", "starts_at": in_minutes(9), "ends_at": in_minutes(3)}
    assert (await anna.http.post("/api/admin/announcements", json=late)).status_code == 400
    assert (await boris.http.post("/api/admin/announcements", json=late)).status_code == 403
    secret = await say(anna, "admins", audience="admins")
    assert (await boris.http.post(f"/api/announcements/{secret}/close")).status_code == 404
    assert (await anna.http.patch("/api/admin/announcements/none", json={"words": "x"})).status_code == 404
