"""Units are asked by argument lists; a stand-in for systemctl writes down what it was given."""

from dataclasses import replace
from pathlib import Path

import pytest

from fabula.engines.gpu import ServiceFailed
from fabula.engines.gpu.processes import Service, ServiceStatus
from fabula.engines.gpu.processes.systemd import Unit
from tests.engines.gpu.processes.conftest import RULES

STAND_IN = """#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/asked"
case "$here $*" in
  *hang*) exec sleep 60 ;;
  *" start "*broken.service) echo "Unit broken.service not found."; exit 1 ;;
  *" start "*) echo active > "$here/state" ;;
  *" stop "*) echo inactive > "$here/state" ;;
  *" show "*) echo "ActiveState=$(cat "$here/state" 2>/dev/null || echo inactive)"
    printf "MainPID=0\\nNRestarts=2\\nResult=success\\n" ;;
esac
"""
JOURNAL = """#!/bin/sh
echo "line of the journal"
"""
QUICK = replace(RULES, startup_s=1, stop_s=5, health_s=5, poll_s=0.05)


@pytest.fixture
def systemctl(tmp_path: Path) -> tuple[str, str]:
    return scripts(tmp_path)


def scripts(folder: Path) -> tuple[str, str]:
    made: list[str] = []
    for name, text in (("systemctl", STAND_IN), ("journalctl", JOURNAL)):
        file = folder / name
        file.write_text(text)
        file.chmod(0o700)
        made.append(str(file))
    return made[0], made[1]


def unit(name: str = "ollama.service", *, user: bool = False) -> Service:
    return Service(name="ollama", title="Ollama", health_url="http://127.0.0.1:9/", unit=name, is_user_unit=user)


@pytest.mark.parametrize(("user", "scope"), [(True, "--user"), (False, "--system")])
async def test_a_unit_is_started_and_stopped(systemctl: tuple[str, str], user: bool, scope: str) -> None:
    program = Unit(unit(user=user), QUICK, systemctl)
    with pytest.raises(ServiceFailed, match=r"has not answered at .* within 1 s: line of the journal"):
        await program.start()
    state = await program.state()
    assert (state.status, state.restarts, state.log) == (ServiceStatus.RUNNING, 2, ["line of the journal"])
    await program.stop()
    assert (await program.state()).status is ServiceStatus.STOPPED
    asked = Path(systemctl[0]).with_name("asked").read_text().splitlines()
    orders = [line for line in asked if "show" not in line]
    assert orders == [f"{scope} {verb} --no-ask-password ollama.service" for verb in ("start", "stop")]


async def test_a_unit_that_is_not_there_is_said_in_systemds_words(systemctl: tuple[str, str]) -> None:
    with pytest.raises(ServiceFailed, match=r"did not start broken.service: Unit broken.service not found"):
        await Unit(unit("broken.service"), QUICK, systemctl).start()


async def test_a_systemd_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "hang"
    folder.mkdir()
    with pytest.raises(ServiceFailed, match=r"did not stop ollama.service: no answer within 1 s"):
        await Unit(unit(), replace(QUICK, stop_s=0.6, health_s=0.5), scripts(folder)).stop()


async def test_a_machine_without_systemd_says_so(tmp_path: Path) -> None:
    missing = (str(tmp_path / "systemctl"), str(tmp_path / "journalctl"))
    with pytest.raises(ServiceFailed, match=r"did not start ollama.service: .*No such file"):
        await Unit(unit(), QUICK, missing).start()


@pytest.mark.parametrize("name", ["--now", "a b", "x;reboot", "../unit", "u" * 300])
def test_what_is_no_name_of_a_unit_is_refused(name: str) -> None:
    with pytest.raises(ServiceFailed, match="is not the name of a systemd unit"):
        Unit(unit(name), QUICK)
