"""A look in words, English or Russian, and a plain word about what it cannot tell."""

from fabula.engines.builtin.storyteller.phrases import Language
from fabula.engines.builtin.storyteller.seeing.colours import RUSSIAN
from fabula.engines.builtin.storyteller.seeing.looks import Look, NoPicture, look_at

EVEN = 0.06
HONEST = {
    "en": "That is what can be measured; to recognise who or what is shown, connect a vision model in Ollama. "
    "(Built-in demo engine.)",
    "ru": "Это то, что можно измерить; чтобы узнать, кто или что изображено, подключите в Ollama зрячую модель. "
    "(Встроенный демонстрационный движок.)",
}
UNREADABLE = {"en": "This file cannot be read as a picture.", "ru": "Этот файл не удаётся прочитать как изображение."}
SIDES = {
    "en": (("upper left", "upper", "upper right"), ("left", "middle", "right"), ("lower left", "lower", "lower right")),
    "ru": (
        ("в левой верхней части", "вверху", "в правой верхней части"),
        ("слева", "в середине", "справа"),
        ("в левой нижней части", "внизу", "в правой нижней части"),
    ),
}
FROM = {
    "en": {
        (0, 0): "even",
        (-1, 0): "from the left",
        (1, 0): "from the right",
        (0, -1): "from above",
        (0, 1): "from below",
        (-1, -1): "from the upper left",
        (1, -1): "from the upper right",
        (-1, 1): "from the lower left",
        (1, 1): "from the lower right",
    },
    "ru": {
        (0, 0): "ровный",
        (-1, 0): "слева",
        (1, 0): "справа",
        (0, -1): "сверху",
        (0, 1): "снизу",
        (-1, -1): "сверху слева",
        (1, -1): "сверху справа",
        (-1, 1): "снизу слева",
        (1, 1): "снизу справа",
    },
}


def describe(pictures: tuple[bytes, ...], language: Language, *, is_honest: bool = True) -> str:
    """Every picture in a paragraph, then the honest word about what was not seen."""
    told = [_one(raw, language) for raw in pictures]
    if len(told) > 1:
        told = [f"{number}. {text}" for number, text in enumerate(told, 1)]
    return "\n\n".join([*told, HONEST[language]] if is_honest else told)


def _one(raw: bytes, language: Language) -> str:
    try:
        look = look_at(raw)
    except NoPicture:
        return UNREADABLE[language]
    return _english(look) if language == "en" else _russian(look)


def _english(look: Look) -> str:
    shape = _shape(look, ("landscape", "portrait", "square"))
    tone = _step(
        look.brightness,
        ((0.2, "very dark"), (0.42, "dark"), (0.62, "of medium brightness"), (0.82, "bright"), (9, "very bright")),
    )
    contrast = _step(look.contrast, ((0.1, "low"), (0.24, "moderate"), (9, "high")))
    warmth = _step(look.warmth, ((-0.05, "cold"), (0.05, "neutral"), (9, "warm")))
    strength = _step(look.saturation, ((0.08, "almost without colour"), (0.25, "muted"), (0.5, "rich"), (9, "vivid")))
    focus = _step(look.sharpness, ((0.06, "soft, without hard edges"), (0.25, "of medium sharpness"), (9, "sharp")))
    light = FROM["en"][_direction(look)]
    fall = "The light is even" if light == "even" else f"The light falls {light}"
    place = SIDES["en"][look.subject[1]][look.subject[0]]
    where = "in the middle of the frame" if place == "middle" else f"in the {place} part of the frame"
    return (
        f"A {shape} picture of {look.width} × {look.height} pixels, {tone}. {_listed(look, 'en')} "
        f"The palette is {warmth} and {strength}, the contrast {contrast}. {fall}. "
        f"Most of the detail lies {where}; the picture is {focus}."
    )


def _russian(look: Look) -> str:
    shape = _shape(look, ("Горизонтальное", "Вертикальное", "Квадратное"))
    tone = _step(
        look.brightness,
        ((0.2, "очень тёмное"), (0.42, "тёмное"), (0.62, "средней яркости"), (0.82, "светлое"), (9, "очень светлое")),
    )
    contrast = _step(look.contrast, ((0.1, "низкий"), (0.24, "умеренный"), (9, "высокий")))
    warmth = _step(look.warmth, ((-0.05, "холодная"), (0.05, "нейтральная"), (9, "тёплая")))
    strength = _step(
        look.saturation, ((0.08, "почти без цвета"), (0.25, "приглушённая"), (0.5, "насыщенная"), (9, "яркая"))
    )
    focus = _step(look.sharpness, ((0.06, "низкая, границы мягкие"), (0.25, "средняя"), (9, "высокая")))
    light = FROM["ru"][_direction(look)]
    fall = "Свет ровный" if light == "ровный" else f"Свет падает {light}"
    return (
        f"{shape} изображение {look.width} × {look.height} пикселей, {tone}. {_listed(look, 'ru')} "
        f"Палитра {warmth}, {strength}, контраст {contrast}. {fall}. "
        f"Больше всего деталей {SIDES['ru'][look.subject[1]][look.subject[0]]}; резкость {focus}."
    )


def _listed(look: Look, language: Language) -> str:
    names = [RUSSIAN[name] if language == "ru" else name for name, _share in look.colours]
    shares = [f"{name} ({share:.0%})" for name, (_name, share) in zip(names, look.colours, strict=True)]
    if language == "ru":
        return f"Преобладающие цвета: {', '.join(shares)}." if len(shares) > 1 else f"Преобладающий цвет: {shares[0]}."
    return f"The main colours are {', '.join(shares)}." if len(shares) > 1 else f"The main colour is {shares[0]}."


def _shape(look: Look, words: tuple[str, str, str]) -> str:
    ratio = look.width / look.height
    return words[2] if 0.95 <= ratio <= 1.05 else words[0] if ratio > 1 else words[1]


def _step(value: float, steps: tuple[tuple[float, str], ...]) -> str:
    return next(word for end, word in steps if value < end)


def _direction(look: Look) -> tuple[int, int]:
    across, down = (0 if abs(slope) < EVEN else 1 if slope > 0 else -1 for slope in look.light)
    return across, down
