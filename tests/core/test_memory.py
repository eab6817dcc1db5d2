"""What glibc holds for threads, and what it gives back when it is asked."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from fabula.core.memory import give_back, share_arenas
from tests.held import only_glibc, resident_mb, waste

THREADS, EACH_MB = 8, 30


def measure(*, is_shared: bool) -> None:
    """In a process of its own: how much eight threads leave that worked one after another, before and after."""
    if is_shared:
        share_arenas()
    all_there, turn, kept = threading.Barrier(THREADS), threading.Lock(), list[bytearray]()

    def work(_: int) -> None:
        all_there.wait()
        with turn:
            kept.extend(waste(EACH_MB))

    with ThreadPoolExecutor(THREADS) as pool:
        before = resident_mb()
        list(pool.map(work, range(THREADS)))
        held = resident_mb() - before
        give_back()
        sys.stdout.write(json.dumps([held, resident_mb() - before]))


def measured(*, is_shared: bool) -> tuple[float, float]:
    work = f"from tests.core.test_memory import measure; measure(is_shared={is_shared})"
    done = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True)
    held, left = json.loads(done.stdout)
    return held, left


@only_glibc
def test_threads_that_share_hold_what_one_of_them_needed() -> None:
    apart, _ = measured(is_shared=False)
    shared, left = measured(is_shared=True)
    assert apart > 0.8 * THREADS * EACH_MB
    assert shared < apart / 3
    assert left < EACH_MB / 2
