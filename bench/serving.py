"""What the benchmarks share: a real server of their own, and what it costs."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FABULA = Path(sys.executable).with_name("fabula")
START_LIMIT_S = 60
STOP_LIMIT_S = 30
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server under test."""

    address: str
    pid: int
    ready_s: float

    def cpu_s(self) -> float:
        """Processor time that it has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def fabula_server(data: Path, **settings: str) -> Generator[Server]:
    """The product as it is started by its users, on an empty data folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FABULA_")} | settings
    begun = time.monotonic()
    command = [FABULA, "serve", "--data", data, "--port", "0", "--no-browser"]
    with (data / "server.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        note = data / "server.json"
        while not note.exists():
            if process.poll() is not None or time.monotonic() - begun > START_LIMIT_S:
                raise RuntimeError((data / "server.log").read_text())
            time.sleep(0.02)
        address = json.loads(note.read_text())["address"].replace("localhost", "127.0.0.1")
        yield Server(address, process.pid, time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(STOP_LIMIT_S)


@contextmanager
def plain_server(program: str, port: int) -> Generator[Server]:
    """A few lines of Python that listen on this port: the bound beside the product."""
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", program, str(port)])
    try:
        while not _listens(port):
            if process.poll() is not None or time.monotonic() - begun > START_LIMIT_S:
                raise RuntimeError("the bound does not start")
            time.sleep(0.02)
        yield Server(f"http://127.0.0.1:{port}", process.pid, time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(STOP_LIMIT_S)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
