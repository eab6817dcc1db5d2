"""Archives that are sent while they are written."""

import zipfile
from collections.abc import AsyncIterator
from io import BytesIO

from fabula.core.zipping import Zipping


async def test_an_archive_has_every_entry_whole_however_it_came() -> None:
    async def in_parts() -> AsyncIterator[bytes]:
        for number in range(3):
            yield b"%d" % number * 1000

    archive, sent = Zipping(), b""
    async for part in archive.entry("texts/a.txt", in_parts(), is_packed=True):
        sent += part
    async for part in archive.entry("b.bin", b"\x00\x01"):
        sent += part
    sent += archive.end()
    with zipfile.ZipFile(BytesIO(sent)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == {
            "texts/a.txt": b"0" * 1000 + b"1" * 1000 + b"2" * 1000,
            "b.bin": b"\x00\x01",
        }
        assert read.getinfo("texts/a.txt").compress_size < 200


async def test_an_archive_of_nothing_is_one() -> None:
    assert zipfile.ZipFile(BytesIO(Zipping().end())).namelist() == []
