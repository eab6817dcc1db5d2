"""The engines that come along, started alone: `fabula builtin …`."""

import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import FrameType
from typing import Annotated, Protocol

import typer

builtin = typer.Typer(name="builtin", help="The built-in demo engines, each alone.", no_args_is_help=True)

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")]


class Engine(Protocol):
    """A demo engine while it runs."""

    @property
    def url(self) -> str: ...


@builtin.command()
def painter(
    port: Port = 8188,
    pace: Annotated[float, typer.Option(min=0, help="Seconds that each step takes longer.")] = 0.0,
    load: Annotated[float, typer.Option(min=0, help="Seconds that loading a model takes.")] = 0.0,
    vram: Annotated[int, typer.Option(min=1, help="Size of the imagined card in MB.")] = 8192,
    plain: Annotated[bool, typer.Option("--plain", help="Tiny flat pictures, for benchmarks.")] = False,
    folder: Annotated[Path | None, typer.Option(help="Where input, output and temp lie; else a temporary one.")] = None,
) -> None:
    """Start the demo painter: a server that answers like ComfyUI and paints by itself."""
    from fabula.engines.builtin.painter import Pace, Painter, Vram

    pace_ = Pace(step_s=pace, load_s=load, plain=plain)
    _serve("painter", Painter(port=port, folder=folder, pace=pace_, vram=Vram(vram)))


@builtin.command()
def storyteller(
    port: Port = 0,
    pace: Annotated[float, typer.Option(min=0, help="Tokens a second; 0 as fast as it can.")] = 60,
    control: Annotated[bool, typer.Option("--control", help="Let its behaviour be changed under /control.")] = False,
) -> None:
    """Start the demo language model: Ollama's protocol without a model."""
    from fabula.engines.builtin.storyteller import Script, Storyteller

    _serve("storyteller", Storyteller(Script(tokens_per_s=pace or None), port=port, is_controllable=control))


def _serve(name: str, engine: AbstractAsyncContextManager[Engine]) -> None:
    import asyncio

    from fabula.core.memory import share_arenas

    share_arenas()
    asyncio.run(_until_stopped(name, engine))


async def _until_stopped(name: str, engine: AbstractAsyncContextManager[Engine]) -> None:
    import asyncio
    import signal

    stopped, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop(_signum: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopped.set)

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, stop)
    async with engine as running:
        typer.echo(f"The {name} (built-in demo engine) listens on {running.url}")
        sys.stdout.flush()
        await stopped.wait()
