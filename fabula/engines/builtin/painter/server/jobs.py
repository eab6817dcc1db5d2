"""The newer view of the same work: one status for each job, and a cancel without a race."""

import re
from typing import Any

from aiohttp import web

from fabula.engines.builtin.painter.server.state import State, state_of
from fabula.engines.builtin.painter.wire import is_list, is_table
from fabula.engines.builtin.painter.work.jobs import Ended, Job

STATUSES = ("pending", "in_progress", "completed", "failed", "cancelled")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PREVIEWED = ("images", "gifs", "video", "audio")


async def list_jobs(request: web.Request) -> web.Response:
    query = request.query
    wanted = [each for each in query.get("status", "").split(",") if each]
    if wrong := [each for each in wanted if each not in STATUSES]:
        valid = ", ".join(STATUSES)
        return _wrong(f"Invalid status value(s): {', '.join(wrong)}. Valid values: {valid}")
    try:
        offset, limit = max(0, int(query.get("offset", 0))), int(query["limit"]) if "limit" in query else None
    except ValueError:
        return _wrong("limit and offset must be whole numbers")
    jobs = [job for job in _all(state_of(request)) if not wanted or job["status"] in wanted]
    if workflow_id := query.get("workflow_id"):
        jobs = [job for job in jobs if job.get("workflow_id") == workflow_id]
    by = _duration if query.get("sort_by") == "execution_duration" else _created
    jobs.sort(key=by, reverse=query.get("sort_order", "desc") != "asc")
    page = jobs[offset:] if limit is None else jobs[offset : offset + limit]
    pagination = {
        "offset": offset,
        "limit": limit,
        "total": len(jobs),
        "has_more": offset + len(page) < len(jobs),
    }
    return web.json_response({"jobs": page, "pagination": pagination})


async def show_job(request: web.Request) -> web.Response:
    state, prompt_id = state_of(request), request.match_info["job_id"]
    if (ended := state.history.get(prompt_id)) is not None:
        return web.json_response(_detail(ended))
    for job in _all(state):
        if job["id"] == prompt_id:
            return web.json_response(job)
    return web.json_response({"error": "Job not found"}, status=404)


async def cancel_job(request: web.Request) -> web.Response:
    return web.json_response({"cancelled": _cancel(state_of(request), request.match_info["job_id"])})


async def cancel_jobs(request: web.Request) -> web.Response:
    try:
        ids = (await request.json())["job_ids"]
    except (ValueError, KeyError, TypeError):
        return _wrong("job_ids is required")
    if not is_list(ids):
        return _wrong("job_ids must be a list")
    invalid = [each for each in ids if not isinstance(each, str) or _UUID.fullmatch(each) is None]
    if invalid:
        body = {"error": "job_ids contains invalid id(s)", "invalid_ids": invalid}
        return web.json_response(body, status=400)
    cancelled = [_cancel(state_of(request), each) for each in ids]
    return web.json_response({"cancelled": any(cancelled)})


def _cancel(state: State, prompt_id: str) -> bool:
    if state.queue.delete(prompt_id):
        state.worker.tell_status()
        return True
    return state.worker.interrupt(prompt_id)


def _all(state: State) -> list[dict[str, Any]]:
    running = state.queue.running
    jobs = [_waiting(job, "pending") for job in state.queue.pending]
    if running is not None:
        jobs.append(_waiting(running, "in_progress"))
    return jobs + [_ended(ended) for ended in state.history.all()]


def _waiting(job: Job, status: str) -> dict[str, Any]:
    return {
        "id": job.prompt_id,
        "status": status,
        "priority": job.number,
        "create_time": job.extra_data["create_time"],
        "outputs_count": 0,
        **_workflow_id(job),
    }


def _ended(ended: Ended) -> dict[str, Any]:
    job, error = ended.job, ended.message("execution_error")
    found: dict[str, Any] = {
        "id": job.prompt_id,
        "status": _status(ended),
        "priority": job.number,
        "create_time": job.extra_data["create_time"],
        "execution_start_time": ended.messages[0][1]["timestamp"] if ended.messages else None,
        "execution_end_time": ended.messages[-1][1]["timestamp"] if ended.messages else None,
    }
    if error is not None:
        found["execution_error"] = error
    files = [(node, kind, file) for node, kinds in ended.outputs.items() for kind, file in _files(kinds)]
    found["outputs_count"] = len(files)
    if files:
        node, kind, file = files[-1]
        found["preview_output"] = {**file, "nodeId": node, "mediaType": kind}
    return found | _workflow_id(job)


def _detail(ended: Ended) -> dict[str, Any]:
    job = ended.job
    return _ended(ended) | {
        "outputs": ended.outputs,
        "execution_status": ended.status_block(),
        "workflow": {"prompt": job.graph, "extra_data": job.extra_data},
    }


def _files(kinds: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(kind, file) for kind in _PREVIEWED for file in kinds.get(kind, [])]


def _status(ended: Ended) -> str:
    if ended.status == "success":
        return "completed"
    return "cancelled" if ended.message("execution_interrupted") is not None else "failed"


def _workflow_id(job: Job) -> dict[str, Any]:
    extra: Any = job.extra_data.get("extra_pnginfo")
    workflow: Any = extra.get("workflow") if is_table(extra) else None
    return {"workflow_id": workflow["id"]} if is_table(workflow) and "id" in workflow else {}


def _duration(job: dict[str, Any]) -> int:
    return (job.get("execution_end_time") or 0) - (job.get("execution_start_time") or 0)


def _created(job: dict[str, Any]) -> int:
    return job["create_time"]


def _wrong(message: str) -> web.Response:
    return web.json_response({"error": message}, status=400)
