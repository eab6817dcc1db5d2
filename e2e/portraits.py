"""Looks at a page as it is: kept as a picture in e2e/artifacts, and searched by axe for what shuts people out."""

from pathlib import Path
from typing import Literal, TypedDict, cast

from playwright.sync_api import Page, ViewportSize, expect

ARTIFACTS = Path(__file__).parent / "artifacts"
AXE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
AXE_RUN = "async () => (await axe.run({ rules: { 'target-size': { enabled: true } } })).violations"
WIDTHS: dict[str, ViewportSize] = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Violation(TypedDict):
    id: str
    help: str
    nodes: list[dict[str, str]]


def keep(page: Page, name: str) -> None:
    """A picture of the page, as tall as it is."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", animations="disabled", full_page=True)


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now."""
    # Evaluated, not added as a script: the page's own policy would rightly refuse that.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = cast(list[Violation], page.evaluate(AXE_RUN))
    return [f"{one['id']}: {one['help']} ({node['html'][:160]})" for one in found for node in one["nodes"]]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def portray(page: Page, name: str, widths: tuple[str, ...] = ("desktop", "phone")) -> list[str]:
    """Keep the page in light and dark, on a desk and on a phone; answers with what is wrong with it."""
    faults: list[str] = []
    for width in widths:
        page.set_viewport_size(WIDTHS[width])
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
            look = f"{name}-{width}-{scheme}"
            keep(page, look)
            faults += [f"{look}: {fault}" for fault in violations(page)]
        faults += [f"{name}-{width}: it can be scrolled sideways"] if is_too_wide(page) else []
    page.set_viewport_size(WIDTHS["desktop"])
    return faults
