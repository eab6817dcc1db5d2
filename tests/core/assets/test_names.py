"""Names of uploaded files."""

import pytest

from fabula.core.assets.incoming.names import disposition, file_media_type, picture_name, promises_picture, safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("portrait.png", "portrait.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\notes.txt", "notes.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("line\nbreak\x00.txt", "line break.txt"),
        ("", "file"),
        ("  .  ", "file"),
        ("folder/", "file"),
        (".hidden", "hidden"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
        ('say "hi": <now>?.md', "say _hi__ _now__.md"),
        ("Cafe\u0301.txt", "Caf\u00e9.txt"),
        ("Мой файл.txt", "Мой файл.txt"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize(
    ("name", "media_type", "right"),
    [
        ("a.png", "image/png", "a.png"),
        ("a.JPEG", "image/jpeg", "a.JPEG"),
        ("a.png", "image/webp", "a.webp"),
        ("a", "image/gif", "a.gif"),
        ("v1.2", "image/gif", "v1.2.gif"),
        ("x" * 196 + ".txt", "image/png", "x" * 196 + ".png"),
    ],
)
def test_a_picture_gets_the_ending_of_what_it_is(name: str, media_type: str, right: str) -> None:
    assert picture_name(name, media_type) == right


def test_only_picture_endings_promise_a_picture() -> None:
    names = ("a.png", "A.JPG", "a.webp", "a.gif", "a.svg", "png", "a.txt")
    assert [name for name in names if promises_picture(name)] == ["a.png", "A.JPG", "a.webp", "a.gif"]


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "a.xhtml", "a.js", "a.xml", "noending", "a.css"])
def test_nothing_that_a_browser_would_run_has_a_type_of_its_own(name: str) -> None:
    assert file_media_type(name) == "application/octet-stream"


def test_a_disposition_holds_any_name() -> None:
    odd = disposition('a"b\\c.txt', inline=False)
    assert odd == "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%5Cc.txt"
    assert disposition("Ж.png", inline=True) == "inline; filename=\".png\"; filename*=UTF-8''%D0%96.png"
    assert disposition("Ж", inline=True).startswith('inline; filename="file"')
