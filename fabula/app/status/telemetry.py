"""OpenTelemetry, only where it was asked for: nothing of it is imported otherwise."""

from collections.abc import Callable

from fastapi import FastAPI

import fabula
from fabula.core.errors import StartFailed
from fabula.core.settings import Settings

SEND_WITHIN_S = 5
QUIET = "api/health,api/ready,metrics"


class Telemetry:
    """Sends traces of requests to the OTLP address of the settings, if there is one."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._shutdown = _send_traces(app, settings.otel_endpoint) if settings.otel_endpoint else None

    def close(self) -> None:
        """Send what is left; may take as long as the receiver does."""
        if self._shutdown is not None:
            self._shutdown()


def _send_traces(app: FastAPI, endpoint: str) -> Callable[[], None]:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise StartFailed(
            "FABULA_OTEL_ENDPOINT is set, but OpenTelemetry is not installed.",
            hint="Install it with: pip install 'fabula[telemetry]'",
        ) from error
    about = Resource.create({"service.name": "fabula", "service.version": fabula.__version__})
    provider = TracerProvider(resource=about)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=SEND_WITHIN_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    FastAPIInstrumentor.instrument_app(app, tracer_provider=provider, excluded_urls=QUIET)
    return provider.shutdown
