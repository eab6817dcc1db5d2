"""The keys of this installation: given by a setting, or made once and kept in the data folder for its owner alone."""

import os
import secrets
from hashlib import sha256
from pathlib import Path

from pydantic import SecretStr

from fabula.core.errors import StartFailed

SHORTEST_SETTING = 16
MADE_LENGTH = 43


def installation_key(given: SecretStr, setting: str, file: Path) -> bytes:
    """Thirty-two bytes: the hash of the setting if it is given, else of what the file keeps."""
    text = given.get_secret_value()
    if text and len(text) < SHORTEST_SETTING:
        raise StartFailed(
            f"{setting} is too short: it needs {SHORTEST_SETTING} characters or more.",
            hint="Leave it empty and Fabula makes one and keeps it in its data folder.",
        )
    return sha256((text or _kept(file)).encode()).digest()


def _kept(file: Path) -> str:
    try:
        if not file.exists():
            _make(file)
        text = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartFailed(
            f"The key file {file} cannot be used: {error}", hint="Check the rights of the data folder."
        ) from error
    if len(text) < MADE_LENGTH:
        raise StartFailed(f"The key file {file} is damaged.", hint="Remove it: a new one is made.")
    return text


def _make(file: Path) -> None:
    """Written aside and linked into place: two processes that start together end with one key."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(32))
            opened.flush()
            os.fsync(opened.fileno())
        _place(aside, file)
    finally:
        aside.unlink(missing_ok=True)


def _place(aside: Path, file: Path) -> None:
    try:
        os.link(aside, file)
    except FileExistsError:
        return
    except OSError:
        # Some file systems know no links; there the last of two simultaneous first starts wins.
        aside.replace(file)
