"""Figures for Prometheus, in a registry of this application alone."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "WS"}
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts what happens; other parts add their gauges with `gauge` and tell of runs with `run`."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "fabula_http_requests",
            "Answered requests.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "fabula_http_request_seconds",
            "Time from a request to the end of its answer.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._runs = Counter("fabula_runs", "Runs that came to a state.", ["kind", "state"], registry=self._registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        known = method if method in _METHODS else "OTHER"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(known, route).observe(seconds)

    def run(self, kind: str, state: str) -> None:
        """A run of this kind came to this state."""
        self._runs.labels(kind, state).inc()

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show a figure that is read when somebody asks, as `fabula_NAME`."""
        Gauge(f"fabula_{name}", meaning, registry=self._registry).set_function(read)

    def text(self) -> bytes:
        return generate_latest(self._registry)
