"""Which part of a file a request asks for."""

import pytest
from starlette.datastructures import Headers

from fabula.core.assets.errors import RangeNotSatisfiable
from fabula.core.assets.ranges import has_it, wanted_part

ETAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-3", (0, 4)),
        ("bytes=4-", (4, 10)),
        ("bytes=-2", (8, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes=8-99", (8, 10)),
        ("Bytes = 0-0", (0, 1)),
        ("bytes=0-1,4-5", None),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("lines=1-2", None),
        ("", None),
    ],
)
def test_one_range_is_a_part_and_anything_else_the_whole(asked: str, part: tuple[int, int] | None) -> None:
    assert wanted_part(_headers(range=asked), 10, ETAG) == part


@pytest.mark.parametrize(("asked", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-1", 0)])
def test_beyond_the_end_there_is_nothing(asked: str, size: int) -> None:
    with pytest.raises(RangeNotSatisfiable) as refused:
        wanted_part(_headers(range=asked), size, ETAG)
    assert refused.value.headers == {"Content-Range": f"bytes */{size}"}


def test_a_part_of_another_version_is_the_whole() -> None:
    for condition in ('"other"', f"W/{ETAG}", "Sat, 21 Nov 2026 10:00:00 GMT"):
        assert wanted_part(_headers(range="bytes=0-1", **{"if-range": condition}), 10, ETAG) is None
    assert wanted_part(_headers(range="bytes=0-1", **{"if-range": ETAG}), 10, ETAG) == (0, 2)


@pytest.mark.parametrize(
    ("known", "is_known"),
    [
        (None, False),
        ("*", True),
        (ETAG, True),
        (f"W/{ETAG}", True),
        (f'"x", {ETAG}', True),
        ('"x"', False),
        ("abc", False),
    ],
)
def test_a_known_version_is_recognised(known: str | None, is_known: bool) -> None:
    headers = _headers() if known is None else _headers(**{"if-none-match": known})
    assert has_it(headers, ETAG) is is_known


def _headers(**given: str) -> Headers:
    return Headers(raw=[(name.encode(), value.encode("utf-8")) for name, value in given.items()])
