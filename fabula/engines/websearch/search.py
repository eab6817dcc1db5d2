"""Asks an engine, remembers for a while, and turns every failure into a value."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from fabula.core.settings import Settings
from fabula.engines.websearch.engines import Engine, SearXng, Tavily
from fabula.engines.websearch.errors import SearchFailed, SearchNotSetUp, SearchTooSlow
from fabula.engines.websearch.results import Findings, remembered

if TYPE_CHECKING:
    import aiohttp

MOST_REMEMBERED = 256
MOST_AT_ONCE = 8


class WebSearch:
    """`find` always answers: with sources, or with the reason why there are none."""

    def __init__(
        self,
        engine: Engine | None,
        *,
        within_s: float = 10.0,
        remember_s: float = 900.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._within_s = within_s
        self._remember_s = remember_s
        self._clock = clock
        self._known: OrderedDict[tuple[str, int], tuple[float, Findings]] = OrderedDict()
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._http: aiohttp.ClientSession | None = None

    @property
    def is_set_up(self) -> bool:
        return self._engine is not None

    @property
    def engine(self) -> str:
        """The engine's name; empty when there is none."""
        return self._engine.name if self._engine else ""

    async def find(self, query: str, limit: int = 5) -> Findings:
        """Pages about a question; what was found lately is not asked for again."""
        wanted = " ".join(query.split())
        if self._engine is None:
            return Findings(wanted, "", failure=SearchNotSetUp("No web search is set up."))
        if not wanted or limit < 1:
            return Findings(wanted, self._engine.name)
        key = (wanted.casefold(), limit)
        if (known := self._recalled(key)) is not None:
            return remembered(known)
        findings = await self._asked(self._engine, wanted, limit)
        if findings.failure is None:
            self._keep(key, findings)
        return findings

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    async def _asked(self, engine: Engine, query: str, limit: int) -> Findings:
        import aiohttp

        try:
            async with asyncio.timeout(self._within_s), self._places:
                return Findings(query, engine.name, await engine.find(self._session(), query, limit))
        except TimeoutError:
            failure: SearchFailed = SearchTooSlow(f"{engine.name} did not answer within {self._within_s:g} s.")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = SearchFailed(f"{engine.name} could not be asked: {type(error).__name__}.")
        except SearchFailed as error:
            failure = error
        return Findings(query, engine.name, failure=failure)

    def _session(self) -> "aiohttp.ClientSession":
        import aiohttp

        if self._http is None:
            self._http = aiohttp.ClientSession(headers={"User-Agent": "Fabula"}, cookie_jar=aiohttp.DummyCookieJar())
        return self._http

    def _recalled(self, key: tuple[str, int]) -> Findings | None:
        kept = self._known.get(key)
        if kept is None or self._clock() - kept[0] > self._remember_s:
            self._known.pop(key, None)
            return None
        self._known.move_to_end(key)
        return kept[1]

    def _keep(self, key: tuple[str, int], findings: Findings) -> None:
        self._known[key] = (self._clock(), findings)
        self._known.move_to_end(key)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)


def web_search(settings: Settings) -> WebSearch:
    """The search that the settings name: Tavily where there is a key, else SearXNG, else none."""
    engine: Engine | None = None
    if settings.tavily_api_key.get_secret_value():
        engine = Tavily(settings.tavily_url, settings.tavily_api_key)
    elif settings.searxng_url:
        engine = SearXng(settings.searxng_url)
    return WebSearch(engine, within_s=settings.web_search_timeout, remember_s=settings.web_search_cache_minutes * 60.0)
