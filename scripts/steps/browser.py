"""A Chromium for the journeys: the system's, or one that is installed for them."""

import os
import platform
import shutil
from pathlib import Path

from steps.machine import PYTHON, call, can_install_packages, telling

NAMES = (
    "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge-stable",
    "microsoft-edge", "msedge",
)  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "{PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
    "{PROGRAMFILES}/Microsoft/Edge/Application/msedge.exe",
)


def ensure_browser() -> str:
    """The path of a browser, or nothing when the tests' own one is installed and finds itself."""
    if found := find_browser():
        return found
    if can_install_packages() and _has_debian_chromium():
        with telling("Installing Chromium"):
            call(["apt-get", "update", "-q"], purpose="Looking for Chromium")
            call(["apt-get", "install", "-qy", "--no-install-recommends", "chromium"], purpose="Installing Chromium")
        if found := find_browser():
            return found
    with telling("Installing a browser for the tests"):
        call(
            [PYTHON, "-m", "playwright", "install", "chromium"],
            purpose="Installing a browser",
            hint="Install Chromium, Chrome or Edge, or name one in FABULA_TEST_BROWSER.",
        )
    return ""


def find_browser() -> str | None:
    named = os.environ.get("FABULA_TEST_BROWSER")
    if named:
        return named
    places = [_filled(place) for place in PLACES]
    return next(filter(None, map(shutil.which, NAMES)), None) or next(filter(os.path.isfile, places), None)


def _filled(place: str) -> str:
    for name in ("PROGRAMFILES(X86)", "PROGRAMFILES"):
        place = place.replace(f"{{{name}}}", os.environ.get(name, ""))
    return str(Path(place))


def _has_debian_chromium() -> bool:
    """Ubuntu's package of that name only points to a snap."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False
