"""Submit, queue, interrupt, history, free."""

import re
import uuid
from typing import Any

from aiohttp import web

from fabula.engines.builtin.painter.server.state import State, state_of, trouble
from fabula.engines.builtin.painter.wire import is_list, is_table
from fabula.engines.builtin.painter.work.jobs import Ended, Job, now_ms
from fabula.engines.builtin.painter.work.validation import Refused, check

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SECRETS = ("auth_token_comfy_org", "api_key_comfy_org")


async def show_prompt(request: web.Request) -> web.Response:
    return web.json_response({"exec_info": {"queue_remaining": state_of(request).queue.remaining}})


async def submit(request: web.Request) -> web.Response:
    state = state_of(request)
    if state.shop.script.takes_lost("before"):
        return _broken_off(request)
    said = await _body(request)
    if said is None or not isinstance(said.get("prompt", {}), dict):
        return trouble()
    number = _number(said, state)
    try:
        job, node_errors = _accept(said, number, state)
    except Refused as refused:
        return web.json_response({"error": refused.error, "node_errors": refused.node_errors}, status=400)
    state.worker.submit(job)
    if state.shop.script.takes_lost("after"):
        return _broken_off(request)
    return web.json_response({"prompt_id": job.prompt_id, "number": job.number, "node_errors": node_errors})


def _accept(said: dict[str, Any], number: float, state: State) -> tuple[Job, dict[str, Any]]:
    if "prompt" not in said:
        raise Refused("no_prompt", "No prompt provided", "No prompt provided")
    prompt_id = said.get("prompt_id") or str(uuid.uuid4())
    if not isinstance(prompt_id, str) or _UUID.fullmatch(prompt_id) is None:
        details = (
            "prompt_id must be a UUID string in canonical lowercase hyphenated form; "
            "omit it to let the server generate one"
        )
        raise Refused("invalid_prompt_id", "prompt_id must be a valid UUID", details)
    if len(state.queue) >= state.shop.bounds.queue:
        details = f"The built-in demo engine keeps at most {state.shop.bounds.queue} waiting prompts."
        raise Refused("queue_full", "The queue is full", details)
    checked = check(said["prompt"], state.shop.registry, said.get("partial_execution_targets"))
    if len(checked.outputs) > 1 and (reason := state.shop.script.takes_refused_part()):
        checked.refuse_last(said["prompt"], reason)
    extra_data = dict(said.get("extra_data") or {})
    for secret in _SECRETS:
        extra_data.pop(secret, None)
    if "client_id" in said:
        extra_data["client_id"] = said["client_id"]
    extra_data["create_time"] = now_ms()
    return Job(number, prompt_id, said["prompt"], extra_data, checked.outputs), checked.node_errors


def _number(said: dict[str, Any], state: State) -> float:
    if "number" in said:
        return float(said["number"])
    number = state.queue.next_number()
    return -number if said.get("front") else number


def _broken_off(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def show_queue(request: web.Request) -> web.Response:
    queue = state_of(request).queue
    running = [queue.running.as_tuple()] if queue.running is not None else []
    return web.json_response({"queue_running": running, "queue_pending": [job.as_tuple() for job in queue.pending]})


async def change_queue(request: web.Request) -> web.Response:
    state, said = state_of(request), await _body(request)
    if said is None:
        return trouble()
    if said.get("clear"):
        state.queue.clear()
    for prompt_id in _ids(said):
        state.queue.delete(prompt_id)
    if said.get("clear") or said.get("delete"):
        state.worker.tell_status()
    return web.Response()


async def interrupt(request: web.Request) -> web.Response:
    said = await _body(request) or {}
    state_of(request).worker.interrupt(said.get("prompt_id"))
    return web.Response()


async def free(request: web.Request) -> web.Response:
    said = await _body(request)
    if said is None:
        return trouble()
    state_of(request).worker.free({what for what in ("unload_models", "free_memory") if said.get(what)})
    return web.Response()


async def show_history(request: web.Request) -> web.Response:
    try:
        most, offset = _whole(request, "max_items"), _whole(request, "offset")
    except ValueError:
        return trouble()
    return web.json_response(_entries(state_of(request).history.page(most, offset)))


async def show_history_entry(request: web.Request) -> web.Response:
    ended = state_of(request).history.get(request.match_info["prompt_id"])
    return web.json_response(_entries([ended] if ended is not None else []))


async def change_history(request: web.Request) -> web.Response:
    state, said = state_of(request), await _body(request)
    if said is None:
        return trouble()
    if said.get("clear"):
        state.history.clear()
    for prompt_id in _ids(said):
        state.history.delete(prompt_id)
    return web.Response()


def _ids(said: dict[str, Any]) -> list[str]:
    asked: Any = said.get("delete")
    return [str(each) for each in asked] if is_list(asked) else []


def _entries(ended: list[Ended]) -> dict[str, Any]:
    return {each.job.prompt_id: each.entry() for each in ended}


def _whole(request: web.Request, name: str) -> int | None:
    return int(request.query[name]) if name in request.query else None


async def _body(request: web.Request) -> dict[str, Any] | None:
    try:
        said = await request.json()
    except ValueError:
        return None
    return said if is_table(said) else None
