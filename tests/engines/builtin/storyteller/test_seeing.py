"""Pictures are described by what is really in them."""

import io

from PIL import Image, ImageDraw, ImageFilter

from fabula.engines.builtin.storyteller.seeing import describe, look_at


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_colours_size_and_shape_are_named() -> None:
    image = Image.new("RGB", (600, 300), (20, 40, 160))
    ImageDraw.Draw(image).rectangle((0, 0, 199, 299), fill=(220, 30, 30))
    text = describe((png(image),), "en")
    assert "landscape picture of 600 × 300" in text
    assert "blue (66%), red (33%)" in text
    assert "built-in demo engine" in text.lower()


def test_light_and_subject_have_a_place() -> None:
    image = Image.linear_gradient("L").rotate(-90).resize((300, 300)).convert("RGB")
    ImageDraw.Draw(image).rectangle((210, 210, 290, 290), fill=(0, 0, 0), outline=(255, 255, 255), width=6)
    look = look_at(png(image))
    assert look.light[0] < 0
    assert look.subject == (2, 2)
    assert "падает слева" in describe((png(image),), "ru")


def test_bright_and_dark_warm_and_cold_sharp_and_soft_differ() -> None:
    warm, cold = (look_at(png(Image.new("RGB", (64, 64), colour))) for colour in ((250, 200, 120), (20, 30, 70)))
    assert warm.brightness > cold.brightness
    assert warm.warmth > 0 > cold.warmth
    board = Image.new("L", (128, 128))
    ImageDraw.Draw(board).rectangle((0, 0, 63, 127), fill=255)
    assert look_at(png(board)).sharpness > 2 * look_at(png(board.filter(ImageFilter.GaussianBlur(12)))).sharpness


def test_what_is_no_picture_is_said_to_be_none() -> None:
    assert "cannot be read" in describe((b"no picture",), "en")
