"""`fabula users`: people made, listed and let in again from the server's own terminal, also while nothing runs."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fabula.core.accounts import AdminUser, MadeUser, NewUser
    from fabula.core.db import Database, Page

users = typer.Typer(name="users", help="Make accounts, list them, reset passwords.", no_args_is_help=True)

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data folder (FABULA_DATA).")]
AskPassword = Annotated[bool, typer.Option("--ask-password", help="Type the password instead of getting one made up.")]


@users.command()
def create(
    username: Annotated[str, typer.Argument(help="User name: 2 to 40 letters, digits, and . _ -")],
    email: Annotated[str, typer.Argument(help="Email address.")],
    admin: Annotated[bool, typer.Option("--admin", help="Make an admin; the first account always is one.")] = False,
    ask_password: AskPassword = False,
    data: Data = None,
) -> None:
    """Make an account."""
    made = asyncio.run(_create(data, _wanted(username, email, _asked(ask_password), is_admin=admin)))
    typer.echo(f"{made.user.username} has an account ({made.user.role}).")
    _tell(made.password)


@users.command("list")
def list_(
    search: Annotated[str | None, typer.Option(help="Part of a name or an address.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many, newest first.")] = 50,
    data: Data = None,
) -> None:
    """List people, newest first."""
    page = asyncio.run(_find(data, search, limit))
    _show(page.items)
    if page.next:
        typer.echo("There are more: use --search or --limit.")


@users.command()
def reset_password(
    login: Annotated[str, typer.Argument(help="User name or email address.")],
    ask_password: AskPassword = False,
    data: Data = None,
) -> None:
    """Give a person another password; all their sign-ins end."""
    given = _asked(ask_password)
    password = asyncio.run(_reset(data, login, given))
    typer.echo(f"{login} has another password and is signed out everywhere.")
    _tell(None if given else password)


async def _create(data: Path | None, wanted: "NewUser") -> "MadeUser":
    from fabula.core.accounts import Hasher, open_account

    async with _database(data) as database:
        return await open_account(database, Hasher(), wanted, None)


async def _find(data: Path | None, search: str | None, limit: int) -> "Page[AdminUser]":
    from fabula.core.accounts import Wanted, find_people
    from fabula.core.db import Cursor

    async with _database(data) as database, database.reading() as session:
        return await find_people(session, Wanted(search), Cursor(limit=limit))


async def _reset(data: Path | None, login: str, password: str | None) -> str:
    from fabula.core.accounts import Hasher
    from fabula.core.accounts import reset_password as reset

    async with _database(data) as database:
        return await reset(database, Hasher(), login, password)


def _wanted(username: str, email: str, password: str | None, *, is_admin: bool) -> "NewUser":
    from pydantic import ValidationError

    from fabula.core.accounts import NewUser, Role

    try:
        return NewUser(username=username, email=email, password=password, role=Role.ADMIN if is_admin else Role.USER)
    except ValidationError as error:
        raise typer.BadParameter("; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())) from error


def _asked(is_wanted: bool) -> str | None:
    if not is_wanted:
        return None
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _tell(made_up: str | None) -> None:
    if made_up is not None:
        typer.echo(f"The password, shown only now: {made_up}")


def _show(people: "list[AdminUser]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("User name", "Email", "Name", "Role", "State", "Last seen")
    for person in people:
        seen = f"{person.seen_at:%Y-%m-%d %H:%M}" if person.seen_at else "never"
        state = "disabled" if person.disabled else "active"
        cells = (person.username, person.email, person.name, person.role, state, seen)
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)


@asynccontextmanager
async def _database(data: Path | None) -> "AsyncGenerator[Database]":
    from fabula.core.db import Database, upgrade
    from fabula.core.errors import StartFailed
    from fabula.core.settings import load_settings

    settings = load_settings(**({"data": data} if data else {}))
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StartFailed(f"The data folder {settings.data} cannot be used: {error.strerror}") from error
    database = Database(settings.database_address)
    try:
        await upgrade(database)
        yield database
    finally:
        await database.close()
