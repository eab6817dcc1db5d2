"""What a server says of its jobs: the truth, by whichever routes this server has."""

from enum import StrEnum
from http import HTTPStatus
from uuid import uuid4

from fabula.engines.comfy.values import Capabilities, PromptId, QueueReading
from fabula.engines.comfy.wire.http import Http
from fabula.engines.comfy.wire.readings import read_jobs, read_queue, read_stats
from fabula.engines.comfy.wire.shapes import JsonObject, a_text, a_whole, an_object

DEFAULT_UPLOAD_BYTES = 100 * 1024 * 1024


class Standing(StrEnum):
    """Where a server has a job."""

    PENDING = "pending"
    RUNNING = "running"
    ENDED = "ended"
    UNKNOWN = "unknown"


OF_STATUS = {"pending": Standing.PENDING, "in_progress": Standing.RUNNING}


class ServerQueue:
    """Reads and changes a server's queue and history; knows nothing of anybody's jobs."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._capabilities: Capabilities | None = None

    async def capabilities(self) -> Capabilities:
        if self._capabilities is None:
            self._capabilities = await self._probe()
        return self._capabilities

    def forget_capabilities(self) -> None:
        """Another program may answer at the address next time."""
        self._capabilities = None

    async def _probe(self) -> Capabilities:
        stats = read_stats(await self._http.get("/system_stats"))
        features = await self._http.ask("GET", "/features")
        said = an_object(features.said) if features.status == HTTPStatus.OK else {}
        jobs = await self._http.ask("GET", "/api/jobs", params={"limit": "1"})
        has_jobs = jobs.status == HTTPStatus.OK and "jobs" in an_object(jobs.said)
        cancel = await self._http.ask("POST", f"/api/jobs/{uuid4()}/cancel") if has_jobs else None
        return Capabilities(
            version=stats.version,
            jobs=has_jobs,
            cancel=bool(cancel and cancel.status == HTTPStatus.OK and "cancelled" in an_object(cancel.said)),
            labelled_previews=said.get("supports_preview_metadata") is True,
            max_upload_bytes=a_whole(said.get("max_upload_size")) or DEFAULT_UPLOAD_BYTES,
        )

    async def reading(self) -> QueueReading:
        """What runs and what waits."""
        if (await self.capabilities()).jobs:
            return read_jobs(await self._http.get("/api/jobs", {"status": "pending,in_progress"}))
        return read_queue(await self._http.get("/queue"))

    async def history(self, prompt_id: PromptId) -> JsonObject | None:
        """The entry of an ended job; `None` while it has not ended, or when nobody knows it."""
        entries = an_object(await self._http.get(f"/history/{prompt_id}"))
        return an_object(entries.get(prompt_id)) or None

    async def standing(self, prompt_id: PromptId) -> Standing:
        """Where one job is. A job moves from queue to history, so it cannot slip through in this order."""
        if (await self.capabilities()).jobs:
            answer = await self._http.ask("GET", f"/api/jobs/{prompt_id}")
            if answer.status == HTTPStatus.NOT_FOUND:
                return Standing.UNKNOWN
            said = an_object(self._http.good(answer, "/api/jobs/…").said)
            return OF_STATUS.get(a_text(said.get("status")), Standing.ENDED)
        queue = read_queue(await self._http.get("/queue"))
        if any(job.prompt_id == prompt_id for job in queue.running):
            return Standing.RUNNING
        if any(job.prompt_id == prompt_id for job in queue.pending):
            return Standing.PENDING
        return Standing.ENDED if await self.history(prompt_id) else Standing.UNKNOWN

    async def cancel(self, prompt_id: PromptId) -> None:
        """Take the job out of the queue or stop it; a job of somebody else is never touched."""
        if (await self.capabilities()).cancel:
            path = f"/api/jobs/{prompt_id}/cancel"
            self._http.good(await self._http.ask("POST", path), "/api/jobs/…/cancel")
            return
        await self.remove(prompt_id)
        await self.interrupt(prompt_id)

    async def remove(self, *prompt_ids: PromptId) -> None:
        """Take waiting jobs out; each call takes one entry of an id that waits twice."""
        await self._change("/queue", {"delete": [*prompt_ids]})

    async def interrupt(self, prompt_id: PromptId) -> None:
        """Stop the job if it runs. Old servers stop whatever runs, so they are asked first what that is."""
        if not (await self.capabilities()).jobs and await self.standing(prompt_id) is not Standing.RUNNING:
            return
        await self._change("/interrupt", {"prompt_id": prompt_id})

    async def free(self, *, unload_models: bool, free_memory: bool) -> None:
        await self._change("/free", {"unload_models": unload_models, "free_memory": free_memory})

    async def _change(self, path: str, body: JsonObject) -> None:
        answer = await self._http.ask("POST", path, body=body)
        if answer.status != HTTPStatus.OK:
            raise self._http.broke(answer.status, path)
