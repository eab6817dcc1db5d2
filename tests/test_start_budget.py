"""What a start may cost: help answers at once, and what not every start needs is not imported."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HELP_S = 0.4
START_MB = 120

LOADED = "import json, sys; {work}; print(json.dumps(sorted(sys.modules)))"
HEAVY = {"fastapi", "pydantic", "sqlalchemy", "rich", "uvicorn", "alembic", "dbos"}
NOT_AT_START = {
    "aiohttp": "engines are called when there are some",
    "alembic": "only a start with a new schema migrates",
    "asyncmy": "only for MariaDB",
    "asyncpg": "only for PostgreSQL",
    "numpy": "nothing of the ground computes",
    "obstore": "only for S3 storage",
    "opentelemetry.sdk": "off by default",
    "psycopg": "only for PostgreSQL",
    "redis": "only for the Redis bus",
    "rich": "the server draws no tables",
}


def loaded_by(work: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", LOADED.format(work=work)], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_the_command_line_itself_is_light() -> None:
    assert loaded_by("import fabula.app.cli") & HEAVY == set()


def test_help_answers_at_once() -> None:
    resource = pytest.importorskip("resource")
    spent: list[float] = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "fabula.app.cli", "--help"], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < HELP_S


def test_a_start_imports_only_what_it_needs(tmp_path: Path) -> None:
    imports = "import fabula.app.server, pathlib; from fabula.app.application import create_app, Settings"
    work = f"{imports}; create_app(Settings(data=pathlib.Path({str(tmp_path)!r})))"
    assert sorted(loaded_by(work) & NOT_AT_START.keys()) == []


def test_the_demo_engines_compute_nothing_before_somebody_asks() -> None:
    work = "import fabula.engines.builtin.painter.server, fabula.engines.builtin.storyteller.server"
    assert sorted(loaded_by(work) & {"numpy", "PIL", "resvg_py"}) == []


def test_a_start_stays_small() -> None:
    work = "import fabula.app.server, pathlib; print(pathlib.Path('/proc/self/status').read_text())"
    if not Path("/proc/self/status").exists():
        pytest.skip("the size of a process is read from /proc, and this system has none")
    done = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True)
    kilobytes = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert kilobytes is not None
    assert int(kilobytes[1]) / 1024 < START_MB
