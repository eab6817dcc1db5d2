"""`fabula serve`: start the server, say where it is, and open the page."""

import os
import sys
import threading
import webbrowser
from typing import Any

import typer

from fabula.app.server import prepared, serve_one
from fabula.app.workers import serve_many
from fabula.core.settings import load_settings


def serve(given: dict[str, Any]) -> None:
    settings = load_settings(**given)

    def welcome(address: str, *, is_first_start: bool) -> None:
        typer.secho(f"\n  Fabula is ready: {address}\n", fg=typer.colors.GREEN, bold=True)
        if is_first_start:
            typer.echo("  Nobody has an account yet: the first one made there will be the admin.\n")
        sys.stdout.flush()
        if settings.open_browser and has_screen():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    with prepared(settings) as listener:
        if settings.workers == 1:
            serve_one(settings, listener, welcome)
        else:
            serve_many(settings, listener, welcome)


def has_screen() -> bool:
    """Without one, Python would open a browser inside the terminal."""
    if sys.platform in ("win32", "darwin"):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
