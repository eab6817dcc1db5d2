"""`fabula config`: every setting with its value, where that comes from, and what it means."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import typer
from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo
from rich.console import Console

from fabula.core.settings import Settings, load_settings

MASK = "••••••"
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^:/@]*):[^/@]+(?=@)")

INTRODUCTION = """# Settings

Set them as environment variables, or in a file `fabula.toml` in the folder that Fabula is started from, by the name in
small letters without `FABULA_` (`port = 8000`). The command line wins over the environment, and the environment wins
over the file. `fabula config` shows what counts and where each value comes from. Made from the code by `make api`.

| Setting | Default | Meaning |
|---|---|---|
"""


@dataclass(frozen=True)
class Setting:
    """One setting as it counts now."""

    name: str
    value: str
    origin: str
    meaning: str


def show(given: dict[str, Any], *, as_json: bool, markdown: bool) -> None:
    if markdown:
        typer.echo(reference(), nl=False)
    elif as_json:
        typer.echo(json.dumps([asdict(setting) for setting in settings_in_force(given)], ensure_ascii=False, indent=2))
    else:
        _print(settings_in_force(given))


def settings_in_force(given: Mapping[str, Any]) -> list[Setting]:
    """All settings, masked, in the order in which they are declared."""
    settings = load_settings(**given)
    files = _files()
    return [
        Setting(
            names_of(name, field)[0],
            masked(getattr(settings, name)),
            "command line" if name in given else _origin(name, names_of(name, field), files),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def names_of(name: str, field: FieldInfo) -> list[str]:
    """The environment variables that set it, the main one first."""
    if isinstance(field.validation_alias, AliasChoices):
        return [str(choice) for choice in field.validation_alias.choices if choice != name]
    return [f"FABULA_{name.upper()}"]


def masked(value: Any) -> str:
    """As text that may be shown: no secret, no password in an address."""
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType]
    return _PASSWORD_IN_URL.sub(rf"\1:{MASK}", str(value))


def reference() -> str:
    """The page docs/settings.md."""
    return INTRODUCTION + "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        first, *others = names_of(name, field)
        also = f" (also {', '.join(f'`{other}`' for other in others)})" if others else ""
        default = masked(field.default) if field.default_factory is None else "<user data>/fabula"
        yield f"| `{first}`{also} | {default and f'`{default}`'} | {field.description} |"


def _files() -> dict[str, str]:
    """What the settings file says, and which file that is."""
    found: dict[str, str] = {}
    for file in Settings.toml_files:
        if file.is_file():
            found |= dict.fromkeys(tomllib.loads(file.read_text(encoding="utf-8")), file.name)
    return found


def _origin(name: str, variables: list[str], files: Mapping[str, str]) -> str:
    environment = {variable.lower(): variable for variable in os.environ}
    set_by = [f"environment {environment[known.lower()]}" for known in variables if known.lower() in environment]
    written = [files[known] for known in (*variables, name) if known in files]
    return next(iter([*set_by, *written]), "default")


def _print(settings: list[Setting]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    widest = max(len(setting.name) for setting in settings)
    for setting in settings:
        style = "dim" if setting.origin == "default" else "bold"
        console.print(f"{setting.name:<{widest}}  {setting.value or '-'}", style=style, markup=False, end="")
        console.print(f"  ({setting.origin})", style="dim" if setting.origin == "default" else "green", markup=False)
        console.print(f"{'':<{widest}}  {setting.meaning}", style="dim", markup=False)
