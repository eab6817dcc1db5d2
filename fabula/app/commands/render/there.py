"""Rendering on a running Fabula: the table goes there, and the pictures come here as they are made."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any

from fabula.app.commands.render.attached import attached, sent
from fabula.app.commands.render.order import DONE, FAILED, Order
from fabula.app.commands.render.remote import Remote, connected
from fabula.app.commands.render.showing import Showing
from fabula.core.background import in_thread
from fabula.core.errors import Unavailable
from fabula.imaging.scripts import MappingUnclear, Problem, RowsRefused, columns_of, constants_of
from fabula.imaging.scripts.alone import Folder, Line, RowState, Tally
from fabula.imaging.scripts.mapping.keys import folder_of, key_of
from fabula.imaging.scripts.survey import Survey

LOOK_EVERY_S = 1.0
ROWS_AT_ONCE = 200
MOST_STUMBLES = 60
ENDED = frozenset(state.value for state in RowState)
MEMORY = "script.json"


async def render_there(order: Order, rows: Path, showing: Showing) -> int:
    """Hand the table over, or go on with what was handed over before; the exit code."""
    _require_possible(order)
    async with connected(order.fabula) as fabula:
        if order.dry_run:
            return await _tried_dry(fabula, await _table(fabula, order, rows), showing)
        with Folder.held(order.out) as folder:
            script_id = await _begun(fabula, order, rows, folder)
            following = _Following(fabula, folder, script_id, Tally())
            with showing.progress(following.tally):
                try:
                    ended = await following.until_ended()
                except asyncio.CancelledError:
                    showing.stopped(following.tally, folder.report_path)
                    raise
            _require_rows(ended, showing)
            showing.ended(following.tally, folder.report_path)
            return FAILED if ended["failed"] or ended["cancelled"] else DONE


def _require_possible(order: Order) -> None:
    alone = {
        "--server": order.servers,
        "--limit": order.limit,
        "--stop-after-failures": order.stop_after_failures,
    }
    for option, given in alone.items():
        if given:
            raise MappingUnclear(
                f"{option} and --fabula do not go together.",
                hint="A running Fabula has servers of its own and does all rows; name a server in a column `server`.",
            )


async def _table(fabula: Remote, order: Order, rows: Path) -> dict[str, Any]:
    """The request that a script is made of; table, workflow and pictures are uploaded."""
    asset = await sent(fabula, rows)
    template = order.template
    if workflow := await in_thread(_workflow, order):
        template = (await fabula.send("/api/templates", workflow, name=Path(order.template).stem))["id"]
    wishes = {
        "asset_id": asset,
        "template": template,
        "format": order.format,
        "encoding": order.encoding,
        "delimiter": order.delimiter,
        "columns": columns_of(order.columns),
        "values": constants_of(order.values),
        "key": order.key,
        "grid": order.grid,
        "zip": order.along,
    }
    return wishes | {"files": await attached(fabula, wishes, rows)}


def _workflow(order: Order) -> bytes | None:
    """What the named file holds, if a file is named."""
    path = Path(order.template).expanduser()
    return path.read_bytes() if path.is_file() else None


async def _tried_dry(fabula: Remote, table: Mapping[str, Any], showing: Showing) -> int:
    found = await fabula.post("/api/scripts/dry-run", table)
    survey = Survey(found["pictures"], 0, found["bad"], _problems(found))
    lacking = {each["server"]: _lacks(each) for each in found["servers"]}
    showing.survey(survey, lacking)
    return FAILED if survey.bad or all(lacking.values()) else DONE


def _lacks(server: dict[str, Any]) -> list[str]:
    missing = [f"{each['sentence']} {each['way_out']}".strip() for each in server["missing"]]
    return missing or ([server["reason"]] if server["reason"] else [])


async def _begun(fabula: Remote, order: Order, rows: Path, folder: Folder) -> str:
    """The script of this very table and these wishes, which goes on if it had stopped; else a new one."""
    mark = await in_thread(_mark_of, order, rows)
    memory = folder.inside / MEMORY
    if known := await in_thread(_remembered, memory, fabula.url, mark):
        with suppress(MappingUnclear):  # somebody deleted it there
            await _go_on(fabula, await fabula.get(f"/api/scripts/{known}"), order)
            return known
    table = await _table(fabula, order, rows)
    script = await fabula.post("/api/scripts", table | {"skip_bad": order.skip_bad, "title": rows.stem})
    note = json.dumps({"url": fabula.url, "mark": mark, "script": script["id"]})
    await in_thread(memory.write_text, note, "utf-8")
    return str(script["id"])


async def _go_on(fabula: Remote, script: Mapping[str, Any], order: Order) -> None:
    path = f"/api/scripts/{script['id']}"
    if script["failed"] and script["state"] in ("failed", "cancelled"):
        await fabula.post(f"{path}/retry")
    elif script["state"] in ("draft", "paused", "cancelled", "failed") and not order.only_failed:
        await fabula.post(f"{path}/start", skip_bad=str(order.skip_bad).lower())


def _mark_of(order: Order, rows: Path) -> str:
    """The same for the same table and the same wishes."""
    with rows.open("rb") as file:
        told: list[Any] = [file_digest(file, "sha256").hexdigest(), sha256(_workflow(order) or b"").hexdigest()]
    told += [order.template, order.columns, order.values, order.grid, order.along, order.key]
    told += [order.format, order.encoding, order.delimiter]
    return sha256(json.dumps(told).encode()).hexdigest()


def _remembered(memory: Path, url: str, mark: str) -> str:
    try:
        told = json.loads(memory.read_text("utf-8"))
        return str(told["script"]) if (told["url"], told["mark"]) == (url, mark) else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _require_rows(script: Mapping[str, Any], showing: Showing) -> None:
    """A script that failed as a whole says why."""
    error: Mapping[str, Any] | None = script["run"] and script["run"]["error"]
    if script["state"] == "failed" and error and not script["failed"]:
        showing.survey(Survey(script["total"], 0, script["bad"], _problems(script)), {})
        raise RowsRefused(error["message"], hint=error["hint"])


def _problems(told: Mapping[str, Any]) -> list[Problem]:
    return [Problem(**each) for each in told["problems"]]


class _Following:
    """Takes what ends on the server, row by row, until the script itself has ended."""

    def __init__(self, fabula: Remote, folder: Folder, script_id: str, tally: Tally) -> None:
        self.tally = tally
        self._fabula = fabula
        self._folder = folder
        self._script_id = script_id
        self._taken_up_to = -1
        self._taken: set[int] = set()

    async def until_ended(self) -> Mapping[str, Any]:
        stumbles = 0
        while True:
            try:
                script = await self._looked()
                stumbles = 0
                if script["state"] in ("done", "failed", "cancelled"):
                    return script
            except Unavailable:
                # The server goes on by itself when it is back; so do we.
                stumbles += 1
                if stumbles > MOST_STUMBLES:
                    raise
            await asyncio.sleep(LOOK_EVERY_S)

    async def _looked(self) -> Mapping[str, Any]:
        """How the script stands, with everything taken that had ended by then."""
        script: Mapping[str, Any] = await self._fabula.get(f"/api/scripts/{self._script_id}")
        self.tally.total = script["total"] - self.tally.skipped
        await self._take(to_the_end=script["state"] in ("done", "failed", "cancelled"))
        return script

    async def _take(self, *, to_the_end: bool) -> None:
        """Rows end nearly in their order, so that it is enough to look a little beyond the first that has not."""
        after: int | None = self._taken_up_to
        while after is not None:
            page = await self._fabula.get(f"/api/scripts/{self._script_id}/rows", after=after, limit=ROWS_AT_ONCE)
            ended = [item for item in page["items"] if item["state"] in ENDED]
            for item in ended:
                await self._take_one(item)
            after = page["next"] if ended or to_the_end else None
        while self._taken_up_to + 1 in self._taken:
            self._taken_up_to += 1
            self._taken.remove(self._taken_up_to)

    async def _take_one(self, item: Mapping[str, Any]) -> None:
        number: int = item["number"]
        if number <= self._taken_up_to or number in self._taken:
            return
        key, state = key_of(item["key"], "key"), RowState(item["state"])
        if state is RowState.DONE and self._folder.report.state_of(key, self._script_id) is RowState.DONE:
            self.tally.skipped += 1
            self.tally.total -= 1
        else:
            line = await self._line(item, key, state)
            await self._folder.ended(line)
            self.tally.count(line)
        self._taken.add(number)

    async def _line(self, item: Mapping[str, Any], key: str, state: RowState) -> Line:
        saved = [
            await self._saved(picture, key, item["destination"], number)
            for number, picture in enumerate(item["pictures"], start=1)
        ]
        return Line(
            key=key,
            state=state,
            attempts=item["attempts"],
            seconds=item["seconds"],
            server=item["server"],
            files=[name for name, _ in saved],
            sha256=[digest for _, digest in saved],
            reason=item["reason"],
            line=item["line"],
            template=item["template"],
            seed=item["seed"],
            persona=item["persona"],
            values=item["values"],
            content=self._script_id,
        )

    async def _saved(self, picture: Mapping[str, Any], key: str, destination: str, number: int) -> tuple[str, str]:
        asset = await self._fabula.get(f"/api/assets/{picture['asset_id']}")
        name = self._folder.name_of(key, number, PurePosixPath(asset["name"]).suffix)
        part = self._folder.part(name)
        await self._fabula.save(f"/api/assets/{picture['asset_id']}/content", part)
        return await self._folder.put(part, name, folder_of(destination, "destination") if destination else "")
