"""Both places for contents keep the same promises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore

from fabula.core.assets.stores import FolderStore, Store
from fabula.core.assets.stores.objects import ObjectsStore
from fabula.core.errors import StartFailed

KEY = f"ab/{'c' * 62}"


@pytest.fixture(params=["folder", "memory objects", "file objects"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    root = tmp_path / "store"
    root.mkdir()
    if request.param == "folder":
        return FolderStore(root)
    objects = MemoryStore() if request.param == "memory objects" else LocalStore(root)
    return ObjectsStore(objects, "objects")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789" * 300_000)
    return path


async def read(content: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in content])


async def test_a_content_comes_back_whole_or_in_part(store: Store, file: Path) -> None:
    assert (await store.has(KEY), await store.still_has(KEY)) == (False, False)
    await store.put(KEY, file)
    await store.put(KEY, file)
    assert (await store.has(KEY), await store.still_has(KEY)) == (True, True)
    assert await read(await store.read(KEY, 0, 3_000_000)) == b"0123456789" * 300_000
    assert await read(await store.read(KEY, 2_999_998, 3_000_000)) == b"89"
    assert await read(await store.read(KEY, 2_999_998, 2**40)) == b"89"
    assert await read(await store.read(KEY, 5, 5)) == b""


async def test_bytes_are_kept_as_a_file_is(store: Store, file: Path) -> None:
    content = b"0123456789" * 300_000
    for source in (content, file, content):
        await store.put(KEY, source)
        assert await read(await store.read(KEY, 0, 3_000_000)) == content
    assert [thing.key async for batch in store.everything() for thing in batch] == [KEY]


async def test_what_is_not_there_cannot_be_read_and_may_be_removed(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        await store.read(KEY, 0, 10)
    await store.remove(KEY)


async def test_everything_is_listed_until_it_is_removed(store: Store, file: Path) -> None:
    keys = {f"{n:02x}/{'c' * 62}" for n in range(5)}
    for key in keys:
        await store.put(key, file)
    assert {thing.key async for batch in store.everything() for thing in batch} == keys
    await store.remove(*keys)
    assert [thing async for batch in store.everything() for thing in batch] == []


async def test_a_broken_file_is_mended_by_storing_it_again(tmp_path: Path, file: Path) -> None:
    store = FolderStore(tmp_path / "store")
    await store.put(KEY, file)
    (store.root / KEY).unlink()
    (store.root / KEY).write_bytes(b"cut")
    await store.put(KEY, file)
    assert (store.root / KEY).stat().st_size == 3_000_000
    assert [path.name for path in (store.root / "ab").iterdir()] == ["c" * 62]


@pytest.mark.parametrize("url", ["nonsense", "foo://bucket", "s3:///"])
def test_a_wrong_address_is_said_at_start(url: str) -> None:
    with pytest.raises(StartFailed, match="FABULA_STORAGE_URL"):
        ObjectsStore.at(url)
