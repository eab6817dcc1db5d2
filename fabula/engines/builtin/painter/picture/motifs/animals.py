"""Animals: a hundred units high, feet at the origin, friendly."""

from collections.abc import Callable
from dataclasses import dataclass

from fabula.engines.builtin.painter.picture.lexicon import COLOURS
from fabula.engines.builtin.painter.picture.stage import Stage
from fabula.engines.builtin.painter.picture.tools.chance import Chance
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix
from fabula.engines.builtin.painter.picture.tools.sheet import Sheet

SITTING = ("cat", "dog", "fox", "wolf", "rabbit", "bear")
STANDING = ("horse", "deer")


@dataclass(frozen=True, slots=True)
class Coat:
    fur: str
    patch: str
    eye: str
    ear: str = "pointed"
    tail: str = "thin"


_COATS: dict[str, tuple[Coat, ...]] = {
    "cat": (
        Coat("#d98a45", "#f7ead6", "#5f8a4a"),
        Coat("#3a3638", "#55504f", "#d9b23c"),
        Coat("#8f8a86", "#e6e0d8", "#6a9aa0"),
        Coat("#efe3d0", "#fffaf0", "#4f86b0"),
    ),
    "dog": (
        Coat("#b57a45", "#f0dfc4", "#3a2418", "floppy", "up"),
        Coat("#4a3a34", "#d9b58a", "#3a2418", "floppy", "up"),
    ),
    "fox": (Coat("#d2642a", "#fbf1e2", "#5a3a1a", "pointed", "bushy"),),
    "wolf": (Coat("#77808a", "#e3e4e2", "#d9b23c", "pointed", "bushy"),),
    "rabbit": (
        Coat("#b59a82", "#f4ebe0", "#3a2420", "long", "puff"),
        Coat("#f0ebe4", "#ffffff", "#a8524a", "long", "puff"),
    ),
    "bear": (Coat("#7a5238", "#c99a6a", "#241814", "round", "none"),),
    "horse": (
        Coat("#8a5232", "#3a241c", "#1c1210"),
        Coat("#e9e2d8", "#cfc2b4", "#1c1210"),
        Coat("#3a3032", "#1e1a1e", "#120c0c"),
    ),
    "deer": (Coat("#b07a48", "#efe0c6", "#20140e"),),
}


def animal(stage: Stage, sheet: Sheet, kind: str, x: float, base: float, tall: float, dice: Chance) -> None:
    coat = _coat(stage, kind, dice)
    sheet.ellipse(x, base, tall * 0.42, tall * 0.055, sheet.soft("#000000"), 0.55)
    with sheet.group(sheet.placed(x, base, tall / 100, dice.happens(0.5))):
        if kind in SITTING:
            _sitting(sheet, coat, kind)
        elif kind in STANDING:
            _standing(sheet, coat, kind, "unicorn" in " ".join(stage.idea.words) or "единорог" in stage.idea.words)
        else:
            _OTHERS[kind](sheet, stage)


def _coat(stage: Stage, kind: str, dice: Chance) -> Coat:
    offered = _COATS.get(kind, (Coat("#8a6a4a", "#e6d8c2", "#241814"),))
    coat = dice.choice(offered)
    named = next((each for each in stage.idea.colours if each not in stage.idea.subject_colours.values()), "")
    if named and named in ("black", "white", "red", "orange", "grey", "brown", "blond"):
        fur = COLOURS[named][1]
        coat = Coat(fur, lighter(fur, 0.2 if named == "black" else 0.6), coat.eye, coat.ear, coat.tail)
    share = 0.34 if stage.palette.is_dark else 0.12
    near = stage.palette.near
    return Coat(mix(coat.fur, near, share), mix(coat.patch, near, share), coat.eye, coat.ear, coat.tail)


def _sitting(sheet: Sheet, coat: Coat, kind: str) -> None:
    dark, light = darker(coat.fur, 0.34), lighter(coat.fur, 0.16)
    _tail(sheet, coat, dark)
    shade = sheet.across(-26, 28, (0, light), (0.5, coat.fur), (1, dark))
    sheet.path("M-23 0C-31 -16 -26 -42 -13 -55C-5 -61 6 -61 13 -55C26 -42 32 -16 24 0Z", shade)
    sheet.path("M-11 -52C-14 -34 -11 -14 -6 -3C-1 1 4 1 8 -4C13 -18 14 -36 11 -52C4 -47 -5 -47 -11 -52Z", coat.patch)
    for x in (-8.5, 1.5):
        sheet.path(
            f"M{x} -26C{x - 1} -14 {x - 1} -6 {x - 1.6} -1C{x + 2} 1.6 {x + 7} 1.4 {x + 8.4} -1C{x + 7.6} -8 {x + 7} -16 {x + 7} -26Z",
            mix(coat.fur, coat.patch, 0.3),
        )
        sheet.stroke(f"M{x + 1.6} -1.6v-2.6M{x + 4.4} -1.6v-2.6", dark, 0.8, 0.7)
    sheet.path("M-24 -1C-31 -10 -27 -24 -18 -26C-12 -20 -13 -6 -17 0Z", mix(coat.fur, light, 0.5))
    sheet.path("M25 -1C31 -10 28 -24 19 -26C13 -20 14 -6 18 0Z", mix(coat.fur, dark, 0.5))
    _ears(sheet, coat, dark)
    face = {
        "fox": "M0 -52C-7 -53 -22 -62 -25 -72C-21 -84 -11 -90 0 -90C11 -90 21 -84 25 -72C22 -62 7 -53 0 -52Z",
        "wolf": "M0 -51C-8 -53 -21 -61 -25 -71C-21 -85 -11 -91 0 -91C11 -91 21 -85 25 -71C21 -61 8 -53 0 -51Z",
        "rabbit": "M0 -53C-12 -53 -18 -61 -18 -70C-18 -81 -10 -87 0 -87C10 -87 18 -81 18 -70C18 -61 12 -53 0 -53Z",
        "bear": "M0 -51C-15 -51 -23 -60 -23 -71C-23 -83 -13 -91 0 -91C13 -91 23 -83 23 -71C23 -60 15 -51 0 -51Z",
        "dog": "M0 -50C-13 -50 -20 -60 -20 -71C-20 -83 -11 -90 0 -90C11 -90 20 -83 20 -71C20 -60 13 -50 0 -50Z",
    }.get(kind, "M0 -53C-14 -53 -22 -60 -22 -70C-22 -82 -12 -88 0 -88C12 -88 22 -82 22 -70C22 -60 14 -53 0 -53Z")
    sheet.path(face, sheet.across(-24, 24, (0, light), (0.55, coat.fur), (1, mix(coat.fur, dark, 0.6))))
    _muzzle(sheet, coat, kind)
    _eyes(sheet, coat, kind, dark)


def _tail(sheet: Sheet, coat: Coat, dark: str) -> None:
    if coat.tail == "bushy":
        sheet.path(
            "M16 -3C38 3 56 -12 52 -38C50 -52 41 -58 36 -55C42 -42 36 -26 19 -17Z",
            sheet.down(-56, 0, (0, coat.fur), (1, dark)),
        )
        sheet.path("M52 -38C50 -52 41 -58 36 -55C39 -49 39.5 -43 38 -38C43 -41 48 -41 52 -38Z", coat.patch)
    elif coat.tail == "up":
        sheet.stroke("M20 -10C34 -14 40 -30 34 -44", coat.fur, 7)
    elif coat.tail == "puff":
        sheet.dot(24, -8, 8, coat.patch)
    elif coat.tail == "thin":
        sheet.stroke("M20 -5C40 -2 48 -16 44 -32C42 -41 46 -48 52 -48", coat.fur, 6.5)
        sheet.stroke("M45 -38C44 -44 47 -48 52 -48", dark, 6.5)


def _ears(sheet: Sheet, coat: Coat, dark: str) -> None:
    inner = mix(coat.patch, "#d98a80", 0.35)
    for way in (-1, 1):
        with sheet.group(f"scale({way} 1)"):
            if coat.ear == "pointed":
                sheet.path(
                    "M7 -84C10 -94 16 -103 21 -106C24 -98 24 -86 21 -74Z",
                    coat.fur if way < 0 else mix(coat.fur, dark, 0.5),
                )
                sheet.path("M11 -84C13 -91 17 -97 20 -100C21.5 -94 21 -86 19 -78Z", inner)
            elif coat.ear == "long":
                sheet.path(
                    "M4 -82C1 -104 4 -124 12 -126C19 -122 18 -100 13 -80Z",
                    coat.fur if way < 0 else mix(coat.fur, dark, 0.4),
                )
                sheet.path("M7 -84C5 -102 8 -117 12 -119C15 -114 14 -99 11 -84Z", inner)
            elif coat.ear == "floppy":
                sheet.path(
                    "M12 -87C22 -90 28 -82 28 -70C28 -60 24 -53 19 -54C15 -62 13 -74 12 -87Z", mix(coat.fur, dark, 0.6)
                )
            else:
                sheet.dot(17, -86, 8.5, coat.fur)
                sheet.dot(17, -86, 4.8, inner)


def _muzzle(sheet: Sheet, coat: Coat, kind: str) -> None:
    nose = "#c9706a" if kind in ("cat", "rabbit") else "#241a1c"
    if kind in ("fox", "wolf"):
        sheet.path(
            "M0 -52C-7 -53 -22 -62 -25 -71C-15 -74 -6 -68 0 -60C6 -68 15 -74 25 -71C22 -62 7 -53 0 -52Z", coat.patch
        )
        sheet.ellipse(0, -56.5, 3.6, 2.8, nose)
    elif kind in ("bear", "dog"):
        sheet.ellipse(0, -60, 10.5, 8.6, coat.patch)
        sheet.ellipse(0, -64.5, 4.6, 3.4, nose)
        sheet.stroke("M0 -61.5V-57.5M0 -57.5C-2 -54.6 -5.4 -54.8 -6.6 -57M0 -57.5C2 -54.6 5.4 -54.8 6.6 -57", nose, 1.3)
    else:
        sheet.ellipse(-4.4, -60.2, 6, 5, coat.patch)
        sheet.ellipse(4.4, -60.2, 6, 5, coat.patch)
        sheet.path("M-3 -65C-1 -66.4 1 -66.4 3 -65C2 -62.4 1 -61.6 0 -61.4C-1 -61.6 -2 -62.4 -3 -65Z", nose)
        sheet.stroke(
            "M0 -61.4V-59.4M0 -59.4C-1.6 -57 -4.4 -57 -5.6 -58.6M0 -59.4C1.6 -57 4.4 -57 5.6 -58.6",
            darker(coat.fur, 0.5),
            1.0,
        )
        sheet.stroke("M-9 -61L-25 -64M-9 -59L-24 -57M9 -61L25 -64M9 -59L24 -57", lighter(coat.patch, 0.4), 0.6, 0.85)
    if kind == "cat":
        sheet.stroke("M-5 -86.5V-81M0 -87.5V-80M5 -86.5V-81M-21 -68H-15M21 -68H15", darker(coat.fur, 0.35), 1.6, 0.55)


def _eyes(sheet: Sheet, coat: Coat, kind: str, dark: str) -> None:
    is_small = kind in ("bear", "dog", "rabbit")
    for x in (-9, 9):
        if is_small:
            sheet.dot(x, -72, 3.4, "#17100f")
            sheet.dot(x - 1, -73.2, 1.1, "#ffffff")
            continue
        sheet.ellipse(x, -71.5, 4.6, 4.2, darker(coat.fur, 0.6))
        sheet.ellipse(x, -71.5, 3.9, 3.6, coat.eye)
        sheet.ellipse(x, -71.5, 1.5, 3.2, "#120c0e")
        sheet.dot(x - 1.2, -73, 1.1, "#ffffff")
    if not is_small:
        sheet.stroke("M-14 -74C-11 -77.4 -7 -77.4 -4.4 -73.6M14 -74C11 -77.4 7 -77.4 4.4 -73.6", dark, 1.1, 0.8)


def _standing(sheet: Sheet, coat: Coat, kind: str, has_horn: bool) -> None:
    dark, mane = darker(coat.fur, 0.36), coat.patch if kind == "horse" else darker(coat.fur, 0.3)
    back = darker(coat.fur, 0.5)
    sheet.path(
        "M-30 -36C-28 -28 -24 -22 -24 -14L-25 -2L-28 0H-19L-19 -14L-16 -32Z M24 -34L23 -16L22 -2L19 0H28L28 -16L33 -34Z",
        back,
    )
    if kind == "horse":
        sheet.path("M-38 -50C-52 -50 -56 -32 -53 -10C-46 -18 -42 -30 -38 -38Z", mane)
    body = "M-39 -40C-43 -50 -34 -58 -22 -57C-8 -55 8 -54 20 -57C28 -61 34 -70 38 -80C40 -87 45 -92 50 -92C53 -97 56 -96 56 -91C62 -87 68 -78 71 -71C72 -67 69 -64 65 -65C60 -67 55 -71 51 -70C49 -60 45 -48 38 -40C37 -34 36 -32 36 -28L38 -12L37 -3L41 0H31L31 -12L28 -30C14 -27 -10 -27 -22 -31C-25 -26 -28 -22 -31 -17L-30 -3L-26 0H-35L-37 -16C-36 -24 -37 -32 -39 -40Z"
    sheet.path(body, sheet.down(-96, 0, (0, lighter(coat.fur, 0.14)), (0.5, coat.fur), (1, dark)))
    if kind == "horse":
        sheet.path("M20 -57C24 -72 34 -92 50 -94C45 -88 42 -80 40 -72C37 -62 30 -54 20 -57Z", mane)
    else:
        sheet.path("M-24 -34C-10 -28 10 -28 24 -33C16 -27 -14 -25 -24 -34Z", coat.patch)
        sheet.path("M-41 -46C-47 -44 -47 -38 -43 -36C-40 -38 -39 -42 -39 -46Z", coat.patch)
        antler = darker(mix(coat.patch, "#8a6a4a", 0.6), 0.1)
        sheet.stroke(
            "M52 -93C48 -108 50 -120 58 -128M50 -104C44 -110 41 -116 42 -124M51 -113C56 -116 61 -117 65 -115M54 -94C60 -104 68 -110 76 -112M62 -104C66 -112 68 -118 67 -124",
            antler,
            2.2,
        )
        for x, y in ((-24, -48), (-14, -50), (-4, -47), (6, -49), (-18, -42), (-8, -41)):
            sheet.ellipse(x, y, 2.1, 1.5, coat.patch, 0.85)
    if has_horn:
        sheet.path("M54 -92L66 -120L58 -89Z", "#f3dca0")
    sheet.dot(57, -81, 1.9, coat.eye)
    sheet.dot(56.4, -81.6, 0.6, "#ffffff")
    sheet.dot(68, -69, 1.0, dark)


def _owl(sheet: Sheet, stage: Stage) -> None:
    fur, pale = mix("#8a6444", stage.palette.near, 0.2), mix("#ead9bd", stage.palette.near, 0.15)
    sheet.path(
        "M0 0C-22 0 -32 -20 -31 -46C-30 -70 -24 -86 -20 -97C-12 -90 12 -90 20 -97C24 -86 30 -70 31 -46C32 -20 22 0 0 0Z",
        sheet.across(-32, 32, (0, lighter(fur, 0.15)), (1, darker(fur, 0.35))),
    )
    sheet.path("M0 -4C-14 -4 -20 -20 -18 -44C-8 -50 8 -50 18 -44C20 -20 14 -4 0 -4Z", pale)
    marks = "".join(f"M{x} {y}q2.4 4 4.8 0" for y in range(-40, -8, 8) for x in range(-13 + (y % 16) // 4, 11, 8))
    sheet.stroke(marks, darker(fur, 0.2), 1.3, 0.7)
    for x in (-11, 11):
        sheet.dot(x, -69, 12.5, pale)
        sheet.dot(x, -69, 7.6, "#e0a83c")
        sheet.dot(x, -69, 4.4, "#140e10")
        sheet.dot(x - 2, -71.5, 1.7, "#ffffff")
    sheet.path("M-4 -64L4 -64L0 -54Z", "#d99a3c")
    sheet.path(
        "M-31 -50C-38 -34 -34 -12 -22 -4C-24 -20 -24 -36 -26 -52Z M31 -50C38 -34 34 -12 22 -4C24 -20 24 -36 26 -52Z",
        darker(fur, 0.28),
    )


def _perched(sheet: Sheet, stage: Stage) -> None:
    named = next((each for each in stage.idea.colours if each in COLOURS), "")
    fur = mix(COLOURS[named][1] if named else "#4f7f9a", stage.palette.near, 0.15)
    sheet.stroke("M-4 -14L-5 0M6 -14L6 0", "#5a4030", 2.4)
    sheet.path("M-58 -20C-44 -26 -30 -34 -20 -46L-8 -30C-24 -22 -42 -16 -58 -20Z", darker(fur, 0.4))
    sheet.path(
        "M-22 -44C-16 -74 6 -92 26 -84C40 -78 42 -60 36 -44C28 -18 6 -8 -10 -16C-20 -22 -24 -32 -22 -44Z",
        sheet.down(-90, -8, (0, lighter(fur, 0.12)), (1, darker(fur, 0.15))),
    )
    sheet.path("M36 -50C30 -22 8 -8 -8 -16C8 -22 18 -34 22 -52C26 -56 34 -56 36 -50Z", "#f0d9b8")
    sheet.path("M-30 -34C-16 -30 4 -34 12 -54C2 -64 -14 -60 -20 -48Z", darker(fur, 0.25))
    sheet.path("M37 -72L52 -66L37 -63Z", "#e0a03c")
    sheet.dot(27, -71, 3.2, "#17100f")
    sheet.dot(26, -72.2, 1.0, "#ffffff")


def _robot(sheet: Sheet, stage: Stage) -> None:
    shell, dark = mix("#d9d2c4", stage.palette.near, 0.14), mix("#3a4248", stage.palette.near, 0.2)
    for x in (-12, 6):
        sheet.rect(x, -22, 7, 20, dark, r=3)
        sheet.rect(x - 3, -5, 13, 6, shell, r=3)
    sheet.rect(-24, -58, 48, 40, sheet.across(-24, 24, (0, lighter(shell, 0.25)), (1, darker(shell, 0.35))), r=10)
    sheet.rect(-14, -48, 28, 16, dark, r=4)
    sheet.dot(-6, -40, 3, "#e0793a")
    sheet.dot(5, -40, 3, "#7ad0b0")
    sheet.stroke("M-24 -50C-34 -46 -36 -36 -33 -28M24 -50C34 -46 36 -36 33 -28", dark, 5)
    sheet.rect(-20, -92, 40, 31, sheet.across(-20, 20, (0, lighter(shell, 0.3)), (1, darker(shell, 0.3))), r=11)
    sheet.rect(-14, -86, 28, 16, "#172026", r=7)
    for x in (-6.5, 6.5):
        sheet.dot(x, -78, 3.6, "#8fe6d0")
        sheet.glow(x, -78, 12, "#8fe6d0", 0.7)
    sheet.stroke("M0 -92V-100", dark, 2)
    sheet.dot(0, -102, 3, "#e0793a")


_OTHERS: dict[str, Callable[[Sheet, Stage], None]] = {"owl": _owl, "bird": _perched, "robot": _robot}


def dragon(stage: Stage, sheet: Sheet, x: float, y: float, size: float) -> None:
    """In flight: a long body, two ribbed wings."""
    named = next((each for each in stage.idea.colours if each in COLOURS), "red")
    skin = mix(COLOURS[named][1], stage.palette.near, 0.45)
    dark, wing = darker(skin, 0.4), mix(skin, stage.palette.near, 0.3)
    with sheet.group(sheet.placed(x, y, size / 100, stage.rolls("dragon").happens(0.5))):
        sheet.path(
            "M2 -6C-8 -46 -38 -70 -74 -74C-64 -64 -60 -56 -60 -46C-70 -48 -80 -44 -86 -36C-68 -34 -56 -28 -50 -16C-34 -22 -16 -16 -4 4Z",
            darker(wing, 0.3),
        )
        sheet.path(
            "M-92 30C-66 16 -40 22 -18 14C2 6 20 -8 40 -10C52 -12 60 -22 70 -24C76 -32 84 -34 86 -30C94 -28 104 -20 106 -14C98 -8 88 -8 80 -10C72 2 60 8 48 12C28 22 8 30 -16 30C-42 32 -66 24 -92 30Z",
            sheet.down(-34, 32, (0, lighter(skin, 0.15)), (1, dark)),
        )
        sheet.path("M-92 30L-108 22L-100 34L-110 44Z", dark)
        sheet.path(
            "M22 2C22 -44 52 -84 96 -96C88 -82 86 -72 88 -60C76 -62 66 -56 62 -46C52 -40 46 -26 46 -8Z",
            sheet.down(-96, 2, (0, lighter(wing, 0.12)), (1, dark)),
        )
        sheet.stroke("M24 0C30 -40 58 -76 96 -96M30 -2C40 -36 60 -54 88 -60M38 -4C44 -26 52 -38 62 -46", dark, 1.6, 0.7)
        sheet.path("M76 -26L68 -38L84 -30Z M84 -30L82 -42L90 -29Z", "#e6d6b4")
        sheet.dot(92, -22, 2, "#ffd060")


def whale(stage: Stage, sheet: Sheet, x: float, y: float, scale: float) -> None:
    body = "M-190 10C-185 -58 -90 -88 10 -74C90 -62 140 -30 190 -22C215 -18 232 -52 262 -58C252 -38 250 -22 268 2C236 0 212 10 190 18C130 42 60 62 -30 64C-120 66 -188 58 -190 10Z"
    tone = stage.palette.near
    with sheet.group(sheet.placed(x, y, scale, stage.rolls("whale").happens(0.4), -8)):
        sheet.path(
            body,
            sheet.down(
                -80,
                70,
                (0, mix("#3b4a6b", tone, 0.2)),
                (0.6, mix("#26304c", tone, 0.2)),
                (1, mix("#1b2138", tone, 0.2)),
            ),
        )
        with sheet.group(clip=body):
            sheet.ellipse(-90, 78, 170, 46, "#e9c9b2", 0.5, -3)
            lines = "".join(f"M-190 {34 + i * 7}Q-90 {44 + i * 7} 20 {40 + i * 6}" for i in range(7))
            sheet.stroke(lines, "#26304c", 3, 0.5)
        sheet.path("M-40 40Q-20 110 46 116Q34 70 14 42Z", "#222a44")
        sheet.dot(-140, 6, 4.4, "#f9e6cc")


def koi(sheet: Sheet, x: float, y: float, long: float, turn: float, colour: str, spots: str) -> None:
    with sheet.group(sheet.placed(x, y, long / 100, turn=turn)):
        sheet.ellipse(5, 17, 50, 13, sheet.soft("#041c1e"), 0.6)
        sheet.path("M-42 0Q-70 -20 -85 -12Q-68 0 -85 16Q-68 14 -42 0Z", colour, 0.78)
        for way in (-1, 1):
            sheet.path(f"M16 {way * 10}Q5 {way * 34} -10 {way * 28}Q0 {way * 16} 0 {way * 10}Z", colour, 0.75)
        body = "M50 0C42 -17 5 -17 -46 0C5 17 42 17 50 0Z"
        sheet.path(body, sheet.down(-14, 14, (0, lighter(colour, 0.2)), (1, mix(colour, "#401a10", 0.28))))
        with sheet.group(clip=body):
            for sx, sy, r in ((20, -5, 14), (-12, 4, 12), (-34, -3, 7)):
                sheet.ellipse(sx, sy, r, r * 0.7, spots, 1, 23)
        sheet.dot(42, -5, 1.6, "#1a1212")
        sheet.dot(42, 5, 1.6, "#1a1212")


def ship(stage: Stage, sheet: Sheet, x: float, y: float, long: float) -> None:
    """A sailing ship: hull, masts, swelling sails, a lamp at the stern."""
    p = stage.palette
    ink, sail = mix(p.near, "#4a2f22", 0.4), mix("#efe3cc", p.mid, 0.3 if not p.is_dark else 0.55)
    with sheet.group(sheet.placed(x, y, long / 100, stage.rolls("ship").happens(0.5))):
        sheet.ellipse(0, 9, 56, 4, sheet.soft("#000000"), 0.6)
        for mast, high in ((-24, 62), (2, 78), (28, 58)):
            sheet.rect(mast - 0.9, -high, 1.8, high, ink)
            for level, wide in ((0.9, 0.62), (0.6, 0.8), (0.3, 1.0)):
                top, w, h = -high * level, 12.5 * wide, high * 0.25
                d = f"M{mast - w} {top}L{mast + w} {top}Q{mast + w + 5} {top + h * 0.5} {mast + w + 1} {top + h}Q{mast} {top + h + 3} {mast - w + 1} {top + h}Q{mast - w + 4} {top + h * 0.5} {mast - w} {top}Z"
                sheet.path(d, sheet.across(mast - w, mast + w + 5, (0, lighter(sail, 0.18)), (1, darker(sail, 0.28))))
            sheet.path(f"M{mast} {-high - 5}q6 1 10 3q-5 2 -10 2Z", "#c8502e")
        sheet.stroke("M30 -56L58 -8M-24 -62L-50 -10M2 -76L28 -58M-24 -60L2 -76", ink, 0.6, 0.8)
        sheet.path(
            "M-54 -12C-30 -4 26 -4 44 -8L62 -13C56 2 46 9 30 10L-32 10C-46 9 -53 0 -54 -12Z",
            sheet.down(-12, 10, (0, lighter(ink, 0.16)), (1, darker(ink, 0.3))),
        )
        sheet.stroke("M-52 -6C-28 1 28 1 52 -7", mix("#d9a85a", ink, 0.3), 1.2, 0.9)
        for wx in range(-40, 36, 10):
            sheet.rect(wx, -1, 2.6, 2.4, p.lamp, 0.9)
        sheet.glow(-50, -14, 16, "#ffc070", 0.8)


def balloon(stage: Stage, sheet: Sheet, x: float, y: float, size: float, dice: Chance) -> None:
    a, b = dice.choice((("#c8502e", "#f0d9a8"), ("#3f6b7a", "#f0d9a8"), ("#d99a3c", "#7a3b34")))
    near = stage.palette.near
    share = 0.35 if stage.palette.is_dark else 0.1
    with sheet.group(sheet.placed(x, y, size / 100)):
        body = "M0 40C-10 34 -40 6 -40 -22C-40 -46 -22 -60 0 -60C22 -60 40 -46 40 -22C40 6 10 34 0 40Z"
        sheet.path(body, mix(a, near, share))
        with sheet.group(clip=body):
            for k in (-26, 0, 26):
                sheet.path(
                    f"M{k * 0.2} 42C{k - 9} 10 {k - 9} -40 {k * 0.2} -62C{k + 9} -40 {k + 9} 10 {k * 0.2} 42Z",
                    mix(b, near, share),
                )
            sheet.rect(0, -62, 44, 106, sheet.across(0, 42, (0, "#000000", 0), (1, "#0c0618", 0.45)))
        sheet.stroke("M-7 38L-5 52M7 38L5 52", "#3a2a22", 1)
        sheet.rect(-7, 52, 14, 10, "#6a4630", r=2)
        sheet.glow(0, 42, 22, "#ffc070", 0.5)
