"""Chats go out and come in again over HTTP."""

import json
import zipfile
from io import BytesIO
from typing import Any

import httpx
import pytest

from fabula.play.chats.moving.drafts import Draft
from fabula.play.chats.moving.readers.own import read_own
from tests.core.conftest import MakePicture
from tests.play.chats.moving.outlines import SAMPLES, outline
from tests.play.chats.talking import JsonObject, Salon
from tests.visitors import Visitor, code_of


async def bring(salon: Salon, name: str, content: bytes, status: int = 200, http: Any = None) -> JsonObject:
    answer = await (http or salon.http).post("/api/chats/import", files={"file": (name, content)})
    assert answer.status_code == status, answer.text
    return answer.json()


async def brought(salon: Salon, name: str, content: bytes) -> JsonObject:
    """By a run, since it is an archive or large; answers its result."""
    started = await bring(salon, name, content, 202)
    run = await salon.ended(started["run_id"])
    assert run["state"] == "done", run
    return run["result"]


async def export(salon: Salon, chat_id: str, format: str, **more: str) -> httpx.Response:
    answer = await salon.http.get(f"/api/chats/{chat_id}/export", params={"format": format} | more)
    assert answer.status_code == 200, answer.text
    return answer


def draft(content: bytes) -> Draft:
    return read_own(json.loads(content))


@pytest.fixture
async def rich(salon: Salon, make_picture: MakePicture) -> JsonObject:
    """A chat with an edit, a branch, a picture, a text and something deleted."""
    folder = await salon.ok("POST", "/api/chats/folders", 201, json={"name": "Stories"})
    chat = await salon.chat(title="Лес / forest", folder_id=folder["id"], is_pinned=True, system_prompt="Be brief.")
    attached: list[str] = []
    for name, content in (("forest.png", make_picture()), ("notes.txt", "Ели и мох".encode())):
        upload = await salon.http.post("/api/chats/attachments", files={"file": (name, content)})
        attached.append(upload.json()["id"])
    first = (await salon.send(chat["id"], "Кто там?", reply=False, attachments=attached))["message_id"]
    await salon.ok("PUT", f"/api/chats/{chat['id']}/messages/{first}", json={"content": "Кто здесь?", "reply": False})
    second, third, fourth = await salon.plain(chat["id"], "gone", "a **bold** claim", "the end")
    await salon.ok("DELETE", f"/api/chats/{chat['id']}/messages/{second}", 204)
    edited = {"content": "another end", "as_branch": True, "reply": False}
    await salon.ok("PUT", f"/api/chats/{chat['id']}/messages/{fourth}", json=edited)
    assert third
    return await salon.read(chat["id"])


TREE = [
    "# Лес / forest",
    "> user: 'Кто здесь?' +picture forest.png (missing) +text notes.txt (Ели и мох)",
    "  > user: 'a **bold** claim'",
    "    - user: 'the end'",
    "    > user: 'another end'",
]


@pytest.mark.every_database
async def test_a_chat_comes_back_from_its_own_json_as_it_was(salon: Salon, rich: JsonObject) -> None:
    answer = await export(salon, rich["id"], "json")
    assert "filename*=UTF-8''%D0%9B%D0%B5%D1%81%20-%20forest.json" in answer.headers["content-disposition"]
    assert outline(draft(answer.content)) == TREE
    twice = [await bring(salon, "x.json", answer.content) for _ in range(2)]
    assert [(one["count"], one["messages"], one["problems"]) for one in twice] == [(1, 4, []), (1, 4, [])]
    imported = twice[1]
    copy = await salon.read(imported["chats"][0]["id"])
    same = ("title", "folder_id", "is_pinned", "system_prompt", "created_at", "active_at", "parameters")
    assert {name: copy[name] for name in same} == {name: rich[name] for name in same}
    assert [message["content"] for message in copy["messages"]] == ["Кто здесь?", "a **bold** claim", "another end"]
    assert [message["created_at"] for message in copy["messages"]] == [
        message["created_at"] for message in rich["messages"]
    ]
    assert [file["kind"] for file in copy["messages"][0]["attachments"]] == ["picture", "text"]
    assert copy["messages"][-1]["branch"]["count"] == 2
    versions = await salon.ok("GET", f"/api/chats/{copy['id']}/messages/{copy['messages'][0]['id']}/versions")
    assert [version["content"] for version in versions] == ["Кто здесь?", "Кто там?"]
    # The copy has files of its own: removing it for good leaves those of the first one.
    await salon.ok("DELETE", f"/api/chats/{copy['id']}", 204, params={"for_ever": True})
    picture = (await salon.read(rich["id"]))["messages"][0]["attachments"][0]["asset"]
    assert (await salon.http.get(picture["url"])).status_code == 200


async def test_an_archive_carries_its_files_to_another_person(salon: Salon, rich: JsonObject, bob: Visitor) -> None:
    answer = await export(salon, rich["id"], "zip")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert names[0] == "chat.json"
        assert sorted(name.rpartition(".")[2] for name in names[1:]) == ["png", "txt"]
    salon.ann = bob
    imported = await brought(salon, "chat.zip", answer.content)
    copy = await salon.read(imported["chats"][0]["id"])
    files = copy["messages"][0]["attachments"]
    assert [(file["name"], file["characters"]) for file in files] == [("forest.png", 0), ("notes.txt", 9)]
    assert (await salon.http.get(files[0]["asset"]["url"])).status_code == 200
    assert [asset["name"] for asset in (await salon.ok("GET", "/api/assets"))["items"]] == ["notes.txt", "forest.png"]


async def test_a_foreign_asset_cannot_be_had_by_naming_it(salon: Salon, rich: JsonObject, bob: Visitor) -> None:
    content = (await export(salon, rich["id"], "json")).content
    salon.ann = bob
    imported = await bring(salon, "x.json", content)
    assert imported["problems"] == [{"name": "Лес / forest", "reason": "Not in the file: forest.png."}]
    copy = await salon.read(imported["chats"][0]["id"])
    assert [file["name"] for file in copy["messages"][0]["attachments"]] == ["notes.txt"]


async def test_markdown_reads_well_and_has_its_pictures_beside_it(salon: Salon, rich: JsonObject) -> None:
    answer = await export(salon, rich["id"], "markdown", language="ru")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        text = archive.read("chat.md").decode()
        assert len(archive.namelist()) == 3
    assert text.startswith("# Лес / forest\n\n*")
    assert "## Вы\n" in text
    assert "\n![forest.png](files/" in text
    assert "\n📎 [notes.txt](files/" in text
    assert text.index("Кто здесь?") < text.index("a **bold** claim") < text.index("another end")
    assert "the end\n\n##" not in text
    plain = await salon.chat(title="*x*")
    await salon.plain(plain["id"], "```python\nunclosed")
    answer = await export(salon, plain["id"], "markdown")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# \\*x\\*\n")
    assert answer.text.endswith("```python\nunclosed\n```\n")


async def test_html_is_one_page_that_holds_its_pictures(salon: Salon, rich: JsonObject) -> None:
    answer = await export(salon, rich["id"], "html")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "<title>Лес / forest</title>" in answer.text
    assert "<strong>bold</strong>" in answer.text
    assert '<img alt="forest.png" src="data:image/webp;base64,' in answer.text
    assert "<script" not in answer.text


async def test_everything_comes_out_in_one_archive_and_in_again(salon: Salon, rich: JsonObject, bob: Visitor) -> None:
    other = await salon.chat(title="Second")
    await salon.plain(other["id"], "hello")
    await salon.chat(title="Empty")
    trashed = await salon.chat(title="Trash")
    await salon.ok("DELETE", f"/api/chats/{trashed['id']}", 204)
    answer = await salon.http.get("/api/chats/export")
    assert answer.headers["content-disposition"].startswith('attachment; filename="fabula-chats-')
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        chats = [name for name in archive.namelist() if name.startswith("chats/")]
        assert chats == ["chats/00001 Лес - forest.json", "chats/00002 Second.json", "chats/00003 Empty.json"]
    salon.ann = bob
    imported = await brought(salon, "all.zip", answer.content)
    assert [chat["title"] for chat in imported["chats"]] == ["Лес / forest", "Second"]
    assert imported["problems"] == [{"name": "Empty", "reason": "there is no message in it."}]


async def test_each_program_is_known_by_its_content_and_wrong_items_are_told(salon: Salon) -> None:
    imported = await bring(salon, "whatever.bin", (SAMPLES / "chatgpt.json").read_bytes())
    assert [(chat["title"], chat["messages"]) for chat in imported["chats"]] == [("Маяк", 6), ("A circle", 2)]
    assert [(problem["name"], problem["reason"]) for problem in imported["problems"]] == [
        ("Маяк", "Not in the file: lighthouse.png, notes.pdf."),
        ("Nothing said", "there is no message in it."),
        ("whatever.bin: 4", "this is no chat of a program that is known here."),
    ]
    chat = await salon.read(imported["chats"][0]["id"])
    assert [message["role"] for message in chat["messages"]] == ["user", "assistant", "user", "assistant"]
    assert chat["created_at"].startswith("2024-04-30T18:00:00.25")
    assert chat["model"] is None
    kites = await bring(salon, "x", (SAMPLES / "open_webui.json").read_bytes())
    assert kites["problems"] == [{"name": "Kites", "reason": "Not in the file: picture."}]
    chat = await salon.read(kites["chats"][0]["id"])
    assert [file["name"] for file in chat["messages"][0]["attachments"]] == ["picture.png", "wind.txt"]
    assert chat["messages"][-1]["state"] == "cut"
    pirate = await bring(salon, "x", (SAMPLES / "sillytavern.jsonl").read_bytes())
    chat = await salon.read(pirate["chats"][0]["id"])
    assert chat["messages"][0]["branch"]["count"] == 3
    assert chat["messages"][0]["branch"]["index"] == 2


async def test_a_chatgpt_archive_brings_its_pictures(salon: Salon, make_picture: MakePicture) -> None:
    sent = BytesIO()
    with zipfile.ZipFile(sent, "w") as archive:
        archive.writestr("conversations.json", (SAMPLES / "chatgpt.json").read_bytes())
        archive.writestr("file-aaaaaaaaaa-lighthouse.png", make_picture())
        archive.writestr("file-bbbbbbbbbb-notes.pdf", b"\x00\x01\x02\x7f" * 100)
        archive.writestr("user.json", b"{}")
    imported = await brought(salon, "export.zip", sent.getvalue())
    chat = await salon.read(imported["chats"][0]["id"])
    assert [file["name"] for file in chat["messages"][0]["attachments"]] == ["lighthouse.png"]
    assert imported["problems"][0]["name"] == "Маяк"
    assert imported["problems"][0]["reason"].startswith("notes.pdf: ")


async def test_a_file_that_is_nothing_comes_to_nothing(salon: Salon) -> None:
    imported = await bring(salon, "x.exe", b"MZ\x00\x01")
    assert imported["count"] == 0
    assert imported["problems"] == [{"name": "x.exe", "reason": "it is neither JSON nor an archive."}]
    broken = await brought(salon, "x.zip", b"PK\x03\x04 broken")
    assert broken["problems"] == [{"name": "x.zip", "reason": "the archive is damaged."}]
    assert (await salon.ok("GET", "/api/chats"))["items"] == []
    assert (await salon.ok("GET", "/api/assets"))["items"] == []
    answer = await salon.http.post("/api/chats/import", json={})
    assert (answer.status_code, code_of(answer)) == (422, "upload_malformed")


async def test_nobody_exports_anothers_chat(salon: Salon, rich: JsonObject, bob: Visitor) -> None:
    answer = await bob.http.get(f"/api/chats/{rich['id']}/export")
    assert (answer.status_code, code_of(answer)) == (404, "chat_not_found")
    everything = await bob.http.get("/api/chats/export")
    assert zipfile.ZipFile(BytesIO(everything.content)).namelist() == []


async def test_what_came_in_is_found_at_once(salon: Salon) -> None:
    await bring(salon, "x", (SAMPLES / "chatgpt.json").read_bytes())
    hits = await salon.ok("GET", "/api/chats/search", params={"q": "маяки"})
    assert [(hit["message_id"] is None, hit["role"], hit["snippet"]) for hit in hits["items"]] == [
        (True, None, "\x02Маяк\x03"),
        (False, "assistant", "\x02Маяк\x03 у моря."),
    ]


@pytest.mark.every_database
async def test_what_no_database_takes_does_no_harm(salon: Salon) -> None:
    odd = "a\x00b\ud800 🕯"
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "seconds": 1.5, "tokens_per_s": None}
    source = {"number": 1, "title": odd, "url": "https://example.org/\x00", "snippet": odd}
    search = {"queries": [odd], "sources": [source], "error": None}
    message = {"id": odd, "role": "assistant", "content": odd, "thinking": odd, "model": odd, "usage": usage}
    file = {"kind": "text", "name": odd, "text": odd, "provenance": {odd: [odd, {"deep": [[[[[[odd]]]]]]}]}}
    message |= {"search": search, "attachments": [file], "versions": [{"content": odd}, {"content": odd + "!"}]}
    chat = {"format": "fabula.chat", "version": 1, "title": odd, "folder": odd, "system_prompt": odd, "model": odd}
    imported = await bring(salon, odd.replace("\ud800", ""), json.dumps(chat | {"messages": [message]}).encode())
    assert (imported["count"], imported["problems"]) == (1, [])
    (shown,) = (await salon.read(imported["chats"][0]["id"]))["messages"]
    assert shown["content"] == "ab\ufffd 🕯"
    assert shown["search"]["sources"][0]["title"] == "ab\ufffd 🕯"
    assert shown["usage"] == usage | {"unread": None}
    assert [each["name"] for each in shown["attachments"]] == ["ab� 🕯.txt"]
