"""Looks at a page as it is: kept as a picture in e2e/artifacts, and searched by axe for what shuts people out."""

from pathlib import Path
from typing import Literal, TypedDict, cast

from playwright.sync_api import Page, ViewportSize, expect

ARTIFACTS = Path(__file__).parents[1] / "artifacts"
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
Scheme = Literal["light", "dark"]
WIDTHS: dict[str, ViewportSize] = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

AXE_RULES = {
    "light": "{ rules: { 'target-size': { enabled: true } } }",
    # Only colours differ between the schemes.
    "dark": "{ runOnly: ['color-contrast'] }",
}

# Fonts and pictures are there, what moves has arrived, and the page has been drawn since; what never arrives is not
# waited for.
SETTLE = """async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const settled = async () => {
    await frame();
    await document.fonts.ready;
    const shown = [...document.images].filter((image) => image.loading !== "lazy");
    await Promise.all(shown.map((image) => image.complete || image.decode().catch(() => null)));
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime <= 3_000);
    await Promise.all(ending.map((one) => one.finished.catch(() => null)));
    await frame();
  };
  await Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, 10_000))]);
}"""

# Journeys ask for reduced motion, so a page that has settled moves no more.
RESTLESS = """() => document.getAnimations()
  .filter((one) => one.playState === "running" && one.effect?.getComputedTiming().endTime > 3_000)
  .map((one) => one.effect.target?.outerHTML.slice(0, 160) ?? "?")"""

HIDDEN_BELOW = """() => Math.max(0, ...[document.documentElement, ...document.querySelectorAll("main *")]
  .filter((one) => one === document.documentElement || getComputedStyle(one).overflowY === "auto")
  .map((one) => one.scrollHeight - one.clientHeight))"""
TALLEST_PX = 4000


class Violation(TypedDict):
    id: str
    help: str
    nodes: list[dict[str, str]]


def portray(page: Page, name: str, widths: tuple[str, ...], schemes: tuple[Scheme, ...]) -> list[str]:
    """Keep the page at each width in each scheme; answers with what is wrong with it."""
    faults: list[str] = []
    viewport = page.viewport_size
    for width in widths:
        page.set_viewport_size(WIDTHS[width])
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
            look = f"{name}-{width}-{scheme}"
            keep(page, look, WIDTHS[width])
            if scheme == "light" or width == widths[0]:  # colours are the same at every width
                faults += [f"{look}: {fault}" for fault in _violations(page, AXE_RULES[scheme])]
        faults += [f"{name}-{width}: it can be scrolled sideways"] if is_too_wide(page) else []
        faults += [f"{name}-{width}: it never rests ({html})" for html in cast(list[str], page.evaluate(RESTLESS))]
    if viewport:
        page.set_viewport_size(viewport)
    page.emulate_media(color_scheme="light")
    page.evaluate(SETTLE)
    return faults


def keep(page: Page, name: str, size: ViewportSize) -> None:
    """A picture of the page, as tall as what scrolls in it."""
    page.evaluate(SETTLE)
    ARTIFACTS.mkdir(exist_ok=True)
    hidden = min(int(page.evaluate(HIDDEN_BELOW)), TALLEST_PX)
    if hidden:
        page.set_viewport_size({"width": size["width"], "height": size["height"] + hidden})
        page.evaluate(SETTLE)
    page.screenshot(path=ARTIFACTS / f"{name}.png", animations="disabled")
    if hidden:
        page.set_viewport_size(size)


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def _violations(page: Page, rules: str) -> list[str]:
    """What axe finds wrong with the page as it is now."""
    # Evaluated, not added as a script: the page's own policy would rightly refuse that.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = cast(list[Violation], page.evaluate(f"async () => (await axe.run({rules})).violations"))
    pairs = [(one, node["html"]) for one in found for node in one["nodes"]]
    return [f"{one['id']}: {one['help']} ({html[:160]})" for one, html in pairs if not _is_afloat(one, html)]


def _is_afloat(violation: Violation, html: str) -> bool:
    """A menu is no landmark and lies outside of them, as it may."""
    return violation["id"] == "region" and html.startswith("<div data-portal")
