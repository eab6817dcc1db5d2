"""What must be true of demo runs, whatever happened to the server meanwhile."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

REGISTRATION = {"username": "anna", "email": "anna@example.org", "password": "correct horse battery staple"}


class Counters:
    """A person who starts demo runs on a server and looks at how they ended."""

    def __init__(self, address: str, token: str = "") -> None:
        self.token = token
        self.http = httpx.AsyncClient(base_url=f"http://{address}", timeout=30)
        if token:
            self._use(token)

    async def sign_up(self, **changes: str) -> str:
        answer = await self.http.post("/api/auth/register", json=REGISTRATION | changes)
        assert answer.status_code == 200, answer.text
        return self._use(answer.json()["access_token"])

    def _use(self, token: str) -> str:
        self.http.cookies.clear()
        self.http.headers["Authorization"] = f"Bearer {token}"
        self.token = token
        return token

    async def start(self, count: int, **given: int) -> list[str]:
        """Start several at once; their ids."""
        room = asyncio.Semaphore(20)

        async def one() -> str:
            async with room:
                answer = await self.http.post("/api/demo/counter", json=given)
            assert answer.status_code == 202, answer.text
            return answer.json()["id"]

        return await asyncio.gather(*(one() for _ in range(count)))

    async def get(self, run_id: str) -> dict[str, Any]:
        answer = await self.http.get(f"/api/runs/{run_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def running(self, run_id: str) -> None:
        await self.once(run_id, lambda run: run["state"] == "running")

    async def once(self, run_id: str, is_so: Callable[[dict[str, Any]], bool], within_s: float = 15) -> None:
        until = asyncio.get_running_loop().time() + within_s
        while not is_so(run := await self.get(run_id)):
            assert asyncio.get_running_loop().time() < until, f"after {within_s} s it is still not so: {run}"
            await asyncio.sleep(0.02)

    async def cancel(self, run_id: str) -> httpx.Response:
        return await self.http.post(f"/api/runs/{run_id}/cancel")

    async def active(self) -> int:
        answer = await self.http.get("/api/runs", params={"state": "active", "limit": 200})
        return len(answer.json()["items"])

    async def all_ended(self, within_s: float) -> None:
        """Wait until nothing of this person goes on."""
        async with asyncio.timeout(within_s):
            while True:
                if not await self.active():
                    return
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        await self.http.aclose()


def text_of(steps: int, tokens: int) -> str:
    """All that a demo run streams."""
    return "".join(f"{step}.{token} " for step in range(1, steps + 1) for token in range(1, tokens + 1))


def faults(run: dict[str, Any], events: list[tuple[int, str, Any]]) -> list[str]:
    """What is wrong with a demo run that should have ended well."""
    steps, tokens = run["input"]["steps"], run["input"]["tokens"]
    kinds = [kind for _, kind, _ in events]
    expected = {
        "state": (run["state"], "done"),
        "result": (run["result"], {"steps": steps, "total": steps * (steps + 1) // 2}),
        "text": (run["live"]["text"], text_of(steps, tokens)),
        "seqs": ([seq for seq, _, _ in events], list(range(1, run["last_seq"] + 1))),
        "numbers": ([data["number"] for _, kind, data in events if kind == "demo.counted"], list(range(1, steps + 1))),
        "first": (kinds[:2], ["run.created", "run.started"]),
        "ends": ([kind for kind in kinds if kind in ("run.finished", "run.failed", "run.cancelled")], ["run.finished"]),
        "last": (kinds[-1], "run.finished"),
        "stages": (kinds.count("run.stage"), 1),
    }
    return [f"{name}: {found} instead of {wanted}" for name, (found, wanted) in expected.items() if found != wanted]
