"""Throw-away database and bus servers for the tests: on loopback, in a temporary folder, gone afterwards."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steps.machine import WINDOWS, Problem, acting_as, call, is_root

START_LIMIT_S = 60
STOP_LIMIT_S = 20
HOST = "127.0.0.1"
PASSWORD = secrets.token_hex(12)


@dataclass(frozen=True)
class Kind:
    """A server that tests may use: the variable that carries its address, its program, and how it is started."""

    variable: str
    program: str
    start: Callable[["Place"], Sequence[str | Path]]
    address: str
    is_ready: Callable[["Place"], bool]
    runs_as: str = ""
    stop: signal.Signals = signal.SIGTERM


@dataclass(frozen=True)
class Place:
    """Where one server lives during this test run."""

    folder: Path
    port: int
    program: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.folder / "data"


@contextmanager
def servers() -> Generator[dict[str, str]]:
    """The addresses of what is installed here; what is already named by the environment is left alone."""
    with ExitStack() as running:
        found = {kind.variable: kind for kind in KINDS if not os.environ.get(kind.variable)}
        addresses: dict[str, str] = {}
        for variable, kind in found.items():
            if program := _find(kind.program):
                addresses[variable] = running.enter_context(_running(kind, program)).address
            else:
                print(f"  no {kind.program} here: its tests are skipped")
        yield addresses


class Server:
    """One throw-away server, which can also be killed and started again."""

    def __init__(self, kind: Kind, place: Place) -> None:
        self._kind = kind
        self._place = place
        self._command = [str(word) for word in kind.start(place)]
        self._process: subprocess.Popen[Any] | None = None
        self.address = kind.address.format(host=HOST, port=place.port, password=PASSWORD)

    def start(self) -> None:
        with (self._place.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._place.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **acting_as(self._place.user),
            )
        _wait(self._kind, self._place, self._process)

    def stop(self, signum: signal.Signals | None = None) -> None:
        """Ask it to stop, or let this signal say so."""
        if self._process:
            _stop(self._process, signum or self._kind.stop)
            self._process = None


@contextmanager
def server(variable: str) -> Generator[Server]:
    """The one whose address this variable carries, whether or not the environment names another."""
    kind = next(kind for kind in KINDS if kind.variable == variable)
    if not (program := _find(kind.program)):
        raise Problem(f"There is no {kind.program} here.")
    with _running(kind, program) as running:
        yield running


@contextmanager
def _running(kind: Kind, program: Path) -> Generator[Server]:
    user = kind.runs_as if is_root() and kind.runs_as else None
    with tempfile.TemporaryDirectory(prefix="fabula-test-") as name:
        place = Place(Path(name), _free_port(), program, user)
        if user:
            shutil.chown(place.folder, user)
        running = Server(kind, place)
        try:
            running.start()
            yield running
        finally:
            running.stop()


def _wait(kind: Kind, place: Place, process: subprocess.Popen[Any]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < deadline:
        if kind.is_ready(place):
            return
        time.sleep(0.1)
    log = (place.folder / "log").read_text(encoding="utf-8", errors="replace")
    raise Problem(f"{kind.program} did not start.", output=log)


def _stop(process: subprocess.Popen[Any], signum: signal.Signals) -> None:
    process.send_signal(signum)
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _find(program: str) -> Path | None:
    """Debian keeps PostgreSQL's programs off the path, a folder for each version; the newest counts."""
    if WINDOWS:
        return None
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1]
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")
    return Path(found) if found else None


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        return free.getsockname()[1]


def _answers(place: Place, question: bytes, good: Callable[[bytes], bool]) -> bool:
    try:
        with socket.create_connection((HOST, place.port), timeout=1) as connection:
            connection.settimeout(1)
            connection.sendall(question)
            return good(connection.recv(64))
    except OSError:
        return False


def _postgresql(place: Place) -> Sequence[str | Path]:
    secret = place.folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    made = [
        place.program.with_name("initdb"), "--pgdata", place.data, "--username=fabula", "--auth=scram-sha-256",
        f"--pwfile={secret}", "--encoding=UTF8", "--locale=C", "--no-sync",
    ]  # fmt: skip
    call(made, cwd=place.folder, user=place.user, purpose="Making a PostgreSQL folder")
    settings = {
        "listen_addresses": HOST, "port": str(place.port), "unix_socket_directories": "", "fsync": "off",
        "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200",
    }  # fmt: skip
    return [place.program, "-D", place.data, *(word for item in settings.items() for word in ("-c", "=".join(item)))]


def _postgresql_is_ready(place: Place) -> bool:
    asked = [str(place.program.with_name("pg_isready")), "-q", "-h", HOST, "-p", str(place.port)]
    return subprocess.run(asked, check=False).returncode == 0


def _mariadb(place: Place) -> Sequence[str | Path]:
    made = [
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={place.data}",
        "--auth-root-authentication-method=normal",
    ]
    call([*made, "--skip-test-db"], cwd=place.folder, user=place.user, purpose="Making a MariaDB folder")
    first = place.folder / "first.sql"
    statements = (
        "CREATE DATABASE fabula CHARACTER SET utf8mb4;",
        f"CREATE USER fabula@'{HOST}' IDENTIFIED BY '{PASSWORD}';",
        f"GRANT ALL ON *.* TO fabula@'{HOST}';",
    )
    first.write_text("\n".join(statements), encoding="utf-8")
    return [
        place.program, "--no-defaults", f"--datadir={place.data}", f"--bind-address={HOST}", f"--port={place.port}",
        "--skip-name-resolve",
        f"--socket={place.folder / 'socket'}", f"--pid-file={place.folder / 'pid'}", f"--init-file={first}",
        "--innodb-flush-log-at-trx-commit=0", "--max-connections=200",
    ]  # fmt: skip


def _mariadb_is_ready(place: Place) -> bool:
    return _answers(place, b"", lambda greeting: len(greeting) > 5 and greeting[4] == 10)


def _redis(place: Place) -> Sequence[str | Path]:
    return [
        place.program, "--bind", HOST, "--port", str(place.port), "--dir", place.folder, "--save", "",
        "--appendonly", "no", "--requirepass", PASSWORD,
    ]  # fmt: skip


def _redis_is_ready(place: Place) -> bool:
    return _answers(place, f"AUTH {PASSWORD}\r\n".encode(), lambda answer: answer.startswith(b"+OK"))


KINDS = (
    Kind(
        "FABULA_TEST_POSTGRESQL_URL",
        "postgres",
        _postgresql,
        "postgresql://fabula:{password}@{host}:{port}/postgres",
        _postgresql_is_ready,
        "postgres",
        signal.SIGINT,  # its SIGTERM waits for clients
    ),
    Kind(
        "FABULA_TEST_MARIADB_URL",
        "mariadbd",
        _mariadb,
        "mariadb://fabula:{password}@{host}:{port}/fabula",
        _mariadb_is_ready,
        "mysql",
    ),
    Kind(
        "FABULA_TEST_REDIS_URL",
        "redis-server",
        _redis,
        "redis://:{password}@{host}:{port}/0",
        _redis_is_ready,
    ),
)
