"""The data folder: made private, and tried before anything relies on it."""

import os
from pathlib import Path

from fabula.core.errors import StartFailed
from fabula.core.ids import new_id
from fabula.core.settings import Settings

ROOMS = ("assets", "backups", "languages", "logs", "plugins", "temp")
TRIAL_BYTES = 256 * 1024


def prepare_data_folder(settings: Settings) -> None:
    """Make the folder tree, readable by its owner alone, and check that it takes data."""
    try:
        for room in ROOMS:
            make_room(settings.data, room)
        _try_writing(settings.data)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise StartFailed(
            f"The data folder {settings.data} cannot be used: {reason}.",
            hint="Free some space, make the folder writable, or choose another one with FABULA_DATA.",
        ) from error


def make_room(data: Path, room: str) -> Path:
    """One folder inside the data folder; what is made is for its owner alone."""
    for folder in (data, data / room):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return data / room


def _try_writing(folder: Path) -> None:
    trial = folder / f".trial-{new_id()}"
    try:
        with trial.open("xb") as file:
            file.write(bytes(TRIAL_BYTES))
            file.flush()
            os.fsync(file.fileno())
    finally:
        trial.unlink(missing_ok=True)
