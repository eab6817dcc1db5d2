"""What can go wrong with stored files."""

import errno
from collections.abc import Generator
from contextlib import contextmanager

from fabula.core.errors import FabulaError, Invalid, NotFound, TooLarge, Unavailable, Who

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class AssetNotFound(NotFound):
    """No such file, or not yours."""


class UploadMalformed(FabulaError):
    """The upload is not a form with one file."""

    status = 422
    who = Who.USER
    hint = "Send a multipart form with one field named `file`."


class UploadTooLarge(TooLarge):
    """The file is larger than this server takes."""

    hint = "Use a smaller file, or ask the admin to raise FABULA_MAX_UPLOAD_MB."


class NameDeceives(Invalid):
    """The name promises a picture, the content is something else."""

    hint = "Use a PNG, JPEG, WebP or GIF file, or give the file its true ending."


class RangeNotSatisfiable(FabulaError):
    """The asked part lies beyond the end of the file."""

    status = 416
    who = Who.USER


class StorageFull(Unavailable):
    """No room is left where files are stored."""

    who = Who.ADMIN
    hint = "The admin has to free some space where Fabula stores files."


class StorageFailed(Unavailable):
    """The place where files are stored cannot be used."""

    who = Who.ADMIN
    hint = "The admin has to look at the folder or the store for files; the server's log has the reason."


def too_large(max_bytes: int) -> UploadTooLarge:
    return UploadTooLarge(f"The file is larger than {max_bytes // 1024 // 1024} MB.")


@contextmanager
def storage_trouble() -> Generator[None]:
    """Turns what the disk says into one clear error."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("There is no room left to store files.") from error
        raise StorageFailed("Files cannot be stored or read at the moment.") from error
