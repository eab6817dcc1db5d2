"""Search of the web: one small interface over Tavily and SearXNG, and never an exception in a chat's way."""

from fabula.engines.websearch.errors import SearchFailed, SearchKeyRefused, SearchLimited, SearchNotSetUp, SearchTooSlow
from fabula.engines.websearch.results import Findings, Source
from fabula.engines.websearch.search import WebSearch, web_search

__all__ = [
    "Findings",
    "SearchFailed",
    "SearchKeyRefused",
    "SearchLimited",
    "SearchNotSetUp",
    "SearchTooSlow",
    "Source",
    "WebSearch",
    "web_search",
]
