"""Why a search found nothing: carried in `Findings.failure`, so that a chat goes on without it.

SearchFailed           502  the engine could not be reached, or answered with a fault
├── SearchTooSlow      504  it did not answer in time
├── SearchLimited      429  it wants fewer searches, or payment
├── SearchKeyRefused   502  it does not accept the key, or the kind of request
└── SearchNotSetUp     503  no engine is named in the settings
"""

from fabula.core.errors import FabulaError, Who


class SearchFailed(FabulaError):
    """The engine could not be reached, or answered with a fault of its own."""

    status = 502
    who = Who.RETRY
    hint = "Try again in a moment; the answer was written without the web."


class SearchTooSlow(SearchFailed):
    """It did not answer in time."""

    status = 504


class SearchLimited(SearchFailed):
    """It wants fewer searches, or payment."""

    status = 429
    who = Who.ADMIN
    hint = "Wait, or raise the plan of the search service."


class SearchKeyRefused(SearchFailed):
    """It does not accept the key, or what is asked of it."""

    who = Who.ADMIN
    hint = "Check TAVILY_API_KEY, or that SearXNG allows the format `json`."


class SearchNotSetUp(SearchFailed):
    """No search engine is named in the settings."""

    status = 503
    who = Who.ADMIN
    hint = "Set TAVILY_API_KEY, or SEARXNG_URL for the free choice."
