"""The example runs as it stands."""

import asyncio
import json
import sys
from pathlib import Path

from fabula.core.background import in_thread
from tests.engines.comfy.jobs_of_tests import graph
from tests.engines.comfy.scripted import PNG, ScriptedComfy

EXAMPLE = Path(__file__).parents[2] / "examples" / "run_workflow.py"


async def test_one_workflow_becomes_pictures(tmp_path: Path) -> None:
    workflow, out = tmp_path / "workflow.json", tmp_path / "out"
    await in_thread(workflow.write_text, json.dumps(graph()))
    await in_thread(out.mkdir)
    async with ScriptedComfy() as scripted:
        arguments = (EXAMPLE, workflow, "--server", scripted.url, "--out", out)
        program = await asyncio.create_subprocess_exec(
            sys.executable, *map(str, arguments), stdout=asyncio.subprocess.PIPE
        )
        told, _ = await program.communicate()
    assert program.returncode == 0
    assert b"Finished" in told
    assert [await in_thread(file.read_bytes) for file in out.iterdir()] == [PNG]
