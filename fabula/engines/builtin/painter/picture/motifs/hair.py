"""Haircuts, drawn around the face of the portrait."""

from dataclasses import dataclass

from fabula.engines.builtin.painter.picture.idea import Idea
from fabula.engines.builtin.painter.picture.tools.chance import Chance


@dataclass(frozen=True, slots=True)
class Cut:
    back: str = ""
    front: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    has_braid: bool = False
    is_up: bool = False


_LONG = "M118 170C104 84 150 44 204 44C262 44 300 88 286 176C284 250 306 330 296 420C262 440 250 330 250 260L154 260C152 330 142 440 106 420C96 330 120 250 118 170Z"
_BOB = "M112 196C96 92 148 44 204 44C262 44 308 92 292 196C290 240 298 270 284 300C262 306 252 280 252 250L152 250C152 280 142 306 120 300C106 270 114 240 112 196Z"
_BUN = "M202 66C168 64 158 34 172 16C184 0 222 0 234 16C246 34 236 64 202 66Z M118 190C106 96 152 50 204 50C258 50 298 96 286 190Z"
_SWEEP = ("M126 190C112 96 156 54 206 54C258 54 292 96 276 192C270 150 256 124 226 112C200 150 150 150 126 190Z",)
_PART = (
    "M202 62C150 52 116 98 126 204C138 180 146 128 204 100Z",
    "M202 62C256 52 290 98 278 204C264 180 258 128 200 100Z",
)
_FRINGE = (
    "M122 196C104 92 156 50 204 50C256 50 304 92 284 196C280 166 272 146 262 136C226 140 180 140 142 136"
    "C132 148 126 168 122 196Z",
)
_SHORT = (
    "M124 176C104 92 148 48 206 48C262 48 298 90 278 176C274 150 268 134 258 122C230 130 180 126 160 112C142 126 132 146 124 176Z",
)
_CROPPED = ("M128 166C110 88 152 50 204 50C256 50 294 88 274 166C272 132 250 112 202 112C154 112 132 132 128 166Z",)
_CURLS = (
    "M120 190C98 176 100 146 112 134C102 112 118 88 138 86C144 64 172 52 188 60C204 44 236 50 244 66"
    "C268 64 286 86 282 106C302 118 304 150 292 160C298 176 292 190 282 194C276 168 270 146 258 134"
    "C246 142 232 138 226 128C212 138 194 136 186 126C174 138 156 138 148 130C134 144 126 168 120 190Z",
)

CUTS = {
    "long": Cut(_LONG, _PART, ("M196 70C160 84 140 120 134 170", "M208 70C246 84 264 120 270 170")),
    "fringe": Cut(_LONG, _FRINGE, ("M160 130C166 100 180 78 198 68", "M232 132C236 104 230 84 216 70")),
    "bob": Cut(_BOB, _FRINGE, ("M160 130C166 100 180 78 198 68", "M232 132C236 104 230 84 216 70")),
    "bun": Cut(_BUN, _SWEEP, ("M150 150C176 130 214 124 232 100", "M142 120C160 90 190 76 216 74"), is_up=True),
    "braid": Cut(_BUN, _SWEEP, ("M150 150C176 130 214 124 232 100", "M142 120C160 90 190 76 216 74"), True, True),
    "swept": Cut(_BOB, _SWEEP, ("M150 150C176 130 214 124 232 100",)),
    "short": Cut("", _SHORT, ("M140 132C150 96 180 74 214 72", "M166 100C190 84 226 82 252 108")),
    "cropped": Cut("", _CROPPED),
    "curly": Cut(_BOB, _CURLS, ("M134 120C140 104 154 96 166 98", "M236 84C250 82 262 92 264 104")),
    "curly_short": Cut("", _CURLS, ("M134 120C140 104 154 96 166 98", "M236 84C250 82 262 92 264 104")),
}


def choose(idea: Idea, dice: Chance, is_man: bool) -> Cut:
    if "braid" in idea.looks:
        return CUTS["braid"]
    if "bun" in idea.looks:
        return CUTS["bun"]
    if "curly" in idea.looks:
        return CUTS["curly_short" if is_man else "curly"]
    if "long" in idea.looks:
        return CUTS[dice.choice(("long", "fringe"))]
    if "short" in idea.looks:
        return CUTS["short" if is_man else "bob"]
    men, women = (
        ("short", "cropped", "short", "curly_short"),
        ("long", "fringe", "bob", "bun", "braid", "swept", "curly"),
    )
    return CUTS[dice.choice(men if is_man else women)]
