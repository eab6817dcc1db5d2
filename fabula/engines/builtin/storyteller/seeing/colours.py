"""Names for colours, by hue, lightness and strength."""

import colorsys

HUES = (
    (14, "red"),
    (40, "orange"),
    (66, "yellow"),
    (95, "lime"),
    (160, "green"),
    (195, "turquoise"),
    (225, "light blue"),
    (258, "blue"),
    (290, "violet"),
    (335, "pink"),
    (361, "red"),
)
RUSSIAN = {
    "red": "красный",
    "dark red": "тёмно-красный",
    "orange": "оранжевый",
    "yellow": "жёлтый",
    "golden": "золотистый",
    "lime": "салатовый",
    "green": "зелёный",
    "dark green": "тёмно-зелёный",
    "turquoise": "бирюзовый",
    "light blue": "голубой",
    "blue": "синий",
    "dark blue": "тёмно-синий",
    "violet": "фиолетовый",
    "pink": "розовый",
    "brown": "коричневый",
    "beige": "бежевый",
    "black": "чёрный",
    "dark grey": "тёмно-серый",
    "grey": "серый",
    "light grey": "светло-серый",
    "white": "белый",
}
DARKENED = {"red": "dark red", "orange": "brown", "yellow": "brown", "lime": "dark green", "green": "dark green"}
BLUES = {"turquoise": "dark blue", "light blue": "dark blue", "blue": "dark blue"}
PALE = 0.75


def named(colour: tuple[float, float, float]) -> str:
    """An English name for red, green and blue between 0 and 1."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    strength = max(colour) - min(colour)
    if strength < 0.1 or (saturation < 0.12):
        return _grey(lightness)
    name = next(word for end, word in HUES if hue * 360 < end)
    if lightness < 0.12:
        return "black"
    if lightness < 0.33:
        return (DARKENED | BLUES).get(name, name)
    if lightness > PALE and name in ("orange", "yellow") and strength < 0.35:
        return "beige"
    if name == "orange" and strength < 0.45 and lightness < 0.6:
        return "brown"
    return "golden" if name == "yellow" and lightness < 0.55 else name


def _grey(lightness: float) -> str:
    steps = ((0.12, "black"), (0.35, "dark grey"), (0.65, "grey"), (0.88, "light grey"))
    return next((word for end, word in steps if lightness < end), "white")
