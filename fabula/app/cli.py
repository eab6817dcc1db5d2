"""The command `fabula`: its verbs and options. The work is imported when it begins, so that help answers at once."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from fabula.app.commands.builtin import builtin
from fabula.app.commands.render.command import render
from fabula.app.commands.templates import templates
from fabula.app.commands.users import users

FAILED = 1

cli = typer.Typer(
    name="fabula",
    help="Fabula: a self-hosted AI story and image studio.",
    no_args_is_help=True,
    add_completion=False,
    # Formatted help would load a markdown renderer, half a second on a slow machine.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
db = typer.Typer(help="Upgrade, back up or restore the database.", no_args_is_help=True)
i18n = typer.Typer(help="Languages of the web app.", no_args_is_help=True)
cli.add_typer(db, name="db")
cli.add_typer(templates)
cli.add_typer(users)
cli.command()(render)
cli.add_typer(builtin)
cli.add_typer(i18n, name="i18n")

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data folder (FABULA_DATA).")]


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (FABULA_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one (FABULA_PORT).")] = None,
    data: Data = None,
    workers: Annotated[int | None, typer.Option(help="Server processes (FABULA_WORKERS).")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
) -> None:
    """Start the server."""
    _may_be_stopped()
    from fabula.app.commands import serve as command

    command.serve(_given(host=host, port=port, data=data, workers=workers, open_browser=False if no_browser else None))


@cli.command()
def config(
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", hidden=True)] = False,
) -> None:
    """Show every setting: its value, where that comes from, and what it means."""
    from fabula.app.commands import config as command

    command.show(_given(data=data), as_json=as_json, markdown=markdown)


@cli.command()
def doctor(data: Data = None) -> None:
    """Look for what is wrong, and say the way out."""
    from fabula.app.commands import doctor as command

    raise typer.Exit(command.examine(_given(data=data)))


@db.command()
def upgrade(data: Data = None) -> None:
    """Bring the database to the schema of this version; a SQLite file is copied aside first."""
    from fabula.app.commands import db as command

    command.upgrade(_given(data=data))


@db.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to put it, if not in the folder `backups`.")] = None,
    data: Data = None,
) -> None:
    """Make a copy of the SQLite database, also while the server runs."""
    from fabula.app.commands import db as command

    command.backup(_given(data=data), file)


@db.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A copy of the database.")],
    data: Data = None,
) -> None:
    """Put a copy in the database's place; what was there is kept in `backups`."""
    from fabula.app.commands import db as command

    command.restore(_given(data=data), file)


@cli.command()
def openapi() -> None:
    """Print the API's description (OpenAPI, JSON)."""
    from fabula.app.commands import openapi as command

    command.show()


@i18n.command()
def template(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file instead of the terminal.")] = None,
) -> None:
    """Write an empty language pack, ready to be translated."""
    from fabula.app.commands import i18n as command

    command.template(output)


@cli.command()
def version() -> None:
    """Print the version."""
    import fabula

    typer.echo(fabula.__version__)


def main() -> None:
    try:
        cli(prog_name="fabula")
    except Exception as error:
        if not _is_ours(error):
            raise
        sys.exit(_told(error))


def _may_be_stopped() -> None:
    """Told to stop while it is still loading, the program just leaves; later the server takes over."""

    def leave(_signum: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, leave)


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _is_ours(error: Exception) -> bool:
    from fabula.core.errors import FabulaError

    return isinstance(error, FabulaError)


def _told(error: Any) -> int:
    typer.secho(f"✗ {error.message}", fg=typer.colors.RED, err=True)
    if error.way_out:
        typer.echo(f"  → {error.way_out}", err=True)
    return FAILED


if __name__ == "__main__":
    main()
