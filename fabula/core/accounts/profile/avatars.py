"""Pictures of people: decoded, cut square and encoded anew, so that nothing of the upload is served."""

from io import BytesIO

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.errors import UnusablePicture
from fabula.core.accounts.tables import MAX_AVATAR_BYTES, Avatar, User
from fabula.core.ids import new_id
from fabula.core.settings import Settings

SIDE = 256
MOST_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def drawn(content: bytes, settings: Settings) -> bytes:
    """A square WebP of the first frame; blocking, so run it in a thread."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            _require_reasonable(picture.size, settings)
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = ImageOps.exif_transpose(picture)
            square = ImageOps.fit(upright.convert("RGBA" if upright.has_transparency_data else "RGB"), (SIDE, SIDE))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnusablePicture("The file cannot be read as a picture.") from error
    encoded = BytesIO()
    square.save(encoded, "WEBP", quality=86, method=4)
    return encoded.getvalue()


def _require_reasonable(size: tuple[int, int], settings: Settings) -> None:
    width, height = size
    if width > settings.image_max_width_upload or height > settings.image_max_height_upload:
        raise UnusablePicture(
            f"The picture is too large: {width} x {height} pixels.",
            hint=f"At most {settings.image_max_width_upload} x {settings.image_max_height_upload} pixels are taken.",
        )
    if width * height > MOST_PIXELS:
        raise UnusablePicture(f"The picture has too many pixels: {width} x {height}.", hint="Make it smaller first.")


async def put(session: AsyncSession, user: User, content: bytes) -> None:
    assert len(content) <= MAX_AVATAR_BYTES
    user.avatar_version = new_id()
    await session.merge(Avatar(user_id=user.id, version=user.avatar_version, content=content))
    await session.flush()


async def remove(session: AsyncSession, user: User) -> None:
    await session.execute(delete(Avatar).where(Avatar.user_id == user.id))
    user.avatar_version = None
    await session.flush()
