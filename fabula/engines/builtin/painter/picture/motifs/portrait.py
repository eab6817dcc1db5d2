"""A person from the shoulders up: one construction, many looks. Units: 400 wide, the face in the middle."""

from dataclasses import dataclass, field, replace

from fabula.engines.builtin.painter.picture.idea import Idea
from fabula.engines.builtin.painter.picture.lexicon import COLOURS
from fabula.engines.builtin.painter.picture.motifs import hair as cuts
from fabula.engines.builtin.painter.picture.tools.chance import Chance
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix
from fabula.engines.builtin.painter.picture.tools.sheet import Sheet

FACE = "M132 168C130 110 162 84 202 84C243 84 271 110 269 168C268 206 259 236 236 258C224 270 213 276 202 276C190 276 178 270 166 258C142 236 133 206 132 168Z"
NECK = "M170 236C172 276 168 300 150 316L202 372L254 316C236 300 232 276 234 236Z"
BODY = "M150 312C110 328 62 340 40 392C28 424 22 470 18 700L386 700C382 470 376 424 364 392C342 340 294 328 254 312C240 346 164 346 150 312Z"


@dataclass(frozen=True, slots=True)
class Look:
    skin: str
    hair: str
    iris: str
    cut: cuts.Cut
    style: str
    cloth: str
    brow: float = 5.0
    smile: float = 4.0
    frown: float = 0.0
    lift: float = 0.0
    turn: float = 0.0
    lip: str = ""
    light: str = "#ffcf94"
    beard: str = ""
    scarf: str = ""
    hat: str = ""
    extras: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def shade(self) -> str:
        return mix(self.skin, "#6b2f2c", 0.34)

    @property
    def dark(self) -> str:
        return mix(self.skin, "#3a1518", 0.62)


def look(idea: Idea, dice: Chance, light: str) -> Look:
    """Who it is: what the words say, and for the rest what the dice say."""
    is_man = idea.person == "man" or (idea.person == "" and ("beard" in idea.looks or dice.happens(0.35)))
    skin = (
        dice.choice(("#b9805c", "#8a5a40", "#6f4530"))
        if "dark_skin" in idea.looks
        else dice.choice(("#eec3a2", "#f0cbb0", "#e3ae88", "#d7a070", "#f3d3ba", "#b9805c", "#6f4530"))
    )
    is_old = "old" in idea.looks
    tone = "#b9b2aa" if is_old else dice.choice(("#7a3a22", "#201a1e", "#c08a4a", "#22242e", "#3a2420", "#8a5030"))
    if "hair" in idea.subject_colours:
        tone = {"red": "#a8482a", "orange": "#a8482a", "blond": "#d9b26a"}.get(
            idea.subject_colours["hair"], COLOURS[idea.subject_colours["hair"]][1]
        )
    iris = dice.choice(("#5a7a6c", "#51687a", "#5a3a22", "#4f7a92", "#3a2a2a"))
    if "eyes" in idea.subject_colours:
        iris = mix(COLOURS[idea.subject_colours["eyes"]][1], "#20303a", 0.2)
    cloth = dice.choice(("#b98a2f", "#2f3c50", "#7c2f3a", "#5b7263", "#c8673a", "#31554f", "#584a66"))
    if "cloth" in idea.subject_colours:
        cloth = mix(COLOURS[idea.subject_colours["cloth"]][1], "#20202a", 0.12)
    made = Look(
        skin,
        tone,
        iris,
        cuts.choose(idea, dice, is_man),
        _style(idea, dice, is_man),
        cloth,
        brow=6.5 if is_man else 5.0,
        light=light,
        turn=dice.wobble(5),
    )
    return _expressed(_dressed(made, idea, dice, is_man), idea, dice)


def _style(idea: Idea, dice: Chance, is_man: bool) -> str:
    if "dress" in idea.looks or "crown" in idea.looks:
        return "dress" if not is_man else "coat"
    if "knit" in idea.looks or idea.season == "winter":
        return "knit"
    return dice.choice(("coat", "knit", "shirt") if is_man else ("coat", "knit", "dress", "shirt"))


def _dressed(made: Look, idea: Idea, dice: Chance, is_man: bool) -> Look:
    extras = {each for each in ("freckles", "glasses", "crown", "hood") if each in idea.looks}
    if not is_man and dice.happens(0.4):
        extras.add("earring")
    if idea.person == "" and dice.happens(0.15):
        extras.add("glasses")
    beard = ""
    if is_man and ("beard" in idea.looks or ("beard" not in idea.unwanted and dice.happens(0.35))):
        beard = made.hair if "old" not in idea.looks else "#a8a29a"
    scarf = ""
    if "scarf" in idea.looks or (idea.season == "winter" and dice.happens(0.7)):
        scarf = (
            COLOURS[idea.subject_colours["scarf"]][1]
            if "scarf" in idea.subject_colours
            else dice.choice(("#d9b98a", "#b5432f"))
        )
    hat = ""
    if "crown" not in extras and "hood" not in extras:
        words = " ".join(idea.words)
        if "hat" in idea.looks or "captain" in words or "капитан" in words or "sailor" in words or "моряк" in words:
            hat = "beanie" if idea.season == "winter" else "cap"
        elif idea.season == "winter" and dice.happens(0.5):
            hat = "beanie"
    return replace(made, extras=frozenset(extras), beard=beard, scarf=scarf, hat=hat)


def _expressed(made: Look, idea: Idea, dice: Chance) -> Look:
    if "smile" in idea.looks:
        return replace(made, smile=8.5, lift=2)
    if "sad" in idea.looks:
        return replace(made, smile=-3.5, frown=-5, lift=1)
    if "angry" in idea.looks:
        return replace(made, smile=-1.0, frown=6, lift=-3)
    extras = made.extras | {"closed"} if "asleep" in idea.looks else made.extras
    return replace(made, smile=dice.between(2, 6), extras=extras)


def person(sheet: Sheet, o: Look) -> None:
    hood = "hood" in o.extras
    if hood:
        sheet.path(
            "M96 330C74 190 104 26 204 24C304 26 334 190 312 330C260 300 148 300 96 330Z",
            sheet.down(20, 330, (0, lighter(o.cloth, 0.08)), (1, darker(o.cloth, 0.4))),
        )
    elif o.cut.back and not (o.hat and o.cut.is_up):
        sheet.path(o.cut.back, sheet.down(60, 420, (0, o.hair), (1, darker(o.hair, 0.35))))
    _neck(sheet, o)
    _body(sheet, o)
    if o.scarf:
        _scarf(sheet, o.scarf)
    _face(sheet, o)
    for x, way in ((169 + o.turn, -1), (235 + o.turn, 1)):
        _eye(sheet, o, x, way)
    _nose_and_mouth(sheet, o)
    if o.beard:
        _beard(sheet, o)
    _hair(sheet, o)
    _extras(sheet, o)
    if hood:
        sheet.path(
            "M112 200C96 90 140 40 204 40C268 40 312 90 296 200C300 120 262 78 204 78C146 78 108 120 112 200Z",
            darker(o.cloth, 0.22),
        )


def _neck(sheet: Sheet, o: Look) -> None:
    sheet.path(NECK, o.skin)
    with sheet.group(clip=NECK):
        sheet.ellipse(204, 252, 58, 52, sheet.soft(o.shade), 1)
        sheet.ellipse(204, 262, 40, 30, o.shade, 0.55)


def _body(sheet: Sheet, o: Look) -> None:
    cloth, deep = o.cloth, mix(o.cloth, "#0e0d14", 0.42)
    sheet.path(BODY, sheet.lin(20, 320, 380, 560, (0, lighter(cloth, 0.1)), (0.45, cloth), (1, deep)))
    with sheet.group(clip=BODY):
        _CLOTHES[o.style](sheet, o, cloth, deep)
        sheet.ellipse(60, 420, 90, 160, sheet.soft(o.light), 0.28)
        sheet.ellipse(352, 480, 110, 200, sheet.soft("#08060f"), 0.5)


def _coat(sheet: Sheet, o: Look, cloth: str, deep: str) -> None:
    sheet.path("M188 340L202 372L216 340L222 700L182 700Z", deep)
    sheet.path("M160 320C180 350 224 350 244 320L226 440L202 470L178 440Z", mix("#e6d9c3", o.cloth, 0.1))
    sheet.path("M150 312C140 330 138 352 146 384L194 470L178 372Z", lighter(cloth, 0.14))
    sheet.path("M254 312C264 330 266 352 258 384L210 470L226 372Z", darker(cloth, 0.12))
    for y in (500, 570, 640):
        sheet.dot(226, y, 7, "#d9b36a")


def _knit(sheet: Sheet, _: Look, cloth: str, deep: str) -> None:
    sheet.path(
        "M146 308C158 352 246 352 258 308C272 326 268 352 254 368C226 388 178 388 150 368C136 352 132 326 146 308Z",
        lighter(cloth, 0.1),
    )
    ribs = "".join(f"M{x} 322L{x + (x - 202) * 0.05:.1f} 374" for x in range(148, 262, 11))
    sheet.stroke(ribs, deep, 3, 0.35)
    rows = "".join(
        "M" + "L".join(f"{x} {y + (7 if (x // 20) % 2 else 0) + abs(x - 200) * 0.1:.1f}" for x in range(0, 401, 20))
        for y in range(400, 700, 22)
    )
    sheet.stroke(rows, deep, 4, 0.22)


def _dress(sheet: Sheet, o: Look, _cloth: str, _deep: str) -> None:
    sheet.path("M150 312C130 340 150 402 202 416C254 402 274 340 254 312L234 300L170 300Z", o.skin)
    sheet.path("M176 300C190 340 214 340 230 300L214 356L190 356Z", o.shade, 0.5)
    sheet.stroke("M148 316C160 372 244 372 256 316", "#e3c277", 3)
    sheet.dot(202, 366, 7, "#e3c277")


def _shirt(sheet: Sheet, _: Look, cloth: str, deep: str) -> None:
    sheet.path("M150 312L202 396L176 420L138 330Z M254 312L202 396L228 420L266 330Z", lighter(cloth, 0.2))
    sheet.stroke("M202 400V700", deep, 3, 0.6)
    for y in (440, 500, 560, 620):
        sheet.dot(202, y, 4.5, lighter(cloth, 0.4))


_CLOTHES = {"coat": _coat, "knit": _knit, "dress": _dress, "shirt": _shirt}


def _scarf(sheet: Sheet, colour: str) -> None:
    fill = sheet.lin(130, 290, 270, 380, (0, lighter(colour, 0.12)), (1, darker(colour, 0.3)))
    sheet.path("M226 360C250 372 262 440 256 500L216 494C222 450 214 400 200 372Z", darker(colour, 0.14))
    sheet.path(
        "M136 296C150 334 254 334 268 296C284 312 284 346 264 360C226 382 176 382 142 360C120 346 120 312 136 296Z",
        fill,
    )
    sheet.stroke("M140 318C166 350 240 350 264 318M150 346C180 366 226 366 256 346", darker(colour, 0.5), 3, 0.4)


def _face(sheet: Sheet, o: Look) -> None:
    for x, turn in ((133, -7), (269, 7)):
        sheet.ellipse(x, 186, 12, 22, mix(o.skin, o.shade, 0.35), 1, turn)
    sheet.path(FACE, o.skin)
    with sheet.group(clip=FACE):
        sheet.path(
            "M316 60L224 60C246 140 240 220 200 300L316 300Z",
            sheet.across(214, 272, (0, o.shade, 0), (1, o.shade, 0.85)),
        )
        sheet.path(
            "M120 230C150 262 180 292 204 292C230 292 262 262 290 230V310H120Z",
            sheet.down(226, 282, (0, o.shade, 0), (1, o.shade, 0.7)),
        )
        for x in (158, 246):
            sheet.ellipse(x, 214, 30, 19, sheet.soft("#d8604a"), 0.4)
        sheet.ellipse(168, 128, 46, 40, sheet.soft(o.light), 0.5)
        if o.hat or "hood" in o.extras:
            sheet.ellipse(201, 108, 92, 52, sheet.soft(o.shade), 1)


def _eye(sheet: Sheet, o: Look, x: float, way: int) -> None:
    if "closed" in o.extras:
        sheet.stroke(f"M{x - 17:.1f} 183Q{x:.1f} 194 {x + 17:.1f} 183", o.dark, 3.4)
    else:
        white = f"M{x - 17:.1f} 186C{x - 10:.1f} 174 {x + 9:.1f} 173 {x + 17:.1f} 184C{x + 8:.1f} 194 {x - 9:.1f} 195 {x - 17:.1f} 186Z"
        sheet.path(white, "#f6ece0")
        with sheet.group(clip=white):
            look_x = x + o.turn * 0.5 + 1
            sheet.dot(look_x, 183, 9.4, o.iris)
            sheet.dot(look_x, 185, 6.8, lighter(o.iris, 0.18))
            sheet.dot(look_x, 183, 4.6, "#1c1216")
            sheet.rect(x - 20, 170, 40, 9, o.dark, 0.3)
            sheet.dot(x + o.turn * 0.5 - 2, 179.5, 2.5, "#ffffff")
        lash = mix(o.hair, "#1a0c0c", 0.6)
        sheet.stroke(f"M{x - 18:.1f} 187C{x - 10:.1f} 173 {x + 9:.1f} 172 {x + 18:.1f} 184", lash, 3.6)
        sheet.stroke(f"M{x - 14:.1f} 170C{x - 6:.1f} 165 {x + 6:.1f} 165 {x + 14:.1f} 170", o.dark, 1.6, 0.4)
    y, inner = 158 - o.lift, o.frown
    outer, inside = x + way * 20, x - way * 17
    d = f"M{outer:.1f} {y + 3:.1f}Q{x + way * 4:.1f} {y - 7:.1f} {inside:.1f} {y + inner:.1f}"
    sheet.stroke(d, mix(o.hair, "#1a0c0c", 0.25), o.brow, 0.9)


def _nose_and_mouth(sheet: Sheet, o: Look) -> None:
    t, m = o.turn, o.smile
    nose = f"M{206 + t * 1.4:.1f} 188C{209 + t * 1.4:.1f} 206 {214 + t * 1.6:.1f} 216 {210 + t * 1.6:.1f} 221C{206 + t:.1f} 225 {200 + t:.1f} 225 {196 + t:.1f} 222"
    sheet.stroke(nose, mix(o.shade, "#5a1f1c", 0.4), 3, 0.7)
    lip = o.lip or mix(o.skin, "#a3352f", 0.55)
    left, right, middle, corner = 180 + t, 224 + t, 202 + t, 242 - m * 0.45
    upper = f"M{left:.1f} {corner:.1f}C{left + 8:.1f} 236 {middle - 4:.1f} 235.5 {middle:.1f} 239C{middle + 4:.1f} 235.5 {right - 8:.1f} 236 {right:.1f} {corner:.1f}C{right - 10:.1f} {245 + m:.1f} {left + 10:.1f} {245 + m:.1f} {left:.1f} {corner:.1f}Z"
    lower = f"M{left + 6:.1f} {243 + m * 0.15:.1f}C{left + 15:.1f} {244 + m * 0.7:.1f} {right - 15:.1f} {244 + m * 0.7:.1f} {right - 6:.1f} {243 + m * 0.15:.1f}C{right - 12:.1f} {255 + m * 0.55:.1f} {left + 12:.1f} {255 + m * 0.55:.1f} {left + 6:.1f} {243 + m * 0.15:.1f}Z"
    sheet.path(lower, lighter(lip, 0.14))
    sheet.path(upper, lip)
    sheet.stroke(
        f"M{left - 1:.1f} {corner - 0.5:.1f}Q{middle:.1f} {245 + m:.1f} {right + 1:.1f} {corner - 0.5:.1f}",
        o.dark,
        2,
        0.85,
    )
    if "freckles" in o.extras:
        for x, y in (
            (150, 204),
            (158, 211),
            (166, 205),
            (174, 212),
            (232, 205),
            (241, 211),
            (250, 204),
            (203, 203),
            (224, 212),
            (160, 219),
        ):
            sheet.dot(x + t, y, 1.9, mix(o.skin, "#8a3a20", 0.6), 0.55)


def _beard(sheet: Sheet, o: Look) -> None:
    fill = sheet.down(200, 330, (0, mix(o.beard, o.skin, 0.18)), (0.4, o.beard), (1, mix(o.beard, "#1a1418", 0.25)))
    sheet.path(
        "M134 190C140 214 156 222 170 224C184 216 194 226 202 226C210 226 220 216 234 224C248 222 262 214 268 190C272 236 262 276 240 304C228 318 214 326 202 326C190 326 176 318 164 304C140 276 130 236 134 190Z",
        fill,
    )
    lip = mix(mix(o.skin, "#a3352f", 0.55), "#3a1518", 0.15)
    sheet.path(f"M184 240Q202 {236 + o.smile * 0.2:.1f} 220 240Q202 {250 + o.smile * 0.5:.1f} 184 240Z", lip)
    strands = "M160 246Q164 271 174 296M180 262Q181 287 188 312M202 262Q199 289 202 316M224 262Q217 287 216 312M246 246Q235 271 230 296"
    sheet.stroke(strands, lighter(o.beard, 0.35), 2, 0.5)


def _hair(sheet: Sheet, o: Look) -> None:
    shine = mix(o.hair, o.light, 0.3)
    fill = sheet.lin(110, 50, 290, 240, (0, shine), (0.32, o.hair), (1, darker(o.hair, 0.3)))
    for each in o.cut.front:
        sheet.path(each, fill)
    for each in o.cut.strands:
        sheet.stroke(each, shine, 2.4, 0.6)
    if o.cut.has_braid:
        for i in range(8):
            y, x = 268 + i * 27, 118 - i * 1.4 + (5 if i % 2 else -5)
            plait = sheet.across(x - 20, x + 20, (0, shine), (0.5, o.hair), (1, darker(o.hair, 0.35)))
            sheet.ellipse(x, y, 21 - i * 1.1, 19, plait, 1, 28 if i % 2 else -28)
        sheet.rect(97, 474, 24, 10, "#c9683a")
        sheet.path("M98 484C92 508 100 524 108 530C116 522 124 506 120 484Z", o.hair)


def _extras(sheet: Sheet, o: Look) -> None:
    if "glasses" in o.extras:
        for x in (169, 235):
            sheet.ellipse(x + o.turn, 185, 28, 25, "#fff0dc", 0.14)
            sheet.stroke(f"M{x + o.turn - 28:.1f} 185a28 25 0 1 0 56 0a28 25 0 1 0 -56 0", "#2a2022", 3.4)
        sheet.stroke(f"M{197 + o.turn:.1f} 182Q{202 + o.turn:.1f} 177 {207 + o.turn:.1f} 182", "#2a2022", 3.4)
    if "earring" in o.extras:
        for x in (134, 268):
            sheet.dot(x, 214, 5, "#e3c277")
    if "crown" in o.extras:
        gold = sheet.across(130, 276, (0, "#f7df9c"), (0.5, "#d9a83c"), (1, "#8a5f22"))
        sheet.path("M132 108L124 46L158 76L178 30L204 70L230 30L248 76L282 46L274 108C236 92 170 92 132 108Z", gold)
        for x, y in ((178, 34), (230, 34), (126, 50), (280, 50)):
            sheet.dot(x, y, 6, "#b5432f")
    if o.hat == "cap":
        _cap(sheet, mix("#26344a", o.cloth, 0.15))
    elif o.hat == "beanie":
        _beanie(sheet, mix("#b5502a", o.cloth, 0.15))


def _cap(sheet: Sheet, colour: str) -> None:
    crown = sheet.lin(110, 40, 290, 130, (0, lighter(colour, 0.15)), (0.5, colour), (1, darker(colour, 0.4)))
    sheet.path("M118 128C98 60 150 34 204 34C258 34 308 60 286 128C240 112 166 112 118 128Z", crown)
    sheet.path(
        "M114 126C160 104 246 104 290 126C296 138 288 148 274 148C236 130 170 130 130 148C114 148 108 138 114 126Z",
        darker(colour, 0.45),
    )
    sheet.dot(202, 92, 8, "#d9b36a")


def _beanie(sheet: Sheet, colour: str) -> None:
    wool = sheet.lin(120, 30, 290, 130, (0, lighter(colour, 0.14)), (1, darker(colour, 0.35)))
    sheet.path("M122 132C106 56 150 22 202 22C254 22 298 56 282 132Z", wool)
    sheet.path("M116 112C170 98 236 98 288 112L286 148C236 132 168 132 118 148Z", darker(colour, 0.14))
    sheet.stroke("".join(f"M{x} 108V142" for x in range(130, 282, 11)), darker(colour, 0.6), 2, 0.4)
