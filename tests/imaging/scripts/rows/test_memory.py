"""Rows are read and mapped in little memory, however many and whatever the format; a bench does it with a million."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

MANY = 150_000
LIMIT_MB = 200
MOST_MORE_MB = 6
WORK = """
import pathlib, sys
from fabula.imaging.scripts import Item, Items, Table
from fabula.imaging.templates.shipped import shipped
found = Items(template=shipped("sd15")).of(Table.of(pathlib.Path(sys.argv[1])).rows())
count = sum(isinstance(each, Item) for each in found)
print(count, pathlib.Path("/proc/self/status").read_text())
"""


def measured(rows: Path) -> tuple[int, float]:
    """How many items there were, and the most memory in MB that the process had."""
    done = subprocess.run([sys.executable, "-c", WORK, rows], capture_output=True, text=True, check=True)
    kilobytes = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert kilobytes is not None
    return int(done.stdout.split(maxsplit=1)[0]), int(kilobytes[1]) / 1024


def written(path: Path, count: int) -> Path:
    with path.open("w") as file:
        match path.suffix:
            case ".csv":
                file.write("key,prompt,seed\n")
                file.writelines(f"row{number},a castle number {number},{number}\n" for number in range(count))
            case ".json":
                rows = (f'{{"key": "row{number}", "prompt": "a castle", "seed": {number}}}' for number in range(count))
                file.write("[" + next(rows))
                file.writelines(f",\n{row}" for row in rows)
                file.write("]")
            case _:
                file.writelines(f"- key: row{number}\n  prompt: a castle\n  seed: 1\n" for number in range(count))
    return path


pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")


@pytest.mark.timeout(200)
def test_ten_times_the_rows_of_csv_need_hardly_more(tmp_path: Path) -> None:
    _, few = measured(written(tmp_path / "few.csv", MANY // 10))
    count, many = measured(written(tmp_path / "many.csv", MANY))
    assert count == MANY
    assert many < LIMIT_MB
    assert many - few < MOST_MORE_MB


@pytest.mark.timeout(200)
@pytest.mark.thorough
@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_ten_times_the_rows_of_one_document_need_hardly_more(tmp_path: Path, ending: str) -> None:
    _, few = measured(written(tmp_path / f"few.{ending}", 5_000))
    count, many = measured(written(tmp_path / f"many.{ending}", 50_000))
    assert count == 50_000
    assert many - few < MOST_MORE_MB
