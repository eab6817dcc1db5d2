"""A finger on the glass, drawn along: Playwright itself only knows taps."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

from playwright.sync_api import Page

Place = tuple[float, float]


class _Wire(Protocol):
    def send(self, method: str, params: dict[str, Any]) -> object: ...


def draw(page: Page, places: Sequence[Place]) -> None:
    """Put a finger down at the first place and lead it over the others."""
    wire = cast(_Wire, page.context.new_cdp_session(page))
    points = [{"x": x, "y": y} for x, y in places]
    for index, point in enumerate(points):
        kind = "touchMove" if index else "touchStart"
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
