"""Health, readiness, figures, engines and languages over HTTP."""

from ipaddress import ip_address
from typing import Annotated, Literal

from fastapi import Path, Request, Response
from pydantic import BaseModel, JsonValue

import fabula
from fabula.app.status.languages import LanguageList, Languages, LanguageUnknown
from fabula.app.status.metrics import Metrics
from fabula.app.status.readiness import Readiness, Ready
from fabula.core.accounts import authenticate
from fabula.core.background import in_thread
from fabula.core.errors import Forbidden, Unauthorized, responses
from fabula.core.web import Router, part

router = Router(tags=["status"])

_FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded", "via")


class Health(BaseModel):
    """The process is alive."""

    status: Literal["ok"]
    version: str


class MetricsForbidden(Forbidden):
    """Figures are for this machine and for admins."""


@router.get("/api/health")
async def health() -> Health:
    """Answers as long as the process lives; asks nobody."""
    return Health(status="ok", version=fabula.__version__)


@router.get("/api/ready", responses={503: {"model": Ready, "description": "not ready"}})
async def read_readiness(response: Response, readiness: Annotated[Readiness, part(Readiness)]) -> Ready:
    """Whether everything that is needed for work answers."""
    now = await readiness.now()
    response.status_code = 200 if now.ready else 503
    return now


@router.get("/metrics", response_class=Response, include_in_schema=False, responses=responses(Unauthorized, Forbidden))
async def read_metrics(request: Request, metrics: Annotated[Metrics, part(Metrics)]) -> Response:
    """Figures for Prometheus, for this machine itself or with an admin's token or API key."""
    if not _is_this_machine(request):
        person = await authenticate(request)
        if not person.is_admin:
            raise MetricsForbidden("The figures are for admins.")
    return Response(metrics.text(), media_type=metrics.content_type)


@router.get("/api/languages")
async def list_languages(languages: Annotated[Languages, part(Languages)]) -> LanguageList:
    """Every language that the page can speak."""
    return LanguageList(items=await in_thread(languages.all))


@router.get("/api/languages/{code}", responses=responses(LanguageUnknown))
async def get_language(
    code: Annotated[str, Path(max_length=32)], languages: Annotated[Languages, part(Languages)]
) -> dict[str, JsonValue]:
    """The words of one language pack."""
    return await in_thread(languages.words, code)


def _is_this_machine(request: Request) -> bool:
    """A proxy on this machine speaks for others: then it is not this machine that asks."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
