"""What people change about themselves."""

from io import BytesIO
from typing import Any

import pytest
from fastapi import FastAPI
from PIL import Image

from fabula.core.ids import new_id
from fabula.core.settings import Settings
from tests.visitors import PASSWORD, code_of, log_in, newcomer, started, visit


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 300), **saving: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **saving)
    return file.getvalue()


def upload(content: bytes, name: str = "me.png") -> dict[str, Any]:
    return {"file": (name, content, "image/png")}


@pytest.mark.every_database
async def test_what_is_given_changes_and_the_rest_stays(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    before = (await ann.http.get("/api/auth/verify")).json()
    change = {"name": "  Анна 🎈 ", "language": "ru", "theme": "dark"}
    after = (await ann.http.patch("/api/auth/profile", json=change)).json()
    assert after == before | {"name": "Анна 🎈", "language": "ru", "theme": "dark"}
    after = (await ann.http.patch("/api/auth/profile", json={"language": None, "email": "new@example.org"})).json()
    assert after == before | {"name": "Анна 🎈", "theme": "dark", "email": "new@example.org"}
    assert (await ann.http.patch("/api/auth/profile", json={})).json() == after
    await log_in(app, "NEW@example.org")


@pytest.mark.every_database
async def test_the_address_of_another_account_is_taken(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    await newcomer(app, "Ben")
    answer = await ann.http.patch("/api/auth/profile", json={"email": "BEN@example.org"})
    assert (answer.status_code, code_of(answer)) == (409, "email_taken")
    answer = await ann.http.patch("/api/auth/profile", json={"email": "ANN@example.org"})
    assert answer.json()["email"] == "ANN@example.org"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x" * 81},
        {"name": "two\nlines"},
        {"name": "nul\x00"},
        {"name": None},
        {"email": None},
        {"email": "nobody"},
        {"theme": None},
        {"theme": "pink"},
        {"language": "x"},
        {"language": "en; drop"},
        [],
    ],
)
async def test_malformed_changes_are_refused(app: FastAPI, change: Any) -> None:
    ann = await newcomer(app, "Ann")
    answer = await ann.http.patch("/api/auth/profile", json=change)
    assert (answer.status_code, code_of(answer)) == (422, "malformed_request")


@pytest.mark.every_database
async def test_a_new_password_ends_every_other_sign_in(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    elsewhere = await log_in(app, "Ann")
    before = (await elsewhere.get("/api/auth/verify")).json()
    change = {"current_password": PASSWORD, "new_password": "another way home 8"}
    answer = await ann.http.post("/api/auth/password", json=change)
    assert answer.json()["password_changed_at"] > before["password_changed_at"]
    assert (await ann.http.get("/api/auth/verify")).status_code == 200
    assert (await elsewhere.get("/api/auth/verify")).status_code == 401
    assert (await elsewhere.post("/api/auth/refresh")).status_code == 401
    await log_in(app, "Ann", "another way home 8")
    old = await visit(app).post("/api/auth/login", json={"username": "Ann", "password": PASSWORD})
    assert old.status_code == 401


async def test_a_new_password_takes_the_current_one_and_some_strength(app: FastAPI) -> None:
    ann = await newcomer(app, "Annabella")
    weak = {"current_password": PASSWORD, "new_password": "annabella"}
    assert code_of(await ann.http.post("/api/auth/password", json=weak)) == "weak_password"
    wrong = {"current_password": "not hers", "new_password": "another way home 8"}
    tries = [await ann.http.post("/api/auth/password", json=wrong) for _ in range(11)]
    assert [code_of(answer) for answer in tries] == ["wrong_password"] * 10 + ["too_many_attempts"]
    assert {answer.status_code for answer in tries} == {400, 429}


@pytest.mark.every_database
async def test_a_picture_is_cut_square_and_served_to_people_who_are_signed_in(app: FastAPI) -> None:
    ann, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    first = (await ann.http.put("/api/auth/avatar", files=upload(picture()))).json()["avatar_url"]
    answer = await ben.http.get(first)
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    with Image.open(BytesIO(answer.content)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (256, 256))
    second = (await ann.http.put("/api/auth/avatar", files=upload(picture("JPEG")))).json()["avatar_url"]
    assert second != first
    assert "immutable" not in (await ben.http.get(first)).headers["cache-control"]
    assert (await visit(app).get(second)).status_code == 401
    assert (await ann.http.delete("/api/auth/avatar")).json()["avatar_url"] is None
    assert (await ben.http.get(second)).status_code == 404
    assert (await ben.http.get(f"/api/auth/avatars/{new_id()}")).status_code == 404


async def test_nothing_of_the_uploaded_file_is_served(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    hidden = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    address = (await ann.http.put("/api/auth/avatar", files=upload(hidden, "../../evil.html"))).json()["avatar_url"]
    served = (await ann.http.get(address)).content
    assert b"where I live" not in served
    assert b"script" not in served


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_common_kinds_of_pictures_are_taken(app: FastAPI, kind: str) -> None:
    ann = await newcomer(app, "Ann")
    assert (await ann.http.put("/api/auth/avatar", files=upload(picture(kind, (3, 900))))).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        picture()[:60],
        picture("BMP"),
        picture("TIFF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
async def test_what_is_no_picture_is_refused(app: FastAPI, content: bytes) -> None:
    ann = await newcomer(app, "Ann")
    answer = await ann.http.put("/api/auth/avatar", files=upload(content))
    assert answer.status_code == 400
    assert code_of(answer) in {"not_a_picture", "picture_damaged"}


async def test_pictures_have_limits(settings: Settings) -> None:
    async with started(settings, image_max_width_upload=500, image_max_mb_upload=1) as app:
        ann = await newcomer(app, "Ann")
        wide = await ann.http.put("/api/auth/avatar", files=upload(picture(size=(501, 10))))
        assert (wide.status_code, code_of(wide)) == (413, "picture_too_large")
        heavy = await ann.http.put("/api/auth/avatar", files=upload(b"x" * 1_048_577))
        assert heavy.status_code == 413
        assert (await ann.http.put("/api/auth/avatar")).status_code == 422


async def test_nobody_changes_anything_without_signing_in(app: FastAPI) -> None:
    nobody = visit(app)
    for method, path in [
        ("PATCH", "profile"),
        ("PUT", "avatar"),
        ("DELETE", "avatar"),
        ("POST", "password"),
        ("GET", "verify"),
        ("GET", "sessions"),
        ("DELETE", "sessions"),
        ("GET", "keys"),
        ("POST", "keys"),
    ]:
        answer = await nobody.request(method, f"/api/auth/{path}")
        assert (path, answer.status_code, code_of(answer)) == (path, 401, "not_signed_in")
