"""Real servers for tests: one in the test's own loop, and one in a process that can be killed."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

READY = "listening on port "
NO_ENGINES = {"FABULA_DISCOVER_ENGINES": "0", "FABULA_DEMO_ENGINES": "0"}


class _Quiet(uvicorn.Server):
    """Leaves the test's signals alone, and says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def served(app: FastAPI) -> AsyncGenerator[str]:
    """A started application behind a real port of this machine; gives `host:port`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=2)
        server = _Quiet(config)
        serving = asyncio.get_running_loop().create_task(server.serve(sockets=[listener]))
        try:
            await server.is_up.wait()
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


class ServerProcess:
    """A server of its own, started and ended by the test."""

    def __init__(self, data: Path, **environment: str) -> None:
        wanted = {f"FABULA_{name.upper()}": value for name, value in environment.items()}
        self._environment = os.environ | {"FABULA_DATA": str(data), "FABULA_DEMO_RUNS": "1"} | NO_ENGINES | wanted
        self._log = data / "server.log"
        self._process: subprocess.Popen[str] | None = None
        self.address = ""

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    async def start(self) -> None:
        """Until it lets people in."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
                [sys.executable, "-m", "tests.servers"],
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=Path(__file__).parent.parent,
            )
        assert self._process.stdout
        line = await asyncio.get_running_loop().run_in_executor(None, self._process.stdout.readline)
        assert line.startswith(READY), self.log
        self.address = f"127.0.0.1:{line.removeprefix(READY).strip()}"

    @property
    def log(self) -> str:
        return self._log.read_text()

    def send(self, signum: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(signum)

    async def ended(self, within_s: float = 20.0) -> int:
        """Its exit code, once it has ended."""
        assert self._process
        code = await asyncio.get_running_loop().run_in_executor(None, self._process.wait, within_s)
        assert self._process.stdout
        self._process.stdout.close()
        self._process = None
        return code

    async def kill(self) -> None:
        self.send(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        self.send(signal.SIGTERM)
        return await self.ended()

    async def close(self) -> None:
        if self._process:
            await self.kill()


def main() -> None:
    """The process: the real application on a free port, with a password hash that tests can pay."""
    from fabula.app.application import create_app
    from fabula.core.settings import load_settings
    from tests.visitors import quick_hasher

    app = create_app(load_settings(), hasher=quick_hasher())
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5, ws="websockets-sansio")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = _Announced(config, listener.getsockname()[1])
        server.run(sockets=[listener])


class _Announced(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, port: int) -> None:
        super().__init__(config)
        self._port = port

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"{READY}{self._port}", flush=True)  # noqa: T201 - the test waits for this line


if __name__ == "__main__":
    main()
