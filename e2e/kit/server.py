"""A Fabula for journeys, that can be stopped, killed and started again like a real one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

FABULA = Path(sys.executable).with_name("fabula")
START_LIMIT_S = 90
STOP_LIMIT_S = 60


class Server:
    """One `fabula serve` on one data folder; it keeps its port over a restart, as a page expects."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.log = data / "server.log"
        self._settings = settings
        self._port = "0"
        self._process: subprocess.Popen[bytes] | None = None
        self.address = ""

    def start(self, **settings: str) -> None:
        self._settings |= settings
        outside = {name: value for name, value in os.environ.items() if not name.startswith("FABULA_")}
        (self.data / "server.json").unlink(missing_ok=True)
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [FABULA, "serve", "--data", self.data, "--port", self._port, "--no-browser"],
                stdout=log,
                stderr=log,
                env=outside | self._settings,
                start_new_session=os.name == "posix",
            )
        self.address = self._wait_for_address(self._process)
        self._port = self.address.rsplit(":", 1)[1]

    def stop(self) -> None:
        """As a person stops it: everything under way is handed back."""
        if self._process:
            self._process.terminate()
            self._process.wait(STOP_LIMIT_S)
            self._process = None

    def kill(self) -> None:
        """As a power cut stops it: nothing is handed back."""
        assert self._process
        if os.name == "posix":
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait(STOP_LIMIT_S)
        self._process = None

    def _wait_for_address(self, process: subprocess.Popen[bytes]) -> str:
        note, deadline = self.data / "server.json", time.monotonic() + START_LIMIT_S
        while process.poll() is None and time.monotonic() < deadline:
            if note.exists():
                return str(json.loads(note.read_text(encoding="utf-8"))["address"])
            time.sleep(0.05)
        raise AssertionError(self.log.read_text(encoding="utf-8"))
