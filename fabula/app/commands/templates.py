"""`fabula template`: what a file holds, as the graph that ComfyUI runs and as named inputs; needs no database."""

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

if TYPE_CHECKING:
    from fabula.engines.comfy.formats import Conversion, Definitions, FormatError, Wishes, Workflow

templates = typer.Typer(name="template", help="Convert, inspect and check workflows of ComfyUI.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A workflow (either JSON format), or a PNG or WebP that carries one.")]
ObjectInfo = Annotated[
    Path | None, typer.Option("--object-info", metavar="FILE", help="What a server answers to /object_info, saved.")
]
Server = Annotated[str | None, typer.Option("--server", metavar="URL", help="The ComfyUI server to ask.")]
FAILED = 1


@templates.command()
def convert(
    file: File,
    object_info: ObjectInfo = None,
    server: Server = None,
    seed: Annotated[
        int | None, typer.Option("--draw", metavar="SEED", help="Draw from {red|blue} in prompts with this seed.")
    ] = None,
    keep_dates: Annotated[bool, typer.Option("--keep-dates", help="Leave %date:…% in file names as it is.")] = False,
) -> None:
    """Print the API graph of a workflow, as ComfyUI's own page would send it."""
    from fabula.core.clock import now
    from fabula.engines.comfy.formats import Wishes

    chance = None if seed is None else random.Random(seed)
    wishes = Wishes(choose=None if chance is None else chance.randrange, now=None if keep_dates else now().astimezone())
    conversion = _converted(file, _definitions(object_info, server), wishes)
    _print(conversion.graph)


@templates.command()
def inspect(file: File, object_info: ObjectInfo = None, server: Server = None) -> None:
    """Print the inputs and outputs that are found in a workflow, as JSON."""
    from fabula.engines.comfy.formats import Wishes
    from fabula.imaging.templates import find

    definitions = _definitions(object_info, server)
    conversion = _converted(file, definitions, Wishes(resolve_patterns=False))
    found = find(conversion.graph, definitions)
    _print(
        {
            "inputs": [_input(each) for each in found.inputs],
            "outputs": [asdict(each) for each in found.outputs],
            "style": found.style,
            "purpose": found.purpose,
            "notes": [*conversion.warnings, *found.notes],
        }
    )


@templates.command()
def check(file: File, object_info: ObjectInfo = None, server: Server = None) -> None:
    """Say what would keep a server from running a workflow; 1 when there is something."""
    from fabula.engines.comfy.formats import Wishes
    from fabula.imaging.templates import check as look

    definitions = _definitions(object_info, server)
    if definitions is None:
        raise typer.BadParameter("Name a server with --server, or a file with --object-info.")
    findings = look(_converted(file, definitions, Wishes()).graph, definitions)
    for finding in findings:
        typer.secho(f"✗ {finding.sentence}", fg=typer.colors.RED)
        typer.echo(f"  → {finding.way_out}")
    typer.echo(f"{len(findings)} to mend." if findings else "The server can run it.")
    raise typer.Exit(FAILED if findings else 0)


def _definitions(object_info: Path | None, server: str | None) -> "Definitions | None":
    from fabula.engines.comfy.formats import Definitions, FormatError, parse

    if object_info is not None:
        try:
            known: Any = parse(_bytes(object_info))
        except FormatError as error:
            raise _failed(error, object_info) from error
        if not isinstance(known, dict):
            raise typer.BadParameter(f"{object_info} holds no answer of /object_info.")
        return Definitions(cast(dict[str, Any], known))
    if server is None:
        return None
    import asyncio

    return Definitions(dict(asyncio.run(_asked(server))))


async def _asked(server: str) -> Any:
    from fabula.engines.comfy import ComfyServer

    async with ComfyServer(server) as asked:
        return await asked.object_info()


def _converted(file: Path, definitions: "Definitions | None", wishes: "Wishes") -> "Conversion":
    from fabula.engines.comfy.formats import FormatError, read_workflow, to_graph

    try:
        workflow: Workflow = read_workflow(_bytes(file))
        conversion = to_graph(workflow, definitions, wishes)
    except FormatError as error:
        raise _failed(error, file) from error
    for warning in conversion.warnings:
        typer.secho(f"! {warning}", fg=typer.colors.YELLOW, err=True)
    return conversion


def _failed(error: "FormatError", file: Path) -> typer.Exit:
    from fabula.engines.comfy.formats import CannotConvert

    if isinstance(error, CannotConvert):
        typer.secho(f"✗ {file} cannot be converted:", fg=typer.colors.RED, err=True)
        for problem in error.problems:
            typer.echo(f"  {problem.sentence}", err=True)
    else:
        typer.secho(f"✗ {file}: {error.message}", fg=typer.colors.RED, err=True)
        typer.echo(f"  → {error.way_out}", err=True)
    return typer.Exit(FAILED)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}.") from error


def _input(found: Any) -> dict[str, Any]:
    """One input as JSON: where it is, what it takes, what it has."""
    first, *others = found.places
    shown: dict[str, Any] = {
        "role": found.role,
        "name": found.name,
        "node": first.node,
        "input": first.input,
        "type": found.type,
        "default": found.default,
        "title": found.title,
        "required": found.is_required,
    }
    limits = {"minimum": found.minimum, "maximum": found.maximum, "step": found.step, "choices": list(found.choices)}
    shown |= {name: limit for name, limit in limits.items() if limit not in (None, [])}
    if first.placeholder:
        shown["placeholder"] = first.placeholder
    if others:
        shown["also"] = [{"node": place.node, "input": place.input} for place in others]
    return shown


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
