"""Pictures that rows name and that lie beside the table: they go to the running Fabula with it, once each."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from fabula.app.commands.render.remote import Remote
from fabula.core.background import in_thread
from fabula.imaging.scripts import Expansion, Row, Table, TableTooLarge
from fabula.imaging.scripts.mapping import Mapper
from fabula.imaging.templates import Input, Role, Template, ValueType
from fabula.imaging.templates.template import Place

MOST_FILES = 1000


async def attached(fabula: Remote, wishes: Mapping[str, Any], rows: Path) -> dict[str, str]:
    """By their names in the rows and in what all rows share, the assets that they became."""
    preview = await fabula.post("/api/scripts/preview", wishes)
    template = _template(await fabula.get(f"/api/templates/{preview['template']}"))
    pictures = [each for each in template.inputs if each.type is ValueType.FILE]
    targets = {name for each in pictures for name in (each.name, *(f"{at.node}.{at.input}" for at in each.places))}
    columns = [each["name"] for each in preview["columns"] if each["target"] in targets]
    mapper = Mapper(template, {})
    shared = [value for name, value in _shared(wishes) if name in columns or mapper.input_named(name) in pictures]
    found = await in_thread(_named, rows, wishes, columns, shared)
    return {name: await sent(fabula, rows.parent / name) for name in found}


def _template(told: Mapping[str, Any]) -> Template:
    """As much of it as it takes to know what names mean."""
    inputs = tuple(
        Input(
            each["name"],
            Role(each["role"]),
            tuple(Place(place["node"], place["input"]) for place in each["places"]),
            ValueType(each["type"]),
            title=each["title"],
        )
        for each in told["inputs"]
    )
    return Template(told["id"], told["name"], told["revision"], {}, inputs, ())


def _shared(wishes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is set or varied for all rows: inputs by the names that people gave them, and each of their values."""
    varied = Expansion.parse(wishes["grid"], wishes["zip"])
    yield from ((name, str(value)) for name, value in wishes["values"].items())
    yield from ((name, value) for name, values in (*varied.grid, *varied.along) for value in values)


def _named(rows: Path, wishes: Mapping[str, Any], columns: list[str], shared: list[str]) -> list[str]:
    """Every name of a file that is there, in the order of the rows."""
    found = {name: None for name in shared if _is_there(rows, name)}
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
