"""Uploaded pictures: what is taken, what is refused, and what is left of them."""

import struct
import zlib
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from fabula.core.pictures import (
    Limits,
    NotAPicture,
    Picture,
    PictureDamaged,
    Pictures,
    PictureTooLarge,
    media_type_of,
)

MakePicture = Callable[..., bytes]
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
LIMITS = Limits(max_width=400, max_height=300, max_bytes=2_000_000, max_pixels=120_000, max_frames=20)
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture
def pictures() -> Pictures:
    return Pictures(LIMITS)


Clean = Callable[..., Awaitable[tuple[Picture, bytes]]]


@pytest.fixture
def clean(pictures: Pictures, tmp_path: Path) -> Clean:
    async def run(data: bytes, *, keep_metadata: bool = False) -> tuple[Picture, bytes]:
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(data)
        picture = await pictures.clean(source, target, keep_metadata=keep_metadata)
        return picture, target.read_bytes()

    return run


@pytest.mark.parametrize("kind", KINDS)
async def test_a_picture_of_each_kind_is_taken_as_it_is(kind: str, make_picture: MakePicture, clean: Clean) -> None:
    data = make_picture(kind)
    picture, kept = await clean(data)
    assert picture == Picture(KINDS[kind], 40, 30, 1)
    assert _pixels(kept) == _pixels(data)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
async def test_an_animation_keeps_its_frames(kind: str, make_picture: MakePicture, clean: Clean) -> None:
    data = make_picture(kind, frames=4)
    picture, kept = await clean(data)
    assert picture == Picture(KINDS[kind], 40, 30, 4)
    assert _pixels(kept) == _pixels(data)


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_follows_the_picture_is_cut_off(kind: str, make_picture: MakePicture, clean: Clean) -> None:
    _, kept = await clean(make_picture(kind) + b"PK\x03\x04<html><script>alert(1)</script>")
    assert b"script" not in kept
    assert b"PK\x03\x04" not in kept


@pytest.mark.parametrize("kind", KINDS)
async def test_a_picture_cut_short_is_refused(kind: str, make_picture: MakePicture, clean: Clean) -> None:
    data = make_picture(kind, (200, 150))
    for length in (13, len(data) // 2, len(data) - 3):
        with pytest.raises((PictureDamaged, NotAPicture)):
            await clean(data[:length])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_the_camera_and_the_place_are_forgotten(kind: str, make_picture: MakePicture, clean: Clean) -> None:
    data = make_picture(kind, exif=_exif(orientation=1))
    assert b"SecretCam" in data
    _, kept = await clean(data)
    assert b"SecretCam" not in kept
    with Image.open(BytesIO(kept)) as image:
        assert not image.getexif()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(2, 9))
async def test_a_picture_is_turned_before_its_orientation_is_forgotten(
    kind: str, orientation: int, make_picture: MakePicture, clean: Clean
) -> None:
    picture, kept = await clean(make_picture(kind, (80, 40), exif=_exif(orientation=orientation)))
    seen = (40, 80) if orientation >= 5 else (80, 40)
    with Image.open(BytesIO(kept)) as image:
        assert (picture.width, picture.height) == image.size == seen
        assert not image.getexif()
    assert b"SecretCam" not in kept


async def test_a_recipe_in_a_png_goes_unless_it_is_kept(make_picture: MakePicture, clean: Clean) -> None:
    recipe = PngImagePlugin.PngInfo()
    recipe.add_text("workflow", '{"nodes": []}')
    recipe.add_text("prompt", '{"1": {}}', zip=True)
    data = make_picture("PNG", pnginfo=recipe)
    _, stripped = await clean(data)
    _, kept = await clean(data + b"trailing", keep_metadata=True)
    assert _texts(stripped) == {}
    assert _texts(kept) == {"workflow": '{"nodes": []}', "prompt": '{"1": {}}'}
    assert kept == data


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
async def test_exif_is_kept_on_request_and_the_seen_size_is_told(
    kind: str, make_picture: MakePicture, clean: Clean
) -> None:
    picture, kept = await clean(make_picture(kind, (80, 40), exif=_exif(orientation=6)), keep_metadata=True)
    assert b"SecretCam" in kept
    assert (picture.width, picture.height) == (40, 80)


async def test_a_comment_in_a_gif_is_never_kept(make_picture: MakePicture, clean: Clean) -> None:
    data = make_picture("GIF", comment=b"hello there")
    assert b"hello there" in data
    assert b"hello there" not in (await clean(data, keep_metadata=True))[1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>",
        b"%PDF-1.7",
        b"BM" + bytes(100),
        b"\0" * 64,
    ],
    ids=["nothing", "text", "svg", "html", "pdf", "bmp", "zeros"],
)
async def test_what_is_no_picture_is_refused(data: bytes, clean: Clean) -> None:
    assert media_type_of(data) is None
    with pytest.raises(NotAPicture):
        await clean(data)


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x40\0\0\0WEBPVP8 ", b"GIF89a"])
@pytest.mark.parametrize("rest", [b"", b"\0" * 64, b"\xff" * 64, b"<script>" * 20])
async def test_a_start_without_a_picture_behind_it_is_damaged(start: bytes, rest: bytes, clean: Clean) -> None:
    with pytest.raises(PictureDamaged):
        await clean(start + rest)


@pytest.mark.parametrize("size", [(401, 10), (10, 301), (400, 301)])
async def test_too_many_pixels_are_refused(size: tuple[int, int], make_picture: MakePicture, clean: Clean) -> None:
    with pytest.raises(PictureTooLarge, match="pixels"):
        await clean(make_picture("PNG", size))


async def test_a_bomb_is_refused_by_its_header_alone(clean: Clean) -> None:
    with pytest.raises(PictureTooLarge):
        await clean(_png_of(60_000, 60_000, zlib.compress(bytes(10_000))))


async def test_a_png_with_less_data_than_it_promises_is_damaged(clean: Clean) -> None:
    with pytest.raises(PictureDamaged):
        await clean(_png_of(100, 100, zlib.compress(bytes(500))))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
async def test_too_many_frames_are_refused(kind: str, make_picture: MakePicture, clean: Clean) -> None:
    with pytest.raises(PictureTooLarge, match="frames"):
        await clean(make_picture(kind, (8, 8), frames=21))


async def test_frames_are_counted_together(make_picture: MakePicture, clean: Clean) -> None:
    with pytest.raises(PictureTooLarge, match="together"):
        await clean(make_picture("GIF", (300, 300), frames=6))


async def test_a_heavy_file_is_refused_before_it_is_read(tmp_path: Path, pictures: Pictures) -> None:
    with (tmp_path / "heavy.png").open("wb") as file:
        file.truncate(LIMITS.max_bytes + 1)
    with pytest.raises(PictureTooLarge, match="MB"):
        await pictures.clean(tmp_path / "heavy.png", tmp_path / "clean")
    with pytest.raises(PictureTooLarge, match="MB"):
        await pictures.avatar(bytes(LIMITS.max_bytes + 1))


@pytest.mark.parametrize("kind", KINDS)
async def test_flipped_bytes_never_break_more_than_the_upload(
    kind: str, make_picture: MakePicture, clean: Clean
) -> None:
    data = make_picture(kind, (64, 48), frames=1 if kind == "JPEG" else 2)
    for place in range(0, min(len(data), 600), 3):
        broken = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            picture, _ = await clean(broken)
        except (NotAPicture, PictureDamaged, PictureTooLarge):
            continue
        assert picture.media_type in KINDS.values()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_thumbnail_is_a_small_webp(
    kind: str, make_picture: MakePicture, pictures: Pictures, tmp_path: Path
) -> None:
    (tmp_path / "large").write_bytes(make_picture(kind, (400, 200)))
    with Image.open(BytesIO(await pictures.thumbnail(tmp_path / "large", 256))) as small:
        assert (small.format, small.size) == ("WEBP", (256, 128))


async def test_a_small_picture_is_not_enlarged(make_picture: MakePicture, pictures: Pictures, tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(make_picture("PNG", (20, 10)))
    with Image.open(BytesIO(await pictures.thumbnail(tmp_path / "small", 256))) as small:
        assert small.size == (20, 10)


async def test_transparency_stays_in_a_thumbnail(pictures: Pictures, tmp_path: Path) -> None:
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(tmp_path / "clear", "PNG")
    with Image.open(BytesIO(await pictures.thumbnail(tmp_path / "clear", 256))) as small:
        assert small.mode == "RGBA"
        assert small.getchannel("A").getextrema() == (0, 0)


async def test_an_avatar_is_a_square_cut_from_the_middle(make_picture: MakePicture, pictures: Pictures) -> None:
    data = make_picture("JPEG", (300, 100), exif=_exif(orientation=6))
    with Image.open(BytesIO(await pictures.avatar(data))) as image:
        assert (image.format, image.size) == ("WEBP", (256, 256))
        assert not image.getexif()


async def test_an_avatar_needs_a_picture(pictures: Pictures) -> None:
    with pytest.raises(NotAPicture):
        await pictures.avatar(b"not a picture")


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "SecretCam"
    exif[ORIENTATION] = orientation
    exif[GPS] = {1: "N", 2: (52.0, 30.0, 0.0)}
    return exif


def _pixels(data: bytes) -> list[bytes]:
    with Image.open(BytesIO(data)) as image:
        frames: list[bytes] = []
        for frame in range(int(getattr(image, "n_frames", 1))):
            image.seek(frame)
            frames.append(image.convert("RGB").tobytes())
        return frames


def _texts(data: bytes) -> dict[str, str]:
    with Image.open(BytesIO(data)) as image:
        assert isinstance(image, PngImagePlugin.PngImageFile)
        return {name: str(value) for name, value in image.text.items()}


def _png_of(width: int, height: int, packed: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
