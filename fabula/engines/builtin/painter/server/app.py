"""The routes, and what stands before all of them."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from fabula.engines.builtin.painter.server import control, discovery, files, jobs, queueing
from fabula.engines.builtin.painter.server.state import STATE, State, state_of, trouble

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

GET: dict[str, Handler] = {
    "/prompt": queueing.show_prompt,
    "/queue": queueing.show_queue,
    "/history": queueing.show_history,
    "/history/{prompt_id}": queueing.show_history_entry,
    "/view": files.view,
    "/view_metadata/{folder}": discovery.view_metadata,
    "/system_stats": discovery.system_stats,
    "/features": discovery.features,
    "/object_info": discovery.object_info,
    "/object_info/{name}": discovery.object_info_of,
    "/models": discovery.model_folders,
    "/models/{folder}": discovery.models,
    "/embeddings": discovery.embeddings,
    "/users": discovery.users,
    "/settings": discovery.nothing,
    "/node_replacements": discovery.nothing,
    "/workflow_templates": discovery.nothing,
}
POST: dict[str, Handler] = {
    "/prompt": queueing.submit,
    "/queue": queueing.change_queue,
    "/interrupt": queueing.interrupt,
    "/free": queueing.free,
    "/history": queueing.change_history,
    "/upload/image": files.upload_image,
    "/upload/mask": files.upload_mask,
}


def create(state: State, *, has_control: bool) -> web.Application:
    app = web.Application(client_max_size=state.shop.bounds.body_bytes, middlewares=[_silence, _same_site, _stumble])
    app[STATE] = state
    for prefix in ("", "/api"):
        for path, handler in GET.items():
            app.router.add_get(prefix + path, handler)
        for path, handler in POST.items():
            app.router.add_post(prefix + path, handler)
        app.router.add_get(prefix + "/ws", state.sockets.serve)
    app.router.add_get("/", discovery.about)
    app.router.add_get("/api/jobs", jobs.list_jobs)
    app.router.add_get("/api/jobs/{job_id}", jobs.show_job)
    app.router.add_post("/api/jobs/cancel", jobs.cancel_jobs)
    app.router.add_post("/api/jobs/{job_id}/cancel", jobs.cancel_job)
    if has_control:
        app.router.add_post("/fabula/script", control.play)
    return app


@web.middleware
async def _silence(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path != "/fabula/script":
        await state_of(request).shop.script.while_silent()
    return await handler(request)


@web.middleware
async def _same_site(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page of another site cannot drive the server through the browser of its owner."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return web.Response(status=403)
    origin = request.headers.get("Origin")
    if origin and request.host.rsplit(":", 1)[0] in _LOOPBACK and origin.partition("://")[2] != request.host:
        return web.Response(status=403)
    return await handler(request)


@web.middleware
async def _stumble(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Bodies of a wrong shape end as they do on the real server."""
    try:
        return await handler(request)
    except (TypeError, AttributeError, json.JSONDecodeError, UnicodeDecodeError, AssertionError):
        return trouble()
