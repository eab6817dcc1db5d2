"""A file somebody brings becomes drafts: recognised by content, read one chat at a time, each fault told by itself."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from fabula.play.chats.moving.drafts import Draft
from fabula.play.chats.moving.readers import Unreadable, looks_like_sillytavern, read_sillytavern, reader_of
from fabula.play.chats.moving.readers.archives import MOST_UNPACKED, Archive, is_archive, opened
from fabula.play.chats.moving.readers.streams import Values
from fabula.play.chats.moving.readers.values import Endless, as_map, as_name

UNKNOWN = "this is no chat of a program that is known here."


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of one file is read."""

    chats: int = 20_000
    messages: int = 50_000
    lines: int = 200_000
    unpacked: int = MOST_UNPACKED


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that did not come in: what it was, and why."""

    name: str
    reason: str


Item = Draft | Refused


class Reading:
    """One file, open; `items` goes through it once, and `archive` has what lies beside the chats in it."""

    def __init__(self, path: Path, name: str, bounds: Bounds = Bounds()) -> None:
        self.archive: Archive | None = None
        self._path = path
        self._name = name
        self._bounds = bounds
        self._open = ExitStack()

    def close(self) -> None:
        self._open.close()

    def items(self) -> Generator[Item]:
        """Blocking; at most so many chats, and the rest in one word."""
        for number, item in enumerate(self._items()):
            if number == self._bounds.chats:
                yield Refused(self._name, f"only the first {self._bounds.chats:,} chats of a file are read.")
                return
            yield item

    def _items(self) -> Iterator[Item]:
        try:
            with self._path.open("rb") as file:
                start = file.read(4)
            if is_archive(start):
                self.archive = self._open.enter_context(opened(self._path, self._bounds.unpacked))
                yield from self._of_archive(self.archive)
            else:
                yield from self._of_file(self._open.enter_context(self._path.open("rb")), self._name)
        except Unreadable as error:
            yield Refused(self._name, str(error))

    def _of_archive(self, archive: Archive) -> Iterator[Item]:
        """Whatever in it is a chat; other files of an export are passed by without a word."""
        for name in archive.named(".json", ".jsonl"):
            try:
                with archive.open(name) as file:
                    yield from self._of_file(cast(BinaryIO, file), name, is_one_of_many=True)
            except Endless:
                raise
            except Unreadable as error:
                yield Refused(name, str(error))

    def _of_file(self, file: BinaryIO, name: str, *, is_one_of_many: bool = False) -> Iterator[Item]:
        values = Values(file)
        start = values.peek()
        if start == "[":
            yield from self._listed(values, name, is_one_of_many=is_one_of_many)
        elif start == "{":
            yield from self._objects(values, name, is_one_of_many=is_one_of_many)
        elif not is_one_of_many:
            yield Refused(name, "it is neither JSON nor an archive.")

    def _listed(self, values: Values, name: str, *, is_one_of_many: bool) -> Iterator[Item]:
        found = 0
        try:
            for number, value in enumerate(values.listed(), start=1):
                item = self._read(value, f"{name}: {number}")
                if item is None and not found and is_one_of_many:
                    return
                found += 1
                yield item or Refused(_called(value, f"{name}: {number}"), UNKNOWN)
        except Endless:
            raise
        except Unreadable as error:
            if found or not is_one_of_many:
                yield Refused(f"{name}: {found + 1}", f"{error} What follows it was not read.")

    def _objects(self, values: Values, name: str, *, is_one_of_many: bool) -> Iterator[Item]:
        """One object is one chat; several are lines: of one chat, or each of its own."""
        first = values.value()
        if looks_like_sillytavern(first):
            yield self._lined(chain([first], values.rest()), name)
            return
        for number, value in enumerate(chain([first], values.rest()), start=1):
            item = self._read(value, name)
            if item is None and is_one_of_many:
                return
            yield item or Refused(_called(value, name if number == 1 else f"{name}: {number}"), UNKNOWN)

    def _lined(self, lines: Iterator[object], name: str) -> Item:
        told: list[object] = []
        note = ""
        try:
            for line in lines:
                told.append(line)
                if len(told) > self._bounds.lines:
                    return Refused(name, f"it has more than {self._bounds.lines:,} lines.")
        except Unreadable as error:
            note = f"Line {len(told) + 1}: {error} What follows it was not read."
        try:
            draft = self._bounded(read_sillytavern(told))
        except Unreadable as error:
            return Refused(name, str(error))
        draft.notes += [note] if note else []
        return draft

    def _read(self, value: object, name: str) -> Item | None:
        reader = reader_of(value)
        if reader is None:
            return None
        try:
            return self._bounded(reader(value))
        except Unreadable as error:
            return Refused(_called(value, name), str(error))

    def _bounded(self, draft: Draft) -> Draft:
        if not draft.messages:
            raise Unreadable("there is no message in it.")
        if len(draft.messages) > self._bounds.messages:
            raise Unreadable(f"it has more than {self._bounds.messages:,} messages.")
        return draft


def _called(value: object, otherwise: str) -> str:
    return as_name(as_map(value).get("title")) or otherwise
