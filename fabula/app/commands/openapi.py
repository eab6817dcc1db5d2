"""`fabula openapi`: what the API offers, as one JSON document that does not change unless the API does."""

import json

import typer

from fabula.app.application import create_app
from fabula.core.settings import load_settings


def show() -> None:
    document = create_app(load_settings()).openapi()
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True))
