"""Notes what a person at the page would not see and what still must not happen."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage

# A page that opens asks who is there; for a stranger the answer is 401, which the browser writes to its console.
ASKING_WHO = re.compile(r"401 .*/api/auth/(verify|refresh)")
# What a browser writes when it reaches no server: for journeys that take the server away.
SILENT = r"ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET)|WebSocket connection|Fabula does not answer"

# The browser gives up an animation between pages where the machine stands still or the window changes its size; the
# page still comes.
ANIMATION_GIVEN_UP = re.compile("Transition was (aborted|skipped)")


class Watch:
    """Console errors, faults of scripts and requests to another host, over all pages of a journey."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._expected = [ASKING_WHO, ANIMATION_GIVEN_UP]
        self.faults: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._read)
        context.on("weberror", lambda error: self.faults.append(f"page: {error.error}"))
        context.on("request", lambda request: self._look_at(request.url))

    def expect(self, pattern: str) -> None:
        """A fault that this journey brings about on purpose, such as a wrong password."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        return [fault for fault in self.faults if not any(pattern.search(fault) for pattern in self._expected)]

    def _read(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} at {message.location['url']}")

    def _look_at(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self._host:
            self.faults.append(f"outside: {url}")
