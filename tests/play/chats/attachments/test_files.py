"""Files beside messages: what is in them reaches the model, and what cannot be read is refused at once."""

import io
from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from fabula.core.accounts import UserId
from fabula.core.clock import now
from fabula.play.chats.attachments.encodings import decoded
from fabula.play.chats.attachments.pdf import text_of_pdf
from fabula.play.chats.list.purging import Purging
from fabula.play.chats.replying.prompting.sights import Sights
from tests.play.chats.talking import Salon
from tests.visitors import Visitor, code_of

RUSSIAN = "Привет, мир! Это обычный текст с Заглавными буквами, числами 123 и знаками."
TEXTS = [
    (RUSSIAN, "utf-8-sig"),
    (RUSSIAN, "utf-16"),
    (RUSSIAN, "utf-16-le"),
    (RUSSIAN, "utf-16-be"),
    (RUSSIAN, "utf-32"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8_r"),
    (RUSSIAN, "cp866"),
    ("Le café est fermé à l'été, où êtes-vous déjà allé ?", "cp1252"),
    ("Die Größe der Äpfel überrascht Müller in der Straße.", "cp1252"),
    ("Zażółć gęślą jaźń, proszę państwa, w Łodzi.", "cp1250"),
    ("これは日本語の文章です。東京で会議があります。カタカナも使います。", "shift_jis"),
    ("これは日本語の文章です。東京で会議があります。カタカナも使います。", "euc_jp"),
    ("这是一个中文句子，我们今天去北京开会，天气很好。", "gb18030"),
    ("這是一個中文句子，我們今天去台北開會，天氣很好。", "big5"),
    ("이것은 한국어 문장입니다. 오늘 서울에서 회의가 있습니다.", "euc_kr"),
]


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF with these words on its pages."""
    writer = PdfWriter()
    for words in pages:
        page = writer.add_blank_page(300, 300)
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): named})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)  # pyright: ignore[reportPrivateUsage]
    if password:
        writer.encrypt(password)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def picture(colour: str = "red", side: int = 1500) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (side, side // 2), colour).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(("text", "encoding"), TEXTS, ids=[encoding for _, encoding in TEXTS])
def test_usual_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert decoded(f"{text}\r\n{text}".encode(encoding)) == f"{text}\n{text}"


def test_what_is_no_text_is_none() -> None:
    assert decoded(bytes(range(256)) * 40) is None
    assert decoded(b"\x7fELF\x02\x01\x01" + b"\0\1\2" * 300) is None
    assert decoded(b"") == ""


async def test_a_pdf_is_read_and_a_broken_or_locked_one_says_so() -> None:
    assert await text_of_pdf(pdf("On the first page", "On the second page")) == (
        2,
        "On the first page\n\nOn the second page",
        "",
    )
    assert "cannot be read" in (await text_of_pdf(b"%PDF-1.7 and then nothing")).error
    assert "password" in (await text_of_pdf(pdf("secret", password="hidden"))).error
    assert "within" in (await text_of_pdf(pdf("late"), within_s=0.001)).error


async def test_texts_and_pdfs_are_given_to_the_model_with_their_names(salon: Salon) -> None:
    note = await salon.attach("заметка.txt", RUSSIAN.encode("cp1251"))
    paper = await salon.attach("paper.pdf", pdf("Tides turn twice a day"))
    assert (note["kind"], note["characters"], note["pages"]) == ("text", len(RUSSIAN), None)
    assert (paper["kind"], paper["pages"], paper["asset"]["media_type"]) == ("pdf", 1, "application/pdf")
    chat = await salon.chat()
    await salon.say(chat["id"], "What do they say?", attachments=[note["id"], paper["id"]])
    told = salon.asked()[-1]["messages"][-1]["content"]
    assert told == (
        f"File “заметка.txt”:\n```\n{RUSSIAN}\n```\n\n"
        "File “paper.pdf”:\n```\nTides turn twice a day\n```\n\nWhat do they say?"
    )
    shown = (await salon.messages(chat["id"]))[0]["attachments"]
    assert [each["name"] for each in shown] == ["заметка.txt", "paper.pdf"]


async def test_a_file_that_does_not_fit_is_cut_and_the_model_is_told(salon: Salon) -> None:
    book = await salon.attach("book.txt", b"word " * 20_000)
    chat = await salon.chat(parameters={"window": 1024})
    reply = await salon.say(chat["id"], "Sum it up", attachments=[book["id"]])
    told = salon.asked()[-1]["messages"][-1]["content"]
    assert reply["state"] == "done"
    assert len(told) < 5000
    assert "of 100000 characters; the rest does not fit" in told
    assert reply["usage"]["unread"] == {"window": 1024, "messages": 0, "files": ["book.txt"], "tokens": 0}


async def test_a_model_that_sees_gets_the_picture_small_enough(salon: Salon) -> None:
    seen = await salon.attach("red.png", picture())
    chat = await salon.chat(model="fabula-demo-vision")
    await salon.say(chat["id"], "What colour is it?", attachments=[seen["id"]])
    told = salon.asked()[-1]["messages"][-1]
    assert told["content"] == "What colour is it?"
    (sent,) = told["images"]
    with Image.open(io.BytesIO(b64decode(sent))) as image:
        assert (image.format, image.size) == ("JPEG", (1024, 512))


class Describer:
    """Stands for the room that looks at pictures."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    async def describe(self, owner: UserId, asset_id: str, *, purpose: str) -> str:
        self.asked.append((owner, asset_id, purpose))
        return "a red field under a low sun"


async def test_a_model_that_only_reads_gets_the_picture_in_words(salon: Salon) -> None:
    describer = Describer()
    salon.app.state.parts[Sights].look_with(describer)
    seen = await salon.attach("red.png", picture())
    chat = await salon.chat(model="fabula-demo-mini")
    await salon.say(chat["id"], "What is it?", attachments=[seen["id"]])
    told = salon.asked()[-1]["messages"][-1]
    assert told.get("images") is None
    assert told["content"] == (
        "[Picture “red.png”, as another model describes it: a red field under a low sun]\n\nWhat is it?"
    )
    assert describer.asked == [(salon.ann.id, seen["asset"]["id"], "chat")]


async def test_what_cannot_be_read_is_refused_and_nothing_is_kept(salon: Salon) -> None:
    files: list[tuple[str, bytes, str]] = [
        ("program.exe", b"MZ\x90\0" + bytes(range(256)) * 20, "attachment_unreadable"),
        ("empty.pdf", pdf(""), "attachment_unreadable"),
        ("picture.png", b"this is no picture", "name_deceives"),
        ("large.txt", b"a" * (9 * 1024**2), "attachment_unreadable"),
    ]
    for name, data, code in files:
        answer = await salon.http.post("/api/chats/attachments", files={"file": (name, data)})
        assert (name, answer.status_code, code_of(answer)) == (name, 400, code)
    assert (await salon.ok("GET", "/api/assets"))["items"] == []


async def test_a_file_belongs_to_one_message_of_its_owner(salon: Salon, bob: Visitor) -> None:
    chat = await salon.chat()
    mine = await salon.attach("mine.txt", b"mine")
    theirs = (await bob.http.post("/api/chats/attachments", files={"file": ("theirs.txt", b"x")})).json()
    await salon.plain(chat["id"], "", attachments=[mine["id"]])
    for attachment in (mine["id"], theirs["id"], "nothing"):
        body = {"content": "again", "attachments": [attachment], "reply": False}
        answer = await salon.http.post(f"/api/chats/{chat['id']}/messages", json=body)
        assert (answer.status_code, code_of(answer)) == (404, "attachment_not_found")
    assert len(await salon.messages(chat["id"])) == 1
    gone = await salon.http.delete(f"/api/chats/attachments/{mine['id']}")
    assert (gone.status_code, code_of(gone)) == (404, "attachment_not_found")


async def test_an_edit_as_a_branch_takes_the_files_along(salon: Salon) -> None:
    chat = await salon.chat()
    note = await salon.attach("note.txt", b"on paper")
    (message,) = await salon.plain(chat["id"], "see", attachments=[note["id"]])
    body: dict[str, Any] = {"content": "look", "as_branch": True, "reply": False}
    sent = await salon.ok("PUT", f"/api/chats/{chat['id']}/messages/{message}", json=body)
    branch = await salon.message(chat["id"], sent["message_id"])
    assert [each["asset"]["id"] for each in branch["attachments"]] == [note["asset"]["id"]]
    assert branch["attachments"][0]["id"] != note["id"]


async def test_what_was_not_sent_is_swept_after_a_day(salon: Salon) -> None:
    purging: Purging = salon.app.state.parts[Purging]
    chat = await salon.chat()
    sent, unsent = await salon.attach("sent.txt", b"sent"), await salon.attach("unsent.txt", b"unsent")
    await salon.plain(chat["id"], "see", attachments=[sent["id"]])
    assert await purging.sweep() == (0, 0)
    assert await purging.sweep(now() + timedelta(days=1, minutes=1)) == (0, 1)
    assert [each["name"] for each in (await salon.ok("GET", "/api/assets"))["items"]] == ["sent.txt"]
    taken_back = await salon.attach("again.txt", b"again")
    await salon.ok("DELETE", f"/api/chats/attachments/{taken_back['id']}", 204)
    assert (await salon.http.get(unsent["asset"]["url"])).status_code == 404
