"""`fabula i18n template`: every text of the web app, empty, ready to be translated."""

import json
from pathlib import Path
from typing import Any

import typer

import fabula
from fabula.core.errors import NotFound

WORDS = Path(fabula.__file__).parent / "_webapp" / "locales" / "en.json"


class WebAppNotBuilt(NotFound):
    """The texts come with the built web app, and there is none."""

    hint = "Build it with `make setup`."


def template(output: Path | None, words: Path = WORDS) -> None:
    try:
        english: dict[str, Any] = json.loads(words.read_text(encoding="utf-8"))
    except OSError as error:
        raise WebAppNotBuilt("The web app has not been built here.") from error
    text = json.dumps(emptied(english), ensure_ascii=False, indent=2)
    if output is None:
        typer.echo(text)
        return
    output.write_text(f"{text}\n", encoding="utf-8")
    typer.echo(f"Translate {output}, and put it into the data folder as languages/CODE.json.", err=True)


def emptied(words: dict[str, Any]) -> dict[str, Any]:
    """The same keys without their texts."""
    return {key: emptied(value) if isinstance(value, dict) else "" for key, value in words.items()}  # pyright: ignore[reportUnknownArgumentType]
