"""The two engines: Tavily by its API, SearXNG by its JSON."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

from pydantic import SecretStr

from fabula.engines.websearch.errors import SearchFailed, SearchKeyRefused, SearchLimited
from fabula.engines.websearch.results import Source, distinct, is_number, plain, source

if TYPE_CHECKING:
    import aiohttp

LARGEST_ANSWER = 4 * 1024**2
LONGEST_QUERY = 400
TAVILY_MOST = 20
REFUSED = (401, 403)
LIMITED = (402, 429, 432, 433)


class Engine(Protocol):
    """Something that can be asked for pages."""

    @property
    def name(self) -> str: ...

    async def find(self, http: "aiohttp.ClientSession", query: str, limit: int) -> tuple[Source, ...]: ...


@dataclass(frozen=True)
class Tavily:
    """https://docs.tavily.com: needs a key."""

    base_url: str
    key: SecretStr = field(repr=False)
    name: str = "Tavily"

    async def find(self, http: "aiohttp.ClientSession", query: str, limit: int) -> tuple[Source, ...]:
        body = {"query": query[:LONGEST_QUERY], "max_results": min(limit, TAVILY_MOST), "search_depth": "basic"}
        headers = {"Authorization": f"Bearer {self.key.get_secret_value()}"}
        address = f"{self.base_url.rstrip('/')}/search"
        async with http.post(address, json=body, headers=headers, allow_redirects=False) as answer:
            results = _results(await _read(answer, self.name), self.name)
        found = (
            source(one.get("title"), one.get("url"), one.get("content"), one.get("score"), one.get("published_date"))
            for one in results
        )
        return distinct(found, limit)


@dataclass(frozen=True)
class SearXng:
    """https://docs.searxng.org: free, one's own; it must allow the format `json`."""

    base_url: str
    name: str = "SearXNG"

    async def find(self, http: "aiohttp.ClientSession", query: str, limit: int) -> tuple[Source, ...]:
        wanted = {"q": query[:LONGEST_QUERY], "format": "json", "safesearch": "1"}
        address = f"{self.base_url.rstrip('/')}/search"
        async with http.get(address, params=wanted, allow_redirects=False) as answer:
            results = _results(await _read(answer, self.name), self.name)
        best = max((_weight(one) for one in results), default=0.0) or 1.0
        found = (
            source(one.get("title"), one.get("url"), one.get("content"), _weight(one) / best, one.get("publishedDate"))
            for one in results
        )
        return distinct(found, limit)


def _weight(result: dict[str, Any]) -> float:
    """SearXNG's scores have no upper bound."""
    score = result.get("score")
    return float(score) if is_number(score) else 0.0


async def _read(answer: "aiohttp.ClientResponse", name: str) -> Any:
    raw = await answer.content.read(LARGEST_ANSWER + 1)
    while raw and len(raw) <= LARGEST_ANSWER and (more := await answer.content.read(LARGEST_ANSWER + 1 - len(raw))):
        raw += more
    if answer.status != 200:
        raise _refusal(answer.status, raw, name)
    if len(raw) > LARGEST_ANSWER:
        raise SearchFailed(f"{name} answered with more than {LARGEST_ANSWER // 1024**2} MB.")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise SearchFailed(f"{name} answered with something that is no JSON.") from error


def _refusal(status: int, raw: bytes, name: str) -> SearchFailed:
    reason = _reason(raw)
    told = f"{name} refused the search ({status}{f': {reason}' if reason else ''})."
    if status in REFUSED:
        return SearchKeyRefused(told)
    if status in LIMITED:
        return SearchLimited(told)
    return SearchFailed(told)


def _reason(raw: bytes) -> str:
    """What the engine says itself, where it says it in JSON."""
    try:
        told: Any = json.loads(raw[:20_000])
    except (ValueError, RecursionError):
        return ""
    for key in ("detail", "error", "message"):
        told = cast("dict[str, Any]", told).get(key, told) if isinstance(told, dict) else told
    return plain(told, 200)


def _results(body: Any, name: str) -> list[dict[str, Any]]:
    results = cast("dict[str, Any]", body).get("results") if isinstance(body, dict) else None
    if not isinstance(results, list):
        raise SearchFailed(f"{name} answered without results.")
    return [cast("dict[str, Any]", one) for one in cast("list[Any]", results) if isinstance(one, dict)]
