"""Large files pass through the server without living in it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

SIZE = 500 * 1024 * 1024
PART = bytes(1024 * 1024)
GROWTH_MB = 40

SERVER = """
import socket, sys
from pathlib import Path
import uvicorn
from fabula.app.application import create_app
from fabula.core.settings import Settings
ready = socket.socket()
ready.bind(("127.0.0.1", 0))
ready.listen()
print(ready.getsockname()[1], flush=True)
server = uvicorn.Server(uvicorn.Config(create_app(Settings(data=Path(sys.argv[1]))), log_config=None))
server.run(sockets=[ready])
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[tuple[str, int]]:
    """Address and process id of a server of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(tmp_path / "data"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(await process.stdout.readline())}", process.pid
    process.terminate()
    await process.wait()


def peak_mb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


async def form() -> AsyncIterator[bytes]:
    yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n\r\n'
    for _ in range(SIZE // len(PART)):
        yield PART
    yield b"\r\n--b--\r\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak of memory from /proc")
async def test_five_hundred_megabytes_in_and_out_do_not_grow_memory(server: tuple[str, int]) -> None:
    address, pid = server
    async with httpx.AsyncClient(base_url=address, timeout=50) as http:
        account = {"username": "anna", "email": "anna@example.org", "password": "a long enough password"}
        token = (await http.post("/api/auth/register", json=account)).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        small = await http.post("/api/assets", files={"file": ("small.bin", PART)})
        await http.get(small.json()["url"])
        before = peak_mb(pid)
        sent = await http.post(
            "/api/assets", content=form(), headers={"Content-Type": "multipart/form-data; boundary=b"}
        )
        assert sent.json()["bytes"] == SIZE
        received = 0
        async with http.stream("GET", sent.json()["url"]) as answer:
            async for part in answer.aiter_raw():
                received += len(part)
        assert received == SIZE
        assert peak_mb(pid) - before < GROWTH_MB
