"""Colours as `#rrggbb`, and what a painter does with them."""

import colorsys

Rgb = tuple[int, int, int]


def rgb(colour: str) -> Rgb:
    value = int(colour[1:], 16)
    return (value >> 16 & 255, value >> 8 & 255, value & 255)


def hexed(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{min(255, max(0, round(each))):02x}" for each in (red, green, blue))


def mix(a: str, b: str, share: float) -> str:
    return hexed(*(x + (y - x) * share for x, y in zip(rgb(a), rgb(b), strict=True)))


def lighter(colour: str, share: float) -> str:
    return mix(colour, "#ffffff", share)


def darker(colour: str, share: float) -> str:
    return mix(colour, "#05060c", share)


def turned(colour: str, hue: float = 0.0, saturation: float = 1.0, value: float = 1.0) -> str:
    """The colour with its hue moved (1 is a whole turn), its saturation and its value scaled."""
    h, s, v = colorsys.rgb_to_hsv(*(each / 255 for each in rgb(colour)))
    turned = colorsys.hsv_to_rgb((h + hue) % 1.0, min(1.0, s * saturation), min(1.0, v * value))
    return hexed(*(each * 255 for each in turned))
