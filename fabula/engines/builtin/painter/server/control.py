"""The script on the wire, for tests in another process; the shipped start has no such route."""

from typing import Any

from aiohttp import web

from fabula.engines.builtin.painter.server.state import state_of

VERBS = frozenset(
    {
        "fail_next",
        "out_of_memory",
        "lose_answer",
        "refuse_part",
        "truncate_view",
        "slow_view",
        "wedge",
        "hang_job",
        "hang",
        "release",
        "deafen",
        "fill_output",
        "reset",
        "cut_sockets",
        "send_garbage",
        "interrupt",
        "clear_history",
        "restart",
        "set_pace",
    }
)


async def play(request: web.Request) -> web.Response:
    """`{"do": "fail_next", "with": {"node": "KSampler"}}`"""
    said: dict[str, Any] = await request.json()
    verb = said.get("do")
    if verb not in VERBS:
        return web.json_response({"error": f"Unknown verb {verb}. Known: {', '.join(sorted(VERBS))}"}, status=400)
    try:
        getattr(state_of(request).shop.script, verb)(**said.get("with", {}))
    except TypeError as error:
        return web.json_response({"error": f"{verb}: {error}"}, status=400)
    return web.Response()
