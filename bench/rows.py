"""A million rows read and mapped, beside the rows of the standard library's reader: seconds, and the most memory.

python bench/rows.py [--rows 1000000]
"""

import argparse
import csv
import sys
import tempfile
import time
from pathlib import Path

from tests.imaging.scripts.rows.test_memory import LIMIT_MB, measured, written


def plainly(rows: Path) -> int:
    with rows.open() as file:
        return sum(1 for _ in csv.DictReader(file))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    wanted: int = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        rows = written(Path(folder, "rows.csv"), wanted)
        begun = time.monotonic()
        count, megabytes = measured(rows)
        ours = time.monotonic() - begun
        begun = time.monotonic()
        assert plainly(rows) == count == wanted
        bound = time.monotonic() - begun
    is_good = megabytes < LIMIT_MB
    print(
        f"{'ok ' if is_good else 'BAD'} {count} rows: {megabytes:.0f} MB (bar {LIMIT_MB}), "
        f"{ours:.1f} s, {ours / bound:.1f} times the plain reader"
    )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
