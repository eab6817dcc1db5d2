"""From the options to the work, and from its end to the exit code."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fabula.app.commands.render.alone import render_alone
from fabula.app.commands.render.order import WRONG_USAGE, Order
from fabula.app.commands.render.remote import KeyRefused
from fabula.app.commands.render.showing import Showing
from fabula.app.commands.render.there import render_there
from fabula.core.errors import FabulaError
from fabula.imaging.scripts import MappingUnclear, RowsRefused, Table, TableTooLarge, TableUnreadable
from fabula.imaging.templates import TemplateNotFound
from fabula.imaging.templates.errors import AddressUnclear, WorkflowUnusable

FAILED, STOPPED = 1, 130
USAGE = (
    KeyRefused,
    MappingUnclear,
    RowsRefused,
    TableTooLarge,
    TableUnreadable,
    TemplateNotFound,
    AddressUnclear,
    WorkflowUnusable,
)


def begin(order: Order) -> int:
    """Do it; the exit code."""
    showing = Showing(order)
    try:
        with _rows(order) as path:
            return asyncio.run(_rendered(order, path, showing))
    except KeyboardInterrupt:
        other = f" {order.fabula} goes on by itself." if order.fabula else ""
        showing.say(
            f"Stopped.{other} The same command goes on where it was; the report is {order.out / 'report.jsonl'}."
        )
        return STOPPED
    except FabulaError as error:
        showing.failure(error)
        return WRONG_USAGE if isinstance(error, USAGE) else FAILED


async def _rendered(order: Order, rows: Path, showing: Showing) -> int:
    if order.fabula:
        return await render_there(order, rows, showing)
    table = Table.of(rows, format=order.format, encoding=order.encoding, delimiter=order.delimiter)
    return await render_alone(order, table, showing)


@contextmanager
def _rows(order: Order) -> Generator[Path]:
    """The file of rows; standard input is kept aside, since rows are read more than once."""
    if order.rows != "-":
        path = Path(order.rows)
        if not path.is_file():
            raise TableUnreadable(f"There is no file {path}.", hint="Name a file with rows, or - for standard input.")
        yield path
        return
    if not order.format:
        raise TableUnreadable("Standard input does not tell what kind of table it is.", hint="Add --format csv.")
    with tempfile.TemporaryDirectory(prefix="fabula-rows-") as folder:
        path = Path(folder) / f"rows.{order.format}"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path
