"""Pictures that rows name and that lie beside the table: they go to the running Fabula with it, once each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from fabula.app.commands.render.remote import Remote
from fabula.core.background import in_thread
from fabula.imaging.scripts import Row, Table, TableTooLarge

MOST_FILES = 1000


async def attached(fabula: Remote, wishes: Mapping[str, Any], rows: Path) -> dict[str, str]:
    """By their names in the rows, the assets that they became."""
    preview = await fabula.post("/api/scripts/preview", wishes)
    template = await fabula.get(f"/api/templates/{preview['template']}")
    places = [
        {each["name"], *(f"{place['node']}.{place['input']}" for place in each["places"])}
        for each in template["inputs"]
        if each["type"] == "file"
    ]
    targets = set[str]().union(*places)
    columns = [each["name"] for each in preview["columns"] if each["target"] in targets]
    constants = [str(value) for name, value in wishes["values"].items() if name in targets]
    found = await in_thread(_named, rows, wishes, columns, constants) if targets else []
    return {name: await sent(fabula, rows.parent / name) for name in found}


def _named(rows: Path, wishes: Mapping[str, Any], columns: list[str], constants: list[str]) -> list[str]:
    """Every name of a file that is there, in the order of the rows."""
    found = {name: None for name in constants if _is_there(rows, name)}
    table = Table.of(rows, format=wishes["format"], encoding=wishes["encoding"], delimiter=wishes["delimiter"])
    for row in table.rows() if columns else ():
        names = [str(row.cells.get(column) or "").strip() for column in columns] if isinstance(row, Row) else []
        found |= {name: None for name in names if name not in found and _is_there(rows, name)}
        if len(found) > MOST_FILES:
            raise TableTooLarge(f"The rows name more than {MOST_FILES} pictures.", hint="Make several tables of it.")
    return list(found)


def _is_there(rows: Path, name: str) -> bool:
    """Beside the table or in a folder there; what lies elsewhere is not sent to anybody."""
    try:
        path = (rows.parent / name).resolve()
        return bool(name) and path.is_relative_to(rows.parent.resolve()) and path.is_file()
    except (OSError, ValueError):  # no name that a file can have
        return False


async def sent(fabula: Remote, path: Path) -> str:
    """The asset that a file became."""
    with path.open("rb") as file:
        form = aiohttp.FormData()
        form.add_field("file", file, filename=path.name)
        return str((await fabula.send("/api/assets", form))["id"])
