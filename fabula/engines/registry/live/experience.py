"""What the arbiter learnt of each engine's models, kept over restarts: how much memory they take, and how long."""

import asyncio
import json
import logging
import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from fabula.core.background import Background, in_thread
from fabula.core.ids import new_id
from fabula.engines.gpu import Arbiter, Experience

log = logging.getLogger(__name__)

FILE = "engines-learnt.json"
WRITE_EVERY_S = 60.0
KEPT = 2000


class Line(BaseModel):
    """An experience of an engine that is set up; its tenancy on a card has another id each time."""

    engine: str
    what: str
    peak_mb: int | None
    seconds: float | None


LINES = TypeAdapter(list[Line])


class Notebook:
    """Gives an engine its experience when it comes to live on a card, and writes down what it adds.

    A file and no table: it is true of this machine's cards alone, and nothing is lost with it but a careful start.
    """

    def __init__(self, arbiter: Arbiter, folder: Path) -> None:
        self._arbiter = arbiter
        self._file = folder / FILE
        self._lines: dict[tuple[str, str], Line] = {}
        self._engines: dict[str, str] = {}
        self._written: list[Line] = []

    async def open(self, background: Background) -> None:
        self._written = await in_thread(_read, self._file)
        self._lines = {(line.engine, line.what): line for line in self._written}
        background.start(self._write_often(), name="what the cards taught")

    def begin(self, engine: str, tenant: str) -> None:
        """This engine lives on a card now, under this id."""
        self._engines[tenant] = engine
        self._arbiter.learn(
            Experience(tenant=tenant, what=line.what, peak_mb=line.peak_mb, seconds=line.seconds)
            for line in self._lines.values()
            if line.engine == engine
        )

    def end(self, tenant: str) -> None:
        self._take_over()
        self._engines.pop(tenant, None)

    async def write(self) -> None:
        """Write it down, if there is something new."""
        self._take_over()
        self._lines = dict(list(self._lines.items())[-KEPT:])
        lines = list(self._lines.values())
        if lines == self._written:
            return
        try:
            await in_thread(_write, self._file, lines)
        except OSError as error:
            log.warning("what was learnt of the engines could not be written down: %s", error)
        else:
            self._written = lines

    def _take_over(self) -> None:
        for line in self._arbiter.learnt():
            if engine := self._engines.get(line.tenant):
                self._lines[engine, line.what] = Line(
                    engine=engine,
                    what=line.what,
                    peak_mb=line.peak_mb,
                    seconds=None if line.seconds is None else round(line.seconds, 2),
                )

    async def _write_often(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY_S)
            await self.write()


def _read(file: Path) -> list[Line]:
    try:
        return LINES.validate_json(file.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValidationError) as error:
        log.warning("%s cannot be read, and what it tells is learnt again: %s", file, error)
        return []


def _write(file: Path, lines: Iterable[Line]) -> None:
    aside = file.with_name(f"{file.name}.{new_id()}")
    try:
        aside.write_text(json.dumps([line.model_dump() for line in lines]), "utf-8")
        os.replace(aside, file)
    finally:
        aside.unlink(missing_ok=True)
