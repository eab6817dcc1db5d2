"""The example's ten rows become ten pictures, by the words of its own page."""

import re
from pathlib import Path

from fabula.core.background import in_thread
from fabula.engines.builtin.painter import Pace, Painter
from tests.imaging.scripts.painting import rendered, report

EXAMPLE = Path(__file__).parents[2] / "examples" / "script"


async def test_ten_rows_become_ten_pictures(tmp_path: Path) -> None:
    page = await in_thread((EXAMPLE / "README.md").read_text, "utf-8")
    command = re.search(r"fabula render rows\.csv .*--set (\S+)", page)
    assert command is not None
    async with Painter(pace=Pace(plain=True)) as painter:
        how = ("--template", "sdxl", "--set", command[1])
        code, told = await rendered(EXAMPLE / "rows.csv", painters=[painter], out=tmp_path, how=how)
    assert code == 0, told
    found = await report(tmp_path)
    assert len(found) == 10
    assert {line["state"] for line in found.values()} == {"done"}
    assert (tmp_path / "lighthouse_1.png").exists()
