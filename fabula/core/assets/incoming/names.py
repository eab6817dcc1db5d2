"""Names of files: what people call them, what a browser may be told, and what it may do with them."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 200
OTHER = "application/octet-stream"

PICTURES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
_PICTURE_ENDINGS = {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif"}
_ALSO = {"image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"}}
_FILES = {
    ".csv": "text/csv",
    ".flac": "audio/flac",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".zip": "application/zip",
}
# Control, direction-changing and other invisible characters can make a name look like another one.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_name(given: str) -> str:
    """A name to show and to save under: no folders, nothing invisible, not too long, never empty."""
    plain = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    plain = "".join(" " if char.isspace() else char for char in plain)
    plain = "".join(char for char in plain if unicodedata.category(char) not in _INVISIBLE)
    plain = re.sub(r'[<>:"|?*]', "_", plain).strip(" .")
    if not plain:
        return "file"
    stem, ending = _parted(plain)
    return stem[: LONGEST - len(ending)] + ending


def promises_picture(name: str) -> bool:
    return _parted(name)[1].lower() in _PICTURE_ENDINGS


def picture_name(name: str, media_type: str) -> str:
    """The name with the ending of what the picture truly is."""
    stem, ending = _parted(name)
    right = PICTURES[media_type]
    if ending.lower() in _ALSO.get(media_type, {right}):
        return name
    stem = stem if ending.lower() in _PICTURE_ENDINGS else name
    return stem[: LONGEST - len(right)] + right


def file_media_type(name: str) -> str:
    """From a closed list; nothing that a browser would run is on it."""
    return _FILES.get(_parted(name)[1].lower(), OTHER)


def disposition(name: str, *, inline: bool) -> str:
    """The `Content-Disposition` of a file under this name (RFC 6266, RFC 5987)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace("\\", "_").replace('"', "_")
    way = "inline" if inline else "attachment"
    return f"{way}; filename=\"{plain or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"


def _parted(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem and len(ending) <= 10 else (name, "")
