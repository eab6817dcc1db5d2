"""A sheet on which shapes are laid one upon another, written out as SVG."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager

Point = tuple[float, float]
Stop = tuple[float, str] | tuple[float, str, float]


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


class Sheet:
    """Shapes in the order of laying; units are thousandths of the shorter side."""

    def __init__(self, width: float, height: float) -> None:
        self.w = width
        self.h = height
        self._defs: list[str] = []
        self._body: list[str] = []
        self._count = 0
        self._known: dict[str, str] = {}

    def _define(self, made: str) -> str:
        if made not in self._known:
            self._count += 1
            name = f"d{self._count}"
            self._known[made] = name
            self._defs.append(made.replace("@", name, 1))
        return self._known[made]

    def lin(self, x0: float, y0: float, x1: float, y1: float, *stops: Stop) -> str:
        where = f'x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}"'
        made = f'<linearGradient id="@" gradientUnits="userSpaceOnUse" {where}>{_stops(stops)}</linearGradient>'
        return f"url(#{self._define(made)})"

    def down(self, y0: float, y1: float, *stops: Stop) -> str:
        return self.lin(0, y0, 0, y1, *stops)

    def across(self, x0: float, x1: float, *stops: Stop) -> str:
        return self.lin(x0, 0, x1, 0, *stops)

    def rad(self, x: float, y: float, r: float, *stops: Stop) -> str:
        where = f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(max(r, 0.1))}"'
        made = f'<radialGradient id="@" gradientUnits="userSpaceOnUse" {where}>{_stops(stops)}</radialGradient>'
        return f"url(#{self._define(made)})"

    def soft(self, colour: str, opacity: float = 1.0) -> str:
        """A fill that fades to nothing towards the edge of whatever shape it fills."""
        stops = _stops(((0, colour, opacity), (0.45, colour, opacity * 0.55), (1, colour, 0)))
        made = f'<radialGradient id="@">{stops}</radialGradient>'
        return f"url(#{self._define(made)})"

    def path(self, d: str, fill: str, opacity: float = 1.0) -> None:
        self._body.append(f'<path d="{d}" fill="{fill}"{_alpha(opacity)}/>')

    def stroke(self, d: str, colour: str, width: float, opacity: float = 1.0) -> None:
        alpha = _alpha(opacity, "stroke")
        line = f'stroke="{colour}" stroke-width="{_n(max(width, 0.1))}" stroke-linecap="round" stroke-linejoin="round"'
        self._body.append(f'<path d="{d}" fill="none" {line}{alpha}/>')

    def poly(self, points: Sequence[Point], fill: str, opacity: float = 1.0) -> None:
        self.path(outline(points) + "Z", fill, opacity)

    def rect(self, x: float, y: float, w: float, h: float, fill: str, opacity: float = 1.0, r: float = 0) -> None:
        round_ = f' rx="{_n(r)}"' if r else ""
        where = f'x="{_n(x)}" y="{_n(y)}" width="{_n(max(0, w))}" height="{_n(max(0, h))}"'
        self._body.append(f'<rect {where} fill="{fill}"{_alpha(opacity)}{round_}/>')

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, fill: str, opacity: float = 1.0, turn: float = 0
    ) -> None:
        turned = f' transform="rotate({_n(turn)} {_n(x)} {_n(y)})"' if turn else ""
        where = f'cx="{_n(x)}" cy="{_n(y)}" rx="{_n(rx)}" ry="{_n(ry)}"'
        self._body.append(f'<ellipse {where} fill="{fill}"{_alpha(opacity)}{turned}/>')

    def dot(self, x: float, y: float, r: float, fill: str, opacity: float = 1.0) -> None:
        self.ellipse(x, y, r, r, fill, opacity)

    def glow(self, x: float, y: float, r: float, colour: str, opacity: float) -> None:
        """Light that brightens what is below it."""
        stops: tuple[Stop, ...] = ((0, colour, opacity), (0.35, colour, opacity * 0.42), (1, colour, 0))
        fill = self.rad(x, y, r, *stops)
        where = f'x="{_n(x - r)}" y="{_n(y - r)}" width="{_n(2 * r)}" height="{_n(2 * r)}"'
        self._body.append(f'<rect {where} fill="{fill}" style="mix-blend-mode:screen"/>')

    @contextmanager
    def group(
        self, transform: str = "", opacity: float = 1.0, blur: float = 0.0, blend: str = "", clip: str = ""
    ) -> Generator[None]:
        made = ["<g"]
        if transform:
            made.append(f' transform="{transform}"')
        if opacity < 1:
            made.append(f' opacity="{opacity:.3f}"')
        if blur:
            area = 'x="-20%" y="-20%" width="140%" height="140%"'
            blurred = f'<filter id="@" {area}><feGaussianBlur stdDeviation="{_n(blur)}"/></filter>'
            made.append(f' filter="url(#{self._define(blurred)})"')
        if blend:
            made.append(f' style="mix-blend-mode:{blend}"')
        if clip:
            cut = f'<clipPath id="@"><path d="{clip}"/></clipPath>'
            made.append(f' clip-path="url(#{self._define(cut)})"')
        self._body.append("".join(made) + ">")
        yield
        self._body.append("</g>")

    def placed(self, x: float, y: float, scale: float, flip: bool = False, turn: float = 0) -> str:
        """The transform of a motif that was drawn around its own origin."""
        across = -scale if flip else scale
        turned = f" rotate({_n(turn)})" if turn else ""
        return f"translate({_n(x)} {_n(y)}) scale({across:.4f} {scale:.4f}){turned}"

    def svg(self, pixels_wide: int, pixels_high: int) -> str:
        size = f'width="{pixels_wide}" height="{pixels_high}" viewBox="0 0 {_n(self.w)} {_n(self.h)}"'
        defs, body = "".join(self._defs), "".join(self._body)
        keep = 'preserveAspectRatio="none"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {keep}><defs>{defs}</defs>{body}</svg>'

    @property
    def is_empty(self) -> bool:
        return not self._body


def outline(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _alpha(opacity: float, of: str = "fill") -> str:
    """The opacity of the paint, not of the shape: that would cost a layer of its own for each."""
    return "" if opacity >= 1 else f' {of}-opacity="{opacity:.3f}"'


def _stops(stops: Sequence[Stop]) -> str:
    made: list[str] = []
    for stop in stops:
        alpha = f' stop-opacity="{stop[2]:.3f}"' if len(stop) == 3 else ""
        made.append(f'<stop offset="{stop[0]:.3f}" stop-color="{stop[1]}"{alpha}/>')
    return "".join(made)
